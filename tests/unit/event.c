/* Records through the dispatcher: every kind of event, and damaged ones. */
#include "output/event.h"

#include "base/log.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	SITE_PRINTF,
	SITE_PRINT,
	SITE_EXIT,
	SITE_TIME,
	SITE_CAT,
	SITE_SYSTEM,
	SITE_JOIN,
	SITE_ERRORF,
	SITE_MAP,
	SITES
};

/* Everything between a record and its text. */
static struct {
	struct types *types;
	struct arena *arena;
	struct config cfg;
	struct plan plan;
	struct site sites[SITES];
	struct plan_map maps[1];
	struct sink sink;
	struct output *output;
	char *result;
	size_t len;
	_Alignas(8) u8 bytes[256];
	size_t size;
} fix;

static void set_format(u32 site, enum event_kind kind, const char *format)
{
	fix.sites[site].kind = kind;
	fix.sites[site].format = format;
	fix.sites[site].format_len = (u32)strlen(format);
	fix.sites[site].place.where = "stdin:1:1-2";
}

static void setup(void)
{
	const struct type *fields[2];

	cr_redirect_stderr();
	log_setup(&(struct log_options){ .warnings = true });
	memset(&fix, 0, sizeof(fix));
	fix.types = types_new();
	fix.arena = arena_new();
	fix.cfg.max_cat_bytes = 10;
	fix.cfg.str_trunc_trailer = "..";
	fix.cfg.print_maps_on_exit = true;
	fields[0] = type_int(4, true);
	fields[1] = type_string(fix.types, 8);
	set_format(SITE_PRINTF, EV_printf, "%d %s\n");
	set_format(SITE_ERRORF, EV_errorf, "bad");
	fix.sites[SITE_PRINTF].record =
		record_layout(fix.arena, EV_printf, fields, 2);
	fix.sites[SITE_PRINT].kind = EV_print_value;
	fix.sites[SITE_PRINT].record =
		record_layout(fix.arena, EV_print_value, fields, 1);
	fix.sites[SITE_EXIT].kind = EV_exit;
	fix.sites[SITE_MAP].kind = EV_print_map;
	set_format(SITE_TIME, EV_time, "%Y\n");
	set_format(SITE_CAT, EV_cat, "/proc/sys/kernel/ostype");
	set_format(SITE_SYSTEM, EV_system, "printf out; printf err >&2");
	set_format(SITE_JOIN, EV_join, ",");
	fix.plan.sites = fix.sites;
	fix.plan.nsites = SITES;
	fix.plan.maps = fix.maps;
	fix.plan.nmaps = 1;
	fix.plan.ncpus = 1;
	fix.sink.ops = &text_ops;
	fix.sink.out = open_memstream(&fix.result, &fix.len);
	fix.output = output_new(&fix.plan, &fix.cfg, fix.types, &fix.sink);
}

static void teardown(void)
{
	output_free(fix.output);
	fclose(fix.sink.out);
	free(fix.result);
	strbuf_fini(&fix.sink.buf);
	arena_free(fix.arena);
	types_free(fix.types);
}

TestSuite(event, .init = setup, .fini = teardown);

static void put(const void *bytes, size_t size)
{
	memcpy(fix.bytes + fix.size, bytes, size);
	fix.size += size;
}

static void put32(u32 num)
{
	put(&num, sizeof(num));
}

static void start(enum event_kind kind, u32 site)
{
	fix.size = 0;
	memset(fix.bytes, 0, sizeof(fix.bytes));
	put32(kind);
	put32(site);
}

static bool dispatch(void)
{
	return event_dispatch(fix.output, fix.bytes, fix.size);
}

static void expect(const char *expected)
{
	fflush(fix.sink.out);
	cr_expect_str_eq(fix.result, expected);
}

Test(event, printf_and_print)
{
	start(EV_printf, SITE_PRINTF);
	put32((u32)-7);
	put("abc\0\0\0\0\0\0\0\0", 12);
	cr_expect(dispatch());
	cr_expect(dispatch());
	start(EV_print_value, SITE_PRINT);
	put32(5);
	put32(0);
	cr_expect(dispatch());
	expect("-7 abc\n-7 abc\n5\n");
}

Test(event, exit_stops_with_its_code)
{
	start(EV_exit, SITE_EXIT);
	put32(0x102);
	put32(0);
	cr_expect_not(dispatch());
	cr_expect(fix.output->exited);
	cr_expect_eq(fix.output->exit_code, 2);
}

Test(event, time_is_formatted)
{
	start(EV_time, SITE_TIME);
	cr_expect(dispatch());
	fflush(fix.sink.out);
	cr_expect_eq(strlen(fix.result), 5);
	cr_expect_eq(strncmp(fix.result, "20", 2), 0);
}

Test(event, cat_prints_files)
{
	start(EV_cat, SITE_CAT);
	cr_expect(dispatch());
	expect("Linux\n");
}

Test(event, cat_is_limited)
{
	fix.cfg.max_cat_bytes = 3;
	start(EV_cat, SITE_CAT);
	cr_expect(dispatch());
	expect("Lin");
}

Test(event, cat_of_a_missing_file)
{
	set_format(SITE_CAT, EV_cat, "/nowhere");
	start(EV_cat, SITE_CAT);
	cr_expect(dispatch());
	expect("");
	fflush(stderr);
	cr_expect_stderr_eq_str("ERROR: failed to open file '/nowhere' "
				"(No such file or directory)\n");
}

Test(event, system_shows_both_outputs)
{
	start(EV_system, SITE_SYSTEM);
	cr_expect(dispatch());
	expect("outerr\n");
}

Test(event, join_with_a_separator)
{
	start(EV_join, SITE_JOIN);
	put32(3);
	put32(8);
	put("ab\0\0cde", 8);
	cr_expect(dispatch());
	fix.sites[SITE_JOIN].format = NULL;
	start(EV_join, SITE_JOIN);
	put32(9);
	put32(3);
	put("a\0b\0\0\0\0\0", 8);
	cr_expect(dispatch());
	expect("ab,,cde\na b\n");
}

Test(event, errorf_goes_to_stderr)
{
	start(EV_errorf, SITE_ERRORF);
	cr_expect(dispatch());
	expect("");
	fflush(stderr);
	cr_expect_stderr_eq_str("stdin:1:1-2: ERROR: bad\n");
}

static void helper_error(u32 helper, int retcode)
{
	start(EV_helper_error, SITE_PRINTF);
	put32(helper);
	put32((u32)retcode);
	cr_expect(dispatch());
}

Test(event, helpers_that_fail)
{
	helper_error(2, -E2BIG);
	helper_error(3, -ENOENT);
	helper_error(113, -EFAULT); /* reads only with -k */
	helper_error(1, 0);
	fix.output->warn_level = 2;
	helper_error(113, -EFAULT);
	helper_error(1, 0);
	fix.output->warn_level = 0;
	helper_error(2, -E2BIG);
	fflush(stderr);
	cr_expect_stderr_eq_str(
		"stdin:1:1-2: WARNING: Map full; can't update element. Try "
		"increasing max_map_keys config or manually setting the max "
		"entries in a map declaration e.g. `let @a = hash(5000)`\n"
		"Additional Info - helper: map_update_elem, retcode: -7\n"
		"stdin:1:1-2: WARNING: Can't delete map element because it "
		"does not exist.\n"
		"Additional Info - helper: map_delete_elem, retcode: -2\n"
		"stdin:1:1-2: WARNING: Bad address\n"
		"Additional Info - helper: probe_read_kernel, retcode: -14\n"
		"stdin:1:1-2: WARNING: Can't lookup map element because it "
		"does not exist.\n"
		"Additional Info - helper: map_lookup_elem, retcode: 0\n");
}

Test(event, runtime_errors)
{
	start(EV_runtime_error, SITE_PRINTF);
	put32(RTE_DIV_BY_ZERO);
	put32(0);
	cr_expect(dispatch());
	fflush(stderr);
	cr_expect_stderr_eq_str(
		"stdin:1:1-2: WARNING: Divide or modulo by 0 detected. This "
		"can lead to unexpected results. 1 is being used as the "
		"result.\n");
}

Test(event, damaged_records_are_reported_once)
{
	start(EV_printf, SITES); /* no such site */
	cr_expect(dispatch());
	start(EV_KINDS, 0);
	cr_expect(dispatch());
	start(EV_printf, SITE_PRINT); /* another kind's site */
	cr_expect(dispatch());
	start(EV_printf, SITE_PRINTF); /* cut */
	put32(1);
	cr_expect(dispatch());
	start(EV_join, SITE_JOIN);
	put32(1);
	put32(1000);
	cr_expect(dispatch());
	start(EV_exit, SITE_EXIT);
	cr_expect(dispatch());
	start(EV_runtime_error, SITE_PRINTF);
	put32(99);
	put32(0);
	cr_expect(dispatch());
	start(EV_print_map, SITE_MAP);
	put32(1);
	put32(0);
	put("\0\0\0\0\0\0\0", 8);
	cr_expect(dispatch());
	fix.size = 3;
	cr_expect(dispatch());
	expect("");
	fflush(stderr);
	cr_expect_stderr_eq_str(
		"WARNING: skipped a damaged event: its head is wrong\n");
}
