define i64 @begin_1(ptr %ctx) section "raw_tp/begin_1" {
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
  %2 = call i64 @llvm.ctlz.i64(i64 %1, i1 true)
  %3 = sub i64 63, %2
  %4 = sub i64 %3, 0
  %5 = and i64 %4, 63
  %6 = lshr i64 %ktime_get_boot_ns, %5
  %7 = and i64 %6, 0
  %8 = add i64 %4, 1
  %9 = shl i64 %8, 0
  %10 = add i64 %9, %7
  %11 = icmp ult i64 %ktime_get_boot_ns, 1
  %12 = select i1 %11, i64 %ktime_get_boot_ns, i64 %10
  %13 = add i64 %12, 1
  %14 = icmp ult i64 %13, 65
  %15 = select i1 %14, i64 %13, i64 65
  %16 = getelementptr i64, ptr %map_lookup_elem, i64 %15
  %17 = atomicrmw add ptr %16, i64 1 monotonic, align 8
  %18 = getelementptr i8, ptr %map_lookup_elem, i64 528
  store i64 1, ptr %18, align 8
  br label %counted
}
