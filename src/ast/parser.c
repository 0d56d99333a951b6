/*
 * The parser's hands: taking tokens, reporting mistakes, making nodes.
 */
#include "ast/parser.h"

#include "base/str.h"

static const char *const token_texts[TOK_KINDS] = {
#define PUNCT(NAME, TEXT) [TOK_##NAME] = TEXT,
#define KEYWORD(NAME, TEXT) [TOK_##NAME] = TEXT,
#include "ast/token.def"
};

void parser_next(struct parser *p)
{
	if (p->cur.kind != TOK_EOF)
		p->prev_end = p->cur.pos + p->cur.len;
	p->cur = lex_code(&p->lex);
}

bool parser_accept(struct parser *p, enum token_kind kind)
{
	if (p->cur.kind != kind)
		return false;
	parser_next(p);
	return true;
}

bool parser_expect(struct parser *p, enum token_kind kind)
{
	if (parser_accept(p, kind))
		return true;
	parser_error(p, "expected '%s'", token_texts[kind]);
	return false;
}

enum token_kind parser_peek(const struct parser *p)
{
	struct lexer ahead = p->lex;

	return lex_code(&ahead).kind;
}

struct span parser_span(const struct parser *p, u32 start, u32 len)
{
	return (struct span){ p->in->src->base + start, len };
}

struct span parser_here(const struct parser *p)
{
	if (p->cur.kind == TOK_EOF)
		return parser_span(p, p->prev_end, 1);
	return parser_span(p, p->cur.pos, p->cur.len);
}

struct span parser_since(const struct parser *p, u32 start)
{
	u32 end = p->prev_end > start ? p->prev_end : start;

	return parser_span(p, start, end - start);
}

PRINTF_LIKE(3, 0)
static void report(struct parser *p, struct span at, const char *fmt,
		   va_list args)
{
	const char *text = arena_vprintf(p->in->arena, fmt, args);

	struct diag *diag = diag_error(p->in->diags, at, "syntax: %s", text);

	if (p->hint)
		diag_hint(p->in->diags, diag, "%s", p->hint);
}

/* Put the mark of a mistake in the place of the current token. */
static void fail(struct parser *p)
{
	p->mistake = p->cur;
	p->last_error = p->cur.pos + 1;
	p->cur.kind = TOK_ERROR;
}

void parser_error(struct parser *p, const char *fmt, ...)
{
	va_list args;

	if (parser_failed(p))
		return;
	/* Two reports at one place are one mistake. */
	if (p->last_error != p->cur.pos + 1) {
		va_start(args, fmt);
		report(p, parser_here(p), fmt, args);
		va_end(args);
	}
	fail(p);
}

void parser_error_at(struct parser *p, struct span at, const char *fmt, ...)
{
	va_list args;

	if (parser_failed(p))
		return;
	va_start(args, fmt);
	report(p, at, fmt, args);
	va_end(args);
	fail(p);
}

void parser_complain(struct parser *p, struct span at, const char *fmt, ...)
{
	va_list args;

	if (parser_failed(p))
		return;
	va_start(args, fmt);
	report(p, at, fmt, args);
	va_end(args);
}

bool parser_failed(const struct parser *p)
{
	return p->cur.kind == TOK_ERROR;
}

void parser_resume(struct parser *p)
{
	if (parser_failed(p))
		p->cur = p->mistake;
}

void parser_leave_parenthesis(struct parser *p)
{
	u32 depth = 1;

	if (!parser_failed(p))
		return;
	parser_resume(p);
	while (depth && p->cur.kind != TOK_EOF && p->cur.kind != TOK_LBRACE &&
	       p->cur.kind != TOK_RBRACE) {
		if (p->cur.kind == TOK_LPAREN)
			depth++;
		if (p->cur.kind == TOK_RPAREN)
			depth--;
		parser_next(p);
	}
	fail(p);
}

bool parser_enter(struct parser *p)
{
	if (p->depth >= PARSER_MAX_DEPTH) {
		parser_error(p, "nesting too deep");
		return false;
	}
	p->depth++;
	return true;
}

void parser_leave(struct parser *p)
{
	p->depth--;
}

bool parser_link(struct parser *p)
{
	if (p->links < PARSER_MAX_LINKS) {
		p->links++;
		return true;
	}
	parser_error(p, "nesting too deep");
	return false;
}

struct node *parser_node(struct parser *p, enum node_kind kind, u32 start)
{
	return node_new(p->prog, kind, parser_since(p, start));
}

struct node *parser_dummy(struct parser *p)
{
	return node_new(p->prog, N_INT, parser_here(p));
}

const char *parser_text(struct parser *p, struct token token)
{
	return arena_strndup(p->in->arena, p->lex.text + token.pos, token.len);
}

const char *parser_word(struct parser *p, const char *what)
{
	const char *text;

	if (!token_is_word(p->cur.kind)) {
		parser_error(p, "%s", what);
		return "";
	}
	text = parser_text(p, p->cur);
	parser_next(p);
	return text;
}

void list_add(struct list *list, struct node *node)
{
	if (list->tail)
		*list->tail = node;
	else
		list->first = node;
	list->tail = &node->next;
}
