define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  %2 = trunc i64 %1 to i16
  %3 = zext i16 %2 to i64
  store i64 %3, ptr %"$x", align 8
  %4 = load i64, ptr %"$x", align 8
  %5 = add i64 %4, 1
  %6 = trunc i64 %5 to i16
  %7 = zext i16 %6 to i64
  store i64 %7, ptr %"$x", align 8
  %8 = load i64, ptr %"$x", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %9 = icmp eq ptr %map_lookup_elem, null
  br i1 %9, label %set, label %found

found:
  store i64 %8, ptr %map_lookup_elem, align 8
  %10 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %10, align 8
  br label %set

set:
  ret i64 0
}
