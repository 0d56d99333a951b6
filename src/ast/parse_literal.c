/*
 * Literals: integers with their forms and suffixes, strings with their
 * escapes, positional parameters.
 */
#include "ast/parser.h"

#include "base/str.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool is_int_suffix(const char *text)
{
	static const char *const sizes[] = { "u", "ul", "ull", "l", "ll" };
	static const char *const times[] = { "ns", "us", "ms", "s",
					     "m",  "h",  "d" };

	for (u32 i = 0; i < countof(sizes); i++) {
		if (strcasecmp(text, sizes[i]) == 0)
			return true;
	}
	for (u32 i = 0; i < countof(times); i++) {
		if (strcmp(text, times[i]) == 0)
			return true;
	}
	return false;
}

/* Check the letters of TEXT, which starts with a digit. */
static const char *int_form(struct parser *p, const char *text)
{
	const char *rest = text + 1;
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');

	if (hex) {
		rest = text + 2;
		rest += strspn(rest, "0123456789abcdefABCDEF_");
	} else {
		rest += strspn(rest, "0123456789_");
	}
	if (rest[-1] == '_')
		return "trailing underscore in integer literal";
	if (!hex && (*rest == 'e' || *rest == 'E') && is_digit(rest[1]))
		rest += 1 + strspn(rest + 1, "0123456789_");
	if (rest[-1] == '_')
		return "trailing underscore in integer literal";
	if (*rest && (hex || !is_int_suffix(rest)))
		return arena_printf(p->in->arena, "invalid integer suffix '%s'",
				    rest);
	return NULL;
}

const char *token_int(struct parser *p, struct token token, u64 *value)
{
	const char *text = parser_text(p, token);
	const char *problem = int_form(p, text);

	*value = 0;
	if (problem)
		return problem;
	return str_parse_int(p->in->arena, text, token.len, value, NULL);
}

/* TOKEN without the suffix that C gives integers, in either case. */
static struct token c_int(const struct parser *p, struct token token)
{
	const char *text = p->lex.text + token.pos;

	while (token.len > 1 && strchr("uUlL", text[token.len - 1]))
		token.len--;
	return token;
}

struct node *parse_int(struct parser *p)
{
	struct token token = p->is_c ? c_int(p, p->cur) : p->cur;
	struct node *node;
	const char *problem;
	u64 value;

	problem = token_int(p, token, &value);
	if (problem)
		parser_complain(p, parser_here(p), "%s", problem);
	parser_next(p);
	node = parser_node(p, N_INT, token.pos);
	node->int_.value = problem ? 0 : value;
	node->int_.text = parser_text(p, token);
	return node;
}

/* A string while its escapes are resolved. */
struct unescape {
	struct parser *p;
	const char *in;    /* next character */
	const char *end;   /* the closing quote */
	const char *start; /* of the escape in hand: the backslash */
	char *out;
};

static int hex_digit(char ch)
{
	if (is_digit(ch))
		return ch - '0';
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	return -1;
}

static struct span escape_span(const struct unescape *esc)
{
	return parser_span(esc->p, (u32)(esc->start - esc->p->lex.text),
			   (u32)(esc->in - esc->start));
}

static void unescape_hex(struct unescape *esc)
{
	u32 digits = 0, value = 0;

	while (digits < 2 && esc->in < esc->end && hex_digit(*esc->in) >= 0) {
		value = value * 16 + (u32)hex_digit(*esc->in++);
		digits++;
	}
	if (!digits)
		parser_complain(esc->p, escape_span(esc),
				"invalid hex escape sequence");
	*esc->out++ = (char)value;
}

static void unescape_octal(struct unescape *esc)
{
	u32 digits = 0, value = 0;

	while (digits < 3 && esc->in < esc->end && *esc->in >= '0' &&
	       *esc->in <= '7') {
		value = value * 8 + (u32)(*esc->in++ - '0');
		digits++;
	}
	if (value > 0377)
		parser_complain(esc->p, escape_span(esc),
				"octal escape sequence out of range '\\%03o'",
				value);
	*esc->out++ = (char)value;
}

/* One escape; IN is behind its backslash. */
static void unescape_one(struct unescape *esc)
{
	static const char names[] = "ntr\"\\";
	static const char values[] = "\n\t\r\"\\";
	const char *name;
	char ch = *esc->in;

	if (ch >= '0' && ch <= '7') {
		unescape_octal(esc);
		return;
	}
	esc->in++;
	if (ch == 'x' || ch == 'X') {
		unescape_hex(esc);
		return;
	}
	name = ch ? strchr(names, ch) : NULL;
	if (name) {
		*esc->out++ = values[name - names];
		return;
	}
	parser_complain(esc->p, escape_span(esc),
			"invalid escape character '\\%c'", ch);
}

const char *token_string(struct parser *p, struct token token, u32 *len)
{
	const char *text = p->lex.text + token.pos;
	char *buf = arena_alloc(p->in->arena, token.len);
	struct unescape esc = { p, text + 1, text + token.len - 1, NULL, buf };

	while (esc.in < esc.end) {
		if (*esc.in != '\\') {
			*esc.out++ = *esc.in++;
			continue;
		}
		esc.start = esc.in++;
		unescape_one(&esc);
	}
	*esc.out = '\0';
	if (len)
		*len = (u32)(esc.out - buf);
	return buf;
}

struct node *parse_string(struct parser *p)
{
	struct token token = p->cur;
	struct node *node;
	const char *text;
	u32 len;

	if (token.kind == TOK_OPEN_STR) {
		parser_error(p, "unterminated string");
		return parser_dummy(p);
	}
	text = token_string(p, token, &len);
	parser_next(p);
	node = parser_node(p, N_STR, token.pos);
	node->str.text = text;
	node->str.len = len;
	return node;
}

struct node *parse_posparam(struct parser *p)
{
	struct token token = p->cur;
	const char *text = parser_text(p, token);
	struct node *node;
	u64 num = 0;

	for (const char *digit = text + 1; *digit; digit++) {
		u64 value = (u64)(*digit - '0');

		if (num > (INT64_MAX - value) / 10) {
			num = 0;
			break;
		}
		num = num * 10 + value;
	}
	if (!num)
		parser_complain(p, parser_here(p),
				"param %s is out of integer range [1, %" PRId64
				"]",
				text, INT64_MAX);
	parser_next(p);
	node = parser_node(p, N_POSPARAM, token.pos);
	node->posparam.num = num;
	return node;
}
