define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  %0 = inttoptr i64 %get_current_task to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  %1 = getelementptr i8, ptr %0, i64 96
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp1, i64 4, ptr %1)
  %2 = load i32, ptr %tmp1, align 4
  %3 = zext i32 %2 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  %4 = trunc i64 %3 to i32
  store i32 %4, ptr %tmp, align 4
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 5, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_seen, ptr %tmp, ptr %tmp1, i64 0)
  %5 = trunc i64 %map_update_elem to i32
  %6 = sext i32 %5 to i64
  %7 = icmp slt i64 %6, 0
  br i1 %7, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %8 = icmp eq ptr %ringbuf_reserve, null
  br i1 %8, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %9 = icmp ult i64 %get_smp_processor_id, CPUS
  %10 = select i1 %9, i64 %get_smp_processor_id, i64 0
  %11 = getelementptr i64, ptr @awl_lost, i64 %10
  %12 = atomicrmw add ptr %11, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %13, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %14, align 4
  %15 = trunc i64 %6 to i32
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %15, ptr %16, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
