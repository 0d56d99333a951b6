define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$y" = alloca i64, align 8
  store i64 0, ptr %"$y", align 8
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %set, label %found

found:
  store i64 1, ptr %map_lookup_elem, align 8
  %1 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %1, align 8
  br label %set

set:
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem1, null
  br i1 %2, label %missing, label %found2

found2:
  %3 = load i64, ptr %map_lookup_elem1, align 8
  %4 = trunc i64 %3 to i8
  %5 = sext i8 %4 to i64
  br label %read

missing:
  br label %read

read:
  %6 = phi i64 [ %5, %found2 ], [ 0, %missing ]
  store i64 %6, ptr %"$y", align 8
  %7 = load i64, ptr %"$y", align 8
  %map_lookup_elem5 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_z, ptr @zeros)
  %8 = icmp eq ptr %map_lookup_elem5, null
  br i1 %8, label %set4, label %found3

found3:
  store i64 %7, ptr %map_lookup_elem5, align 8
  %9 = getelementptr i8, ptr %map_lookup_elem5, i64 8
  store i64 1, ptr %9, align 8
  br label %set4

set4:
  ret i64 0
}
