define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %counted, label %found

counted:
  ret i64 0

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 1 monotonic, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %2, align 8
  br label %counted
}
