/* The core language that code generation gets, as outlines with types. */
#include "passes.h"

TestSuite(lower, .init = setup, .fini = teardown);

/* The outline of the body of SCRIPT's only probe. */
static char *outline(const char *script)
{
	struct program *prog = run(script, pass_lower);
	struct strbuf out = { 0 };
	char *text, *body;

	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	print_outline(&out, prog, ctx.typing);
	text = arena_strdup(ctx.arena, strbuf_text(&out));
	strbuf_fini(&out);
	body = strstr(text, "  block [none]\n");
	cr_assert_not_null(body, "%s", text);
	return body + strlen("  block [none]\n");
}

/* The lines of BODY, indented by four spaces, are what SCRIPT becomes. */
static void expect(const char *script, const char *body)
{
	char *got = outline(script);

	cr_expect_str_eq(got, body, "%s:\n%s", script, got);
}

Test(lower, conversions_become_casts_and_literals_change_their_type)
{
	expect("begin { $x = (uint64)pid; $x = 1; $x = tid }",
	       "    assignment\n"
	       "      variable $x [uint64]\n"
	       "      cast [uint64]\n"
	       "        builtin pid [uint32]\n"
	       "    assignment\n"
	       "      variable $x [uint64]\n"
	       "      integer 1 [uint64]\n"
	       "    assignment\n"
	       "      variable $x [uint64]\n"
	       "      cast [uint64]\n"
	       "        builtin tid [uint32]\n");
	expect("begin { print((int8)300) }", "    expression statement\n"
					     "      call print [void]\n"
					     "        integer 44 [int8]\n");
}

Test(lower, predicates_become_a_guard)
{
	expect("begin /pid/ { print(1) }", "    if [none]\n"
					   "      unary ! [bool]\n"
					   "        builtin pid [uint32]\n"
					   "      block [none]\n"
					   "        return\n"
					   "    expression statement\n"
					   "      call print [void]\n"
					   "        integer 1 [int8]\n");
}

Test(lower, updates_of_maps_in_place)
{
	expect("begin { @x++; $y = @x--; @x -= 5 }",
	       "    expression statement\n"
	       "      map add @x [void]\n"
	       "        integer 1 [int64]\n"
	       "    assignment\n"
	       "      variable $y [int64]\n"
	       "      map add @x [int64]\n"
	       "        integer -1 [int64]\n"
	       "    expression statement\n"
	       "      map add @x [void]\n"
	       "        integer -5 [int64]\n");
	expect("begin { @x[pid] *= 2 }", "    expression statement\n"
					 "      map set @x [void]\n"
					 "        builtin pid [uint32]\n"
					 "        binary * [int64]\n"
					 "          map @x [int64]\n"
					 "            builtin pid [uint32]\n"
					 "          integer 2 [int64]\n");
}

Test(lower, a_key_with_side_effects_is_evaluated_once)
{
	char *got = outline("begin { @x[@y++] *= 2 }");
	char *first = strstr(got, "map add @y");

	cr_assert_not_null(first, "%s", got);
	cr_assert_null(strstr(first + 1, "map add @y"), "%s", got);
}

Test(lower, aggregations)
{
	expect("begin { @x[1] = sum(pid) }",
	       "    expression statement\n"
	       "      map aggregate @x [void]\n"
	       "        integer 1 [int8]\n"
	       "        call sum [usum_t]\n"
	       "          cast [uint64]\n"
	       "            builtin pid [uint32]\n");
	expect("begin { @x = { $y = -5; hist($y) } }",
	       "    block [none]\n"
	       "      assignment\n"
	       "        variable $y [int8]\n"
	       "        integer -5 [int8]\n"
	       "      expression statement\n"
	       "        map aggregate @x [void]\n"
	       "          call hist [hist_t]\n"
	       "            cast [int64]\n"
	       "              variable $y [int8]\n");
}

Test(lower, increments_of_variables)
{
	expect("begin { $x = 0; $x++; }", "    assignment\n"
					  "      variable $x [uint64]\n"
					  "      integer 0 [uint64]\n"
					  "    assignment\n"
					  "      variable $x [uint64]\n"
					  "      binary + [uint64]\n"
					  "        variable $x [uint64]\n"
					  "        integer 1 [uint64]\n");
	expect("begin { let $x: uint16 = 0; print($x++) }",
	       "    let\n"
	       "      variable $x [uint16]\n"
	       "      integer 0 [uint16]\n"
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        block [uint16]\n"
	       "          let\n"
	       "            variable $.1 [uint16]\n"
	       "            variable $x [uint16]\n"
	       "          assignment\n"
	       "            variable $x [uint16]\n"
	       "            cast [uint16]\n"
	       "              binary + [uint64]\n"
	       "                cast [uint64]\n"
	       "                  variable $x [uint16]\n"
	       "                integer 1 [uint64]\n"
	       "          variable $.1 [uint16]\n");
}

Test(lower, comparisons_have_one_type_on_both_sides)
{
	expect("begin { print(pid == 1); print(comm == \"a\") }",
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        binary == [bool]\n"
	       "          builtin pid [uint32]\n"
	       "          integer 1 [uint32]\n"
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        binary == [bool]\n"
	       "          builtin comm [string[16]]\n"
	       "          string \"a\" [string[2]]\n");
	expect("begin { print((1, pid) == (2, (int64)3)) }",
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        binary == [bool]\n"
	       "          tuple [(int8,int64)]\n"
	       "            integer 1 [int8]\n"
	       "            cast [int64]\n"
	       "              builtin pid [uint32]\n"
	       "          tuple [(int8,int64)]\n"
	       "            integer 2 [int8]\n"
	       "            integer 3 [int64]\n");
}

#define STRUCT_S "struct S { int a; struct S *n; int v[4]; };\n"

Test(lower, pointers_are_scaled_and_dereferenced)
{
	expect(STRUCT_S "kprobe:f { $p = (struct S *)arg0; $q = $p + 2; "
			"print($p[pid].a) }",
	       "    assignment\n"
	       "      variable $p [struct S *]\n"
	       "      cast [struct S *]\n"
	       "        builtin arg0 [uint64]\n"
	       "    assignment\n"
	       "      variable $q [struct S *]\n"
	       "      binary + [struct S *]\n"
	       "        variable $p [struct S *]\n"
	       "        integer 64 [int64]\n"
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        field a [int32]\n"
	       "          dereference [struct S]\n"
	       "            binary + [struct S *]\n"
	       "              variable $p [struct S *]\n"
	       "              binary * [int64]\n"
	       "                cast [int64]\n"
	       "                  builtin pid [uint32]\n"
	       "                integer 32 [int64]\n");
	expect(STRUCT_S "kprobe:f { print(((struct S **)arg0)->a) }",
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        field a [int32]\n"
	       "          dereference [struct S *]\n"
	       "            cast [struct S * *]\n"
	       "              builtin arg0 [uint64]\n");
	expect("kprobe:f { print(*arg0) }",
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        dereference [uint64]\n"
	       "          cast [uint64 *]\n"
	       "            builtin arg0 [uint64]\n");
	expect("tracepoint:a:b { print((*args).pid) }",
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        field pid [int32]\n"
	       "          builtin args [struct test_args]\n");
}

Test(lower, compile_time_questions_are_answered)
{
	expect(STRUCT_S "begin { print(sizeof(struct S)); "
			"print(offsetof(struct S, v)) }",
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        integer 32 [uint64]\n"
	       "    expression statement\n"
	       "      call print [void]\n"
	       "        integer 16 [uint64]\n");
}

Test(lower, loops_are_unrolled_into_copies)
{
	expect("begin { unroll(2) { @x++ } }",
	       "    block [none]\n"
	       "      block [none]\n"
	       "        expression statement\n"
	       "          map add @x [void]\n"
	       "            integer 1 [uint64]\n"
	       "      block [none]\n"
	       "        expression statement\n"
	       "          map add @x [void]\n"
	       "            integer 1 [uint64]\n");
}

Test(lower, keys_of_delete_and_has_key)
{
	expect("begin { @x[nsecs] = 1; delete(@x[1]); delete(@x, 2) }",
	       "    expression statement\n"
	       "      map set @x [void]\n"
	       "        builtin nsecs [uint64]\n"
	       "        integer 1 [int8]\n"
	       "    expression statement\n"
	       "      call delete [bool]\n"
	       "        map @x [none]\n"
	       "        integer 1 [uint64]\n"
	       "    expression statement\n"
	       "      call delete [bool]\n"
	       "        map @x [none]\n"
	       "        integer 2 [uint64]\n");
}

Test(lower, aggregations_read_as_integers)
{
	expect("begin { @x = count(); if (@x > 5) { print(@x) } }",
	       "    expression statement\n"
	       "      map aggregate @x [void]\n"
	       "        call count [count_t]\n"
	       "    if [none]\n"
	       "      binary > [bool]\n"
	       "        map @x [uint64]\n"
	       "        integer 5 [uint64]\n"
	       "      block [none]\n"
	       "        expression statement\n"
	       "          call print [void]\n"
	       "            map @x [none]\n");
}

Test(lower, branches_get_the_common_type)
{
	expect("begin { @x = pid ? 1 : nsecs }",
	       "    expression statement\n"
	       "      map set @x [void]\n"
	       "        ternary [uint64]\n"
	       "          builtin pid [uint32]\n"
	       "          integer 1 [uint64]\n"
	       "          builtin nsecs [uint64]\n");
	expect("begin { $x = if pid { 1 } else if tid { 300 } else { 2 }; }",
	       "    assignment\n"
	       "      variable $x [int16]\n"
	       "      if [int16]\n"
	       "        builtin pid [uint32]\n"
	       "        block [int16]\n"
	       "          integer 1 [int16]\n"
	       "        if [int16]\n"
	       "          builtin tid [uint32]\n"
	       "          block [int16]\n"
	       "            integer 300 [int16]\n"
	       "          block [int16]\n"
	       "            integer 2 [int16]\n");
}

Test(lower, records_are_brought_into_one_order)
{
	expect("begin { @x = (a=1, b=2); @x = (b=3, a=pid) }",
	       "    expression statement\n"
	       "      map set @x [void]\n"
	       "        record [record { .a = uint32, .b = int8 }]\n"
	       "          named element a [uint32]\n"
	       "            integer 1 [uint32]\n"
	       "          named element b [int8]\n"
	       "            integer 2 [int8]\n"
	       "    expression statement\n"
	       "      map set @x [void]\n"
	       "        cast [record { .a = uint32, .b = int8 }]\n"
	       "          record [record { .b = int8, .a = uint32 }]\n"
	       "            named element b [int8]\n"
	       "              integer 3 [int8]\n"
	       "            named element a [uint32]\n"
	       "              builtin pid [uint32]\n");
}
