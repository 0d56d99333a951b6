/*
 * Expressions: operators by precedence, prefixes and suffixes.
 */
#include "ast/parser.h"

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
	node->field.name = parser_word(
		p, node->field.arrow ? "expected field name after '->'"
				     : "expected field name after '.'");
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
	bool saved = parser_open(p);
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
	bool saved = parser_open(p);
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
	arg->int_.text = arena_printf(p->in->arena, "-%s", arg->int_.text);
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
