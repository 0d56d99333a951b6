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
  %1 = icmp uge i64 %ktime_get_boot_ns, 100
  %2 = icmp ult i64 %ktime_get_boot_ns, 0
  %3 = sub i64 %ktime_get_boot_ns, 0
  %4 = udiv i64 %3, 10
  %5 = add i64 %4, 1
  %6 = select i1 %1, i64 11, i64 %5
  %7 = select i1 %2, i64 0, i64 %6
  %8 = icmp ult i64 %7, 11
  %9 = select i1 %8, i64 %7, i64 11
  %10 = getelementptr i64, ptr %map_lookup_elem, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  %12 = getelementptr i8, ptr %map_lookup_elem, i64 96
  store i64 1, ptr %12, align 8
  br label %counted
}
