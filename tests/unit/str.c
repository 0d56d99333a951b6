/*
 * Strings, the builder and integers as people write them.
 */
#include "base/str.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

struct number_case {
	const char *text;
	u64 value;
	const char *error;
};

static void check_numbers(const struct number_case *cases, size_t num)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < num; i++) {
		const char *text = cases[i].text;
		u64 value = 12345;
		const char *error =
			str_parse_int(arena, text, strlen(text), &value, NULL);

		if (cases[i].error) {
			cr_assert(error, "'%s' gave %" PRIu64, text, value);
			cr_assert_str_eq(error, cases[i].error);
		} else {
			cr_assert_null(error, "'%s': %s", text, error);
			cr_assert_eq(value, cases[i].value, "'%s'", text);
		}
	}
	arena_free(arena);
}

Test(str, integers_in_all_their_forms)
{
	static const struct number_case cases[] = {
		{ "0", 0, NULL },
		{ "12", 12, NULL },
		{ "0x1F", 31, NULL },
		{ "0Xff", 255, NULL },
		{ "017", 15, NULL },
		{ "08", 8, NULL },
		{ "0b101", 5, NULL },
		{ "1_000_000", 1000000, NULL },
		{ "0xff_ff", 0xffff, NULL },
		{ "1e6", 1000000, NULL },
		{ "9E0", 9, NULL },
		{ "12u", 12, NULL },
		{ "12ul", 12, NULL },
		{ "12ull", 12, NULL },
		{ "12ll", 12, NULL },
		{ "5ns", 5, NULL },
		{ "5us", 5000, NULL },
		{ "5ms", 5000000, NULL },
		{ "5s", 5000000000, NULL },
		{ "2m", 120000000000, NULL },
		{ "1h", 3600000000000, NULL },
		{ "1d", 86400000000000, NULL },
		{ "0x1d", 0x1d, NULL },
		{ "18446744073709551615", UINT64_MAX, NULL },
		{ "0xffffffffffffffff", UINT64_MAX, NULL },
		{ "4294967295u", UINT32_MAX, NULL },
	};

	check_numbers(cases, countof(cases));
}

Test(str, integers_that_are_none_say_why)
{
	static const struct number_case cases[] = {
		{ "", 0, "invalid integer: " },
		{ "nan", 0, "invalid integer: nan" },
		{ "a1", 0, "invalid integer: a1" },
		{ "_1", 0, "invalid integer: _1" },
		{ "-1", 0, "invalid integer: -1" },
		{ " 1", 0, "invalid integer:  1" },
		{ "1a", 0, "invalid trailing bytes: 1a" },
		{ "1b", 0, "invalid trailing bytes: 1b" },
		{ "1_", 0, "invalid trailing bytes: 1_" },
		{ "1__0", 0, "invalid trailing bytes: 1__0" },
		{ "0x", 0, "invalid trailing bytes: 0x" },
		{ "0x1u", 0, "invalid trailing bytes: 0x1u" },
		{ "019", 0, "invalid trailing bytes: 019" },
		{ "1U", 0, "invalid trailing bytes: 1U" },
		{ "1e", 0, "invalid exponent: 1e" },
		{ "1e-3", 0, "invalid exponent: 1e-3" },
		{ "12e3", 0,
		  "coefficient part of scientific literal must be 1-9: "
		  "12e3" },
		{ "0e3", 0,
		  "coefficient part of scientific literal must be 1-9: 0e3" },
		{ "18446744073709551616", 0,
		  "overflow error, maximum value is 18446744073709551615: "
		  "18446744073709551616" },
		{ "99999999999999999999999", 0,
		  "overflow error, maximum value is 18446744073709551615: "
		  "99999999999999999999999" },
		{ "4294967296u", 0,
		  "overflow error, maximum value is 4294967295: "
		  "4294967296u" },
		{ "2e19", 0,
		  "overflow error, maximum value is 18446744073709551615: "
		  "2e19" },
		{ "1e99999999999999999999", 0,
		  "overflow error, maximum value is 18446744073709551615: "
		  "1e99999999999999999999" },
		{ "999999999d", 0,
		  "overflow error, maximum value is 18446744073709551615: "
		  "999999999d" },
	};

	check_numbers(cases, countof(cases));
}

Test(str, a_sign_is_reported_when_asked_for)
{
	struct arena *arena = arena_new();
	bool negative = false;
	u64 value;

	cr_assert_null(str_parse_int(arena, "-12", 3, &value, &negative));
	cr_assert(negative);
	cr_assert_eq(value, 12);
	cr_assert_null(str_parse_int(arena, "12xyz", 2, &value, &negative));
	cr_assert(!negative);
	cr_assert(str_parse_int(arena, "-9223372036854775809", 20, &value,
				&negative));
	cr_assert_null(str_parse_int(arena, "-9223372036854775808", 20, &value,
				     &negative));
	cr_assert(str_parse_int(arena, "-", 1, &value, &negative));
	cr_assert(str_parse_int(arena, "1\0", 2, &value, &negative));
	arena_free(arena);
}

Test(str, builder_grows)
{
	struct strbuf buf = { 0 };

	cr_assert_str_eq(strbuf_text(&buf), "");
	for (int i = 0; i < 1000; i++)
		strbuf_printf(&buf, "%d,", i);
	cr_assert_eq(buf.len, 10 * 2 + 90 * 3 + 900 * 4);
	cr_assert_eq(strlen(buf.str), buf.len);
	strbuf_clear(&buf);
	strbuf_pad(&buf, ' ', 500);
	strbuf_printf(&buf, "%0500d", 1);
	cr_assert_eq(buf.len, 1000);
	strbuf_addn(&buf, "a\0b", 3);
	cr_assert_eq(buf.len, 1003);
	strbuf_addch(&buf, 'c');
	cr_assert_eq(buf.str[1003], 'c');
	strbuf_fini(&buf);
}

Test(str, pool_gives_one_pointer_for_equal_text)
{
	struct arena *arena = arena_new();
	struct strpool *pool = strpool_new(arena);
	const char *a = strpool_add(pool, "abc", 3);

	cr_assert_eq(a, strpool_add(pool, "abcdef", 3));
	cr_assert_neq(a, strpool_add(pool, "abcdef", 4));
	cr_assert_str_eq(strpool_add(pool, "abcdef", 4), "abcd");
	cr_assert_str_eq(strpool_add(pool, "", 0), "");
	arena_free(arena);
}

Test(str, starts_and_ends)
{
	cr_assert(str_starts("kprobe:f", "kprobe"));
	cr_assert(!str_starts("kp", "kprobe"));
	cr_assert(str_starts("", ""));
	cr_assert(str_ends("a.bt", ".bt"));
	cr_assert(!str_ends("bt", ".bt"));
	cr_assert_eq(str_distance("", ""), 0);
	cr_assert_eq(str_distance("abc", ""), 3);
	cr_assert_eq(str_distance("stdlib", "stdlb"), 1);
	cr_assert_eq(str_distance("stdlib", "sdtlib"), 2);
	cr_assert_eq(str_distance("kitten", "sitting"), 3);
}
