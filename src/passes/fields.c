/*
 * The types of what a probe hands to its body: `args` and `retval`. The pass
 * `probes` has asked already where points had to be told apart by them; this
 * fills in the rest.
 */
#include "passes/probes.h"

#include "attach/probe.h"
#include "passes/pass.h"

/* A request for POINT, rebuilt from what is known of it. */
static struct probe_request point_request(struct ctx *ctx,
					  const struct node *node,
					  const struct point *point)
{
	struct probe_request req = { .ctx = ctx };
	const char **items = ARENA_ARRAY(ctx->arena, const char *, 2);

	req.parts.type = node->point.type;
	req.parts.span = node->span;
	req.parts.items = items;
	if (point->target)
		items[req.parts.nitems++] = point->target;
	if (point->func)
		items[req.parts.nitems++] = point->func;
	return req;
}

static void fields_probe(struct ctx *ctx, struct node *probe)
{
	const struct node *node = probe->probe.points;
	const struct probe_type *type = node->point.type;
	const struct point *point = &node->point.items[0];
	struct probe_request req = point_request(ctx, node, point);
	bool uses_retval = probe_uses(probe, BI_retval);

	req.uses_args = probe_uses(probe, BI_args);
	if (!probe->probe.args_type &&
	    probe_wants_args(type, req.uses_args, uses_retval))
		probe->probe.args_type = type->ops->args(&req, point);
	if (!probe->probe.retval_type && uses_retval && type->ops->retval &&
	    (type->caps & CAP_RETVAL))
		probe->probe.retval_type = type->ops->retval(&req, point);
}

/*
 * requires: every PROBE has one resolved POINT.
 * provides: args_type and retval_type of each PROBE that uses them.
 * breaks:   nothing.
 */
void pass_fields(struct ctx *ctx, struct program *prog)
{
	for (struct node *node = prog->probes; node; node = node->next)
		fields_probe(ctx, node);
}
