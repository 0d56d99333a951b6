/* The output for programs. */
#include "output/sink.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct sink sink;
static char *result;
static size_t result_len;

static void setup(void)
{
	sink = (struct sink){ .ops = &json_ops };
	sink.out = open_memstream(&result, &result_len);
}

static void teardown(void)
{
	fclose(sink.out);
	strbuf_fini(&sink.buf);
	free(result);
}

TestSuite(json, .init = setup, .fini = teardown);

/* What was written since the last call. */
static void expect(const char *expected)
{
	static size_t seen;

	fflush(sink.out);
	cr_expect_str_eq(result + seen, expected);
	seen = result_len;
}

static struct value number(u64 num, bool is_signed)
{
	return (struct value){ .kind = V_INT,
			       .is_signed = is_signed,
			       .num = num };
}

static struct value string(const char *text)
{
	return (struct value){ .kind = V_STRING,
			       .text = text,
			       .len = strlen(text) };
}

static void expect_value(struct value value, const char *expected)
{
	char line[256];

	json_ops.value(&sink, &value);
	snprintf(line, sizeof(line), "{\"type\": \"value\", \"data\": %s}\n",
		 expected);
	expect(line);
}

Test(json, numbers_that_a_double_cannot_hold_are_quoted)
{
	expect_value(number(5, false), "5");
	expect_value(number((u64)-5, true), "-5");
	expect_value(number(1ULL << 53, false), "9007199254740992");
	expect_value(number((1ULL << 53) + 1, false), "\"9007199254740993\"");
	expect_value(number((1ULL << 53) + 2, false), "9007199254740994");
	expect_value(number(UINT64_MAX, false), "\"18446744073709551615\"");
	expect_value(number(1ULL << 63, true), "-9223372036854775808");
	expect_value(number((u64)INT64_MAX, true), "\"9223372036854775807\"");
	expect_value(number((1ULL << 63) + 1, true),
		     "\"-9223372036854775807\"");
	expect_value(number(0, false), "0");
}

Test(json, strings_are_escaped)
{
	expect_value(string("a\"b\\c\n\r\t\x01\x1f\x7f\xc3\xa4"),
		     "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f\x7f\xc3\xa4\"");
	expect_value(string(""), "\"\"");
}

Test(json, other_values)
{
	struct value items[2] = { number(1, false), string("x") };
	const char *names[2] = { "a", "b" };
	struct value value = { .kind = V_TUPLE, .items = items, .nitems = 2 };

	expect_value(value, "[1,\"x\"]");
	value.kind = V_ARRAY;
	expect_value(value, "[1,\"x\"]");
	value.kind = V_RECORD;
	value.names = names;
	expect_value(value, "{\"a\": 1, \"b\": \"x\"}");
	value.nitems = 0;
	expect_value(value, "{}");
	value.kind = V_TUPLE;
	expect_value(value, "[]");
	expect_value((struct value){ .kind = V_NONE }, "null");
	expect_value((struct value){ .kind = V_BOOL, .num = 1 }, "true");
	expect_value(
		(struct value){
			.kind = V_ENUM, .num = 3, .text = "E", .len = 1 },
		"3");
	expect_value((struct value){ .kind = V_PTR, .num = 255 }, "255");
	expect_value(
		(struct value){ .kind = V_BUFFER, .text = "a\xff", .len = 2 },
		"[97,255]");
	expect_value((struct value){ .kind = V_STATS,
				     .count = 2,
				     .average = -1,
				     .total = (u64)-2,
				     .is_signed = true },
		     "{\"count\": 2, \"average\": -1, \"total\": -2}");
}

Test(json, texts_have_their_own_types)
{
	json_ops.text(&sink, TEXT_PRINTF, "a\t1\n", 4);
	expect("{\"type\": \"printf\", \"data\": \"a\\t1\\n\"}\n");
	json_ops.text(&sink, TEXT_TIME, "t", 1);
	expect("{\"type\": \"time\", \"data\": \"t\"}\n");
	json_ops.text(&sink, TEXT_JOIN, "j", 1);
	expect("{\"type\": \"join\", \"data\": \"j\"}\n");
	json_ops.text(&sink, TEXT_CAT, "c", 1);
	expect("{\"type\": \"cat\", \"data\": \"c\"}\n");
	json_ops.text(&sink, TEXT_SYSTEM, "s\n", 2);
	expect("{\"type\": \"syscall\", \"data\": \"s\\n\"}\n");
}

Test(json, maps)
{
	struct plan_map map = { .name = "@x", .value = type_int(8, true) };
	struct value parts[2] = { string("a b"), number(1, false) };
	struct map_entry entries[] = {
		{ .value = number(5, false) },
		{ .key = { .kind = V_TUPLE, .items = parts, .nitems = 2 },
		  .value = number(2, false) },
		{ .key = string("q\"\n"), .value = string("v w") },
	};

	json_ops.map(&sink, &map, entries, 1);
	expect("{\"type\": \"map\", \"data\": {\"@x\": 5}}\n");
	json_ops.map(&sink, &map, entries + 1, 2);
	expect("{\"type\": \"map\", \"data\": {\"@x\": {\"ab,1\": 2, "
	       "\"q\\\"\\n\": \"v w\"}}}\n");
	json_ops.map(&sink, &map, NULL, 0);
	expect("");
	map.value = type_aggregate(T_AVG, true);
	json_ops.map(&sink, &map, entries, 1);
	expect("{\"type\": \"stats\", \"data\": {\"@x\": 5}}\n");
}

Test(json, histograms)
{
	struct type type = { .kind = T_LHIST };
	struct bucket buckets[3] = {
		{ .max = -1, .no_min = true, .count = 1 },
		{ .min = 2, .max = 3, .count = 4 },
		{ .min = 10, .no_max = true, .count = 5 },
	};
	struct plan_map map = { .name = "@h", .value = &type };
	struct map_entry entry = { .value = { .kind = V_HIST,
					      .type = &type,
					      .buckets = buckets,
					      .nbuckets = 3 } };

	json_ops.map(&sink, &map, &entry, 1);
	expect("{\"type\": \"hist\", \"data\": {\"@h\": "
	       "[{\"max\": -1, \"count\": 1},"
	       "{\"min\": 2, \"max\": 3, \"count\": 4},"
	       "{\"min\": 10, \"count\": 5}]}}\n");
	entry.value.nbuckets = 0;
	entry.key = number(1, false);
	json_ops.map(&sink, &map, &entry, 1);
	expect("{\"type\": \"hist\", \"data\": {\"@h\": {\"1\": []}}}\n");
}

Test(json, what_we_say)
{
	static const struct site site = {
		.place = { .file = "stdin", .line = 1, .column = 87 }
	};

	json_ops.attached(&sink, 2);
	expect("{\"type\": \"attached_probes\", \"count\": 2, "
	       "\"data\": {\"probes\": 2}}\n");
	json_ops.lost(&sink, 5);
	expect("{\"type\": \"lost_events\", \"count\": 5, "
	       "\"data\": {\"events\": 5}}\n");
	json_ops.runtime_error(&sink, &site, "Bad address", "probe_read_user",
			       -14);
	expect("{\"type\": \"helper_error\", \"msg\": \"Bad address\", "
	       "\"helper\": \"probe_read_user\", \"retcode\": -14, "
	       "\"filename\": \"stdin\", \"line\": 1, \"col\": 87}\n");
	json_ops.runtime_error(&sink, &site, "m", NULL, 0);
	expect("{\"type\": \"runtime_error\", \"msg\": \"m\", "
	       "\"filename\": \"stdin\", \"line\": 1, \"col\": 87}\n");
	json_ops.message(&sink, &site, EV_errorf, "e");
	expect("{\"type\": \"errorf\", \"msg\": \"e\", "
	       "\"filename\": \"stdin\", \"line\": 1, \"col\": 87}\n");
	json_ops.message(&sink, &site, EV_warnf, "w");
	expect("{\"type\": \"warnf\", \"msg\": \"w\", "
	       "\"filename\": \"stdin\", \"line\": 1, \"col\": 87}\n");
	sink.no_warnings = true;
	json_ops.message(&sink, &site, EV_warnf, "w");
	json_ops.runtime_error(&sink, &site, "m", NULL, 0);
	json_ops.finish(&sink);
	expect("");
}
