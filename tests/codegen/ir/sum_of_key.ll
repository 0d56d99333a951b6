define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %tmp, ptr align 8 @str, i64 2, i1 false)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr %tmp)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %missing, label %found

counted:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

found:
  %1 = phi ptr [ %map_lookup_elem, %start ], [ %map_lookup_elem1, %missing ]
  %2 = atomicrmw add ptr %1, i64 5 monotonic, align 8
  br label %counted

missing:
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_x, ptr %tmp, ptr @zeros, i64 1)
  %3 = trunc i64 %map_update_elem to i32
  %4 = sext i32 %3 to i64
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr %tmp)
  %5 = icmp eq ptr %map_lookup_elem1, null
  br i1 %5, label %full, label %found

full:
  %6 = icmp slt i64 %4, 0
  br i1 %6, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %7 = icmp eq ptr %ringbuf_reserve, null
  br i1 %7, label %lost, label %event

ok:
  br label %counted

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %8 = icmp ult i64 %get_smp_processor_id, CPUS
  %9 = select i1 %8, i64 %get_smp_processor_id, i64 0
  %10 = getelementptr i64, ptr @awl_lost, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %12, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %13, align 4
  %14 = trunc i64 %4 to i32
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %14, ptr %15, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
