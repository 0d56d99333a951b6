/* Macros, the prelude and the options of a script. */
#include "passes.h"

TestSuite(macros, .init = setup, .fini = teardown);

/* The program of SCRIPT after its macros are gone, as text. */
static const char *expanded(const char *script)
{
	struct program *prog = run(script, pass_macros);
	struct strbuf out = { 0 };
	const char *text;

	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	print_program(&out, prog);
	text = arena_strdup(ctx.arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}

static void expect_same(const char *script, const char *other)
{
	const char *a = expanded(script);

	cr_expect_str_eq(a, expanded(other), "%s: %s", script, a);
}

Test(macros, values)
{
	expect_same("macro one() { 1 } begin { print(one + one()) }",
		    "begin { print(1 + 1) }");
	expect_same("macro add(a, b) { a + b } begin { print(add(1, $x)) }",
		    "begin { print(1 + $x) }");
	expect_same("macro k($v) { 1 } macro k(@m) { 2 } macro k(e) { 3 } "
		    "begin { print((k($x), k(@x), k(@x[1]), k(5))) }",
		    "begin { print((1, 2, 3, 3)) }");
}

Test(macros, statements)
{
	expect_same("macro set(@m, k) { @m[k] = 1; } begin { set(@x, 2); }",
		    "begin { { @x[2] = 1; } }");
	expect_same("macro say(c) { if (c) { print(1) } } begin { say($x); }",
		    "begin { if ($x) { print(1); } }");
}

Test(macros, types)
{
	expect_same("macro c(t, x) { (t *)x } begin { print(c(typeof(struct "
		    "task_struct), $x)) }",
		    "begin { print((struct task_struct *)$x) }");
	expect_same("macro s(t) { sizeof(t) } begin { print((s(typeof(uint8"
		    "[4])), s($x))) }",
		    "begin { print((sizeof(uint8[4]), sizeof(($x)))) }");
	expect_same("macro o(t, m) { offsetof(t, m.z) } begin { print(o("
		    "struct S, a.b)) }",
		    "begin { print(offsetof(struct S, a.b.z)) }");
}

Test(macros, words_that_are_values_are_no_types)
{
	expect_same("macro s(x) { sizeof(x) } begin { print((s(comm), "
		    "s(uint8))) }",
		    "begin { print((sizeof((comm)), sizeof(uint8))) }");
}

Test(macros, the_prelude_is_read_when_used)
{
	u32 before;

	(void)run("begin { print(1) }", pass_macros);
	before = ctx.sources.len;
	(void)run("begin { print(is_err(1)) }", pass_macros);
	cr_assert_eq(ctx.sources.len, before + 3, "text, prelude, expansion");
}

Test(macros, the_whole_prelude_is_well_formed)
{
	(void)run("macro is_err(a, b, c) { 1 } begin { print(is_err(1)) }",
		  pass_macros);
	cr_assert_eq(ctx.diags.items.len, 0, "%s", message(0));
}

Test(macros, variables_have_a_scope)
{
	expect_clean("macro m(e) { let $v = e; print($v); } "
		     "begin { $v = \"a\"; m(1); m(\"b\"); print($v); }");
	expect_error("macro m() { $v = 1; } begin { m(); print($v); }",
		     "Undefined or undeclared variable: $v");
	expect_error("macro m() { print($v); } begin { $v = 1; m(); }",
		     "Undefined or undeclared variable: $v");
}

Test(macros, growth_is_limited)
{
	struct strbuf text = { 0 };

	strbuf_add(&text, "macro m0() { 1 } ");
	for (u32 i = 1; i < 40; i++)
		strbuf_printf(&text, "macro m%u() { m%u + m%u } ", i, i - 1,
			      i - 1);
	strbuf_add(&text, "begin { print(m39) }");
	expect_error(strbuf_text(&text), "Too many macro calls.");
	strbuf_clear(&text);
	strbuf_add(&text, "macro m0() { 1 } ");
	for (u32 i = 1; i < 1000; i++)
		strbuf_printf(&text, "macro m%u() { m%u } ", i, i - 1);
	strbuf_add(&text, "begin { print(m999) }");
	expect_error(strbuf_text(&text), "Macro calls nested too deep.");
	strbuf_fini(&text);
}

Test(macros, wrong_uses)
{
	expect_error("macro m($a) { 1 } begin { m(1) }",
		     "Call to m() has arguments that do not match any "
		     "definition.");
	cr_expect_str_eq(ctx.diags.items.items[0]->hints.items[0],
			 "Mismatched arg. m() expects a variable for arg $a "
			 "but got an expression.");
	expect_error("macro m($a) { 1 } begin { m() }",
		     "Call to m() has the wrong number of arguments. "
		     "Expected: 1 but got 0.");
	expect_error("macro a() { b } macro b() { a } begin { a }",
		     "Recursive macro call detected. Call chain: a > b > a");
	expect_error("macro m(t) { t + 1 } begin { print(m(typeof(int8))) }",
		     "When used as a call argument, `typeof` builtin only "
		     "valid for macro calls that are expecting a type "
		     "parameter");
}

Test(macros, places_in_expansions)
{
	struct span parent;

	expect_error("macro m(x) { y } begin { m(1) }",
		     "Unknown identifier: 'y'");
	(void)sources_origin(&ctx.sources, ctx.diags.items.items[0]->span,
			     &parent);
	cr_assert_eq(parent.len, 4, "m(1)");
}

Test(macros, options)
{
	static const char *const named[] = { "a=7", "b", "c=text" };

	ctx.env.named = named;
	ctx.env.nnamed = 3;
	expect_clean("begin { print((getopt(\"a\", 1), getopt(\"b\"), "
		     "getopt(\"c\", \"x\"), getopt(\"d\", -1))) }");
	expect_error("begin { print((getopt(\"a\"), getopt(\"b\"))) }",
		     "program command line option --a expects a boolean "
		     "(e.g. 'true') (value: 7)");
	expect_error("begin { print((getopt(\"a\", 1), getopt(\"b\"))) }",
		     "unexpected program command line options: --c");
}
