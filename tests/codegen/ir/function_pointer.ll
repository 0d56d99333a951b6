define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  %0 = inttoptr i64 %get_current_task to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %1 = getelementptr i8, ptr %0, i64 120
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %1)
  %2 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_handler, ptr @zeros)
  %3 = icmp eq ptr %map_lookup_elem, null
  br i1 %3, label %set, label %found

found:
  store i64 %2, ptr %map_lookup_elem, align 8
  %4 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %4, align 8
  br label %set

set:
  ret i64 0
}
