define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  store i64 %1, ptr %"$x", align 8
  %2 = load i64, ptr %"$x", align 8
  %3 = shl i64 %2, 2
  store i64 %3, ptr %"$x", align 8
  %4 = load i64, ptr %"$x", align 8
  %5 = xor i64 %4, 5
  store i64 %5, ptr %"$x", align 8
  %6 = load i64, ptr %"$x", align 8
  %7 = udiv i64 %6, 3
  store i64 %7, ptr %"$x", align 8
  %8 = load i64, ptr %"$x", align 8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %9 = icmp eq ptr %ringbuf_reserve, null
  br i1 %9, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %10 = icmp ult i64 %get_smp_processor_id, CPUS
  %11 = select i1 %10, i64 %get_smp_processor_id, i64 0
  %12 = getelementptr i64, ptr @awl_lost, i64 %11
  %13 = atomicrmw add ptr %12, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %14, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %8, ptr %15, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
