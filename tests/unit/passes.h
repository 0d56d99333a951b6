/*
 * For tests of single passes: a context made by hand and a program whose
 * attach points are believed without a look at the kernel.
 */
#ifndef AWL_TEST_PASSES_H
#define AWL_TEST_PASSES_H

#include <criterion/criterion.h>

#include "ast/parse.h"
#include "ast/print.h"
#include "attach/probe.h"
#include "base/str.h"
#include "btf/cdefs.h"
#include "passes/nodecheck.h"
#include "passes/pass.h"

#include <string.h>

static struct ctx ctx;
static struct features features;

static void setup(void)
{
	features = (struct features){ .known = UINT32_MAX };
	ctx = (struct ctx){
		.arena = arena_new(),
		.types = types_new(),
		.features = &features,
	};
	sources_init(&ctx.sources, ctx.arena);
	diags_init(&ctx.diags, ctx.arena, &ctx.sources);
	ctx.plan = ARENA_OBJ(types_arena(ctx.types), struct plan);
	ctx.plan->arena = types_arena(ctx.types);
	ctx.env.ncpus = 4;
	config_init(&ctx.config);
}

static void teardown(void)
{
	arena_free(ctx.arena);
	types_free(ctx.types);
}

static enum context_kind context_of(const struct probe_type *type)
{
	switch (type->id) {
	case PROBE_kprobe:
	case PROBE_kretprobe:
	case PROBE_uprobe:
	case PROBE_uretprobe:
		return CTX_REGS;
	case PROBE_profile:
	case PROBE_interval:
	case PROBE_software:
		return CTX_PERF;
	case PROBE_tracepoint:
		return CTX_TRACEPOINT;
	case PROBE_rawtracepoint:
		return CTX_RAW;
	case PROBE_fentry:
	case PROBE_fexit:
		return CTX_BTF;
	default:
		return CTX_NONE;
	}
}

/* struct test_args { int pid; unsigned long len; char comm[16]; ... } */
static const struct type *test_args(void)
{
	struct types *store = ctx.types;
	const struct type *chars = type_ptr(store, type_int(1, true), AS_USER);
	const struct field fields[] = {
		{ .name = "common_pid",
		  .type = type_int(4, true),
		  .offset = 4,
		  .is_common = true },
		{ .name = "pid", .type = type_int(4, true), .offset = 8 },
		{ .name = "len", .type = type_int(8, false), .offset = 16 },
		{ .name = "comm",
		  .type = type_string(store, 16),
		  .offset = 24 },
		{ .name = "path", .type = chars, .offset = 40 },
	};

	return type_struct(store, "struct test_args", false, 48, 8, fields,
			   countof(fields));
}

/* What the passes `probes` and `fields` do, without a kernel. */
static void believe_points(struct program *prog)
{
	for (struct node *probe = prog->probes; probe; probe = probe->next) {
		struct node *node = probe->probe.points;
		u32 num = node_count(node), i = 0;
		struct point *points =
			ARENA_ARRAY(ctx.plan->arena, struct point, num);
		const struct probe_type *type = probe_type_find(
			node->point.text, strcspn(node->point.text, ":"));

		cr_assert_not_null(type);
		for (struct node *next = node; next; next = next->next)
			points[i++] = (struct point){
				.name = next->point.text,
				.context = context_of(type),
			};
		node->next = NULL;
		node->point.type = type;
		node->point.items = points;
		node->point.nitems = num;
		if (type->id == PROBE_tracepoint || type->id == PROBE_fentry)
			probe->probe.args_type = test_args();
	}
}

static struct program *parse(const char *script)
{
	struct parse_input input = { .arena = ctx.arena, .diags = &ctx.diags };
	struct program *prog;

	ctx.diags.items.len = 0;
	ctx.diags.nerr = 0;
	ctx.plan->nprobes = 0;
	ctx.cdefs = cdefs_new(ctx.arena, ctx.types);
	input.src = sources_add(&ctx.sources, "test", script, strlen(script));
	prog = parse_program(&input);
	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script,
		     ctx.diags.items.len ? ctx.diags.items.items[0]->text : "");
	return prog;
}

/* All passes up to and including LAST, as long as there is no error. */
static struct program *run(const char *script, pass_fn last)
{
	static const pass_fn passes[] = {
		pass_settings, pass_params,    pass_flow,  pass_macros,
		pass_options,  pass_fold,      pass_types, pass_check,
		pass_lower,    pass_resources,
	};
	struct program *prog = parse(script);

	for (size_t i = 0; i < countof(passes) && !ctx.diags.nerr; i++) {
		passes[i](&ctx, prog);
		if (passes[i] == pass_macros)
			believe_points(prog);
		if (!ctx.diags.nerr)
			node_check(prog, i > 5 ? ctx.typing : NULL, "test");
		if (passes[i] == last)
			break;
	}
	return prog;
}

static UNUSED const char *message(u32 idx)
{
	return idx < ctx.diags.items.len ? ctx.diags.items.items[idx]->text
					 : "";
}

/* The text under the first diagnostic's span. */
static UNUSED const char *marked(void)
{
	struct span at = ctx.diags.items.items[0]->span;
	struct source *src = sources_find(&ctx.sources, at.pos);

	cr_assert_not_null(src);
	return arena_strndup(ctx.arena, src->text + (at.pos - src->base),
			     at.len);
}

/* SCRIPT has the error TEXT, and it is the first. */
static UNUSED void expect_error(const char *script, const char *text)
{
	run(script, pass_check);
	cr_assert_gt(ctx.diags.nerr, 0, "%s is accepted", script);
	for (u32 i = 0; i < ctx.diags.items.len; i++) {
		if (ctx.diags.items.items[i]->severity == SEV_ERROR) {
			cr_expect_str_eq(message(i), text, "%s: %s", script,
					 message(i));
			return;
		}
	}
}

static UNUSED bool has_message(const char *text)
{
	for (u32 i = 0; i < ctx.diags.items.len; i++) {
		if (strcmp(message(i), text) == 0)
			return true;
	}
	return false;
}

static UNUSED void expect_warning(const char *script, const char *text)
{
	run(script, pass_check);
	cr_expect_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	cr_expect(has_message(text), "%s: %s", script, message(0));
}

static UNUSED void expect_clean(const char *script)
{
	run(script, pass_check);
	cr_expect_eq(ctx.diags.items.len, 0, "%s: %s", script, message(0));
}

#endif
