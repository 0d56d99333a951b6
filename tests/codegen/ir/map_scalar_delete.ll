define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %set, label %found

found:
  store i64 5, ptr %map_lookup_elem, align 8
  %1 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %1, align 8
  br label %set

set:
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem1, null
  br i1 %2, label %deleted, label %found2

found2:
  %3 = getelementptr i8, ptr %map_lookup_elem1, i64 8
  %4 = load i64, ptr %3, align 8
  call void @llvm.memset.p0.i64(ptr align 8 %map_lookup_elem1, i8 0, i64 16, i1 false)
  br label %deleted

deleted:
  %5 = phi i64 [ 0, %set ], [ %4, %found2 ]
  ret i64 0
}
