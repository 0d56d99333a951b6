define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %tmp = alloca [16 x i8], align 8
  br label %start

start:
  call void @llvm.lifetime.start.p0(ptr %tmp)
  call void @llvm.memset.p0.i64(ptr align 8 %tmp, i8 0, i64 16, i1 false)
  %get_current_comm = call i64 inttoptr (i64 16 to ptr)(ptr %tmp, i64 16)
  %0 = load i16, ptr @str, align 2
  %1 = zext i16 %0 to i64
  %2 = load i16, ptr %tmp, align 2
  %3 = zext i16 %2 to i64
  %4 = xor i64 %3, %1
  %5 = or i64 0, %4
  %6 = icmp eq i64 %5, 0
  %7 = xor i1 %6, true
  %8 = zext i1 %7 to i64
  %9 = icmp eq i64 %8, 0
  br i1 %9, label %then, label %else

then:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %10 = icmp eq ptr %ringbuf_reserve, null
  br i1 %10, label %lost, label %event

else:
  br label %endif

endif:
  call void @llvm.lifetime.end.p0(ptr %tmp)
  ret i64 0

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
  store i32 0, ptr %15, align 4
  %16 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 0, ptr %16, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  br label %endif
}
