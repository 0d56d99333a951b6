/* printf formats: parsing, checking and applying them. */
#include "format.h"
#include "output/apply.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The text of FORMAT with VALUES, in a buffer that the next call reuses. */
static const char *apply(const char *text, const struct value *values, u32 num)
{
	static char result[1024];
	struct arena *arena = arena_new();
	struct strbuf out = { 0 };
	const char *error;
	const struct format *format =
		format_parse(arena, text, strlen(text), &error);

	cr_assert(format, "%s: %s", text, error);
	format_apply(format, values, num, &out);
	snprintf(result, sizeof(result), "%s", strbuf_text(&out));
	strbuf_fini(&out);
	arena_free(arena);
	return result;
}

static void expect_int(const char *text, s64 num, const char *expected)
{
	struct value value = { .kind = V_INT,
			       .is_signed = true,
			       .num = (u64)num };

	cr_expect_str_eq(apply(text, &value, 1), expected, "%s", text);
}

static void expect_text(const char *text, const char *str, const char *expected)
{
	struct value value = { .kind = V_STRING,
			       .text = str,
			       .len = strlen(str) };

	cr_expect_str_eq(apply(text, &value, 1), expected, "%s", text);
}

Test(format, integers_without_a_length_are_32_bits)
{
	expect_int("%d", -5, "-5");
	expect_int("%i", 7, "7");
	expect_int("%d", 0x1ffffffffLL, "-1");
	expect_int("%u", -1, "4294967295");
	expect_int("%x", -1, "ffffffff");
	expect_int("%o", 8, "10");
	expect_int("%d", 0, "0");
}

Test(format, lengths_choose_the_width)
{
	expect_int("%ld", INT64_MIN, "-9223372036854775808");
	expect_int("%lld", -1, "-1");
	expect_int("%jd %%", -1, "-1 %");
	expect_int("%zd", -1, "-1");
	expect_int("%td", -1, "-1");
	expect_int("%Ld", -1, "-1");
	expect_int("%hhd", 257, "1");
	expect_int("%hd", 65537, "1");
	expect_int("%hhu", 511, "255");
	expect_int("%hu", 65537, "1");
	expect_int("%lu", -1, "18446744073709551615");
	expect_int("%llx", -1, "ffffffffffffffff");
}

Test(format, flags_width_and_precision)
{
	expect_int("%5d|", 42, "   42|");
	expect_int("%-5d|", 42, "42   |");
	expect_int("%05d|", 42, "00042|");
	expect_int("%05d|", -42, "-0042|");
	expect_int("%+d", 42, "+42");
	expect_int("% d", 42, " 42");
	expect_int("%#x", 255, "0xff");
	expect_int("%#X", 255, "0XFF");
	expect_int("%#o", 8, "010");
	expect_int("%#x", 0, "0");
	expect_int("%#08x", 255, "0x0000ff");
	expect_int("%.4d", 42, "0042");
	expect_int("%8.4d", 42, "    0042");
	expect_int("%-*d|", 42, "42|");
	expect_int("%2d", 12345, "12345");
}

Test(format, characters_and_pointers)
{
	expect_int("%c", 'A', "A");
	expect_int("%3c|", 'A', "  A|");
	expect_int("%-3c|", 'A', "A  |");
	expect_int("%p", 4096, "0x1000");
	expect_int("%p", 0, "0");
	expect_int("%p", -1, "0xffffffffffffffff");
	expect_int("%10p", 4096, "    0x1000");
}

Test(format, strings_of_anything)
{
	struct value pair[2] = {
		{ .kind = V_INT, .num = 1 },
		{ .kind = V_STRING, .text = "a", .len = 1 },
	};
	struct value tuple = { .kind = V_TUPLE, .items = pair, .nitems = 2 };

	expect_text("%s", "text", "text");
	expect_text("%10s|", "right", "     right|");
	expect_text("%-10s|", "left", "left      |");
	expect_text("%.2s|", "precision", "precision|");
	expect_text("%-3s|", "longer", "longer|");
	expect_text("%5s|", "", "     |");
	expect_int("%s", -3, "-3");
	cr_expect_str_eq(apply("%s", &tuple, 1), "(1, a)");
}

Test(format, buffers)
{
	struct value value = { .kind = V_BUFFER,
			       .text = "a\n\\\xff",
			       .len = 4 };

	cr_expect_str_eq(apply("%r", &value, 1), "a\\x0a\\\\xff");
	cr_expect_str_eq(apply("%rx", &value, 1), "\\x61\\x0a\\x5c\\xff");
	cr_expect_str_eq(apply("%rh", &value, 1), "61 0a 5c ff");
	cr_expect_str_eq(apply("%12rh|", &value, 1), " 61 0a 5c ff|");
	cr_expect_str_eq(apply("%s", &value, 1), "a\\x0a\\\\xff");
}

Test(format, flags_of_allocations)
{
	expect_int("%gr", 0, "0");
	expect_int("%gr", 0xcc0, "GFP_KERNEL");
	expect_int("%gr", 0xdc0, "GFP_KERNEL|__GFP_ZERO");
	expect_int("%gr", 0x100000000, "0x100000000");
	expect_int("%gr", 0x80000001, "GFP_DMA|0x80000000");
}

Test(format, percent_signs)
{
	cr_expect_str_eq(apply("100%% %%d", NULL, 0), "100% %d");
	cr_expect_str_eq(apply("100%", NULL, 0), "100%");
	cr_expect_str_eq(apply("5%\n", NULL, 0), "5%\n");
	cr_expect_str_eq(apply("", NULL, 0), "");
}

Test(format, what_cannot_be_printed_shows_in_place)
{
	expect_text("a %d b", "x", "a !{not a number} b");
	expect_int("%r", 5, "!{not a buffer}");
	cr_expect_str_eq(apply("%d|%s", NULL, 0),
			 "!{missing argument}|!{missing argument}");
}

Test(format, unknown_conversions_are_refused)
{
	static const char *const texts[] = { "%f",  "%e", "x %g", "%a",
					     "%lf", "%n", "%5.2f" };
	static const char convs[] = "fegafnf";
	struct arena *arena = arena_new();
	const char *error;

	for (size_t i = 0; i < countof(texts); i++) {
		cr_expect_null(format_parse(arena, texts[i], strlen(texts[i]),
					    &error));
		cr_expect_str_eq(
			error,
			arena_printf(arena, "unsupported format specifier: %c",
				     convs[i]));
	}
	arena_free(arena);
}

Test(format, arguments_are_counted)
{
	struct arena *arena = arena_new();
	const char *text = "%d %% %s %5.3lld %rh%rx";
	const char *error;
	const struct format *format =
		format_parse(arena, text, strlen(text), &error);

	cr_expect_eq(format->nargs, 5);
	cr_expect_eq(format->items[4].width, 5);
	cr_expect_eq(format->items[4].prec, 3);
	cr_expect_eq(format->items[4].length, LENGTH_L);
	arena_free(arena);
}

static const char *check(const char *text, const struct type *type)
{
	static char result[128];
	struct types *types = types_new();
	struct arena *arena = arena_new();
	const char *error;
	const struct format *format =
		format_parse(arena, text, strlen(text), &error);

	error = format_check(arena, format, 0, types, type);
	snprintf(result, sizeof(result), "%s", error ? error : "");
	arena_free(arena);
	types_free(types);
	return result;
}

Test(format, types_are_checked)
{
	struct types *types = types_new();
	const struct type *string = type_string(types, 5);

	cr_expect_str_eq(check("%d", type_int(4, true)), "");
	cr_expect_str_eq(check("%d", type_bool()), "");
	cr_expect_str_eq(check("%s", type_int(4, true)), "");
	cr_expect_str_eq(check("%s", string), "");
	cr_expect_str_eq(check("%d", string), "unsupported format specifier "
					      "for type 'string[5]': d");
	cr_expect_str_eq(check("%r", string), "unsupported format specifier "
					      "for type 'string[5]': r");
	cr_expect_str_eq(check("%rx", type_buffer(types, 4)), "");
	cr_expect_str_eq(check("%rh", type_bool()),
			 "unsupported format specifier for type 'bool': rh");
	cr_expect_str_eq(check("%s", type_none()),
			 "unable to print none type for specifier: s");
	cr_expect_str_eq(check("%gr", string), "unsupported format specifier "
					       "for type 'string[5]': gr");
	cr_expect_str_eq(check("%d", type_error()), "");
	types_free(types);
}
