define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 1, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_l, ptr %tmp, ptr %tmp1, i64 0)
  %0 = trunc i64 %map_update_elem to i32
  %1 = sext i32 %0 to i64
  %2 = icmp slt i64 %1, 0
  br i1 %2, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %3 = icmp eq ptr %ringbuf_reserve, null
  br i1 %3, label %lost, label %event

ok:
  call void @llvm.lifetime.end.p0(ptr %tmp1)
  call void @llvm.lifetime.end.p0(ptr %tmp)
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_p, ptr %tmp)
  %4 = icmp eq ptr %map_lookup_elem, null
  br i1 %4, label %missing, label %found

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %5 = icmp ult i64 %get_smp_processor_id, CPUS
  %6 = select i1 %5, i64 %get_smp_processor_id, i64 0
  %7 = getelementptr i64, ptr @awl_lost, i64 %6
  %8 = atomicrmw add ptr %7, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %9 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %9, align 4
  %10 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %10, align 4
  %11 = trunc i64 %1 to i32
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %11, ptr %12, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

counted:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

found:
  %13 = phi ptr [ %map_lookup_elem, %ok ], [ %map_lookup_elem3, %missing ]
  %14 = atomicrmw add ptr %13, i64 1 monotonic, align 8
  br label %counted

missing:
  %map_update_elem2 = call i64 inttoptr (i64 2 to ptr)(ptr @AT_p, ptr %tmp, ptr @zeros, i64 1)
  %15 = trunc i64 %map_update_elem2 to i32
  %16 = sext i32 %15 to i64
  %map_lookup_elem3 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_p, ptr %tmp)
  %17 = icmp eq ptr %map_lookup_elem3, null
  br i1 %17, label %full, label %found

full:
  %18 = icmp slt i64 %16, 0
  br i1 %18, label %failed4, label %ok5

failed4:
  %ringbuf_reserve9 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %19 = icmp eq ptr %ringbuf_reserve9, null
  br i1 %19, label %lost6, label %event7

ok5:
  br label %counted

lost6:
  %get_smp_processor_id10 = call i64 inttoptr (i64 8 to ptr)()
  %20 = icmp ult i64 %get_smp_processor_id10, CPUS
  %21 = select i1 %20, i64 %get_smp_processor_id10, i64 0
  %22 = getelementptr i64, ptr @awl_lost, i64 %21
  %23 = atomicrmw add ptr %22, i64 1 monotonic, align 8
  br label %sent8

event7:
  store i32 12, ptr %ringbuf_reserve9, align 4
  %24 = getelementptr i8, ptr %ringbuf_reserve9, i64 4
  store i32 1, ptr %24, align 4
  %25 = getelementptr i8, ptr %ringbuf_reserve9, i64 8
  store i32 2, ptr %25, align 4
  %26 = trunc i64 %16 to i32
  %27 = getelementptr i8, ptr %ringbuf_reserve9, i64 12
  store i32 %26, ptr %27, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve9, i64 2)
  br label %sent8

sent8:
  br label %ok5
}
