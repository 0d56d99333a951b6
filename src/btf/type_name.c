/*
 * How types are spelled in messages.
 */
#include "btf/type.h"

#include "base/str.h"

/* Anonymous structs lie in one another; damaged types without end. */
enum { MAX_NESTING = 32, MAX_LENGTH = 4096 };

static const char *const spellings[] = {
#define TYPE(KIND, SPELLING) SPELLING,
#include "btf/type.def"
};

static const char *const stack_modes[] = {
	[STACK_BPFTRACE] = "bpftrace",
	[STACK_PERF] = "perf",
	[STACK_RAW] = "raw",
	[STACK_BUILD_ID] = "build_id",
};

static const struct layout *known_layout(const struct type *type)
{
	if (type->layout)
		return type->layout;
	if (type->origin && type->origin->loaded)
		return &type->origin->layout;
	return NULL;
}

static void write_type(struct strbuf *out, const struct type *type, u32 depth);

/* The members of a tuple, a record or an anonymous struct, with commas. */
static void write_members(struct strbuf *out, const struct type *type,
			  u32 depth)
{
	const struct layout *layout = known_layout(type);

	if (!layout || depth >= MAX_NESTING) {
		strbuf_add(out, "...");
		return;
	}
	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		if (out->len > MAX_LENGTH) {
			strbuf_add(out, "...");
			return;
		}
		if (i)
			strbuf_add(out, type->kind == T_RECORD ? ", " : ",");
		if (type->kind == T_RECORD)
			strbuf_printf(out, ".%s = ", field->name);
		write_type(out, field->type, depth + 1);
	}
}

static void write_struct(struct strbuf *out, const struct type *type, u32 depth)
{
	if (type->name) {
		strbuf_add(out, type->name);
		return;
	}
	strbuf_add(out, type->is_union ? "union {" : "struct {");
	write_members(out, type, depth);
	strbuf_addch(out, '}');
}

static void write_stack(struct strbuf *out, const struct type *type)
{
	strbuf_printf(out, "%cstack_%s_%u", type->kind == T_USTACK ? 'u' : 'k',
		      stack_modes[type->mode], type->count);
}

static void write_aggregate(struct strbuf *out, const struct type *type,
			    const char *name)
{
	if (!type->is_signed)
		strbuf_addch(out, 'u');
	strbuf_add(out, name);
}

static void write_type(struct strbuf *out, const struct type *type, u32 depth)
{
	switch (type->kind) {
	case T_INT:
		strbuf_printf(out, "%sint%u", type->is_signed ? "" : "u",
			      type->size * 8);
		return;
	case T_ENUM:
		strbuf_add(out, type->name ? type->name : "enum");
		return;
	case T_PTR:
		write_type(out, type->base, depth);
		strbuf_add(out, " *");
		return;
	case T_STRUCT:
		write_struct(out, type, depth);
		return;
	case T_FUNC:
		strbuf_add(out, "func");
		return;
	case T_ARRAY:
		write_type(out, type->base, depth);
		strbuf_printf(out, "[%u]", type->count);
		return;
	case T_STRING:
		strbuf_printf(out, "string[%u]", type->size);
		return;
	case T_BUFFER:
		strbuf_printf(out, "buffer[%u]", type->size);
		return;
	case T_INET:
		strbuf_printf(out, "inet[%u]", type->size);
		return;
	case T_KSTACK:
	case T_USTACK:
		write_stack(out, type);
		return;
	case T_TUPLE:
		strbuf_addch(out, '(');
		write_members(out, type, depth);
		strbuf_addch(out, ')');
		return;
	case T_RECORD:
		strbuf_add(out, "record { ");
		write_members(out, type, depth);
		strbuf_add(out, " }");
		return;
	case T_SUM:
		write_aggregate(out, type, "sum_t");
		return;
	case T_MIN:
		write_aggregate(out, type, "min_t");
		return;
	case T_MAX:
		write_aggregate(out, type, "max_t");
		return;
	case T_AVG:
		write_aggregate(out, type, "avg_t");
		return;
	case T_STATS:
		write_aggregate(out, type, "stats_t");
		return;
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_BOOL:
	case T_MAC:
	case T_KSYM:
	case T_USYM:
	case T_USERNAME:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
	case T_COUNT:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		strbuf_add(out, spellings[type->kind]);
		return;
	case T_KINDS:
		break;
	}
	BUG("type of unknown kind %d", (int)type->kind);
}

void type_write(struct strbuf *out, const struct type *type)
{
	write_type(out, type, 0);
}

/*
 * Anonymous structs are spelled by their members: those must be there. LEFT
 * is how many structs may still be loaded.
 */
static void load_for_name(struct types *store, const struct type *type,
			  u32 depth, u32 *left)
{
	const struct layout *layout;

	while (type->kind == T_PTR || (type->kind == T_ARRAY && type->count))
		type = type->base;
	if (type->kind != T_TUPLE && type->kind != T_RECORD &&
	    (type->kind != T_STRUCT || type->name))
		return;
	if (!*left || depth >= MAX_NESTING)
		return;
	--*left;
	layout = type_layout(store, type);
	for (u32 i = 0; i < layout->nfields; i++)
		load_for_name(store, layout->fields[i].type, depth + 1, left);
}

const char *type_name(struct types *store, const struct type *type)
{
	struct strbuf buf = { 0 };
	u32 left = MAX_LENGTH;
	const char *name;

	load_for_name(store, type, 0, &left);
	type_write(&buf, type);
	name = arena_strndup(types_arena(store), strbuf_text(&buf), buf.len);
	strbuf_fini(&buf);
	return name;
}
