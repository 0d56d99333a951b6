define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %area = alloca [8 x i8], align 8
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  %get_smp_processor_id2 = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id2, CPUS
  %1 = getelementptr [32 x i8], ptr @shared_begin_1, i64 %0
  %"$from" = alloca i64, align 8
  store i64 0, ptr %"$from", align 8
  br label %start

start:
  store ptr %ctx, ptr %area, align 8
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 2, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 0)
  %2 = trunc i64 %map_update_elem to i32
  %3 = sext i32 %2 to i64
  %4 = icmp slt i64 %3, 0
  br i1 %4, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %5 = icmp eq ptr %ringbuf_reserve, null
  br i1 %5, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %6 = getelementptr i8, ptr %1, i64 24
  store i64 0, ptr %6, align 8
  %for_each_map_elem = call i64 inttoptr (i64 164 to ptr)(ptr @AT_m, ptr @begin_1_loop_1, ptr %area, i64 0)
  %7 = getelementptr i8, ptr %1, i64 24
  %8 = load i64, ptr %7, align 8
  store i64 %8, ptr %"$from", align 8
  store i64 0, ptr %1, align 8
  %9 = load i64, ptr %"$from", align 8
  %10 = getelementptr i8, ptr %1, i64 16
  store i64 %9, ptr %10, align 8
  %11 = sub i64 10, %9
  %12 = icmp ult i64 %11, 2147483647
  %13 = select i1 %12, i64 %11, i64 2147483647
  %14 = icmp slt i64 %9, 10
  %15 = select i1 %14, i64 %13, i64 0
  %16 = icmp ne i64 %15, 0
  br i1 %16, label %run, label %skip

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %17 = icmp ult i64 %get_smp_processor_id, CPUS
  %18 = select i1 %17, i64 %get_smp_processor_id, i64 0
  %19 = getelementptr i64, ptr @awl_lost, i64 %18
  %20 = atomicrmw add ptr %19, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %21 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %21, align 4
  %22 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %22, align 4
  %23 = trunc i64 %3 to i32
  %24 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %23, ptr %24, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

run:
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 %15, ptr @begin_1_loop_2, ptr %area, i64 0)
  %25 = trunc i64 %loop to i32
  %26 = sext i32 %25 to i64
  %27 = icmp slt i64 %26, 0
  br i1 %27, label %failed3, label %ok4

skip:
  %28 = load i64, ptr %1, align 8
  %29 = icmp eq i64 %28, 0
  br i1 %29, label %looped, label %returned

failed3:
  %ringbuf_reserve8 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %30 = icmp eq ptr %ringbuf_reserve8, null
  br i1 %30, label %lost5, label %event6

ok4:
  br label %skip

lost5:
  %get_smp_processor_id9 = call i64 inttoptr (i64 8 to ptr)()
  %31 = icmp ult i64 %get_smp_processor_id9, CPUS
  %32 = select i1 %31, i64 %get_smp_processor_id9, i64 0
  %33 = getelementptr i64, ptr @awl_lost, i64 %32
  %34 = atomicrmw add ptr %33, i64 1 monotonic, align 8
  br label %sent7

event6:
  store i32 12, ptr %ringbuf_reserve8, align 4
  %35 = getelementptr i8, ptr %ringbuf_reserve8, i64 4
  store i32 3, ptr %35, align 4
  %36 = getelementptr i8, ptr %ringbuf_reserve8, i64 8
  store i32 181, ptr %36, align 4
  %37 = trunc i64 %26 to i32
  %38 = getelementptr i8, ptr %ringbuf_reserve8, i64 12
  store i32 %37, ptr %38, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve8, i64 2)
  br label %sent7

sent7:
  br label %ok4

returned:
  %39 = icmp eq i64 %28, 2
  br i1 %39, label %result, label %bare

result:
  %40 = getelementptr i8, ptr %1, i64 8
  %41 = load i64, ptr %40, align 8
  ret i64 %41

bare:
  ret i64 0

looped:
  ret i64 0

after:                                            ; No predecessors!
  br label %looped

after10:                                          ; No predecessors!
  br label %looped
}

define internal i64 @begin_1_loop_1(ptr %map, ptr %key, ptr %value, ptr %area) {
entry:
  %"$kv" = alloca [8 x i8], align 8
  %"$local" = alloca i64, align 8
  store i64 0, ptr %"$local", align 8
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [32 x i8], ptr @shared_begin_1, i64 %0
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  call void @llvm.memset.p0.i64(ptr align 8 %"$kv", i8 0, i64 2, i1 false)
  %2 = load i8, ptr %key, align 1
  %3 = zext i8 %2 to i64
  %4 = trunc i64 %3 to i8
  %5 = sext i8 %4 to i64
  %6 = trunc i64 %5 to i8
  store i8 %6, ptr %"$kv", align 1
  %7 = load i64, ptr %value, align 8
  %8 = trunc i64 %7 to i8
  %9 = getelementptr i8, ptr %"$kv", i64 1
  store i8 %8, ptr %9, align 1
  %10 = load i8, ptr %"$kv", align 1
  %11 = zext i8 %10 to i64
  %12 = trunc i64 %11 to i8
  %13 = sext i8 %12 to i64
  %14 = getelementptr i8, ptr %"$kv", i64 1
  %15 = load i8, ptr %14, align 1
  %16 = zext i8 %15 to i64
  %17 = trunc i64 %16 to i8
  %18 = sext i8 %17 to i64
  %19 = add i64 %13, %18
  store i64 %19, ptr %"$local", align 8
  %20 = load i64, ptr %"$local", align 8
  %21 = icmp eq i64 %20, 7
  br i1 %21, label %then, label %else

break:
  ret i64 1

continue:
  ret i64 0

then:
  br label %break

else:
  br label %endif

endif:
  %22 = getelementptr i8, ptr %1, i64 24
  %23 = load i64, ptr %22, align 8
  %24 = load i64, ptr %"$local", align 8
  %25 = add i64 %23, %24
  %26 = getelementptr i8, ptr %1, i64 24
  store i64 %25, ptr %26, align 8
  br label %continue

after:                                            ; No predecessors!
  br label %endif
}

define internal i64 @begin_1_loop_2(i64 %index, ptr %area) {
entry:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [32 x i8], ptr @shared_begin_1, i64 %0
  %"$i" = alloca i64, align 8
  store i64 0, ptr %"$i", align 8
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  %2 = getelementptr i8, ptr %1, i64 16
  %3 = load i64, ptr %2, align 8
  %4 = add i64 %index, %3
  store i64 %4, ptr %"$i", align 8
  %5 = load i64, ptr %"$i", align 8
  %6 = icmp eq i64 %5, 5
  br i1 %6, label %then, label %else

break:                                            ; No predecessors!
  ret i64 1

continue:
  ret i64 0

then:
  store i64 1, ptr %1, align 8
  ret i64 1

else:
  br label %endif

endif:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  %7 = load i64, ptr %"$i", align 8
  store i64 %7, ptr %tmp, align 8
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  %8 = getelementptr i8, ptr %1, i64 24
  %9 = load i64, ptr %8, align 8
  store i64 %9, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_sums, ptr %tmp, ptr %tmp1, i64 0)
  %10 = trunc i64 %map_update_elem to i32
  %11 = sext i32 %10 to i64
  %12 = icmp slt i64 %11, 0
  br i1 %12, label %failed, label %ok

after:                                            ; No predecessors!
  br label %endif

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %13 = icmp eq ptr %ringbuf_reserve, null
  br i1 %13, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  br label %continue

lost:
  %get_smp_processor_id2 = call i64 inttoptr (i64 8 to ptr)()
  %14 = icmp ult i64 %get_smp_processor_id2, CPUS
  %15 = select i1 %14, i64 %get_smp_processor_id2, i64 0
  %16 = getelementptr i64, ptr @awl_lost, i64 %15
  %17 = atomicrmw add ptr %16, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 4, ptr %18, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %19, align 4
  %20 = trunc i64 %11 to i32
  %21 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %20, ptr %21, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
