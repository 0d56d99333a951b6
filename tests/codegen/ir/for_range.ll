define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %area = alloca [8 x i8], align 8
  br label %start

start:
  store ptr %ctx, ptr %area, align 8
  br i1 true, label %run, label %skip

run:
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 4, ptr @begin_1_loop_1, ptr %area, i64 0)
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
  %1 = getelementptr [24 x i8], ptr @shared_begin_1, i64 %0
  %"$i" = alloca i64, align 8
  store i64 0, ptr %"$i", align 8
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  %2 = add i64 %index, 0
  store i64 %2, ptr %"$i", align 8
  %3 = load i64, ptr %"$i", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem, null
  br i1 %4, label %missing, label %found

break:                                            ; No predecessors!
  ret i64 1

continue:
  ret i64 0

found:
  %5 = atomicrmw add ptr %map_lookup_elem, i64 %3 monotonic, align 8
  %6 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %6, align 8
  br label %added

missing:
  br label %added

added:
  br label %continue
}
