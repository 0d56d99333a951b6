define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  store i64 %1, ptr %"$x", align 8
  %2 = load i64, ptr %"$x", align 8
  %3 = xor i64 %2, -1
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_not, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem, null
  br i1 %4, label %set, label %found

found:
  store i64 %3, ptr %map_lookup_elem, align 8
  %5 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %5, align 8
  br label %set

set:
  %6 = load i64, ptr %"$x", align 8
  %7 = sub i64 0, %6
  %map_lookup_elem3 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_minus, ptr @zeros)
  %8 = icmp eq ptr %map_lookup_elem3, null
  br i1 %8, label %set2, label %found1

found1:
  store i64 %7, ptr %map_lookup_elem3, align 8
  %9 = getelementptr i8, ptr %map_lookup_elem3, i64 8
  store i64 1, ptr %9, align 8
  br label %set2

set2:
  %10 = load i64, ptr %"$x", align 8
  %11 = icmp ne i64 %10, 0
  %12 = xor i1 %11, true
  %13 = zext i1 %12 to i64
  %map_lookup_elem6 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_no, ptr @zeros)
  %14 = icmp eq ptr %map_lookup_elem6, null
  br i1 %14, label %set5, label %found4

found4:
  store i64 %13, ptr %map_lookup_elem6, align 8
  %15 = getelementptr i8, ptr %map_lookup_elem6, i64 8
  store i64 1, ptr %15, align 8
  br label %set5

set5:
  ret i64 0
}
