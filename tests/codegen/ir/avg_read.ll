define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %merge = alloca i64, align 8
  %merge1 = alloca i64, align 8
  %merge2 = alloca i64, align 8
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_a, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %counted, label %found

counted:
  store i64 0, ptr %merge, align 8
  store i64 0, ptr %merge1, align 8
  store i64 0, ptr %merge2, align 8
  br label %cpus

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 4 monotonic, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  %3 = atomicrmw add ptr %2, i64 1 monotonic, align 8
  %4 = getelementptr i8, ptr %map_lookup_elem, i64 16
  store i64 1, ptr %4, align 8
  br label %counted

then:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %5 = icmp eq ptr %ringbuf_reserve, null
  br i1 %5, label %lost, label %event

else:
  br label %endif

endif:
  ret i64 0

cpu:
  %map_lookup_percpu_elem = call ptr inttoptr (i64 195 to ptr)(ptr @AT_a, ptr @zeros, i64 %16)
  %6 = icmp eq ptr %map_lookup_percpu_elem, null
  br i1 %6, label %merged, label %value

value:
  %7 = load i64, ptr %map_lookup_percpu_elem, align 8
  %8 = load i64, ptr %merge, align 8
  %9 = add i64 %8, %7
  store i64 %9, ptr %merge, align 8
  %10 = getelementptr i8, ptr %map_lookup_percpu_elem, i64 8
  %11 = load i64, ptr %10, align 8
  %12 = load i64, ptr %merge1, align 8
  %13 = add i64 %12, %11
  store i64 %13, ptr %merge1, align 8
  %14 = load i64, ptr %merge2, align 8
  %15 = add i64 %14, 1
  store i64 %15, ptr %merge2, align 8
  br label %cpus

cpus:
  %16 = load i64, ptr %merge2, align 8
  %17 = icmp ult i64 %16, CPUS
  br i1 %17, label %cpu, label %merged

merged:
  %18 = load i64, ptr %merge, align 8
  %19 = load i64, ptr %merge1, align 8
  %20 = icmp eq i64 %19, 0
  %21 = select i1 %20, i64 1, i64 %19
  %22 = icmp slt i64 %18, 0
  %23 = sub i64 0, %18
  %24 = select i1 %22, i64 %23, i64 %18
  %25 = udiv i64 %24, %21
  %26 = sub i64 0, %25
  %27 = select i1 %22, i64 %26, i64 %25
  %28 = icmp sgt i64 %27, 3
  br i1 %28, label %then, label %else

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %29 = icmp ult i64 %get_smp_processor_id, CPUS
  %30 = select i1 %29, i64 %get_smp_processor_id, i64 0
  %31 = getelementptr i64, ptr @awl_lost, i64 %30
  %32 = atomicrmw add ptr %31, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %33 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 2, ptr %33, align 4
  %34 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 0, ptr %34, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  br label %endif
}
