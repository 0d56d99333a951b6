define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$a" = alloca i64, align 8
  store i64 0, ptr %"$a", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  %2 = trunc i64 %1 to i8
  %3 = sext i8 %2 to i64
  store i64 %3, ptr %"$a", align 8
  %4 = load i64, ptr %"$a", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_wide, ptr @zeros)
  %5 = icmp eq ptr %map_lookup_elem, null
  br i1 %5, label %set, label %found

found:
  store i64 %4, ptr %map_lookup_elem, align 8
  %6 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %6, align 8
  br label %set

set:
  %7 = load i64, ptr %"$a", align 8
  %8 = trunc i64 %7 to i8
  %9 = zext i8 %8 to i64
  %map_lookup_elem3 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_zero, ptr @zeros)
  %10 = icmp eq ptr %map_lookup_elem3, null
  br i1 %10, label %set2, label %found1

found1:
  store i64 %9, ptr %map_lookup_elem3, align 8
  %11 = getelementptr i8, ptr %map_lookup_elem3, i64 8
  store i64 1, ptr %11, align 8
  br label %set2

set2:
  ret i64 0
}
