define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %area = alloca [8 x i8], align 8
  br label %start

start:
  store ptr %ctx, ptr %area, align 8
  br i1 true, label %run, label %skip

run:
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 3, ptr @begin_1_loop_1, ptr %area, i64 0)
  %0 = trunc i64 %loop to i32
  %1 = sext i32 %0 to i64
  %2 = icmp slt i64 %1, 0
  br i1 %2, label %failed, label %ok

skip:
  ret i64 0

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %3 = icmp eq ptr %ringbuf_reserve, null
  br i1 %3, label %lost, label %event

ok:
  br label %skip

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %4 = icmp ult i64 %get_smp_processor_id, CPUS
  %5 = select i1 %4, i64 %get_smp_processor_id, i64 0
  %6 = getelementptr i64, ptr @awl_lost, i64 %5
  %7 = atomicrmw add ptr %6, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %8 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %8, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 181, ptr %9, align 4
  %10 = trunc i64 %1 to i32
  %11 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %10, ptr %11, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}

define internal i64 @begin_1_loop_1(i64 %index, ptr %area) {
entry:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [40 x i8], ptr @shared_begin_1, i64 %0
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  %2 = add i64 %index, 0
  %3 = getelementptr i8, ptr %1, i64 32
  store i64 %2, ptr %3, align 8
  %4 = getelementptr i8, ptr %1, i64 32
  %5 = load i64, ptr %4, align 8
  %6 = sub i64 %5, 0
  %7 = icmp ult i64 %6, 2147483647
  %8 = select i1 %7, i64 %6, i64 2147483647
  %9 = icmp slt i64 0, %5
  %10 = select i1 %9, i64 %8, i64 0
  %11 = icmp ne i64 %10, 0
  br i1 %11, label %run, label %skip

break:                                            ; No predecessors!
  ret i64 1

continue:
  ret i64 0

run:
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 %10, ptr @begin_1_loop_2, ptr %area, i64 0)
  %12 = trunc i64 %loop to i32
  %13 = sext i32 %12 to i64
  %14 = icmp slt i64 %13, 0
  br i1 %14, label %failed, label %ok

skip:
  br label %continue

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %15 = icmp eq ptr %ringbuf_reserve, null
  br i1 %15, label %lost, label %event

ok:
  br label %skip

lost:
  %get_smp_processor_id1 = call i64 inttoptr (i64 8 to ptr)()
  %16 = icmp ult i64 %get_smp_processor_id1, CPUS
  %17 = select i1 %16, i64 %get_smp_processor_id1, i64 0
  %18 = getelementptr i64, ptr @awl_lost, i64 %17
  %19 = atomicrmw add ptr %18, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %20 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %20, align 4
  %21 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 181, ptr %21, align 4
  %22 = trunc i64 %13 to i32
  %23 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %22, ptr %23, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}

define internal i64 @begin_1_loop_2(i64 %index, ptr %area) {
entry:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [40 x i8], ptr @shared_begin_1, i64 %0
  %"$j" = alloca i64, align 8
  store i64 0, ptr %"$j", align 8
  %tmp = alloca [16 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  %2 = add i64 %index, 0
  store i64 %2, ptr %"$j", align 8
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %3 = getelementptr i8, ptr %1, i64 32
  %4 = load i64, ptr %3, align 8
  store i64 %4, ptr %tmp, align 8
  %5 = load i64, ptr %"$j", align 8
  %6 = getelementptr i8, ptr %tmp, i64 8
  store i64 %5, ptr %6, align 8
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 1, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_, ptr %tmp, ptr %tmp1, i64 0)
  %7 = trunc i64 %map_update_elem to i32
  %8 = sext i32 %7 to i64
  %9 = icmp slt i64 %8, 0
  br i1 %9, label %failed, label %ok

break:                                            ; No predecessors!
  ret i64 1

continue:
  ret i64 0

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %10 = icmp eq ptr %ringbuf_reserve, null
  br i1 %10, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  br label %continue

lost:
  %get_smp_processor_id2 = call i64 inttoptr (i64 8 to ptr)()
  %11 = icmp ult i64 %get_smp_processor_id2, CPUS
  %12 = select i1 %11, i64 %get_smp_processor_id2, i64 0
  %13 = getelementptr i64, ptr @awl_lost, i64 %12
  %14 = atomicrmw add ptr %13, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 2, ptr %15, align 4
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %16, align 4
  %17 = trunc i64 %8 to i32
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %17, ptr %18, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
