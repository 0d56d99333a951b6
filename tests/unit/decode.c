/* Bytes -> values -> text, for every kind of type; damaged bytes too. */
#include "output/decode.h"

#include "output/sink.h"
#include "output/users.h"
#include "output/wallclock.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static struct types *types;
static struct decoder dec;
static const char *strings[] = { "%Y-%m-%d %H:%M:%S.%f %k %l %%", "" };
static struct plan plan = { .strings = strings, .nstrings = 2, .ncpus = 4 };

static void setup(void)
{
	types = types_new();
	dec = (struct decoder){ .types = types,
				.arena = arena_new(),
				.plan = &plan,
				.trunc_trailer = ".." };
}

static void teardown(void)
{
	arena_free(dec.arena);
	types_free(types);
}

TestSuite(decode, .init = setup, .fini = teardown);

static void expect(const struct type *type, const void *bytes, size_t size,
		   const char *expected)
{
	struct value value = decode_value(&dec, type, bytes, size);
	struct strbuf out = { 0 };

	value_text(&out, &value);
	cr_expect_str_eq(strbuf_text(&out), expected);
	strbuf_fini(&out);
}

Test(decode, integers_of_every_size)
{
	static const u8 ones[8] = { 255, 255, 255, 255, 255, 255, 255, 255 };

	for (u32 size = 1; size <= 8; size *= 2)
		expect(type_int(size, true), ones, 8, "-1");
	expect(type_int(1, false), ones, 8, "255");
	expect(type_int(2, false), ones, 8, "65535");
	expect(type_int(4, false), ones, 8, "4294967295");
	expect(type_int(8, false), ones, 8, "18446744073709551615");
	expect(type_int(8, true), "\0\0\0\0\0\0\0\x80", 8,
	       "-9223372036854775808");
}

Test(decode, missing_bytes_read_as_zero)
{
	expect(type_int(4, false), "\x01\x02", 2, "513");
	expect(type_int(8, false), "", 0, "0");
	expect(type_simple(T_MAC), "\x01", 1, "01:00:00:00:00:00");
	expect(type_aggregate(T_STATS, true), "\x05", 1,
	       "{ .count = 0, .average = 0, .total = 5 }");
}

Test(decode, booleans_pointers_and_enums)
{
	static const struct enumerator rows[] = { { "RED", 1 },
						  { "GREEN", 2 } };
	struct origin origin = { .loaded = true };
	const struct type *color =
		type_named(types, T_ENUM, "enum color", &origin);
	struct type sized = *color;

	origin.layout.enumerators = rows;
	origin.layout.nenumerators = 2;
	sized.size = 4;
	expect(type_bool(), "\x01", 1, "true");
	expect(type_bool(), "\0", 1, "false");
	expect(type_ptr(types, type_void(), AS_KERNEL),
	       "\xef\xbe\xad\xde\0\0\0\0", 8, "0xdeadbeef");
	expect(type_ptr(types, type_void(), AS_KERNEL), "\0\0\0\0\0\0\0\0", 8,
	       "0x0");
	expect(&sized, "\x02\0\0\0", 4, "GREEN");
	expect(&sized, "\x07\0\0\0", 4, "7");
}

Test(decode, strings)
{
	expect(type_string(types, 8), "abc\0xyz", 8, "abc");
	expect(type_string(types, 4), "abcd", 4, "abcd..");
	expect(type_string(types, 4), "abc\xff", 4, "abc..");
	expect(type_string(types, 8), "abcd", 4, "abcd");
	expect(type_string(types, 4), "\0bcd", 4, "");
	dec.trunc_trailer = "";
	expect(type_string(types, 4), "abcd", 4, "abcd");
}

Test(decode, buffers_are_as_long_as_they_say)
{
	const struct type *type = type_buffer(types, 4);

	expect(type, "\x02\0\0\0ab\xff\xff", 8, "ab");
	expect(type, "\x04\0\0\0a\nb\x7f", 8, "a\\x0ab\\x7f");
	expect(type,
	       "\xff\xff\xff\xff"
	       "abcd",
	       8, "abcd");
	expect(type,
	       "\xff\xff\xff\xff"
	       "ab",
	       6, "ab");
	expect(type, "\x01", 1, "");
}

Test(decode, addresses)
{
	struct {
		u64 family;
		u8 bytes[16];
	} inet = { AF_INET, { 127, 0, 0, 1 } };

	expect(type_simple(T_INET), &inet, sizeof(inet), "127.0.0.1");
	inet.family = AF_INET6;
	memset(inet.bytes, 0, sizeof(inet.bytes));
	inet.bytes[15] = 1;
	expect(type_simple(T_INET), &inet, sizeof(inet), "::1");
	inet.family = 999;
	expect(type_simple(T_INET), &inet, sizeof(inet), "");
	expect(type_simple(T_MAC), "\xaa\xbb\xcc\x01\x02\xff", 6,
	       "AA:BB:CC:01:02:FF");
}

Test(decode, stacks_and_symbols_without_names)
{
	u64 stack[10] = { 2, 0x1000, 0x2000, 0x3000 };
	u64 user[4] = { 1, 77, 0x4000, 0 };

	expect(type_stack(types, false, STACK_BPFTRACE, 3), stack,
	       sizeof(stack), "\n        0x1000\n        0x2000\n");
	expect(type_stack(types, true, STACK_BPFTRACE, 2), user, sizeof(user),
	       "\n        0x4000\n");
	dec.stack_indent = 4;
	expect(type_stack(types, false, STACK_BPFTRACE, 3), stack,
	       sizeof(stack), "\n    0x1000\n    0x2000\n");
	stack[0] = UINT64_MAX;
	expect(type_stack(types, false, STACK_BPFTRACE, 1), stack,
	       sizeof(stack), "\n    0x1000\n");
	expect(type_simple(T_KSYM), stack + 1, 8, "0x1000");
	expect(type_simple(T_USYM), stack + 1, 16, "0x1000");
}

Test(decode, user_names)
{
	u64 uid = 0;

	expect(type_simple(T_USERNAME), &uid, sizeof(uid), "root");
	dec.users = users_new();
	expect(type_simple(T_USERNAME), &uid, sizeof(uid), "root");
	expect(type_simple(T_USERNAME), &uid, sizeof(uid), "root");
	uid = 3999999999;
	expect(type_simple(T_USERNAME), &uid, sizeof(uid), "");
	users_free(dec.users);
}

Test(decode, timestamps)
{
	struct {
		u64 ns;
		u32 string, clock;
	} stamp = { 1123456789, 0, CLOCK_TAI };
	struct clock_offset offset = { true, 2000000000 };

	setenv("TZ", "UTC", 1);
	expect(type_simple(T_TIMESTAMP), &stamp, sizeof(stamp),
	       "1970-01-01 00:00:01.123456 123456789 123 %");
	stamp.clock = CLOCK_BOOTTIME;
	dec.offset = &offset;
	expect(type_simple(T_TIMESTAMP), &stamp, sizeof(stamp),
	       "1970-01-01 00:00:03.123456 123456789 123 %");
	stamp.string = 1;
	expect(type_simple(T_TIMESTAMP), &stamp, sizeof(stamp), "");
	stamp.string = 2;
	expect(type_simple(T_TIMESTAMP), &stamp, sizeof(stamp), "(?)");
}

Test(decode, the_wall_clock_is_now)
{
	struct timespec boot, wall;
	struct clock_offset offset = { 0 };
	s64 diff;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_REALTIME, &wall);
	diff = (s64)wallclock_ns(&offset,
				 (u64)boot.tv_sec * 1000000000 +
					 (u64)boot.tv_nsec,
				 CLOCK_BOOTTIME) -
	       ((s64)wall.tv_sec * 1000000000 + wall.tv_nsec);
	cr_expect(llabs(diff) < 1000000000);
	cr_expect(offset.is_known);
}

Test(decode, times_that_are_too_long_are_none)
{
	struct strbuf out = { 0 };

	cr_expect_not(wallclock_text(&out, "%Y%Y%Y", 0, 11));
	cr_expect_eq(out.len, 0);
	cr_expect(wallclock_text(&out, "%Y%Y%Y", 86400ULL * 1000000000, 12));
	cr_expect_str_eq(strbuf_text(&out), "197019701970");
	strbuf_fini(&out);
}

Test(decode, arrays_tuples_and_records)
{
	static const s32 nums[4] = { 1, -2, 3, 4 };
	const struct type *ints = type_array(types, type_int(4, true), 2);
	const struct type *parts[2] = { type_int(1, true), ints };
	const struct type *tuple = type_tuple(types, parts, 2);
	static const char *const names[2] = { "a", "b" };
	struct {
		s8 first;
		s32 second[2];
	} pair = { 7, { 8, 9 } };

	expect(type_array(types, type_int(4, true), 4), nums, sizeof(nums),
	       "[1,-2,3,4]");
	expect(type_array(types, ints, 2), nums, sizeof(nums),
	       "[[1,-2],[3,4]]");
	expect(tuple, &pair, sizeof(pair), "(7, [8,9])");
	expect(type_record(types, names, parts, 2), &pair, sizeof(pair),
	       "{ .a = 7, .b = [8,9] }");
	expect(type_tuple(types, parts, 1), &pair, sizeof(pair), "(7)");
	expect(type_tuple(types, parts, 0), &pair, sizeof(pair), "()");
	expect(type_record(types, names, parts, 0), &pair, sizeof(pair), "{}");
}

Test(decode, structs_with_bit_fields_and_anonymous_members)
{
	const struct type *u32_type = type_int(4, false);
	const struct type *s32_type = type_int(4, true);
	struct field inner[1] = {
		{ .name = "in", .type = s32_type, .offset = 0 }
	};
	const struct type *nested =
		type_struct(types, "struct {}", false, 4, 4, inner, 1);
	struct field fields[] = {
		{ .name = "low", .type = u32_type, .bit_size = 3 },
		{ .name = "mid",
		  .type = s32_type,
		  .bit_offset = 3,
		  .bit_size = 5 },
		{ .name = "high",
		  .type = u32_type,
		  .bit_offset = 24,
		  .bit_size = 8 },
		{ .name = NULL, .type = nested, .offset = 4 },
		{ .name = "named", .type = nested, .offset = 8 },
		{ .name = "common_pid", .type = u32_type, .is_common = true },
		{ .name = "$retval", .type = u32_type },
		{ .name = "loc", .type = s32_type, .is_data_loc = true },
	};
	const struct type *type = type_struct(types, "struct x", false, 12, 4,
					      fields, countof(fields));
	u32 words[3] = { 5 | 31U << 3 | 200U << 24, 42, 43 };

	expect(type, words, sizeof(words),
	       "{ .low = 5, .mid = -1, .high = 200, .in = 42, "
	       ".named = { .in = 43 }, .loc = null }");
	expect(type, words, 3,
	       "{ .low = 5, .mid = -1, .high = 0, .in = 0, "
	       ".named = { .in = 0 }, .loc = null }");
}

Test(decode, a_bit_field_across_eight_bytes)
{
	struct field field = { .name = "x",
			       .type = type_int(8, false),
			       .bit_offset = 4,
			       .bit_size = 64 };
	const struct type *type =
		type_struct(types, "struct y", false, 9, 1, &field, 1);

	expect(type, "\xf0\xff\xff\xff\xff\xff\xff\xff\x0f", 9,
	       "{ .x = 18446744073709551615 }");
}

static void expect_merged(const struct type *type, const u64 *words, u32 ncpus,
			  const char *expected)
{
	struct plan_map map = { .name = "@x", .value = type };
	struct strbuf out = { 0 };
	struct value value;

	map.value_size = plan_value_size(type, false, &map.set_offset);
	value = decode_map_value(&dec, &map, words, ncpus);
	value_text(&out, &value);
	cr_expect_str_eq(strbuf_text(&out), expected);
	strbuf_fini(&out);
}

Test(decode, aggregations_are_merged_over_cpus)
{
	static const u64 sums[3] = { 5, 7, (u64)-20 };
	static const u64 pairs[6] = { (u64)-3, 1, 9, 1, 0, 0 };
	static const u64 averages[4] = { (u64)-10, 2, 3, 1 };

	expect_merged(type_aggregate(T_COUNT, false), sums, 2, "12");
	expect_merged(type_aggregate(T_SUM, true), sums, 3, "-8");
	expect_merged(type_aggregate(T_MIN, true), pairs, 3, "-3");
	expect_merged(type_aggregate(T_MAX, true), pairs, 3, "9");
	expect_merged(type_aggregate(T_MIN, false), pairs, 3, "9");
	expect_merged(type_aggregate(T_MAX, false), pairs, 3,
		      "18446744073709551613");
	expect_merged(type_aggregate(T_AVG, true), averages, 2, "-2");
	expect_merged(type_aggregate(T_STATS, true), averages, 2,
		      "{ .count = 3, .average = -2, .total = -7 }");
	expect_merged(type_aggregate(T_AVG, false), pairs + 4, 1, "0");
	expect_merged(type_int(4, true), sums, 3, "5");
}

Test(decode, histograms_are_merged_over_cpus)
{
	const struct type *type = type_lhist(types, 0, 2, 1);
	static const u64 counts[8] = { 0, 1, 0, 0, 0, 1, 1, 0 };

	expect_merged(type, counts, 2,
		      "[0]                    2 "
		      "|@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n"
		      "[1]                    1 "
		      "|@@@@@@@@@@@@@@@@@@@@@@@@@@                          "
		      "|\n");
}

Test(decode, what_has_no_value_is_null)
{
	expect(type_none(), "", 0, "null");
	expect(type_void(), "", 0, "null");
}
