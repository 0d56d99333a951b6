define i64 @rawtracepoint_sched_wakeup_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp2 = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  %0 = inttoptr i64 %get_current_task to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %1 = getelementptr i8, ptr %0, i64 66
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 6, ptr %1)
  %get_current_task1 = call i64 inttoptr (i64 35 to ptr)()
  %2 = inttoptr i64 %get_current_task1 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp2)
  %3 = getelementptr i8, ptr %2, i64 32
  %probe_read_kernel3 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp2, i64 8, ptr %3)
  %4 = load i64, ptr %tmp2, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp2)
  %5 = inttoptr i64 %4 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp2)
  %6 = getelementptr i8, ptr %5, i64 66
  %probe_read_kernel4 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp2, i64 6, ptr %6)
  %7 = load i32, ptr %tmp2, align 4
  %8 = zext i32 %7 to i64
  %9 = load i32, ptr %tmp, align 4
  %10 = zext i32 %9 to i64
  %11 = xor i64 %10, %8
  %12 = or i64 0, %11
  %13 = getelementptr i8, ptr %tmp2, i64 4
  %14 = load i16, ptr %13, align 2
  %15 = zext i16 %14 to i64
  %16 = getelementptr i8, ptr %tmp, i64 4
  %17 = load i16, ptr %16, align 2
  %18 = zext i16 %17 to i64
  %19 = xor i64 %18, %15
  %20 = or i64 %12, %19
  %21 = icmp eq i64 %20, 0
  %22 = zext i1 %21 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_same, ptr @zeros)
  %23 = icmp eq ptr %map_lookup_elem, null
  br i1 %23, label %set, label %found

found:
  store i64 %22, ptr %map_lookup_elem, align 8
  %24 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %24, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp2)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0
}
