/*
 * Functions of the script as the kernel sees them: they may not call
 * themselves, five registers pass their arguments, and only so many of them
 * and of the bodies of loops may be active at once.
 */
#include "passes/check.h"

#include <string.h>

enum {
	MAX_REGISTERS = 5,
	MAX_ACTIVE = 8, /* functions, the program itself included */
};

/* Calls that led to where we are, innermost first. */
struct link {
	const struct node *fn;
	const struct link *outer;
};

struct recursion {
	struct checker *c;
	const struct link *link;
	bool found;
};

static const char *chain(struct checker *c, const struct link *link,
			 const struct node *fn)
{
	const char *text = fn->fn.name;

	for (; link; link = link->outer) {
		text = arena_printf(c->ctx->arena, "%s > %s", link->fn->fn.name,
				    text);
		if (link->fn == fn)
			break;
	}
	return text;
}

static bool follow(struct node **slot, void *arg)
{
	struct recursion *r = arg;
	const struct node *node = *slot;
	const struct link *link = r->link;
	struct node_visitor visitor = { .pre = follow, .arg = r };
	struct link inner;

	if (r->found)
		return false;
	if (node->kind != N_CALL || !node->call.fn ||
	    node->call.fn->fn.no_circle)
		return true;
	while (link && link->fn != node->call.fn)
		link = link->outer;
	if (link) {
		check_error(r->c, node->span,
			    "Recursive function call detected. Call chain: %s",
			    chain(r->c, r->link, node->call.fn));
		r->found = true;
		return false;
	}
	inner = (struct link){ node->call.fn, r->link };
	r->link = &inner;
	node_walk(&node->call.fn->fn.body, &visitor);
	r->link = inner.outer;
	node->call.fn->fn.no_circle = !r->found;
	return true;
}

static void check_recursion(struct checker *c, struct node *fn)
{
	struct link link = { fn, NULL };
	struct recursion r = { .c = c, .link = &link };
	struct node_visitor visitor = { .pre = follow, .arg = &r };

	node_walk(&fn->fn.body, &visitor);
	fn->fn.no_circle = !r.found;
}

static bool in_memory(const struct type *type)
{
	return type && !type_is_int(type) && type->kind != T_PTR &&
	       type->kind != T_VOID && type->kind != T_ERROR;
}

static void check_registers(struct checker *c, const struct node *fn)
{
	u32 num = node_count(fn->fn.params);

	if (in_memory(fn->fn.type))
		num++;
	if (num > MAX_REGISTERS)
		check_error(c, fn->span,
			    "Function %s has too many arguments, at most %d "
			    "are supported",
			    fn->fn.name,
			    MAX_REGISTERS - in_memory(fn->fn.type));
}

static void check_name(struct checker *c, const struct node *fn)
{
	const struct node *other = c->prog->fns;
	struct diag *diag;

	while (other != fn && strcmp(other->fn.name, fn->fn.name) != 0)
		other = other->next;
	if (other == fn)
		return;
	diag = diag_error(&c->ctx->diags, fn->span,
			  "Redefinition of function: %s", fn->fn.name);
	diag_context(&c->ctx->diags, diag, other->span,
		     "This is the original definition.");
}

void check_fns(struct checker *c)
{
	u32 nerr = c->ctx->diags.nerr;

	for (struct node *fn = c->prog->fns; fn; fn = fn->next) {
		check_name(c, fn);
		check_registers(c, fn);
		if (c->ctx->diags.nerr == nerr)
			check_recursion(c, fn);
	}
}

/* Functions that may be active below NODE; nothing calls itself. */
static u32 depth_below(struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots), depth = 0;
	struct node *fn;

	for (u32 i = 0; i < num; i++) {
		for (struct node *child = *slots[i]; child; child = child->next)
			depth = (u32)u64_max(depth, depth_below(child));
	}
	if (node->kind == N_FOR)
		return depth + 1;
	if (node->kind != N_CALL || !node->call.fn)
		return depth;
	fn = node->call.fn;
	if (!fn->fn.depth)
		fn->fn.depth = 1 + depth_below(fn->fn.body);
	return (u32)u64_max(depth, fn->fn.depth);
}

void check_depth(struct checker *c, struct node *body)
{
	u32 depth = 1 + depth_below(body);

	if (depth > MAX_ACTIVE)
		check_error(c, body->span,
			    "for-loops and functions are nested too deep (%u, "
			    "at most %d)",
			    depth - 1, MAX_ACTIVE - 1);
}

bool check_fits(struct program *prog)
{
	u32 most = 0;

	for (struct node *fn = prog->fns; fn; fn = fn->next)
		fn->fn.depth = 0;
	for (struct node *fn = prog->fns; fn; fn = fn->next)
		most = (u32)u64_max(most, 1 + depth_below(fn->fn.body));
	for (struct node *p = prog->probes; p; p = p->next)
		most = (u32)u64_max(most, 1 + depth_below(p->probe.body));
	return most <= MAX_ACTIVE;
}
