define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$t" = alloca i64, align 8
  store i64 0, ptr %"$t", align 8
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  store i64 %get_current_task, ptr %"$t", align 8
  %0 = load i64, ptr %"$t", align 8
  %1 = inttoptr i64 %0 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %2 = getelementptr i8, ptr %1, i64 92
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 4, ptr %2)
  %3 = load i32, ptr %tmp, align 4
  %4 = zext i32 %3 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %5 = trunc i64 %4 to i32
  %6 = sext i32 %5 to i64
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %7 = icmp eq ptr %ringbuf_reserve, null
  br i1 %7, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %8 = icmp ult i64 %get_smp_processor_id, CPUS
  %9 = select i1 %8, i64 %get_smp_processor_id, i64 0
  %10 = getelementptr i64, ptr @awl_lost, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %12, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %6, ptr %13, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
