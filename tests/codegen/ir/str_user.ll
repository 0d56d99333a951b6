define i64 @begin_1(ptr %ctx) section "raw_tp/begin_1" {
entry:
  %get_smp_processor_id3 = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id3, CPUS
  %1 = getelementptr [1024 x i8], ptr @scratch_begin_1, i64 %0
  br label %start

start:
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %1, i64 1024, ptr @zeros)
  %probe_read_user_str = call i64 inttoptr (i64 114 to ptr)(ptr %1, i64 1024, ptr inttoptr (i64 4096 to ptr))
  %2 = icmp eq i64 %probe_read_user_str, 1024
  br i1 %2, label %full, label %string

full:
  %3 = getelementptr i8, ptr %1, i64 1023
  %probe_read_user = call i64 inttoptr (i64 112 to ptr)(ptr %3, i64 1, ptr inttoptr (i64 5119 to ptr))
  %4 = getelementptr i8, ptr %1, i64 1023
  %5 = load i8, ptr %4, align 1
  %6 = icmp ne i8 %5, 0
  %7 = select i1 %6, i8 -1, i8 0
  %8 = getelementptr i8, ptr %1, i64 1023
  store i8 %7, ptr %8, align 1
  br label %string

string:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 1032, i64 0)
  %9 = icmp eq ptr %ringbuf_reserve, null
  br i1 %9, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %10 = icmp ult i64 %get_smp_processor_id, CPUS
  %11 = select i1 %10, i64 %get_smp_processor_id, i64 0
  %12 = getelementptr i64, ptr @awl_lost, i64 %11
  %13 = atomicrmw add ptr %12, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 3, ptr %ringbuf_reserve, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %14, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  %probe_read_kernel1 = call i64 inttoptr (i64 113 to ptr)(ptr %15, i64 1024, ptr %1)
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query2 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %16 = lshr i64 %ringbuf_query2, 2
  %17 = icmp ugt i64 %ringbuf_query, %16
  %18 = select i1 %17, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %18)
  br label %sent

sent:
  ret i64 0
}
