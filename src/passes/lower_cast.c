/*
 * Conversions: implicit ones become CAST nodes, explicit ones become plain
 * ones, and literals take the type that is asked of them.
 */
#include "passes/lower.h"
#include "passes/types.h"

#include <string.h>

/* A literal simply becomes one of type TO. */
static void retype_int(struct lowerer *l, struct node *node,
		       const struct type *to)
{
	u32 unused = 64 - to->size * 8;
	u64 value = node->int_.value << unused;

	if (to->is_signed)
		value = (u64)((s64)value >> unused);
	else
		value >>= unused;
	node->int_.value = value;
	node->int_.text = NULL;
	node->int_.negative = to->is_signed && (s64)value < 0;
	typing_set(l->ctx->typing, node, to);
}

static void coerce_tuple(struct lowerer *l, struct node *node,
			 const struct type *to)
{
	const struct layout *layout = type_layout(l->ctx->types, to);
	struct node **slot = &node->tuple.elems;

	for (u32 i = 0; *slot && i < layout->nfields; i++) {
		coerce(l, slot, layout->fields[i].type);
		slot = &(*slot)->next;
	}
	typing_set(l->ctx->typing, node, to);
}

/* Do records FROM and TO have their members in the same order? */
static bool has_order(struct lowerer *l, const struct type *from,
		      const struct type *to)
{
	const struct layout *left = type_layout(l->ctx->types, from);
	const struct layout *right = type_layout(l->ctx->types, to);

	if (left->nfields != right->nfields)
		return false;
	for (u32 i = 0; i < left->nfields; i++) {
		if (strcmp(left->fields[i].name, right->fields[i].name) != 0)
			return false;
	}
	return true;
}

static void coerce_record(struct lowerer *l, struct node *node,
			  const struct type *to)
{
	const struct layout *layout = type_layout(l->ctx->types, to);
	struct node *elem = node->tuple.elems;

	for (u32 i = 0; elem && i < layout->nfields; i++, elem = elem->next) {
		coerce(l, &elem->named.value, layout->fields[i].type);
		typing_set(l->ctx->typing, elem, layout->fields[i].type);
	}
	typing_set(l->ctx->typing, node, to);
}

static void coerce_block(struct lowerer *l, struct node *node,
			 const struct type *to)
{
	if (node->block.value)
		coerce(l, &node->block.value, to);
	typing_set(l->ctx->typing, node, to);
}

/* The blocks of an `if` stay blocks: their values are converted. */
static void coerce_choice(struct lowerer *l, struct node *node,
			  const struct type *to)
{
	coerce(l, &node->if_.then, to);
	if (node->if_.els)
		coerce(l, &node->if_.els, to);
	typing_set(l->ctx->typing, node, to);
}

static void wrap(struct lowerer *l, struct node **slot, const struct type *to)
{
	struct node *old = *slot;
	struct node *cast = make(l, N_CAST, to, old->span);

	put(slot, cast);
	cast->cast.value = old;
}

static bool is_plain_number(const struct type *type)
{
	return type->kind == T_INT || type->kind == T_ENUM;
}

void coerce(struct lowerer *l, struct node **slot, const struct type *to)
{
	struct node *node = *slot;
	const struct type *from = settled(l, node);

	to = type_plain(l->ctx->types, to);
	if (from == to)
		return;
	if (node->kind == N_INT && is_plain_number(from) && is_plain_number(to))
		retype_int(l, node, to);
	else if (node->kind == N_TUPLE && to->kind == T_TUPLE)
		coerce_tuple(l, node, to);
	else if (node->kind == N_RECORD && has_order(l, from, to))
		coerce_record(l, node, to);
	else if (node->kind == N_BLOCK)
		coerce_block(l, node, to);
	else if (node->kind == N_IF || node->kind == N_TERNARY)
		coerce_choice(l, node, to);
	else
		wrap(l, slot, to);
}

void coerce_word(struct lowerer *l, struct node **slot)
{
	const struct type *type = settled(l, *slot);

	coerce(l, slot, type_int(8, type->kind != T_BOOL && type->is_signed));
}

/* Integer to array: bytes are added above as zeros, first. */
static void widen_for_array(struct lowerer *l, struct node **slot,
			    const struct type *array)
{
	const struct type *type = settled(l, *slot);

	if (type->size == array->size && type->kind == T_INT)
		return;
	coerce(l, slot, type_int(type->size, false));
	coerce(l, slot, type_int(array->size, false));
}

void lower_cast(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;
	const struct type *to = settled(l, node), *from;
	struct node *value;

	lower_expr(l, &node->cast.value);
	value = node->cast.value;
	from = settled(l, value);
	if (from == to || (value->kind == N_INT && is_plain_number(from) &&
			   is_plain_number(to))) {
		put(slot, value);
		coerce(l, slot, to);
		return;
	}
	if (to->kind == T_ARRAY && type_is_int(from))
		widen_for_array(l, &node->cast.value, to);
	else if (to->kind == T_USERNAME)
		coerce(l, &node->cast.value, type_int(8, false));
	node->cast.type = NULL;
}
