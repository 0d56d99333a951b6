define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  %0 = inttoptr i64 %get_current_task to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %1 = getelementptr i8, ptr %0, i64 64
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 1, ptr %1)
  %2 = load i8, ptr %tmp, align 1
  %3 = zext i8 %2 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %4 = shl i64 %3, 56
  %5 = lshr i64 %4, 59
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_high, ptr @zeros)
  %6 = icmp eq ptr %map_lookup_elem, null
  br i1 %6, label %set, label %found

found:
  store i64 %5, ptr %map_lookup_elem, align 8
  %7 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %7, align 8
  br label %set

set:
  %get_current_task3 = call i64 inttoptr (i64 35 to ptr)()
  %8 = inttoptr i64 %get_current_task3 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %9 = getelementptr i8, ptr %8, i64 64
  %probe_read_kernel4 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 2, ptr %9)
  %10 = load i16, ptr %tmp, align 2
  %11 = zext i16 %10 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %12 = shl i64 %11, 49
  %13 = ashr i64 %12, 57
  %map_lookup_elem5 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_prio, ptr @zeros)
  %14 = icmp eq ptr %map_lookup_elem5, null
  br i1 %14, label %set2, label %found1

found1:
  store i64 %13, ptr %map_lookup_elem5, align 8
  %15 = getelementptr i8, ptr %map_lookup_elem5, i64 8
  store i64 1, ptr %15, align 8
  br label %set2

set2:
  ret i64 0
}
