/*
 * Sorting of map entries. Values that are numbers are turned into unsigned
 * ranks first, so that most maps are sorted by comparing two integers.
 */
#include "output/mapsort.h"

#include "output/histogram.h"

#include <stdlib.h>
#include <string.h>

/* An entry while it is sorted. */
struct ranked {
	u64 rank;  /* of its value; 0 when keys decide */
	u32 order; /* as read */
	bool by_key;
	const struct map_entry *entry;
};

/* Signed numbers in an order that unsigned comparison understands. */
static u64 signed_rank(u64 num)
{
	return num ^ (1ULL << 63);
}

/* How the values of MAP decide; false when its keys do. */
static bool value_rank(const struct plan_map *map, const struct value *value,
		       u64 *rank)
{
	switch (map->value->kind) {
	case T_INT:
	case T_ENUM:
	case T_COUNT:
	case T_SUM:
	case T_AVG:
		*rank = value->is_signed ? signed_rank(value->num) : value->num;
		return true;
	case T_STATS:
		*rank = value->is_signed ? signed_rank((u64)value->average)
					 : (u64)value->average;
		return true;
	case T_MIN:
	case T_MAX: /* unsigned whatever the type: so it is documented */
		*rank = value->num;
		return true;
	case T_HIST:
	case T_LHIST:
		*rank = histogram_total(value);
		return true;
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_BOOL:
	case T_PTR:
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
	case T_KINDS:
		break;
	}
	return false;
}

static int compare_numbers(u64 a, u64 b)
{
	return a < b ? -1 : a > b;
}

static int compare_bytes(const struct value *a, const struct value *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int diff = len ? memcmp(a->text, b->text, len) : 0;

	return diff ? diff : compare_numbers(a->len, b->len);
}

static int compare_keys(const struct value *a, const struct value *b)
{
	switch (a->kind) {
	case V_INT:
	case V_ENUM:
	case V_BOOL:
		return compare_numbers(signed_rank(a->num),
				       signed_rank(b->num));
	case V_PTR:
		return compare_numbers(a->num, b->num);
	case V_STRING:
	case V_BUFFER:
		return compare_bytes(a, b);
	case V_ARRAY:
	case V_TUPLE:
	case V_RECORD:
		for (u32 i = 0; i < a->nitems && i < b->nitems; i++) {
			int diff = compare_keys(&a->items[i], &b->items[i]);

			if (diff)
				return diff;
		}
		return compare_numbers(a->nitems, b->nitems);
	case V_NONE:
	case V_STATS:
	case V_HIST:
	case V_SERIES:
		return 0;
	}
	BUG("value kind %d", a->kind);
}

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;
	int diff = compare_numbers(left->rank, right->rank);

	if (!diff && left->by_key)
		diff = compare_keys(&left->entry->key, &right->entry->key);
	return diff ? diff : compare_numbers(left->order, right->order);
}

void mapsort(struct arena *arena, const struct plan_map *map,
	     struct map_entry *entries, u32 num)
{
	struct map_entry *copy;
	struct ranked *ranked;

	if (num < 2)
		return;
	copy = ARENA_ARRAY(arena, struct map_entry, num);
	memcpy(copy, entries, num * sizeof(*copy));
	ranked = ARENA_ARRAY(arena, struct ranked, num);
	for (u32 i = 0; i < num; i++) {
		ranked[i].entry = &copy[i];
		ranked[i].order = i;
		ranked[i].by_key =
			!value_rank(map, &copy[i].value, &ranked[i].rank);
	}
	qsort(ranked, num, sizeof(*ranked), compare_ranked);
	for (u32 i = 0; i < num; i++)
		entries[i] = *ranked[i].entry;
}

static u64 divide(u64 num, u64 div, bool is_signed)
{
	if (is_signed && (s64)num < 0)
		return 0 - (0 - num) / div;
	return num / div;
}

void mapsort_divide(struct value *value, u64 div)
{
	switch (value->kind) {
	case V_INT:
		value->num = divide(value->num, div, value->is_signed);
		break;
	case V_STATS:
		value->average =
			(s64)divide((u64)value->average, div, value->is_signed);
		break;
	case V_HIST:
		if (!value->is_linear)
			histogram_divide(value, div);
		break;
	case V_NONE:
	case V_BOOL:
	case V_ENUM:
	case V_PTR:
	case V_STRING:
	case V_BUFFER:
	case V_ARRAY:
	case V_TUPLE:
	case V_RECORD:
	case V_SERIES:
		break;
	}
}
