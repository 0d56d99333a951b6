/* Well typed, and still refused or warned about. */
#include "passes.h"

TestSuite(check, .init = setup, .fini = teardown);

Test(check, builtins_in_probes_that_lack_them)
{
	expect_error("kprobe:f { print(args.x) }",
		     "The args builtin can only be used with tracepoint, "
		     "rawtracepoint, fentry/fexit, and uprobe probes (kprobe "
		     "used here)");
	expect_error("begin { print(arg0) }",
		     "The arg0 builtin can only be used with 'kprobes', "
		     "'uprobes' and 'usdt' probes");
	expect_error("kprobe:f { print(arg6) }", "x86_64 doesn't support arg6");
	expect_clean("rawtracepoint:x { print(arg6) }");
	expect_error("kprobe:f { print(retval) }",
		     "The retval builtin can only be used with 'kretprobe' "
		     "and 'uretprobe' and 'fentry' probes");
	expect_error("tracepoint:a:b { print(retval) }",
		     "The retval builtin can only be used with 'kretprobe' "
		     "and 'uretprobe' and 'fentry' probes (try to use "
		     "args.ret instead)");
	expect_error("tracepoint:a:b { print(ctx) }",
		     "Use args instead of ctx in tracepoint");
	expect_error("fentry:f { print(ctx) }",
		     "The ctx builtin can not be used with 'fentry' probes");
	expect_error("begin { print(func) }",
		     "The func builtin can not be used with 'begin' probes");
	expect_error("kretprobe:f { print(func) }",
		     "BPF_FUNC_get_func_ip not available for your kernel "
		     "version. Consider using the 'probe' builtin instead.");
	expect_clean("kprobe:f { print(func) }");
}

Test(check, numbers_of_arguments)
{
	expect_error("begin { @ = count(1) }",
		     "count() requires no arguments (1 provided)");
	expect_error("begin { @ = sum() }",
		     "sum() requires one argument (0 provided)");
	expect_error("begin { @ = lhist(1) }",
		     "lhist() requires 4 arguments (1 provided)");
	expect_error("begin { print() }",
		     "print() requires at least one argument (0 provided)");
	expect_error("begin { print(str(1, 2, 3)) }",
		     "str() takes up to 2 arguments (3 provided)");
	expect_error("begin { time(\"a\", \"b\") }",
		     "time() takes up to one argument (2 provided)");
}

Test(check, kinds_of_arguments)
{
	expect_error("begin { time(1) }",
		     "time() expects a string literal (int provided)");
	expect_error("begin { printf(comm) }",
		     "printf() expects a string literal (string provided)");
	expect_error("begin { exit(\"a\") }",
		     "exit() only supports int arguments (string provided)");
	expect_error("begin { @ = sum(comm) }",
		     "sum() only supports integer arguments (string[16] "
		     "provided)");
	expect_error("begin { print(str(true)) }",
		     "str() expects a string, integer or a pointer type as "
		     "first argument (bool provided)");
	expect_error("begin { clear(1) }", "clear() expects a map argument");
	expect_error("begin { @x[1] = 1; clear(@x[1]) }",
		     "clear() expects a map argument");
	expect_error("begin { print(kptr(comm)) }",
		     "kptr() only supports integer or pointer arguments "
		     "(string[16] provided)");
	expect_error("kprobe:f { print(reg(\"zz\")) }",
		     "'zz' is not a valid register on this architecture "
		     "(x86_64)");
	expect_error("begin { print(reg(\"ip\")) }",
		     "reg can not be used with \"begin\" probes");
	expect_error("begin { print(len(1)) }",
		     "call to len() expects a map, ustack, or kstack");
	expect_error("begin { @x = 1; print(len(@x)) }",
		     "call to len() expects a map with explicit keys "
		     "(non-scalar map)");
}

Test(check, unsafe_functions_need_permission)
{
	expect_error("begin { system(\"ls\") }",
		     "system() is an unsafe function being used in safe mode");
	ctx.env.unsafe = true;
	expect_clean("begin { system(\"ls\") }");
}

Test(check, formats)
{
	expect_error("begin { printf(\"%d\") }",
		     "not enough arguments for format string (0 supplied, 1 "
		     "expected)");
	expect_error("begin { printf(\"x\", 1) }",
		     "too many arguments for format string (1 supplied, 0 "
		     "expected)");
	expect_error("begin { printf(\"%f\", 1) }",
		     "unsupported format specifier: f");
	expect_error("begin { printf(\"%d\", comm) }",
		     "unsupported format specifier for type 'string[16]': d");
	expect_clean("begin { printf(\"%s %d%%\\n\", comm, pid) }");
}

Test(check, aggregations_belong_into_maps)
{
	expect_error("begin { $x = count() }",
		     "count() must be assigned directly to a map");
	expect_error("begin { count(); }",
		     "count() must be assigned directly to a map");
	expect_error("begin { @x = pid ? count() : 1 }",
		     "count() must be assigned directly to a map");
	expect_error("begin { print(sum(1)) }",
		     "sum() must be assigned directly to a map");
	expect_clean("begin { @x = { $y = pid; sum($y) } }");
	expect_error("begin { @x = hist(1, 6) }", "hist: bits 6 must be 0..5");
	expect_error("begin { @x = lhist(1, 0, 10, 0) }",
		     "lhist() step must be >= 1 (0 provided)");
	expect_error("begin { @x = lhist(1, 10, 5, 1) }",
		     "lhist() min must be less than max (provided min 10 and "
		     "max 5)");
	expect_error("begin { @x = lhist(1, 0, 5000, 1) }",
		     "lhist() too many buckets, must be <= 1000 (would need "
		     "5000)");
	expect_error("begin { @x = lhist(1, -1, 5, 1) }",
		     "lhist: invalid min value (must be non-negative "
		     "literal)");
	expect_error("begin { @h[1] = hist(1); print(@h[1]) }",
		     "Map type hist_t cannot print the value of individual "
		     "keys. You must print the whole map.");
}

Test(check, jumps_and_what_never_runs)
{
	expect_error("begin { break; }",
		     "'break' statement is not allowed in a probe");
	expect_error("begin { if pid { continue; } }",
		     "'continue' statement is not allowed in a probe");
	expect_warning("begin { exit(); print(1) }", "Unreachable statement.");
	expect_warning("begin { return; print(1) }", "Unreachable statement.");
	expect_warning("begin { while pid { break; print(1); } }",
		       "Unreachable statement.");
	expect_error("begin { return \"a\"; }",
		     "Probe return values can only be integers. Found "
		     "string[2]");
	expect_warning("begin { while pid { } }",
		       "While loops are deprecated and may be removed in the "
		       "future.");
	expect_error("begin { unroll(101) { print(1) } }",
		     "unroll maximum value is 100");
	expect_error("begin { unroll(0) { print(1) } }",
		     "unroll minimum value is 1");
	expect_error("begin { unroll(pid) { print(1) } }",
		     "invalid unroll value");
	expect_error("begin { if \"a\" { print(1) } }",
		     "Invalid condition: string");
}

Test(check, results_that_nobody_wants)
{
	expect_warning("begin { pid; }", "Return value discarded.");
	expect_warning("begin { kstack(3); }", "Return value discarded.");
	expect_clean("begin { _ = kstack(3); }");
	expect_clean("begin { @x[1] = 1; delete(@x, 1); }");
	expect_clean("begin { @x++; }");
}

Test(check, strings_that_are_too_long)
{
	ctx.config.max_strlen = 8;
	expect_error("begin { @x = \"12345678\" }",
		     "String is too long (over 8 bytes): 12345678");
	expect_clean("begin { @x = \"1234567\" }");
	expect_clean("begin { printf(\"a format may be longer\\n\") }");
}

Test(check, what_comes_later_is_refused_by_name)
{
	expect_error("begin { print(dw_ustack()) }",
		     "dw_ustack() is not supported yet");
}

Test(check, declared_maps)
{
	expect_error("let @x = nonsense(5);\nbegin { @x[1] = 1 }",
		     "Invalid bpf map type: nonsense");
	expect_error("let @x = hash(5);\nbegin { @x[1] = count() }",
		     "Incompatible map types. Type from declaration: hash. "
		     "Type from value/key type: percpuhash");
	expect_warning("let @x = hash(5);\nbegin { print(1) }",
		       "Unused map: @x");
	expect_clean("let @x = lruhash(5);\nbegin { @x[1] = 1 }");
}
