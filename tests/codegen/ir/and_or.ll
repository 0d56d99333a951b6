define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = lshr i64 %get_current_pid_tgid, 32
  %1 = icmp ugt i64 %0, 1
  br i1 %1, label %and, label %logical1

then:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %2 = icmp eq ptr %ringbuf_reserve, null
  br i1 %2, label %lost, label %event

else:
  br label %endif

endif:
  ret i64 0

or:
  %get_current_pid_tgid2 = call i64 inttoptr (i64 14 to ptr)()
  %3 = trunc i64 %get_current_pid_tgid2 to i32
  %4 = zext i32 %3 to i64
  %5 = icmp eq i64 %4, 3
  br label %logical

logical:
  %6 = phi i1 [ true, %logical1 ], [ %5, %or ]
  br i1 %6, label %then, label %else

and:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %7 = icmp ugt i64 %ktime_get_boot_ns, 2
  br label %logical1

logical1:
  %8 = phi i1 [ false, %start ], [ %7, %and ]
  br i1 %8, label %logical, label %or

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
  store i64 0, ptr %14, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  br label %endif
}
