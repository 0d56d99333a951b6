/*
 * printf: one parsed format and values -> text. What can't be converted at
 * run time shows as `!{...}` in its place, so that no output is lost.
 */
#include "output/apply.h"

#include "output/sink.h"

#include <string.h>

/* A flag of memory allocations and its name. */
struct gfp_flag {
	u64 bits;
	const char *name;
};

static const struct gfp_flag gfp_flags[] = {
#define GFP(NAME, BITS) { BITS, #NAME },
#include "output/gfp.def"
#undef GFP
};

/* A number on its way to text. */
struct number {
	u64 magnitude;
	unsigned base;
	bool upper;
	bool leading_zero;  /* octal, marked */
	const char *prefix; /* sign or base */
};

/* Fill up what was added since START to the width that ITEM asks for. */
static void pad_text(struct strbuf *out, size_t start,
		     const struct directive *item)
{
	size_t len = out->len - start;
	size_t missing;

	if (item->width < 0 || len >= (size_t)item->width)
		return;
	missing = (size_t)item->width - len;
	strbuf_pad(out, ' ', missing);
	if (!item->minus) {
		memmove(out->str + start + missing, out->str + start, len);
		memset(out->str + start, ' ', missing);
	}
}

/*
 * The digits of NUM in front of END; how many. Divisions by constants take a
 * tenth of the time of others.
 */
static int put_digits(char *end, u64 num, u32 base, const char *alphabet)
{
	char *at = end;

	switch (base) {
	case 8:
		for (; num; num >>= 3)
			*--at = alphabet[num & 7];
		break;
	case 16:
		for (; num; num >>= 4)
			*--at = alphabet[num & 15];
		break;
	default:
		for (; num; num /= 10)
			*--at = alphabet[num % 10];
		break;
	}
	return (int)(end - at);
}

static void put_number(struct strbuf *out, const struct directive *item,
		       const struct number *number)
{
	const char *alphabet =
		number->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	size_t start = out->len;
	char digits[64];
	int len, zeros = 0;

	len = put_digits(digits + sizeof(digits), number->magnitude,
			 number->base, alphabet);
	if (item->prec >= 0)
		zeros = item->prec - len;
	else if (!len)
		zeros = 1;
	if (item->zero && !item->minus && item->prec < 0 &&
	    item->width - (int)strlen(number->prefix) - len > zeros)
		zeros = item->width - (int)strlen(number->prefix) - len;
	if (number->leading_zero && zeros < 1)
		zeros = 1;
	strbuf_add(out, number->prefix);
	if (zeros > 0)
		strbuf_pad(out, '0', (size_t)zeros);
	strbuf_addn(out, digits + sizeof(digits) - len, (size_t)len);
	pad_text(out, start, item);
}

static void put_signed(struct strbuf *out, const struct directive *item,
		       s64 num)
{
	struct number number = { .base = 10, .prefix = "" };

	switch (item->length) {
	case LENGTH_NONE:
		num = (s32)num;
		break;
	case LENGTH_HH:
		num = (s8)num;
		break;
	case LENGTH_H:
		num = (s16)num;
		break;
	case LENGTH_L:
		break;
	}
	number.magnitude = num < 0 ? 0 - (u64)num : (u64)num;
	if (num < 0)
		number.prefix = "-";
	else if (item->plus)
		number.prefix = "+";
	else if (item->space)
		number.prefix = " ";
	put_number(out, item, &number);
}

static void put_unsigned(struct strbuf *out, const struct directive *item,
			 u64 num)
{
	struct number number = { .base = 10, .prefix = "" };

	switch (item->length) {
	case LENGTH_NONE:
		num = (u32)num;
		break;
	case LENGTH_HH:
		num = (u8)num;
		break;
	case LENGTH_H:
		num = (u16)num;
		break;
	case LENGTH_L:
		break;
	}
	number.magnitude = num;
	if (item->conv == 'o') {
		number.base = 8;
		number.leading_zero = item->alt;
	} else if (item->conv == 'x' || item->conv == 'X') {
		number.base = 16;
		number.upper = item->conv == 'X';
		if (item->alt && num)
			number.prefix = number.upper ? "0X" : "0x";
	}
	put_number(out, item, &number);
}

static void put_pointer(struct strbuf *out, const struct directive *item,
			u64 num)
{
	struct number number = { .magnitude = num,
				 .base = 16,
				 .prefix = num ? "0x" : "" };

	put_number(out, item, &number);
}

static void put_char(struct strbuf *out, const struct directive *item, u64 num)
{
	size_t start = out->len;

	strbuf_addch(out, (char)num);
	pad_text(out, start, item);
}

static void put_gfp(struct strbuf *out, const struct directive *item, u64 num)
{
	size_t start = out->len;
	const char *bar = "";

	for (size_t i = 0; i < countof(gfp_flags); i++) {
		const struct gfp_flag *flag = &gfp_flags[i];

		if ((num & flag->bits) != flag->bits)
			continue;
		strbuf_printf(out, "%s%s", bar, flag->name);
		num &= ~flag->bits;
		bar = "|";
	}
	if (num)
		strbuf_printf(out, "%s0x%llx", bar, (unsigned long long)num);
	else if (out->len == start)
		strbuf_addch(out, '0');
	pad_text(out, start, item);
}

static void put_buffer(struct strbuf *out, const struct directive *item,
		       const struct value *value)
{
	size_t start = out->len;

	if (value->kind != V_BUFFER) {
		strbuf_add(out, "!{not a buffer}");
		return;
	}
	if (item->spec == SPEC_BUFFER)
		value_text(out, value);
	for (size_t i = 0; item->spec != SPEC_BUFFER && i < value->len; i++) {
		unsigned byte = (unsigned char)value->text[i];

		if (item->spec == SPEC_BUFFER_HEX)
			strbuf_printf(out, "\\x%02x", byte);
		else
			strbuf_printf(out, "%s%02x", i ? " " : "", byte);
	}
	pad_text(out, start, item);
}

static bool is_number(const struct value *value)
{
	return value->kind == V_INT || value->kind == V_BOOL ||
	       value->kind == V_ENUM || value->kind == V_PTR;
}

static void put_numeric(struct strbuf *out, const struct directive *item,
			const struct value *value)
{
	if (!is_number(value)) {
		strbuf_add(out, "!{not a number}");
		return;
	}
	switch (item->spec) {
	case SPEC_SIGNED:
		put_signed(out, item, (s64)value->num);
		break;
	case SPEC_UNSIGNED:
		put_unsigned(out, item, value->num);
		break;
	case SPEC_CHAR:
		put_char(out, item, value->num);
		break;
	case SPEC_POINTER:
		put_pointer(out, item, value->num);
		break;
	case SPEC_GFP:
		put_gfp(out, item, value->num);
		break;
	case SPEC_TEXT:
	case SPEC_STRING:
	case SPEC_BUFFER:
	case SPEC_BUFFER_HEX:
	case SPEC_BUFFER_BYTES:
		BUG("format spec %d takes no number", item->spec);
	}
}

static void put_value(struct strbuf *out, const struct directive *item,
		      const struct value *value)
{
	size_t start = out->len;

	switch (item->spec) {
	case SPEC_TEXT:
		break;
	case SPEC_STRING:
		value_text(out, value);
		pad_text(out, start, item);
		break;
	case SPEC_BUFFER:
	case SPEC_BUFFER_HEX:
	case SPEC_BUFFER_BYTES:
		put_buffer(out, item, value);
		break;
	case SPEC_SIGNED:
	case SPEC_UNSIGNED:
	case SPEC_CHAR:
	case SPEC_POINTER:
	case SPEC_GFP:
		put_numeric(out, item, value);
		break;
	}
}

void format_apply(const struct format *format, const struct value *values,
		  u32 num, struct strbuf *out)
{
	u32 arg = 0;

	for (u32 i = 0; i < format->nitems; i++) {
		const struct directive *item = &format->items[i];

		if (item->spec == SPEC_TEXT)
			strbuf_addn(out, item->text, item->len);
		else if (arg < num)
			put_value(out, item, &values[arg++]);
		else
			strbuf_add(out, "!{missing argument}");
	}
}
