define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_task = call i64 inttoptr (i64 35 to ptr)()
  %get_current_task1 = call i64 inttoptr (i64 35 to ptr)()
  %0 = inttoptr i64 %get_current_task1 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %1 = getelementptr i8, ptr %0, i64 32
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %1)
  %2 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %3 = icmp eq i64 %get_current_task, %2
  %4 = zext i1 %3 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_same, ptr @zeros)
  %5 = icmp eq ptr %map_lookup_elem, null
  br i1 %5, label %set, label %found

found:
  store i64 %4, ptr %map_lookup_elem, align 8
  %6 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %6, align 8
  br label %set

set:
  %get_current_task4 = call i64 inttoptr (i64 35 to ptr)()
  %7 = icmp ne i64 %get_current_task4, 0
  br i1 %7, label %and, label %logical

found2:
  store i64 %10, ptr %map_lookup_elem5, align 8
  %8 = getelementptr i8, ptr %map_lookup_elem5, i64 8
  store i64 1, ptr %8, align 8
  br label %set3

set3:
  ret i64 0

and:
  br label %logical

logical:
  %9 = phi i1 [ false, %set ], [ true, %and ]
  %10 = zext i1 %9 to i64
  %map_lookup_elem5 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_some, ptr @zeros)
  %11 = icmp eq ptr %map_lookup_elem5, null
  br i1 %11, label %set3, label %found2
}
