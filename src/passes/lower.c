/*
 * The language -> the core language that code generation knows.
 *
 * Requires: types, check. Provides: core nodes only, each with a plain type;
 * probe.pred is NULL. Breaks: positions of nodes that are made here are those
 * of the construct that they come from.
 */
#include "passes/lower.h"

#include "passes/pass.h"
#include "passes/types.h"

static bool is_statement(const struct node *node)
{
	return node->kind == N_ASSIGN || node->kind == N_IF ||
	       node->kind == N_BLOCK;
}

/* The value of a block that nobody wants is its last statement. */
static void demote_value(struct lowerer *l, struct node *node)
{
	struct node *value = node->block.value;
	struct node **end = &node->block.stmts;

	if (!value)
		return;
	while (*end)
		end = &(*end)->next;
	*end = is_statement(value) ? value : make_expr(l, value);
	node->block.value = NULL;
}

void lower_block_statements(struct lowerer *l, struct node *node)
{
	if (node->block.value && node->block.value->kind == N_ASSIGN)
		demote_value(l, node);
	for (struct node **slot = &node->block.stmts; *slot;
	     slot = &(*slot)->next)
		lower_statement(l, slot);
}

void lower_block(struct lowerer *l, struct node *node)
{
	demote_value(l, node);
	node->block.bare = true;
	lower_block_statements(l, node);
	typing_set(l->ctx->typing, node, type_none());
}

static void lower_if(struct lowerer *l, struct node *node)
{
	lower_expr(l, &node->if_.cond);
	lower_block(l, node->if_.then);
	if (node->if_.els && node->if_.els->kind == N_IF)
		lower_if(l, node->if_.els);
	else if (node->if_.els)
		lower_block(l, node->if_.els);
	typing_set(l->ctx->typing, node, type_none());
}

static void lower_expression(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;

	node->kind = N_EXPR;
	if (is_statement(node->expr.value)) {
		put(slot, node->expr.value);
		lower_statement(l, slot);
	} else if (node->expr.value->kind == N_INCDEC) {
		put(slot, node->expr.value);
		lower_incdec(l, slot, false);
	} else {
		lower_expr(l, &node->expr.value);
	}
}

static void lower_let(struct lowerer *l, struct node *node)
{
	const struct var_sym *sym = node->let.var->var.sym;

	node->let.type = NULL;
	if (sym->type)
		typing_set(l->ctx->typing, node->let.var, sym->type);
	if (!node->let.value)
		return;
	lower_expr(l, &node->let.value);
	coerce(l, &node->let.value, sym->type);
}

/* $x op= value: the operation as a tree of its own. */
static void expand_compound(struct lowerer *l, struct node *node)
{
	struct node *target = node->assign.target;
	const struct typing *typing = l->ctx->typing;
	const struct type *left = type_of(typing, target);
	const struct type *right =
		type_decay(type_of(typing, node->assign.value));
	struct node *binary;

	binary = make_binary(l, node->assign.op,
			     make_var(l, target->var.sym, target->span),
			     node->assign.value,
			     arithmetic_result(node->assign.op, left, right));
	node->assign.op = OP_NONE;
	node->assign.value = binary;
	settled(l, binary);
	lower_expr(l, &binary->binary.rhs);
	lower_binary_core(l, binary);
}

static void lower_assign(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;
	const struct var_sym *sym;

	if (node->assign.target->kind == N_MAP) {
		lower_map_assign(l, slot);
		return;
	}
	sym = node->assign.target->var.sym;
	if (node->assign.op == OP_NONE)
		lower_expr(l, &node->assign.value);
	else
		expand_compound(l, node);
	coerce(l, &node->assign.value, sym->type);
	typing_set(l->ctx->typing, node->assign.target, sym->type);
}

/* A `let` without a value that nobody stores to has no type, no effect. */
static bool is_dead_let(const struct node *node)
{
	return node->kind == N_LET && !node->let.var->var.sym->type;
}

/* Variables of a copied body that get symbols of their own. */
struct renaming {
	struct lowerer *l;
	u32 first, end;  /* declared in the body by the script */
	u32 temps, mark; /* and by its lowering; MARK: the first new one */
	struct var_sym **fresh; /* by index */
};

static bool rename_var(struct node **slot, void *arg)
{
	struct renaming *r = arg;
	struct node *node = *slot;
	const struct var_sym *old;
	struct var_sym *sym;

	if (node->kind != N_VAR || !node->var.sym)
		return true;
	old = node->var.sym;
	if (old->idx >= r->mark ||
	    (old->idx < r->temps &&
	     (old->idx < r->first || old->idx >= r->end)))
		return true;
	sym = r->fresh[old->idx];
	if (!sym) {
		sym = ARENA_OBJ(r->l->ctx->arena, struct var_sym);
		*sym = *old;
		sym->idx = (*r->l->nvars)++;
		r->fresh[old->idx] = sym;
	}
	node->var.sym = sym;
	return true;
}

static bool see_for(struct node **slot, void *arg)
{
	bool *found = arg;

	*found = *found || (*slot)->kind == N_FOR;
	return !*found;
}

/*
 * One more body of the `unroll` NODE. Where bodies of `for` are functions of
 * their own, the variables in the copy are its own, too: functions of two
 * copies would have to share them otherwise. Without, one place is enough.
 */
static struct node *copy_unrolled(struct lowerer *l, const struct node *node,
				  u32 temps, u32 mark)
{
	struct node *body = copy(l, node->loop.body);
	struct renaming renaming = {
		.l = l,
		.first = node->loop.first_var,
		.end = node->loop.end_var,
		.temps = temps,
		.mark = mark,
		.fresh = ARENA_ARRAY(l->ctx->arena, struct var_sym *, mark + 1),
	};
	struct node_visitor visitor = { .pre = rename_var, .arg = &renaming };
	bool found = false;
	struct node_visitor search = { .pre = see_for, .arg = &found };

	node_walk(&body, &search);
	if (found)
		node_walk(&body, &visitor);
	return body;
}

static void lower_unroll(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot, *body = node->loop.body;
	struct node *list = body;
	u64 count = node->loop.cond->int_.value;
	u32 temps = *l->nvars, mark;

	lower_block(l, body);
	mark = *l->nvars;
	for (u64 i = 1; i < count; i++) {
		struct node *next = copy_unrolled(l, node, temps, mark);

		next->next = list;
		list = next;
	}
	put(slot, make_block(l, list, NULL, node->span));
}

/* A range's ends are signed words; a map that is walked stays as it is. */
static void lower_for(struct lowerer *l, struct node *node)
{
	struct node *range = node->loop.cond;
	struct node *var = node->loop.var;

	if (range->kind == N_RANGE) {
		lower_expr(l, &range->binary.lhs);
		coerce(l, &range->binary.lhs, type_int(8, true));
		lower_expr(l, &range->binary.rhs);
		coerce(l, &range->binary.rhs, type_int(8, true));
	}
	typing_set(l->ctx->typing, var, var->var.sym->type);
	lower_block(l, node->loop.body);
}

static void lower_return(struct lowerer *l, struct node *node)
{
	if (!node->expr.value)
		return;
	lower_expr(l, &node->expr.value);
	if (!l->fn)
		coerce(l, &node->expr.value, type_int(8, true));
	else if (l->fn->fn.type->kind != T_VOID)
		coerce(l, &node->expr.value, l->fn->fn.type);
}

void lower_statement(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;

	switch (node->kind) {
	case N_BLOCK:
		lower_block(l, node);
		break;
	case N_EXPR:
	case N_DISCARD:
		lower_expression(l, slot);
		break;
	case N_LET:
		if (is_dead_let(node))
			put(slot, make_block(l, NULL, NULL, node->span));
		else
			lower_let(l, node);
		break;
	case N_ASSIGN:
		lower_assign(l, slot);
		break;
	case N_IF:
		lower_if(l, node);
		break;
	case N_WHILE:
		lower_expr(l, &node->loop.cond);
		lower_block(l, node->loop.body);
		break;
	case N_FOR:
		lower_for(l, node);
		break;
	case N_UNROLL:
		lower_unroll(l, slot);
		break;
	case N_RETURN:
		lower_return(l, node);
		break;
	case N_BREAK:
	case N_CONTINUE:
		break;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_BUILTIN:
	case N_VAR:
	case N_MAP:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_INCDEC:
	case N_ADDROF:
	case N_DEREF:
	case N_BINARY:
	case N_TERNARY:
	case N_COMPTIME:
	case N_CALL:
	case N_FIELD:
	case N_INDEX:
	case N_TUPLE:
	case N_RECORD:
	case N_NAMED:
	case N_CAST:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_KINDS:
		BUG("lower: a %s node is no statement",
		    node_kind_name(node->kind));
	}
}

/* /pred/ { body } is { if (!pred) { return; } body } */
static void lower_predicate(struct lowerer *l, struct node *probe)
{
	struct node *pred = probe->probe.pred;
	struct node *body = probe->probe.body;
	struct node *guard, *not, *stop;

	if (!pred)
		return;
	probe->probe.pred = NULL;
	not = make(l, N_UNARY, type_bool(), pred->span);
	not ->unary.op = OP_NOT;
	not ->unary.arg = pred;
	stop = node_new(l->prog, N_RETURN, pred->span);
	guard = make(l, N_IF, type_none(), pred->span);
	guard->if_.cond = not ;
	guard->if_.then = make_block(l, stop, NULL, pred->span);
	guard->next = body->block.stmts;
	body->block.stmts = guard;
}

void pass_lower(struct ctx *ctx, struct program *prog)
{
	struct lowerer l = { .ctx = ctx, .prog = prog };

	for (struct node *fn = prog->fns; fn; fn = fn->next) {
		l.fn = fn;
		l.nvars = &fn->fn.nvars;
		l.space = AS_NONE;
		lower_block(&l, fn->fn.body);
		lower_whiles(&l, &fn->fn.body);
	}
	l.fn = NULL;
	for (struct node *probe = prog->probes; probe; probe = probe->next) {
		struct node *point = probe->probe.points;

		l.probe = probe;
		l.nvars = &probe->probe.nvars;
		l.points = probe->probe.points;
		l.space = probe_space(point ? point->point.type : NULL);
		lower_predicate(&l, probe);
		lower_block(&l, probe->probe.body);
		lower_whiles(&l, &probe->probe.body);
	}
}
