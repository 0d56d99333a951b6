/*
 * Fuzz target: attach points. Any text is split, matched as a pattern, and
 * resolved where that asks nothing of the kernel: clocks, software events,
 * the special probes, and uprobes in a file that every system has.
 */
#include "attach/match.h"
#include "attach/probe.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

/* May PARTS be resolved here? Its target becomes our file. */
static bool is_harmless(struct probe_parts *parts, struct arena *arena)
{
	switch (parts->type->id) {
	case PROBE_begin:
	case PROBE_end:
	case PROBE_profile:
	case PROBE_interval:
	case PROBE_software:
		return true;
	case PROBE_uprobe:
	case PROBE_uretprobe:
		if (parts->nitems < 2)
			return false;
		parts->items[0] = arena_strdup(arena, "/bin/true");
		return true;
	default:
		return false;
	}
}

static void resolve(struct ctx *ctx, struct probe_parts *parts)
{
	struct probe_request req = { .ctx = ctx };
	struct points points = { 0 };
	u32 nerr = ctx->diags.nerr;
	bool fine;

	if (!is_harmless(parts, ctx->arena))
		return;
	req.parts = *parts;
	fine = parts->type->ops->resolve(&req, &points);
	/* No, and no word why, or yes with a complaint: both are wrong. */
	if (fine != (ctx->diags.nerr == nerr))
		abort();
	vec_for (i, &points) {
		if (!points.items[i].name || !points.items[i].name[0])
			abort();
	}
}

/* A pattern without wildcards matches itself only. */
static void match(const char *pattern, const char *text)
{
	bool equal = strcmp(pattern, text) == 0;

	if (match_glob(pattern, text) != equal && !match_has_wildcard(pattern))
		abort();
	if (!match_glob("*", text))
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct ctx ctx = { .arena = arena_new(), .types = types_new() };
	struct probe_parts *parts;
	struct plan plan = { .arena = types_arena(ctx.types) };
	const char *text = arena_strndup(ctx.arena, (const char *)bytes, size);
	size_t len = strcspn(text, "\n");
	const char *point = arena_strndup(ctx.arena, text, len);
	struct span nowhere = { 0 };
	u32 num;

	sources_init(&ctx.sources, ctx.arena);
	diags_init(&ctx.diags, ctx.arena, &ctx.sources);
	config_init(&ctx.config);
	ctx.plan = &plan;
	match(point, text + len + (text[len] == '\n'));
	num = probe_split(&ctx, point, nowhere, &parts);
	if (!num != (ctx.diags.nerr > 0))
		abort();
	for (u32 i = 0; i < num; i++)
		resolve(&ctx, &parts[i]);
	types_free(ctx.types);
	arena_free(ctx.arena);
	return 0;
}
