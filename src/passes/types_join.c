/*
 * The promotion rules: which type holds two others, what may be stored where.
 * Pure functions over types; they report nothing.
 */
#include "passes/types.h"

#include <string.h>

const struct type *type_decay(const struct type *type)
{
	if (!type || !type_is_castable(type))
		return type;
	return type_int(8, type->kind != T_COUNT && type->is_signed);
}

bool is_unreadable(const struct type *type)
{
	return type_is_aggregate(type) && !type_is_castable(type);
}

bool is_fixed_signed(const struct type *type)
{
	return type->is_signed && !type->is_flex && type->kind != T_BOOL;
}

bool is_condition(const struct type *type)
{
	return type_is_int(type) || type->kind == T_PTR ||
	       type_is_castable(type);
}

const char *kind_word(const struct type *type)
{
	static const char *const words[T_KINDS] = {
		[T_ERROR] = "error",
		[T_NONE] = "none",
		[T_VOID] = "void",
		[T_INT] = "int",
		[T_BOOL] = "bool",
		[T_ENUM] = "enum",
		[T_PTR] = "pointer",
		[T_STRUCT] = "struct",
		[T_FUNC] = "function",
		[T_ARRAY] = "array",
		[T_STRING] = "string",
		[T_BUFFER] = "buffer",
		[T_INET] = "inet",
		[T_MAC] = "mac_address",
		[T_KSTACK] = "kstack",
		[T_USTACK] = "ustack",
		[T_KSYM] = "ksym_t",
		[T_USYM] = "usym_t",
		[T_USERNAME] = "username_t",
		[T_TIMESTAMP] = "timestamp",
		[T_CGROUP_PATH] = "cgroup_path_t",
		[T_TUPLE] = "tuple",
		[T_RECORD] = "record",
		[T_COUNT] = "count_t",
		[T_SUM] = "sum_t",
		[T_MIN] = "min_t",
		[T_MAX] = "max_t",
		[T_AVG] = "avg_t",
		[T_STATS] = "stats_t",
		[T_HIST] = "hist_t",
		[T_LHIST] = "lhist_t",
		[T_TSERIES] = "tseries_t",
	};

	return words[type->kind];
}

const struct type *arithmetic_result(enum op op, const struct type *left,
				     const struct type *right)
{
	if (left->kind == T_PTR)
		return left;
	if (left->kind == T_BOOL && right->kind == T_BOOL)
		return type_bool();
	if (op == OP_SUB)
		return type_int(8, true);
	if (left->is_flex && right->is_flex)
		return type_int_flex(8);
	return type_int(8, is_fixed_signed(left) || is_fixed_signed(right));
}

enum addr_space probe_space(const struct probe_type *type)
{
	if (type && (type->flags & PF_KERNEL))
		return AS_KERNEL;
	if (type && (type->flags & PF_USER))
		return AS_USER;
	return AS_NONE;
}

static const struct type *flex_or_signed(u32 size, const struct type *other)
{
	if (other->is_flex)
		return type_int_flex(size);
	return type_int(size, is_fixed_signed(other));
}

static const struct type *promote_int(const struct type *a,
				      const struct type *b)
{
	u32 size = (u32)u64_max(a->size, b->size);
	const struct type *sign, *plain;

	if (a->is_flex)
		return flex_or_signed(size, b);
	if (b->is_flex)
		return flex_or_signed(size, a);
	if (is_fixed_signed(a) == is_fixed_signed(b))
		return type_int(size, is_fixed_signed(a));
	sign = is_fixed_signed(a) ? a : b;
	plain = sign == a ? b : a;
	if (sign->size > plain->size)
		return type_int(sign->size, true);
	return type_int(size < 8 ? size * 2 : 8, true);
}

static const struct type *
promote_tuple(struct types *store, const struct type *a, const struct type *b)
{
	const struct layout *left = type_layout(store, a);
	const struct layout *right = type_layout(store, b);
	const struct type *elems[256];

	if (left->nfields != right->nfields || left->nfields > countof(elems))
		return NULL;
	for (u32 i = 0; i < left->nfields; i++) {
		elems[i] = promote(store, left->fields[i].type,
				   right->fields[i].type);
		if (!elems[i])
			return NULL;
	}
	return type_tuple(store, elems, left->nfields);
}

static const struct type *
promote_record(struct types *store, const struct type *a, const struct type *b)
{
	const struct layout *left = type_layout(store, a);
	const struct type *elems[256];
	const char *names[256];
	u32 offset;

	if (left->nfields != type_layout(store, b)->nfields ||
	    left->nfields > countof(elems))
		return NULL;
	for (u32 i = 0; i < left->nfields; i++) {
		const struct field *other =
			type_field(store, b, left->fields[i].name, &offset);

		names[i] = left->fields[i].name;
		elems[i] = other ? promote(store, left->fields[i].type,
					   other->type)
				 : NULL;
		if (!elems[i])
			return NULL;
	}
	return type_record(store, names, elems, left->nfields);
}

/* Two types for one thing: named the same in C definitions and in BTF. */
static bool is_same_struct(const struct type *a, const struct type *b)
{
	return a->kind == T_STRUCT && b->kind == T_STRUCT && a->name &&
	       b->name && strcmp(a->name, b->name) == 0;
}

static const struct type *promote_ptr(struct types *store, const struct type *a,
				      const struct type *b)
{
	const struct type *base = NULL;

	if (a->base == b->base || is_same_struct(a->base, b->base))
		base = a->base;
	else if (a->base->kind == b->base->kind &&
		 (a->base->kind == T_INT || a->base->kind == T_PTR))
		base = promote(store, a->base, b->base);
	if (!base)
		return NULL;
	return type_ptr(store, base, a->space == b->space ? a->space : AS_NONE);
}

static const struct type *promote_aggregate(const struct type *a,
					    const struct type *b)
{
	if (a->kind == T_TSERIES &&
	    !memcmp(a->param, b->param, sizeof(a->param)))
		return a->is_signed ? a : b;
	if (type_is_histogram(a))
		return NULL;
	return type_aggregate(a->kind, a->is_signed || b->is_signed);
}

static bool is_number(const struct type *type)
{
	return type->kind == T_INT || type->kind == T_ENUM;
}

const struct type *promote(struct types *store, const struct type *a,
			   const struct type *b)
{
	if (a == b)
		return a;
	if (is_number(a) && is_number(b))
		return promote_int(a, b);
	if (a->kind != b->kind)
		return NULL;
	switch (a->kind) {
	case T_STRING:
		return a->count >= b->count ? a : b;
	case T_TUPLE:
		return promote_tuple(store, a, b);
	case T_RECORD:
		return promote_record(store, a, b);
	case T_PTR:
		return promote_ptr(store, a, b);
	case T_STRUCT:
		return is_same_struct(a, b) ? a : NULL;
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		return promote_aggregate(a, b);
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_BOOL:
	case T_INT:
	case T_ENUM:
	case T_FUNC:
	case T_ARRAY:
	case T_BUFFER:
	case T_INET:
	case T_MAC:
	case T_KSTACK:
	case T_USTACK:
	case T_KSYM:
	case T_USYM:
	case T_USERNAME:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
	case T_KINDS:
		break;
	}
	return NULL;
}

/*
 * Integers: a literal takes the sign of the others, so they come first. One
 * after the other, {int8, 300, uint8} would depend on the order.
 */
static const struct type *promote_numbers(const struct type *const *types,
					  u32 num)
{
	const struct type *fixed = NULL, *flex = NULL;

	for (u32 i = 0; i < num; i++) {
		const struct type **both = types[i]->is_flex ? &flex : &fixed;

		if (!is_number(types[i]))
			return NULL;
		if (!*both)
			*both = types[i];
		else if (*both != types[i])
			*both = promote_int(*both, types[i]);
	}
	if (!flex)
		return fixed;
	return fixed ? promote_int(fixed, flex) : flex;
}

/* Member NUM of the first of TYPES in each of them. */
static bool member_types(struct types *store, const struct type *const *types,
			 u32 ntypes, u32 num, const struct type **out)
{
	const struct layout *first = type_layout(store, types[0]);
	u32 offset;

	for (u32 i = 0; i < ntypes; i++) {
		const struct field *field =
			&type_layout(store, types[i])->fields[num];

		if (types[0]->kind == T_RECORD)
			field = type_field(store, types[i],
					   first->fields[num].name, &offset);
		if (!field)
			return false;
		out[i] = field->type;
	}
	return true;
}

/* Tuples and records, member by member. */
static const struct type *
promote_members(struct types *store, const struct type *const *types, u32 num)
{
	const struct layout *first = type_layout(store, types[0]);
	struct arena *arena = types_arena(store);
	const struct type **elems, **column;
	const char **names;

	elems = ARENA_ARRAY(arena, const struct type *, first->nfields + 1);
	names = ARENA_ARRAY(arena, const char *, first->nfields + 1);
	column = ARENA_ARRAY(arena, const struct type *, num);
	for (u32 i = 0; i < num; i++) {
		if (types[i]->kind != types[0]->kind ||
		    type_layout(store, types[i])->nfields != first->nfields)
			return NULL;
	}
	for (u32 i = 0; i < first->nfields; i++) {
		names[i] = first->fields[i].name;
		if (!member_types(store, types, num, i, column))
			return NULL;
		elems[i] = promote_all(store, column, num);
		if (!elems[i])
			return NULL;
	}
	return types[0]->kind == T_TUPLE
		       ? type_tuple(store, elems, first->nfields)
		       : type_record(store, names, elems, first->nfields);
}

const struct type *promote_all(struct types *store,
			       const struct type *const *types, u32 num)
{
	const struct type *all = types[0];

	if (num > 1 && is_number(all))
		return promote_numbers(types, num);
	if (num > 1 && (all->kind == T_TUPLE || all->kind == T_RECORD))
		return promote_members(store, types, num);
	for (u32 i = 1; all && i < num; i++)
		all = promote(store, all, types[i]);
	return all;
}

const struct type *promote_compare(struct types *store, const struct type *a,
				   const struct type *b)
{
	if (a->kind == T_BOOL && is_number(b))
		a = type_int(1, false);
	else if (b->kind == T_BOOL && is_number(a))
		b = type_int(1, false);
	return promote(store, a, b);
}

bool int_fits(const struct type *from, const struct type *to)
{
	bool source = is_fixed_signed(from);
	bool target = to->kind != T_BOOL && to->is_signed;

	if (to->kind == T_BOOL)
		return from->kind == T_BOOL;
	if (from->is_flex || source == target)
		return from->size <= to->size;
	return target && from->size < to->size;
}

bool literal_fits(u64 value, bool negative, const struct type *to)
{
	u32 bits = to->size * 8;

	if (negative) {
		if (!to->is_signed)
			return false;
		return bits >= 64 || (s64)value >= -((s64)1 << (bits - 1));
	}
	if (to->is_signed)
		return value <= ((u64)1 << (bits - 1)) - 1;
	return bits >= 64 || value <= ((u64)1 << bits) - 1;
}

/* Element-wise test of tuples, and of records by name. */
static bool elems_assignable(struct types *store, const struct type *from,
			     const struct type *to)
{
	const struct layout *left = type_layout(store, from);
	const struct layout *right = type_layout(store, to);
	u32 offset;

	if (left->nfields != right->nfields)
		return false;
	for (u32 i = 0; i < left->nfields; i++) {
		const struct field *target = &right->fields[i];

		if (from->kind == T_RECORD)
			target = type_field(store, to, left->fields[i].name,
					    &offset);
		if (!target ||
		    !is_assignable(store, left->fields[i].type, target->type))
			return false;
	}
	return true;
}

bool is_assignable(struct types *store, const struct type *from,
		   const struct type *to)
{
	if (from == to)
		return true;
	if (is_number(from) && is_number(to))
		return true;
	if (from->kind != to->kind)
		return false;
	if (from->kind == T_STRING)
		return from->count <= to->count;
	if (from->kind == T_TUPLE || from->kind == T_RECORD)
		return elems_assignable(store, from, to);
	return promote(store, from, to) != NULL;
}

bool loses_value(const struct type *from, const struct type *to)
{
	if (from == to)
		return false;
	if (is_number(from) && is_number(to))
		return !int_fits(from, to);
	if (from->kind != T_TUPLE || to->kind != T_TUPLE)
		return false;
	for (u32 i = 0; i < from->layout->nfields; i++) {
		if (i < to->layout->nfields &&
		    loses_value(from->layout->fields[i].type,
				to->layout->fields[i].type))
			return true;
	}
	return false;
}
