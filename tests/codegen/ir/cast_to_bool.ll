define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  %2 = icmp ne i64 %1, 0
  %3 = zext i1 %2 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_b, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem, null
  br i1 %4, label %set, label %found

found:
  store i64 %3, ptr %map_lookup_elem, align 8
  %5 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %5, align 8
  br label %set

set:
  ret i64 0
}
