define i64 @kprobe_vfs_read_1(ptr %ctx) section "kprobe" {
entry:
  %tmp = alloca [24 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %get_attach_cookie = call i64 inttoptr (i64 174 to ptr)(ptr %ctx)
  %0 = icmp ult i64 %get_attach_cookie, 2
  %1 = select i1 %0, i64 %get_attach_cookie, i64 0
  %2 = getelementptr [17 x i8], ptr @probes, i64 %1
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %tmp, ptr align 1 %2, i64 17, i1 false)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_, ptr %tmp)
  %3 = icmp eq ptr %map_lookup_elem, null
  br i1 %3, label %missing, label %found

counted:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

found:
  %4 = phi ptr [ %map_lookup_elem, %start ], [ %map_lookup_elem1, %missing ]
  %5 = atomicrmw add ptr %4, i64 1 monotonic, align 8
  br label %counted

missing:
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_, ptr %tmp, ptr @zeros, i64 1)
  %6 = trunc i64 %map_update_elem to i32
  %7 = sext i32 %6 to i64
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_, ptr %tmp)
  %8 = icmp eq ptr %map_lookup_elem1, null
  br i1 %8, label %full, label %found

full:
  %9 = icmp slt i64 %7, 0
  br i1 %9, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %10 = icmp eq ptr %ringbuf_reserve, null
  br i1 %10, label %lost, label %event

ok:
  br label %counted

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %11 = icmp ult i64 %get_smp_processor_id, CPUS
  %12 = select i1 %11, i64 %get_smp_processor_id, i64 0
  %13 = getelementptr i64, ptr @awl_lost, i64 %12
  %14 = atomicrmw add ptr %13, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %15, align 4
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %16, align 4
  %17 = trunc i64 %7 to i32
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %17, ptr %18, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
