define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$a" = alloca i64, align 8
  store i64 0, ptr %"$a", align 8
  %"$a1" = alloca [16 x i8], align 8
  br label %start

start:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  store i64 %get_smp_processor_id, ptr %"$a", align 8
  %0 = load i64, ptr %"$a", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_n, ptr @zeros)
  %1 = icmp eq ptr %map_lookup_elem, null
  br i1 %1, label %set, label %found

found:
  store i64 %0, ptr %map_lookup_elem, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %2, align 8
  br label %set

set:
  call void @llvm.memset.p0.i64(ptr align 8 %"$a1", i8 0, i64 16, i1 false)
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %"$a1", i64 16)
  %map_lookup_elem4 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr @zeros)
  %3 = icmp eq ptr %map_lookup_elem4, null
  br i1 %3, label %set3, label %found2

found2:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem4, ptr align 8 %"$a1", i64 16, i1 false)
  %4 = getelementptr i8, ptr %map_lookup_elem4, i64 16
  store i64 1, ptr %4, align 8
  br label %set3

set3:
  ret i64 0
}
