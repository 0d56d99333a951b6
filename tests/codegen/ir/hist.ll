define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_h, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %counted, label %found

counted:
  ret i64 0

found:
  %1 = or i64 %ktime_get_boot_ns, 1
  %2 = lshr i64 %1, 1
  %3 = or i64 %1, %2
  %4 = lshr i64 %3, 2
  %5 = or i64 %3, %4
  %6 = lshr i64 %5, 4
  %7 = or i64 %5, %6
  %8 = lshr i64 %7, 8
  %9 = or i64 %7, %8
  %10 = lshr i64 %9, 16
  %11 = or i64 %9, %10
  %12 = lshr i64 %11, 32
  %13 = or i64 %11, %12
  %14 = call i64 @llvm.ctpop.i64(i64 %13)
  %15 = sub i64 %14, 1
  %16 = sub i64 %15, 0
  %17 = and i64 %16, 63
  %18 = lshr i64 %ktime_get_boot_ns, %17
  %19 = and i64 %18, 0
  %20 = add i64 %16, 1
  %21 = shl i64 %20, 0
  %22 = add i64 %21, %19
  %23 = icmp ult i64 %ktime_get_boot_ns, 1
  %24 = select i1 %23, i64 %ktime_get_boot_ns, i64 %22
  %25 = add i64 %24, 1
  %26 = icmp ult i64 %25, 65
  %27 = select i1 %26, i64 %25, i64 65
  %28 = getelementptr i64, ptr %map_lookup_elem, i64 %27
  %29 = atomicrmw add ptr %28, i64 1 monotonic, align 8
  %30 = getelementptr i8, ptr %map_lookup_elem, i64 528
  store i64 1, ptr %30, align 8
  br label %counted
}
