define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  br label %start

start:
  %get_smp_processor_id = call i64 inttoptr (i64 8 to ptr)()
  %0 = icmp ult i64 %get_smp_processor_id, CPUS
  br i1 %0, label %then, label %else

then:
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_a, ptr @zeros)
  %1 = icmp eq ptr %map_lookup_elem, null
  br i1 %1, label %set, label %found

else:
  %get_smp_processor_id4 = call i64 inttoptr (i64 8 to ptr)()
  %2 = icmp ult i64 %get_smp_processor_id4, CPUS
  br i1 %2, label %then1, label %else2

endif:
  ret i64 0

found:
  store i64 1, ptr %map_lookup_elem, align 8
  %3 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %3, align 8
  br label %set

set:
  br label %endif

then1:
  %map_lookup_elem7 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_a, ptr @zeros)
  %4 = icmp eq ptr %map_lookup_elem7, null
  br i1 %4, label %set6, label %found5

else2:
  %map_lookup_elem10 = call ptr inttoptr (i64 1 to ptr)(ptr @AT_a, ptr @zeros)
  %5 = icmp eq ptr %map_lookup_elem10, null
  br i1 %5, label %set9, label %found8

endif3:
  br label %endif

found5:
  store i64 2, ptr %map_lookup_elem7, align 8
  %6 = getelementptr i8, ptr %map_lookup_elem7, i64 8
  store i64 1, ptr %6, align 8
  br label %set6

set6:
  br label %endif3

found8:
  store i64 3, ptr %map_lookup_elem10, align 8
  %7 = getelementptr i8, ptr %map_lookup_elem10, i64 8
  store i64 1, ptr %7, align 8
  br label %set9

set9:
  br label %endif3
}
