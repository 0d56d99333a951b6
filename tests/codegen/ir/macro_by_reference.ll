define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$mine" = alloca i64, align 8
  store i64 0, ptr %"$mine", align 8
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  store i64 1, ptr %"$mine", align 8
  %0 = load i64, ptr %"$mine", align 8
  %1 = add i64 %0, 3
  store i64 %1, ptr %"$mine", align 8
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 3, ptr %tmp, align 1
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  %2 = load i64, ptr %"$mine", align 8
  store i64 %2, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_theirs, ptr %tmp, ptr %tmp1, i64 0)
  %3 = trunc i64 %map_update_elem to i32
  %4 = sext i32 %3 to i64
  %5 = icmp slt i64 %4, 0
  br i1 %5, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %6 = icmp eq ptr %ringbuf_reserve, null
  br i1 %6, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %7 = icmp ult i64 %get_smp_processor_id, CPUS
  %8 = select i1 %7, i64 %get_smp_processor_id, i64 0
  %9 = getelementptr i64, ptr @awl_lost, i64 %8
  %10 = atomicrmw add ptr %9, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %11 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %11, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %12, align 4
  %13 = trunc i64 %4 to i32
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %13, ptr %14, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
