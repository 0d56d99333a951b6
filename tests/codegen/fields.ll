define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  %0 = inttoptr i64 %get_current_task to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %1 = getelementptr i8, ptr %0, i64 32
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %1)
  %2 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %3 = inttoptr i64 %2 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %4 = getelementptr i8, ptr %3, i64 8
  %probe_read_kernel1 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 4, ptr %4)
  %5 = load i32, ptr %tmp, align 4
  %6 = zext i32 %5 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %7 = trunc i64 %6 to i32
  %8 = sext i32 %7 to i64
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
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
  store i32 0, ptr %14, align 4
  %15 = trunc i64 %8 to i32
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 %15, ptr %16, align 4
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query2 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %17 = lshr i64 %ringbuf_query2, 2
  %18 = icmp ugt i64 %ringbuf_query, %17
  %19 = select i1 %18, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %19)
  br label %sent

sent:
  ret i64 0
}
