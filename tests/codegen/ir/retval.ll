define i64 @kretprobe_vfs_read_1(ptr %ctx) section "kretprobe" {
entry:
  br label %start

start:
  %0 = getelementptr i8, ptr %ctx, i64 80
  %1 = load volatile i64, ptr %0, align 8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %2 = icmp eq ptr %ringbuf_reserve, null
  br i1 %2, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %3 = icmp ult i64 %get_smp_processor_id, CPUS
  %4 = select i1 %3, i64 %get_smp_processor_id, i64 0
  %5 = getelementptr i64, ptr @awl_lost, i64 %4
  %6 = atomicrmw add ptr %5, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %7 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %7, align 4
  %8 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %1, ptr %8, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
