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
  store i32 3, ptr %ringbuf_reserve, align 4
  %5 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %5, align 4
  %6 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i8 15, ptr %6, align 1
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query1 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %7 = lshr i64 %ringbuf_query1, 2
  %8 = icmp ugt i64 %ringbuf_query, %7
  %9 = select i1 %8, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %9)
  br label %sent

sent:
  %ringbuf_reserve5 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %10 = icmp eq ptr %ringbuf_reserve5, null
  br i1 %10, label %lost2, label %event3

lost2:
  %get_smp_processor_id6 = call i64 inttoptr (i64 8 to ptr)()
  %11 = icmp ult i64 %get_smp_processor_id6, CPUS
  %12 = select i1 %11, i64 %get_smp_processor_id6, i64 0
  %13 = getelementptr i64, ptr @awl_lost, i64 %12
  %14 = atomicrmw add ptr %13, i64 1 monotonic, align 8
  br label %sent4

event3:
  store i32 3, ptr %ringbuf_reserve5, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve5, i64 4
  store i32 1, ptr %15, align 4
  %16 = getelementptr i8, ptr %ringbuf_reserve5, i64 8
  store i32 1001000000, ptr %16, align 4
  %ringbuf_query7 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query8 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %17 = lshr i64 %ringbuf_query8, 2
  %18 = icmp ugt i64 %ringbuf_query7, %17
  %19 = select i1 %18, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve5, i64 %19)
  br label %sent4

sent4:
  %ringbuf_reserve12 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %20 = icmp eq ptr %ringbuf_reserve12, null
  br i1 %20, label %lost9, label %event10

lost9:
  %get_smp_processor_id13 = call i64 inttoptr (i64 8 to ptr)()
  %21 = icmp ult i64 %get_smp_processor_id13, CPUS
  %22 = select i1 %21, i64 %get_smp_processor_id13, i64 0
  %23 = getelementptr i64, ptr @awl_lost, i64 %22
  %24 = atomicrmw add ptr %23, i64 1 monotonic, align 8
  br label %sent11

event10:
  store i32 3, ptr %ringbuf_reserve12, align 4
  %25 = getelementptr i8, ptr %ringbuf_reserve12, i64 4
  store i32 2, ptr %25, align 4
  %26 = getelementptr i8, ptr %ringbuf_reserve12, i64 8
  store i8 1, ptr %26, align 1
  %ringbuf_query14 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query15 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %27 = lshr i64 %ringbuf_query15, 2
  %28 = icmp ugt i64 %ringbuf_query14, %27
  %29 = select i1 %28, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve12, i64 %29)
  br label %sent11

sent11:
  ret i64 0
}
