/*
 * The pipeline: what runs in which order, where it stops after mistakes, and
 * the dumps of -d. Nothing here knows what a pass does.
 */
#include "passes/pass.h"

#include "ast/print.h"
#include "ast/typing.h"
#include "base/str.h"
#include "passes/nodecheck.h"

#include <string.h>

struct pass {
	const char *name;
	pass_fn run;
	bool barrier; /* errors stop here */
};

static const struct pass passes[] = {
	{ "settings", pass_settings, true },
	{ "imports", pass_imports, true },
	{ "params", pass_params, true },
	{ "points", pass_points, true },
	{ "flow", pass_flow, true },
	{ "macros", pass_macros, true },
	{ "options", pass_options, true },
	{ "probes", pass_probes, true }, /* after this: 1 point = 1 probe */
	{ "fields", pass_fields, true },
	{ "fold", pass_fold, true },
	{ "types", pass_types, true }, /* after this: typing is const */
	{ "check", pass_check, true },
	{ "lower", pass_lower, false },        /* after this: core nodes only */
	{ "resources", pass_resources, true }, /* after this: ctx->plan */
};

static void dump_rule(FILE *out, const char *name)
{
	int len = fprintf(out, "AST after: %s\n", name) - 1;

	while (len-- > 0)
		fputc('-', out);
	fputc('\n', out);
}

static void dump_pass(const struct pass_dump *dump, const struct pass *pass,
		      const struct ctx *ctx, const struct program *prog)
{
	struct strbuf text = { 0 };

	if (dump->ast) {
		print_program(&text, prog);
		dump_rule(dump->out, pass->name);
		fprintf(dump->out, "%s\n", strbuf_text(&text));
	}
	if (dump->types && pass->run == pass_types) {
		strbuf_clear(&text);
		print_outline(&text, prog, ctx->typing);
		fprintf(dump->out, "%s\n", strbuf_text(&text));
	}
	strbuf_fini(&text);
}

static bool same_diag(const struct diag *a, const struct diag *b)
{
	return a->span.pos == b->span.pos && a->span.len == b->span.len &&
	       a->severity == b->severity && strcmp(a->text, b->text) == 0;
}

/* Copies of a probe have its mistakes, too: say each once. */
static void drop_twins(struct diags *diags, u32 from)
{
	u32 len = from;

	for (u32 i = from; i < diags->items.len; i++) {
		struct diag *diag = diags->items.items[i];
		u32 twin = 0;

		while (twin < len && !same_diag(diags->items.items[twin], diag))
			twin++;
		if (twin == len)
			diags->items.items[len++] = diag;
		else if (diag->severity == SEV_ERROR)
			diags->nerr--;
	}
	diags->items.len = len;
}

bool passes_run(struct ctx *ctx, struct program *prog, const char *last,
		const struct pass_dump *dump)
{
	bool typed = false;

	if (ctx->diags.nerr)
		return false;
	for (size_t i = 0; i < countof(passes); i++) {
		const struct pass *pass = &passes[i];

		u32 ndiags = ctx->diags.items.len;

		pass->run(ctx, prog);
		drop_twins(&ctx->diags, ndiags);
		if (dump && dump->out)
			dump_pass(dump, pass, ctx, prog);
		if (pass->run == pass_types)
			typed = true;
		if (ctx->diags.nerr == 0)
			node_check(prog, typed ? ctx->typing : NULL,
				   pass->name);
		else if (pass->barrier)
			return false;
		if (last && strcmp(last, pass->name) == 0)
			break;
	}
	return ctx->diags.nerr == 0;
}

struct node *node_typed(struct ctx *ctx, struct program *prog,
			enum node_kind kind, const struct type *type,
			struct span span)
{
	struct node *node = node_new(prog, kind, span);

	typing_set(ctx->typing, node, type);
	return node;
}
