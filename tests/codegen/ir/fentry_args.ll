define i64 @fentry_vmlinux_wake_up_1(ptr %ctx) section "fentry" {
entry:
  br label %start

start:
  %0 = getelementptr i8, ptr %ctx, i64 8
  %1 = load volatile i64, ptr %0, align 8
  %2 = trunc i64 %1 to i32
  %3 = sext i32 %2 to i64
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %4 = icmp eq ptr %ringbuf_reserve, null
  br i1 %4, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %5 = icmp ult i64 %get_smp_processor_id, CPUS
  %6 = select i1 %5, i64 %get_smp_processor_id, i64 0
  %7 = getelementptr i64, ptr @awl_lost, i64 %6
  %8 = atomicrmw add ptr %7, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %9, align 4
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %3, ptr %10, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
