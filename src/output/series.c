/*
 * Series of values over time. Each interval has a bucket; its number since
 * the epoch is kept with it, so that old ones are told from new ones.
 */
#include "output/series.h"

#include "base/str.h"
#include "base/vec.h"
#include "output/sink.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	WIDTH = 51, /* columns for values */
	LEFT = 21,  /* where the smallest value is printed */
	RIGHT = 32,
	NS_PER_S = 1000000000,
	NS_PER_MS = 1000000,
	NS_PER_US = 1000,
};

static bool is_less(const struct type *type, u64 a, u64 b)
{
	return type->is_signed ? (s64)a < (s64)b : a < b;
}

/* Add what another CPU has of the same interval. */
static void merge(const struct type *type, struct series_bucket *into,
		  const struct series_bucket *from)
{
	switch ((enum series_function)type->param[2]) {
	case SERIES_NEWEST:
		if (from->extra >= into->extra)
			*into = *from;
		break;
	case SERIES_AVG:
	case SERIES_SUM:
		into->value += from->value;
		into->extra += from->extra;
		break;
	case SERIES_MAX:
		if (is_less(type, into->value, from->value))
			into->value = from->value;
		break;
	case SERIES_MIN:
		if (is_less(type, from->value, into->value))
			into->value = from->value;
		break;
	}
}

static u64 result(const struct type *type, const struct series_bucket *words)
{
	if (type->param[2] != SERIES_AVG || !words->extra)
		return words->value;
	if (type->is_signed && (s64)words->value < 0)
		return 0 - (0 - words->value) / words->extra;
	return words->value / words->extra;
}

static int compare_words(const void *a, const void *b)
{
	const struct series_bucket *left = a, *right = b;

	return left->epoch < right->epoch ? -1 : left->epoch > right->epoch;
}

/* Make VALUE the series of the NUM buckets ALL of all CPUs. */
static void fill(struct value *value, struct arena *arena,
		 struct series_bucket *all, u32 num)
{
	const struct type *type = value->type;

	if (num)
		qsort(all, num, sizeof(*all), compare_words);
	value->kind = V_SERIES;
	value->samples = ARENA_ARRAY(arena, struct sample, num + 1);
	for (u32 i = 0; i < num;) {
		struct series_bucket words = all[i];
		struct sample *sample = &value->samples[value->nsamples++];

		while (++i < num && all[i].epoch == words.epoch)
			merge(type, &words, &all[i]);
		sample->epoch = words.epoch - 1;
		sample->value = result(type, &words);
		sample->is_set = true;
	}
}

void series_fill(struct value *value, struct arena *arena, const void *bytes,
		 u32 stride, u32 ncpus)
{
	u32 buckets = (u32)value->type->param[1], num = 0;
	struct series_bucket *all =
		ARENA_ARRAY(arena, struct series_bucket, buckets * ncpus + 1);
	const u8 *from = bytes;

	for (u32 cpu = 0; cpu < ncpus; cpu++, from += stride) {
		for (u32 i = 0; i < buckets; i++) {
			memcpy(&all[num], from + i * sizeof(*all),
			       sizeof(*all));
			num += all[num].epoch != 0;
		}
	}
	fill(value, arena, all, num);
}

static int compare_numbers(const void *a, const void *b)
{
	const struct distant_bucket *left = a, *right = b;

	return left->series < right->series ? -1 : left->series > right->series;
}

void series_sort(struct distant_bucket *buckets, u32 num)
{
	if (num)
		qsort(buckets, num, sizeof(*buckets), compare_numbers);
}

/* The first of ALL whose series is not before NUMBER. */
static u32 find_number(const struct distant_bucket *all, u32 num, u64 number)
{
	u32 from = 0;

	while (from < num) {
		u32 mid = from + (num - from) / 2;

		if (all[mid].series < number)
			from = mid + 1;
		else
			num = mid;
	}
	return from;
}

void series_gather(struct value *value, struct arena *arena, const void *bytes,
		   u32 stride, u32 ncpus, const struct distant_bucket *all,
		   u32 num)
{
	VEC(struct series_bucket) found = { 0 };
	u64 number;

	for (u32 cpu = 0; cpu < ncpus; cpu++) {
		memcpy(&number, (const u8 *)bytes + (size_t)cpu * stride,
		       sizeof(number));
		for (u32 i = find_number(all, num, number);
		     number && i < num && all[i].series == number; i++) {
			if (all[i].bucket.epoch)
				vec_push(arena, &found, all[i].bucket);
		}
	}
	fill(value, arena, found.items, found.len);
}

/* VALUE from its first to the NEWEST interval, without gaps. */
static void align(struct arena *arena, struct value *value, u64 newest)
{
	u64 buckets = (u64)value->type->param[1], first;
	struct sample *old = value->samples, *samples;
	u32 skip = 0, num;

	while (skip < value->nsamples && newest - old[skip].epoch >= buckets)
		skip++;
	if (skip == value->nsamples) {
		value->nsamples = 0;
		return;
	}
	first = old[skip].epoch;
	num = (u32)(newest - first) + 1;
	samples = ARENA_ARRAY(arena, struct sample, num);
	for (u32 i = 0; i < num; i++)
		samples[i].epoch = first + i;
	for (; skip < value->nsamples; skip++)
		samples[old[skip].epoch - first] = old[skip];
	value->samples = samples;
	value->nsamples = num;
}

void series_align(struct arena *arena, struct map_entry *entries, u32 num)
{
	u64 newest = 0;

	for (u32 i = 0; i < num; i++) {
		const struct value *value = &entries[i].value;

		if (value->nsamples)
			newest = u64_max(
				newest,
				value->samples[value->nsamples - 1].epoch);
	}
	for (u32 i = 0; i < num; i++)
		align(arena, &entries[i].value, newest);
}

/* The values' range as signed numbers. */
struct range {
	s64 min, max;
};

static struct range range_of(const struct value *value)
{
	struct range range = { INT64_MAX, INT64_MIN };

	for (u32 i = 0; i < value->nsamples; i++) {
		s64 num = (s64)value->samples[i].value;

		if (!value->samples[i].is_set)
			continue;
		if (num < range.min)
			range.min = num;
		if (num > range.max)
			range.max = num;
	}
	if (range.min == range.max) {
		range.min -= range.min != INT64_MIN;
		range.max += range.max != INT64_MAX;
	}
	return range;
}

/* The column of NUM. */
static u32 column(const struct range *range, s64 num)
{
	u64 span = (u64)range->max - (u64)range->min;
	u64 from = (u64)num - (u64)range->min;

	return (u32)((double)from / (double)span * (WIDTH - 1));
}

/* How the time of an interval is written: "hh:mm:ss" and so many digits. */
struct clock_form {
	const char *label;
	u32 digits;
};

static struct clock_form clock_form(u64 interval)
{
	if (interval >= NS_PER_S)
		return (struct clock_form){ "hh:mm:ss", 0 };
	if (interval >= NS_PER_MS)
		return (struct clock_form){ "hh:mm:ss.ms", 3 };
	if (interval >= NS_PER_US)
		return (struct clock_form){ "hh:mm:ss.us", 6 };
	return (struct clock_form){ "hh:mm:ss.ns", 9 };
}

static void put_fraction(struct strbuf *out, u64 ns, u32 digits)
{
	for (u32 i = digits; i < 9; i++)
		ns /= 10;
	if (digits)
		strbuf_printf(out, ".%0*" PRIu64, (int)digits, ns);
}

static void put_time(struct strbuf *out, u64 ns, u32 digits)
{
	time_t seconds = (time_t)(ns / NS_PER_S);
	char text[16] = "";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		(void)strftime(text, sizeof(text), "%H:%M:%S", &tm);
	strbuf_add(out, text);
	put_fraction(out, ns % NS_PER_S, digits);
}

/* A line of the smallest and largest value. */
static void put_bounds(struct strbuf *out, const struct range *range, u32 start)
{
	strbuf_pad(out, ' ', start);
	strbuf_printf(out, "%-*" PRId64 "%*" PRId64 "\n", LEFT, range->min,
		      RIGHT, range->max);
}

static void put_row(struct strbuf *out, const struct value *value,
		    const struct sample *sample, const struct range *range,
		    u32 digits)
{
	char row[WIDTH + 1];

	memset(row, ' ', WIDTH);
	row[WIDTH] = '\0';
	if (range->min < 0 && range->max > 0)
		row[column(range, 0)] = '.';
	if (sample->is_set)
		row[column(range, (s64)sample->value)] = '*';
	put_time(out, sample->epoch * (u64)value->type->param[0], digits);
	strbuf_printf(out, " |%s|", row);
	if (!sample->is_set)
		strbuf_add(out, " -\n");
	else if (value->type->is_signed)
		strbuf_printf(out, " %" PRId64 "\n", (s64)sample->value);
	else
		strbuf_printf(out, " %" PRIu64 "\n", sample->value);
}

void series_text(struct strbuf *out, const struct value *value)
{
	struct clock_form form = clock_form((u64)value->type->param[0]);
	u32 start = 8 + (form.digits ? form.digits + 1 : 0) + 1;
	struct range range = range_of(value);

	if (!value->nsamples) {
		strbuf_add(out, "<no data>\n");
		return;
	}
	put_bounds(out, &range, start);
	strbuf_printf(out, "%-*s|", (int)start, form.label);
	strbuf_pad(out, '_', WIDTH);
	strbuf_add(out, "|\n");
	for (u32 i = 0; i < value->nsamples; i++)
		put_row(out, value, &value->samples[i], &range, form.digits);
	strbuf_pad(out, ' ', start);
	strbuf_addch(out, 'v');
	strbuf_pad(out, '_', WIDTH);
	strbuf_add(out, "v\n");
	put_bounds(out, &range, start);
}

void series_start(struct strbuf *out, const struct value *value,
		  const struct sample *sample)
{
	u64 ns = sample->epoch * (u64)value->type->param[0];
	time_t seconds = (time_t)(ns / NS_PER_S);
	char text[32] = "";
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	strbuf_add(out, text);
	put_fraction(out, ns % NS_PER_S, 9);
}
