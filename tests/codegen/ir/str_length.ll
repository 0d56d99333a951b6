define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$s" = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.memset.p0.i64(ptr align 8 %"$s", i8 0, i64 9, i1 false)
  %probe_read_kernel_str = call i64 inttoptr (i64 115 to ptr)(ptr %"$s", i64 9, ptr inttoptr (i64 4096 to ptr))
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
  store i32 1, ptr %5, align 4
  %6 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %6, ptr align 8 %"$s", i64 9, i1 false)
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query1 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %7 = lshr i64 %ringbuf_query1, 2
  %8 = icmp ugt i64 %ringbuf_query, %7
  %9 = select i1 %8, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %9)
  br label %sent

sent:
  ret i64 0
}
