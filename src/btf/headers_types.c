/*
 * libclang's types as ours. Structs get their size at once and their members
 * when somebody asks for them.
 */
#include "btf/headers_internal.h"
#include "btf/type_internal.h"

#include <errno.h>
#include <string.h>

/* What a lazily read struct or enum needs to know. */
struct source_type {
	struct headers *headers;
	struct clang_type type;
};

const char *headers_string(const struct headers *headers, struct arena *arena,
			   struct clang_string string)
{
	const char *text = headers->api.getCString(string);
	const char *copy = arena_strdup(arena, text ? text : "");

	headers->api.disposeString(string);
	return copy;
}

static u32 size_of(const struct headers *headers, struct clang_type type)
{
	long long size = headers->api.Type_getSizeOf(type);

	return size < 0 || size > INT32_MAX ? 0 : (u32)size;
}

static u32 align_of(const struct headers *headers, struct clang_type type)
{
	long long align = headers->api.Type_getAlignOf(type);

	return align < 1 || align > 4096 ? 1 : (u32)align;
}

/* Names of members without one are empty, or say where they are. */
static const char *member_name(const struct headers *headers,
			       struct arena *arena, struct clang_cursor cursor)
{
	const char *name = headers_string(
		headers, arena, headers->api.getCursorSpelling(cursor));

	return *name && !strchr(name, '(') ? name : NULL;
}

/* The struct whose members are being collected. */
struct collector {
	struct headers *headers;
	struct arena *arena;
	VEC(struct field) fields;
	VEC(struct enumerator) enumerators;
};

static int collect_field(struct clang_cursor cursor, void *arg)
{
	struct collector *c = arg;
	struct headers *h = c->headers;
	long long bits = h->api.Cursor_getOffsetOfField(cursor);
	struct field field = {
		.name = member_name(h, c->arena, cursor),
	};

	if (bits < 0)
		return CLANG_CONTINUE;
	field.type = headers_type(h, h->api.getCursorType(cursor)).type;
	field.offset = (u32)(bits / 8);
	if (h->api.Cursor_isBitField(cursor)) {
		int width = h->api.getFieldDeclBitWidth(cursor);

		if (!field.name || width < 1)
			return CLANG_CONTINUE;
		field_place_bits(&field, (u32)bits, (u32)width);
	}
	vec_push(c->arena, &c->fields, field);
	return CLANG_CONTINUE;
}

static int collect_enumerator(struct clang_cursor cursor,
			      struct clang_cursor parent, void *arg)
{
	struct collector *c = arg;
	struct enumerator item;

	(void)parent;
	if (cursor.kind != CLANG_ENUMERATOR)
		return CLANG_CONTINUE;
	item.name = headers_string(c->headers, c->arena,
				   c->headers->api.getCursorSpelling(cursor));
	item.value = c->headers->api.getEnumConstantDeclValue(cursor);
	vec_push(c->arena, &c->enumerators, item);
	return CLANG_CONTINUE;
}

/* Fill in members, when first asked. */
static int load(struct origin *origin, struct types *store,
		struct layout *layout)
{
	struct source_type *from = origin->data;
	struct headers *h = from->headers;
	struct collector c = { .headers = h, .arena = types_arena(store) };

	if (!h->unit)
		return -ESTALE;
	if (from->type.kind == CLANG_TYPE_ENUM)
		h->api.visitChildren(h->api.getTypeDeclaration(from->type),
				     collect_enumerator, &c);
	else
		h->api.Type_visitFields(from->type, collect_field, &c);
	layout->fields = c.fields.items;
	layout->nfields = c.fields.len;
	layout->enumerators = c.enumerators.items;
	layout->nenumerators = c.enumerators.len;
	return 0;
}

/* An integer for an enum's values. */
static void set_enum(struct headers *h, struct type *type,
		     struct clang_type ctype)
{
	struct clang_cursor decl = h->api.getTypeDeclaration(ctype);
	struct cname base =
		headers_type(h, h->api.getEnumDeclIntegerType(decl));
	u32 size = base.type->size;

	if (base.type->kind != T_INT || !size)
		base.type = type_int(4, false);
	type->size = base.type->size;
	type->align = base.type->size;
	type->is_signed = base.type->is_signed;
	type->base = base.type;
}

static const char *keyword_of(const struct headers *h, struct clang_type ctype)
{
	if (ctype.kind == CLANG_TYPE_ENUM)
		return "enum";
	return h->api.getTypeDeclaration(ctype).kind == CLANG_UNION ? "union"
								    : "struct";
}

/* A tag for CTYPE; FULL is its name, or NULL. */
static struct ctag *make_tag(struct headers *h, struct clang_type ctype,
			     const char *full)
{
	struct source_type *from =
		ARENA_OBJ(types_arena(h->defs->store), struct source_type);
	struct ctag *tag = cdefs_new_tag(h->defs, keyword_of(h, ctype), full);

	from->headers = h;
	from->type = ctype;
	tag->is_header = true;
	tag->origin->load = load;
	tag->origin->data = from;
	tag->origin->loaded = false;
	if (ctype.kind == CLANG_TYPE_ENUM) {
		set_enum(h, tag->type, ctype);
	} else {
		tag->type->size = size_of(h, ctype);
		tag->type->align = align_of(h, ctype);
	}
	tag->is_defined = true;
	return tag;
}

/* "struct x", or NULL for what has no tag. */
static const char *tag_name(const struct headers *h, struct clang_type ctype)
{
	const char *name = headers_string(h, h->defs->arena,
					  h->api.getTypeSpelling(ctype));
	const char *keyword = keyword_of(h, ctype);
	size_t len = strlen(keyword);

	if (!strncmp(name, "const ", 6))
		name += 6;
	if (!strncmp(name, "volatile ", 9))
		name += 9;
	if (strncmp(name, keyword, len) || name[len] != ' ' ||
	    strchr(name, '('))
		return NULL;
	return name;
}

struct ctag *headers_define(struct headers *h, struct clang_type ctype)
{
	return make_tag(h, ctype, tag_name(h, ctype));
}

static struct ctag *anonymous_tag(struct headers *h, struct clang_type ctype)
{
	const void *decl = h->api.getTypeDeclaration(ctype).data[0];
	const char *key = arena_printf(h->defs->arena, "%p", decl);
	struct ctag *tag = hash_find(&h->anonymous, key);

	if (!tag) {
		tag = make_tag(h, ctype, NULL);
		hash_set(&h->anonymous, key, tag);
	}
	return tag;
}

static struct cname tag_type(struct headers *h, struct clang_type ctype)
{
	const char *full = tag_name(h, ctype);
	const struct type *known = full ? headers_missing(h, full) : NULL;
	struct ctag *tag;

	if (known)
		return (struct cname){
			.type = known,
			.align = known->align ? known->align : 1,
		};
	if (full)
		tag = cdefs_tag(h->defs, keyword_of(h, ctype),
				strchr(full, ' ') + 1);
	else
		tag = anonymous_tag(h, ctype);
	return (struct cname){
		.type = tag->type,
		.align = tag->type->align,
	};
}

static struct cname int_type(struct headers *h, struct clang_type ctype,
			     bool is_signed)
{
	u32 size = size_of(h, ctype);

	if (size != 1 && size != 2 && size != 4 && size != 8)
		size = 8;
	return (struct cname){
		.type = type_int(size, is_signed),
		.align = size,
	};
}

static struct cname array_type(struct headers *h, struct clang_type ctype)
{
	struct types *store = h->defs->store;
	struct cname elem = headers_type(h, h->api.getArrayElementType(ctype));
	long long count = h->api.getArraySize(ctype);

	if (count < 0 || count > INT32_MAX)
		count = 0;
	if (elem.is_char && count)
		elem.type = type_string(store, (u32)count);
	else
		elem.type = type_array(store, elem.type, (u32)count);
	elem.is_char = false;
	return elem;
}

/* What we have no type for: its bytes. */
static struct cname opaque_type(struct headers *h, struct clang_type ctype)
{
	u32 size = size_of(h, ctype), word = size % 8 ? 1 : 8;

	return (struct cname){
		.type = type_array(h->defs->store, type_int(word, false),
				   size / word),
		.align = align_of(h, ctype),
	};
}

struct cname headers_type(struct headers *h, struct clang_type ctype)
{
	struct cname name = { .align = 1 };

	ctype = h->api.getCanonicalType(ctype);
	switch (ctype.kind) {
	case CLANG_TYPE_VOID:
		name.type = type_void();
		return name;
	case CLANG_TYPE_BOOL:
		name.type = type_bool();
		return name;
	case CLANG_TYPE_CHAR_U:
	case CLANG_TYPE_CHAR_S:
		name.type = type_int(1, true);
		name.is_char = true;
		return name;
	case CLANG_TYPE_UCHAR:
	case CLANG_TYPE_CHAR16:
	case CLANG_TYPE_CHAR32:
	case CLANG_TYPE_USHORT:
	case CLANG_TYPE_UINT:
	case CLANG_TYPE_ULONG:
	case CLANG_TYPE_ULONGLONG:
		return int_type(h, ctype, false);
	case CLANG_TYPE_SCHAR:
	case CLANG_TYPE_WCHAR:
	case CLANG_TYPE_SHORT:
	case CLANG_TYPE_INT:
	case CLANG_TYPE_LONG:
	case CLANG_TYPE_LONGLONG:
		return int_type(h, ctype, true);
	case CLANG_TYPE_POINTER:
		ctype = h->api.getPointeeType(ctype);
		name.type = type_ptr(h->defs->store,
				     headers_type(h, ctype).type, AS_NONE);
		name.align = 8;
		return name;
	case CLANG_TYPE_FUNC:
	case CLANG_TYPE_FUNC_NOPROTO:
		name.type = type_simple(T_FUNC);
		return name;
	case CLANG_TYPE_ARRAY:
	case CLANG_TYPE_OPEN_ARRAY:
		return array_type(h, ctype);
	case CLANG_TYPE_RECORD:
	case CLANG_TYPE_ENUM:
		return tag_type(h, ctype);
	}
	return opaque_type(h, ctype);
}
