define i64 @tracepoint_syscalls_sys_enter_read_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  %0 = getelementptr i8, ptr %ctx, i64 8
  %1 = load volatile i64, ptr %0, align 8
  %2 = icmp eq i64 %1, 0
  br i1 %2, label %stay, label %leave

leave:
  ret i64 1

stay:
  %3 = load volatile i64, ptr %ctx, align 8
  %4 = add i64 %3, 136
  %5 = inttoptr i64 %4 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %5)
  %6 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %7 = icmp eq i64 %6, 51
  br i1 %7, label %stay2, label %leave1

leave1:
  ret i64 1

stay2:
  %8 = load volatile i64, ptr %ctx, align 8
  %9 = add i64 %8, 104
  %10 = inttoptr i64 %9 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %probe_read_kernel3 = call i64 inttoptr (i64 113 to ptr)(ptr %tmp, i64 8, ptr %10)
  %11 = load i64, ptr %tmp, align 8
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %12 = inttoptr i64 %11 to ptr
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %probe_read_user = call i64 inttoptr (i64 112 to ptr)(ptr %tmp, i64 4, ptr %12)
  %13 = load i32, ptr %tmp, align 4
  %14 = zext i32 %13 to i64
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_, ptr @zeros)
  %15 = icmp eq ptr %map_lookup_elem, null
  br i1 %15, label %set, label %found

found:
  store i64 %14, ptr %map_lookup_elem, align 8
  %16 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %16, align 8
  br label %set

set:
  ret i64 1
}
