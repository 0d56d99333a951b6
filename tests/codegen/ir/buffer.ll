define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %ktime_get_boot_ns = call i64 inttoptr (i64 125 to ptr)()
  call void @llvm.memset.p0.i64(ptr align 8 %tmp, i8 0, i64 12, i1 false)
  store i32 8, ptr %tmp, align 4
  %0 = getelementptr i8, ptr %tmp, i64 4
  %1 = inttoptr i64 %ktime_get_boot_ns to ptr
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %0, i64 8, ptr %1)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_b, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem, null
  br i1 %2, label %set, label %found

found:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem, ptr align 8 %tmp, i64 12, i1 false)
  %3 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %3, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0
}
