define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_now, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %set, label %found

found:
  store i64 5, ptr %map_lookup_elem, align 8
  %1 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %1, align 8
  br label %set

set:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_t, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem1, null
  br i1 %2, label %counted, label %found2

counted:
  ret i64 0

found2:
  %map_lookup_elem4 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_now, ptr @zeros)
  %3 = icmp eq ptr %map_lookup_elem4, null
  br i1 %3, label %time, label %found3

found3:
  %4 = load i64, ptr %map_lookup_elem4, align 8
  br label %time

time:
  %5 = phi i64 [ 0, %found2 ], [ %4, %found3 ]
  %6 = udiv i64 %5, 1000000000
  %7 = urem i64 %6, 8
  %8 = call i64 asm "", "=r,0"(i64 %7)
  %9 = icmp ult i64 %8, 8
  %10 = select i1 %9, i64 %8, i64 0
  %11 = mul i64 %10, 3
  %12 = getelementptr i64, ptr %map_lookup_elem1, i64 %11
  %13 = add i64 %6, 1
  %14 = getelementptr i8, ptr %12, i64 16
  %15 = load i64, ptr %14, align 8
  %16 = icmp ne i64 %15, %13
  %17 = getelementptr i8, ptr %12, i64 8
  %18 = load i64, ptr %17, align 8
  %19 = select i1 %16, i64 0, i64 %18
  %20 = add i64 %19, 1
  %21 = load i64, ptr %12, align 8
  %22 = icmp ugt i64 %get_smp_processor_id, %21
  %23 = or i1 %22, %16
  %24 = select i1 %23, i64 %get_smp_processor_id, i64 %21
  store i64 %24, ptr %12, align 8
  %25 = getelementptr i8, ptr %12, i64 8
  store i64 %20, ptr %25, align 8
  %26 = getelementptr i8, ptr %12, i64 16
  store i64 %13, ptr %26, align 8
  %27 = getelementptr i8, ptr %map_lookup_elem1, i64 192
  store i64 1, ptr %27, align 8
  br label %counted
}
