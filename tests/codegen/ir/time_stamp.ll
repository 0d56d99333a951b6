define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 24, i64 0)
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
  store i32 3, ptr %ringbuf_reserve, align 4
  %5 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %5, align 4
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %6 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %ktime_get_boot_ns, ptr %6, align 8
  %7 = getelementptr i8, ptr %ringbuf_reserve, i64 16
  store i32 0, ptr %7, align 4
  %8 = getelementptr i8, ptr %ringbuf_reserve, i64 20
  store i32 7, ptr %8, align 4
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query1 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %9 = lshr i64 %ringbuf_query1, 2
  %10 = icmp ugt i64 %ringbuf_query, %9
  %11 = select i1 %10, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %11)
  br label %sent

sent:
  ret i64 0
}
