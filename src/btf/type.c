/*
 * The store of types. Every constructor looks for an equal type first, so
 * that types compare by pointer; only structs and enums, which have a name
 * and an origin, are made anew at each call.
 */
#include "btf/type.h"
#include "btf/type_internal.h"

#include "base/str.h"

#include <string.h>

enum { FIRST_BUCKETS = 256 };

/* A type with what the table needs around it. */
struct interned {
	struct type type;
	u64 hash;
	struct interned *next; /* in the same bucket */
};

struct types {
	struct arena *arena;
	struct interned **buckets;
	u32 nbuckets; /* a power of two */
	u32 len;
};

#define SIMPLE(KIND, SIZE, ALIGN) \
	[T_##KIND] = { .kind = T_##KIND, .size = (SIZE), .align = (ALIGN) }

/* Kinds that have no parameters, by kind. */
static const struct type simple_types[T_KINDS] = {
	SIMPLE(ERROR, 0, 1),      SIMPLE(NONE, 0, 1),
	SIMPLE(VOID, 0, 1),       SIMPLE(BOOL, 1, 1),
	SIMPLE(FUNC, 0, 1),       SIMPLE(INET, 24, 1),
	SIMPLE(MAC, 6, 1),        SIMPLE(KSYM, 8, 8),
	SIMPLE(USYM, 16, 1),      SIMPLE(USERNAME, 8, 8),
	SIMPLE(TIMESTAMP, 16, 1), SIMPLE(CGROUP_PATH, 16, 1),
};

#define INT(SIZE, SIGNED, FLEX)                                 \
	{                                                       \
		.kind = T_INT, .size = (SIZE), .align = (SIZE), \
		.is_signed = (SIGNED), .is_flex = (FLEX)        \
	}

/* By size (1, 2, 4, 8), then unsigned, signed, flexible. */
static const struct type int_types[4][3] = {
	{ INT(1, false, false), INT(1, true, false), INT(1, true, true) },
	{ INT(2, false, false), INT(2, true, false), INT(2, true, true) },
	{ INT(4, false, false), INT(4, true, false), INT(4, true, true) },
	{ INT(8, false, false), INT(8, true, false), INT(8, true, true) },
};

#define AGGREGATE(KIND, SIZE, SIGNED)                                  \
	{                                                              \
		.kind = T_##KIND, .size = (SIZE), .align = 8,          \
		.is_signed = (SIGNED), .base = &int_types[3][(SIGNED)] \
	}

/* From COUNT on; unsigned, then signed. */
static const struct type aggregate_types[][2] = {
	{ AGGREGATE(COUNT, 8, false), AGGREGATE(COUNT, 8, false) },
	{ AGGREGATE(SUM, 8, false), AGGREGATE(SUM, 8, true) },
	{ AGGREGATE(MIN, 16, false), AGGREGATE(MIN, 16, true) },
	{ AGGREGATE(MAX, 16, false), AGGREGATE(MAX, 16, true) },
	{ AGGREGATE(AVG, 16, false), AGGREGATE(AVG, 16, true) },
	{ AGGREGATE(STATS, 16, false), AGGREGATE(STATS, 16, true) },
};

struct types *types_new(void)
{
	struct arena *arena = arena_new();
	struct types *store = ARENA_OBJ(arena, struct types);

	store->arena = arena;
	store->nbuckets = FIRST_BUCKETS;
	store->buckets = ARENA_ARRAY(arena, struct interned *, store->nbuckets);
	return store;
}

void types_free(struct types *store)
{
	if (store)
		arena_free(store->arena);
}

struct arena *types_arena(struct types *store)
{
	return store->arena;
}

static u64 mix(u64 hash, u64 value)
{
	hash ^= value;
	hash *= 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

static u64 mix_str(u64 hash, const char *str)
{
	for (; str && *str; str++)
		hash = (hash ^ (u8)*str) * 0x100000001b3ULL;
	return mix(hash, 1);
}

static u64 type_hash(const struct type *type)
{
	u64 hash = mix(type->kind, type->count);

	hash = mix(hash, (u64)type->space << 8 | (u64)type->mode << 4 |
				 (u64)type->is_signed);
	hash = mix(hash, (u64)(uintptr_t)type->base);
	for (u32 i = 0; i < countof(type->param); i++)
		hash = mix(hash, (u64)type->param[i]);
	for (u32 i = 0; type->layout && i < type->layout->nfields; i++) {
		const struct field *field = &type->layout->fields[i];

		hash = mix(hash, (u64)(uintptr_t)field->type);
		hash = mix_str(hash, field->name);
	}
	return hash;
}

static bool same_name(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_layout(const struct layout *a, const struct layout *b)
{
	if (!a || !b)
		return a == b;
	if (a->nfields != b->nfields)
		return false;
	for (u32 i = 0; i < a->nfields; i++) {
		if (a->fields[i].type != b->fields[i].type ||
		    !same_name(a->fields[i].name, b->fields[i].name))
			return false;
	}
	return true;
}

static bool same_type(const struct type *a, const struct type *b)
{
	return a->kind == b->kind && a->base == b->base &&
	       a->count == b->count && a->space == b->space &&
	       a->mode == b->mode && a->is_signed == b->is_signed &&
	       !memcmp(a->param, b->param, sizeof(a->param)) &&
	       same_layout(a->layout, b->layout);
}

static void types_grow(struct types *store)
{
	u32 num = store->nbuckets * 2;
	struct interned **buckets =
		ARENA_ARRAY(store->arena, struct interned *, num);

	for (u32 i = 0; i < store->nbuckets; i++) {
		struct interned *entry = store->buckets[i];

		while (entry) {
			struct interned *next = entry->next;
			struct interned **head =
				&buckets[entry->hash & (num - 1)];

			entry->next = *head;
			*head = entry;
			entry = next;
		}
	}
	store->buckets = buckets;
	store->nbuckets = num;
}

/* Copy a layout that a caller has on its stack. */
static const struct layout *layout_copy(struct arena *arena,
					const struct layout *from)
{
	struct layout *copy = ARENA_OBJ(arena, struct layout);
	struct field *fields = ARENA_ARRAY(arena, struct field, from->nfields);

	for (u32 i = 0; i < from->nfields; i++) {
		fields[i] = from->fields[i];
		if (fields[i].name)
			fields[i].name = arena_strdup(arena, fields[i].name);
	}
	*copy = *from;
	copy->fields = fields;
	return copy;
}

/* The one type equal to WANTED, which is copied when it is new. */
static const struct type *intern(struct types *store, const struct type *wanted)
{
	u64 hash = type_hash(wanted);
	struct interned *entry = store->buckets[hash & (store->nbuckets - 1)];

	for (; entry; entry = entry->next) {
		if (entry->hash == hash && same_type(&entry->type, wanted))
			return &entry->type;
	}
	if (store->len++ == store->nbuckets)
		types_grow(store);
	entry = ARENA_OBJ(store->arena, struct interned);
	entry->type = *wanted;
	entry->hash = hash;
	if (wanted->layout)
		entry->type.layout = layout_copy(store->arena, wanted->layout);
	entry->next = store->buckets[hash & (store->nbuckets - 1)];
	store->buckets[hash & (store->nbuckets - 1)] = entry;
	return &entry->type;
}

const struct type *type_error(void)
{
	return &simple_types[T_ERROR];
}

const struct type *type_none(void)
{
	return &simple_types[T_NONE];
}

const struct type *type_void(void)
{
	return &simple_types[T_VOID];
}

const struct type *type_bool(void)
{
	return &simple_types[T_BOOL];
}

static u32 int_row(u32 size)
{
	switch (size) {
	case 1:
		return 0;
	case 2:
		return 1;
	case 4:
		return 2;
	case 8:
		return 3;
	}
	BUG("no integer has %u bytes", size);
}

const struct type *type_int(u32 size, bool is_signed)
{
	return &int_types[int_row(size)][is_signed];
}

const struct type *type_int_flex(u32 size)
{
	return &int_types[int_row(size)][2];
}

const struct type *type_simple(enum type_kind kind)
{
	if (kind >= T_KINDS || simple_types[kind].kind != kind)
		BUG("type kind %d has parameters", (int)kind);
	return &simple_types[kind];
}

const struct type *type_aggregate(enum type_kind kind, bool is_signed)
{
	if (kind < T_COUNT || kind > T_STATS)
		BUG("type kind %d is no aggregation", (int)kind);
	return &aggregate_types[kind - T_COUNT][is_signed];
}

const struct type *type_ptr(struct types *store, const struct type *to,
			    enum addr_space space)
{
	struct type type = {
		.kind = T_PTR,
		.size = 8,
		.align = 8,
		.base = to,
		.space = space,
	};

	return intern(store, &type);
}

/* A product that stays at the largest u32 rather than wrap. */
static u32 mul_sizes(u32 a, u32 b)
{
	u64 size = (u64)a * b;

	return size > UINT32_MAX ? UINT32_MAX : (u32)size;
}

const struct type *type_array(struct types *store, const struct type *of,
			      u32 count)
{
	struct type type = {
		.kind = T_ARRAY,
		.size = mul_sizes(of->size, count),
		.align = of->align,
		.base = of,
		.count = count,
	};

	return intern(store, &type);
}

const struct type *type_string(struct types *store, u32 bytes)
{
	struct type type = {
		.kind = T_STRING,
		.size = bytes,
		.align = 1,
		.count = bytes,
	};

	return intern(store, &type);
}

const struct type *type_buffer(struct types *store, u32 bytes)
{
	struct type type = {
		.kind = T_BUFFER,
		.size = bytes + 4,
		.align = 1,
		.count = bytes,
	};

	return intern(store, &type);
}

const struct type *type_stack(struct types *store, bool user,
			      enum stack_mode mode, u32 limit)
{
	u32 frame = mode == STACK_BUILD_ID ? 32 : 8;
	struct type type = {
		.kind = user ? T_USTACK : T_KSTACK,
		.size = (user ? 16 : 8) + mul_sizes(frame, limit),
		.align = 8,
		.mode = mode,
		.count = limit,
	};

	return intern(store, &type);
}

const struct type *type_hist(struct types *store, u32 bits)
{
	struct type type = {
		.kind = T_HIST,
		.align = 8,
		.param = { bits },
	};

	type.size = mul_sizes(8, type_buckets(&type));
	return intern(store, &type);
}

const struct type *type_lhist(struct types *store, s64 min, s64 max, s64 step)
{
	struct type type = {
		.kind = T_LHIST,
		.align = 8,
		.param = { min, max, step },
	};

	type.size = mul_sizes(8, type_buckets(&type));
	return intern(store, &type);
}

/* What one CPU's value in a map, 32 KB, has room for. */
enum { NEAR_BUCKETS = 1300 };

const struct type *type_tseries(struct types *store, s64 interval, s64 num,
				enum series_function function, bool is_signed)
{
	struct type type = {
		.kind = T_TSERIES,
		.size = num > NEAR_BUCKETS ? 8 : mul_sizes(24, (u32)num),
		.align = 8,
		.is_signed = is_signed,
		.param = { interval, num, function },
	};

	return intern(store, &type);
}

/* Place NUM elements one after the other; NAMES may be NULL. */
static const struct type *make_product(struct types *store, enum type_kind kind,
				       const char *const *names,
				       const struct type *const *elems, u32 num)
{
	struct arena *tmp = arena_new();
	struct field *fields = ARENA_ARRAY(tmp, struct field, num);
	struct layout layout = { .fields = fields, .nfields = num };
	struct type type = { .kind = kind, .align = 1, .layout = &layout };
	const struct type *result;
	u64 end = 0;

	for (u32 i = 0; i < num; i++) {
		u32 align = elems[i]->align ? elems[i]->align : 1;

		end = align_up(end, align);
		fields[i].name = names ? names[i] : NULL;
		fields[i].type = elems[i];
		fields[i].offset = (u32)end;
		end += elems[i]->size;
		if (align > type.align)
			type.align = align;
	}
	end = align_up(end, type.align);
	type.size = end > UINT32_MAX ? UINT32_MAX : (u32)end;
	result = intern(store, &type);
	arena_free(tmp);
	return result;
}

const struct type *type_tuple(struct types *store,
			      const struct type *const *elems, u32 num)
{
	return make_product(store, T_TUPLE, NULL, elems, num);
}

const struct type *type_record(struct types *store, const char *const *names,
			       const struct type *const *elems, u32 num)
{
	return make_product(store, T_RECORD, names, elems, num);
}

struct type *type_named_sized(struct types *store, enum type_kind kind,
			      const char *name, struct origin *origin, u32 size,
			      u32 align)
{
	struct type *type = ARENA_OBJ(store->arena, struct type);

	type->kind = kind;
	type->size = size;
	type->align = align ? align : 1;
	type->name = name ? arena_strdup(store->arena, name) : NULL;
	type->is_union = kind == T_STRUCT && name && str_starts(name, "union");
	type->origin = origin;
	return type;
}

const struct type *type_named(struct types *store, enum type_kind kind,
			      const char *name, struct origin *origin)
{
	return type_named_sized(store, kind, name, origin, 0, 1);
}

const struct type *type_struct(struct types *store, const char *name,
			       bool is_union, u32 size, u32 align,
			       const struct field *fields, u32 num)
{
	struct layout layout = { .fields = fields, .nfields = num };
	struct type *type =
		type_named_sized(store, T_STRUCT, name, NULL, size, align);

	type->is_union = is_union;
	type->layout = layout_copy(store->arena, &layout);
	return type;
}

bool type_is_int(const struct type *type)
{
	return type->kind == T_INT || type->kind == T_ENUM ||
	       type->kind == T_BOOL;
}

bool type_is_aggregate(const struct type *type)
{
	return type->kind >= T_COUNT && type->kind <= T_TSERIES;
}

bool type_is_castable(const struct type *type)
{
	return type->kind >= T_COUNT && type->kind <= T_AVG;
}

bool type_is_long_series(const struct type *type)
{
	return type->kind == T_TSERIES && type->param[1] > NEAR_BUCKETS;
}

bool type_is_histogram(const struct type *type)
{
	return type->kind == T_HIST || type->kind == T_LHIST ||
	       type->kind == T_TSERIES;
}

static const struct type *plain_product(struct types *store,
					const struct type *type)
{
	const struct layout *layout = type->layout;
	struct arena *tmp = arena_new();
	const struct type **elems =
		ARENA_ARRAY(tmp, const struct type *, layout->nfields);
	const char **names = ARENA_ARRAY(tmp, const char *, layout->nfields);

	for (u32 i = 0; i < layout->nfields; i++) {
		elems[i] = type_plain(store, layout->fields[i].type);
		names[i] = layout->fields[i].name;
	}
	type = make_product(store, type->kind, names, elems, layout->nfields);
	arena_free(tmp);
	return type;
}

const struct type *type_plain(struct types *store, const struct type *type)
{
	if (type->kind == T_INT && type->is_flex)
		return type_int(type->size, type->is_signed);
	if (type->kind == T_ARRAY)
		return type_array(store, type_plain(store, type->base),
				  type->count);
	if (type->kind == T_TUPLE || type->kind == T_RECORD)
		return plain_product(store, type);
	return type;
}

u32 type_buckets(const struct type *type)
{
	u64 bits = (u64)type->param[0];
	u64 step = type->param[2] ? (u64)type->param[2] : 1;

	if (type->kind == T_HIST) /* the index of 2^64 - 1, and slot 0 */
		return (u32)((65 - bits) << bits) + 1;
	if (type->kind == T_LHIST)
		return (u32)(((u64)type->param[1] - (u64)type->param[0]) /
			     step) +
		       2;
	return 0;
}
