define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = lshr i64 %get_current_pid_tgid, 32
  %1 = icmp eq i64 %0, 1
  %2 = xor i1 %1, true
  br i1 %2, label %then, label %else

then:
  ret i64 0

else:
  br label %endif

endif:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %3 = icmp eq ptr %ringbuf_reserve, null
  br i1 %3, label %lost, label %event

after:                                            ; No predecessors!
  br label %endif

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %4 = icmp ult i64 %get_smp_processor_id, CPUS
  %5 = select i1 %4, i64 %get_smp_processor_id, i64 0
  %6 = getelementptr i64, ptr @awl_lost, i64 %5
  %7 = atomicrmw add ptr %6, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %8 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %8, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 0, ptr %9, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after1:                                           ; No predecessors!
  ret i64 0
}
