define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %area = alloca [8 x i8], align 8
  %tmp = alloca [8 x i8], align 8
  br label %start

start:
  store ptr %ctx, ptr %area, align 8
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_c, ptr %tmp)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %missing, label %found

counted:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %for_each_map_elem = call i64 inttoptr (i64 164 to ptr)(ptr @AT_c, ptr @begin_1_loop_1, ptr %area, i64 0)
  ret i64 0

found:
  %1 = phi ptr [ %map_lookup_elem, %start ], [ %map_lookup_elem1, %missing ]
  %2 = atomicrmw add ptr %1, i64 1 monotonic, align 8
  br label %counted

missing:
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_c, ptr %tmp, ptr @zeros, i64 1)
  %3 = trunc i64 %map_update_elem to i32
  %4 = sext i32 %3 to i64
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_c, ptr %tmp)
  %5 = icmp eq ptr %map_lookup_elem1, null
  br i1 %5, label %full, label %found

full:
  %6 = icmp slt i64 %4, 0
  br i1 %6, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %7 = icmp eq ptr %ringbuf_reserve, null
  br i1 %7, label %lost, label %event

ok:
  br label %counted

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %8 = icmp ult i64 %get_smp_processor_id, CPUS
  %9 = select i1 %8, i64 %get_smp_processor_id, i64 0
  %10 = getelementptr i64, ptr @awl_lost, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %12, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %13, align 4
  %14 = trunc i64 %4 to i32
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %14, ptr %15, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}

define internal i64 @begin_1_loop_1(ptr %map, ptr %key, ptr %value, ptr %area) {
entry:
  %"$kv" = alloca [16 x i8], align 8
  %merge = alloca i64, align 8
  %merge1 = alloca i64, align 8
  %merge3 = alloca i64, align 8
  br label %start

start:
  %ctx = load ptr, ptr %area, align 8
  call void @llvm.memset.p0.i64(ptr align 8 %"$kv", i8 0, i64 16, i1 false)
  %0 = load i8, ptr %key, align 1
  %1 = zext i8 %0 to i64
  %2 = trunc i64 %1 to i8
  %3 = sext i8 %2 to i64
  %4 = trunc i64 %3 to i8
  store i8 %4, ptr %"$kv", align 1
  store i64 0, ptr %merge, align 8
  store i64 0, ptr %merge1, align 8
  store i64 0, ptr %merge3, align 8
  br label %cpus

cpu:
  %map_lookup_percpu_elem = call ptr inttoptr (i64 195 to ptr)(ptr @AT_c, ptr %key, i64 %11)
  %5 = icmp eq ptr %map_lookup_percpu_elem, null
  br i1 %5, label %merged, label %value2

value2:
  %6 = load i64, ptr %map_lookup_percpu_elem, align 8
  %7 = load i64, ptr %merge, align 8
  %8 = add i64 %7, %6
  store i64 %8, ptr %merge, align 8
  %9 = load i64, ptr %merge3, align 8
  %10 = add i64 %9, 1
  store i64 %10, ptr %merge3, align 8
  br label %cpus

cpus:
  %11 = load i64, ptr %merge3, align 8
  %12 = icmp ult i64 %11, CPUS
  br i1 %12, label %cpu, label %merged

merged:
  %13 = load i64, ptr %merge, align 8
  %14 = getelementptr i8, ptr %"$kv", i64 8
  store i64 %13, ptr %14, align 8
  %15 = getelementptr i8, ptr %"$kv", i64 8
  %16 = load i64, ptr %15, align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_sum, ptr @zeros)
  %17 = icmp eq ptr %map_lookup_elem, null
  br i1 %17, label %missing, label %found

break:                                            ; No predecessors!
  ret i64 1

continue:
  ret i64 0

found:
  %18 = atomicrmw add ptr %map_lookup_elem, i64 %16 monotonic, align 8
  %19 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %19, align 8
  br label %added

missing:
  br label %added

added:
  br label %continue
}
