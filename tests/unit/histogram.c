/* Buckets of histograms and how they are drawn. */
#include "output/histogram.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

#define BAR "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@"
#define HALF "@@@@@@@@@@@@@@@@@@@@@@@@@@                          "
#define NO_BAR "                                                    "

enum { MAX_BUCKETS = 4096 };

/* A histogram under test. */
struct fixture {
	struct types *types;
	struct arena *arena;
	u64 counts[MAX_BUCKETS];
	const struct type *type;
	struct value value;
};

static struct fixture *start(u32 bits)
{
	struct fixture *fix = calloc(1, sizeof(*fix));

	fix->types = types_new();
	fix->arena = arena_new();
	fix->type = type_hist(fix->types, bits);
	return fix;
}

static struct fixture *start_linear(s64 min, s64 max, s64 step)
{
	struct fixture *fix = start(0);

	fix->type = type_lhist(fix->types, min, max, step);
	return fix;
}

static void finish(struct fixture *fix)
{
	arena_free(fix->arena);
	types_free(fix->types);
	free(fix);
}

/* The bucket of NUM, as the manual defines it. */
static u32 hist_index(s64 num, u32 bits)
{
	u32 pos = 0;

	if (num < 0)
		return 0;
	if (num < 1LL << bits)
		return (u32)num + 1;
	while (num >> (pos + 1))
		pos++;
	return ((pos - bits + 1) << bits) +
	       (u32)((num >> (pos - bits)) & ((1 << bits) - 1)) + 1;
}

static u32 lhist_index(s64 num, s64 min, s64 max, s64 step)
{
	if (num < min)
		return 0;
	if (num >= max)
		return (u32)(1 + (max - min) / step);
	return (u32)(1 + (num - min) / step);
}

static void expect_rows(struct fixture *fix, const char *expected)
{
	struct strbuf out = { 0 };

	fix->value.type = fix->type;
	fix->value.kind = V_HIST;
	histogram_fill(&fix->value, fix->arena, fix->counts,
		       type_buckets(fix->type));
	histogram_text(&out, &fix->value);
	cr_expect_str_eq(strbuf_text(&out), expected);
	strbuf_fini(&out);
}

Test(histogram, buckets_hold_the_values_that_go_there)
{
	static const s64 nums[] = {
		0,    1,    2,    3,         4,         7,        8,
		9,    31,   32,   33,        63,        64,       100,
		1023, 1024, 1025, 123456789, 1LL << 40, INT64_MAX
	};

	for (u32 bits = 0; bits <= 5; bits++) {
		struct fixture *fix = start(bits);

		for (size_t i = 0; i < countof(nums); i++) {
			u32 idx = hist_index(nums[i], bits);
			struct bucket bucket = histogram_bucket(fix->type, idx);

			cr_expect_lt(idx, type_buckets(fix->type));
			cr_expect(bucket.min <= nums[i] &&
					  nums[i] <= bucket.max,
				  "%lld not in [%lld, %lld] (bits %u)",
				  (long long)nums[i], (long long)bucket.min,
				  (long long)bucket.max, bits);
		}
		finish(fix);
	}
}

Test(histogram, buckets_leave_no_gap)
{
	for (u32 bits = 0; bits <= 5; bits++) {
		struct fixture *fix = start(bits);
		u32 num = type_buckets(fix->type);

		for (u32 i = 1; i < num; i++) {
			struct bucket last = histogram_bucket(fix->type, i - 1);
			struct bucket next = histogram_bucket(fix->type, i);

			cr_expect_eq((u64)last.max + 1, (u64)next.min);
		}
		cr_expect_eq((u64)histogram_bucket(fix->type, num - 1).max,
			     UINT64_MAX);
		finish(fix);
	}
}

Test(histogram, rows_from_first_to_last)
{
	struct fixture *fix = start(0);

	fix->counts[hist_index(-1, 0)] = 1;
	fix->counts[hist_index(0, 0)] = 1;
	fix->counts[hist_index(3, 0)] = 2;
	expect_rows(fix, "(..., 0)               1 |" HALF "|\n"
			 "[0]                    1 |" HALF "|\n"
			 "[1]                    0 |" NO_BAR "|\n"
			 "[2, 4)                 2 |" BAR "|\n");
	finish(fix);
}

Test(histogram, large_bounds_have_units)
{
	struct fixture *fix = start(0);

	fix->counts[hist_index(512, 0)] = 4;
	fix->counts[hist_index(1024, 0)] = 1;
	expect_rows(fix, "[512, 1K)              4 |" BAR "|\n"
			 "[1K, 2K)               1 |@@@@@@@@@@@@@         "
			 "                              |\n");
	fix->counts[hist_index(512, 0)] = 0;
	fix->counts[hist_index(1024, 0)] = 0;
	fix->counts[hist_index(1LL << 19, 0)] = 3;
	expect_rows(fix, "[512K, 1M)             3 |" BAR "|\n");
	fix->counts[hist_index(1LL << 19, 0)] = 0;
	fix->counts[hist_index(INT64_MAX, 0)] = 1;
	expect_rows(fix, "[4E, 8E)               1 |" BAR "|\n");
	fix->counts[hist_index(INT64_MAX, 0)] = 0;
	fix->counts[type_buckets(fix->type) - 1] = 1;
	expect_rows(fix, "[8E, 16E)              1 |" BAR "|\n");
	finish(fix);
}

Test(histogram, more_bits_make_finer_rows)
{
	struct fixture *fix = start(2);

	fix->counts[hist_index(3, 2)] = 1;
	fix->counts[hist_index(4, 2)] = 1;
	fix->counts[hist_index(10, 2)] = 2;
	expect_rows(fix, "[3]                    1 |" HALF "|\n"
			 "[4]                    1 |" HALF "|\n"
			 "[5]                    0 |" NO_BAR "|\n"
			 "[6]                    0 |" NO_BAR "|\n"
			 "[7]                    0 |" NO_BAR "|\n"
			 "[8, 10)                0 |" NO_BAR "|\n"
			 "[10, 12)               2 |" BAR "|\n");
	memset(fix->counts, 0, sizeof(fix->counts));
	fix->counts[hist_index(1280, 2)] = 1;
	fix->counts[hist_index(1792, 2)] = 1;
	expect_rows(fix, "[1280, 1536)           1 |" BAR "|\n"
			 "[1536, 1792)           0 |" NO_BAR "|\n"
			 "[1792, 2K)             1 |" BAR "|\n");
	finish(fix);
}

Test(histogram, linear_rows)
{
	struct fixture *fix = start_linear(0, 10, 5);

	fix->counts[lhist_index(-1, 0, 10, 5)]++;
	fix->counts[lhist_index(0, 0, 10, 5)]++;
	fix->counts[lhist_index(9, 0, 10, 5)]++;
	fix->counts[lhist_index(10, 0, 10, 5)]++;
	expect_rows(fix, "(..., 0)               1 |" BAR "|\n"
			 "[0, 5)                 1 |" BAR "|\n"
			 "[5, 10)                1 |" BAR "|\n"
			 "[10, ...)              1 |" BAR "|\n");
	finish(fix);
}

Test(histogram, last_linear_row_begins_at_the_maximum)
{
	struct fixture *fix = start_linear(0, 10, 3);

	fix->counts[lhist_index(8, 0, 10, 3)]++;
	fix->counts[lhist_index(9, 0, 10, 3)]++;
	fix->counts[lhist_index(12, 0, 10, 3)]++;
	expect_rows(fix, "[6, 9)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@"
			 "                          |\n"
			 "[10, ...)              2 |" BAR "|\n");
	finish(fix);
}

Test(histogram, linear_rows_of_one_value)
{
	struct fixture *fix = start_linear(3, 6, 1);

	fix->counts[lhist_index(2, 3, 6, 1)] = 1;
	fix->counts[lhist_index(4, 3, 6, 1)] = 1;
	expect_rows(fix, "(..., 3)               1 |" BAR "|\n"
			 "[3]                    0 |" NO_BAR "|\n"
			 "[4]                    1 |" BAR "|\n");
	finish(fix);
}

Test(histogram, linear_rows_have_units_when_the_step_has)
{
	struct fixture *fix = start_linear(0, 4096, 1024);

	fix->counts[1] = 1;
	fix->counts[2] = 1;
	fix->counts[5] = 1;
	expect_rows(fix, "[0, 1K)                1 |" BAR "|\n"
			 "[1K, 2K)               1 |" BAR "|\n"
			 "[2K, 3K)               0 |" NO_BAR "|\n"
			 "[3K, 4K)               0 |" NO_BAR "|\n"
			 "[4K, ...)              1 |" BAR "|\n");
	finish(fix);
	fix = start_linear(0, 2000, 200);
	fix->counts[6] = 3;
	fix->counts[11] = 1;
	expect_rows(fix, "[1000, 1200)           3 |" BAR "|\n"
			 "[1200, 1400)           0 |" NO_BAR "|\n"
			 "[1400, 1600)           0 |" NO_BAR "|\n"
			 "[1600, 1800)           0 |" NO_BAR "|\n"
			 "[1800, 2000)           0 |" NO_BAR "|\n"
			 "[2000, ...)            1 |@@@@@@@@@@@@@@@@@     "
			 "                              |\n");
	finish(fix);
}

Test(histogram, nothing_counted_draws_nothing)
{
	struct fixture *fix = start(0);

	expect_rows(fix, "");
	cr_expect_eq(fix->value.nbuckets, 0);
	finish(fix);
}

Test(histogram, huge_counts_keep_their_bars)
{
	struct fixture *fix = start(0);

	fix->counts[1] = UINT64_MAX;
	fix->counts[2] = UINT64_MAX / 2 + 1;
	expect_rows(fix, "[0]             18446744073709551615 |" BAR "|\n"
			 "[1]             9223372036854775808 |" HALF "|\n");
	finish(fix);
}

Test(histogram, division_drops_empty_rows)
{
	struct fixture *fix = start(0);

	fix->counts[1] = 1;
	fix->counts[2] = 10;
	expect_rows(fix, "[0]                    1 |@@@@@                 "
			 "                              |\n"
			 "[1]                   10 |" BAR "|\n");
	cr_expect_eq(histogram_total(&fix->value), 11);
	histogram_divide(&fix->value, 5);
	cr_expect_eq(fix->value.nbuckets, 1);
	cr_expect_eq(histogram_total(&fix->value), 2);
	histogram_divide(&fix->value, 100);
	cr_expect_eq(fix->value.nbuckets, 0);
	finish(fix);
}
