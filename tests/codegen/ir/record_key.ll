define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [24 x i8], align 8
  %tmp1 = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  store i64 %get_smp_processor_id, ptr %tmp, align 8
  %0 = getelementptr i8, ptr %tmp, i64 8
  call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 16, i1 false)
  %1 = getelementptr i8, ptr %tmp, i64 8
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %1, i64 16)
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  call void @llvm.memset.p0.i64(ptr align 8 %tmp1, i8 0, i64 16, i1 false)
  store i8 1, ptr %tmp1, align 1
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %2 = getelementptr i8, ptr %tmp1, i64 8
  store i64 %ktime_get_boot_ns, ptr %2, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 0)
  %3 = trunc i64 %map_update_elem to i32
  %4 = sext i32 %3 to i64
  %5 = icmp slt i64 %4, 0
  br i1 %5, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %6 = icmp eq ptr %ringbuf_reserve, null
  br i1 %6, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

lost:
  %get_smp_processor_id2 = call i64 inttoptr (i64 8 to ptr)()
  %7 = icmp ult i64 %get_smp_processor_id2, CPUS
  %8 = select i1 %7, i64 %get_smp_processor_id2, i64 0
  %9 = getelementptr i64, ptr @awl_lost, i64 %8
  %10 = atomicrmw add ptr %9, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %11 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %11, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %12, align 4
  %13 = trunc i64 %4 to i32
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %13, ptr %14, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
