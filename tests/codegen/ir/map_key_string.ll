define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %tmp, ptr align 8 @str, i64 3, i1 false)
  %0 = getelementptr i8, ptr %tmp, i64 3
  call void @llvm.memset.p0.i64(ptr align 1 %0, i8 0, i64 4, i1 false)
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 1, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_x, ptr %tmp, ptr %tmp1, i64 0)
  %1 = trunc i64 %map_update_elem to i32
  %2 = sext i32 %1 to i64
  %3 = icmp slt i64 %2, 0
  br i1 %3, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %4 = icmp eq ptr %ringbuf_reserve, null
  br i1 %4, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %tmp, ptr align 8 @str.1, i64 7, i1 false)
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 2, ptr %tmp1, align 8
  %map_update_elem2 = call i64 inttoptr (i64 2 to ptr)(ptr @AT_x, ptr %tmp, ptr %tmp1, i64 0)
  %5 = trunc i64 %map_update_elem2 to i32
  %6 = sext i32 %5 to i64
  %7 = icmp slt i64 %6, 0
  br i1 %7, label %failed3, label %ok4

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %8 = icmp ult i64 %get_smp_processor_id, CPUS
  %9 = select i1 %8, i64 %get_smp_processor_id, i64 0
  %10 = getelementptr i64, ptr @awl_lost, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %12, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %13, align 4
  %14 = trunc i64 %2 to i32
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %14, ptr %15, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

failed3:
  %ringbuf_reserve8 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %16 = icmp eq ptr %ringbuf_reserve8, null
  br i1 %16, label %lost5, label %event6

ok4:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

lost5:
  %get_smp_processor_id9 = call i64 inttoptr (i64 8 to ptr)()
  %17 = icmp ult i64 %get_smp_processor_id9, CPUS
  %18 = select i1 %17, i64 %get_smp_processor_id9, i64 0
  %19 = getelementptr i64, ptr @awl_lost, i64 %18
  %20 = atomicrmw add ptr %19, i64 1 monotonic, align 8
  br label %sent7

event6:
  store i32 12, ptr %ringbuf_reserve8, align 4
  %21 = getelementptr i8, ptr %ringbuf_reserve8, i64 4
  store i32 1, ptr %21, align 4
  %22 = getelementptr i8, ptr %ringbuf_reserve8, i64 8
  store i32 2, ptr %22, align 4
  %23 = trunc i64 %6 to i32
  %24 = getelementptr i8, ptr %ringbuf_reserve8, i64 12
  store i32 %23, ptr %24, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve8, i64 2)
  br label %sent7

sent7:
  br label %ok4
}
