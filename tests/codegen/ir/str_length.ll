define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$s" = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.memset.p0.i64(ptr align 8 %"$s", i8 0, i64 9, i1 false)
  %probe_read_kernel_str = call i64 inttoptr (i64 115 to ptr)(ptr %"$s", i64 9, ptr inttoptr (i64 4096 to ptr))
  %0 = icmp eq i64 %probe_read_kernel_str, 9
  br i1 %0, label %full, label %string

full:
  %1 = getelementptr i8, ptr %"$s", i64 8
  %probe_read_kernel = call i64 inttoptr (i64 113 to ptr)(ptr %1, i64 1, ptr inttoptr (i64 4104 to ptr))
  %2 = getelementptr i8, ptr %"$s", i64 8
  %3 = load i8, ptr %2, align 1
  %4 = zext i8 %3 to i64
  %5 = call i64 asm sideeffect "", "=r,0"(i64 %4)
  %6 = sub i64 0, %5
  %7 = or i64 %5, %6
  %8 = ashr i64 %7, 63
  %9 = and i64 %8, 255
  %10 = trunc i64 %9 to i8
  %11 = getelementptr i8, ptr %"$s", i64 8
  store i8 %10, ptr %11, align 1
  br label %string

string:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 24, i64 0)
  %12 = icmp eq ptr %ringbuf_reserve, null
  br i1 %12, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %13 = icmp ult i64 %get_smp_processor_id, CPUS
  %14 = select i1 %13, i64 %get_smp_processor_id, i64 0
  %15 = getelementptr i64, ptr @awl_lost, i64 %14
  %16 = atomicrmw add ptr %15, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 3, ptr %ringbuf_reserve, align 4
  %17 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %17, align 4
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %18, ptr align 8 %"$s", i64 9, i1 false)
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query1 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %19 = lshr i64 %ringbuf_query1, 2
  %20 = icmp ugt i64 %ringbuf_query, %19
  %21 = select i1 %20, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %21)
  br label %sent

sent:
  ret i64 0
}
