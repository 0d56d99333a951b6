/*
 * Merging of per-CPU aggregations. Layouts: btf/type.def.
 */
#include "output/aggregate.h"

#include "output/histogram.h"
#include "output/series.h"

#include <string.h>

/* The parts of one aggregation. */
struct parts {
	const u8 *bytes;
	u32 stride;
	u32 ncpus;
};

/* Word IDX of the part of CPU. */
static u64 part_word(const struct parts *parts, u32 cpu, u32 idx)
{
	const u8 *part = parts->bytes + (size_t)cpu * parts->stride;
	u64 word;

	memcpy(&word, part + (size_t)idx * sizeof(word), sizeof(word));
	return word;
}

static u64 sum_words(const struct parts *parts, u32 idx)
{
	u64 sum = 0;

	for (u32 cpu = 0; cpu < parts->ncpus; cpu++)
		sum += part_word(parts, cpu, idx);
	return sum;
}

static bool is_signed(const struct type *type)
{
	return type->base ? type->base->is_signed : type->is_signed;
}

static bool is_less(u64 a, u64 b, bool as_signed)
{
	return as_signed ? (s64)a < (s64)b : a < b;
}

/* The best of the CPUs that have a value; 0 when none has. */
static u64 best_word(const struct parts *parts, const struct type *type)
{
	bool as_signed = is_signed(type);
	bool found = false;
	u64 best = 0;

	for (u32 cpu = 0; cpu < parts->ncpus; cpu++) {
		u64 word = part_word(parts, cpu, 0);
		bool better = type->kind == T_MIN
				      ? is_less(word, best, as_signed)
				      : is_less(best, word, as_signed);

		if (!part_word(parts, cpu, 1))
			continue;
		if (!found || better)
			best = word;
		found = true;
	}
	return best;
}

static s64 average(u64 total, u64 count, bool as_signed)
{
	if (!count)
		return 0;
	if (as_signed && (s64)total < 0)
		return -(s64)((0 - total) / count);
	return (s64)(total / count);
}

static void decode_buckets(struct value *value, struct arena *arena,
			   const struct parts *parts)
{
	u32 num = type_buckets(value->type);
	u64 *counts = ARENA_ARRAY(arena, u64, num);

	for (u32 i = 0; i < num; i++)
		counts[i] = sum_words(parts, i);
	histogram_fill(value, arena, counts, num);
}

struct value aggregate_decode(struct arena *arena, const struct type *type,
			      const void *bytes, u32 stride, u32 ncpus)
{
	struct parts parts = { bytes, stride, ncpus };
	struct value value = { .kind = V_INT, .type = type };

	value.is_signed = is_signed(type);
	if (type->kind == T_COUNT || type->kind == T_SUM) {
		value.num = sum_words(&parts, 0);
	} else if (type->kind == T_MIN || type->kind == T_MAX) {
		value.num = best_word(&parts, type);
	} else if (type->kind == T_AVG || type->kind == T_STATS) {
		value.total = sum_words(&parts, 0);
		value.count = sum_words(&parts, 1);
		value.average =
			average(value.total, value.count, value.is_signed);
		value.num = (u64)value.average;
		if (type->kind == T_STATS)
			value.kind = V_STATS;
	} else if (type->kind == T_HIST || type->kind == T_LHIST) {
		value.kind = V_HIST;
		decode_buckets(&value, arena, &parts);
	} else if (type->kind == T_TSERIES) {
		series_fill(&value, arena, bytes, stride, ncpus);
	} else {
		BUG("kind %d is no aggregation", type->kind);
	}
	return value;
}
