/*
 * Buckets of hist() and lhist() and their rows:
 *
 *   [4, 8)                 3 |@@@@@@@@@@                              |
 *
 * A bucket's number follows from the value in the kernel (reference of
 * hist()): 0 is for negative values, then come 2^bits buckets of one value
 * each, then 2^bits buckets for each power of two. lhist() counts what is
 * below its range in bucket 0 and what is above in the last.
 */
#include "output/histogram.h"

#include "base/str.h"

#include <stdio.h>

enum {
	LABEL_WIDTH = 16,
	BAR_WIDTH = 52,
	NUMBER_SIZE = 24, /* text of a number and its suffix */
};

static struct bucket log_bucket(u32 bits, u32 idx)
{
	struct bucket bucket = { 0 };
	u32 per_power = 1U << bits;
	u32 pos, power, shift;
	u64 low;

	if (!idx) {
		bucket.no_min = true;
		bucket.max = -1;
		return bucket;
	}
	pos = idx - 1;
	if (pos < per_power) {
		bucket.min = bucket.max = pos;
		return bucket;
	}
	power = (pos >> bits) + bits - 1;
	shift = power - bits;
	/* Unsigned: values of 2^63 and more end up negative here. */
	low = (1ULL << power) + ((u64)(pos & (per_power - 1)) << shift);
	bucket.min = (s64)low;
	bucket.max = (s64)(low + ((1ULL << shift) - 1));
	return bucket;
}

static struct bucket linear_bucket(const struct type *type, u32 idx)
{
	s64 min = type->param[0], step = type->param[2];
	struct bucket bucket = { 0 };

	if (!idx) {
		bucket.no_min = true;
		bucket.max = min - 1;
		return bucket;
	}
	bucket.min = min + (s64)(idx - 1) * step;
	bucket.max = bucket.min + step - 1;
	bucket.no_max = idx + 1 >= type_buckets(type);
	/* The last one also takes the rest below MAX that no step fills. */
	if (bucket.no_max)
		bucket.min = type->param[1];
	return bucket;
}

struct bucket histogram_bucket(const struct type *type, u32 idx)
{
	if (type->kind == T_LHIST)
		return linear_bucket(type, idx);
	return log_bucket((u32)type->param[0], idx);
}

void histogram_fill(struct value *value, struct arena *arena, const u64 *counts,
		    u32 num)
{
	u32 first = 0, last = num;

	while (first < num && !counts[first])
		first++;
	while (last > first && !counts[last - 1])
		last--;
	value->is_linear = value->type->kind == T_LHIST;
	value->nbuckets = last - first;
	value->buckets = ARENA_ARRAY(arena, struct bucket, last - first);
	for (u32 i = first; i < last; i++) {
		struct bucket *bucket = &value->buckets[i - first];

		*bucket = histogram_bucket(value->type, i);
		bucket->count = counts[i];
	}
}

void histogram_divide(struct value *value, u64 div)
{
	for (u32 i = 0; i < value->nbuckets; i++)
		value->buckets[i].count /= div;
	while (value->nbuckets && !value->buckets[0].count) {
		value->buckets++;
		value->nbuckets--;
	}
	while (value->nbuckets && !value->buckets[value->nbuckets - 1].count)
		value->nbuckets--;
}

u64 histogram_total(const struct value *value)
{
	u64 total = 0;

	for (u32 i = 0; i < value->nbuckets; i++)
		total += value->buckets[i].count;
	return total;
}

/* A bound as people read it: in the largest unit that divides it. */
static void bound_text(char text[NUMBER_SIZE], u64 num, bool has_units)
{
	static const char units[] = "KMGTPE";
	int unit = -1;

	while (has_units && num && num % 1024 == 0) {
		num /= 1024;
		unit++;
	}
	snprintf(text, NUMBER_SIZE, "%llu%.*s", (unsigned long long)num,
		 unit >= 0, unit >= 0 ? &units[unit] : "");
}

static void label_text(struct strbuf *out, const struct value *value,
		       const struct bucket *bucket)
{
	bool has_units = !value->is_linear || value->type->param[2] % 1024 == 0;
	u64 end = (u64)bucket->max + 1;
	char from[NUMBER_SIZE], to[NUMBER_SIZE];

	bound_text(from, (u64)bucket->min, has_units);
	bound_text(to, end, has_units);
	if (bucket->no_min)
		strbuf_printf(out, "(..., %s)", to);
	else if (bucket->no_max)
		strbuf_printf(out, "[%s, ...)", from);
	else if (bucket->min == bucket->max)
		strbuf_printf(out, "[%s]", from);
	else
		strbuf_printf(out, "[%s, %s)", from, end ? to : "16E");
}

/* floor(count / max * BAR_WIDTH) */
static u32 bar_length(u64 count, u64 max)
{
	if (!max)
		return 0;
	if (count <= UINT64_MAX / BAR_WIDTH)
		return (u32)(count * BAR_WIDTH / max);
	return (u32)((double)count / (double)max * BAR_WIDTH);
}

void histogram_text(struct strbuf *out, const struct value *value)
{
	u64 max = 0;

	for (u32 i = 0; i < value->nbuckets; i++)
		max = u64_max(max, value->buckets[i].count);
	for (u32 i = 0; i < value->nbuckets; i++) {
		const struct bucket *bucket = &value->buckets[i];
		u32 bar = bar_length(bucket->count, max);
		size_t start = out->len;

		label_text(out, value, bucket);
		if (out->len - start < LABEL_WIDTH)
			strbuf_pad(out, ' ', LABEL_WIDTH - (out->len - start));
		strbuf_printf(out, "%8llu |",
			      (unsigned long long)bucket->count);
		strbuf_pad(out, '@', bar);
		strbuf_pad(out, ' ', BAR_WIDTH - bar);
		strbuf_add(out, "|\n");
	}
}
