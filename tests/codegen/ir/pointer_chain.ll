define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$p" = alloca i64, align 8
  store i64 0, ptr %"$p", align 8
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  store i64 %ktime_get_boot_ns, ptr %"$p", align 8
  %0 = load i64, ptr %"$p", align 8
  %1 = inttoptr i64 %0 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %2 = getelementptr i8, ptr %1, i64 32
  %probe_read = call i64 inttoptr (i64 4 to ptr)(ptr %tmp, i64 8, ptr %2)
  %3 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %4 = inttoptr i64 %3 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %5 = getelementptr i8, ptr %4, i64 32
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %5)
  %6 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %7 = inttoptr i64 %6 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %8 = getelementptr i8, ptr %7, i64 8
  %probe_read_kernel1 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 4, ptr %8)
  %9 = load i32, ptr %tmp, align 4
  %10 = zext i32 %9 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %11 = trunc i64 %10 to i32
  %12 = sext i32 %11 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %13 = icmp eq ptr %map_lookup_elem, null
  br i1 %13, label %set, label %found

found:
  store i64 %12, ptr %map_lookup_elem, align 8
  %14 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %14, align 8
  br label %set

set:
  ret i64 0
}
