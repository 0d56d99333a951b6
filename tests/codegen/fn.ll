define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$x" = alloca i64, align 8
  store i64 0, ptr %"$x", align 8
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = lshr i64 %get_current_pid_tgid, 32
  %1 = call i64 @fn_half(i64 %0)
  store i64 %1, ptr %"$x", align 8
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %2 = load i64, ptr %"$x", align 8
  %3 = icmp eq i64 %2, 1
  %4 = zext i1 %3 to i64
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %tmp1, ptr align 8 @str.1, i64 5, i1 false)
  %5 = getelementptr i8, ptr %tmp1, i64 5
  call void @llvm.memset.p0.i64(ptr align 1 %5, i8 0, i64 3, i1 false)
  %6 = call i64 @fn_pick(i64 %4, ptr %tmp1, i64 5, ptr %tmp)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr @zeros)
  %7 = icmp eq ptr %map_lookup_elem, null
  br i1 %7, label %set, label %found

found:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem, ptr align 8 %tmp, i64 8, i1 false)
  %8 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %8, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0
}

define internal i64 @fn_half(i64 %n) {
entry:
  %"$n" = alloca i64, align 8
  store i64 0, ptr %"$n", align 8
  br label %start

start:
  store i64 %n, ptr %"$n", align 8
  %0 = load i64, ptr %"$n", align 8
  %1 = udiv i64 %0, 2
  %2 = trunc i64 %1 to i32
  %3 = zext i32 %2 to i64
  ret i64 %3

after:                                            ; No predecessors!
  ret i64 0
}

define internal i64 @fn_pick(i64 %first, ptr %a, i64 %n, ptr %result) {
entry:
  %"$first" = alloca i64, align 8
  store i64 0, ptr %"$first", align 8
  %"$a" = alloca [8 x i8], align 8
  %"$n" = alloca i64, align 8
  store i64 0, ptr %"$n", align 8
  br label %start

start:
  store i64 %first, ptr %"$first", align 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %"$a", ptr align 8 %a, i64 8, i1 false)
  store i64 %n, ptr %"$n", align 8
  call void @llvm.memset.p0.i64(ptr align 8 %result, i8 0, i64 8, i1 false)
  %0 = load i64, ptr %"$first", align 8
  %1 = icmp ne i64 %0, 0
  br i1 %1, label %then, label %else

then:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %result, ptr align 8 %"$a", i64 8, i1 false)
  ret i64 0

else:
  br label %endif

endif:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %result, ptr align 8 @str, i64 5, i1 false)
  %2 = getelementptr i8, ptr %result, i64 5
  call void @llvm.memset.p0.i64(ptr align 1 %2, i8 0, i64 3, i1 false)
  ret i64 0

after:                                            ; No predecessors!
  br label %endif

after1:                                           ; No predecessors!
  ret i64 0
}
