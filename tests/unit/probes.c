/* Probe types, attach points, and what the first passes make of a script. */
#include <criterion/criterion.h>

#include "ast/parse.h"
#include "attach/probe.h"
#include "passes/pass.h"

#include <stdlib.h>
#include <string.h>

static struct ctx ctx;

static void setup(void)
{
	ctx = (struct ctx){ .arena = arena_new(), .types = types_new() };
	sources_init(&ctx.sources, ctx.arena);
	diags_init(&ctx.diags, ctx.arena, &ctx.sources);
	config_init(&ctx.config);
}

static void teardown(void)
{
	arena_free(ctx.arena);
	types_free(ctx.types);
}

TestSuite(probes, .init = setup, .fini = teardown);

static struct program *run(const char *script, const char *last)
{
	struct parse_input input = { .arena = ctx.arena, .diags = &ctx.diags };
	struct program *prog;

	ctx.diags.items.len = 0;
	ctx.diags.nerr = 0;
	ctx.cdefs = NULL;
	input.src = sources_add(&ctx.sources, "test", script, strlen(script));
	prog = parse_program(&input);
	passes_run(&ctx, prog, last, NULL);
	return prog;
}

static const char *first_message(void)
{
	return ctx.diags.items.len ? ctx.diags.items.items[0]->text : "";
}

static void expect_error(const char *script, const char *want)
{
	run(script, "probes");
	cr_assert_gt(ctx.diags.nerr, 0, "%s is accepted", script);
	cr_assert_str_eq(first_message(), want, "%s: %s", script,
			 first_message());
}

static u32 split(const char *text, struct probe_parts **parts)
{
	struct span nowhere = { 0 };

	ctx.diags.items.len = 0;
	ctx.diags.nerr = 0;
	return probe_split(&ctx, text, nowhere, parts);
}

static void expect_split_error(const char *text, const char *want)
{
	struct probe_parts *parts;

	cr_assert_eq(split(text, &parts), 0, "%s is accepted", text);
	cr_assert_str_eq(first_message(), want, "%s: %s", text,
			 first_message());
}

static const struct probe_type *find(const char *name)
{
	return probe_type_find(name, strlen(name));
}

Test(probes, names_in_any_case_and_aliases_exactly)
{
	cr_assert_eq(find("kprobe")->id, PROBE_kprobe);
	cr_assert_eq(find("KProbe")->id, PROBE_kprobe);
	cr_assert_eq(find("BEGIN")->id, PROBE_begin);
	cr_assert_eq(find("k")->id, PROBE_kprobe);
	cr_assert_eq(find("kfunc")->id, PROBE_fentry);
	cr_assert_eq(find("u")->id, PROBE_uprobe);
	cr_assert_eq(find("U")->id, PROBE_usdt);
	cr_assert_null(find("K"));
	cr_assert_null(find(""));
	cr_assert_null(probe_type_find("kprobes", 7));
	cr_assert_eq(probe_type_find("kprobes", 6)->id, PROBE_kprobe);
}

Test(probes, split_at_colons)
{
	struct probe_parts *parts;

	cr_assert_eq(split("kprobe:mod:func", &parts), 1);
	cr_assert_eq(parts[0].type->id, PROBE_kprobe);
	cr_assert_eq(parts[0].nitems, 2);
	cr_assert_str_eq(parts[0].items[0], "mod");
	cr_assert_str_eq(parts[0].items[1], "func");
	cr_assert_eq(split("begin", &parts), 1);
	cr_assert_eq(parts[0].nitems, 0);
}

Test(probes, quotes_protect)
{
	struct probe_parts *parts;

	cr_assert_eq(split("uprobe:\"/a:b c\":\"ns::f\\\"(int)\"", &parts), 1);
	cr_assert_str_eq(parts[0].items[0], "/a:b c");
	cr_assert_str_eq(parts[0].items[1], "ns::f\"(int)");
	expect_split_error("uprobe:\"a", "Invalid attachpoint definition");
	expect_split_error("a:b:c:d:e:f:g:h:i:j:k:l",
			   "Invalid attachpoint definition");
}

Test(probes, numbers_of_parts)
{
	struct probe_parts *parts;

	expect_split_error(
		"kprobe:a:b:c",
		"kprobe probe type requires 1 or 2 arguments, found 3");
	expect_split_error(
		"kprobe",
		"kprobe probe type requires 1 or 2 arguments, found 0");
	expect_split_error("begin:a:b",
			   "begin probe type requires 0 arguments, found 2");
	expect_split_error(
		"tracepoint:sched_switch",
		"tracepoint probe type requires 2 arguments, found 1");
	expect_split_error(
		"uprobe:main",
		"uprobe probe type requires 2 or 3 arguments, found 1");
	ctx.env.pid = 1;
	cr_assert_eq(split("uprobe:main", &parts), 1);
}

Test(probes, tracepoint_without_category)
{
	struct probe_parts *parts;

	cr_assert_eq(split("t:*switch", &parts), 1);
	cr_assert_eq(parts[0].nitems, 2);
	cr_assert_str_eq(parts[0].items[0], "*");
	cr_assert_str_eq(parts[0].items[1], "*switch");
}

Test(probes, wrong_types)
{
	expect_split_error("nosuch:a", "Invalid probe type: nosuch");
	expect_split_error("", "Invalid attachpoint definition");
	expect_split_error(":", "Invalid attachpoint definition");
	expect_split_error("K:a", "Invalid provider: 'K'");
	expect_split_error("x*:a", "No probe type matched for x*");
	expect_split_error("usdt:/bin/x:y",
			   "probe type usdt is not supported yet");
}

Test(probes, wildcard_types)
{
	struct probe_parts *parts;
	u32 num = split("*:a", &parts);

	cr_assert_geq(num, 4);
	for (u32 i = 0; i < num; i++) {
		cr_assert(parts[i].type->flags & PF_LIST);
		if (i)
			cr_assert_lt(strcmp(parts[i - 1].type->name,
					    parts[i].type->name),
				     0);
	}
	num = split("*ware:*", &parts);
	cr_assert_eq(num, 1);
	cr_assert_eq(parts[0].type->id, PROBE_software);
	num = split("*:/bin/sh:main", &parts);
	cr_assert_eq(num, 1);
	cr_assert_eq(parts[0].type->id, PROBE_uprobe);
}

Test(probes, numbers)
{
	struct probe_request req = { .ctx = &ctx };
	u64 value = 0;

	cr_assert(probe_number(&req, "1e6", "Invalid count", &value));
	cr_assert_eq(value, 1000000);
	cr_assert(probe_number(&req, "0x10", "Invalid count", &value));
	cr_assert_eq(value, 16);
	cr_assert(!probe_number(&req, "1b", "Invalid count", &value));
	cr_assert_str_eq(first_message(),
			 "Invalid count: invalid trailing bytes: 1b");
}

Test(probes, points_alike_share_a_program)
{
	struct program *prog =
		run("interval:s:1, interval:ms:5 { print(1); }", "probes");
	struct node *probe = prog->probes;

	cr_assert_eq(ctx.diags.nerr, 0, "%s", first_message());
	cr_assert_null(probe->next);
	cr_assert_null(probe->probe.points->next);
	cr_assert_eq(probe->probe.points->point.nitems, 2);
	cr_assert_str_eq(probe->probe.points->point.text,
			 "interval:s:1,interval:ms:5");
	cr_assert_eq(probe->probe.points->point.type->id, PROBE_interval);
}

Test(probes, points_that_differ_get_copies_in_order)
{
	struct program *prog =
		run("begin, interval:s:1 /1/ { print(1); } end { exit(); }",
		    "probes");
	struct node *probe = prog->probes;
	static const enum probe_id ids[] = { PROBE_begin, PROBE_interval,
					     PROBE_end };

	cr_assert_eq(ctx.diags.nerr, 0, "%s", first_message());
	for (size_t i = 0; i < countof(ids); i++, probe = probe->next) {
		cr_assert_not_null(probe);
		cr_assert_eq(probe->probe.points->point.type->id, ids[i]);
		cr_assert_eq(probe->probe.pred != NULL, i < 2);
		cr_assert_not_null(probe->probe.body->block.stmts);
	}
	cr_assert_null(probe);
	cr_assert_neq(prog->probes->probe.body->id,
		      prog->probes->next->probe.body->id);
}

Test(probes, mistakes_in_copies_are_reported_once)
{
	run("begin, end { print($nosuch); }", NULL);
	cr_assert_eq(ctx.diags.nerr, 1);
	cr_assert_eq(ctx.diags.items.len, 1);
}

Test(probes, dumps_name_the_pass)
{
	struct pass_dump dump = { .ast = true };
	struct parse_input input = { .arena = ctx.arena, .diags = &ctx.diags };
	char *text = NULL;
	size_t len = 0;

	dump.out = open_memstream(&text, &len);
	input.src = sources_add(&ctx.sources, "test", "begin { }", 9);
	cr_assert(passes_run(&ctx, parse_program(&input), "imports", &dump));
	fclose(dump.out);
	cr_assert_eq(strncmp(text,
			     "AST after: settings\n"
			     "-------------------\n"
			     "begin",
			     45),
		     0);
	cr_assert_not_null(strstr(text, "AST after: imports\n"));
	cr_assert_null(strstr(text, "AST after: params\n"));
	free(text);
}

Test(probes, a_given_name_replaces_all)
{
	struct program *prog =
		run("tick=interval:s:1 { print(probe); }", "probes");

	cr_assert_eq(ctx.diags.nerr, 0, "%s", first_message());
	cr_assert_str_eq(prog->probes->probe.points->point.items[0].name,
			 "tick");
}

Test(probes, limits)
{
	ctx.config.max_probes = 2;
	expect_error("begin {} end {} interval:s:1 {}",
		     "Can't attach to 3 probes because it exceeds the "
		     "current limit of 2 probes.");
	ctx.config.max_probes = 100;
	ctx.config.max_bpf_progs = 2;
	expect_error("interval:s:1, interval:s:2, interval:s:3 {}",
		     "Your program is trying to generate more than 3 BPF "
		     "programs, which exceeds the current limit of 2");
}

Test(probes, missing_probes)
{
	static const char script[] =
		"rawtracepoint:no_such_event_at_all, begin { }";
	static const char lone[] = "rawtracepoint:no_such_event_at_all { }";
	struct program *prog;

	expect_error(script,
		     "No matches for rawtracepoint no_such_event_at_all.");
	ctx.config.missing_probes = MISSING_WARN;
	prog = run(script, "probes");
	cr_assert_eq(ctx.diags.nerr, 0);
	cr_assert_str_eq(first_message(),
			 "No matches for rawtracepoint no_such_event_at_all. "
			 "Skipping.");
	cr_assert_not_null(prog->probes);
	prog = run(lone, "probes");
	cr_assert_eq(ctx.diags.nerr, 0);
	cr_assert_eq(ctx.diags.items.len, 2);
	cr_assert_null(prog->probes);
	ctx.config.missing_probes = MISSING_IGNORE;
	run(lone, "probes");
	cr_assert_eq(ctx.diags.items.len, 0);
}

Test(probes, words)
{
	struct program *prog;
	struct node *stmt;

	prog = run("begin { print(comm); print(nsecs()); "
		   "print(kstack(perf)); print(pid(init)); }",
		   "macros");
	cr_assert_eq(ctx.diags.nerr, 0, "%s", first_message());
	stmt = prog->probes->probe.body->block.stmts;
	cr_assert_eq(stmt->expr.value->call.args->kind, N_BUILTIN);
	stmt = stmt->next;
	cr_assert_eq(stmt->expr.value->call.args->kind, N_BUILTIN);
	stmt = stmt->next;
	cr_assert_eq(stmt->expr.value->call.args->call.args->kind, N_IDENT);
	expect_error("begin { print(sarg0); }",
		     "sarg* is deleted. This was deprecated in v0.21 and was "
		     "last available in v0.24.");
}

Test(probes, later_constructs_are_refused)
{
	expect_error("begin { print(dw_ustack()); }",
		     "dw_ustack() is not supported yet");
	expect_error("import \"/nowhere/x.bt\"; begin { }",
		     "Unable to find suitable path for import");
}

Test(probes, c_macros_and_enums)
{
	struct node *stmt;

	stmt = run("#define N (2 + M)\n#define M 3\nenum e { A = 4, B };\n"
		   "begin { print(N); print(B); }",
		   "fold")
		       ->probes->probe.body->block.stmts;
	cr_assert_eq(ctx.diags.nerr, 0, "%s", first_message());
	cr_assert_eq(stmt->expr.value->call.args->kind, N_INT);
	cr_assert_eq(stmt->expr.value->call.args->int_.value, 5);
	cr_assert_eq(stmt->next->expr.value->call.args->int_.value, 5);
	cr_assert_not_null(stmt->next->expr.value->call.args->int_.enum_type);
	expect_error("#define P Q\n#define Q P\nbegin { print(P); }",
		     "Macro recursion: P->Q->P");
	expect_error("#define P while (1)\nbegin { print(P); }",
		     "unable to expand macro as an expression: P");
}

Test(probes, config_block)
{
	run("config = { max_strlen = 64; missing_probes = warn; "
	    "str_trunc_trailer = \"!\"; cpp_demangle = false } begin { }",
	    "settings");
	cr_assert_eq(ctx.diags.nerr, 0, "%s", first_message());
	cr_assert_eq(ctx.config.max_strlen, 64);
	cr_assert_eq(ctx.config.missing_probes, MISSING_WARN);
	cr_assert_str_eq(ctx.config.str_trunc_trailer, "!");
	cr_assert(!ctx.config.cpp_demangle);
	expect_error("config = { bad_config = 1 } begin { }",
		     "bad_config: not a known configuration option");
}
