/*
 * Tokens of the C preamble. Directives take effect here, on the way to the
 * next token.
 */
#include "btf/cdefs_internal.h"

#include "base/str.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void clex_init(struct clex *lex, struct cdefs *defs, struct diags *diags,
	       const char *text, u32 len, u32 pos)
{
	memset(lex, 0, sizeof(*lex));
	lex->defs = defs;
	lex->diags = diags;
	lex->inputs[0] = (struct cinput){
		.text = text,
		.len = len,
		.span = { pos, 0 },
	};
	lex->ninputs = 1;
}

static void fail(struct clex *lex, struct span span, const char *text)
{
	if (!lex->failed)
		diag_error(lex->diags, span, "%s", text);
	lex->failed = true;
}

void clex_fail(struct clex *lex, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail(lex, lex->tok.span, arena_vprintf(lex->defs->arena, fmt, args));
	va_end(args);
}

void clex_fail_at(struct clex *lex, struct span span, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail(lex, span, arena_vprintf(lex->defs->arena, fmt, args));
	va_end(args);
}

struct span clex_since(const struct clex *lex, struct span start)
{
	if (lex->end > start.pos)
		start.len = lex->end - start.pos;
	return start;
}

const char *clex_word(const struct clex *lex)
{
	return arena_strndup(lex->defs->arena, lex->tok.text, lex->tok.len);
}

bool clex_is_word(const struct clex *lex, const char *word)
{
	return lex->tok.kind == C_WORD && strlen(word) == lex->tok.len &&
	       !memcmp(word, lex->tok.text, lex->tok.len);
}

bool clex_is_punct(const struct clex *lex, u32 punct)
{
	return lex->tok.kind == C_PUNCT && lex->tok.punct == punct;
}

bool clex_accept(struct clex *lex, u32 punct)
{
	if (!clex_is_punct(lex, punct))
		return false;
	clex_next(lex);
	return true;
}

bool clex_expect(struct clex *lex, u32 punct)
{
	if (clex_accept(lex, punct))
		return true;
	if (lex->tok.kind == C_END)
		clex_fail(lex,
			  "expected '%c' before the end of the C "
			  "definitions",
			  (int)punct);
	else
		clex_fail(lex, "expected '%c' before '%.*s'", (int)punct,
			  (int)lex->tok.len, lex->tok.text);
	return false;
}

static bool is_word_start(char ch)
{
	return isalpha((unsigned char)ch) || ch == '_' || ch == '$';
}

static bool is_word(char ch)
{
	return is_word_start(ch) || isdigit((unsigned char)ch);
}

static char peek(const struct cinput *in, u32 ahead)
{
	return in->pos + ahead < in->len ? in->text[in->pos + ahead] : '\0';
}

/* The span of LEN bytes from START on. */
static struct span span_at(const struct cinput *in, u32 start, u32 len)
{
	if (in->macro || !in->span.pos)
		return in->span;
	return (struct span){ in->span.pos + start, len };
}

/* Step over a comment or a continued line; false: there is none. */
static bool skip_comment(struct cinput *in)
{
	if (peek(in, 0) == '\\' && peek(in, 1) == '\n') {
		in->pos += 2;
		return true;
	}
	if (peek(in, 0) != '/')
		return false;
	if (peek(in, 1) == '/') {
		while (in->pos < in->len && peek(in, 0) != '\n')
			in->pos++;
		return true;
	}
	if (peek(in, 1) != '*')
		return false;
	in->pos += 2;
	while (in->pos < in->len && !(peek(in, 0) == '*' && peek(in, 1) == '/'))
		in->pos++;
	in->pos = in->len - in->pos > 2 ? in->pos + 2 : in->len;
	return true;
}

static bool is_active(const struct clex *lex)
{
	return !lex->conds.len ||
	       lex->conds.items[lex->conds.len - 1].is_active;
}

/* Is POS the first of its line that is not blank? */
static bool starts_line(const struct cinput *in, u32 pos)
{
	while (pos && (in->text[pos - 1] == ' ' || in->text[pos - 1] == '\t'))
		pos--;
	return !pos || in->text[pos - 1] == '\n';
}

/* Copy the rest of the logical line, without comments, and step over it. */
static const char *read_line(struct arena *arena, struct cinput *in)
{
	struct strbuf line = { 0 };
	const char *text;
	size_t len;

	while (in->pos < in->len && peek(in, 0) != '\n') {
		if (skip_comment(in)) {
			strbuf_addch(&line, ' ');
			continue;
		}
		strbuf_addch(&line, in->text[in->pos++]);
	}
	text = strbuf_text(&line);
	text += strspn(text, " \t\r");
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	text = arena_strndup(arena, text, len);
	strbuf_fini(&line);
	return text;
}

/* The value of the expression in an #if. */
static bool eval_line(struct clex *lex, const char *text, struct span span)
{
	struct clex line;
	u64 value;

	clex_init(&line, lex->defs, lex->diags, text, (u32)strlen(text), 0);
	line.is_line = true;
	line.inputs[0].span = span;
	line.inputs[0].macro = ""; /* every token is reported at SPAN */
	clex_next(&line);
	value = cexpr_value(&line).num;
	if (!line.failed && line.tok.kind != C_END)
		clex_fail(&line, "unexpected '%.*s' in #if", (int)line.tok.len,
			  line.tok.text);
	return !line.failed && value != 0;
}

static bool is_known(const struct cdefs *defs, const char *rest)
{
	u32 len = 0;

	while (is_word(rest[len]))
		len++;
	return cdefs_find_macro(defs, rest, len) != NULL;
}

static void open_cond(struct clex *lex, const char *kind, const char *rest,
		      struct span span)
{
	struct ccond cond = { .span = span, .is_outer = is_active(lex) };

	if (cond.is_outer && strcmp(kind, "if") && !is_word_start(*rest))
		diag_error(lex->diags, span, "#%s needs a name", kind);
	if (!cond.is_outer)
		cond.is_active = false;
	else if (!strcmp(kind, "ifdef"))
		cond.is_active = is_known(lex->defs, rest);
	else if (!strcmp(kind, "ifndef"))
		cond.is_active = !is_known(lex->defs, rest);
	else
		cond.is_active = eval_line(lex, rest, span);
	cond.was_taken = cond.is_active;
	vec_push(lex->defs->arena, &lex->conds, cond);
}

/* #elif, #else, #endif */
static void change_cond(struct clex *lex, const char *kind, const char *rest,
			struct span span)
{
	struct ccond *cond;

	if (!lex->conds.len) {
		diag_error(lex->diags, span, "#%s without #if", kind);
		return;
	}
	cond = &lex->conds.items[lex->conds.len - 1];
	if (!strcmp(kind, "endif")) {
		lex->conds.len--;
		return;
	}
	if (cond->has_else)
		diag_error(lex->diags, span, "#%s after #else", kind);
	cond->is_active = cond->is_outer && !cond->was_taken;
	if (!strcmp(kind, "else"))
		cond->has_else = true;
	else if (cond->is_active)
		cond->is_active = eval_line(lex, rest, span);
	cond->was_taken |= cond->is_active;
}

static void define(struct clex *lex, const char *rest, struct span span)
{
	struct cdefs *defs = lex->defs;
	u32 len = 0;

	while (is_word(rest[len]))
		len++;
	if (!len || !is_word_start(*rest)) {
		diag_error(lex->diags, span, "#define needs a name");
		return;
	}
	cdefs_define(defs, arena_strndup(defs->arena, rest, len),
		     rest + len + strspn(rest + len, " \t"), rest[len] == '(',
		     false);
}

static void undefine(struct clex *lex, const char *rest)
{
	struct cmacro *macro;
	u32 len = 0;

	while (is_word(rest[len]))
		len++;
	macro = cdefs_find_macro(lex->defs, rest, len);
	if (macro)
		macro->is_defined = false;
}

/* libclang reads what REST names; only whether it names something is ours. */
static void include(struct clex *lex, const char *rest, struct span span)
{
	if (*rest == '"' || *rest == '<' ||
	    (is_word_start(*rest) && is_known(lex->defs, rest)))
		cdefs_include(lex->defs, lex->diags, span);
	else
		diag_error(lex->diags, span,
			   "#include expects \"FILENAME\" or <FILENAME>");
}

/* A directive that is neither a condition nor in an inactive branch. */
static void run_directive(struct clex *lex, const char *kind, const char *rest,
			  struct span span)
{
	if (!strcmp(kind, "define"))
		define(lex, rest, span);
	else if (!strcmp(kind, "undef"))
		undefine(lex, rest);
	else if (!strcmp(kind, "include") || !strcmp(kind, "include_next"))
		include(lex, rest, span);
	else if (!strcmp(kind, "error"))
		diag_error(lex->diags, span, "#error %s", rest);
	else if (!strcmp(kind, "warning"))
		diag_warn(lex->diags, span, "#warning %s", rest);
	else if (!strcmp(kind, "pragma") && str_starts(rest, "pack"))
		cpack_pragma(lex, rest + strlen("pack"), span);
	else if (*kind && strcmp(kind, "pragma") && strcmp(kind, "line") &&
		 !isdigit((unsigned char)*kind))
		diag_error(lex->diags, span, "unknown directive: #%s", kind);
}

/* IN stands behind the '#'. */
static void read_directive(struct clex *lex, struct cinput *in)
{
	struct arena *arena = lex->defs->arena;
	u32 start = in->pos - 1;
	const char *line = read_line(arena, in);
	struct span span = span_at(in, start, in->pos - start);
	const char *kind, *rest;
	u32 len = 0;

	while (is_word(line[len]))
		len++;
	kind = arena_strndup(arena, line, len);
	rest = line + len + strspn(line + len, " \t");
	if (!strcmp(kind, "if") || !strcmp(kind, "ifdef") ||
	    !strcmp(kind, "ifndef"))
		open_cond(lex, kind, rest, span);
	else if (!strcmp(kind, "elif") || !strcmp(kind, "else") ||
		 !strcmp(kind, "endif"))
		change_cond(lex, kind, rest, span);
	else if (is_active(lex))
		run_directive(lex, kind, rest, span);
}

/* Step to where a token starts; false at the end of this input. */
static bool skip_blank(struct clex *lex, struct cinput *in)
{
	while (in->pos < in->len) {
		bool is_first = !lex->is_line && lex->ninputs == 1 &&
				peek(in, 0) == '#' && starts_line(in, in->pos);

		if (is_first) {
			in->pos++;
			read_directive(lex, in);
		} else if (isspace((unsigned char)peek(in, 0))) {
			in->pos++;
		} else if (!skip_comment(in)) {
			if (is_active(lex))
				return true;
			in->pos++;
		}
	}
	return false;
}

/* The type of NUM as it is written: the first in which it fits. */
static struct cvalue number_value(u64 num, bool is_decimal, const char *suffix)
{
	bool is_unsigned = strpbrk(suffix, "uU") != NULL;
	bool is_long = strpbrk(suffix, "lL") != NULL;
	bool may_grow = is_unsigned || !is_decimal;

	if (!is_long && !is_unsigned && num <= INT32_MAX)
		return (struct cvalue){ num, 4, false };
	if (!is_long && may_grow && num <= UINT32_MAX)
		return (struct cvalue){ num, 4, true };
	return (struct cvalue){ num, 8, is_unsigned || num > INT64_MAX };
}

static void lex_number(struct clex *lex, struct cinput *in)
{
	struct ctoken *tok = &lex->tok;
	char *digits, *end;
	u64 num;

	while (is_word(peek(in, 0)))
		in->pos++;
	tok->kind = C_NUMBER;
	tok->len = in->pos - (u32)(tok->text - in->text);
	digits = arena_strndup(lex->defs->arena, tok->text, tok->len);
	if (digits[0] == '0' && (digits[1] | 32) == 'b')
		num = strtoull(digits + 2, &end, 2);
	else
		num = strtoull(digits, &end, 0);
	if (strspn(end, "uUlL") != strlen(end))
		clex_fail(lex, "invalid integer: %s", digits);
	tok->value = number_value(num, digits[0] != '0', end);
}

/* The value of the character behind a backslash. */
static s64 escaped(struct cinput *in)
{
	static const char from[] = "ntr0abfv\\'\"?";
	static const char to[] = "\n\t\r\0\a\b\f\v\\'\"?";
	const char *at = peek(in, 0) ? strchr(from, peek(in, 0)) : NULL;
	s64 value = 0;

	if (peek(in, 0) == 'x') {
		in->pos++;
		while (isxdigit((unsigned char)peek(in, 0))) {
			char ch = peek(in, 0);

			value = value * 16 % 256 +
				(isdigit((unsigned char)ch)
					 ? ch - '0'
					 : (ch | 32) - 'a' + 10);
			in->pos++;
		}
		return (s8)value;
	}
	in->pos++;
	return at ? to[at - from] : 0;
}

/* A character constant or a string; only the first has a value. */
static void lex_quoted(struct clex *lex, struct cinput *in, char quote)
{
	struct ctoken *tok = &lex->tok;
	s64 value = 0;

	tok->kind = quote == '"' ? C_STRING : C_NUMBER;
	in->pos++;
	while (in->pos < in->len && peek(in, 0) != quote &&
	       peek(in, 0) != '\n') {
		if (peek(in, 0) == '\\') {
			in->pos++;
			value = escaped(in);
		} else {
			value = in->text[in->pos++];
		}
	}
	if (in->pos > in->len)
		in->pos = in->len;
	if (peek(in, 0) == quote)
		in->pos++;
	else
		clex_fail(lex, "missing terminating %c", quote);
	tok->value = (struct cvalue){ (u64)value, 4, false };
	tok->len = in->pos - (u32)(tok->text - in->text);
}

static void lex_punct(struct clex *lex, struct cinput *in)
{
	static const char pairs[][3] = {
		"<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
	};
	struct ctoken *tok = &lex->tok;

	tok->kind = C_PUNCT;
	tok->punct = (u8)peek(in, 0);
	tok->len = 1;
	for (u32 i = 0; i < countof(pairs); i++) {
		if (peek(in, 0) == pairs[i][0] && peek(in, 1) == pairs[i][1]) {
			tok->punct = C_PAIR(pairs[i][0], pairs[i][1]);
			tok->len = 2;
		}
	}
	in->pos += tok->len;
}

/* Read one token of the innermost input, macros as they stand. */
static void lex_raw(struct clex *lex)
{
	struct cinput *in = &lex->inputs[lex->ninputs - 1];
	u32 start;
	char ch;

	while (!skip_blank(lex, in)) {
		if (lex->ninputs == 1) {
			lex->tok = (struct ctoken){
				.kind = C_END,
				.text = "",
				.span = span_at(in, in->len, 0),
			};
			return;
		}
		in = &lex->inputs[--lex->ninputs - 1];
	}
	start = in->pos;
	ch = peek(in, 0);
	lex->tok = (struct ctoken){ .text = in->text + start };
	lex->tok.span = span_at(in, start, 1);
	if (is_word_start(ch)) {
		while (is_word(peek(in, 0)))
			in->pos++;
		lex->tok.kind = C_WORD;
		lex->tok.len = in->pos - start;
	} else if (isdigit((unsigned char)ch)) {
		lex_number(lex, in);
	} else if (ch == '"' || ch == '\'') {
		lex_quoted(lex, in, ch);
	} else {
		lex_punct(lex, in);
	}
	lex->tok.span = span_at(in, start, lex->tok.len);
}

void clex_next(struct clex *lex)
{
	lex->end = lex->tok.span.pos + lex->tok.span.len;
	if (clex_is_punct(lex, '{'))
		lex->braces++;
	else if (clex_is_punct(lex, '}') && lex->braces)
		lex->braces--;
	do
		lex_raw(lex);
	while (cmacro_expand(lex));
}
