define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  %"$p" = alloca i64, align 8
  store i64 0, ptr %"$p", align 8
  %"$.2" = alloca i64, align 8
  store i64 0, ptr %"$.2", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  store i64 %1, ptr %"$x", align 8
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  store i64 %ktime_get_boot_ns, ptr %"$p", align 8
  %2 = load i64, ptr %"$x", align 8
  store i64 %2, ptr %"$.2", align 8
  %3 = load i64, ptr %"$x", align 8
  %4 = add i64 %3, 1
  store i64 %4, ptr %"$x", align 8
  %5 = load i64, ptr %"$.2", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_a, ptr @zeros)
  %6 = icmp eq ptr %map_lookup_elem, null
  br i1 %6, label %set, label %found

found:
  store i64 %5, ptr %map_lookup_elem, align 8
  %7 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %7, align 8
  br label %set

set:
  %8 = load i64, ptr %"$x", align 8
  %9 = sub i64 %8, 1
  store i64 %9, ptr %"$x", align 8
  %10 = load i64, ptr %"$x", align 8
  %map_lookup_elem3 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_b, ptr @zeros)
  %11 = icmp eq ptr %map_lookup_elem3, null
  br i1 %11, label %set2, label %found1

found1:
  store i64 %10, ptr %map_lookup_elem3, align 8
  %12 = getelementptr i8, ptr %map_lookup_elem3, i64 8
  store i64 1, ptr %12, align 8
  br label %set2

set2:
  %13 = load i64, ptr %"$p", align 8
  %14 = add i64 %13, 4
  store i64 %14, ptr %"$p", align 8
  %15 = load i64, ptr %"$p", align 8
  %map_lookup_elem6 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_c, ptr @zeros)
  %16 = icmp eq ptr %map_lookup_elem6, null
  br i1 %16, label %set5, label %found4

found4:
  store i64 %15, ptr %map_lookup_elem6, align 8
  %17 = getelementptr i8, ptr %map_lookup_elem6, i64 8
  store i64 1, ptr %17, align 8
  br label %set5

set5:
  ret i64 0
}
