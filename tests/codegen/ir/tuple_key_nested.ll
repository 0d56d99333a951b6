define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [24 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memset.p0.i64(ptr align 8 %tmp, i8 0, i64 24, i1 false)
  call void @llvm.memset.p0.i64(ptr align 8 %tmp, i8 0, i64 16, i1 false)
  store i8 1, ptr %tmp, align 1
  %0 = getelementptr i8, ptr %tmp, i64 8
  store i64 2, ptr %0, align 8
  %1 = getelementptr i8, ptr %tmp, i64 16
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %1, ptr align 8 @str, i64 3, i1 false)
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 1, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 0)
  %2 = trunc i64 %map_update_elem to i32
  %3 = sext i32 %2 to i64
  %4 = icmp slt i64 %3, 0
  br i1 %4, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %5 = icmp eq ptr %ringbuf_reserve, null
  br i1 %5, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %6 = icmp ult i64 %get_smp_processor_id, CPUS
  %7 = select i1 %6, i64 %get_smp_processor_id, i64 0
  %8 = getelementptr i64, ptr @awl_lost, i64 %7
  %9 = atomicrmw add ptr %8, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %10, align 4
  %11 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %11, align 4
  %12 = trunc i64 %3 to i32
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %12, ptr %13, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
