define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %0 = call i64 @fn_sum_to(i64 5)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %1 = icmp eq ptr %map_lookup_elem, null
  br i1 %1, label %set, label %found

found:
  store i64 %0, ptr %map_lookup_elem, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %2, align 8
  br label %set

set:
  ret i64 0
}

define internal i64 @fn_sum_to(i64 %n) {
entry:
  %area = alloca [8 x i8], align 8
  %"$n" = alloca i64, align 8
  store i64 0, ptr %"$n", align 8
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [32 x i8], ptr @shared_fn_sum_to, i64 %0
  br label %start

start:
  store ptr null, ptr %area, align 8
  store i64 %n, ptr %"$n", align 8
  %2 = getelementptr i8, ptr %1, i64 24
  store i64 0, ptr %2, align 8
  %3 = load i64, ptr %"$n", align 8
  %4 = sub i64 %3, 0
  %5 = icmp ult i64 %4, 2147483647
  %6 = select i1 %5, i64 %4, i64 2147483647
  %7 = icmp slt i64 0, %3
  %8 = select i1 %7, i64 %6, i64 0
  %9 = icmp ne i64 %8, 0
  br i1 %9, label %run, label %skip

run:
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 %8, ptr @fn_sum_to_loop_1, ptr %area, i64 0)
  %10 = trunc i64 %loop to i32
  %11 = sext i32 %10 to i64
  %12 = icmp slt i64 %11, 0
  br i1 %12, label %failed, label %ok

skip:
  %13 = getelementptr i8, ptr %1, i64 24
  %14 = load i64, ptr %13, align 8
  ret i64 %14

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
  store i32 0, ptr %20, align 4
  %21 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 181, ptr %21, align 4
  %22 = trunc i64 %11 to i32
  %23 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %22, ptr %23, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

after:                                            ; No predecessors!
  ret i64 0
}

define internal i64 @fn_sum_to_loop_1(i64 %index, ptr %area) {
entry:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [32 x i8], ptr @shared_fn_sum_to, i64 %0
  %"$i" = alloca i64, align 8
  store i64 0, ptr %"$i", align 8
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  %2 = add i64 %index, 0
  store i64 %2, ptr %"$i", align 8
  %3 = getelementptr i8, ptr %1, i64 24
  %4 = load i64, ptr %3, align 8
  %5 = load i64, ptr %"$i", align 8
  %6 = add i64 %4, %5
  %7 = getelementptr i8, ptr %1, i64 24
  store i64 %6, ptr %7, align 8
  br label %continue

break:                                            ; No predecessors!
  ret i64 1

continue:
  ret i64 0
}
