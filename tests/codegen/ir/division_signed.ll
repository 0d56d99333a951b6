define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  %"$y" = alloca i64, align 8
  store i64 0, ptr %"$y", align 8
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %0 = udiv i64 %ktime_get_boot_ns, -7
  store i64 %0, ptr %"$x", align 8
  %ktime_get_boot_ns1 = call i64 inttoptr (i64 125 to ptr)()
  %1 = urem i64 %ktime_get_boot_ns1, 7
  store i64 %1, ptr %"$y", align 8
  %2 = load i64, ptr %"$x", align 8
  %3 = load i64, ptr %"$y", align 8
  %4 = add i64 %2, %3
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %5 = icmp eq ptr %ringbuf_reserve, null
  br i1 %5, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %6 = icmp ult i64 %get_smp_processor_id, CPUS
  %7 = select i1 %6, i64 %get_smp_processor_id, i64 0
  %8 = getelementptr i64, ptr @awl_lost, i64 %7
  %9 = atomicrmw add ptr %8, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 2, ptr %10, align 4
  %11 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %4, ptr %11, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
