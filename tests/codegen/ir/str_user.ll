define i64 @begin_1(ptr %ctx) section "raw_tp" {
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
  %6 = zext i8 %5 to i64
  %7 = call i64 asm sideeffect "", "=r,0"(i64 %6)
  %8 = sub i64 0, %7
  %9 = or i64 %7, %8
  %10 = ashr i64 %9, 63
  %11 = and i64 %10, 255
  %12 = trunc i64 %11 to i8
  %13 = getelementptr i8, ptr %1, i64 1023
  store i8 %12, ptr %13, align 1
  br label %string

string:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 1032, i64 0)
  %14 = icmp eq ptr %ringbuf_reserve, null
  br i1 %14, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %15 = icmp ult i64 %get_smp_processor_id, CPUS
  %16 = select i1 %15, i64 %get_smp_processor_id, i64 0
  %17 = getelementptr i64, ptr @awl_lost, i64 %16
  %18 = atomicrmw add ptr %17, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 3, ptr %ringbuf_reserve, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %19, align 4
  %20 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  %probe_read_kernel1 = call i64 inttoptr (i64 113 to ptr)(ptr %20, i64 1024, ptr %1)
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query2 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %21 = lshr i64 %ringbuf_query2, 2
  %22 = icmp ugt i64 %ringbuf_query, %21
  %23 = select i1 %22, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %23)
  br label %sent

sent:
  ret i64 0
}
