define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$s" = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.memset.p0.i64(ptr align 8 %"$s", i8 0, i64 16, i1 false)
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %"$s", i64 16)
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  %2 = call i64 asm sideeffect "", "=r,0"(i64 %1)
  %3 = icmp ult i64 %2, 16
  br i1 %3, label %inside, label %outside

found:
  store i64 %12, ptr %map_lookup_elem, align 8
  %4 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %4, align 8
  br label %set

set:
  ret i64 0

outside:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %5 = icmp eq ptr %ringbuf_reserve, null
  br i1 %5, label %lost, label %event

inside:
  %6 = phi i64 [ %2, %start ], [ 0, %sent ]
  %7 = call i64 asm sideeffect "", "=r,0"(i64 %6)
  %8 = getelementptr [1 x i8], ptr %"$s", i64 %7
  %9 = load i8, ptr %8, align 1
  %10 = zext i8 %9 to i64
  %11 = trunc i64 %10 to i8
  %12 = sext i8 %11 to i64
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_c, ptr @zeros)
  %13 = icmp eq ptr %map_lookup_elem, null
  br i1 %13, label %set, label %found

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %14 = icmp ult i64 %get_smp_processor_id, CPUS
  %15 = select i1 %14, i64 %get_smp_processor_id, i64 0
  %16 = getelementptr i64, ptr @awl_lost, i64 %15
  %17 = atomicrmw add ptr %16, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 13, ptr %ringbuf_reserve, align 4
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %18, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 1, ptr %19, align 4
  %20 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 0, ptr %20, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %inside
}
