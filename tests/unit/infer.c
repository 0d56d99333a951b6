/* Types of expressions and symbols, and the mistakes that they show. */
#include "passes.h"

TestSuite(infer, .init = setup, .fini = teardown);

static const char *spelled(const struct type *type)
{
	return type ? type_name(ctx.types, type) : "-";
}

static const struct map_sym *find_map(struct program *prog, const char *name)
{
	vec_for (i, &prog->maps) {
		if (strcmp(prog->maps.items[i]->name, name) == 0)
			return prog->maps.items[i];
	}
	cr_assert_fail("no map %s", name);
	return NULL;
}

/* What @m is after SCRIPT. */
static void expect_map(const char *script, const char *key, const char *value)
{
	struct program *prog = run(script, pass_types);
	const struct map_sym *sym = find_map(prog, "@m");

	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	cr_expect_str_eq(spelled(sym->key), key, "%s: key %s", script,
			 spelled(sym->key));
	cr_expect_str_eq(spelled(sym->value), value, "%s: value %s", script,
			 spelled(sym->value));
}

static void expect_value(const char *script, const char *value)
{
	expect_map(script, "-", value);
}

Test(infer, literals_take_the_smallest_signed_type)
{
	expect_value("begin { @m = 127 }", "int8");
	expect_value("begin { @m = 128 }", "int16");
	expect_value("begin { @m = -128 }", "int8");
	expect_value("begin { @m = -129 }", "int16");
	expect_value("begin { @m = 0x7fffffffffffffff }", "int64");
	expect_value("begin { @m = 0x8000000000000000 }", "uint64");
	expect_value("begin { @m = \"abc\" }", "string[4]");
	expect_value("begin { @m = true }", "bool");
}

Test(infer, promotion_of_values_does_not_depend_on_order)
{
	expect_value("begin { @m = 1; @m = (uint64)2 }", "uint64");
	expect_value("begin { @m = (uint64)2; @m = 1 }", "uint64");
	expect_value("begin { @m = (uint8)1; @m = (int8)1 }", "int16");
	expect_value("begin { @m = (int8)1; @m = (uint8)1 }", "int16");
	expect_value("begin { @m = (uint64)1; @m = (int8)1 }", "int64");
	expect_value("begin { @m = (int32)1; @m = (uint8)1 }", "int32");
	expect_value("begin { @m = (uint8)1; @m = 300 }", "uint16");
	expect_value("begin { @m = \"a\"; @m = \"abc\" }", "string[4]");
	expect_value("begin { @m = \"abc\"; @m = \"a\" }", "string[4]");
	expect_value("begin { @m = (1, \"a\"); @m = ((uint64)1, \"abc\") }",
		     "(uint64,string[4])");
	expect_value("begin { @m = (a=1, b=2); @m = (b=(int64)1, a=1) }",
		     "record { .a = int8, .b = int64 }");
}

Test(infer, types_flow_backwards_through_the_program)
{
	expect_value("begin { $x = @m; @y = $x } end { @m = \"abc\" }",
		     "string[4]");
	expect_value("begin { @m = @y } end { @y = (uint32)1 }", "uint32");
	expect_value("begin { @m = @y } end { print(@y) }", "int8");
	expect_map("begin { @m[1] = 1 } end { @m[(uint64)1] = 1 }", "uint64",
		   "int8");
	expect_map("begin { @m[\"a\"] = 1; @m[\"abc\"] = 2 }", "string[4]",
		   "int8");
	expect_map("begin { @m[1, \"a\"] = 1; @m[(300, \"abc\")] = 2 }",
		   "(int16,string[4])", "int8");
	expect_map("begin { @m[pid] = 1; print(@m[(int64)1]) }", "int64",
		   "int8");
}

Test(infer, updates_in_place_are_64_bits_wide)
{
	expect_value("begin { @m++ }", "uint64");
	expect_value("begin { @m-- }", "int64");
	expect_value("begin { @m = -1; @m++ }", "int64");
	expect_value("begin { @m += 1 }", "int64");
	expect_value("begin { @m += (uint64)1 }", "uint64");
	expect_value("begin { @m = 1; @m += 1; @m = (uint64)1 }", "uint64");
	expect_value("begin { @m -= (uint64)1 }", "int64");
	expect_value("begin { $x = 0; $x++; @m = $x }", "uint64");
	expect_value("begin { let $x: uint16 = 1; $x++; @m = $x }", "uint16");
}

Test(infer, arithmetic_is_64_bits_wide)
{
	expect_value("begin { @m = pid + 1 }", "uint64");
	expect_value("begin { @m = pid - 1 }", "int64");
	expect_value("begin { @m = pid + (int8)1 }", "int64");
	expect_value("begin { @m = pid + -1 }", "int64");
	expect_value("begin { @m = ~pid }", "uint64");
	expect_value("begin { @m = -pid }", "int64");
	expect_value("begin { @m = !pid }", "bool");
	expect_value("begin { @m = pid == 1 }", "bool");
	expect_value("begin { @m = pid && tid }", "bool");
	expect_value("begin { $a = true; $b = false; @m = $a | $b }", "bool");
}

Test(infer, aggregations_are_types_of_maps_and_read_as_integers)
{
	expect_value("begin { @m = count() }", "count_t");
	expect_value("begin { @m = sum(1); @m = sum((uint64)1) }", "sum_t");
	expect_value("begin { @m = sum(nsecs) }", "usum_t");
	expect_value("begin { @m = stats(pid) }", "ustats_t");
	expect_value("begin { @m = { 1; hist(5) } }", "hist_t");
	expect_value("begin { @c = count(); @m = @c + 1 }", "uint64");
	expect_value("begin { @c = sum(-1); $x = @c; @m = $x }", "int64");
	expect_map("begin { @c = count(); @m[@c] = 1 }", "uint64", "int8");
	expect_value("begin { @c = avg(-5); @m = (uint8)@c }", "uint8");
}

Test(infer, choices_promote_their_branches)
{
	expect_value("begin { @m = pid ? 1 : 300 }", "int16");
	expect_value("begin { @m = pid ? \"a\" : \"abc\" }", "string[4]");
	expect_value("begin { @m = if pid { 1 } else { nsecs } }", "uint64");
	expect_value("begin { @m = { let $y = 1; $y + 1 } }", "int64");
	expect_error("begin { @m = pid ? 1 : \"a\" }",
		     "Branches must return the same type or compatible types: "
		     "have 'int8' and 'string[2]'");
}

#define STRUCT_S "struct S { int a; struct S *n; char c[8]; int v[4]; };\n"

Test(infer, members_elements_and_pointers)
{
	expect_value(STRUCT_S "kprobe:f { @m = ((struct S *)arg0)->a }",
		     "int32");
	expect_value(STRUCT_S "kprobe:f { @m = ((struct S **)arg0).n.n.a }",
		     "int32");
	expect_value(STRUCT_S "kprobe:f { @m = (struct S *)arg0 }",
		     "struct S *");
	expect_value(STRUCT_S "kprobe:f { @m = *(struct S *)arg0 }",
		     "struct S");
	expect_value(STRUCT_S "kprobe:f { @m = ((struct S *)arg0).v[1] }",
		     "int32");
	expect_value(STRUCT_S "kprobe:f { @m = ((struct S *)arg0).v }",
		     "int32[4]");
	expect_value("kprobe:f { @m = *(uint16 *)arg0 }", "uint16");
	expect_value("kprobe:f { @m = *arg0 }", "uint64");
	expect_value("kprobe:f { @m = (int8 *)arg0 + 1 }", "int8 *");
	expect_value("begin { @m = \"abc\"[pid] }", "int8");
	expect_value("begin { @m = (1, \"a\", nsecs).2 }", "uint64");
	expect_value("begin { @m = (1, \"a\", nsecs)[1] }", "string[2]");
	expect_value("begin { @m = (a=1, b=nsecs).b }", "uint64");
	expect_value(STRUCT_S "begin { @m = sizeof(struct S) }", "uint64");
	expect_value("tracepoint:a:b { @m = args.len }", "uint64");
	expect_value("tracepoint:a:b { @m = args->path }", "int8 *");
	expect_value("tracepoint:a:b { @m = (*args).pid }", "int32");
}

Test(infer, pointers_know_their_memory)
{
	struct program *prog =
		run("kprobe:f { @k = (int8 *)arg0; @u = uptr(@k) } "
		    "uprobe:/x:f { @v = (int8 *)arg0 } "
		    "interval:s:1 { @n = (int8 *)1 } "
		    "tracepoint:a:b { @p = args.path }",
		    pass_types);

	cr_assert_eq(ctx.diags.nerr, 0, "%s", message(0));
	cr_expect_eq(find_map(prog, "@k")->value->space, AS_KERNEL);
	cr_expect_eq(find_map(prog, "@u")->value->space, AS_USER);
	cr_expect_eq(find_map(prog, "@v")->value->space, AS_USER);
	cr_expect_eq(find_map(prog, "@n")->value->space, AS_NONE);
	cr_expect_eq(find_map(prog, "@p")->value->space, AS_USER);
}

Test(infer, calls_and_builtins)
{
	expect_value("kprobe:f { @m = str(arg0) }", "string[1024]");
	expect_value("kprobe:f { @m = str(arg0, 5) }", "string[6]");
	expect_value("kprobe:f { @m = str(arg0, arg1) }", "string[1024]");
	expect_value("tracepoint:a:b { @m = str(args.comm) }", "string[16]");
	expect_value("begin { @m = bswap((int16)5) }", "uint16");
	expect_value("begin { @m = kstack }", "kstack_bpftrace_127");
	expect_value("begin { @m = ustack(perf, 3) }", "ustack_perf_3");
	expect_value("begin { @m = kstack(5) }", "kstack_bpftrace_5");
	expect_value("kprobe:f { @m = func }", "ksym_t");
	expect_value("uprobe:/x:f { @m = func }", "usym_t");
	expect_value("kprobe:f, kprobe:longer { @m = probe }", "string[14]");
	expect_value("kprobe:f { @m = probetype }", "string[7]");
	expect_value("begin { @m = probetype }", "string[8]");
	expect_value("begin { @m = comm }", "string[16]");
	expect_value("begin { @m = pid }", "uint32");
	expect_value("kretprobe:f { @m = retval }", "uint64");
	expect_value("begin { @m = username }", "username_t");
	expect_value("begin { @m = curtask }", "uint64");
}

Test(infer, mismatches_are_reported_at_the_assignment)
{
	expect_error("begin { $x = 1; $x = \"a\" }",
		     "Type mismatch for $x: trying to assign value of type "
		     "'string[2]' when variable already has a type 'int8'");
	cr_expect_str_eq(marked(), "$x = \"a\"");
	expect_error("begin { @x = \"a\"; @x = 1 }",
		     "Type mismatch for @x: trying to assign value of type "
		     "'int8' when map already has a type 'string[2]'");
	expect_error("begin { @x = count(); @x = 1 }",
		     "Type mismatch for @x: trying to assign value of type "
		     "'int8' when map already has a type 'count_t'");
	expect_error("begin { let $x: uint8 = 256; }",
		     "Type mismatch for $x: trying to assign value of type "
		     "'int16' when variable already has a type 'uint8'");
	expect_error("begin { let $x: uint8 = -1; }",
		     "Type mismatch for $x: trying to assign value of type "
		     "'int8' when variable already has a type 'uint8'");
	expect_error("begin { let $x: string[2] = \"abc\"; }",
		     "Type mismatch for $x: trying to assign value of type "
		     "'string[4]' when variable already has a type "
		     "'string[2]'");
	expect_error("begin { @x[1, 2] = 1; @x[1, \"ab\"] = 1 }",
		     "Argument mismatch for @x: trying to access with "
		     "arguments: '(int8,string[3])' when map expects "
		     "arguments: '(int8,int8)'");
	expect_error("begin { @x = hist(1); @x = hist(1, 2) }",
		     "Different bits in a single hist unsupported");
	expect_error("begin { @x = 1; print(1 + \"a\") }",
		     "Type mismatch for '+': comparing int8 with string[2]");
	expect_error("begin { @h = hist(1); $x = @h }",
		     "Value 'hist_t' cannot be assigned to a scratch "
		     "variable.");
	expect_error("begin { @h = hist(1); @x = @h }",
		     "Value 'hist_t' cannot be assigned to a map.");
	expect_error("begin { @h = hist(1); @x[@h] = 1 }",
		     "Value 'hist_t' cannot be used as a map key.");
	expect_error("begin { @h = hist(1); @x = (1, @h) }",
		     "Map type hist_t cannot exist inside a tuple.");
	expect_error("begin { @c = count(); @x = @c }",
		     "Map value 'count_t' cannot be assigned from one map to "
		     "another. The function that returns this type must be "
		     "called directly e.g. `@x = count();`.");
}

Test(infer, narrowing_warns_unless_a_cast_says_so)
{
	expect_warning("begin { let $x: uint8 = pid; print($x) }",
		       "Expression of type: uint32 being cast to type: uint8. "
		       "This may cause unexpected results. Use an explicit "
		       "cast to suppress this warning.");
	expect_clean("begin { let $x: uint8 = (uint8)pid; print($x) }");
	expect_clean("begin { let $x: uint64 = pid; print($x) }");
	expect_warning("begin { @x = (uint64)1; @x = (int64)1 }",
		       "Expression of type: uint64 being cast to type: int64. "
		       "This may cause unexpected results. Use an explicit "
		       "cast to suppress this warning.");
	expect_warning("begin { $x = (int64)1; $y = (int32)2; print($x / $y) }",
		       "signed operands for '/' can lead to undefined "
		       "behavior (cast to unsigned to silence warning)");
	expect_clean("begin { $x = (int64)pid; print($x / 2) }");
	expect_warning("begin { print((uint32)pid) }",
		       "Unnecessary cast: expression is already of type "
		       "uint32");
}

Test(infer, scopes_of_variables)
{
	expect_error("begin { print($x) }",
		     "Undefined or undeclared variable: $x");
	expect_error("begin { if 1 { $x = 1 } print($x) }",
		     "Undefined or undeclared variable: $x");
	expect_error("begin { $x = $x + 1 }",
		     "Undefined or undeclared variable: $x");
	expect_error("begin { $x = 1; let $x = 2 }",
		     "Variable $x was already declared. Variable shadowing is "
		     "not allowed.");
	expect_error("begin { let $x; print($x) }",
		     "Could not resolve the type of this variable");
	expect_clean("begin { if pid { $x = 1; print($x) } "
		     "else { $x = \"a\"; print($x) } }");
	expect_clean("begin { let $x; if pid { $x = 1 } print($x) }");
	expect_warning("begin { let $x; }",
		       "Variable $x was never assigned to.");
	expect_warning("begin { let $x; print($x); $x = 1 }",
		       "Variable used before it was assigned: $x");
	expect_clean("begin { let $x; $x++; print($x) }");
}

Test(infer, shapes_of_maps)
{
	expect_error("begin { @x = 1; @x[1] = 2 }",
		     "@x used as a map with an explicit key (non-scalar map), "
		     "previously used without an explicit key (scalar map)");
	expect_error("begin { @x[1] = 1; print((@x, 1)) }",
		     "@x used as a map without an explicit key (scalar map), "
		     "previously used with an explicit key (non-scalar map)");
	expect_error("begin { print(@x) }", "Undefined map: @x");
	expect_clean("begin { print(@x) } end { @x[1] = 2 }");
	expect_error("begin { @x = 1; print(has_key(@x, 1)) }",
		     "call to has_key() expects a map with explicit keys "
		     "(non-scalar map)");
	expect_error("begin { @x[1] = 1; delete(@x) }",
		     "call to delete() with a single argument expects a map "
		     "without explicit keys (scalar map)");
	expect_error("begin { @x[1] = 1; delete(@x, \"a\") }",
		     "Argument mismatch for @x: trying to access with "
		     "arguments: 'string[2]' when map expects arguments: "
		     "'int8'");
	expect_clean("begin { @x[1] = 1; delete(@x[1]); delete(@x, 2) }");
}

Test(infer, members_that_are_not_there)
{
	expect_error("tracepoint:a:b { print(args.zz) }",
		     "Struct/union of type 'struct test_args' does not "
		     "contain a field named 'zz'");
	expect_error("tracepoint:a:b { print(args.common_pid) }",
		     "BPF does not support accessing common tracepoint "
		     "fields");
	expect_error("fentry:f { print(args.zz) }",
		     "Can't find function parameter zz");
	expect_error("begin { print(((struct X *)1)->a) }",
		     "Unknown struct/union: 'struct X'");
	expect_error("begin { print(pid.a) }",
		     "Can not access field 'a' on expression of type "
		     "'uint32'");
	expect_error("begin { print((1,2).5) }",
		     "Invalid tuple index: 5. Found 2 elements in tuple.");
	expect_error("begin { print(pid.0) }",
		     "Can not access index '0' on expression of type "
		     "'uint32'");
	expect_error("begin { print((a=1).z) }",
		     "Record does not contain a field named 'z'");
	expect_error(STRUCT_S "begin { print(((struct S *)1)->v[4]) }",
		     "the index 4 is out of bounds for array of size 4");
	expect_error("begin { print(\"abc\"[\"a\"]) }",
		     "The array index operator [] only accepts non-negative "
		     "integer indices. Got: string[2]");
	expect_error("begin { print(comm.1) }",
		     "Can not access index '1' on expression of type "
		     "'string[16]'");
	expect_error("begin { print(*comm) }",
		     "Can not dereference type 'string[16]'. It is not a "
		     "pointer.");
}

Test(infer, casts)
{
	expect_value("begin { @m = (uint8[4])(uint32)5 }", "uint8[4]");
	expect_value("begin { @m = (uint8[])(uint32)5 }", "uint8[4]");
	expect_value("begin { @m = (uint8[8])5 }", "uint8[8]");
	expect_value("begin { @m = (string[16])\"a\" }", "string[16]");
	expect_value("begin { @m = (uint64)(uint8[8])5 }", "uint64");
	expect_error("begin { @m = (string[2])comm }",
		     "Cannot cast from \"string[16]\" to \"string[2]\"");
	expect_error("begin { @m = (uint8)comm }",
		     "Cannot cast from \"string[16]\" to \"uint8\"");
	expect_error("begin { @m = (nonsense)1 }",
		     "Cannot resolve unknown type \"nonsense\"");
	expect_value("enum E { A = 1, B = 2 };\nbegin { @m = (enum E)1 }",
		     "enum E");
	expect_error("enum E { A = 1, B = 2 };\nbegin { @m = (enum E)7 }",
		     "Enum: E doesn't contain a variant value of 7");
	expect_value("begin { $x = pid; @m = (typeof($x))5 }", "uint32");
	expect_error("begin { let $x: sum_t; $x = 1 }",
		     "Invalid variable declaration type: sum_t");
}

Test(infer, copies_of_a_body_complain_once)
{
	struct program *prog = parse("begin { print($x) }");

	pass_macros(&ctx, prog);
	prog->probes->next = node_clone(prog, prog->probes);
	believe_points(prog);
	pass_types(&ctx, prog);
	cr_expect_eq(ctx.diags.nerr, 1);
	cr_expect_eq(ctx.diags.items.len, 1);
}
