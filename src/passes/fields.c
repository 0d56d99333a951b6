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

/* The probe whose questions are answered. */
struct asker {
	struct ctx *ctx;
	struct program *prog;
	const struct node *point;
};

/* kfunc_allowed("name") is known from here on; what is odd `check` reports. */
static bool answer_allowed(struct node **slot, void *arg)
{
	struct asker *asker = arg;
	const struct node *call = *slot, *name = call->call.args;
	const struct node *point = asker->point;
	struct node *node;

	if (call->kind != N_CALL || !call->call.row ||
	    call->call.row->id != FN_kfunc_allowed || !name || name->next ||
	    name->kind != N_STR)
		return true;
	node = node_new(asker->prog, N_BOOL, call->span);
	node->bool_.value =
		probe_may_call(asker->ctx, point->point.type,
			       &point->point.items[0], name->str.text);
	node_replace(slot, node);
	return false;
}

static void answer_probe(struct ctx *ctx, struct program *prog,
			 struct node *probe)
{
	struct asker asker = { ctx, prog, probe->probe.points };
	struct node_visitor visitor = { .pre = answer_allowed, .arg = &asker };

	if (probe->probe.pred)
		node_walk(&probe->probe.pred, &visitor);
	node_walk(&probe->probe.body, &visitor);
}

/*
 * requires: every PROBE has one resolved POINT.
 * provides: args_type and retval_type of each PROBE that uses them; no
 *           kfunc_allowed() in probes.
 * breaks:   nothing.
 */
void pass_fields(struct ctx *ctx, struct program *prog)
{
	for (struct node *node = prog->probes; node; node = node->next)
		fields_probe(ctx, node);
	for (struct node *node = prog->probes; node; node = node->next)
		answer_probe(ctx, prog, node);
}
