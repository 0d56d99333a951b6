define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$zero" = alloca i64, align 8
  store i64 0, ptr %"$zero", align 8
  br label %start

start:
  %get_current_pid_tgid = call i64 inttoptr (i64 14 to ptr)()
  %0 = trunc i64 %get_current_pid_tgid to i32
  %1 = zext i32 %0 to i64
  store i64 %1, ptr %"$zero", align 8
  %2 = load i64, ptr %"$zero", align 8
  %3 = icmp eq i64 %2, 0
  br i1 %3, label %zero, label %divide

found:
  store i64 %7, ptr %map_lookup_elem, align 8
  %4 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %4, align 8
  br label %set

set:
  ret i64 0

zero:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %5 = icmp eq ptr %ringbuf_reserve, null
  br i1 %5, label %lost, label %event

divide:
  %6 = udiv i64 10, %2
  br label %divided

divided:
  %7 = phi i64 [ %6, %divide ], [ 1, %sent ]
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_, ptr @zeros)
  %8 = icmp eq ptr %map_lookup_elem, null
  br i1 %8, label %set, label %found

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %9 = icmp ult i64 %get_smp_processor_id, CPUS
  %10 = select i1 %9, i64 %get_smp_processor_id, i64 0
  %11 = getelementptr i64, ptr @awl_lost, i64 %10
  %12 = atomicrmw add ptr %11, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 13, ptr %ringbuf_reserve, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 1, ptr %13, align 4
  %14 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 0, ptr %14, align 4
  %15 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 0, ptr %15, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %divided
}
