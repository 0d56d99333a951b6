define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  %0 = inttoptr i64 %ktime_get_boot_ns to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %0)
  %1 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_long, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem, null
  br i1 %2, label %set, label %found

found:
  store i64 %1, ptr %map_lookup_elem, align 8
  %3 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %3, align 8
  br label %set

set:
  %ktime_get_boot_ns3 = call i64 inttoptr (i64 125 to ptr)()
  %4 = inttoptr i64 %ktime_get_boot_ns3 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %probe_read_kernel4 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 2, ptr %4)
  %5 = load i16, ptr %tmp, align 2
  %6 = zext i16 %5 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem5 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_short, ptr @zeros)
  %7 = icmp eq ptr %map_lookup_elem5, null
  br i1 %7, label %set2, label %found1

found1:
  store i64 %6, ptr %map_lookup_elem5, align 8
  %8 = getelementptr i8, ptr %map_lookup_elem5, i64 8
  store i64 1, ptr %8, align 8
  br label %set2

set2:
  ret i64 0
}
