define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$v" = alloca i64, align 8
  store i64 0, ptr %"$v", align 8
  %tmp = alloca [8 x i8], align 8
  %tmp1 = alloca [8 x i8], align 8
  br label %start

start:
  store i64 0, ptr %"$v", align 8
  call void @llvm.lifetime.start.p0(ptr %tmp)
  store i8 1, ptr %tmp, align 1
  call void @llvm.lifetime.start.p0(ptr %tmp1)
  store i64 2, ptr %tmp1, align 8
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_m, ptr %tmp, ptr %tmp1, i64 0)
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
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_m, ptr %tmp)
  %4 = icmp eq ptr %map_lookup_elem, null
  %5 = xor i1 %4, true
  %6 = zext i1 %5 to i64
  %7 = icmp ne i64 %6, 0
  br i1 %7, label %then2, label %else3

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
  %14 = trunc i64 %1 to i32
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %14, ptr %15, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok

then:
  %16 = load i64, ptr %"$v", align 8
  %ringbuf_reserve8 = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %17 = icmp eq ptr %ringbuf_reserve8, null
  br i1 %17, label %lost5, label %event6

else:
  br label %endif

endif:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

then2:
  %18 = icmp eq ptr %map_lookup_elem, null
  br i1 %18, label %missing, label %found

else3:
  br label %endif4

endif4:
  %19 = phi i64 [ 1, %read ], [ 0, %else3 ]
  %20 = icmp ne i64 %19, 0
  br i1 %20, label %then, label %else

found:
  %21 = load i64, ptr %map_lookup_elem, align 8
  br label %read

missing:
  br label %read

read:
  %22 = phi i64 [ %21, %found ], [ 0, %missing ]
  store i64 %22, ptr %"$v", align 8
  br label %endif4

lost5:
  %get_smp_processor_id9 = call i64 inttoptr (i64 8 to ptr)()
  %23 = icmp ult i64 %get_smp_processor_id9, CPUS
  %24 = select i1 %23, i64 %get_smp_processor_id9, i64 0
  %25 = getelementptr i64, ptr @awl_lost, i64 %24
  %26 = atomicrmw add ptr %25, i64 1 monotonic, align 8
  br label %sent7

event6:
  store i32 7, ptr %ringbuf_reserve8, align 4
  %27 = getelementptr i8, ptr %ringbuf_reserve8, i64 4
  store i32 2, ptr %27, align 4
  %28 = getelementptr i8, ptr %ringbuf_reserve8, i64 8
  store i64 %16, ptr %28, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve8, i64 2)
  br label %sent7

sent7:
  ret i64 0

after:                                            ; No predecessors!
  br label %endif
}
