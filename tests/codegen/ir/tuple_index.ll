define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$t" = alloca [32 x i8], align 8
  br label %start

start:
  call void @llvm.memset.p0.i64(ptr align 8 %"$t", i8 0, i64 32, i1 false)
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  store i64 %get_smp_processor_id, ptr %"$t", align 8
  %0 = getelementptr i8, ptr %"$t", i64 8
  call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 16, i1 false)
  %1 = getelementptr i8, ptr %"$t", i64 8
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %1, i64 16)
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %2 = trunc i64 %get_current_pid_tgid to i32
  %3 = zext i32 %2 to i64
  %4 = trunc i64 %3 to i16
  %5 = sext i16 %4 to i64
  %6 = trunc i64 %5 to i16
  %7 = getelementptr i8, ptr %"$t", i64 24
  store i16 %6, ptr %7, align 2
  %8 = getelementptr i8, ptr %"$t", i64 24
  %9 = load i16, ptr %8, align 2
  %10 = zext i16 %9 to i64
  %11 = trunc i64 %10 to i16
  %12 = sext i16 %11 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %13 = icmp eq ptr %map_lookup_elem, null
  br i1 %13, label %set, label %found

found:
  store i64 %12, ptr %map_lookup_elem, align 8
  %14 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %14, align 8
  br label %set

set:
  %15 = load i64, ptr %"$t", align 8
  %map_lookup_elem3 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_y, ptr @zeros)
  %16 = icmp eq ptr %map_lookup_elem3, null
  br i1 %16, label %set2, label %found1

found1:
  store i64 %15, ptr %map_lookup_elem3, align 8
  %17 = getelementptr i8, ptr %map_lookup_elem3, i64 8
  store i64 1, ptr %17, align 8
  br label %set2

set2:
  ret i64 0
}
