define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  %tmp19 = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_m, ptr %tmp)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %missing, label %found

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 5 monotonic, align 8
  br label %added

missing:
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 5, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 1)
  %2 = trunc i64 %map_update_elem to i32
  %3 = sext i32 %2 to i64
  %4 = icmp eq i64 %3, -17
  br i1 %4, label %raced, label %made

added:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  %map_lookup_elem3 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_m, ptr %tmp)
  %5 = icmp eq ptr %map_lookup_elem3, null
  br i1 %5, label %missing5, label %found4

raced:
  %map_lookup_elem2 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_m, ptr %tmp)
  %6 = icmp eq ptr %map_lookup_elem2, null
  br i1 %6, label %added, label %again

again:
  %7 = atomicrmw add ptr %map_lookup_elem2, i64 5 monotonic, align 8
  br label %added

made:
  %8 = icmp slt i64 %3, 0
  br i1 %8, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %9 = icmp eq ptr %ringbuf_reserve, null
  br i1 %9, label %lost, label %event

ok:
  br label %added

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %10 = icmp ult i64 %get_smp_processor_id, CPUS
  %11 = select i1 %10, i64 %get_smp_processor_id, i64 0
  %12 = getelementptr i64, ptr @awl_lost, i64 %11
  %13 = atomicrmw add ptr %12, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %14, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %15, align 4
  %16 = trunc i64 %3 to i32
  %17 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %16, ptr %17, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

found4:
  %18 = atomicrmw add ptr %map_lookup_elem3, i64 -2 monotonic, align 8
  br label %added6

missing5:
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 -2, ptr %tmp1, align 8
  %map_update_elem10 = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 1)
  %19 = trunc i64 %map_update_elem10 to i32
  %20 = sext i32 %19 to i64
  %21 = icmp eq i64 %20, -17
  br i1 %21, label %raced7, label %made9

added6:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  call void @llvm.lifetime.start.p0(ptr %tmp19)
  store i8 1, ptr %tmp19, align 1
  %map_lookup_elem20 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_m, ptr %tmp19)
  %22 = icmp eq ptr %map_lookup_elem20, null
  br i1 %22, label %missing22, label %found21

raced7:
  %map_lookup_elem18 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_m, ptr %tmp)
  %23 = icmp eq ptr %map_lookup_elem18, null
  br i1 %23, label %added6, label %again8

again8:
  %24 = atomicrmw add ptr %map_lookup_elem18, i64 -2 monotonic, align 8
  br label %added6

made9:
  %25 = icmp slt i64 %20, 0
  br i1 %25, label %failed11, label %ok12

failed11:
  %ringbuf_reserve16 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %26 = icmp eq ptr %ringbuf_reserve16, null
  br i1 %26, label %lost13, label %event14

ok12:
  br label %added6

lost13:
  %get_smp_processor_id17 = call i64 inttoptr (i64 8 to ptr)()
  %27 = icmp ult i64 %get_smp_processor_id17, CPUS
  %28 = select i1 %27, i64 %get_smp_processor_id17, i64 0
  %29 = getelementptr i64, ptr @awl_lost, i64 %28
  %30 = atomicrmw add ptr %29, i64 1 monotonic, align 8
  br label %sent15

event14:
  store i32 12, ptr %ringbuf_reserve16, align 4
  %31 = getelementptr i8, ptr %ringbuf_reserve16, i64 4
  store i32 1, ptr %31, align 4
  %32 = getelementptr i8, ptr %ringbuf_reserve16, i64 8
  store i32 2, ptr %32, align 4
  %33 = trunc i64 %20 to i32
  %34 = getelementptr i8, ptr %ringbuf_reserve16, i64 12
  store i32 %33, ptr %34, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve16, i64 2)
  br label %sent15

sent15:
  br label %ok12

found21:
  %35 = load i64, ptr %map_lookup_elem20, align 8
  br label %read

missing22:
  br label %read

read:
  %36 = phi i64 [ %35, %found21 ], [ 0, %missing22 ]
  %37 = mul i64 %36, 3
  store i64 %37, ptr %tmp1, align 8
  %map_update_elem23 = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 0)
  %38 = trunc i64 %map_update_elem23 to i32
  %39 = sext i32 %38 to i64
  %40 = icmp slt i64 %39, 0
  br i1 %40, label %failed24, label %ok25

failed24:
  %ringbuf_reserve29 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %41 = icmp eq ptr %ringbuf_reserve29, null
  br i1 %41, label %lost26, label %event27

ok25:
  call void @llvm.lifetime.end.p0(ptr %tmp19)
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

lost26:
  %get_smp_processor_id30 = call i64 inttoptr (i64 8 to ptr)()
  %42 = icmp ult i64 %get_smp_processor_id30, CPUS
  %43 = select i1 %42, i64 %get_smp_processor_id30, i64 0
  %44 = getelementptr i64, ptr @awl_lost, i64 %43
  %45 = atomicrmw add ptr %44, i64 1 monotonic, align 8
  br label %sent28

event27:
  store i32 12, ptr %ringbuf_reserve29, align 4
  %46 = getelementptr i8, ptr %ringbuf_reserve29, i64 4
  store i32 2, ptr %46, align 4
  %47 = getelementptr i8, ptr %ringbuf_reserve29, i64 8
  store i32 2, ptr %47, align 4
  %48 = trunc i64 %39 to i32
  %49 = getelementptr i8, ptr %ringbuf_reserve29, i64 12
  store i32 %48, ptr %49, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve29, i64 2)
  br label %sent28

sent28:
  br label %ok25
}
