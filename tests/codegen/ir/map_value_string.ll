define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [16 x i8], align 8
  %"$t" = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memset.p0.i64(ptr align 8 %tmp, i8 0, i64 16, i1 false)
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %tmp, i64 16)
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %set, label %found

found:
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %map_lookup_elem, ptr align 8 %tmp, i64 16, i1 false)
  %1 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %1, align 8
  br label %set

set:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr @zeros)
  %2 = icmp eq ptr %map_lookup_elem1, null
  br i1 %2, label %missing, label %read

missing:
  br label %read

read:
  %3 = phi ptr [ %map_lookup_elem1, %set ], [ @nothing, %missing ]
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %"$t", ptr align 8 %3, i64 16, i1 false)
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 24, i64 0)
  %4 = icmp eq ptr %ringbuf_reserve, null
  br i1 %4, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %5 = icmp ult i64 %get_smp_processor_id, CPUS
  %6 = select i1 %5, i64 %get_smp_processor_id, i64 0
  %7 = getelementptr i64, ptr @awl_lost, i64 %6
  %8 = atomicrmw add ptr %7, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 3, ptr %ringbuf_reserve, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 2, ptr %9, align 4
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %10, ptr align 8 %"$t", i64 16, i1 false)
  %ringbuf_query = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 0)
  %ringbuf_query2 = call i64 inttoptr (i64 134 to ptr)(ptr @ringbuf, i64 1)
  %11 = lshr i64 %ringbuf_query2, 2
  %12 = icmp ugt i64 %ringbuf_query, %11
  %13 = select i1 %12, i64 2, i64 1
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 %13)
  br label %sent

sent:
  ret i64 0
}
