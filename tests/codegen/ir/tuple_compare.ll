define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$a" = alloca [24 x i8], align 8
  %tmp = alloca [24 x i8], align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  store i64 %1, ptr %"$a", align 8
  %2 = getelementptr i8, ptr %"$a", i64 8
  call void @llvm.memset.p0.i64(ptr align 8 %2, i8 0, i64 16, i1 false)
  %3 = getelementptr i8, ptr %"$a", i64 8
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %3, i64 16)
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i64 1, ptr %tmp, align 8
  %4 = getelementptr i8, ptr %tmp, i64 8
  call void @llvm.memset.p0.i64(ptr align 8 %4, i8 0, i64 16, i1 false)
  %5 = getelementptr i8, ptr %tmp, i64 8
  %get_current_comm1 = call i64 inttoptr (i64 16 to ptr)(ptr %5, i64 16)
  %6 = load i64, ptr %tmp, align 8
  %7 = load i64, ptr %"$a", align 8
  %8 = xor i64 %7, %6
  %9 = or i64 0, %8
  %10 = getelementptr i8, ptr %tmp, i64 8
  %11 = load i64, ptr %10, align 8
  %12 = getelementptr i8, ptr %"$a", i64 8
  %13 = load i64, ptr %12, align 8
  %14 = xor i64 %13, %11
  %15 = or i64 %9, %14
  %16 = getelementptr i8, ptr %tmp, i64 16
  %17 = load i64, ptr %16, align 8
  %18 = getelementptr i8, ptr %"$a", i64 16
  %19 = load i64, ptr %18, align 8
  %20 = xor i64 %19, %17
  %21 = or i64 %15, %20
  %22 = icmp eq i64 %21, 0
  %23 = zext i1 %22 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_same, ptr @zeros)
  %24 = icmp eq ptr %map_lookup_elem, null
  br i1 %24, label %set, label %found

found:
  store i64 %23, ptr %map_lookup_elem, align 8
  %25 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %25, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0
}
