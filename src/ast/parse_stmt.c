/*
 * Blocks and statements. After a mistake the next statement is looked for, so
 * that each mistake of a script is reported in one run.
 */
#include "ast/parser.h"

/* After a `}` that closed skipped braces: does the statement go on? */
static bool goes_on(enum token_kind kind)
{
	return kind == TOK_ELSE || kind == TOK_RPAREN || kind == TOK_COMMA ||
	       kind == TOK_SEMI || kind == TOK_RBRACKET || kind == TOK_DOT;
}

void parser_recover(struct parser *p)
{
	u32 depth = 0;

	parser_resume(p);
	for (; p->cur.kind != TOK_EOF; parser_next(p)) {
		if (p->cur.kind == TOK_SEMI && !depth) {
			parser_next(p);
			return;
		}
		if (p->cur.kind == TOK_LBRACE)
			depth++;
		if (p->cur.kind != TOK_RBRACE)
			continue;
		if (!depth)
			return;
		if (--depth == 0 && !goes_on(parser_peek(p))) {
			parser_next(p);
			return;
		}
	}
	p->last_error = p->cur.pos + 1; /* that the end came is no news */
}

static struct node *parse_let(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct token var;

	parser_next(p);
	var = p->cur;
	if (!parser_accept(p, TOK_VAR)) {
		parser_error(p, "expected variable after 'let'");
		return parser_dummy(p);
	}
	node = parser_node(p, N_LET, start);
	node->let.var = parser_node(p, N_VAR, var.pos);
	node->let.var->var.name = parser_text(p, var);
	if (parser_accept(p, TOK_COLON))
		node->let.type = parse_type(p);
	if (parser_accept(p, TOK_SET))
		node->let.value = parse_expr(p);
	node->span = parser_since(p, start);
	return node;
}

static struct node *parse_return(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct node *value = NULL;

	parser_next(p);
	if (p->cur.kind != TOK_SEMI && p->cur.kind != TOK_RBRACE)
		value = parse_expr(p);
	node = parser_node(p, N_RETURN, start);
	node->expr.value = value;
	return node;
}

/* break, continue */
static struct node *parse_jump(struct parser *p, enum node_kind kind)
{
	u32 start = p->cur.pos;

	parser_next(p);
	return parser_node(p, kind, start);
}

/* while, unroll */
static struct node *parse_loop(struct parser *p, enum node_kind kind)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct node *cond;
	struct node *body;

	parser_next(p);
	cond = parse_condition(p);
	body = parse_block(p, true);
	node = parser_node(p, kind, start);
	node->loop.cond = cond;
	node->loop.body = body;
	return node;
}

/* One end of a range; what follows may be the body's brace. */
static struct node *parse_range_end(struct parser *p, bool paren)
{
	bool saved = p->in_condition;
	struct node *node;

	p->in_condition = !paren;
	node = parse_unary(p);
	p->in_condition = saved;
	return node;
}

/* @map or FIRST..LAST */
static struct node *parse_iterated(struct parser *p, bool paren)
{
	u32 start = p->cur.pos;
	struct node *first;
	struct node *node;

	if (!parser_starts_expr(p, p->cur.kind)) {
		parser_error(p, "expected map or range in for loop");
		return parser_dummy(p);
	}
	first = parse_range_end(p, paren);
	if (!parser_accept(p, TOK_DOTDOT)) {
		if (first->kind != N_MAP)
			parser_error_at(p, first->span,
					"expected map or range in for loop");
		return first;
	}
	node = parser_node(p, N_RANGE, start);
	node->binary.lhs = first;
	node->binary.rhs = parse_range_end(p, paren);
	node->span = parser_since(p, start);
	return node;
}

static struct node *parse_for(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct token var;
	bool paren;

	parser_next(p);
	paren = parser_accept(p, TOK_LPAREN);
	var = p->cur;
	if (!parser_accept(p, TOK_VAR)) {
		parser_error(p, "expected variable in for loop");
		if (paren)
			parser_leave_parenthesis(p);
		return parser_dummy(p);
	}
	node = parser_node(p, N_FOR, start);
	node->loop.var = parser_node(p, N_VAR, var.pos);
	node->loop.var->var.name = parser_text(p, var);
	parser_expect(p, TOK_COLON);
	node->loop.cond = parse_iterated(p, paren);
	if (paren) {
		parser_expect(p, TOK_RPAREN);
		parser_leave_parenthesis(p);
	}
	node->loop.body = parse_block(p, true);
	node->span = parser_since(p, start);
	return node;
}

/* `import` below the top level. */
static struct node *parse_import_stmt(struct parser *p)
{
	u32 start = p->cur.pos;
	const char *path = "";
	struct node *node;

	parser_next(p);
	if (p->cur.kind == TOK_STR) {
		path = token_string(p, p->cur, NULL);
		parser_next(p);
	} else {
		parser_error(p, "expected string after 'import'");
	}
	node = parser_node(p, N_IMPORT, start);
	node->import.path = path;
	p->prog->has_inner_imports = true;
	return node;
}

/* `_ = value` */
static struct node *parse_discard(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct node *value;

	parser_next(p);
	parser_next(p);
	value = parse_expr(p);
	node = parser_node(p, N_DISCARD, start);
	node->expr.value = value;
	return node;
}

/* The operator of `op=`; false when the token assigns nothing. */
static bool assignment_op(enum token_kind kind, enum op *op)
{
	static const struct {
		enum token_kind kind;
		enum op op;
	} rows[] = {
		{ TOK_SET, OP_NONE },    { TOK_ADD_SET, OP_ADD },
		{ TOK_SUB_SET, OP_SUB }, { TOK_MUL_SET, OP_MUL },
		{ TOK_DIV_SET, OP_DIV }, { TOK_MOD_SET, OP_MOD },
		{ TOK_AND_SET, OP_AND }, { TOK_OR_SET, OP_OR },
		{ TOK_XOR_SET, OP_XOR }, { TOK_SHL_SET, OP_SHL },
		{ TOK_SHR_SET, OP_SHR },
	};

	for (u32 i = 0; i < countof(rows); i++) {
		if (rows[i].kind == kind) {
			*op = rows[i].op;
			return true;
		}
	}
	return false;
}

static void check_target(struct parser *p, const struct node *target)
{
	if (target->kind == N_VAR || target->kind == N_MAP)
		return;
	if (target->kind == N_FIELD)
		parser_error_at(p, target->span,
				"Tuples and records are immutable once "
				"created. Consider creating a new value and "
				"assigning it instead.");
	else
		parser_error_at(p, target->span, "invalid assignment target");
}

/*
 * An assignment, or an expression: then VALUE is set, because only the token
 * behind it tells whether it is the value of the block.
 */
static struct node *parse_simple(struct parser *p, bool *value)
{
	u32 start = p->cur.pos;
	struct node *target = parse_expr(p);
	struct node *node;
	enum op op;

	*value = !assignment_op(p->cur.kind, &op);
	if (*value)
		return target;
	check_target(p, target);
	if (!parser_failed(p))
		parser_next(p);
	node = parser_node(p, N_ASSIGN, start);
	node->assign.target = target;
	node->assign.op = op;
	node->assign.value = parse_expr(p);
	node->span = parser_since(p, start);
	return node;
}

static bool at_discard(const struct parser *p)
{
	return p->cur.kind == TOK_WORD && p->cur.len == 1 &&
	       p->lex.text[p->cur.pos] == '_' && parser_peek(p) == TOK_SET;
}

/* What a statement was, for what must follow it. */
enum stmt_form {
	STMT_SIMPLE,       /* wants `;` */
	STMT_BRACES,       /* ends with `}` */
	STMT_BRACES_VALUE, /* the same, and may be a value */
	STMT_VALUE,        /* an expression */
};

static struct node *parse_stmt(struct parser *p, enum stmt_form *form)
{
	struct node *node;
	bool value;

	*form = STMT_SIMPLE;
	switch (p->cur.kind) {
	case TOK_LET:
		return parse_let(p);
	case TOK_BREAK:
		return parse_jump(p, N_BREAK);
	case TOK_CONTINUE:
		return parse_jump(p, N_CONTINUE);
	case TOK_RETURN:
		return parse_return(p);
	case TOK_WHILE:
		*form = STMT_BRACES;
		return parse_loop(p, N_WHILE);
	case TOK_UNROLL:
		*form = STMT_BRACES;
		return parse_loop(p, N_UNROLL);
	case TOK_FOR:
		*form = STMT_BRACES;
		return parse_for(p);
	case TOK_IF:
		*form = STMT_BRACES_VALUE;
		return parse_if(p);
	case TOK_LBRACE:
		*form = STMT_BRACES_VALUE;
		return parse_block(p, false);
	case TOK_IMPORT:
		return parse_import_stmt(p);
	default:
		if (at_discard(p))
			return parse_discard(p);
		break;
	}
	if (!parser_starts_expr(p, p->cur.kind)) {
		parser_error(p, "unexpected input in block");
		return parser_dummy(p);
	}
	node = parse_simple(p, &value);
	if (value)
		*form = STMT_VALUE;
	return node;
}

/* Parse one statement into BLOCK, up to its end. */
static void parse_into(struct parser *p, struct node *block, struct list *list)
{
	enum stmt_form form;
	struct node *node = parse_stmt(p, &form);
	struct node *stmt = node;
	bool last;

	if (parser_failed(p))
		return;
	last = p->cur.kind == TOK_RBRACE;
	if (last && (form == STMT_VALUE || form == STMT_BRACES_VALUE)) {
		block->block.value = node;
		return;
	}
	if (form == STMT_VALUE) {
		stmt = node_new(p->prog, N_EXPR, node->span);
		stmt->expr.value = node;
	} else if (form == STMT_BRACES_VALUE) {
		node_make_statement(p->prog, node);
	}
	list_add(list, stmt);
	if (form == STMT_SIMPLE || form == STMT_VALUE) {
		if (!last)
			parser_expect(p, p->cur.kind == TOK_EOF ? TOK_RBRACE
								: TOK_SEMI);
	} else {
		(void)parser_accept(p, TOK_SEMI); /* optional */
	}
}

static void parse_stmts(struct parser *p, struct node *block)
{
	bool saved_condition = p->in_condition;
	u32 saved_depth = p->depth;
	u32 before = p->links, most = before;
	struct list list = { 0 };

	p->in_condition = false;
	while (p->cur.kind != TOK_RBRACE && p->cur.kind != TOK_EOF) {
		if (parser_accept(p, TOK_SEMI))
			continue;
		p->links = before;
		parse_into(p, block, &list);
		most = p->links > most ? p->links : most;
		if (parser_failed(p)) {
			parser_recover(p);
			p->depth = saved_depth;
		}
	}
	block->block.stmts = list.first;
	/* A statement around this block is as high as the highest within. */
	p->links = most;
	p->in_condition = saved_condition;
}

struct node *parse_block(struct parser *p, bool bare)
{
	u32 start = p->cur.pos;
	struct node *block = parser_node(p, N_BLOCK, start);

	block->block.bare = bare;
	if (!parser_expect(p, TOK_LBRACE) || !parser_enter(p))
		return block;
	parse_stmts(p, block);
	parser_leave(p);
	parser_expect(p, TOK_RBRACE);
	block->span = parser_since(p, start);
	if (bare)
		node_make_bare(p->prog, block);
	return block;
}
