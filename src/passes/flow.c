/*
 * Jumps out of nowhere: `break` and `continue` outside of loops, and loops
 * that return a value in one place and none in another. This needs neither
 * types nor macros, whose own jumps are judged where they are defined.
 */
#include "passes/pass.h"

/* What `return` in loops of a probe looked like. */
enum loop_return {
	LOOP_RETURN_NONE,
	LOOP_RETURN_BARE,
	LOOP_RETURN_VALUE,
};

struct flow {
	struct diags *diags;
	const char *where; /* for messages */
	u32 loops;         /* around the statement at work */
	u32 fors;          /* those of them that are `for` */
	enum loop_return loop_return;
};

static void check_jump(struct flow *flow, const struct node *node)
{
	if (!flow->loops)
		diag_error(flow->diags, node->span,
			   "'%s' statement is not allowed in a %s",
			   node_kind_name(node->kind), flow->where);
}

/* The program's result is that of all its loops, or of none. */
static void check_return(struct flow *flow, const struct node *node)
{
	enum loop_return kind =
		node->expr.value ? LOOP_RETURN_VALUE : LOOP_RETURN_BARE;

	if (!flow->fors)
		return;
	if (flow->loop_return != LOOP_RETURN_NONE && flow->loop_return != kind)
		diag_error(flow->diags, node->span,
			   "Return value used in loop is inconsistent");
	flow->loop_return = kind;
}

static bool enter_node(struct node **slot, void *arg)
{
	struct flow *flow = arg;
	const struct node *node = *slot;

	if (node->kind == N_BREAK || node->kind == N_CONTINUE)
		check_jump(flow, node);
	if (node->kind == N_RETURN)
		check_return(flow, node);
	flow->loops += node->kind == N_WHILE || node->kind == N_FOR;
	flow->fors += node->kind == N_FOR;
	return true;
}

static void leave_node(struct node **slot, void *arg)
{
	struct flow *flow = arg;
	const struct node *node = *slot;

	flow->loops -= node->kind == N_WHILE || node->kind == N_FOR;
	flow->fors -= node->kind == N_FOR;
}

static void check_body(struct ctx *ctx, struct node **body, const char *where)
{
	struct flow flow = { .diags = &ctx->diags, .where = where };
	struct node_visitor visitor = { .pre = enter_node,
					.post = leave_node,
					.arg = &flow };

	if (*body)
		node_walk(body, &visitor);
}

/*
 * requires: a parsed program.
 * provides: nothing but diagnostics.
 * breaks:   nothing.
 */
void pass_flow(struct ctx *ctx, struct program *prog)
{
	for (struct node *fn = prog->fns; fn; fn = fn->next)
		check_body(ctx, &fn->fn.body, "function");
	for (struct node *probe = prog->probes; probe; probe = probe->next)
		check_body(ctx, &probe->probe.body, "probe");
}
