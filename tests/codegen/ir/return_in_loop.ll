define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %area = alloca [8 x i8], align 8
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id, CPUS
  %1 = getelementptr [24 x i8], ptr @shared_begin_1, i64 %0
  br label %start

start:
  store ptr %ctx, ptr %area, align 8
  store i64 0, ptr %1, align 8
  br i1 true, label %run, label %skip

run:
  %loop = call i64 inttoptr (i64 181 to ptr)(i64 4, ptr @begin_1_loop_1, ptr %area, i64 0)
  %2 = trunc i64 %loop to i32
  %3 = sext i32 %2 to i64
  %4 = icmp slt i64 %3, 0
  br i1 %4, label %failed, label %ok

skip:
  %5 = load i64, ptr %1, align 8
  %6 = icmp eq i64 %5, 0
  br i1 %6, label %looped, label %returned

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %7 = icmp eq ptr %ringbuf_reserve, null
  br i1 %7, label %lost, label %event

ok:
  br label %skip

lost:
  %get_smp_processor_id1 = call i64 inttoptr (i64 8 to ptr)()
  %8 = icmp ult i64 %get_smp_processor_id1, CPUS
  %9 = select i1 %8, i64 %get_smp_processor_id1, i64 0
  %10 = getelementptr i64, ptr @awl_lost, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %12, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 181, ptr %13, align 4
  %14 = trunc i64 %3 to i32
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %14, ptr %15, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

returned:
  %16 = icmp eq i64 %5, 2
  br i1 %16, label %result, label %bare

result:
  %17 = getelementptr i8, ptr %1, i64 8
  %18 = load i64, ptr %17, align 8
  ret i64 %18

bare:
  ret i64 0

looped:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %19 = icmp eq ptr %map_lookup_elem, null
  br i1 %19, label %set, label %found

after:                                            ; No predecessors!
  br label %looped

after2:                                           ; No predecessors!
  br label %looped

found:
  store i64 1, ptr %map_lookup_elem, align 8
  %20 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %20, align 8
  br label %set

set:
  ret i64 0
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
  %4 = icmp eq i64 %3, 2
  br i1 %4, label %then, label %else

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
  br label %continue

after:                                            ; No predecessors!
  br label %endif
}
