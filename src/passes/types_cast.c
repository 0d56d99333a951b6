/*
 * Explicit casts: what may become what, and which memory a pointer made from
 * an integer means.
 */
#include "ast/registry.h"
#include "passes/types.h"

#include <string.h>

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

static const struct type *no_cast(struct typer *t, struct node *node,
				  const struct type *from,
				  const struct type *to)
{
	if (from->kind == T_NONE || from->kind == T_VOID)
		return types_error(t, node->span,
				   "Cannot cast from \"none\" type");
	if (from->kind == T_STRUCT)
		return types_error(t, node->span,
				   "Cannot cast from C type \"%s\"",
				   spell(t, from));
	return types_error(t, node->span, "Cannot cast from \"%s\" to \"%s\"",
			   spell(t, from), spell(t, to));
}

/* The cast type TO, pointing to the memory that VALUE of type FROM means. */
static const struct type *point_to(struct typer *t, struct node *value,
				   const struct type *from,
				   const struct type *to)
{
	enum addr_space space;

	if (from->kind == T_PTR)
		space = from->space;
	else if (!value_space(t, value, &space))
		space = t->space;
	if (space == AS_CTX || space == AS_BTF || space == AS_INTERNAL)
		return from->base == to->base ? from : to;
	return type_ptr(t->ctx->types, to->base, space);
}

static bool is_variant(struct typer *t, const struct type *type, s64 value)
{
	return type_enum_name(t->ctx->types, type, value) != NULL;
}

static const struct type *cast_enum(struct typer *t, struct node *node,
				    const struct type *to)
{
	const struct node *value = node->cast.value;
	const char *name = to->name ? to->name : "";

	if (value->kind != N_INT || value->int_.enum_type ||
	    is_variant(t, to, (s64)value->int_.value))
		return to;
	return types_error(t, node->span,
			   "Enum: %s doesn't contain a variant value of %lld",
			   strncmp(name, "enum ", 5) == 0 ? name + 5 : name,
			   (long long)value->int_.value);
}

static bool is_power_size(u32 size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* Integer FROM as the array type TO, or as an open array of its elements. */
static const struct type *cast_int_array(struct typer *t, struct node *node,
					 const struct type *from,
					 const struct type *to, bool open_array)
{
	const struct type *elem = open_array ? to : to->base;

	if (elem->kind != T_INT && elem->kind != T_BOOL)
		return no_cast(t, node, from, to);
	if (open_array && from->size % elem->size != 0)
		return types_error(t, node->span,
				   "Cannot determine array size: the element "
				   "size is incompatible with the cast "
				   "integer size");
	if (open_array)
		return type_array(t->ctx->types, elem, from->size / elem->size);
	if (to->size < from->size || !is_power_size(to->size))
		return no_cast(t, node, from, to);
	return to;
}

static bool is_scalar(const struct type *type)
{
	return type_is_int(type) || type->kind == T_PTR;
}

static bool is_bytes(const struct type *elem)
{
	return elem->kind == T_INT && elem->size == 1;
}

/* Are zeros put behind the literal VALUE to fill TO? */
static bool is_filled(const struct node *value, const struct type *from,
		      const struct type *to)
{
	return value->kind == N_STR && to->base->is_signed &&
	       from->count < to->size;
}

static const struct type *cast_array(struct typer *t, struct node *node,
				     const struct type *from,
				     const struct type *to, bool open_array)
{
	if (type_is_int(from))
		return cast_int_array(t, node, from, to, open_array);
	if (from->kind == T_STRING && is_bytes(open_array ? to : to->base)) {
		if (open_array)
			return type_array(t->ctx->types, to, from->count);
		if (to->size == from->count ||
		    is_filled(node->cast.value, from, to))
			return to;
	}
	if (open_array)
		return types_error(t, node->span,
				   "Could not determine size of the array");
	return from == to ? to : no_cast(t, node, from, to);
}

static const struct type *cast_scalar(struct typer *t, struct node *node,
				      const struct type *from,
				      const struct type *to)
{
	if (from->kind == T_ARRAY && to->kind == T_INT &&
	    from->size == to->size && type_is_int(from->base))
		return to;
	if (from->kind == T_STRING && to->kind == T_BOOL)
		return to;
	if (!is_scalar(from))
		return no_cast(t, node, from, to);
	if (to->kind == T_ENUM)
		return cast_enum(t, node, to);
	if (to->kind == T_PTR)
		return point_to(t, node->cast.value, from, to);
	return to;
}

static const struct type *cast_type(struct typer *t, struct node *node,
				    const struct type *from,
				    const struct type *to, bool open_array)
{
	if (to->kind == T_ARRAY || open_array)
		return cast_array(t, node, from, to, open_array);
	if (is_scalar(to))
		return cast_scalar(t, node, from, to);
	if (to->kind == T_USERNAME && from->kind == T_INT)
		return to;
	if (to->kind == T_STRING && from->kind == T_STRING &&
	    from->count <= to->count)
		return to;
	if ((to->kind == T_TUPLE || to->kind == T_RECORD) &&
	    is_assignable(t->ctx->types, from, to))
		return to;
	return from == to ? to : no_cast(t, node, from, to);
}

const struct type *infer_cast(struct typer *t, struct node *node)
{
	bool open_array = false;
	const struct type *to = type_of_name(t, node->cast.type, &open_array);
	const struct type *from = infer(t, node->cast.value);
	bool same;

	if (!from || !to)
		return NULL;
	if (from->kind == T_ERROR || to->kind == T_ERROR)
		return type_error();
	same = from == to && !open_array;
	from = type_decay(from);
	if (is_unreadable(from))
		return no_cast(t, node, from, to);
	if (same && !node->cast.is_ours)
		types_warn(t, node->span,
			   "Unnecessary cast: expression is already of type "
			   "%s",
			   spell(t, from));
	return cast_type(t, node, from, to, open_array);
}
