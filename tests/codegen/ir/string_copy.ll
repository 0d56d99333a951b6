define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$s" = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %"$s", ptr align 8 @str, i64 3, i1 false)
  %0 = getelementptr i8, ptr %"$s", i64 3
  call void @llvm.memset.p0.i64(ptr align 1 %0, i8 0, i64 13, i1 false)
  call void @llvm.memset.p0.i64(ptr align 8 %"$s", i8 0, i64 16, i1 false)
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %"$s", i64 16)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr @zeros)
  %1 = icmp eq ptr %map_lookup_elem, null
  br i1 %1, label %set, label %found

found:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem, ptr align 8 %"$s", i64 16, i1 false)
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %2, align 8
  br label %set

set:
  ret i64 0
}
