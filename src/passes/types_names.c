/*
 * Spelled types: names in casts, declarations, sizeof, and in the tables of
 * builtins and functions.
 */
#include "btf/btf.h"
#include "btf/cdefs.h"
#include "passes/types.h"

#include <stdlib.h>
#include <string.h>

enum { NO_SIZE = 0 };

struct int_name {
	const char *name;
	u32 size;
	bool is_signed;
};

static const struct int_name int_names[] = {
	{ "int8", 1, true },    { "int16", 2, true },   { "int32", 4, true },
	{ "int64", 8, true },   { "uint8", 1, false },  { "uint16", 2, false },
	{ "uint32", 4, false }, { "uint64", 8, false },
};

/* Names of C that need no BTF; a script may define them otherwise. */
static const struct int_name c_names[] = {
	{ "int8_t", 1, true },     { "int16_t", 2, true },
	{ "int32_t", 4, true },    { "int64_t", 8, true },
	{ "uint8_t", 1, false },   { "uint16_t", 2, false },
	{ "uint32_t", 4, false },  { "uint64_t", 8, false },
	{ "u8", 1, false },        { "u16", 2, false },
	{ "u32", 4, false },       { "u64", 8, false },
	{ "s8", 1, true },         { "s16", 2, true },
	{ "s32", 4, true },        { "s64", 8, true },
	{ "size_t", 8, false },    { "ssize_t", 8, true },
	{ "uintptr_t", 8, false }, { "pid_t", 4, true },
	{ "__u8", 1, false },      { "__u16", 2, false },
	{ "__u32", 4, false },     { "__u64", 8, false },
	{ "__s8", 1, true },       { "__s16", 2, true },
	{ "__s32", 4, true },      { "__s64", 8, true },
};

struct kind_name {
	const char *name;
	enum type_kind kind;
};

static const struct kind_name simple_names[] = {
	{ "inet", T_INET },           { "mac_address", T_MAC },
	{ "macaddr_t", T_MAC },       { "ksym_t", T_KSYM },
	{ "usym_t", T_USYM },         { "username_t", T_USERNAME },
	{ "timestamp", T_TIMESTAMP }, { "cgroup_path_t", T_CGROUP_PATH },
};

struct aggregate_name {
	const char *name;
	enum type_kind kind;
	bool is_signed;
};

static const struct aggregate_name aggregate_names[] = {
	{ "count_t", T_COUNT, false },  { "sum_t", T_SUM, true },
	{ "usum_t", T_SUM, false },     { "min_t", T_MIN, true },
	{ "umin_t", T_MIN, false },     { "max_t", T_MAX, true },
	{ "umax_t", T_MAX, false },     { "avg_t", T_AVG, true },
	{ "uavg_t", T_AVG, false },     { "stats_t", T_STATS, true },
	{ "ustats_t", T_STATS, false },
};

static const struct type *find_int(const struct int_name *names, size_t num,
				   const char *name)
{
	for (size_t i = 0; i < num; i++) {
		if (strcmp(names[i].name, name) == 0)
			return type_int(names[i].size, names[i].is_signed);
	}
	return NULL;
}

/* The words that C makes integers of. */
enum c_word { C_UNSIGNED, C_SIGNED, C_CHAR, C_SHORT, C_INT, C_LONG, C_WORDS };

/* How often each word is in NAME; false when there is another in it. */
static bool count_words(const char *name, u32 count[C_WORDS])
{
	static const char *const words[] = { "unsigned", "signed", "char",
					     "short",    "int",    "long" };

	while (*name) {
		size_t len = strcspn(name, " ");
		u32 i = 0;

		while (i < C_WORDS && (strlen(words[i]) != len ||
				       memcmp(words[i], name, len) != 0))
			i++;
		if (i == C_WORDS)
			return false;
		count[i]++;
		name += len + (name[len] == ' ');
	}
	return true;
}

/*
 * C's own integers, which need no BTF. Their words come in any order: "long
 * unsigned int".
 */
static const struct type *find_c_int(const char *name)
{
	u32 count[C_WORDS] = { 0 };
	u32 size = 4;

	if (!count_words(name, count) ||
	    count[C_UNSIGNED] + count[C_SIGNED] > 1 || count[C_INT] > 1 ||
	    count[C_CHAR] + count[C_SHORT] > 1 || count[C_LONG] > 2 ||
	    (count[C_CHAR] && count[C_INT]) ||
	    (count[C_LONG] && count[C_CHAR] + count[C_SHORT]))
		return NULL;
	if (count[C_CHAR])
		size = 1;
	else if (count[C_SHORT])
		size = 2;
	else if (count[C_LONG])
		size = 8;
	return type_int(size, !count[C_UNSIGNED]);
}

static const struct type *find_simple(const char *name)
{
	if (strcmp(name, "bool") == 0)
		return type_bool();
	if (strcmp(name, "void") == 0)
		return type_void();
	for (size_t i = 0; i < countof(simple_names); i++) {
		if (strcmp(simple_names[i].name, name) == 0)
			return type_simple(simple_names[i].kind);
	}
	for (size_t i = 0; i < countof(aggregate_names); i++) {
		if (strcmp(aggregate_names[i].name, name) == 0)
			return type_aggregate(aggregate_names[i].kind,
					      aggregate_names[i].is_signed);
	}
	return NULL;
}

/* "string" and "buffer", which have a size of their own. */
static const struct type *find_sized(struct typer *t, const char *name,
				     s64 size)
{
	u64 limit = t->ctx->config.max_strlen;
	struct types *store = t->ctx->types;

	if (strcmp(name, "string") == 0)
		return type_string(store, (u32)(size > 0 ? (u64)size : limit));
	if (strcmp(name, "buffer") == 0)
		return type_buffer(store,
				   (u32)(size > 0 ? (u64)size : limit - 4));
	return NULL;
}

/* Structs, enums and typedefs: the script's own first, then the kernel's. */
static const struct type *find_defined(struct typer *t, const char *name)
{
	struct ctx *ctx = t->ctx;
	const struct type *type = NULL;

	if (ctx->cdefs)
		type = cdefs_type(ctx->cdefs, name);
	if ((!type || (type->kind == T_STRUCT && type->size == 0)) &&
	    ctx->btf && ctx->env.has_btf) {
		const struct type *kernel = kernel_btf_type(ctx->btf, name);

		type = kernel ? kernel : type;
	}
	return type;
}

static const struct type *find_base(struct typer *t, const char *name, s64 size)
{
	const struct type *type = find_sized(t, name, size);

	if (!type)
		type = find_simple(name);
	if (!type)
		type = find_int(int_names, countof(int_names), name);
	if (!type && t->ctx->cdefs && !strchr(name, ' '))
		type = cdefs_type(t->ctx->cdefs, name);
	if (!type)
		type = find_int(c_names, countof(c_names), name);
	if (!type)
		type = find_c_int(name);
	if (!type)
		type = find_defined(t, name);
	return type;
}

/* `(NAME) - 1` was meant to subtract, and reads as a cast of -1. */
static void hint_value(struct typer *t, struct diag *diag, const char *name)
{
	diag_hint(&t->ctx->diags, diag,
		  "`(%s)` in front of a value is a cast. If it is a value "
		  "itself, write `%s` or `((%s))`.",
		  name, name, name);
}

/* Report NODE; IN_CAST: it stands in parentheses before a value. */
static const struct type *unknown_name(struct typer *t, struct node *node,
				       bool in_cast)
{
	struct diag *diag;
	const char *name = node->type.base;

	if (strncmp(name, "struct ", 7) == 0 || strncmp(name, "union ", 6) == 0)
		return types_error(t, node->span, "Unknown struct/union: '%s'",
				   name);
	if (strncmp(name, "enum ", 5) == 0)
		return types_error(t, node->span, "Unknown enum: %s", name + 5);
	if (!t->report)
		return type_error();
	diag = diag_error(&t->ctx->diags, node->span,
			  "Cannot resolve unknown type \"%s\"", name);
	if (in_cast && !node->type.suffixes.len && !strchr(name, ' '))
		hint_value(t, diag, name);
	return type_error();
}

/* Apply `*` and `[N]` from left to right. */
static const struct type *add_suffixes(struct typer *t, struct node *node,
				       const struct type *type,
				       bool *open_array)
{
	struct types *store = t->ctx->types;

	vec_for (i, &node->type.suffixes) {
		s64 suffix = node->type.suffixes.items[i];

		if (suffix == 0)
			type = type_ptr(store, type, t->space);
		else if (suffix > 0)
			type = type_array(store, type, (u32)suffix);
		else if (open_array && i + 1 == node->type.suffixes.len)
			*open_array = true;
		else
			return types_error(
				t, node->span,
				"Could not determine size of the array");
	}
	return type;
}

/* typeof(@m) of a keyed map is the type of its key. */
static const struct type *type_of_expression(struct typer *t,
					     struct node **slot)
{
	struct node *arg = *slot;
	struct map_sym *sym;

	types_asked(t, slot);
	if (arg->kind == N_TYPENAME || arg->kind == N_TYPEOF)
		return type_of_name(t, arg, NULL);
	if (arg->kind != N_MAP || !arg->map.whole)
		return infer_value(t, arg);
	sym = arg->map.sym;
	return t->maps[sym->idx].shape == SHAPE_KEYED ? sym->key
						      : type_decay(sym->value);
}

static const struct type *resolve_name(struct typer *t, struct node *node,
				       bool *open_array)
{
	const struct type *type;

	if (node->kind == N_TYPEOF) {
		type = type_of_expression(t, &node->query.arg);
		return type ? type_plain(t->ctx->types, type) : NULL;
	}
	if (node->kind != N_TYPENAME)
		BUG("a type name of kind %d", node->kind);
	if (node->type.of) {
		type = type_of_expression(t, &node->type.of);
		if (!type)
			return NULL;
		type = type_plain(t->ctx->types, type);
	} else {
		type = find_base(t, node->type.base, node->type.size);
	}
	if (!type)
		return unknown_name(t, node, open_array != NULL);
	return add_suffixes(t, node, complete_type(t, type), open_array);
}

const struct type *type_of_name(struct typer *t, struct node *node,
				bool *open_array)
{
	const struct type *type;

	if (open_array)
		*open_array = false;
	type = resolve_name(t, node, open_array);
	if (type)
		typing_set(t->ctx->typing, node, type);
	return type;
}

const struct type *type_spelled(struct typer *t, const char *spelling)
{
	const char *bracket = strchr(spelling, '[');
	const struct type *type;
	char name[32];
	s64 size = NO_SIZE;

	snprintf(name, sizeof(name), "%s", spelling);
	if (bracket) {
		name[u64_min((u64)(bracket - spelling), sizeof(name) - 1)] = 0;
		size = strtoll(bracket + 1, NULL, 10);
	}
	type = find_sized(t, name, size);
	if (!type)
		type = find_simple(name);
	if (!type)
		type = find_int(int_names, countof(int_names), name);
	if (!type)
		type = find_int(c_names, countof(c_names), name);
	if (!type)
		BUG("a table spells an unknown type: %s", spelling);
	return type;
}
