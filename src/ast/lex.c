/*
 * The lexer: see lex.h. Each function looks at a character once and a bounded
 * number ahead, so any input takes linear time; a NUL is a character like
 * others.
 */
#include "ast/lex.h"

#include <string.h>

struct spelling {
	const char *text;
	u32 len;
	enum token_kind kind;
};

static const struct spelling puncts[] = {
#define PUNCT(NAME, TEXT) { TEXT, sizeof(TEXT) - 1, TOK_##NAME },
#include "ast/token.def"
};

static const struct spelling keywords[] = {
#define KEYWORD(NAME, TEXT) { TEXT, sizeof(TEXT) - 1, TOK_##NAME },
#include "ast/token.def"
};

static bool is_space(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

static bool is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool is_name_start(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       ch == '_';
}

static bool is_name(char ch)
{
	return is_name_start(ch) || is_digit(ch);
}

/* The character at POS, or NUL behind the end. */
static char at(const struct lexer *lex, u32 pos)
{
	return pos < lex->len ? lex->text[pos] : '\0';
}

static bool starts(const struct lexer *lex, u32 pos, const char *text)
{
	size_t len = strlen(text);

	return lex->len - pos >= len && memcmp(lex->text + pos, text, len) == 0;
}

/* The end of the line that POS is in, without its newline. */
static u32 line_end(const struct lexer *lex, u32 pos)
{
	const char *end = memchr(lex->text + pos, '\n', lex->len - pos);

	return end ? (u32)(end - lex->text) : lex->len;
}

/* Behind the comment at POS, or POS when there is none. */
static u32 skip_comment(const struct lexer *lex, u32 pos)
{
	if (starts(lex, pos, "//"))
		return line_end(lex, pos);
	if (!starts(lex, pos, "/*"))
		return pos;
	for (pos += 2; pos < lex->len; pos++) {
		if (starts(lex, pos, "*/"))
			return pos + 2;
	}
	return lex->len; /* one that is never closed ends with the text */
}

u32 lex_layout(const struct lexer *lex, u32 pos)
{
	while (pos < lex->len) {
		u32 next = is_space(lex->text[pos]) ? pos + 1
						    : skip_comment(lex, pos);

		if (next == pos)
			break;
		pos = next;
	}
	return pos;
}

static u32 name_end(const struct lexer *lex, u32 pos)
{
	while (pos < lex->len && is_name(lex->text[pos]))
		pos++;
	return pos;
}

/* Behind the string that starts at POS; CLOSED tells whether it ends. */
static u32 string_end(const struct lexer *lex, u32 pos, bool *closed)
{
	char quote = lex->text[pos];

	*closed = false;
	for (pos++; pos < lex->len && lex->text[pos] != '\n'; pos++) {
		if (lex->text[pos] == quote) {
			*closed = true;
			return pos + 1;
		}
		if (lex->text[pos] == '\\' && pos + 1 < lex->len &&
		    lex->text[pos + 1] != '\n')
			pos++;
	}
	return pos;
}

static enum token_kind word_kind(const char *text, u32 len)
{
	for (u32 i = 0; i < countof(keywords); i++) {
		if (keywords[i].len == len && keywords[i].text[0] == text[0] &&
		    memcmp(keywords[i].text, text, len) == 0)
			return keywords[i].kind;
	}
	return TOK_WORD;
}

bool token_is_word(enum token_kind kind)
{
	return kind == TOK_WORD || kind >= TOK_BREAK;
}

/* What starts with a dollar sign at POS; END gets its end. */
static enum token_kind dollar_kind(const struct lexer *lex, u32 pos, u32 *end)
{
	char ch = at(lex, pos + 1);

	*end = pos + 1;
	if (is_name_start(ch)) {
		*end = name_end(lex, pos + 1);
		return TOK_VAR;
	}
	if (is_digit(ch)) {
		while (is_digit(at(lex, *end)))
			++*end;
		return TOK_POSPARAM;
	}
	if (ch == '#') {
		*end = pos + 2;
		return TOK_NPARAMS;
	}
	return TOK_DOLLAR;
}

/* Punctuation at POS, or TOK_BAD for one character (of UTF-8 as well). */
static enum token_kind punct_kind(const struct lexer *lex, u32 pos, u32 *end)
{
	for (u32 i = 0; i < countof(puncts); i++) {
		if (puncts[i].text[0] == lex->text[pos] &&
		    starts(lex, pos, puncts[i].text)) {
			*end = pos + puncts[i].len;
			return puncts[i].kind;
		}
	}
	*end = pos + 1;
	if ((unsigned char)lex->text[pos] < 0xc0)
		return TOK_BAD;
	while (*end < lex->len && *end - pos < 4 &&
	       ((unsigned char)lex->text[*end] & 0xc0) == 0x80)
		++*end;
	return TOK_BAD;
}

struct token lex_code(struct lexer *lex)
{
	struct token token = { TOK_EOF, lex_layout(lex, lex->pos), 0 };
	u32 pos = token.pos, end = pos;
	bool closed;
	char ch;

	if (pos == lex->len) {
		lex->pos = pos;
		return token;
	}
	ch = lex->text[pos];
	if (is_name_start(ch)) {
		end = name_end(lex, pos);
		token.kind = word_kind(lex->text + pos, end - pos);
	} else if (is_digit(ch)) {
		end = name_end(lex, pos);
		token.kind = TOK_INT;
	} else if (ch == '"') {
		end = string_end(lex, pos, &closed);
		token.kind = closed ? TOK_STR : TOK_OPEN_STR;
	} else if (ch == '@') {
		end = pos + 1;
		if (is_name_start(at(lex, end)))
			end = name_end(lex, end);
		token.kind = TOK_MAP;
	} else if (ch == '$') {
		token.kind = dollar_kind(lex, pos, &end);
	} else {
		token.kind = punct_kind(lex, pos, &end);
	}
	token.len = end - pos;
	lex->pos = end;
	return token;
}

/* Behind the quoted part of an attach point; it may be left open. */
static u32 quoted_end(const struct lexer *lex, u32 pos)
{
	for (pos++; at(lex, pos) && lex->text[pos] != '\n'; pos++) {
		if (lex->text[pos] == '"')
			return pos + 1;
		if (lex->text[pos] == '\\' && at(lex, pos + 1) &&
		    lex->text[pos + 1] != '\n')
			pos++;
	}
	return pos;
}

struct token lex_point(struct lexer *lex)
{
	u32 start = lex_layout(lex, lex->pos);
	bool colon = false;
	u32 pos = start;

	while (pos < lex->len) {
		char ch = lex->text[pos];

		if (is_space(ch) || ch == ',' || ch == '{' || !ch)
			break;
		if (ch == '/' && !colon)
			break;
		colon |= ch == ':';
		pos = ch == '"' ? quoted_end(lex, pos) : pos + 1;
	}
	lex->pos = pos;
	return (struct token){ pos == start ? TOK_BAD : TOK_WORD, start,
			       pos - start };
}

/* Behind the C token at POS: strings, characters, comments as one. */
static u32 skip_c_token(const struct lexer *lex, u32 pos)
{
	u32 next = lex_layout(lex, pos);
	bool closed;

	if (next != pos)
		return next;
	if (lex->text[pos] == '"' || lex->text[pos] == '\'')
		return string_end(lex, pos, &closed);
	if (is_name(lex->text[pos]))
		return name_end(lex, pos);
	return pos + 1;
}

/* Behind the bracket that matches the one at POS, or 0. */
static u32 skip_group(const struct lexer *lex, u32 pos, char open, char close)
{
	u32 depth = 0;

	while (pos < lex->len) {
		char ch = lex->text[pos];

		pos = skip_c_token(lex, pos);
		if (ch == open)
			depth++;
		else if (ch == close && --depth == 0)
			return pos;
	}
	return 0;
}

/* Step over __attribute__((...)) as often as it comes. */
static bool skip_attributes(const struct lexer *lex, u32 *pos,
			    struct c_problem *problem)
{
	for (;;) {
		u32 start = lex_layout(lex, *pos);
		u32 end = name_end(lex, start);
		u32 inner;

		if (end - start != 13 || !starts(lex, start, "__attribute__"))
			return true;
		problem->pos = start;
		start = lex_layout(lex, end);
		inner = lex_layout(lex, start + (start < lex->len));
		if (at(lex, start) != '(' || at(lex, inner) != '(') {
			problem->text = "__attribute__ syntax error, "
					"expected '(('";
			return false;
		}
		end = skip_group(lex, start, '(', ')');
		if (!end) {
			problem->text = "__attribute__ syntax error, "
					"mismatched '(' and ')'";
			return false;
		}
		*pos = end;
	}
}

/* Step over what follows the word `struct` up to the end. */
static bool skip_compound(const struct lexer *lex, u32 *pos,
			  struct c_problem *problem)
{
	u32 next, end;

	if (!skip_attributes(lex, pos, problem))
		return false;
	next = lex_layout(lex, *pos);
	*pos = name_end(lex, next);
	if (*pos == next)
		*pos = next;
	if (!skip_attributes(lex, pos, problem))
		return false;
	next = lex_layout(lex, *pos);
	if (at(lex, next) == ';') { /* only declared */
		*pos = next + 1;
		return true;
	}
	problem->pos = next;
	if (at(lex, next) != '{') {
		problem->text = "expected '{'";
		return false;
	}
	end = skip_group(lex, next, '{', '}');
	if (!end) {
		problem->text = "expected '}'";
		return false;
	}
	*pos = end;
	if (!skip_attributes(lex, pos, problem))
		return false;
	next = lex_layout(lex, *pos);
	if (at(lex, next) == ';')
		*pos = next + 1;
	return true;
}

/* Step over a typedef up to its semicolon. */
static bool skip_typedef(const struct lexer *lex, u32 *pos,
			 struct c_problem *problem)
{
	problem->pos = *pos;
	while (*pos < lex->len) {
		char ch = lex->text[*pos];

		if (ch == '{') {
			*pos = skip_group(lex, *pos, '{', '}');
			if (!*pos)
				break;
			continue;
		}
		*pos = skip_c_token(lex, *pos);
		if (ch == ';')
			return true;
	}
	problem->text = "expected ';'";
	return false;
}

bool lex_definition(struct lexer *lex, struct c_problem *problem)
{
	u32 start = lex_layout(lex, lex->pos);
	u32 pos = start;
	bool fine;

	*problem = (struct c_problem){ 0 };
	if (at(lex, start) == '#') {
		pos = line_end(lex, start);
		lex->pos = pos < lex->len ? pos + 1 : pos;
		return true;
	}
	pos = name_end(lex, start);
	switch (word_kind(lex->text + start, pos - start)) {
	case TOK_STRUCT:
	case TOK_UNION:
	case TOK_ENUM:
		fine = skip_compound(lex, &pos, problem);
		break;
	default:
		if (pos - start != 7 || !starts(lex, start, "typedef"))
			return false;
		fine = skip_typedef(lex, &pos, problem);
		break;
	}
	lex->pos = fine ? pos : lex->len;
	return true;
}
