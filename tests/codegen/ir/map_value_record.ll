define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [16 x i8], align 8
  %"$b" = alloca i64, align 8
  store i64 0, ptr %"$b", align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i64 1, ptr %tmp, align 8
  %0 = getelementptr i8, ptr %tmp, i64 8
  store i64 2, ptr %0, align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_r, ptr @zeros)
  %1 = icmp eq ptr %map_lookup_elem, null
  br i1 %1, label %set, label %found

found:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem, ptr align 8 %tmp, i64 16, i1 false)
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %2, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_r, ptr @zeros)
  %3 = icmp eq ptr %map_lookup_elem1, null
  br i1 %3, label %missing, label %read

missing:
  br label %read

read:
  %4 = phi ptr [ %map_lookup_elem1, %set ], [ @nothing, %missing ]
  %5 = getelementptr i8, ptr %4, i64 8
  %6 = load i64, ptr %5, align 8
  store i64 %6, ptr %"$b", align 8
  %7 = load i64, ptr %"$b", align 8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %8 = icmp eq ptr %ringbuf_reserve, null
  br i1 %8, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %9 = icmp ult i64 %get_smp_processor_id, CPUS
  %10 = select i1 %9, i64 %get_smp_processor_id, i64 0
  %11 = getelementptr i64, ptr @awl_lost, i64 %10
  %12 = atomicrmw add ptr %11, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 3, ptr %13, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %7, ptr %14, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
