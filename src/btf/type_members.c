/*
 * Members of types: loading them when first asked, finding them by name.
 */
#include "btf/type.h"
#include "btf/type_internal.h"

#include <string.h>

const struct layout *type_layout(struct types *store, const struct type *type)
{
	static const struct layout nothing;
	struct origin *origin = type->origin;

	if (type->layout)
		return type->layout;
	if (!origin)
		return &nothing;
	if (!origin->loaded) {
		origin->loaded = true;
		if (origin->load &&
		    origin->load(origin, store, &origin->layout))
			origin->layout = nothing;
	}
	return &origin->layout;
}

/* Anonymous members lie in one another; damaged types without end. */
enum { MAX_NESTING = 32, MAX_VISITED = 4096 };

/* What find_field() looks for. */
struct search {
	struct types *store;
	const char *name;
	u32 visited; /* structs so far */
};

static const struct field *find_field(struct search *search,
				      const struct type *type, u32 *offset,
				      u32 depth)
{
	const struct layout *layout = type_layout(search->store, type);

	if (depth > MAX_NESTING || ++search->visited > MAX_VISITED)
		return NULL;
	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		if (field->name && !strcmp(field->name, search->name)) {
			*offset += field->offset;
			return field;
		}
	}
	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];
		const struct field *found;
		u32 inner = *offset + field->offset;

		if (field->name || field->type->kind != T_STRUCT)
			continue;
		found = find_field(search, field->type, &inner, depth + 1);
		if (found) {
			*offset = inner;
			return found;
		}
	}
	return NULL;
}

const struct field *type_field(struct types *store, const struct type *type,
			       const char *name, u32 *offset)
{
	struct search search = { .store = store, .name = name };
	const struct field *field;
	u32 start = 0;

	if (type->kind != T_STRUCT && type->kind != T_RECORD)
		return NULL;
	field = find_field(&search, type, &start, 0);
	if (field && offset)
		*offset = start;
	return field;
}

void type_complete(struct types *store, const struct type *type)
{
	const struct layout *layout;

	switch (type->kind) {
	case T_ARRAY:
		type_complete(store, type->base);
		return;
	case T_ENUM:
		type_layout(store, type);
		return;
	case T_STRUCT:
	case T_TUPLE:
	case T_RECORD:
		if (type->origin && type->origin->complete)
			return;
		if (type->origin)
			type->origin->complete = true;
		layout = type_layout(store, type);
		for (u32 i = 0; i < layout->nfields; i++)
			type_complete(store, layout->fields[i].type);
		return;
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_INT:
	case T_BOOL:
	case T_PTR:
	case T_FUNC:
	case T_STRING:
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
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
	case T_KINDS:
		return;
	}
}

const char *type_enum_name(struct types *store, const struct type *type,
			   s64 value)
{
	const struct layout *layout = type_layout(store, type);

	for (u32 i = 0; i < layout->nenumerators; i++) {
		if (layout->enumerators[i].value == value)
			return layout->enumerators[i].name;
	}
	return NULL;
}

void field_place_bits(struct field *field, u32 bits, u32 width)
{
	u32 unit = field->type->size * 8;

	field->bit_size = (u16)width;
	if (!unit || bits % unit + width > unit)
		unit = 8;
	field->offset = bits / unit * (unit / 8);
	field->bit_offset = (u16)(bits % unit);
}
