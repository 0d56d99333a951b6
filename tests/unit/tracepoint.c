/*
 * tracepoint:category:event: which events, and which way to attach.
 */
#include "points.h"

#include "btf/tracefs.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

static struct resolver res;

static void setup(void)
{
	resolver_init(&res);
}

static void teardown(void)
{
	resolver_fini(&res);
}

TestSuite(tracepoint, .init = setup, .fini = teardown);

static void need_tracefs(void)
{
	if (!tracefs_has_event("sched", "sched_switch") || getuid() != 0)
		cr_skip_test("no tracepoints here");
}

Test(tracepoint, mistakes_are_named)
{
	cr_assert_eq(resolve(&res, "tracepoint:foo", false), -1);
	cr_assert_str_eq(last_text(&res), "tracepoint probe type requires 2 "
					  "arguments, found 1");
	cr_assert_eq(resolve(&res, "t::foo", false), -1);
	cr_assert_str_eq(last_text(&res),
			 "tracepoint probe must have a target");
	cr_assert_eq(resolve(&res, "t:sched:", false), -1);
}

Test(tracepoint, what_does_not_exist_is_no_point)
{
	need_tracefs();
	cr_assert_eq(resolve(&res, "t:sched:no_such_event", false), 0);
	cr_assert_eq(resolve(&res, "t:no_such*:sched_switch", false), 0);
}

Test(tracepoint, the_raw_tracepoint_serves_who_reads_no_arguments)
{
	const struct point *point;

	need_tracefs();
	cr_assert_eq(resolve(&res, "t:sched:sched_switch", false), 1);
	point = &res.points.items[0];
	cr_assert_str_eq(point->name, "tracepoint:sched:sched_switch");
	cr_assert_str_eq(point->target, "sched");
	cr_assert_str_eq(point->func, "sched_switch");
	cr_assert_eq(point->via, VIA_RAW);
	cr_assert_eq(point->context, CTX_RAW);
	cr_assert_eq(resolve(&res, "t:sched:sched_switch", true), 1);
	point = &res.points.items[0];
	cr_assert_eq(point->via, VIA_PERF);
	cr_assert_eq(point->context, CTX_TRACEPOINT);
}

Test(tracepoint, system_calls_share_a_raw_tracepoint)
{
	const struct point *point;

	need_tracefs();
	if (!tracefs_has_event("syscalls", "sys_enter_newstat"))
		cr_skip_test("no syscall tracepoints here");
	cr_assert_eq(resolve(&res, "t:syscalls:sys_enter_newstat", true), 1);
	point = &res.points.items[0];
	cr_assert_eq(point->via, VIA_RAW);
	cr_assert_eq(point->context, CTX_SYSCALL);
	cr_assert_eq(point->syscall, 4);
	cr_assert_eq(resolve(&res, "t:syscalls:sys_exit_openat", false), 1);
	cr_assert_eq(res.points.items[0].syscall, 257);
}

Test(tracepoint, wildcards_find_categories_and_events)
{
	int num;

	need_tracefs();
	num = resolve(&res, "t:sched:sched_swi*", false);
	cr_assert_geq(num, 1);
	/* Two parts: any category. */
	cr_assert_geq(resolve(&res, "t:sched_swi*", false), num);
	for (u32 i = 0; i < res.points.len; i++)
		cr_assert(strstr(res.points.items[i].name, "sched_swi"));
}
