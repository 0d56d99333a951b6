/*
 * Expressions: operators by precedence, prefixes and suffixes, operands.
 */
#include "ast/parser.h"

#include "ast/registry.h"

#include <string.h>

/* How tightly an operator of two operands binds; 0: it is none. */
struct binary_op {
	enum op op;
	u32 level;
};

enum { LEVEL_LOWEST = 1 };

static const struct binary_op binary_ops[TOK_KINDS] = {
	[TOK_LOR] = { OP_LOR, 1 },  [TOK_LAND] = { OP_LAND, 2 },
	[TOK_OR] = { OP_OR, 3 },    [TOK_XOR] = { OP_XOR, 4 },
	[TOK_AND] = { OP_AND, 5 },  [TOK_EQ] = { OP_EQ, 6 },
	[TOK_NE] = { OP_NE, 6 },    [TOK_LT] = { OP_LT, 7 },
	[TOK_GT] = { OP_GT, 7 },    [TOK_LE] = { OP_LE, 7 },
	[TOK_GE] = { OP_GE, 7 },    [TOK_SHL] = { OP_SHL, 8 },
	[TOK_SHR] = { OP_SHR, 8 },  [TOK_ADD] = { OP_ADD, 9 },
	[TOK_SUB] = { OP_SUB, 9 },  [TOK_MUL] = { OP_MUL, 10 },
	[TOK_DIV] = { OP_DIV, 10 }, [TOK_MOD] = { OP_MOD, 10 },
};

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

/* Inside brackets a `{` is an operand again; returns what to put back. */
static bool open_bracket(struct parser *p)
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
	bool saved = open_bracket(p);
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
	bool saved = open_bracket(p);
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
	bool saved = open_bracket(p);
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
		parser_complain(
			p, at, "Named argument list already contains name: %s",
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
	bool saved = open_bracket(p);
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
	saved = open_bracket(p);
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
	bool saved = open_bracket(p);
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
	first->span = parser_since(
		p, first->span.pos - p->in->src->base);
	return first;
}

static struct node *parse_primary(struct parser *p)
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

/* The digits of $t.1; a number no tuple has when there are too many. */
static u32 field_index(const char *text)
{
	u64 value = 0;

	for (; *text; text++)
		value = u64_min(value * 10 + (u64)(*text - '0'), UINT32_MAX);
	return (u32)value;
}

/* The name behind `.` or `->`, into NODE. */
static void parse_field_name(struct parser *p, struct node *node)
{
	const char *text;

	if (p->cur.kind == TOK_INT && !node->field.arrow) {
		text = parser_text(p, p->cur);
		if (text[strspn(text, "0123456789")] == '\0') {
			parser_next(p);
			node->field.name = text;
			node->field.is_index = true;
			node->field.index = field_index(text);
			return;
		}
	}
	node->field.name =
		parser_word(p, node->field.arrow ?
				       "expected field name after '->'" :
				       "expected field name after '.'");
}

static struct node *parse_field(struct parser *p, struct node *base, u32 start)
{
	struct node *node = parser_node(p, N_FIELD, start);

	node->field.base = base;
	node->field.arrow = p->cur.kind == TOK_ARROW;
	parser_next(p);
	parse_field_name(p, node);
	node->span = parser_since(p, start);
	return node;
}

static struct node *parse_index(struct parser *p, struct node *base, u32 start)
{
	bool saved = open_bracket(p);
	struct node *node;
	struct node *idx;

	parser_next(p);
	idx = parse_expr(p);
	p->in_condition = saved;
	parser_expect(p, TOK_RBRACKET);
	node = parser_node(p, N_INDEX, start);
	node->index.base = base;
	node->index.idx = idx;
	return node;
}

/* ++ and --, before or behind. */
static struct node *new_incdec(struct parser *p, struct node *arg,
			       enum token_kind kind, bool post, u32 start)
{
	struct node *node = parser_node(p, N_INCDEC, start);

	if (arg->kind != N_VAR && arg->kind != N_MAP)
		parser_error_at(
			p, node->span,
			"increment/decrement requires a variable or map");
	node->unary.op = kind == TOK_INC ? OP_ADD : OP_SUB;
	node->unary.post = post;
	node->unary.arg = arg;
	return node;
}

static struct node *parse_postfix(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node = parse_primary(p);

	for (;;) {
		enum token_kind kind = p->cur.kind;

		switch (kind) {
		case TOK_DOT:
		case TOK_ARROW:
			node = parse_field(p, node, start);
			break;
		case TOK_LBRACKET:
			node = parse_index(p, node, start);
			break;
		case TOK_INC:
		case TOK_DEC:
			parser_next(p);
			node = new_incdec(p, node, kind, true, start);
			break;
		default:
			return node;
		}
		if (!parser_link(p))
			return node;
	}
}

static struct node *parse_cast(struct parser *p)
{
	u32 start = p->cur.pos;
	bool saved = open_bracket(p);
	struct node *node;
	struct node *type;
	struct node *value;

	parser_next(p);
	type = parse_type(p);
	parser_expect(p, TOK_RPAREN);
	p->in_condition = saved;
	value = parse_unary(p);
	node = parser_node(p, N_CAST, start);
	node->cast.type = type;
	node->cast.value = value;
	return node;
}

/* -N is a literal of its own, as far as 64 bits reach. */
static bool fold_negative(struct parser *p, struct node *arg, u32 start)
{
	if (arg->kind != N_INT || arg->int_.negative || !arg->int_.text ||
	    arg->int_.text[0] == '-' || arg->int_.value > 1ULL << 63)
		return false;
	arg->int_.negative = arg->int_.value != 0;
	arg->int_.value = 0 - arg->int_.value;
	arg->int_.text =
		arena_printf(p->in->arena, "-%s", arg->int_.text);
	arg->span = parser_since(p, start);
	return true;
}

static struct node *new_unary(struct parser *p, enum op op, struct node *arg,
			      u32 start)
{
	struct node *node;

	if (op == OP_NEG && fold_negative(p, arg, start))
		return arg;
	node = parser_node(p, N_UNARY, start);
	node->unary.op = op;
	node->unary.arg = arg;
	return node;
}

static struct node *new_deref(struct parser *p, struct node *arg, u32 start)
{
	struct node *node = parser_node(p, N_DEREF, start);

	node->unary.arg = arg;
	return node;
}

static struct node *new_addrof(struct parser *p, struct node *arg, u32 start)
{
	struct node *node = parser_node(p, N_ADDROF, start);

	if (arg->kind != N_VAR && arg->kind != N_MAP)
		parser_error_at(p, node->span,
				"address-of operator (&) can only be used on "
				"a map or variable");
	node->unary.arg = arg;
	return node;
}

/* The operand of the prefix at the current token, and the node for both. */
static struct node *parse_prefix(struct parser *p)
{
	enum token_kind kind = p->cur.kind;
	u32 start = p->cur.pos;
	struct node *arg;

	parser_next(p);
	arg = parse_unary(p);
	switch (kind) {
	case TOK_NOT:
		return new_unary(p, OP_NOT, arg, start);
	case TOK_BNOT:
		return new_unary(p, OP_BNOT, arg, start);
	case TOK_SUB:
		return new_unary(p, OP_NEG, arg, start);
	case TOK_MUL:
		return new_deref(p, arg, start);
	case TOK_AND:
		return new_addrof(p, arg, start);
	default:
		return new_incdec(p, arg, kind, false, start);
	}
}

/* `comptime` reaches as far as an expression goes. */
static struct node *parse_comptime(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct node *value;

	parser_next(p);
	value = parse_expr(p);
	node = parser_node(p, N_COMPTIME, start);
	node->expr.value = value;
	return node;
}

static bool is_prefix(enum token_kind kind)
{
	return kind == TOK_NOT || kind == TOK_BNOT || kind == TOK_SUB ||
	       kind == TOK_MUL || kind == TOK_AND || kind == TOK_INC ||
	       kind == TOK_DEC;
}

struct node *parse_unary(struct parser *p)
{
	bool cast = p->cur.kind == TOK_LPAREN && parser_at_cast(p);
	struct node *node;

	if (p->cur.kind == TOK_COMPTIME)
		return parse_comptime(p);
	if (!cast && !is_prefix(p->cur.kind))
		return parse_postfix(p);
	if (!parser_enter(p))
		return parser_dummy(p);
	node = cast ? parse_cast(p) : parse_prefix(p);
	parser_leave(p);
	return node;
}

/* The operator at the current token; a `/` before `{` ends a predicate. */
static struct binary_op binary_at(const struct parser *p)
{
	struct binary_op none = { OP_NONE, 0 };
	u32 next;

	if (p->cur.kind != TOK_DIV)
		return binary_ops[p->cur.kind];
	next = lex_layout(&p->lex, p->lex.pos);
	if (next < p->lex.len && p->lex.text[next] == '{')
		return none;
	return binary_ops[TOK_DIV];
}

static struct node *parse_binary(struct parser *p, u32 level)
{
	u32 start = p->cur.pos;
	struct node *lhs = parse_unary(p);

	for (;;) {
		struct binary_op at = binary_at(p);
		struct node *node;
		struct node *rhs;

		if (at.level < level || !parser_link(p))
			return lhs;
		parser_next(p);
		rhs = parse_binary(p, at.level + 1);
		node = parser_node(p, N_BINARY, start);
		node->binary.op = at.op;
		node->binary.lhs = lhs;
		node->binary.rhs = rhs;
		lhs = node;
	}
}

/* `a ?: b` evaluates a twice; NODES is how many a may have. */
static struct node *clone_condition(struct parser *p, const struct node *cond,
				    u32 nodes)
{
	if (nodes > PARSER_MAX_CLONES - p->clones) {
		parser_error(p, "nesting too deep");
		return parser_dummy(p);
	}
	p->clones += nodes;
	return node_clone(p->prog, cond);
}

static struct node *parse_ternary(struct parser *p)
{
	u32 start = p->cur.pos;
	u32 nodes = p->prog->nnodes;
	struct node *cond = parse_binary(p, LEVEL_LOWEST);
	struct node *node;
	struct node *then;
	struct node *els;

	nodes = p->prog->nnodes - nodes;
	if (!parser_accept(p, TOK_QUESTION))
		return cond;
	if (parser_accept(p, TOK_COLON)) {
		then = clone_condition(p, cond, nodes);
	} else {
		then = parse_expr(p);
		parser_expect(p, TOK_COLON);
	}
	els = parse_expr(p);
	node = parser_node(p, N_TERNARY, start);
	node->if_.cond = cond;
	node->if_.then = then;
	node->if_.els = els;
	return node;
}

struct node *parse_expr(struct parser *p)
{
	struct node *node;

	if (!parser_enter(p))
		return parser_dummy(p);
	node = parse_ternary(p);
	parser_leave(p);
	return node;
}
