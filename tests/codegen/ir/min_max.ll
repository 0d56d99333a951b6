define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$n" = alloca i64, align 8
  store i64 0, ptr %"$n", align 8
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  store i64 %ktime_get_boot_ns, ptr %"$n", align 8
  %0 = load i64, ptr %"$n", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_low, ptr @zeros)
  %1 = icmp eq ptr %map_lookup_elem, null
  br i1 %1, label %counted, label %found

counted:
  %2 = load i64, ptr %"$n", align 8
  %map_lookup_elem2 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_high, ptr @zeros)
  %3 = icmp eq ptr %map_lookup_elem2, null
  br i1 %3, label %counted1, label %found3

found:
  %4 = getelementptr i8, ptr %map_lookup_elem, i64 8
  %5 = load i64, ptr %4, align 8
  %6 = icmp eq i64 %5, 0
  %7 = load i64, ptr %map_lookup_elem, align 8
  %8 = icmp ult i64 %0, %7
  %9 = or i1 %6, %8
  br i1 %9, label %store, label %stored

store:
  store i64 %0, ptr %map_lookup_elem, align 8
  %10 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %10, align 8
  br label %stored

stored:
  %11 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %11, align 8
  br label %counted

counted1:
  ret i64 0

found3:
  %12 = getelementptr i8, ptr %map_lookup_elem2, i64 8
  %13 = load i64, ptr %12, align 8
  %14 = icmp eq i64 %13, 0
  %15 = load i64, ptr %map_lookup_elem2, align 8
  %16 = icmp ugt i64 %2, %15
  %17 = or i1 %14, %16
  br i1 %17, label %store4, label %stored5

store4:
  store i64 %2, ptr %map_lookup_elem2, align 8
  %18 = getelementptr i8, ptr %map_lookup_elem2, i64 8
  store i64 1, ptr %18, align 8
  br label %stored5

stored5:
  %19 = getelementptr i8, ptr %map_lookup_elem2, i64 16
  store i64 1, ptr %19, align 8
  br label %counted1
}
