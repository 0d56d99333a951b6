/*
 * Series of tseries(): merging what CPUs have, dropping what is old, and the
 * drawing.
 */
#include "output/series.h"
#include "base/str.h"
#include "output/sink.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { S = 1000000000 };

static struct arena *arena;
static struct types *store;

static void setup(void)
{
	arena = arena_new();
	store = types_new();
	setenv("TZ", "UTC", 1);
}

static void teardown(void)
{
	types_free(store);
	arena_free(arena);
}

TestSuite(series, .init = setup, .fini = teardown);

static struct value fill(enum series_function function, const u64 *words,
			 u32 buckets, u32 ncpus)
{
	struct value value = {
		.type = type_tseries(store, S, buckets, function, true),
	};

	series_fill(&value, arena, words, buckets * 24, ncpus);
	return value;
}

static void expect_value(enum series_function function, s64 wanted)
{
	const u64 words[] = { 6, 2, 5, (u64)-9, 3, 5 }; /* two CPUs */
	struct value value = fill(function, words, 1, 2);

	cr_assert_eq(value.nsamples, 1);
	cr_expect_eq(value.samples[0].epoch, 4);
	cr_expect_eq((s64)value.samples[0].value, wanted, "%lld is not %lld",
		     (long long)value.samples[0].value, (long long)wanted);
}

Test(series, cpus_are_merged_by_the_function)
{
	expect_value(SERIES_NEWEST, -9);
	expect_value(SERIES_AVG, 0);
	expect_value(SERIES_SUM, -3);
	expect_value(SERIES_MIN, -9);
	expect_value(SERIES_MAX, 6);
}

Test(series, buckets_come_in_the_order_of_time)
{
	const u64 words[] = { 1, 1, 8, 2, 1, 6, 3, 1, 7 };
	struct value value = fill(SERIES_SUM, words, 3, 1);

	cr_assert_eq(value.nsamples, 3);
	cr_expect_eq(value.samples[0].epoch, 5);
	cr_expect_eq(value.samples[0].value, 2);
	cr_expect_eq(value.samples[2].value, 1);
}

Test(series, series_end_with_the_newest_of_all)
{
	const u64 old[] = { 1, 1, 3, 2, 1, 8, 0, 0, 0, 0, 0, 0 };
	const u64 recent[] = { 5, 1, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	const u64 never[12] = { 0 };
	struct map_entry entries[] = {
		{ .value = fill(SERIES_SUM, old, 4, 1) },
		{ .value = fill(SERIES_SUM, recent, 4, 1) },
		{ .value = fill(SERIES_SUM, never, 4, 1) },
	};

	series_align(arena, entries, 3);
	cr_expect_eq(entries[0].value.nsamples, 3);
	cr_expect_eq(entries[0].value.samples[0].epoch, 7);
	cr_expect(!entries[0].value.samples[1].is_set);
	cr_expect_eq(entries[1].value.nsamples, 1);
	cr_expect_eq(entries[2].value.nsamples, 0);
}

Test(series, a_constant_is_drawn_in_the_middle)
{
	const u64 words[] = { 5, 1, 2 };
	struct value value = fill(SERIES_SUM, words, 1, 1);
	struct strbuf text = { 0 };

	series_text(&text, &value);
	cr_expect_not_null(strstr(strbuf_text(&text),
				  "00:00:01 |                         *"));
	cr_expect_not_null(strstr(strbuf_text(&text), "| 5\n"));
	strbuf_fini(&text);
}

Test(series, extreme_values_stay_in_their_columns)
{
	const u64 words[] = { (u64)INT64_MIN, 1, 2, INT64_MAX, 1, 3 };
	struct value value = fill(SERIES_SUM, words, 2, 1);
	struct strbuf text = { 0 };

	series_text(&text, &value);
	cr_expect_not_null(strstr(strbuf_text(&text), "|*"));
	cr_expect_not_null(strstr(strbuf_text(&text), "*| 9223"));
	strbuf_fini(&text);
}

Test(series, nothing_has_no_drawing)
{
	const u64 words[] = { 0, 0, 0 };
	struct value value = fill(SERIES_SUM, words, 1, 1);
	struct strbuf text = { 0 };

	series_text(&text, &value);
	cr_expect_str_eq(strbuf_text(&text), "<no data>\n");
	strbuf_fini(&text);
}
