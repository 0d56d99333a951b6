/*
 * Parsing and checking of printf formats. Applying one to values is the work
 * of output/apply.c.
 */
#include "format.h"

#include "base/vec.h"

#include <string.h>

enum { MAX_WIDTH = 9999 };

/* What a type can be printed as. */
enum printable {
	AS_NUMBER = 1 << 0,
	AS_TEXT = 1 << 1,
	AS_BYTES = 1 << 2,
};

/* A format while it is parsed. */
struct parser {
	struct arena *arena;
	VEC(struct directive) items;
	u32 nargs;
	char *literal; /* all literal text, `%%` resolved */
	u32 start;     /* of the literal that has no directive yet */
	u32 end;
};

static void flush_literal(struct parser *p)
{
	struct directive item = { .spec = SPEC_TEXT };

	if (p->start == p->end)
		return;
	item.text = p->literal + p->start;
	item.len = p->end - p->start;
	p->start = p->end;
	vec_push(p->arena, &p->items, item);
}

static size_t parse_flags(const char *text, size_t len, struct directive *item)
{
	size_t pos = 0;

	for (; pos < len; pos++) {
		switch (text[pos]) {
		case '-':
			item->minus = true;
			break;
		case '+':
			item->plus = true;
			break;
		case ' ':
			item->space = true;
			break;
		case '#':
			item->alt = true;
			break;
		case '0':
			item->zero = true;
			break;
		default:
			return pos;
		}
	}
	return pos;
}

/* Digits or a `*`, which is accepted and ignored. */
static size_t parse_number(const char *text, size_t len, int *number)
{
	size_t pos = 0;

	if (len && text[0] == '*')
		return 1;
	while (pos < len && text[pos] >= '0' && text[pos] <= '9') {
		int digit = text[pos++] - '0';

		*number = (*number < 0 ? 0 : *number) * 10 + digit;
		if (*number > MAX_WIDTH)
			*number = MAX_WIDTH;
	}
	return pos;
}

static size_t parse_length(const char *text, size_t len,
			   enum format_length *length)
{
	bool twice = len > 1 && text[0] == text[1];

	if (!len || !text[0] || !strchr("hljztL", text[0]))
		return 0;
	if (text[0] == 'h') {
		*length = twice ? LENGTH_HH : LENGTH_H;
		return twice ? 2 : 1;
	}
	*length = LENGTH_L;
	return text[0] == 'l' && twice ? 2 : 1;
}

/* The conversion at TEXT; 0 when there is no such conversion. */
static size_t parse_conversion(const char *text, size_t len,
			       struct directive *item)
{
	char next = len > 1 ? text[1] : 0;

	item->conv = text[0];
	switch (text[0]) {
	case 'd':
	case 'i':
		item->spec = SPEC_SIGNED;
		return 1;
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		item->spec = SPEC_UNSIGNED;
		return 1;
	case 'c':
		item->spec = SPEC_CHAR;
		return 1;
	case 'p':
		item->spec = SPEC_POINTER;
		return 1;
	case 's':
		item->spec = SPEC_STRING;
		return 1;
	case 'r':
		item->spec = next == 'x'   ? SPEC_BUFFER_HEX
			     : next == 'h' ? SPEC_BUFFER_BYTES
					   : SPEC_BUFFER;
		return item->spec == SPEC_BUFFER ? 1 : 2;
	case 'g':
		item->spec = SPEC_GFP;
		return next == 'r' ? 2 : 0;
	default:
		return 0;
	}
}

static bool is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/*
 * Parse what follows a `%`. Returns its length, 0 when the `%` stands for
 * itself; sets *ERROR when it is a conversion that we don't have.
 */
static size_t parse_directive(struct parser *p, const char *text, size_t len,
			      const char **error)
{
	struct directive item = { .width = -1, .prec = -1 };
	size_t pos = parse_flags(text, len, &item);
	size_t used;

	pos += parse_number(text + pos, len - pos, &item.width);
	if (pos < len && text[pos] == '.') {
		item.prec = 0;
		pos++;
		pos += parse_number(text + pos, len - pos, &item.prec);
	}
	pos += parse_length(text + pos, len - pos, &item.length);
	if (pos == len || !is_letter(text[pos]))
		return 0;
	used = parse_conversion(text + pos, len - pos, &item);
	if (!used) {
		*error = arena_printf(p->arena,
				      "unsupported format specifier: %c",
				      text[pos]);
		return 0;
	}
	flush_literal(p);
	vec_push(p->arena, &p->items, item);
	p->nargs++;
	return pos + used;
}

const struct format *format_parse(struct arena *arena, const char *text,
				  size_t len, const char **error)
{
	struct parser p = { .arena = arena };
	struct format *format;

	p.literal = arena_alloc(arena, len + 1);
	*error = NULL;
	for (size_t pos = 0; pos < len;) {
		size_t used = 0;

		if (text[pos] == '%' && pos + 1 < len && text[pos + 1] != '%')
			used = parse_directive(&p, text + pos + 1,
					       len - pos - 1, error);
		if (*error)
			return NULL;
		if (used) {
			pos += used + 1;
			continue;
		}
		p.literal[p.end++] = text[pos];
		if (text[pos] == '%' && pos + 1 < len && text[pos + 1] == '%')
			pos++;
		pos++;
	}
	flush_literal(&p);
	format = ARENA_OBJ(arena, struct format);
	format->items = p.items.items;
	format->nitems = p.items.len;
	format->nargs = p.nargs;
	return format;
}

/* Bits of enum printable. */
static unsigned type_printable(const struct type *type)
{
	switch (type->kind) {
	case T_ERROR:
		return AS_NUMBER | AS_TEXT | AS_BYTES;
	case T_NONE:
	case T_VOID:
	case T_FUNC:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		return 0;
	case T_INT:
	case T_BOOL:
	case T_ENUM:
	case T_PTR:
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
		return AS_NUMBER | AS_TEXT;
	case T_BUFFER:
		return AS_BYTES | AS_TEXT;
	case T_STRUCT:
	case T_ARRAY:
	case T_STRING:
	case T_INET:
	case T_MAC:
	case T_KSTACK:
	case T_USTACK:
	case T_KSYM:
	case T_USYM:
	case T_USERNAME:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
	case T_TUPLE:
	case T_RECORD:
	case T_STATS:
		return AS_TEXT;
	case T_KINDS:
		break;
	}
	BUG("type kind %d", type->kind);
}

/* The bit of enum printable that a directive asks for. */
static unsigned spec_wants(enum format_spec spec)
{
	switch (spec) {
	case SPEC_TEXT:
		return 0;
	case SPEC_SIGNED:
	case SPEC_UNSIGNED:
	case SPEC_CHAR:
	case SPEC_POINTER:
	case SPEC_GFP:
		return AS_NUMBER;
	case SPEC_STRING:
		return AS_TEXT;
	case SPEC_BUFFER:
	case SPEC_BUFFER_HEX:
	case SPEC_BUFFER_BYTES:
		return AS_BYTES;
	}
	BUG("format spec %d", spec);
}

static const char *spec_name(struct arena *arena, const struct directive *item)
{
	switch (item->spec) {
	case SPEC_BUFFER_HEX:
		return "rx";
	case SPEC_BUFFER_BYTES:
		return "rh";
	case SPEC_GFP:
		return "gr";
	case SPEC_TEXT:
	case SPEC_SIGNED:
	case SPEC_UNSIGNED:
	case SPEC_CHAR:
	case SPEC_POINTER:
	case SPEC_STRING:
	case SPEC_BUFFER:
		break;
	}
	return arena_printf(arena, "%c", item->conv);
}

/* The directive that takes argument ARG, or NULL. */
static const struct directive *format_arg(const struct format *format, u32 arg)
{
	u32 seen = 0;

	for (u32 i = 0; i < format->nitems; i++) {
		if (format->items[i].spec == SPEC_TEXT)
			continue;
		if (seen++ == arg)
			return &format->items[i];
	}
	return NULL;
}

const char *format_check(struct arena *arena, const struct format *format,
			 u32 arg, struct types *types, const struct type *type)
{
	const struct directive *item = format_arg(format, arg);

	if (!item || type_printable(type) & spec_wants(item->spec))
		return NULL;
	if (type->kind == T_NONE || type->kind == T_VOID)
		return arena_printf(
			arena, "unable to print none type for specifier: %s",
			spec_name(arena, item));
	return arena_printf(arena,
			    "unsupported format specifier for type '%s': %s",
			    type_name(types, type), spec_name(arena, item));
}

const char *format_check_number(struct arena *arena,
				const struct format *format, u32 num)
{
	if (num == format->nargs)
		return NULL;
	return arena_printf(arena,
			    "%s arguments for format string (%u supplied, %u "
			    "expected)",
			    num < format->nargs ? "not enough" : "too many",
			    num, format->nargs);
}
