define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$a" = alloca i64, align 8
  store i64 0, ptr %"$a", align 8
  %"$b" = alloca i64, align 8
  store i64 0, ptr %"$b", align 8
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %missing, label %found

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 1 seq_cst, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %2, align 8
  br label %added

missing:
  br label %added

added:
  %old = phi i64 [ %1, %found ], [ 0, %missing ]
  %3 = add i64 %old, 1
  store i64 %3, ptr %"$a", align 8
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_x, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem1, null
  br i1 %4, label %missing3, label %found2

found2:
  %5 = atomicrmw add ptr %map_lookup_elem1, i64 1 seq_cst, align 8
  %6 = getelementptr i8, ptr %map_lookup_elem1, i64 8
  store i64 1, ptr %6, align 8
  br label %added4

missing3:
  br label %added4

added4:
  %old5 = phi i64 [ %5, %found2 ], [ 0, %missing3 ]
  store i64 %old5, ptr %"$b", align 8
  %7 = load i64, ptr %"$a", align 8
  %8 = load i64, ptr %"$b", align 8
  %9 = add i64 %7, %8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %10 = icmp eq ptr %ringbuf_reserve, null
  br i1 %10, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %11 = icmp ult i64 %get_smp_processor_id, CPUS
  %12 = select i1 %11, i64 %get_smp_processor_id, i64 0
  %13 = getelementptr i64, ptr @awl_lost, i64 %12
  %14 = atomicrmw add ptr %13, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 2, ptr %15, align 4
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %9, ptr %16, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
