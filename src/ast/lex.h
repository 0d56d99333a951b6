/*
 * Text -> tokens, on demand and without memory: a token is a kind and two
 * offsets, so reading ahead costs a copy of the lexer. Nothing is reported
 * here; what is wrong inside a token is found by the parser that uses it.
 *
 * Three modes for three sublanguages: code, the points before a probe's
 * block, and C definitions.
 */
#ifndef AWL_LEX_H
#define AWL_LEX_H

#include "base/base.h"

enum token_kind {
	TOK_EOF,
	TOK_ERROR, /* never lexed: the parser stands at a mistake */
	TOK_BAD,   /* a character that starts nothing */
	TOK_WORD,
	TOK_INT,      /* digits and the letters that follow */
	TOK_STR,      /* with its quotes */
	TOK_OPEN_STR, /* no closing quote on the line */
	TOK_VAR,      /* $name */
	TOK_POSPARAM, /* $1 */
	TOK_NPARAMS,  /* $# */
	TOK_MAP,      /* @name or @ */
#define PUNCT(NAME, TEXT) TOK_##NAME,
#define KEYWORD(NAME, TEXT) TOK_##NAME,
#include "ast/token.def"
	TOK_KINDS
};

struct token {
	enum token_kind kind;
	u32 pos; /* offset in the text */
	u32 len;
};

struct lexer {
	const char *text;
	u32 len;
	u32 pos; /* where the next token is looked for */
};

/* The offset at or after POS where neither space nor comment stands. */
u32 lex_layout(const struct lexer *lex, u32 pos);
/* The next token of code. */
struct token lex_code(struct lexer *lex);
/*
 * The text of one attach point: up to a comma, a brace, space or (when no
 * colon came before) a slash. Quotes protect everything. TOK_WORD, or TOK_BAD
 * with length 0 when there is none.
 */
struct token lex_point(struct lexer *lex);
/* A word or keyword: something that may be a name. */
bool token_is_word(enum token_kind kind);

/* Why a C definition could not be read, or NULL. */
struct c_problem {
	const char *text;
	u32 pos; /* where */
};
/*
 * Step over one C definition (a line with #, or struct/union/enum/typedef up
 * to its end) when there is one at the next place. Returns false without
 * moving when there is none.
 */
bool lex_definition(struct lexer *lex, struct c_problem *problem);

#endif
