/*
 * Types of members and elements: `.`, `[]`, tuples, records, offsetof.
 */
#include "ast/registry.h"
#include "base/suggest.h"
#include "btf/btf.h"
#include "btf/cdefs.h"
#include "passes/types.h"

#include <stdlib.h>
#include <string.h>

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

/* A struct that was only named where TYPE comes from. */
static bool is_incomplete(struct typer *t, const struct type *type)
{
	return type->kind == T_STRUCT && type->name && type->size == 0 &&
	       type_layout(t->ctx->types, type)->nfields == 0;
}

static const struct type *lookup_struct(struct typer *t,
					const struct type *type)
{
	struct ctx *ctx = t->ctx;
	const struct type *found = NULL;

	if (ctx->cdefs)
		found = cdefs_type(ctx->cdefs, type->name);
	if ((!found || found->size == 0) && ctx->btf && ctx->env.has_btf)
		found = kernel_btf_type(ctx->btf, type->name);
	return found && found->kind == T_STRUCT ? found : type;
}

const struct type *complete_type(struct typer *t, const struct type *type)
{
	const struct type *base;

	if (is_incomplete(t, type))
		return lookup_struct(t, type);
	if (type->kind != T_PTR || !type->base)
		return type;
	base = complete_type(t, type->base);
	if (base == type->base)
		return type;
	return type_ptr(t->ctx->types, base, type->space);
}

/* Where the memory behind NODE is, for pointers found in it. */
static enum addr_space place_space(struct typer *t, struct node *node)
{
	const struct type *type = type_of(t->ctx->typing, node);

	if (type && type->kind == T_PTR)
		return type->space;
	if (node->kind == N_FIELD)
		return place_space(t, node->field.base);
	if (node->kind == N_INDEX)
		return place_space(t, node->index.base);
	if (node->kind == N_DEREF)
		return place_space(t, node->unary.arg);
	return t->space;
}

static bool is_readable_space(enum addr_space space)
{
	return space == AS_KERNEL || space == AS_USER;
}

/* A pointer read from the memory of BASE points to the same kind of memory,
 * unless its type says otherwise. */
static const struct type *inherit_space(struct typer *t, struct node *base,
					const struct type *type, bool is_user)
{
	enum addr_space space;

	if (type->kind != T_PTR)
		return type;
	if (is_user)
		return type_ptr(t->ctx->types, type->base, AS_USER);
	if (type->space != AS_NONE)
		return type;
	space = place_space(t, base);
	if (!is_readable_space(space))
		space = t->space;
	return type_ptr(t->ctx->types, type->base, space);
}

static bool is_args(const struct node *node)
{
	while (node->kind == N_DEREF)
		node = node->unary.arg;
	return node->kind == N_BUILTIN && node->builtin.row->id == BI_args;
}

/* Say in the last message which field of TYPE may have been meant by NAME. */
static const struct type *hint_field(struct typer *t, const struct type *type,
				     const char *name)
{
	const struct layout *layout = type_layout(t->ctx->types, type);
	struct diags *diags = &t->ctx->diags;
	struct suggestion search;

	if (!t->report || !layout)
		return type_error();
	suggest_begin(&search, name);
	for (u32 i = 0; i < layout->nfields; i++)
		if (layout->fields[i].name && !layout->fields[i].is_common)
			suggest_try(&search, layout->fields[i].name);
	suggest_hint(&search, diags, diags->last);
	return type_error();
}

static const struct type *no_such_field(struct typer *t, struct node *node,
					const struct type *type)
{
	const char *name = node->field.name;

	if (is_args(node->field.base) && t->ptype &&
	    (t->ptype->id == PROBE_fentry || t->ptype->id == PROBE_fexit))
		return types_error(t, node->span,
				   "Can't find function parameter %s", name);
	if (is_incomplete(t, type))
		return types_error(t, node->span, "Unknown struct/union: '%s'",
				   spell(t, type));
	types_error(t, node->span,
		    "Struct/union of type '%s' does not contain a "
		    "field named '%s'",
		    spell(t, type), name);
	return hint_field(t, type, name);
}

static const struct type *member_type(struct typer *t, struct node *node,
				      const struct type *type)
{
	u32 offset = 0;
	const struct field *field =
		type_field(t->ctx->types, type, node->field.name, &offset);

	if (!field)
		return no_such_field(t, node, type);
	if (field->is_common)
		return types_error(t, node->span,
				   "BPF does not support accessing common "
				   "tracepoint fields");
	if (field->tag && strcmp(field->tag, "rcu") != 0)
		return types_error(t, node->span,
				   "Attempting to access pointer field '%s' "
				   "with unsupported tag attribute: %s",
				   node->field.name, field->tag);
	type = inherit_space(t, node->field.base, field->type, field->is_user);
	return complete_type(t, type);
}

/* Element IDX of the tuple TYPE. */
static const struct type *elem_type(struct typer *t, struct node *node,
				    const struct type *type, u64 idx)
{
	const struct layout *layout = type_layout(t->ctx->types, type);

	if (idx >= layout->nfields)
		return types_error(t, node->span,
				   "Invalid tuple index: %llu. Found %u "
				   "elements in tuple.",
				   (unsigned long long)idx, layout->nfields);
	return layout->fields[idx].type;
}

static const struct type *record_member(struct typer *t, struct node *node,
					const struct type *type)
{
	u32 offset = 0;
	const struct field *field =
		type_field(t->ctx->types, type, node->field.name, &offset);

	if (!field) {
		types_error(t, node->span,
			    "Record does not contain a field named '%s'",
			    node->field.name);
		return hint_field(t, type, node->field.name);
	}
	return field->type;
}

const struct type *infer_field(struct typer *t, struct node *node)
{
	struct node *base = node->field.base;
	const struct type *type = infer_value(t, base);

	if (!type || type->kind == T_ERROR)
		return type;
	if (node->field.is_index && type->kind == T_TUPLE)
		return elem_type(t, node, type, node->field.index);
	if (node->field.is_index)
		return types_error(t, node->span,
				   "Can not access index '%s' on expression "
				   "of type '%s'",
				   node->field.name, spell(t, type));
	if (type->kind == T_RECORD)
		return record_member(t, node, type);
	while (type->kind == T_PTR)
		type = complete_type(t, type->base);
	if (type->kind != T_STRUCT)
		return types_error(t, node->span,
				   "Can not access field '%s' on expression "
				   "of type '%s'",
				   node->field.name,
				   spell(t, type_of(t->ctx->typing, base)));
	return member_type(t, node, type);
}

/*
 * Does NODE, the last member of a struct, go on behind it? It does in the
 * memory that a pointer leads to, not in a copy or in the context.
 */
static bool is_open_ended(struct typer *t, const struct node *node)
{
	const struct type *base;

	if (node->kind == N_INDEX)
		return is_open_ended(t, node->index.base);
	if (node->kind == N_DEREF)
		return true;
	if (node->kind != N_FIELD)
		return false;
	base = type_of(t->ctx->typing, node->field.base);
	if (base && base->kind == T_PTR)
		return base->space != AS_CTX;
	return is_open_ended(t, node->field.base);
}

/* An array without a size: `int rest[]`. */
static const struct type *index_open_array(struct typer *t, struct node *node,
					   const struct type *type)
{
	if (!is_open_ended(t, node->index.base))
		return types_error(t, node->span,
				   "An array without a size has no elements "
				   "here: read it through a pointer to its "
				   "struct.");
	return complete_type(
		t, inherit_space(t, node->index.base, type->base, false));
}

static const struct type *index_array(struct typer *t, struct node *node,
				      const struct type *type)
{
	const struct node *idx = node->index.idx;

	if (!type->count && type->kind == T_ARRAY)
		return index_open_array(t, node, type);
	if (idx->kind == N_INT && idx->int_.value >= type->count)
		return types_error(t, node->span,
				   "the index %llu is out of bounds for array "
				   "of size %u",
				   (unsigned long long)idx->int_.value,
				   type->count);
	if (type->kind == T_STRING)
		return type_int(1, true);
	return complete_type(
		t, inherit_space(t, node->index.base, type->base, false));
}

static const struct type *index_pointer(struct typer *t, struct node *node,
					const struct type *type)
{
	if (type->base->kind == T_VOID)
		return types_error(t, node->span,
				   "The array index operator [] cannot be used "
				   "on a pointer to an unsized type (void *).");
	return complete_type(
		t, inherit_space(t, node->index.base, type->base, false));
}

static bool is_valid_index(const struct node *idx, const struct type *type)
{
	return type->kind == T_INT &&
	       !(idx->kind == N_INT && idx->int_.negative);
}

const struct type *infer_index(struct typer *t, struct node *node)
{
	struct node *idx = node->index.idx;
	const struct type *type = infer_value(t, node->index.base);
	const struct type *number = infer_value(t, idx);

	if (!type || !number)
		return NULL;
	if (type->kind == T_ERROR || number->kind == T_ERROR)
		return type_error();
	if (type->kind == T_TUPLE && idx->kind != N_INT)
		return types_error(t, node->span,
				   "Array-style access for tuples only valid "
				   "for integer literals");
	if (type->kind == T_TUPLE)
		return elem_type(t, node, type, idx->int_.value);
	if (type->kind != T_ARRAY && type->kind != T_PTR &&
	    type->kind != T_STRING)
		return types_error(t, node->span,
				   "The array index operator [] can only be "
				   "used on arrays, pointers, and tuples, "
				   "found %s.",
				   spell(t, type));
	if (!is_valid_index(idx, number))
		return types_error(t, node->span,
				   "The array index operator [] only accepts "
				   "non-negative integer indices. Got: %s",
				   spell(t, number));
	return type->kind == T_PTR ? index_pointer(t, node, type)
				   : index_array(t, node, type);
}

/* The type of ELEM in a tuple or record, WHAT. */
static const struct type *part_type(struct typer *t, struct node *elem,
				    const char *what)
{
	const struct type *type = infer(t, elem);

	if (!type || type->kind == T_ERROR)
		return type;
	if (is_unreadable(type))
		return types_error(t, elem->span,
				   "Map type %s cannot exist inside a %s.",
				   spell(t, type), what);
	if (type->kind == T_NONE || type->kind == T_VOID)
		return types_error(t, elem->span,
				   "Type '%s' cannot exist inside a %s.",
				   spell(t, type), what);
	return type_decay(type);
}

/* Fills TYPES; NULL, or the poisoned type when one is. */
static bool part_types(struct typer *t, struct node *node, const char *what,
		       const struct type **types, const struct type **problem)
{
	u32 num = 0;

	*problem = type_void();
	for (struct node *elem = node->tuple.elems; elem; elem = elem->next) {
		const struct type *type = part_type(
			t, elem->kind == N_NAMED ? elem->named.value : elem,
			what);

		if (!type && (*problem)->kind != T_ERROR)
			*problem = NULL;
		else if (type && type->kind == T_ERROR)
			*problem = type;
		if (!*problem)
			*problem = type_none();
		types[num++] = type;
		if (type && elem->kind == N_NAMED)
			typing_set(t->ctx->typing, elem, type);
	}
	return (*problem)->kind == T_VOID;
}

static const struct type *broken_parts(const struct type *problem)
{
	return problem->kind == T_ERROR ? problem : NULL;
}

const struct type *infer_tuple(struct typer *t, struct node *node)
{
	u32 num = node_count(node->tuple.elems);
	const struct type **types =
		ARENA_ARRAY(t->ctx->arena, const struct type *, num + 1);
	const struct type *problem;

	if (!part_types(t, node, "tuple", types, &problem))
		return broken_parts(problem);
	return type_tuple(t->ctx->types, types, num);
}

const struct type *infer_record(struct typer *t, struct node *node)
{
	u32 num = node_count(node->tuple.elems), i = 0;
	const struct type **types =
		ARENA_ARRAY(t->ctx->arena, const struct type *, num + 1);
	const char **names = ARENA_ARRAY(t->ctx->arena, const char *, num + 1);
	const struct type *problem;

	if (!part_types(t, node, "record", types, &problem))
		return broken_parts(problem);
	for (struct node *elem = node->tuple.elems; elem; elem = elem->next)
		names[i++] = elem->named.name;
	return type_record(t->ctx->types, names, types, num);
}

/* One step of "a.b": the member NAME of *TYPE. */
static bool offset_step(struct typer *t, struct node *node,
			const struct type **type, const char *name)
{
	u32 offset = 0;
	const struct field *field = NULL;

	if ((*type)->kind == T_STRUCT)
		field = type_field(t->ctx->types, *type, name, &offset);
	if (!field) {
		types_error(t, node->span, "'%s' has no field named '%s'",
			    spell(t, *type), name);
		return false;
	}
	*type = complete_type(t, field->type);
	return true;
}

/* The type that ARG names; one that is unknown has a text of its own. */
static const struct type *offset_base(struct typer *t, struct node *arg)
{
	bool report = t->report;
	const struct type *type;

	t->report = false;
	type = type_of_name(t, arg, NULL);
	t->report = report;
	if (type && type->kind == T_ERROR && arg->kind == N_TYPENAME)
		return types_error(t, arg->span, "'%s' does not exist.",
				   arg->type.base ? arg->type.base : "");
	return type;
}

const struct type *infer_offsetof(struct typer *t, struct node *node)
{
	struct node *arg = node->query.arg;
	const struct type *type;
	char *path = arena_strdup(t->ctx->arena, node->query.path);
	char *rest = path;

	if (arg->kind == N_TYPENAME || arg->kind == N_TYPEOF)
		type = offset_base(t, arg);
	else
		type = infer_value(t, arg);
	if (!type || type->kind == T_ERROR)
		return type;
	while (type->kind == T_PTR)
		type = complete_type(t, type->base);
	if (type->kind != T_STRUCT)
		return types_error(t, node->span, "'%s' is not a C type.",
				   spell(t, type));
	if (is_incomplete(t, type))
		return types_error(t, node->span, "'%s' does not exist.",
				   spell(t, type));
	for (char *name; (name = strsep(&rest, ".")) != NULL;) {
		if (!offset_step(t, node, &type, name))
			return type_error();
	}
	return type_int(8, false);
}
