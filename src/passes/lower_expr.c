/*
 * Expressions of the language -> core expressions: every conversion explicit,
 * operands of one type, pointers scaled, compile-time questions answered.
 */
#include "passes/lower.h"
#include "passes/pass.h"

#include "ast/registry.h"
#include "attach/probe.h"
#include "passes/check_kernel.h"
#include "passes/queries.h"
#include "passes/types.h"

#include <string.h>

static bool is_comparison(enum op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

/* VALUE, an integer, as a number of bytes for steps of SIZE. */
static void scale(struct lowerer *l, struct node **slot, u32 size)
{
	const struct type *word = type_int(8, true);
	struct node *old;

	coerce(l, slot, word);
	if (size <= 1)
		return;
	old = *slot;
	if (old->kind == N_INT) {
		old->int_.value *= size;
		old->int_.text = NULL;
		old->int_.negative = (s64)old->int_.value < 0;
		return;
	}
	*slot = make_binary(l, OP_MUL, old, make_int(l, size, word, old->span),
			    word);
}

static u32 step_of(struct lowerer *l, const struct type *ptr)
{
	const struct type *base = ptr->base;

	if (base->kind == T_STRUCT)
		type_layout(l->ctx->types, base);
	return base->size;
}

static void lower_pointer_sum(struct lowerer *l, struct node *node)
{
	struct node *lhs = node->binary.lhs;

	if (settled(l, lhs)->kind != T_PTR) {
		node->binary.lhs = node->binary.rhs;
		node->binary.rhs = lhs;
	}
	scale(l, &node->binary.rhs, step_of(l, settled(l, node->binary.lhs)));
}

/* Pointers compare as pointers of the left type. */
static void lower_pointer_comparison(struct lowerer *l, struct node *node)
{
	const struct type *left = settled(l, node->binary.lhs);

	if (left->kind == T_PTR)
		coerce(l, &node->binary.rhs, left);
	else
		coerce(l, &node->binary.lhs, settled(l, node->binary.rhs));
}

static void lower_comparison(struct lowerer *l, struct node *node,
			     const struct type *left, const struct type *right)
{
	const struct type *both;

	if (left->kind == T_PTR || right->kind == T_PTR) {
		lower_pointer_comparison(l, node);
		return;
	}
	if (left->kind == T_STRING || left->kind == T_BUFFER ||
	    left->kind == T_ARRAY)
		return;
	both = promote_compare(l->ctx->types, left, right);
	if (!both)
		BUG("lower: a comparison of %s with %s",
		    type_name(l->ctx->types, left),
		    type_name(l->ctx->types, right));
	coerce(l, &node->binary.lhs, both);
	coerce(l, &node->binary.rhs, both);
}

/* Booleans compute as integers; the result is a boolean again. */
static void lower_bool_arithmetic(struct lowerer *l, struct node *node)
{
	const struct type *word = type_int(8, false);
	struct node *inner;

	coerce(l, &node->binary.lhs, word);
	coerce(l, &node->binary.rhs, word);
	inner = make_binary(l, node->binary.op, node->binary.lhs,
			    node->binary.rhs, word);
	node->kind = N_CAST;
	node->cast.type = NULL;
	node->cast.value = inner;
}

static void lower_arithmetic(struct lowerer *l, struct node *node)
{
	const struct type *type = settled(l, node);

	if (type->kind == T_PTR) {
		lower_pointer_sum(l, node);
		return;
	}
	if (type->kind == T_BOOL) {
		lower_bool_arithmetic(l, node);
		return;
	}
	coerce(l, &node->binary.lhs, type);
	coerce(l, &node->binary.rhs, type);
}

/* LEFT and RIGHT still know which of them are literals. */
static void lower_operands(struct lowerer *l, struct node *node,
			   const struct type *left, const struct type *right)
{
	enum op op = node->binary.op;

	if (op == OP_LAND || op == OP_LOR)
		return;
	if (is_comparison(op))
		lower_comparison(l, node, left, right);
	else
		lower_arithmetic(l, node);
}

void lower_binary_core(struct lowerer *l, struct node *node)
{
	lower_operands(l, node, settled(l, node->binary.lhs),
		       settled(l, node->binary.rhs));
}

static void lower_binary(struct lowerer *l, struct node *node)
{
	const struct typing *typing = l->ctx->typing;
	const struct type *left = type_decay(type_of(typing, node->binary.lhs));
	const struct type *right =
		type_decay(type_of(typing, node->binary.rhs));

	lower_expr(l, &node->binary.lhs);
	lower_expr(l, &node->binary.rhs);
	lower_operands(l, node, left, right);
}

static void lower_unary(struct lowerer *l, struct node *node)
{
	lower_expr(l, &node->unary.arg);
	if (node->unary.op != OP_NOT)
		coerce(l, &node->unary.arg, settled(l, node));
}

static void lower_deref(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;
	struct types *store = l->ctx->types;
	const struct type *type;

	lower_expr(l, &node->unary.arg);
	type = settled(l, node->unary.arg);
	if (type->kind == T_STRUCT) /* *args is args */
		put(slot, node->unary.arg);
	else if (type->kind == T_INT)
		coerce(l, &node->unary.arg,
		       type_ptr(store, type_int(8, false), l->space));
	else if (type->base->kind == T_VOID)
		coerce(l, &node->unary.arg,
		       type_ptr(store, type_int(8, false), type->space));
}

static void lower_block_value(struct lowerer *l, struct node *node)
{
	lower_block_statements(l, node);
	if (!node->block.value) {
		typing_set(l->ctx->typing, node, type_none());
		return;
	}
	lower_expr(l, &node->block.value);
	typing_set(l->ctx->typing, node, settled(l, node->block.value));
}

static bool is_nothing(const struct type *type)
{
	return type->kind == T_NONE || type->kind == T_VOID;
}

static void lower_branch(struct lowerer *l, struct node **slot,
			 const struct type *type)
{
	if (!*slot)
		return;
	lower_expr(l, slot);
	if (!is_nothing(type))
		coerce(l, slot, type);
}

/* A ternary, or an `if` whose value is wanted. */
static void lower_choice(struct lowerer *l, struct node *node)
{
	const struct type *type = settled(l, node);

	lower_expr(l, &node->if_.cond);
	lower_branch(l, &node->if_.then, type);
	lower_branch(l, &node->if_.els, type);
}

static bool is_pointer_pair(const struct type *type)
{
	return type->kind == T_PTR && type->base->kind == T_PTR;
}

static struct node *make_deref(struct lowerer *l, struct node *ptr)
{
	const struct type *type = settled(l, ptr);
	struct node *node = make(l, N_DEREF, type->base, ptr->span);

	node->unary.arg = ptr;
	return node;
}

static void lower_field(struct lowerer *l, struct node *node)
{
	lower_expr(l, &node->field.base);
	while (is_pointer_pair(settled(l, node->field.base)))
		node->field.base = make_deref(l, node->field.base);
}

/* $t[1] is $t.1 */
static void index_to_field(struct lowerer *l, struct node *node)
{
	struct node *base = node->index.base;
	u32 idx = (u32)node->index.idx->int_.value;

	node->kind = N_FIELD;
	memset(&node->field, 0, sizeof(node->field));
	node->field.base = base;
	node->field.name = arena_printf(l->ctx->arena, "%u", idx);
	node->field.is_index = true;
	node->field.index = idx;
}

/* $p[3] is *($p + 3) */
static void index_to_deref(struct lowerer *l, struct node *node)
{
	struct node *base = node->index.base;
	struct node *sum =
		make_binary(l, OP_ADD, base, node->index.idx, settled(l, base));

	lower_binary_core(l, sum);
	node->kind = N_DEREF;
	memset(&node->unary, 0, sizeof(node->unary));
	node->unary.arg = sum;
}

static void lower_index(struct lowerer *l, struct node *node)
{
	const struct type *type;

	lower_expr(l, &node->index.base);
	type = settled(l, node->index.base);
	if (type->kind == T_TUPLE) {
		index_to_field(l, node);
		return;
	}
	lower_expr(l, &node->index.idx);
	if (type->kind == T_PTR)
		index_to_deref(l, node);
	else
		coerce_word(l, &node->index.idx);
}

static void lower_tuple(struct lowerer *l, struct node *node)
{
	const struct type *type = settled(l, node);
	const struct layout *layout = type_layout(l->ctx->types, type);
	u32 i = 0;

	for (struct node **slot = &node->tuple.elems; *slot;
	     slot = &(*slot)->next) {
		lower_expr(l, slot);
		coerce(l, slot, layout->fields[i++].type);
	}
}

static void lower_record(struct lowerer *l, struct node *node)
{
	settled(l, node);
	for (struct node *elem = node->tuple.elems; elem; elem = elem->next) {
		lower_expr(l, &elem->named.value);
		typing_set(l->ctx->typing, elem, settled(l, elem->named.value));
	}
}

static void lower_sizeof(struct lowerer *l, struct node **slot)
{
	const struct type *type = type_of(l->ctx->typing, (*slot)->query.arg);

	type_complete(l->ctx->types, type);
	put(slot, make_int(l, type->size, type_int(8, false), (*slot)->span));
}

static void lower_offsetof(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;
	const struct type *type = type_of(l->ctx->typing, node->query.arg);
	u64 offset;

	if (!query_offset(l->ctx, type, node->query.path, &offset))
		BUG("offsetof: %s was there before", node->query.path);
	put(slot, make_int(l, (s64)offset, type_int(8, false), node->span));
}

static void lower_typeinfo(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;
	const struct type *of = type_of(l->ctx->typing, node->query.arg);
	const struct type *type =
		query_typeinfo_type(l->ctx, type_plain(l->ctx->types, of));
	const struct layout *layout = type_layout(l->ctx->types, type);
	struct node *record = query_typeinfo(
		l->ctx, l->prog, type_plain(l->ctx->types, of), node->span);
	u32 i = 0;

	typing_set(l->ctx->typing, record, type);
	for (struct node *elem = record->tuple.elems; elem; elem = elem->next) {
		typing_set(l->ctx->typing, elem, layout->fields[i].type);
		typing_set(l->ctx->typing, elem->named.value,
			   layout->fields[i++].type);
	}
	put(slot, record);
}

/* delete(@m[key]) is delete(@m, key). */
static void split_key(struct lowerer *l, struct node *call)
{
	struct node *map = call->call.args;

	if (map->next || !map->map.key)
		return;
	map->next = map->map.key;
	map->map.key = NULL;
	map->map.whole = true;
	typing_set(l->ctx->typing, map, type_none());
}

static bool is_literal_kind(enum arg_kind kind)
{
	return kind == ARG_LIT_STRING || kind == ARG_LIT_INT ||
	       kind == ARG_IDENT;
}

static bool is_core_argument(const struct node *arg)
{
	return arg->kind == N_IDENT || (arg->kind == N_MAP && arg->map.whole);
}

/* ntop() of an integer: an IPv4 address, or the family before it. */
static void lower_address(struct lowerer *l, struct node **slot)
{
	if (settled(l, *slot)->kind == T_INT)
		coerce(l, slot, type_int(4, false));
}

/* The name of a signal is its number. */
static void lower_signal(struct lowerer *l, const struct node *call,
			 struct node **slot)
{
	enum function_id id = call->call.row->id;
	struct node *arg = *slot;

	if (arg->kind == N_STR && (id == FN_signal || id == FN_signal_thread))
		put(slot, make_int(l, signal_number(arg->str.text),
				   type_int(8, true), arg->span));
}

static void lower_argument(struct lowerer *l, struct node *call,
			   struct node **slot, enum arg_kind kind)
{
	if (is_core_argument(*slot))
		return;
	lower_signal(l, call, slot);
	lower_expr(l, slot);
	if (is_literal_kind(kind))
		return;
	if (call->call.row->id == FN_signal ||
	    call->call.row->id == FN_signal_thread)
		coerce_word(l, slot);
	else if (call->call.row->id == FN_bswap)
		coerce(l, slot, settled(l, call));
	else if (call->call.row->id == FN_ntop)
		lower_address(l, slot);
	else if (kind == ARG_INT)
		coerce_word(l, slot);
}

/* Arguments of a function of the script become what it declares. */
static void lower_fn_call(struct lowerer *l, struct node *call)
{
	const struct node *param = call->call.fn->fn.params;

	settled(l, call);
	for (struct node **slot = &call->call.args; *slot;
	     slot = &(*slot)->next, param = param->next) {
		lower_expr(l, slot);
		coerce(l, slot, param->param.sym->type);
	}
}

/*
 * uaddr("symbol") gets, for each of the program's points, how far the symbol
 * is from the probed place (one more argument each); when the program always
 * lies at the same place, just one: the address, cast to the call's type.
 */
static void lower_uaddr(struct lowerer *l, struct node *call)
{
	const struct node *point = l->points;
	const struct type *word = type_int(8, true);
	struct node *name = call->call.args, **end = &name->next;
	bool relocatable = false;
	struct user_symbol sym;
	u64 first = 0;

	for (u32 i = 0; i < point->point.nitems; i++) {
		if (user_symbol(&point->point.items[i], name->str.text, &sym))
			BUG("lower: symbol %s was there before",
			    name->str.text);
		if (i && sym.addr != first)
			relocatable = true;
		first = sym.addr;
		relocatable |= sym.is_relocatable;
		*end = make_int(l, (s64)(sym.addr - sym.place), word,
				name->span);
		end = &(*end)->next;
	}
	if (relocatable)
		return;
	call->kind = N_CAST;
	memset(&call->cast, 0, sizeof(call->cast));
	call->cast.value = make_int(l, (s64)first, word, call->span);
}

/* is_str() and its like: their answer is known. */
static void lower_type_query(struct lowerer *l, struct node **slot)
{
	struct node *call = *slot, *arg = call->call.args;
	struct node *value =
		node_typed(l->ctx, l->prog, N_BOOL, type_bool(), call->span);

	if (arg->kind == N_MAP && arg->map.whole)
		value->bool_.value = !arg->map.sym->key;
	else
		value->bool_.value =
			type_query_holds(call, type_of(l->ctx->typing, arg));
	node_replace(slot, value);
}

static void lower_call(struct lowerer *l, struct node *call)
{
	const struct function *row = call->call.row;
	const struct map_sym *keyed = NULL;
	struct signature sig;
	u32 idx = 0;

	function_signature(row, &sig);
	settled(l, call);
	if (row->id == FN_uaddr) {
		lower_uaddr(l, call);
		return;
	}
	if (row->id == FN_delete || row->id == FN_has_key) {
		split_key(l, call);
		keyed = call->call.args->map.sym;
	}
	for (struct node **slot = &call->call.args; *slot;
	     slot = &(*slot)->next, idx++) {
		enum arg_kind kind = ARG_ANY;

		if (idx < sig.nkinds)
			kind = sig.kinds[idx];
		if (keyed && idx == 1)
			lower_map_key(l, slot, keyed);
		else
			lower_argument(l, call, slot, kind);
	}
}

void lower_expr(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot;

	switch (node->kind) {
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_BUILTIN:
	case N_VAR:
	case N_ADDROF:
		settled(l, node);
		break;
	case N_IDENT:
		break;
	case N_MAP:
		lower_map_read(l, node);
		break;
	case N_UNARY:
		lower_unary(l, node);
		break;
	case N_INCDEC:
		lower_incdec(l, slot, true);
		break;
	case N_DEREF:
		lower_deref(l, slot);
		break;
	case N_BINARY:
		lower_binary(l, node);
		break;
	case N_IF:
	case N_TERNARY:
		lower_choice(l, node);
		break;
	case N_COMPTIME:
		put(slot, node->expr.value);
		lower_expr(l, slot);
		break;
	case N_BLOCK:
		lower_block_value(l, node);
		break;
	case N_CALL:
		if (node->call.fn)
			lower_fn_call(l, node);
		else if (type_is_query(node))
			lower_type_query(l, slot);
		else
			lower_call(l, node);
		break;
	case N_FIELD:
		lower_field(l, node);
		break;
	case N_INDEX:
		lower_index(l, node);
		break;
	case N_TUPLE:
		lower_tuple(l, node);
		break;
	case N_RECORD:
		lower_record(l, node);
		break;
	case N_CAST:
		lower_cast(l, slot);
		return;
	case N_SIZEOF:
		lower_sizeof(l, slot);
		break;
	case N_OFFSETOF:
		lower_offsetof(l, slot);
		break;
	case N_TYPEINFO:
		lower_typeinfo(l, slot);
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
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_ASSIGN:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_NAMED:
	case N_TYPEOF:
	case N_TYPENAME:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_KINDS:
		BUG("lower: a %s node is no expression",
		    node_kind_name(node->kind));
	}
	if (*slot == node && type_of(l->ctx->typing, node))
		settled(l, node);
}
