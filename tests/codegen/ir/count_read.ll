define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$n" = alloca i64, align 8
  store i64 0, ptr %"$n", align 8
  %merge = alloca i64, align 8
  %merge1 = alloca i64, align 8
  %merge2 = alloca i64, align 8
  br label %start

start:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_c, ptr @zeros)
  %0 = icmp eq ptr %map_lookup_elem, null
  br i1 %0, label %counted, label %found

counted:
  store i64 0, ptr %merge, align 8
  store i64 0, ptr %merge1, align 8
  store i64 0, ptr %merge2, align 8
  br label %cpus

found:
  %1 = atomicrmw add ptr %map_lookup_elem, i64 1 monotonic, align 8
  %2 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %2, align 8
  br label %counted

cpu:
  %map_lookup_percpu_elem = call ptr inttoptr (i64 195 to ptr)(ptr @AT_c, ptr @zeros, i64 %9)
  %3 = icmp eq ptr %map_lookup_percpu_elem, null
  br i1 %3, label %merged, label %value

value:
  %4 = load i64, ptr %map_lookup_percpu_elem, align 8
  %5 = load i64, ptr %merge, align 8
  %6 = add i64 %5, %4
  store i64 %6, ptr %merge, align 8
  %7 = load i64, ptr %merge2, align 8
  %8 = add i64 %7, 1
  store i64 %8, ptr %merge2, align 8
  br label %cpus

cpus:
  %9 = load i64, ptr %merge2, align 8
  %10 = icmp ult i64 %9, CPUS
  br i1 %10, label %cpu, label %merged

merged:
  %11 = load i64, ptr %merge, align 8
  store i64 %11, ptr %"$n", align 8
  %12 = load i64, ptr %"$n", align 8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %13 = icmp eq ptr %ringbuf_reserve, null
  br i1 %13, label %lost, label %event

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %14 = icmp ult i64 %get_smp_processor_id, CPUS
  %15 = select i1 %14, i64 %get_smp_processor_id, i64 0
  %16 = getelementptr i64, ptr @awl_lost, i64 %15
  %17 = atomicrmw add ptr %16, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 2, ptr %18, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %12, ptr %19, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
