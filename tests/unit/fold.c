/* Constants: the passes up to `fold` on one expression. */
#include <criterion/criterion.h>

#include "ast/parse.h"
#include "ast/print.h"
#include "base/str.h"
#include "passes/pass.h"

#include <string.h>

static struct ctx ctx;
static struct strbuf text;

static void setup(void)
{
	ctx = (struct ctx){ .arena = arena_new(), .types = types_new() };
	sources_init(&ctx.sources, ctx.arena);
	diags_init(&ctx.diags, ctx.arena, &ctx.sources);
	config_init(&ctx.config);
}

static void teardown(void)
{
	strbuf_fini(&text);
	arena_free(ctx.arena);
	types_free(ctx.types);
}

TestSuite(fold, .init = setup, .fini = teardown);

static struct program *run(const char *script)
{
	struct parse_input input = { .arena = ctx.arena, .diags = &ctx.diags };
	struct program *prog;

	ctx.diags.items.len = 0;
	ctx.diags.nerr = 0;
	input.src = sources_add(&ctx.sources, "test", script, strlen(script));
	prog = parse_program(&input);
	cr_assert_eq(ctx.diags.nerr, 0, "%s does not parse: %s", script,
		     ctx.diags.nerr ? ctx.diags.items.items[0]->text : "");
	passes_run(&ctx, prog, "fold", NULL);
	return prog;
}

/* EXPR after folding, as source. */
static const char *fold(const char *expr)
{
	struct strbuf script = { 0 };
	struct program *prog;

	strbuf_printf(&script, "begin { print(%s); }", expr);
	prog = run(strbuf_text(&script));
	strbuf_fini(&script);
	strbuf_clear(&text);
	print_node(
		&text,
		prog->probes->probe.body->block.stmts->expr.value->call.args);
	return strbuf_text(&text);
}

/* The first message about EXPR, or "". */
static const char *message(const char *expr)
{
	fold(expr);
	return ctx.diags.items.len ? ctx.diags.items.items[0]->text : "";
}

static void expect(const char *expr, const char *result)
{
	const char *got = fold(expr);

	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", expr,
		     ctx.diags.nerr ? ctx.diags.items.items[0]->text : "");
	cr_assert_str_eq(got, result, "%s gives %s, not %s", expr, got, result);
}

Test(fold, integers)
{
	expect("1 + 2 * 3", "7");
	expect("1 - 2", "-1");
	expect("-3 + 5", "2");
	expect("-3 * 5", "-15");
	expect("-3 * -5", "15");
	expect("7 / 2", "3");
	expect("-7 / 2", "-3");
	expect("-7 % 3", "-1");
	expect("0xffffffffffffffff - 1", "18446744073709551614");
	expect("-9223372036854775807 - 1", "-9223372036854775808");
	expect("9223372036854775807 + 1", "9223372036854775808");
	expect("-1 + 0xffffffffffffffff", "18446744073709551614");
	expect("0 * -1", "0");
}

Test(fold, bits)
{
	expect("0xf0 | 0x0f", "255");
	expect("0xff & 0x0f", "15");
	expect("6 ^ 3", "5");
	expect("-1 & 0xff", "255");
	expect("-1 | 1", "-1");
	expect("1 << 63", "9223372036854775808");
	expect("-1 << 2", "-4");
	expect("-1 >> 1", "9223372036854775807");
	expect("~0", "-1");
	expect("~-1", "0");
	expect("~0xffffffffffffffff", "0");
}

Test(fold, comparisons)
{
	expect("1 < 2", "true");
	expect("-1 < 0xffffffffffffffff", "true");
	expect("-2 < -1", "true");
	expect("3 >= 4", "false");
	expect("1 == 1 && 2 != 3", "true");
	expect("0 || 0", "false");
	expect("!5", "false");
	expect("!false", "true");
	expect("true == false", "false");
	expect("(1, \"a\") == (1, \"a\")", "true");
	expect("(1, (2, 3)) != (1, (2, 4))", "true");
}

Test(fold, strings)
{
	expect("\"a\" + \"b\" + \"c\"", "\"abc\"");
	expect("\"a\" == \"a\"", "true");
	expect("\"a\" != \"a\"", "false");
	expect("\"foo\" + 1", "\"oo\"");
	expect("\"ab\"[1]", "98");
	expect("\"ab\"[2]", "0");
	expect("str(5)", "\"5\"");
	expect("str(\"abc\", 2)", "\"ab\"");
	expect("str(\"abc\", 20)", "\"abc\"");
	expect("\"a\" && \"b\"", "true");
	expect("\"a\" && \"\"", "false");
}

Test(fold, choices)
{
	expect("1 ? 2 : 3", "2");
	expect("1 > 2 ? 2 : 3 + 4", "7");
	expect("0 ? 1 / 0 : 3", "3");
	expect("comptime (1 + 1)", "2");
}

Test(fold, errors)
{
	cr_assert_str_eq(message("1 / 0"), "unable to fold: division by zero");
	cr_assert_str_eq(message("1 % 0"), "unable to fold: division by zero");
	cr_assert_str_eq(message("1 << 64"),
			 "unable to fold: literals will overflow");
	cr_assert_str_eq(message("1 >> 64"),
			 "unable to fold: literals will underflow");
	cr_assert_str_eq(message("0xffffffffffffffff + 1"),
			 "unable to fold: literals will overflow");
	cr_assert_str_eq(message("0xffffffffffffffff * 2"),
			 "unable to fold: literals will overflow");
	cr_assert_str_eq(message("-9223372036854775807 - 2"),
			 "unable to fold: literals will underflow");
	cr_assert_str_eq(message("-(9223372036854775809)"),
			 "negative value will underflow");
	cr_assert_str_eq(message("\"a\" * \"b\""),
			 "illegal literal operation with strings");
	cr_assert_str_eq(message("\"abc\"[5]"),
			 "the index 5 is out of bounds for array of size 4");
	cr_assert_str_eq(message("\"a\" + 3"),
			 "literal string will always be empty");
	cr_assert_str_eq(message("comptime (pid)"),
			 "Unable to resolve comptime expression");
}

Test(fold, comptime_if_drops_the_other_branch)
{
	struct program *prog =
		run("begin { if comptime (1 == 2) { $x = 1 / 0; } "
		    "else { $y = 1; } }");
	struct node *stmt = prog->probes->probe.body->block.stmts;

	cr_assert_eq(ctx.diags.nerr, 0);
	cr_assert_eq(stmt->kind, N_BLOCK);
	cr_assert_null(stmt->next);
}

Test(fold, operands_that_are_not_constant_stay)
{
	struct node *value =
		run("begin { $x = pid + 1 + 2; }")
			->probes->probe.body->block.stmts->assign.value;

	cr_assert_eq(value->kind, N_BINARY);
	cr_assert_eq(value->binary.rhs->kind, N_INT);
}

Test(fold, positional_parameters)
{
	static const char *const params[] = { "7", "abc", "-2", "1a" };

	ctx.env.params = params;
	ctx.env.nparams = 4;
	expect("$1 + 1", "8");
	expect("$2", "\"abc\"");
	expect("$3", "-2");
	expect("$4", "\"1a\"");
	expect("$#", "4");
	expect("str($1)", "\"7\"");
	expect("str($2 + 1)", "\"bc\"");
	cr_assert_str_eq(message("$9"),
			 "Positional parameter $9 is empty or not provided. ");
	expect("$9", "0");
	expect("str($9)", "\"\"");
}
