/*
 * Bytes and their type -> value. Texts of values may point into the bytes,
 * which therefore must live as long as the value. Whatever the bytes hold,
 * nothing beyond them is read: what is missing counts as zero.
 */
#include "output/decode.h"

#include "output/aggregate.h"
#include "output/cgroups.h"
#include "output/stacks.h"
#include "output/users.h"
#include "output/wallclock.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum {
	STACK_INDENT = 8,
	MAX_TIME = 255,   /* bytes of a printed timestamp */
	MAX_NESTING = 32, /* anonymous members in one another */
	CUT_MARK = 0xff,  /* last byte of a string that was cut */
};

/* Bytes that are there. */
struct bytes {
	const u8 *start;
	size_t len;
};

/* What of BYTES lies at OFFSET and behind. */
static struct bytes bytes_at(struct bytes bytes, size_t offset)
{
	if (offset > bytes.len)
		offset = bytes.len;
	return (struct bytes){ bytes.start + offset, bytes.len - offset };
}

/* The integer of SIZE bytes at OFFSET, not extended. */
static u64 load(struct bytes bytes, size_t offset, u32 size)
{
	struct bytes from = bytes_at(bytes, offset);
	u8 raw[8] = { 0 };
	u64 num;

	if (size > sizeof(raw))
		size = sizeof(raw);
	memcpy(raw, from.start, from.len < size ? from.len : size);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	memmove(raw + sizeof(raw) - size, raw, size);
	memset(raw, 0, sizeof(raw) - size);
#endif
	memcpy(&num, raw, sizeof(num));
	return num;
}

/* The low BITS of NUM as a 64-bit number. */
static u64 extend(u64 num, u32 bits, bool is_signed)
{
	if (bits == 0 || bits >= 64)
		return num;
	num &= (1ULL << bits) - 1;
	if (is_signed && num >> (bits - 1))
		num |= ~0ULL << bits;
	return num;
}

/* At least WANT bytes; a zero-filled copy when fewer are there. */
static const u8 *complete(const struct decoder *dec, struct bytes bytes,
			  size_t want)
{
	u8 *copy;

	if (bytes.len >= want)
		return bytes.start;
	copy = arena_alloc(dec->arena, want);
	memcpy(copy, bytes.start, bytes.len);
	return copy;
}

static struct value text_value(const struct type *type, const char *text)
{
	return (struct value){
		.kind = V_STRING,
		.type = type,
		.text = text,
		.len = strlen(text),
	};
}

/* NUM, extended to 64 bits, as the integer, enum or pointer TYPE. */
static struct value number_value(const struct decoder *dec,
				 const struct type *type, u64 num)
{
	struct value value = { .kind = V_INT, .type = type, .num = num };

	value.is_signed = type->is_signed;
	if (type->kind == T_BOOL) {
		value.kind = V_BOOL;
		value.num = num != 0;
	} else if (type->kind == T_PTR) {
		value.kind = V_PTR;
	} else if (type->kind == T_ENUM) {
		value.kind = V_ENUM;
		value.text = type_enum_name(dec->types, type, (s64)num);
		value.len = value.text ? strlen(value.text) : 0;
	}
	return value;
}

static struct value decode_number(const struct decoder *dec,
				  const struct type *type, struct bytes bytes)
{
	u32 size = type->size;

	return number_value(
		dec, type,
		extend(load(bytes, 0, size), size * 8, type->is_signed));
}

/* A bit field: its value starts at BIT of the bytes at OFFSET. */
static struct value decode_bits(const struct decoder *dec,
				const struct field *field, struct bytes bytes)
{
	size_t offset = (size_t)field->offset + field->bit_offset / 8;
	u32 shift = field->bit_offset % 8;
	u64 num = load(bytes, offset, 8) >> shift;

	if (shift && field->bit_size + shift > 64)
		num |= load(bytes, offset + 8, 1) << (64 - shift);
	num = extend(num, field->bit_size, field->type->is_signed);
	return number_value(dec, field->type, num);
}

/*
 * A string that fills its type was cut. When code generation knows of the
 * cut only afterwards, it marks it with a last byte that no text has.
 */
static struct value decode_string(const struct decoder *dec,
				  const struct type *type, struct bytes bytes)
{
	const char *text = (const char *)bytes.start;
	size_t len = bytes.len < type->count ? bytes.len : type->count;
	struct value value = { .kind = V_STRING, .type = type, .text = text };

	value.len = strnlen(text, len);
	if (!type->count || value.len < type->count)
		return value;
	if ((u8)text[value.len - 1] == CUT_MARK)
		value.len--;
	if (!dec->trunc_trailer || !*dec->trunc_trailer)
		return value;
	value.text = arena_printf(dec->arena, "%.*s%s", (int)value.len, text,
				  dec->trunc_trailer);
	value.len = strlen(value.text);
	return value;
}

static struct value decode_buffer(const struct type *type, struct bytes bytes)
{
	struct bytes data = bytes_at(bytes, sizeof(u32));
	u64 len = load(bytes, 0, sizeof(u32));

	len = u64_min(u64_min(len, data.len), type->count);
	return (struct value){
		.kind = V_BUFFER,
		.type = type,
		.text = (const char *)data.start,
		.len = len,
	};
}

static struct value decode_inet(const struct decoder *dec,
				const struct type *type, struct bytes bytes)
{
	const u8 *raw = complete(dec, bytes, 24);
	u64 family = load(bytes, 0, 8);
	char text[INET6_ADDRSTRLEN] = "";

	if (family == AF_INET || family == AF_INET6)
		(void)inet_ntop((int)family, raw + 8, text, sizeof(text));
	return text_value(type, arena_strdup(dec->arena, text));
}

static struct value decode_mac(const struct decoder *dec,
			       const struct type *type, struct bytes bytes)
{
	const u8 *mac = complete(dec, bytes, 6);

	return text_value(type,
			  arena_printf(dec->arena,
				       "%02X:%02X:%02X:%02X:%02X:%02X", mac[0],
				       mac[1], mac[2], mac[3], mac[4], mac[5]));
}

/* A stack without anybody who knows names: one address a line. */
static const char *bare_stack(const struct decoder *dec,
			      const struct type *type, const u8 *raw,
			      u32 indent)
{
	u32 header = type->kind == T_USTACK ? 16 : 8;
	struct bytes bytes = { raw, type->size };
	u64 num = u64_min(load(bytes, 0, 8), type->count);
	struct strbuf text = { 0 };
	const char *copy;

	if (type->mode == STACK_BUILD_ID)
		num = 0;
	strbuf_addch(&text, '\n');
	for (u64 i = 0; i < num; i++)
		strbuf_printf(
			&text, "%*s0x%llx\n", (int)indent, "",
			(unsigned long long)load(bytes, header + 8 * i, 8));
	copy = arena_strdup(dec->arena, strbuf_text(&text));
	strbuf_fini(&text);
	return copy;
}

static struct value decode_stack(const struct decoder *dec,
				 const struct type *type, struct bytes bytes)
{
	const u8 *raw = complete(dec, bytes, type->size);
	u32 indent = dec->stack_indent ? dec->stack_indent : STACK_INDENT;
	const char *text;

	if (dec->stacks)
		text = stacks_text_indent(dec->stacks, dec->arena, type, raw,
					  indent);
	else
		text = bare_stack(dec, type, raw, indent);
	return text_value(type, text);
}

static struct value decode_symbol(const struct decoder *dec,
				  const struct type *type, struct bytes bytes)
{
	u64 addr = load(bytes, 0, 8);
	u32 pid = (u32)load(bytes, 8, 4);
	const char *text;

	if (!dec->stacks)
		text = arena_printf(dec->arena, "0x%llx",
				    (unsigned long long)addr);
	else if (type->kind == T_KSYM)
		text = stacks_ksym(dec->stacks, dec->arena, addr);
	else
		text = stacks_usym(dec->stacks, dec->arena, pid, addr);
	return text_value(type, text);
}

static struct value decode_username(const struct decoder *dec,
				    const struct type *type, struct bytes bytes)
{
	u32 uid = (u32)load(bytes, 0, 8);
	struct users *users;
	const char *name;

	if (dec->users)
		return text_value(type, users_name(dec->users, uid));
	users = users_new();
	name = arena_strdup(dec->arena, users_name(users, uid));
	users_free(users);
	return text_value(type, name);
}

static struct value decode_timestamp(const struct decoder *dec,
				     const struct type *type,
				     struct bytes bytes)
{
	u32 string = (u32)load(bytes, 8, 4);
	u64 ns = wallclock_ns(dec->offset, load(bytes, 0, 8),
			      (u32)load(bytes, 12, 4));
	struct strbuf text = { 0 };
	struct value value;

	if (!dec->plan || string >= dec->plan->nstrings)
		return text_value(type, "(?)");
	if (!wallclock_text(&text, dec->plan->strings[string], ns, MAX_TIME))
		strbuf_add(&text, "(?)");
	value = text_value(type, arena_strdup(dec->arena, strbuf_text(&text)));
	strbuf_fini(&text);
	return value;
}

/* The filter is the number + 1 of a string of the plan; 0: none. */
static struct value decode_cgroup(const struct decoder *dec,
				  const struct type *type, struct bytes bytes)
{
	u64 id = load(bytes, 0, 8), string = load(bytes, 8, 8);
	const char *filter = NULL;

	if (!dec->cgroups)
		return text_value(type, arena_printf(dec->arena, "%llu",
						     (unsigned long long)id));
	if (string && dec->plan && string <= dec->plan->nstrings)
		filter = dec->plan->strings[string - 1];
	return text_value(type,
			  cgroups_path(dec->cgroups, dec->arena, id, filter));
}

static struct value decode_bytes(const struct decoder *dec,
				 const struct type *type, struct bytes bytes);

static struct value decode_array(const struct decoder *dec,
				 const struct type *type, struct bytes bytes)
{
	struct value value = { .kind = V_ARRAY, .type = type };

	value.nitems = type->count;
	value.items = ARENA_ARRAY(dec->arena, struct value, type->count);
	for (u32 i = 0; i < type->count; i++)
		value.items[i] = decode_bytes(
			dec, type->base,
			bytes_at(bytes, (size_t)i * type->base->size));
	return value;
}

static struct value decode_tuple(const struct decoder *dec,
				 const struct type *type, struct bytes bytes)
{
	const struct layout *layout = type_layout(dec->types, type);
	struct value value = { .kind = V_TUPLE, .type = type };

	value.nitems = layout->nfields;
	value.items = ARENA_ARRAY(dec->arena, struct value, layout->nfields);
	for (u32 i = 0; i < layout->nfields; i++)
		value.items[i] =
			decode_bytes(dec, layout->fields[i].type,
				     bytes_at(bytes, layout->fields[i].offset));
	return value;
}

static bool is_anonymous(const struct field *field)
{
	return (!field->name || !*field->name) && field->type->kind == T_STRUCT;
}

/* Common fields of tracepoints and members of our own don't show. */
static bool is_hidden(const struct field *field)
{
	return field->is_common || (field->name && field->name[0] == '$');
}

static u32 count_members(const struct decoder *dec, const struct type *type,
			 u32 depth)
{
	const struct layout *layout = type_layout(dec->types, type);
	u32 num = 0;

	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		if (is_anonymous(field) && depth < MAX_NESTING)
			num += count_members(dec, field->type, depth + 1);
		else if (!is_hidden(field))
			num++;
	}
	return num;
}

static struct value decode_member(const struct decoder *dec,
				  const struct field *field, struct bytes bytes)
{
	if (field->is_data_loc) /* its text is not among the bytes */
		return (struct value){ .kind = V_NONE, .type = field->type };
	if (field->bit_size)
		return decode_bits(dec, field, bytes);
	return decode_bytes(dec, field->type, bytes_at(bytes, field->offset));
}

/* Append the members of TYPE to VALUE, those of anonymous ones in place. */
static void add_members(const struct decoder *dec, const struct type *type,
			struct bytes bytes, struct value *value, u32 depth)
{
	const struct layout *layout = type_layout(dec->types, type);

	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		if (is_anonymous(field) && depth < MAX_NESTING) {
			add_members(dec, field->type,
				    bytes_at(bytes, field->offset), value,
				    depth + 1);
		} else if (!is_hidden(field)) {
			value->items[value->nitems] =
				decode_member(dec, field, bytes);
			value->names[value->nitems++] =
				field->name ? field->name : "";
		}
	}
}

static struct value decode_record(const struct decoder *dec,
				  const struct type *type, struct bytes bytes)
{
	struct value value = { .kind = V_RECORD, .type = type };
	u32 num = count_members(dec, type, 0);

	value.items = ARENA_ARRAY(dec->arena, struct value, num);
	value.names = ARENA_ARRAY(dec->arena, const char *, num);
	add_members(dec, type, bytes, &value, 0);
	return value;
}

static struct value decode_aggregate(const struct decoder *dec,
				     const struct type *type,
				     struct bytes bytes)
{
	return aggregate_decode(dec->arena, type,
				complete(dec, bytes, type->size), type->size,
				1);
}

static struct value decode_bytes(const struct decoder *dec,
				 const struct type *type, struct bytes bytes)
{
	switch (type->kind) {
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_FUNC:
		return (struct value){ .kind = V_NONE, .type = type };
	case T_INT:
	case T_BOOL:
	case T_ENUM:
	case T_PTR:
		return decode_number(dec, type, bytes);
	case T_CGROUP_PATH:
		return decode_cgroup(dec, type, bytes);
	case T_STRUCT:
	case T_RECORD:
		return decode_record(dec, type, bytes);
	case T_TUPLE:
		return decode_tuple(dec, type, bytes);
	case T_ARRAY:
		return decode_array(dec, type, bytes);
	case T_STRING:
		return decode_string(dec, type, bytes);
	case T_BUFFER:
		return decode_buffer(type, bytes);
	case T_INET:
		return decode_inet(dec, type, bytes);
	case T_MAC:
		return decode_mac(dec, type, bytes);
	case T_KSTACK:
	case T_USTACK:
		return decode_stack(dec, type, bytes);
	case T_KSYM:
	case T_USYM:
		return decode_symbol(dec, type, bytes);
	case T_USERNAME:
		return decode_username(dec, type, bytes);
	case T_TIMESTAMP:
		return decode_timestamp(dec, type, bytes);
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		return decode_aggregate(dec, type, bytes);
	case T_KINDS:
		break;
	}
	BUG("type kind %d", type->kind);
}

struct value decode_value(const struct decoder *dec, const struct type *type,
			  const void *bytes, size_t size)
{
	return decode_bytes(dec, type, (struct bytes){ bytes, size });
}

struct value decode_map_value(const struct decoder *dec,
			      const struct plan_map *map, const void *bytes,
			      u32 ncpus)
{
	if (!type_is_aggregate(map->value))
		return decode_value(dec, map->value, bytes, map->value_size);
	if (map->value->size > map->value_size)
		BUG("values of %s have only %u bytes", map->name,
		    map->value_size);
	return aggregate_decode(dec->arena, map->value, bytes, map->value_size,
				ncpus);
}
