/*
 * What tests of attach points share: a context to resolve them in.
 */
#ifndef AWL_TEST_POINTS_H
#define AWL_TEST_POINTS_H

#include "attach/features.h"
#include "attach/probe.h"

struct resolver {
	struct ctx ctx;
	struct plan plan;
	struct features features;
	struct points points;
};

static inline void resolver_init(struct resolver *res)
{
	*res = (struct resolver){ 0 };
	res->ctx.arena = arena_new();
	res->ctx.types = types_new();
	diags_init(&res->ctx.diags, res->ctx.arena, &res->ctx.sources);
	config_init(&res->ctx.config);
	res->features.probe = features_probe;
	res->ctx.features = &res->features;
	res->plan.arena = arena_new();
	res->ctx.plan = &res->plan;
}

static inline void resolver_fini(struct resolver *res)
{
	arena_free(res->plan.arena);
	types_free(res->ctx.types);
	arena_free(res->ctx.arena);
}

/* Resolve TEXT; the number of points, or -1 after a diagnostic. */
static inline int resolve(struct resolver *res, const char *text,
			  bool uses_args)
{
	struct probe_parts *parts;
	u32 num = probe_split(&res->ctx, text, (struct span){ 0 }, &parts);
	bool ok = num > 0;

	res->points = (struct points){ 0 };
	for (u32 i = 0; i < num; i++) {
		struct probe_request req = {
			.ctx = &res->ctx,
			.parts = parts[i],
			.uses_args = uses_args,
		};

		ok &= parts[i].type->ops->resolve(&req, &res->points);
	}
	return ok ? (int)res->points.len : -1;
}

/* The text of the last diagnostic; "" without one. */
static inline const char *last_text(const struct resolver *res)
{
	u32 num = res->ctx.diags.items.len;

	return num ? res->ctx.diags.items.items[num - 1]->text : "";
}

#endif
