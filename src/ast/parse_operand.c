/*
 * Operands: names, calls, maps, what parentheses and braces open, `if` as a
 * value, sizeof and its like.
 */
#include "ast/parser.h"

#include "ast/registry.h"

#include <string.h>

/* Keywords that are plain names where an operand stands. */
static bool is_plain_word(enum token_kind kind)
{
	return kind == TOK_WORD || kind == TOK_CONFIG || kind == TOK_FN ||
	       kind == TOK_MACRO;
}

bool parser_starts_expr(const struct parser *p, enum token_kind kind)
{
	switch (kind) {
	case TOK_INT:
	case TOK_STR:
	case TOK_OPEN_STR:
	case TOK_VAR:
	case TOK_POSPARAM:
	case TOK_NPARAMS:
	case TOK_MAP:
	case TOK_LPAREN:
	case TOK_SUB:
	case TOK_MUL:
	case TOK_AND:
	case TOK_NOT:
	case TOK_BNOT:
	case TOK_INC:
	case TOK_DEC:
	case TOK_DOLLAR:
	case TOK_COMPTIME:
	case TOK_FALSE:
	case TOK_IF:
	case TOK_OFFSETOF:
	case TOK_SIZEOF:
	case TOK_TRUE:
	case TOK_TYPEINFO:
	case TOK_TYPEOF:
		return true;
	case TOK_LBRACE:
		return !p->in_condition;
	default:
		return is_plain_word(kind);
	}
}

bool parser_open(struct parser *p)
{
	bool saved = p->in_condition;

	p->in_condition = false;
	return saved;
}

static struct node *parse_var(struct parser *p)
{
	struct token token = p->cur;
	struct node *node;

	parser_next(p);
	node = parser_node(p, N_VAR, token.pos);
	node->var.name = parser_text(p, token);
	return node;
}

/* The key of a map: one expression, or a tuple of several. */
static struct node *parse_key(struct parser *p)
{
	u32 start = p->cur.pos;
	bool saved = parser_open(p);
	struct list list = { 0 };
	struct node *node;

	do
		list_add(&list, parse_expr(p));
	while (parser_accept(p, TOK_COMMA));
	p->in_condition = saved;
	if (!list.first->next)
		return list.first;
	node = parser_node(p, N_TUPLE, start);
	node->tuple.elems = list.first;
	node->tuple.is_key = true;
	return node;
}

static struct node *parse_map(struct parser *p)
{
	struct token token = p->cur;
	struct node *node;

	parser_next(p);
	node = parser_node(p, N_MAP, token.pos);
	node->map.name = parser_text(p, token);
	if (parser_accept(p, TOK_LBRACKET)) {
		node->map.key = parse_key(p);
		parser_expect(p, TOK_RBRACKET);
		node->span = parser_since(p, token.pos);
	}
	return node;
}

/* Arguments up to the closing parenthesis; the opening one was consumed. */
static struct node *parse_args(struct parser *p)
{
	bool saved = parser_open(p);
	struct list list = { 0 };

	if (p->cur.kind != TOK_RPAREN) {
		do {
			bool is_type = p->cur.kind == TOK_STRUCT ||
				       p->cur.kind == TOK_UNION ||
				       p->cur.kind == TOK_ENUM;

			list_add(&list,
				 is_type ? parse_type(p) : parse_expr(p));
		} while (parser_accept(p, TOK_COMMA));
	}
	p->in_condition = saved;
	parser_expect(p, TOK_RPAREN);
	return list.first;
}

/* A name, or a call of it. */
static struct node *parse_name(struct parser *p)
{
	u32 start = p->cur.pos;
	const char *name = parser_word(p, "expected identifier");
	struct node *node;
	struct node *args;

	if (!parser_accept(p, TOK_LPAREN)) {
		node = parser_node(p, N_IDENT, start);
		node->ident.name = name;
		return node;
	}
	args = parse_args(p);
	node = parser_node(p, N_CALL, start);
	node->call.name = name;
	node->call.args = args;
	node->call.row = function_find(name);
	return node;
}

static struct node *parse_bool(struct parser *p)
{
	u32 start = p->cur.pos;
	bool value = p->cur.kind == TOK_TRUE;
	struct node *node;

	parser_next(p);
	node = parser_node(p, N_BOOL, start);
	node->bool_.value = value;
	return node;
}

static struct node *parse_nparams(struct parser *p)
{
	u32 start = p->cur.pos;

	parser_next(p);
	return parser_node(p, N_NPARAMS, start);
}

/* "a.b.c" of offsetof. */
static const char *parse_path(struct parser *p)
{
	const char *path = parser_word(p, "expected identifier");

	while (parser_accept(p, TOK_DOT)) {
		if (!parser_link(p))
			break;
		path = arena_printf(
			p->in->arena, "%s.%s", path,
			parser_word(p, "expected field name after '.'"));
	}
	return path;
}

/* sizeof(), offsetof(), typeinfo(): KIND of the node. */
static struct node *parse_query(struct parser *p, enum node_kind kind)
{
	u32 start = p->cur.pos;
	bool saved = parser_open(p);
	struct node *node;
	struct node *arg;
	const char *path = NULL;

	parser_next(p);
	parser_expect(p, TOK_LPAREN);
	arg = parse_type_or_expr(p);
	if (kind == N_OFFSETOF) {
		parser_expect(p, TOK_COMMA);
		path = parse_path(p);
	}
	p->in_condition = saved;
	parser_expect(p, TOK_RPAREN);
	node = parser_node(p, kind, start);
	node->query.arg = arg;
	node->query.path = path;
	return node;
}

/* (a = 1, ...): a name that is the user's, and one `=`. */
static bool at_record(const struct parser *p)
{
	struct lexer look = p->lex;
	struct token name = lex_code(&look);
	char text[32];

	if (!token_is_word(name.kind) || lex_code(&look).kind != TOK_SET)
		return false;
	if (name.len >= sizeof(text))
		return true;
	memcpy(text, p->lex.text + name.pos, name.len);
	text[name.len] = '\0';
	return !is_parser_builtin(text);
}

static bool has_name(const struct node *list, const char *name)
{
	for (; list; list = list->next) {
		if (strcmp(list->named.name, name) == 0)
			return true;
	}
	return false;
}

static struct node *parse_named(struct parser *p, const struct node *before)
{
	struct span at = parser_here(p);
	u32 start = p->cur.pos;
	const char *name = parser_word(p, "expected identifier");
	struct node *node;
	struct node *value;

	if (has_name(before, name))
		parser_complain(p, at,
				"Named argument list already contains name: %s",
				name);
	parser_expect(p, TOK_SET);
	value = parse_expr(p);
	node = parser_node(p, N_NAMED, start);
	node->named.name = name;
	node->named.value = value;
	return node;
}

static struct node *parse_record(struct parser *p)
{
	u32 start = p->cur.pos;
	bool saved = parser_open(p);
	struct list list = { 0 };
	struct node *node;

	parser_next(p);
	/* Names are compared one by one, so there may not be too many. */
	do
		list_add(&list, parse_named(p, list.first));
	while (parser_accept(p, TOK_COMMA) && p->cur.kind != TOK_RPAREN &&
	       parser_link(p));
	p->in_condition = saved;
	parser_expect(p, TOK_RPAREN);
	node = parser_node(p, N_RECORD, start);
	node->tuple.elems = list.first;
	return node;
}

/* What `(` opens when it is no cast: a group, a tuple or a record. */
static struct node *parse_paren(struct parser *p)
{
	u32 start = p->cur.pos;
	bool saved, is_tuple = true;
	struct list list = { 0 };
	struct node *node;

	if (at_record(p))
		return parse_record(p);
	saved = parser_open(p);
	parser_next(p);
	if (p->cur.kind != TOK_RPAREN) {
		list_add(&list, parse_expr(p));
		is_tuple = p->cur.kind == TOK_COMMA;
		while (parser_accept(p, TOK_COMMA)) {
			if (p->cur.kind == TOK_RPAREN)
				break;
			list_add(&list, parse_expr(p));
		}
	}
	p->in_condition = saved;
	parser_expect(p, TOK_RPAREN);
	if (!is_tuple)
		return list.first;
	node = parser_node(p, N_TUPLE, start);
	node->tuple.elems = list.first;
	return node;
}

/* A block as a value. */
static struct node *parse_block_value(struct parser *p)
{
	bool saved = parser_open(p);
	struct node *node = parse_block(p, false);

	p->in_condition = saved;
	return node;
}

struct node *parse_condition(struct parser *p)
{
	bool saved = p->in_condition;
	struct node *node;

	p->in_condition = true;
	node = parse_expr(p);
	p->in_condition = saved;
	return node;
}

struct node *parse_if(struct parser *p)
{
	struct node *first = NULL;
	struct node **slot = &first;

	do {
		u32 start = p->cur.pos;
		struct node *node;

		parser_next(p);
		node = parser_node(p, N_IF, start);
		*slot = node;
		slot = &node->if_.els;
		node->if_.cond = parse_condition(p);
		node->if_.then = parse_block_value(p);
		node->span = parser_since(p, start);
		if (!parser_accept(p, TOK_ELSE))
			return first;
	} while (p->cur.kind == TOK_IF && parser_link(p));
	if (p->cur.kind == TOK_LBRACE)
		*slot = parse_block_value(p);
	else
		parser_error(p, "expected '{' or 'if' after 'else'");
	first->span = parser_since(p, first->span.pos - p->in->src->base);
	return first;
}

struct node *parse_primary(struct parser *p)
{
	switch (p->cur.kind) {
	case TOK_INT:
		return parse_int(p);
	case TOK_STR:
	case TOK_OPEN_STR:
		return parse_string(p);
	case TOK_TRUE:
	case TOK_FALSE:
		return parse_bool(p);
	case TOK_VAR:
		return parse_var(p);
	case TOK_MAP:
		return parse_map(p);
	case TOK_POSPARAM:
		return parse_posparam(p);
	case TOK_NPARAMS:
		return parse_nparams(p);
	case TOK_LPAREN:
		return parse_paren(p);
	case TOK_LBRACE:
		return parse_block_value(p);
	case TOK_IF:
		return parse_if(p);
	case TOK_SIZEOF:
		return parse_query(p, N_SIZEOF);
	case TOK_OFFSETOF:
		return parse_query(p, N_OFFSETOF);
	case TOK_TYPEINFO:
		return parse_query(p, N_TYPEINFO);
	case TOK_TYPEOF:
		return parse_type(p);
	case TOK_DOLLAR:
		parser_error(p, "expected identifier after '$'");
		return parser_dummy(p);
	default:
		if (is_plain_word(p->cur.kind))
			return parse_name(p);
		parser_error(p, "expected expression");
		return parser_dummy(p);
	}
}
