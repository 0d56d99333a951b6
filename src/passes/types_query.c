/*
 * Questions about types whose answer chooses code: is_str() and its like,
 * and `comptime` expressions that ask them. A branch that is not chosen is
 * never typed.
 */
#include "ast/registry.h"
#include "passes/pass.h"
#include "passes/queries.h"
#include "passes/types.h"

bool type_is_query(const struct node *node)
{
	if (node->kind != N_CALL || !node->call.row)
		return false;
	switch (node->call.row->id) {
	case FN_is_str:
	case FN_is_ptr:
	case FN_is_array:
	case FN_is_integer:
	case FN_is_unsigned_integer:
	case FN_is_literal:
	case FN_is_scalar:
		return true;
	default:
		return false;
	}
}

static bool is_literal(const struct node *node)
{
	return node->kind == N_INT || node->kind == N_BOOL ||
	       node->kind == N_STR;
}

bool type_query_holds(const struct node *call, const struct type *type)
{
	type = type_decay(type);
	switch (call->call.row->id) {
	case FN_is_str:
		return type->kind == T_STRING;
	case FN_is_ptr:
		return type->kind == T_PTR;
	case FN_is_array:
		return type->kind == T_ARRAY;
	case FN_is_integer:
		return type_is_int(type);
	case FN_is_unsigned_integer:
		return type_is_int(type) && !type->is_signed;
	case FN_is_literal:
		return is_literal(call->call.args);
	default:
		return false;
	}
}

/* What a walk over a comptime expression found. */
struct query_walk {
	struct typer *t;
	bool unknown; /* a question can't be answered yet */
};

/* NODE, whose place in the tree stays, becomes OTHER. */
static void become(struct node *node, const struct node *other)
{
	struct node old = *node;

	*node = *other;
	node->id = old.id;
	node->span = old.span;
	node->next = old.next;
}

static void set_bool(struct node *node, bool value)
{
	struct node constant = { .kind = N_BOOL, .bool_.value = value };

	become(node, &constant);
}

static void set_int(struct node *node, u64 value)
{
	struct node constant = { .kind = N_INT, .int_.value = value };

	become(node, &constant);
}

static void answer_map(struct query_walk *walk, struct node *node)
{
	const struct node *map = node->call.args;
	enum map_shape shape;

	if (!map || map->kind != N_MAP) {
		walk->unknown = true;
		return;
	}
	shape = walk->t->maps[map->map.sym->idx].shape;
	set_bool(node, shape != SHAPE_KEYED);
}

static void answer_size(struct query_walk *walk, struct node *node)
{
	const struct type *type =
		type_of(walk->t->ctx->typing, node->query.arg);

	if (!type || type->kind == T_ERROR) {
		walk->unknown = true;
		return;
	}
	type_complete(walk->t->ctx->types, type);
	types_lock(walk->t, &node->query.arg);
	set_int(node, type->size);
}

static void answer_typeinfo(struct query_walk *walk, struct node *node)
{
	struct typer *t = walk->t;
	const struct type *type = type_of(t->ctx->typing, node->query.arg);

	if (!type || type->kind == T_ERROR) {
		walk->unknown = true;
		return;
	}
	type = type_plain(t->ctx->types, type);
	types_lock(t, &node->query.arg);
	become(node, query_typeinfo(t->ctx, t->prog, type, node->span));
}

static void answer_offset(struct query_walk *walk, struct node *node)
{
	struct typer *t = walk->t;
	const struct type *type = type_of(t->ctx->typing, node->query.arg);
	u64 offset;

	if (!type || !query_offset(t->ctx, type, node->query.path, &offset)) {
		walk->unknown = true;
		return;
	}
	types_lock(t, &node->query.arg);
	set_int(node, offset);
}

static void answer_is(struct query_walk *walk, struct node *node)
{
	struct typer *t = walk->t;
	const struct type *type = type_of(t->ctx->typing, node->call.args);

	if (!type || type->kind == T_ERROR || type->kind == T_NONE) {
		walk->unknown = true;
		return;
	}
	types_lock(t, &node->call.args);
	set_bool(node, type_query_holds(node, type));
}

static bool answer(struct node **slot, void *arg)
{
	struct query_walk *walk = arg;
	struct node *node = *slot;

	if (node->kind == N_SIZEOF)
		answer_size(walk, node);
	else if (node->kind == N_TYPEINFO)
		answer_typeinfo(walk, node);
	else if (node->kind == N_OFFSETOF)
		answer_offset(walk, node);
	else if (!type_is_query(node))
		return true;
	else if (node->call.row->id == FN_is_scalar)
		answer_map(walk, node);
	else
		answer_is(walk, node);
	return false;
}

/* Make the operand of comptime NODE a literal, as soon as it can be one. */
static bool settle(struct typer *t, struct node *node)
{
	struct query_walk walk = { .t = t };
	struct node_visitor visitor = { .pre = answer, .arg = &walk };

	if (is_literal(node->expr.value))
		return true;
	(void)infer(t, node->expr.value);
	if (!t->settling && !t->report)
		return false;
	node_walk(&node->expr.value, &visitor);
	if (!walk.unknown)
		fold_expression(t->ctx, t->prog, &node->expr.value);
	if (is_literal(node->expr.value))
		return true;
	types_error(t, node->span, "Unable to resolve comptime expression");
	return false;
}

/* The branch that NODE became has not been folded yet. */
static void fold_branch(struct typer *t, struct node *node)
{
	struct node *folded = node;

	fold_expression(t->ctx, t->prog, &folded);
	if (folded != node)
		become(node, folded);
}

static bool is_true(const struct node *literal)
{
	if (literal->kind == N_STR)
		return literal->str.len > 0;
	return literal->kind == N_BOOL ? literal->bool_.value
				       : literal->int_.value != 0;
}

void types_comptime(struct typer *t, struct node *node)
{
	bool is_if = node->kind == N_IF;
	struct node *comptime = is_if ? node->if_.cond : node;
	struct node empty = { .kind = N_BLOCK };
	const struct node *taken;

	if (!settle(t, comptime) || !t->settling)
		return;
	t->settled = true;
	if (!is_if) {
		become(node, comptime->expr.value);
		return;
	}
	if (is_true(comptime->expr.value))
		taken = node->if_.then;
	else
		taken = node->if_.els ? node->if_.els : &empty;
	become(node, taken);
	fold_branch(t, node);
}
