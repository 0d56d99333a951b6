/*
 * Building blocks of `lower`: new nodes with their types.
 */
#include "passes/lower.h"
#include "passes/pass.h"

const struct type *settled(struct lowerer *l, struct node *node)
{
	const struct type *type = type_of(l->ctx->typing, node);

	if (!type)
		BUG("lower: a %s node has no type", node_kind_name(node->kind));
	type = type_plain(l->ctx->types, type);
	typing_set(l->ctx->typing, node, type);
	return type;
}

void put(struct node **slot, struct node *node)
{
	struct node *old = *slot;

	if (old == node)
		return;
	node->next = old->next;
	old->next = NULL;
	*slot = node;
}

struct node *make(struct lowerer *l, enum node_kind kind,
		  const struct type *type, struct span span)
{
	return node_typed(l->ctx, l->prog, kind, type, span);
}

struct node *make_int(struct lowerer *l, s64 value, const struct type *type,
		      struct span span)
{
	struct node *node = make(l, N_INT, type, span);

	node->int_.value = (u64)value;
	node->int_.negative = type->is_signed && value < 0;
	return node;
}

struct node *make_expr(struct lowerer *l, struct node *value)
{
	struct node *node = node_new(l->prog, N_EXPR, value->span);

	node->expr.value = value;
	return node;
}

struct node *make_binary(struct lowerer *l, enum op op, struct node *lhs,
			 struct node *rhs, const struct type *type)
{
	struct node *node =
		make(l, N_BINARY, type, span_join(lhs->span, rhs->span));

	node->binary.op = op;
	node->binary.lhs = lhs;
	node->binary.rhs = rhs;
	return node;
}

struct node *make_var(struct lowerer *l, struct var_sym *sym, struct span span)
{
	struct node *node = make(l, N_VAR, sym->type, span);

	node->var.name = sym->name;
	node->var.sym = sym;
	return node;
}

struct node *make_let(struct lowerer *l, struct node *value)
{
	struct node *node = node_new(l->prog, N_LET, value->span);
	struct var_sym *sym = ARENA_OBJ(l->ctx->arena, struct var_sym);

	sym->name = arena_printf(l->ctx->arena, "$.%u", *l->nvars);
	sym->decl = value->span;
	sym->type = type_of(l->ctx->typing, value);
	sym->idx = (*l->nvars)++;
	node->let.var = make_var(l, sym, value->span);
	node->let.value = value;
	return node;
}

struct node *make_block(struct lowerer *l, struct node *stmts,
			struct node *value, struct span span)
{
	const struct type *type = type_none();
	struct node *node;

	if (value)
		type = type_of(l->ctx->typing, value);
	node = make(l, N_BLOCK, type, span);
	node->block.stmts = stmts;
	node->block.value = value;
	node->block.bare = value == NULL;
	return node;
}

static void copy_types(struct lowerer *l, struct node *to,
		       const struct node *from)
{
	struct node **slots[3], **others[3];
	struct node *source = (struct node *)from; /* only read */
	const struct type *type = type_of(l->ctx->typing, from);
	u32 num = node_slots(to, slots);

	if (type)
		typing_set(l->ctx->typing, to, type);
	node_slots(source, others);
	for (u32 i = 0; i < num; i++) {
		struct node *a = *slots[i];

		for (struct node *b = *others[i]; a && b;
		     a = a->next, b = b->next)
			copy_types(l, a, b);
	}
}

struct node *copy(struct lowerer *l, const struct node *node)
{
	struct node *clone = node_clone(l->prog, node);

	clone->next = NULL;
	copy_types(l, clone, node);
	return clone;
}
