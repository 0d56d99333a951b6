/*
 * The config block. The environment was read before: what it sets stays.
 */
#include "base/suggest.h"
#include "passes/pass.h"

#include <inttypes.h>

/* VALUE as config_set reads it. */
static const char *setting_text(struct ctx *ctx, const struct node *value)
{
	if (value->kind == N_STR)
		return value->str.text;
	if (value->kind == N_IDENT)
		return value->ident.name;
	if (value->kind == N_BOOL)
		return value->bool_.value ? "true" : "false";
	if (value->kind != N_INT)
		BUG("config value is a %s", node_kind_name(value->kind));
	if (value->int_.negative)
		return arena_printf(ctx->arena, "%" PRId64,
				    (s64)value->int_.value);
	return arena_printf(ctx->arena, "%" PRIu64, value->int_.value);
}

static void report(struct ctx *ctx, const struct node *node, const char *error)
{
	struct diag *diag = diag_error(&ctx->diags, node->span, "%s", error);
	struct suggestion search;

	config_suggest(node->setting.key, &search);
	suggest_hint(&search, &ctx->diags, diag);
}

/*
 * requires: ctx->config holds the defaults and the environment's values.
 * provides: ctx->config is final.
 * breaks:   nothing.
 */
void pass_settings(struct ctx *ctx, struct program *prog)
{
	/* The printer reads texts of the config when this arena is gone. */
	struct arena *arena = types_arena(ctx->types);

	for (struct node *node = prog->settings; node; node = node->next) {
		struct config ignored = ctx->config;
		bool fixed = config_in_env(node->setting.key);
		const char *warning = NULL, *error;

		error = config_set(fixed ? &ignored : &ctx->config, arena,
				   node->setting.key,
				   setting_text(ctx, node->setting.value),
				   &warning);
		if (warning)
			diag_warn(&ctx->diags, node->span, "%s", warning);
		if (error)
			report(ctx, node, error);
	}
}
