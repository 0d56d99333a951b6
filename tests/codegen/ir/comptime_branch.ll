define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %0 = icmp eq ptr %ringbuf_reserve, null
  br i1 %0, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %1 = icmp ult i64 %get_smp_processor_id, CPUS
  %2 = select i1 %1, i64 %get_smp_processor_id, i64 0
  %3 = getelementptr i64, ptr @awl_lost, i64 %2
  %4 = atomicrmw add ptr %3, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %5 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %5, align 4
  %6 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 1, ptr %6, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
