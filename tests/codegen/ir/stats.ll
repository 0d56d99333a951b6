define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %counted, label %found

counted:
  ret i64 0

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 %ktime_get_boot_ns monotonic, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  %3 = atomicrmw add ptr %2, i64 1 monotonic, align 8
  %4 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %4, align 8
  br label %counted
}
