/*
 * The state of the parser and what its files share. Nobody outside this
 * folder includes it.
 *
 * A mistake is reported once: parser_error puts TOK_ERROR in the place of the
 * current token, which nothing accepts, so that every loop on the way out
 * ends; the statement or item that can go on calls parser_resume. Parse
 * functions never return NULL.
 */
#ifndef AWL_PARSER_H
#define AWL_PARSER_H

#include "ast/lex.h"
#include "ast/parse.h"
#include "base/diag.h"

enum {
	/* How deep constructs may nest. */
	PARSER_MAX_DEPTH = 200,
	/* How long a chain of operators or members in one statement. */
	PARSER_MAX_LINKS = 1000,
	/* How many nodes `?:` may copy. */
	PARSER_MAX_CLONES = 65536,
};

struct parser {
	const struct parse_input *in;
	struct program *prog;
	struct lexer lex;
	struct token cur;
	struct token mistake; /* what stood where TOK_ERROR is now */
	u32 prev_end;         /* end of the last token consumed */
	u32 last_error;       /* offset + 1 of the last mistake reported */
	u32 depth;
	u32 links; /* in the current statement */
	u32 clones;
	bool in_condition; /* a `{` starts a body, not an operand */
	bool is_c;         /* the text is the value of a C macro */
	const char *hint;  /* for a mistake met now, or NULL */
};

/* Tail of a list under construction. */
struct list {
	struct node *first;
	struct node **tail;
};

/* Move on to the next token of code. */
void parser_next(struct parser *p);
/* Consume a KIND when it is there. */
bool parser_accept(struct parser *p, enum token_kind kind);
/* The same, otherwise report "expected 'X'". */
bool parser_expect(struct parser *p, enum token_kind kind);
/* The kind of the token after the current one. */
enum token_kind parser_peek(const struct parser *p);

/* Where the current token is; behind the last one at the end of the text. */
struct span parser_here(const struct parser *p);
/* From offset START to the last token consumed. */
struct span parser_since(const struct parser *p, u32 start);
struct span parser_span(const struct parser *p, u32 start, u32 len);

/* Report "syntax: ..." at the current token, and stop accepting tokens. */
void parser_error(struct parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same for another place. */
void parser_error_at(struct parser *p, struct span at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* Report "syntax: ..." and go on as if nothing had been wrong. */
void parser_complain(struct parser *p, struct span at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
bool parser_failed(const struct parser *p);
/*
 * After a mistake within a parenthesis that a statement opened: its `;` end no
 * statement, so what follows it is looked for from behind it.
 */
void parser_leave_parenthesis(struct parser *p);
/* After a mistake: stand at it again, to look for a place to go on. */
void parser_resume(struct parser *p);

/* One level deeper, or report that this is too deep. */
bool parser_enter(struct parser *p);
void parser_leave(struct parser *p);
/* One more operator in this statement, or report that it has too many. */
bool parser_link(struct parser *p);

/* A new node from offset START to the last token consumed. */
struct node *parser_node(struct parser *p, enum node_kind kind, u32 start);
/* A harmless expression for the place of a mistake. */
struct node *parser_dummy(struct parser *p);
/* Copy of the text of TOKEN. */
const char *parser_text(struct parser *p, struct token token);
/* Consume a word and return it; otherwise report WHAT. */
const char *parser_word(struct parser *p, const char *what);
void list_add(struct list *list, struct node *node);

/* parse_literal.c: each consumes one token. */
struct node *parse_int(struct parser *p);
struct node *parse_string(struct parser *p);
struct node *parse_posparam(struct parser *p);
/* The value of an integer token; why there is none, or NULL. */
const char *token_int(struct parser *p, struct token token, u64 *value);
/* Resolve the escapes of a string token. */
const char *token_string(struct parser *p, struct token token, u32 *len);

/* parse_type.c */
struct node *parse_type(struct parser *p);
/* A type when one stands before `)` or `,`, otherwise an expression. */
struct node *parse_type_or_expr(struct parser *p);
/* The current `(` opens a cast. */
bool parser_at_cast(const struct parser *p);

/* parse_operand.c */
struct node *parse_primary(struct parser *p);
struct node *parse_if(struct parser *p);
/* An expression before a `{`. */
struct node *parse_condition(struct parser *p);
/* A token that may begin an expression. */
bool parser_starts_expr(const struct parser *p, enum token_kind kind);
/* Inside brackets a `{` is an operand again; returns what to put back. */
bool parser_open(struct parser *p);

/* parse_expr.c */
struct node *parse_expr(struct parser *p);
/* One operand with its prefixes and suffixes. */
struct node *parse_unary(struct parser *p);

/* parse_stmt.c */
/* A block in braces; BARE: its last expression is no value. */
struct node *parse_block(struct parser *p, bool bare);
/* Skip to where the next statement (or setting) may start. */
void parser_recover(struct parser *p);

#endif
