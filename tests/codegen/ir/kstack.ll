define i64 @kprobe_vfs_read_1(ptr %ctx) section "kprobe" {
entry:
  %get_smp_processor_id2 = call i64 inttoptr (i64 8 to ptr)()
  %0 = and i64 %get_smp_processor_id2, CPUS
  %1 = getelementptr [40 x i8], ptr @scratch_kprobe_vfs_read_1, i64 %0
  br label %start

start:
  %2 = getelementptr i8, ptr %1, i64 8
  %get_stack = call i64 inttoptr (i64 67 to ptr)(ptr %ctx, ptr %2, i64 32, i64 0)
  %3 = icmp slt i64 %get_stack, 0
  %4 = lshr i64 %get_stack, 3
  %5 = select i1 %3, i64 0, i64 %4
  store i64 %5, ptr %1, align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr %1)
  %6 = icmp eq ptr %map_lookup_elem, null
  br i1 %6, label %missing, label %found

counted:
  ret i64 0

found:
  %7 = phi ptr [ %map_lookup_elem, %start ], [ %map_lookup_elem1, %missing ]
  %8 = atomicrmw add ptr %7, i64 1 monotonic, align 8
  br label %counted

missing:
  %map_update_elem = call i64 inttoptr (i64 2 to ptr)(ptr @AT_s, ptr %1, ptr @zeros, i64 1)
  %9 = trunc i64 %map_update_elem to i32
  %10 = sext i32 %9 to i64
  %map_lookup_elem1 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_s, ptr %1)
  %11 = icmp eq ptr %map_lookup_elem1, null
  br i1 %11, label %full, label %found

full:
  %12 = icmp slt i64 %10, 0
  br i1 %12, label %failed, label %ok

failed:
  %ringbuf_reserve = call ptr inttoptr (i64 131 to ptr)(ptr @ringbuf, i64 16, i64 0)
  %13 = icmp eq ptr %ringbuf_reserve, null
  br i1 %13, label %lost, label %event

ok:
  br label %counted

lost:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %14 = icmp ult i64 %get_smp_processor_id, CPUS
  %15 = select i1 %14, i64 %get_smp_processor_id, i64 0
  %16 = getelementptr i64, ptr @awl_lost, i64 %15
  %17 = atomicrmw add ptr %16, i64 1 monotonic, align 8
  br label %sent

event:
  store i32 12, ptr %ringbuf_reserve, align 4
  %18 = getelementptr i8, ptr %ringbuf_reserve, i64 4
  store i32 0, ptr %18, align 4
  %19 = getelementptr i8, ptr %ringbuf_reserve, i64 8
  store i32 2, ptr %19, align 4
  %20 = trunc i64 %10 to i32
  %21 = getelementptr i8, ptr %ringbuf_reserve, i64 12
  store i32 %20, ptr %21, align 4
  call void inttoptr (i64 132 to ptr)(ptr %ringbuf_reserve, i64 2)
  br label %sent

sent:
  br label %ok
}
