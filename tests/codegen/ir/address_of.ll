define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  %"$p" = alloca i64, align 8
  store i64 0, ptr %"$p", align 8
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  store i64 5, ptr %"$x", align 8
  %0 = ptrtoint ptr %"$x" to i64
  store i64 %0, ptr %"$p", align 8
  %1 = load i64, ptr %"$p", align 8
  %2 = inttoptr i64 %1 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %2)
  %3 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_v, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem, null
  br i1 %4, label %set, label %found

found:
  store i64 %3, ptr %map_lookup_elem, align 8
  %5 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %5, align 8
  br label %set

set:
  ret i64 0
}
