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
  %1 = add i64 %0, 256
  %2 = inttoptr i64 %1 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %3 = getelementptr i8, ptr %2, i64 8
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 4, ptr %3)
  %4 = load i32, ptr %tmp, align 4
  %5 = zext i32 %4 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %6 = trunc i64 %5 to i32
  %7 = sext i32 %6 to i64
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %8 = icmp eq ptr %ringbuf_reserve, null
  br i1 %8, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %9 = icmp ult i64 %get_smp_processor_id, CPUS
  %10 = select i1 %9, i64 %get_smp_processor_id, i64 0
  %11 = getelementptr i64, ptr @awl_lost, i64 %10
  %12 = atomicrmw add ptr %11, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %13, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %7, ptr %14, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
