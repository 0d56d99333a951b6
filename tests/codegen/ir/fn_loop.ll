define i64 @begin_1(ptr %ctx) section "raw_tp/begin_1" {
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
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 %8, ptr @fn_sum_to_loop_1, ptr %area, i64 0)
  %9 = trunc i64 %loop to i32
  %10 = sext i32 %9 to i64
  %11 = icmp slt i64 %10, 0
  br i1 %11, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %12 = icmp eq ptr %ringbuf_reserve, null
  br i1 %12, label %lost, label %event

ok:
  %13 = getelementptr i8, ptr %1, i64 24
  %14 = load i64, ptr %13, align 8
  ret i64 %14

lost:
  %get_smp_processor_id1 = call i64 inttoptr (i64 8 to ptr)()
  %15 = icmp ult i64 %get_smp_processor_id1, CPUS
  %16 = select i1 %15, i64 %get_smp_processor_id1, i64 0
  %17 = getelementptr i64, ptr @awl_lost, i64 %16
  %18 = atomicrmw add ptr %17, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %19, align 4
  %20 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 181, ptr %20, align 4
  %21 = trunc i64 %10 to i32
  %22 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %21, ptr %22, align 4
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
