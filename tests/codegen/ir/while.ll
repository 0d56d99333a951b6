define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$i" = alloca i64, align 8
  store i64 0, ptr %"$i", align 8
  br label %start

start:
  store i64 0, ptr %"$i", align 8
  %0 = load i64, ptr %"$i", align 8
  %1 = icmp ult i64 %0, 5
  br i1 %1, label %body, label %done

done:
  %2 = load i64, ptr %"$i", align 8
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %3 = icmp eq ptr %ringbuf_reserve, null
  br i1 %3, label %lost, label %event

while:
  %4 = load i64, ptr %"$i", align 8
  %5 = icmp ult i64 %4, 5
  br i1 %5, label %body, label %done

body:
  %6 = load i64, ptr %"$i", align 8
  %7 = add i64 %6, 1
  store i64 %7, ptr %"$i", align 8
  br label %while

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %8 = icmp ult i64 %get_smp_processor_id, CPUS
  %9 = select i1 %8, i64 %get_smp_processor_id, i64 0
  %10 = getelementptr i64, ptr @awl_lost, i64 %9
  %11 = atomicrmw add ptr %10, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 7, ptr %ringbuf_reserve, align 4
  %12 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %12, align 4
  %13 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i64 %2, ptr %13, align 8
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  ret i64 0

after:                                            ; No predecessors!
  ret i64 0
}
