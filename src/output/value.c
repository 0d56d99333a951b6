/*
 * The text form of values, shared by printf's %s and the text format.
 */
#include "output/value.h"

#include "output/histogram.h"
#include "output/series.h"
#include "output/sink.h"

static void put_integer(struct strbuf *out, u64 num, bool is_signed)
{
	bool negative = is_signed && (s64)num < 0;
	char digits[20];
	size_t pos = sizeof(digits);

	if (negative)
		num = 0 - num;
	do {
		digits[--pos] = (char)('0' + num % 10);
		num /= 10;
	} while (num);
	if (negative)
		strbuf_addch(out, '-');
	strbuf_addn(out, digits + pos, sizeof(digits) - pos);
}

static void put_bytes(struct strbuf *out, const struct value *value)
{
	for (size_t i = 0; i < value->len; i++) {
		unsigned char byte = (unsigned char)value->text[i];

		if (byte >= 32 && byte <= 126)
			strbuf_addch(out, (char)byte);
		else
			strbuf_printf(out, "\\x%02x", byte);
	}
}

static void put_items(struct strbuf *out, const struct value *value,
		      const char *separator)
{
	for (u32 i = 0; i < value->nitems; i++) {
		if (i)
			strbuf_add(out, separator);
		value_text(out, &value->items[i]);
	}
}

static void put_record(struct strbuf *out, const struct value *value)
{
	if (!value->nitems) {
		strbuf_add(out, "{}");
		return;
	}
	strbuf_addch(out, '{');
	for (u32 i = 0; i < value->nitems; i++) {
		strbuf_add(out, i ? ", ." : " .");
		strbuf_add(out, value->names[i]);
		strbuf_add(out, " = ");
		value_text(out, &value->items[i]);
	}
	strbuf_add(out, " }");
}

static void put_stats(struct strbuf *out, const struct value *value)
{
	strbuf_add(out, "{ .count = ");
	put_integer(out, value->count, false);
	strbuf_add(out, ", .average = ");
	put_integer(out, (u64)value->average, value->is_signed);
	strbuf_add(out, ", .total = ");
	put_integer(out, value->total, value->is_signed);
	strbuf_add(out, " }");
}

void value_text(struct strbuf *out, const struct value *value)
{
	switch (value->kind) {
	case V_NONE:
		strbuf_add(out, "null");
		break;
	case V_INT:
		put_integer(out, value->num, value->is_signed);
		break;
	case V_BOOL:
		strbuf_add(out, value->num ? "true" : "false");
		break;
	case V_ENUM:
		if (value->text)
			strbuf_addn(out, value->text, value->len);
		else
			put_integer(out, value->num, value->is_signed);
		break;
	case V_PTR:
		strbuf_printf(out, "0x%llx", (unsigned long long)value->num);
		break;
	case V_STRING:
		strbuf_addn(out, value->text, value->len);
		break;
	case V_BUFFER:
		put_bytes(out, value);
		break;
	case V_ARRAY:
		strbuf_addch(out, '[');
		put_items(out, value, ",");
		strbuf_addch(out, ']');
		break;
	case V_TUPLE:
		strbuf_addch(out, '(');
		put_items(out, value, ", ");
		strbuf_addch(out, ')');
		break;
	case V_RECORD:
		put_record(out, value);
		break;
	case V_STATS:
		put_stats(out, value);
		break;
	case V_HIST:
		histogram_text(out, value);
		break;
	case V_SERIES:
		series_text(out, value);
		break;
	}
}

void value_key_text(struct strbuf *out, const struct value *value)
{
	if (value->kind == V_TUPLE)
		put_items(out, value, ", ");
	else
		value_text(out, value);
}
