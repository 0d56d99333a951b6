/* The output for people. */
#include "output/sink.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>

static struct sink sink;
static char *result;
static size_t result_len;

static void setup(void)
{
	cr_redirect_stderr();
	sink = (struct sink){ .ops = &text_ops };
	sink.out = open_memstream(&result, &result_len);
}

static void teardown(void)
{
	if (sink.out)
		fclose(sink.out);
	strbuf_fini(&sink.buf);
	free(result);
}

TestSuite(text, .init = setup, .fini = teardown);

static void expect_out(const char *expected)
{
	fflush(sink.out);
	cr_expect_str_eq(result, expected);
}

static void expect_err(const char *expected)
{
	fflush(stderr);
	cr_expect_stderr_eq_str(expected);
}

static struct value number(s64 num)
{
	return (struct value){ .kind = V_INT,
			       .is_signed = true,
			       .num = (u64)num };
}

static struct value string(const char *text)
{
	return (struct value){ .kind = V_STRING,
			       .text = text,
			       .len = strlen(text) };
}

Test(text, formats_are_found_by_name)
{
	cr_expect_eq(sink_find("text"), &text_ops);
	cr_expect_eq(sink_find("json"), &json_ops);
	cr_expect_null(sink_find("xml"));
}

Test(text, values_take_a_line)
{
	struct value value = number(-5);

	text_ops.value(&sink, &value);
	value = string("a b");
	text_ops.value(&sink, &value);
	expect_out("-5\na b\n");
}

Test(text, only_join_adds_a_newline)
{
	text_ops.text(&sink, TEXT_PRINTF, "a", 1);
	text_ops.text(&sink, TEXT_TIME, "b", 1);
	text_ops.text(&sink, TEXT_JOIN, "c", 1);
	text_ops.text(&sink, TEXT_CAT, "d\0e", 3);
	fflush(sink.out);
	cr_expect_eq(result_len, 7);
	cr_expect_eq(memcmp(result, "abc\nd\0e", 7), 0);
}

Test(text, maps_of_numbers)
{
	struct plan_map map = { .name = "@x", .value = type_int(8, true) };
	struct value parts[3] = { number(1), string("two"), string("") };
	struct value inner = { .kind = V_TUPLE, .items = parts, .nitems = 2 };
	struct value outer[2] = { inner, number(3) };
	struct map_entry entries[] = {
		{ .value = number(9) },
		{ .key = number(-1), .value = number(2) },
		{ .key = inner, .value = number(3) },
		{ .key = { .kind = V_TUPLE, .items = outer, .nitems = 2 },
		  .value = string("v") },
	};

	text_ops.map(&sink, &map, entries, 1);
	text_ops.map(&sink, &map, entries + 1, 3);
	text_ops.map(&sink, &map, NULL, 0);
	expect_out("@x: 9\n@x[-1]: 2\n@x[1, two]: 3\n"
		   "@x[(1, two), 3]: v\n");
}

Test(text, stacks_as_keys)
{
	struct plan_map map = { .name = "@", .value = type_int(8, true) };
	struct map_entry entry = { .key = string("\n    f+1\n    g+2\n"),
				   .value = number(3) };

	text_ops.map(&sink, &map, &entry, 1);
	expect_out("@[\n    f+1\n    g+2\n]: 3\n");
}

Test(text, histograms_have_lines_of_their_own)
{
	struct type type = { .kind = T_HIST };
	struct bucket bucket = { .min = 4, .max = 7, .count = 1 };
	struct plan_map map = { .name = "@h", .value = &type };
	struct map_entry entry = { .value = { .kind = V_HIST,
					      .type = &type,
					      .buckets = &bucket,
					      .nbuckets = 1 } };

	text_ops.map(&sink, &map, &entry, 1);
	entry.key = string("k");
	text_ops.map(&sink, &map, &entry, 1);
	entry.value.nbuckets = 0;
	text_ops.map(&sink, &map, &entry, 1);
#define ROW                         \
	"[4, 8)                 1 " \
	"|@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n"
	expect_out("@h:\n" ROW "\n@h[k]:\n" ROW "\n@h[k]:\n\n");
}

Test(text, the_end_is_two_newlines)
{
	text_ops.finish(&sink);
	expect_out("\n\n");
}

Test(text, what_we_say_goes_to_stderr)
{
	text_ops.attached(&sink, 1);
	text_ops.attached(&sink, 28);
	text_ops.lost(&sink, 5);
	sink.quiet = true;
	text_ops.attached(&sink, 3);
	expect_out("");
	expect_err("Attached 1 probe\nAttached 28 probes\nLost 5 events\n");
}

static struct site site = {
	.place = { .file = "stdin",
		   .line = 1,
		   .column = 9,
		   .where = "stdin:1:9-14",
		   .text = "begin { delete(@x, 5); }",
		   .mark = "        ~~~~~" },
};

Test(text, messages_of_the_script)
{
	text_ops.message(&sink, &site, EV_errorf, "bad");
	text_ops.message(&sink, &site, EV_warnf, "careful");
	sink.no_warnings = true;
	text_ops.message(&sink, &site, EV_warnf, "again");
	expect_err("stdin:1:9-14: ERROR: bad\n"
		   "stdin:1:9-14: WARNING: careful\n");
}

Test(text, runtime_errors_show_their_place)
{
	struct place parent = { .where = "stdin:2:1-3",
				.text = "m()",
				.mark = "~~~" };

	text_ops.runtime_error(&sink, &site, "It broke.", NULL, 0);
	site.parents = &parent;
	site.nparents = 1;
	text_ops.runtime_error(&sink, &site, "Bad address", "probe_read_user",
			       -14);
	expect_err("stdin:1:9-14: WARNING: It broke.\n"
		   "begin { delete(@x, 5); }\n"
		   "        ~~~~~\n"
		   "stdin:1:9-14: WARNING: Bad address\n"
		   "Additional Info - helper: probe_read_user, retcode: -14\n"
		   "begin { delete(@x, 5); }\n"
		   "        ~~~~~\n"
		   "stdin:2:1-3: WARNING: expanded from\nm()\n~~~\n");
}
