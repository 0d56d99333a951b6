define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = lshr i64 %get_current_pid_tgid, 32
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 32, i64 0)
  %1 = icmp eq ptr %ringbuf_reserve, null
  br i1 %1, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %2 = icmp ult i64 %get_smp_processor_id, CPUS
  %3 = select i1 %2, i64 %get_smp_processor_id, i64 0
  %4 = getelementptr i64, ptr @awl_lost, i64 %3
  %5 = atomicrmw add ptr %4, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 0, ptr %ringbuf_reserve, align 4
  %6 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %6, align 4
  %7 = trunc i64 %0 to i32
  %8 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 %7, ptr %8, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  call void @llvm.memset.p0.i64(ptr align 4 %9, i8 0, i64 16, i1 false)
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %10, i64 16)
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query1 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %11 = lshr i64 %ringbuf_query1, 2
  %12 = icmp ugt i64 %ringbuf_query, %11
  %13 = select i1 %12, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %13)
  br label %sent

sent:
  ret i64 0
}
