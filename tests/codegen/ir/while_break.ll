define i64 @begin_1(ptr %ctx) section "raw_tp" {
entry:
  %"$i" = alloca i64, align 8
  store i64 0, ptr %"$i", align 8
  br label %start

start:
  store i64 0, ptr %"$i", align 8
  %0 = load i64, ptr %"$i", align 8
  %1 = icmp ult i64 %0, 10
  br i1 %1, label %body, label %done

done:
  ret i64 0

while:
  %2 = load i64, ptr %"$i", align 8
  %3 = icmp ult i64 %2, 10
  br i1 %3, label %body, label %done

body:
  %4 = load i64, ptr %"$i", align 8
  %5 = add i64 %4, 1
  store i64 %5, ptr %"$i", align 8
  %6 = load i64, ptr %"$i", align 8
  %7 = icmp eq i64 %6, 3
  br i1 %7, label %then, label %else

then:
  br label %while

else:
  br label %endif

endif:
  %8 = load i64, ptr %"$i", align 8
  %9 = icmp eq i64 %8, 5
  br i1 %9, label %then1, label %else2

after:                                            ; No predecessors!
  br label %endif

then1:
  br label %done

else2:
  br label %endif3

endif3:
  %10 = load i64, ptr %"$i", align 8
  %map_lookup_elem = call ptr inttoptr (i64 1 to ptr)(ptr @AT_sum, ptr @zeros)
  %11 = icmp eq ptr %map_lookup_elem, null
  br i1 %11, label %missing, label %found

after4:                                           ; No predecessors!
  br label %endif3

found:
  %12 = atomicrmw add ptr %map_lookup_elem, i64 %10 monotonic, align 8
  %13 = getelementptr i8, ptr %map_lookup_elem, i64 8
  store i64 1, ptr %13, align 8
  br label %added

missing:
  br label %added

added:
  br label %while
}
