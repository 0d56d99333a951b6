/*
 * Type names, and the question whether a parenthesis holds one: `(x)` may be
 * a grouped value or a cast. Looking ahead costs only a copy of the lexer.
 */
#include "ast/parser.h"

#include "ast/registry.h"

#include <string.h>

/* Words of C that make one type together, in any order. */
static bool is_c_word(const char *text, u32 len)
{
	static const char *const words[] = { "unsigned", "signed", "long",
					     "short",    "int",    "char" };

	for (u32 i = 0; i < countof(words); i++) {
		if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
			return true;
	}
	return false;
}

static bool all_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

bool is_parser_builtin(const char *name)
{
	static const char *const names[] = { "args", "ctx", "kstack", "nsecs",
					     "pid",  "tid", "ustack" };

	for (u32 i = 0; i < countof(names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	if (strncmp(name, "__builtin_", 10) == 0)
		return true;
	if (strncmp(name, "sarg", 4) == 0)
		return all_digits(name + 4);
	return strncmp(name, "arg", 3) == 0 && all_digits(name + 3);
}

/* TOKEN is a word that may name a type. */
static bool names_type(const struct lexer *lex, struct token token)
{
	char name[32];

	if (token.kind != TOK_WORD)
		return false;
	if (token.len >= sizeof(name))
		return true; /* longer than any builtin */
	memcpy(name, lex->text + token.pos, token.len);
	name[token.len] = '\0';
	return !is_parser_builtin(name) && !builtin_find(name, NULL);
}

/* Step over [N] and [], LOOK being behind the bracket. */
static bool skip_array(struct lexer *look)
{
	struct token token = lex_code(look);

	if (token.kind == TOK_INT)
		token = lex_code(look);
	return token.kind == TOK_RBRACKET;
}

/*
 * Step over a type with its suffixes at LOOK. Returns the token behind it, or
 * TOK_BAD when there is no type.
 */
static struct token skip_type(struct lexer *look)
{
	static const struct token none = { TOK_BAD, 0, 0 };
	struct token token = lex_code(look);

	if (!names_type(look, token))
		return none;
	if (is_c_word(look->text + token.pos, token.len)) {
		do
			token = lex_code(look);
		while (token.kind == TOK_WORD &&
		       is_c_word(look->text + token.pos, token.len));
	} else {
		token = lex_code(look);
	}
	for (;;) {
		if (token.kind == TOK_LBRACKET) {
			if (!skip_array(look))
				return none;
		} else if (token.kind != TOK_MUL) {
			return token;
		}
		token = lex_code(look);
	}
}

static bool starts_compound(enum token_kind kind)
{
	return kind == TOK_STRUCT || kind == TOK_UNION || kind == TOK_ENUM;
}

/*
 * The `&` behind `(word)`, LOOK being behind it, takes an address: only that
 * of a variable or a map can be taken, before anything else it is an operator
 * of two values.
 */
static bool takes_address(struct lexer *look)
{
	struct token token = lex_code(look);

	while (token.kind == TOK_LPAREN)
		token = lex_code(look);
	return token.kind == TOK_VAR || token.kind == TOK_MAP;
}

bool parser_at_cast(const struct parser *p)
{
	struct lexer look = p->lex;
	struct token token = lex_code(&look);

	if (starts_compound(token.kind) || token.kind == TOK_TYPEOF)
		return true;
	look = p->lex;
	token = skip_type(&look);
	if (token.kind != TOK_RPAREN)
		return false;
	token = lex_code(&look);
	if (token.kind == TOK_AND)
		return takes_address(&look);
	return parser_starts_expr(p, token.kind);
}

/* A type stands at the current token and ends before `)` or `,`. */
static bool at_type(const struct parser *p)
{
	struct lexer look = p->lex;
	struct token token;

	if (starts_compound(p->cur.kind))
		return true;
	if (p->cur.kind != TOK_WORD)
		return false;
	look.pos = p->cur.pos;
	token = skip_type(&look);
	return token.kind == TOK_RPAREN || token.kind == TOK_COMMA;
}

struct node *parse_type_or_expr(struct parser *p)
{
	return at_type(p) ? parse_type(p) : parse_expr(p);
}

/* "struct file", "unsigned long", "uint8". */
static const char *parse_base(struct parser *p)
{
	const char *text = p->lex.text;
	const char *base;

	if (starts_compound(p->cur.kind)) {
		const char *keyword = parser_text(p, p->cur);

		parser_next(p);
		base = parser_word(p, "expected type name");
		return arena_printf(p->in->arena, "%s %s", keyword, base);
	}
	if (p->cur.kind != TOK_WORD) {
		parser_error(p, "expected type name");
		return "";
	}
	if (!is_c_word(text + p->cur.pos, p->cur.len))
		return parser_word(p, "expected type name");
	base = parser_word(p, "expected type name");
	while (p->cur.kind == TOK_WORD &&
	       is_c_word(text + p->cur.pos, p->cur.len))
		base = arena_printf(p->in->arena, "%s %s", base,
				    parser_word(p, "expected type name"));
	return base;
}

/* N of [N]; -1 for []. The bracket was consumed. */
static s64 parse_array_size(struct parser *p)
{
	u64 value = 0;

	if (parser_accept(p, TOK_RBRACKET))
		return -1;
	if (p->cur.kind != TOK_INT || token_int(p, p->cur, &value) ||
	    value == 0 || value > INT32_MAX) {
		parser_error(p, "expected positive integer for array size");
		return -1;
	}
	parser_next(p);
	parser_expect(p, TOK_RBRACKET);
	return (s64)value;
}

/* string[N] and its like have a size, not elements. */
static bool has_size(const char *base)
{
	return strcmp(base, "string") == 0 || strcmp(base, "buffer") == 0 ||
	       strcmp(base, "inet") == 0;
}

static void parse_suffixes(struct parser *p, struct node *node)
{
	struct arena *arena = p->in->arena;

	if (has_size(node->type.base) && parser_accept(p, TOK_LBRACKET))
		node->type.size = parse_array_size(p);
	for (u32 num = 0; num < PARSER_MAX_DEPTH; num++) {
		if (parser_accept(p, TOK_MUL))
			vec_push(arena, &node->type.suffixes, 0);
		else if (parser_accept(p, TOK_LBRACKET))
			vec_push(arena, &node->type.suffixes,
				 parse_array_size(p));
		else
			return;
	}
	parser_error(p, "nesting too deep");
}

struct node *parse_type(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	struct node *arg;

	if (!parser_accept(p, TOK_TYPEOF)) {
		const char *base = parse_base(p);

		node = parser_node(p, N_TYPENAME, start);
		node->type.base = base;
		node->type.size = -1;
		parse_suffixes(p, node);
		node->span = parser_since(p, start);
		return node;
	}
	parser_expect(p, TOK_LPAREN);
	arg = parse_type_or_expr(p);
	parser_expect(p, TOK_RPAREN);
	node = parser_node(p, N_TYPEOF, start);
	node->query.arg = arg;
	return node;
}
