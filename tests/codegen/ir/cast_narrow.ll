define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$n" = alloca i64, align 8
  store i64 0, ptr %"$n", align 8
  %"$m" = alloca i64, align 8
  store i64 0, ptr %"$m", align 8
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %0 = trunc i64 %ktime_get_boot_ns to i8
  %1 = sext i8 %0 to i64
  store i64 %1, ptr %"$n", align 8
  %ktime_get_boot_ns1 = call i64 inttoptr (i64 125 to ptr)()
  %2 = trunc i64 %ktime_get_boot_ns1 to i8
  %3 = zext i8 %2 to i64
  store i64 %3, ptr %"$m", align 8
  %4 = load i64, ptr %"$n", align 8
  %5 = load i64, ptr %"$m", align 8
  %6 = add i64 %4, %5
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
