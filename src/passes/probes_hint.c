/*
 * What an attach point that matches nothing may have been meant to be: the
 * probes that -l would list beside it.
 */
#include "passes/probes_hint.h"

#include "base/str.h"
#include "base/suggest.h"

#include <string.h>

/* The last part of an attach point: the function or event. */
static const char *last_part(const struct probe_parts *parts)
{
	return parts->items[parts->nitems - 1];
}

/* List what PARTS match with the parts FROM to TO (excluded) as wildcards. */
static void list_beside(struct ctx *ctx, const struct probe_parts *parts,
			u32 from, u32 to, struct probe_list *out)
{
	struct probe_request req = { .ctx = ctx, .parts = *parts };

	req.parts.items = ARENA_ARRAY(ctx->arena, const char *, parts->nitems);
	for (u32 i = 0; i < parts->nitems; i++)
		req.parts.items[i] =
			i >= from && i < to ? "*" : parts->items[i];
	(void)parts->type->ops->list(&req, out, false);
}

/* Same name elsewhere: another category or module. */
static bool hint_elsewhere(struct ctx *ctx, const struct probe_parts *parts,
			   struct diag *diag)
{
	struct probe_list found = { .arena = ctx->arena };
	const char *colon;

	if (parts->nitems != 2 || parts->type->flags & PF_USER)
		return false;
	list_beside(ctx, parts, 0, 1, &found);
	if (!found.lines.len)
		return false;
	colon = strchr(found.lines.items[0], ':');
	diag_hint(&ctx->diags, diag, "Did you mean %s?", colon + 1);
	return true;
}

void probes_hint(struct ctx *ctx, const struct probe_parts *parts,
		 struct diag *diag)
{
	struct probe_list found = { .arena = ctx->arena };
	struct suggestion search;

	if (!parts->nitems || !parts->type->ops->list ||
	    hint_elsewhere(ctx, parts, diag))
		return;
	suggest_begin(&search, last_part(parts));
	list_beside(ctx, parts, parts->nitems - 1, parts->nitems, &found);
	vec_for (i, &found.lines) {
		const char *colon = strrchr(found.lines.items[i], ':');

		suggest_try(&search, colon + 1);
	}
	suggest_hint(&search, &ctx->diags, diag);
}
