define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
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
  %ringbuf_reserve5 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 24, i64 0)
  %4 = icmp eq ptr %ringbuf_reserve5, null
  br i1 %4, label %lost2, label %event3

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %5 = icmp ult i64 %get_smp_processor_id, CPUS
  %6 = select i1 %5, i64 %get_smp_processor_id, i64 0
  %7 = getelementptr i64, ptr @awl_lost, i64 %6
  %8 = atomicrmw add ptr %7, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %9, align 4
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %10, align 4
  %11 = trunc i64 %1 to i32
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %11, ptr %12, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

lost2:
  %get_smp_processor_id6 = call i64 inttoptr (i64 8 to ptr)()
  %13 = icmp ult i64 %get_smp_processor_id6, CPUS
  %14 = select i1 %13, i64 %get_smp_processor_id6, i64 0
  %15 = getelementptr i64, ptr @awl_lost, i64 %14
  %16 = atomicrmw add ptr %15, i64 1 monotonic, align 8
  br label %sent4

event3:
  store i32 4, ptr %ringbuf_reserve5, align 4
  %17 = getelementptr i8, ptr %ringbuf_reserve5, i64 4
  store i32 1, ptr %17, align 4
  %18 = getelementptr i8, ptr %ringbuf_reserve5, i64 8
  store i32 0, ptr %18, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve5, i64 12
  store i32 5, ptr %19, align 4
  %20 = getelementptr i8, ptr %ringbuf_reserve5, i64 16
  store i64 2, ptr %20, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve5, i64 2)
  br label %sent4

sent4:
  ret i64 0
}
