define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  %"$was" = alloca i64, align 8
  store i64 0, ptr %"$was", align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 1, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_x, ptr %tmp, ptr %tmp1, i64 0)
  %0 = trunc i64 %map_update_elem to i32
  %1 = sext i32 %0 to i64
  %2 = icmp slt i64 %1, 0
  br i1 %2, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %3 = icmp eq ptr %ringbuf_reserve, null
  br i1 %3, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  %map_delete_elem = call i64 inttoptr (i64 3 to ptr)(ptr @AT_x, ptr %tmp)
  %4 = trunc i64 %map_delete_elem to i32
  %5 = sext i32 %4 to i64
  %6 = icmp eq i64 %5, 0
  %7 = zext i1 %6 to i64
  store i64 %7, ptr %"$was", align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %8 = load i64, ptr %"$was", align 8
  %ringbuf_reserve5 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %9 = icmp eq ptr %ringbuf_reserve5, null
  br i1 %9, label %lost2, label %event3

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %10 = icmp ult i64 %get_smp_processor_id, CPUS
  %11 = select i1 %10, i64 %get_smp_processor_id, i64 0
  %12 = getelementptr i64, ptr @awl_lost, i64 %11
  %13 = atomicrmw add ptr %12, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %14, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %15, align 4
  %16 = trunc i64 %1 to i32
  %17 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %16, ptr %17, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

lost2:
  %get_smp_processor_id6 = call i64 inttoptr (i64 8 to ptr)()
  %18 = icmp ult i64 %get_smp_processor_id6, CPUS
  %19 = select i1 %18, i64 %get_smp_processor_id6, i64 0
  %20 = getelementptr i64, ptr @awl_lost, i64 %19
  %21 = atomicrmw add ptr %20, i64 1 monotonic, align 8
  br label %sent4

event3:
  store i32 7, ptr %ringbuf_reserve5, align 4
  %22 = getelementptr i8, ptr %ringbuf_reserve5, i64 4
  store i32 2, ptr %22, align 4
  %23 = getelementptr i8, ptr %ringbuf_reserve5, i64 8
  store i64 %8, ptr %23, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve5, i64 2)
  br label %sent4

sent4:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
