define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %tmp, ptr align 8 @str, i64 2, i1 false)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr %tmp)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %missing, label %found

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 3 monotonic, align 8
  br label %added

missing:
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 3, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_x, ptr %tmp, ptr %tmp1, i64 1)
  %2 = trunc i64 %map_update_elem to i32
  %3 = sext i32 %2 to i64
  %4 = icmp eq i64 %3, -17
  br i1 %4, label %raced, label %made

added:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

raced:
  %map_lookup_elem2 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr %tmp)
  %5 = icmp eq ptr %map_lookup_elem2, null
  br i1 %5, label %added, label %again

again:
  %6 = atomicrmw add ptr %map_lookup_elem2, i64 3 monotonic, align 8
  br label %added

made:
  %7 = icmp slt i64 %3, 0
  br i1 %7, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %8 = icmp eq ptr %ringbuf_reserve, null
  br i1 %8, label %lost, label %event

ok:
  br label %added

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %9 = icmp ult i64 %get_smp_processor_id, CPUS
  %10 = select i1 %9, i64 %get_smp_processor_id, i64 0
  %11 = getelementptr i64, ptr @awl_lost, i64 %10
  %12 = atomicrmw add ptr %11, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %13, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %14, align 4
  %15 = trunc i64 %3 to i32
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %15, ptr %16, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
