/*
 * Questions of the script that are answered while it is compiled.
 */
#include "passes/queries.h"

#include "btf/btf.h"
#include "passes/types.h"

#include <string.h>

/* A record literal under construction. */
struct maker {
	struct program *prog;
	struct span span;
	struct node *record;
	struct node **end;
};

static struct maker maker_new(struct program *prog, struct span span)
{
	struct maker maker = { .prog = prog, .span = span };

	maker.record = node_new(prog, N_RECORD, span);
	return maker;
}

static void add_member(struct maker *maker, const char *name,
		       struct node *value)
{
	struct node *named = node_new(maker->prog, N_NAMED, maker->span);

	named->named.name = name;
	named->named.value = value;
	if (!maker->end)
		maker->end = &maker->record->tuple.elems;
	*maker->end = named;
	maker->end = &named->next;
}

static struct node *make_str(const struct maker *maker, const char *text)
{
	struct node *node = node_new(maker->prog, N_STR, maker->span);

	node->str.text = text;
	node->str.len = (u32)strlen(text);
	return node;
}

static struct node *make_int(const struct maker *maker, u64 value)
{
	struct node *node = node_new(maker->prog, N_INT, maker->span);

	node->int_.value = value;
	return node;
}

struct node *query_config(struct ctx *ctx, struct program *prog,
			  struct span span)
{
	struct maker maker = maker_new(prog, span);
	struct config_item item;

	for (u32 i = 0; config_item(&ctx->config, ctx->arena, i, &item); i++) {
		struct node *value;

		if (!item.name)
			continue;
		if (item.text) {
			value = make_str(&maker, item.text);
		} else if (item.is_bool) {
			value = node_new(prog, N_BOOL, span);
			value->bool_.value = item.num != 0;
		} else {
			value = make_int(&maker, item.num);
		}
		add_member(&maker, item.name, value);
	}
	return maker.record;
}

const struct type *query_typeinfo_type(struct ctx *ctx, const struct type *type)
{
	static const char *const names[] = { "btf_id", "base_type",
					     "full_type" };
	const char *full = type_name(ctx->types, type);
	const struct type *elems[] = {
		type_int(8, false),
		type_string(ctx->types, (u32)strlen(kind_word(type)) + 1),
		type_string(ctx->types, (u32)strlen(full) + 1),
	};

	return type_record(ctx->types, names, elems, countof(elems));
}

struct node *query_typeinfo(struct ctx *ctx, struct program *prog,
			    const struct type *type, struct span span)
{
	struct maker maker = maker_new(prog, span);
	u32 id = ctx->btf ? kernel_btf_type_id(ctx->btf, type) : 0;

	add_member(&maker, "btf_id", make_int(&maker, id));
	add_member(&maker, "base_type", make_str(&maker, kind_word(type)));
	add_member(&maker, "full_type",
		   make_str(&maker, type_name(ctx->types, type)));
	return maker.record;
}

bool query_offset(struct ctx *ctx, const struct type *type, const char *path,
		  u64 *offset)
{
	char *rest = arena_strdup(ctx->arena, path);

	while (type->kind == T_PTR)
		type = type->base;
	*offset = 0;
	for (char *name; (name = strsep(&rest, ".")) != NULL;) {
		const struct field *field = NULL;
		u32 step = 0;

		if (type->kind == T_STRUCT)
			field = type_field(ctx->types, type, name, &step);
		if (!field)
			return false;
		*offset += step;
		type = field->type;
	}
	return true;
}

static bool is_literal(const struct node *node)
{
	return node->kind == N_INT || node->kind == N_BOOL ||
	       node->kind == N_STR;
}

struct node *query_member(const struct node *base, const char *name)
{
	struct node *found = NULL;

	if (base->kind != N_RECORD)
		return NULL;
	for (struct node *elem = base->tuple.elems; elem; elem = elem->next) {
		if (!is_literal(elem->named.value))
			return NULL;
		if (!strcmp(elem->named.name, name))
			found = elem->named.value;
	}
	return found;
}
