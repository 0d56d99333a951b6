/*
 * Integers as people write them, with all the forms the language knows.
 */
#include "base/str.h"

#include <inttypes.h>
#include <string.h>

/* The text being read and what was found in it. */
struct number {
	struct arena *arena;
	const char *text; /* NUL-terminated copy of the whole */
	const char *at;   /* next character */
	u64 value;
	u64 max;      /* the largest value it may have */
	bool is_over; /* a digit or a factor was too much */
};

/* What a suffix does to the digits before it. */
struct suffix {
	const char *name;
	u64 factor;
	u64 max; /* largest result */
};

static const struct suffix suffixes[] = {
	{ "u", 1, UINT32_MAX },
	{ "ul", 1, UINT64_MAX },
	{ "ull", 1, UINT64_MAX },
	{ "l", 1, UINT64_MAX },
	{ "ll", 1, UINT64_MAX },
	{ "ns", 1, UINT64_MAX },
	{ "us", 1000, UINT64_MAX },
	{ "ms", 1000000, UINT64_MAX },
	{ "s", 1000000000, UINT64_MAX },
	{ "m", 60000000000, UINT64_MAX },
	{ "h", 3600000000000, UINT64_MAX },
	{ "d", 86400000000000, UINT64_MAX },
};

static u32 digit_value(char ch)
{
	if (ch >= '0' && ch <= '9')
		return (u32)(ch - '0');
	if (ch >= 'a' && ch <= 'f')
		return (u32)(ch - 'a') + 10;
	if (ch >= 'A' && ch <= 'F')
		return (u32)(ch - 'A') + 10;
	return UINT32_MAX;
}

static void number_multiply(struct number *num, u64 factor)
{
	if (num->value > UINT64_MAX / factor)
		num->is_over = true;
	num->value *= factor;
}

/* Read digits of BASE with single `_` between them; return their number. */
static u32 number_digits(struct number *num, u32 base)
{
	u32 count = 0;

	for (;; num->at++) {
		u32 digit = digit_value(*num->at);

		if (*num->at == '_' && count && digit_value(num->at[1]) < base)
			continue;
		if (digit >= base)
			return count;
		number_multiply(num, base);
		num->value += digit;
		if (num->value < digit)
			num->is_over = true;
		count++;
	}
}

/* The base that the prefix at the start says; the prefix is skipped. */
static u32 number_base(struct number *num)
{
	const char *at = num->at;

	if (at[0] != '0')
		return 10;
	if ((at[1] == 'x' || at[1] == 'X') && digit_value(at[2]) < 16) {
		num->at += 2;
		return 16;
	}
	if ((at[1] == 'b' || at[1] == 'B') && digit_value(at[2]) < 2) {
		num->at += 2;
		return 2;
	}
	if (at[1] >= '0' && at[1] <= '7') {
		num->at++;
		return 8;
	}
	return 10;
}

static const char *reason(const struct number *num, const char *what)
{
	return arena_printf(num->arena, "%s: %s", what, num->text);
}

/* Read what follows `e`; DIGITS stood before it. */
static const char *number_exponent(struct number *num, u32 digits)
{
	struct number exponent = { .at = num->at + 1 };

	if (digits != 1 || !num->value)
		return reason(num,
			      "coefficient part of scientific literal must "
			      "be 1-9");
	if (!number_digits(&exponent, 10))
		return reason(num, "invalid exponent");
	num->at = exponent.at;
	if (exponent.is_over || exponent.value > 19)
		num->is_over = true;
	for (u64 i = 0; i < exponent.value && !num->is_over; i++)
		number_multiply(num, 10);
	return NULL;
}

/* Apply the suffix that the rest of the text is. */
static const char *number_suffix(struct number *num)
{
	for (size_t i = 0; i < countof(suffixes); i++) {
		if (strcmp(num->at, suffixes[i].name))
			continue;
		number_multiply(num, suffixes[i].factor);
		num->max = u64_min(num->max, suffixes[i].max);
		return NULL;
	}
	return reason(num, "invalid trailing bytes");
}

static const char *number_read(struct number *num)
{
	const char *error = NULL;
	u32 base = number_base(num);
	u32 digits = number_digits(num, base);

	if (!digits)
		return reason(num, "invalid integer");
	if (base == 10 && (*num->at == 'e' || *num->at == 'E'))
		error = number_exponent(num, digits);
	if (!error && *num->at && base == 16)
		error = reason(num, "invalid trailing bytes");
	else if (!error && *num->at)
		error = number_suffix(num);
	return error;
}

const char *str_parse_int(struct arena *arena, const char *str, size_t len,
			  u64 *value, bool *negative)
{
	struct number num = { .arena = arena, .max = UINT64_MAX };
	bool is_negative;
	const char *error;

	num.text = arena_strndup(arena, str, len);
	num.at = num.text;
	is_negative = negative && *num.at == '-';
	if (is_negative) {
		num.at++;
		num.max = (u64)INT64_MAX + 1;
	}
	error = number_read(&num);
	if (!error && strlen(num.text) != len)
		error = reason(&num, "invalid trailing bytes");
	if (error)
		return error;
	if (num.is_over || num.value > num.max)
		return arena_printf(
			arena, "overflow error, %s value is %s%" PRIu64 ": %s",
			is_negative ? "minimum" : "maximum",
			is_negative ? "-" : "", num.max, num.text);
	*value = num.value;
	if (negative)
		*negative = is_negative;
	return NULL;
}
