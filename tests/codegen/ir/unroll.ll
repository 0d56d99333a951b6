define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %set, label %found

found:
  store i64 %ktime_get_boot_ns, ptr %map_lookup_elem, align 8
  %1 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %1, align 8
  br label %set

set:
  %ktime_get_boot_ns3 = call i64 inttoptr (i64 125 to ptr)()
  %map_lookup_elem4 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem4, null
  br i1 %2, label %set2, label %found1

found1:
  store i64 %ktime_get_boot_ns3, ptr %map_lookup_elem4, align 8
  %3 = getelementptr i8, ptr %map_lookup_elem4, i64 8
  store i64 1, ptr %3, align 8
  br label %set2

set2:
  %ktime_get_boot_ns7 = call i64 inttoptr (i64 125 to ptr)()
  %map_lookup_elem8 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem8, null
  br i1 %4, label %set6, label %found5

found5:
  store i64 %ktime_get_boot_ns7, ptr %map_lookup_elem8, align 8
  %5 = getelementptr i8, ptr %map_lookup_elem8, i64 8
  store i64 1, ptr %5, align 8
  br label %set6

set6:
  ret i64 0
}
