define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = lshr i64 %get_current_pid_tgid, 32
  %1 = icmp ugt i64 %0, 1
  br i1 %1, label %then, label %else

then:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  br label %endif

else:
  %ktime_get_boot_ns1 = call i64 inttoptr (i64 125 to ptr)()
  %2 = load i64, ptr @awl_globals, align 8
  %3 = sub i64 %ktime_get_boot_ns1, %2
  br label %endif

endif:
  %4 = phi i64 [ %ktime_get_boot_ns, %then ], [ %3, %else ]
  store i64 %4, ptr %"$x", align 8
  %5 = load i64, ptr %"$x", align 8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %6 = icmp eq ptr %ringbuf_reserve, null
  br i1 %6, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %7 = icmp ult i64 %get_smp_processor_id, CPUS
  %8 = select i1 %7, i64 %get_smp_processor_id, i64 0
  %9 = getelementptr i64, ptr @awl_lost, i64 %8
  %10 = atomicrmw add ptr %9, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %11 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %11, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %5, ptr %12, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
