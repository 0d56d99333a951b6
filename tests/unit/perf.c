/*
 * profile, interval and software: rates, units and counts.
 */
#include "points.h"

#include <criterion/criterion.h>
#include <linux/perf_event.h>
#include <string.h>

static struct resolver res;

static void setup(void)
{
	resolver_init(&res);
}

static void teardown(void)
{
	resolver_fini(&res);
}

TestSuite(perf, .init = setup, .fini = teardown);

static const struct point *one(const char *text)
{
	cr_assert_eq(resolve(&res, text, false), 1, "%s: %s", text,
		     last_text(&res));
	return &res.points.items[0];
}

static void refused(const char *text, const char *message)
{
	cr_expect_eq(resolve(&res, text, false), -1, "%s", text);
	cr_expect_str_eq(last_text(&res), message, "%s", text);
}

Test(perf, units_of_time_become_periods)
{
	cr_assert_eq(one("interval:s:2")->period, 2000000000);
	cr_assert_eq(one("interval:ms:15")->period, 15000000);
	cr_assert_eq(one("profile:us:50")->period, 50000);
	cr_assert_eq(one("profile:hz:99")->freq, 99);
	cr_assert_eq(one("profile:hz:99")->context, CTX_PERF);
	cr_assert_str_eq(one("p:hz:0x10")->name, "profile:hz:16");
	cr_assert_str_eq(one("i:s:1")->name, "interval:s:1");
}

Test(perf, bare_numbers_are_nanoseconds_or_durations)
{
	cr_assert_eq(one("interval:100ms")->period, 100000000);
	cr_assert_eq(one("interval:1s")->period, 1000000000);
	cr_assert_eq(one("profile:1000")->period, 1000);
	cr_assert_str_eq(one("interval:100ms")->name, "interval:us:100000");
}

Test(perf, bad_rates_are_refused)
{
	refused("interval:999",
		"Invalid rate of interval probe. Minimum is 1000 or 1us. "
		"Found: 999 nanoseconds");
	refused("profile:hz:0",
		"profile frequency should be a positive integer");
	refused("profile:min:1", "min is not an accepted unit of time");
	refused("profile:hz:nan",
		"Invalid rate of profile probe: invalid integer: nan");
	refused("profile:", "profile probe must have unit of time");
	cr_assert_eq(resolve(&res, "interval:s:99999999999999", false), -1);
	cr_assert_eq(resolve(&res, "interval:s:-1", false), -1);
}

Test(perf, software_events_have_names_aliases_and_counts)
{
	const struct point *point = one("software:faults:");

	cr_assert_eq(point->perf_type, PERF_TYPE_SOFTWARE);
	cr_assert_eq(point->perf_config, PERF_COUNT_SW_PAGE_FAULTS);
	cr_assert_eq(point->period, 100);
	cr_assert_eq(one("s:cs")->period, 1000);
	cr_assert_eq(one("s:cpu")->period, 1000000);
	cr_assert_eq(one("s:page-faults:1e3")->period, 1000);
	cr_assert_str_eq(one("s:page-faults:1e3")->name,
			 "software:page-faults:1000");
	refused("software:nothing", "nothing is not a software probe");
	refused("software:c*",
		"wildcards are not allowed for software probe type");
	cr_assert_eq(resolve(&res, "software:faults:x", false), -1);
	cr_assert(strstr(last_text(&res), "Invalid count for software probe"));
}

Test(perf, begin_and_end_take_no_target)
{
	cr_assert_str_eq(one("BEGIN")->name, "begin");
	cr_assert_str_eq(one("end:*")->name, "end");
	cr_assert_eq(one("begin")->via, VIA_TEST_RUN);
	refused("begin:x", "begin/end probes should not have a target");
}
