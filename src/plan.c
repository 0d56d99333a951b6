/*
 * Layout of payloads and map values: the arithmetic that code generation and
 * decoding share, so that it exists once.
 */
#include "plan.h"

/* Where the payload of an event of KIND starts. */
static u32 payload_start(enum event_kind kind)
{
	if (kind == EV_KINDS)
		return sizeof(struct ev_head);
	return event_descs[kind].size;
}

const struct record *record_layout(struct arena *arena, enum event_kind kind,
				   const struct type *const *types, u32 num)
{
	struct record *rec;
	u64 offset = payload_start(kind);

	rec = arena_alloc(arena,
			  sizeof(*rec) + (size_t)num * sizeof(rec->fields[0]));
	rec->nfields = num;
	for (u32 i = 0; i < num; i++) {
		offset = align_up(offset, u64_max(types[i]->align, 1));
		rec->fields[i] = (struct record_field){
			.type = types[i],
			.offset = (u32)offset,
		};
		offset += types[i]->size;
	}
	rec->size = (u32)align_up(offset, 8);
	return rec;
}

/* Bytes of one CPU's value without the word that says "assigned". */
static u32 bare_size(const struct type *value)
{
	switch (value->kind) {
	case T_INT:
	case T_BOOL:
	case T_ENUM:
	case T_PTR:
	case T_COUNT:
	case T_SUM:
		return 8;
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
		return 16;
	case T_HIST:
	case T_LHIST:
		return 8 * type_buckets(value);
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_STRUCT:
	case T_FUNC:
	case T_ARRAY:
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
	case T_TUPLE:
	case T_RECORD:
	case T_TSERIES:
		return (u32)align_up(u64_max(value->size, 1), 8);
	case T_KINDS:
		break;
	}
	BUG("a map value of kind %d", value->kind);
}

u32 plan_value_size(const struct type *value, bool is_scalar, u32 *set_offset)
{
	u32 size = bare_size(value);

	*set_offset = 0;
	if (!is_scalar)
		return size;
	*set_offset = size;
	return size + 8;
}
