define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [24 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i64 128, ptr %tmp, align 8
  %0 = getelementptr i8, ptr %tmp, i64 8
  store i64 108, ptr %0, align 8
  %1 = getelementptr i8, ptr %tmp, i64 16
  store i64 4, ptr %1, align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem, null
  br i1 %2, label %set, label %found

found:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem, ptr align 8 %tmp, i64 24, i1 false)
  %3 = getelementptr i8, ptr %map_lookup_elem, i64 24
  store i64 1, ptr %3, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0
}
