/*
 * Constant expressions of the C preamble: array bounds, enumerators, widths
 * and #if. All is done in 64 bits, signed.
 */
#include "btf/cdefs_internal.h"

#include <string.h>

/* Binary operators, weakest first. */
static const struct {
	u32 punct;
	u32 level;
} operators[] = {
	{ C_PAIR('|', '|'), 1 },
	{ C_PAIR('&', '&'), 2 },
	{ '|', 3 },
	{ '^', 4 },
	{ '&', 5 },
	{ C_PAIR('=', '='), 6 },
	{ C_PAIR('!', '='), 6 },
	{ '<', 7 },
	{ '>', 7 },
	{ C_PAIR('<', '='), 7 },
	{ C_PAIR('>', '='), 7 },
	{ C_PAIR('<', '<'), 8 },
	{ C_PAIR('>', '>'), 8 },
	{ '+', 9 },
	{ '-', 9 },
	{ '*', 10 },
	{ '/', 10 },
	{ '%', 10 },
};

static s64 eval_ternary(struct clex *lex);
static s64 eval_unary(struct clex *lex);

static u32 level_of(const struct clex *lex)
{
	for (u32 i = 0; i < countof(operators); i++) {
		if (clex_is_punct(lex, operators[i].punct))
			return operators[i].level;
	}
	return 0;
}

static s64 divide(struct clex *lex, u32 punct, s64 a, s64 b)
{
	if (!b) {
		clex_fail(lex, "division by zero");
		return 0;
	}
	if (b == -1) /* the smallest number has no counterpart */
		return punct == '/' ? (s64)(0 - (u64)a) : 0;
	return punct == '/' ? a / b : a % b;
}

static s64 apply(struct clex *lex, u32 punct, s64 a, s64 b)
{
	switch (punct) {
	case C_PAIR('|', '|'):
		return a || b;
	case C_PAIR('&', '&'):
		return a && b;
	case '|':
		return a | b;
	case '^':
		return a ^ b;
	case '&':
		return a & b;
	case C_PAIR('=', '='):
		return a == b;
	case C_PAIR('!', '='):
		return a != b;
	case '<':
		return a < b;
	case '>':
		return a > b;
	case C_PAIR('<', '='):
		return a <= b;
	case C_PAIR('>', '='):
		return a >= b;
	case C_PAIR('<', '<'):
		return b < 0 || b > 63 ? 0 : (s64)((u64)a << b);
	case C_PAIR('>', '>'):
		return b < 0 || b > 63 ? 0 : a >> b;
	case '+':
		return (s64)((u64)a + (u64)b);
	case '-':
		return (s64)((u64)a - (u64)b);
	case '*':
		return (s64)((u64)a * (u64)b);
	}
	return divide(lex, punct, a, b);
}

static s64 eval_sizeof(struct clex *lex)
{
	struct cname name = { 0 };

	clex_next(lex);
	if (!clex_expect(lex, '(') || !cparse_type_name(lex, &name)) {
		clex_fail(lex, "sizeof() needs a type");
		return 0;
	}
	clex_expect(lex, ')');
	return name.type ? name.type->size : 0;
}

/* `defined X` or `defined(X)`; X is not expanded. */
static s64 eval_defined(struct clex *lex)
{
	bool paren;
	s64 value = 0;

	lex->no_expand = true;
	clex_next(lex);
	paren = clex_accept(lex, '(');
	if (lex->tok.kind == C_WORD)
		value = cdefs_find_macro(lex->defs, lex->tok.text,
					 lex->tok.len) != NULL;
	else
		clex_fail(lex, "defined() needs a name");
	lex->no_expand = false;
	clex_next(lex);
	if (paren)
		clex_expect(lex, ')');
	return value;
}

static s64 eval_word(struct clex *lex)
{
	const struct cenumerator *item;

	if (lex->is_line && clex_is_word(lex, "defined"))
		return eval_defined(lex);
	if (!lex->is_line && clex_is_word(lex, "sizeof"))
		return eval_sizeof(lex);
	item = hash_findn(&lex->defs->enumerators, lex->tok.text, lex->tok.len);
	if (lex->is_line)
		item = NULL; /* in #if, words are 0 */
	else if (!item)
		clex_fail(lex, "'%.*s' is not a constant", (int)lex->tok.len,
			  lex->tok.text);
	clex_next(lex);
	return item ? item->value : 0;
}

/* What is in parentheses: an expression, or the type of a cast. */
static s64 eval_paren(struct clex *lex)
{
	struct cname name = { 0 };
	s64 value;
	u32 bits;

	clex_next(lex);
	if (lex->is_line || !cparse_at_type(lex)) {
		value = eval_ternary(lex);
		clex_expect(lex, ')');
		return value;
	}
	if (!cparse_type_name(lex, &name) || !clex_expect(lex, ')'))
		return 0;
	value = eval_unary(lex);
	bits = name.type ? name.type->size * 8 : 0;
	if (!bits || bits >= 64)
		return value;
	value = (s64)((u64)value << (64 - bits));
	return name.type->is_signed ? value >> (64 - bits)
				    : (s64)((u64)value >> (64 - bits));
}

static s64 eval_operand(struct clex *lex)
{
	s64 value = lex->tok.value;

	if (lex->tok.kind == C_WORD)
		return eval_word(lex);
	if (clex_is_punct(lex, '('))
		return eval_paren(lex);
	if (lex->tok.kind != C_NUMBER) {
		clex_fail(lex, "expected an integer constant");
		return 0;
	}
	clex_next(lex);
	return value;
}

static s64 eval_unary(struct clex *lex)
{
	s64 value;

	if (lex->failed || lex->depth > C_MAX_DEPTH) {
		clex_fail(lex, "expression is nested too deeply");
		return 0;
	}
	lex->depth++;
	if (clex_accept(lex, '-'))
		value = (s64)(0 - (u64)eval_unary(lex));
	else if (clex_accept(lex, '+'))
		value = eval_unary(lex);
	else if (clex_accept(lex, '~'))
		value = ~eval_unary(lex);
	else if (clex_accept(lex, '!'))
		value = !eval_unary(lex);
	else
		value = eval_operand(lex);
	lex->depth--;
	return value;
}

static s64 eval_binary(struct clex *lex, u32 min_level)
{
	s64 left = eval_unary(lex);

	for (;;) {
		u32 punct = lex->tok.punct;
		u32 level = level_of(lex);
		s64 right;

		if (!level || level < min_level || lex->failed)
			return left;
		clex_next(lex);
		right = eval_binary(lex, level + 1);
		if (punct == C_PAIR('&', '&'))
			left = left && right;
		else if (!lex->failed)
			left = apply(lex, punct, left, right);
	}
}

static s64 eval_ternary(struct clex *lex)
{
	s64 value = eval_binary(lex, 1);
	s64 yes, no;

	if (!clex_accept(lex, '?'))
		return value;
	lex->depth++;
	yes = lex->depth > C_MAX_DEPTH ? 0 : eval_ternary(lex);
	clex_expect(lex, ':');
	no = lex->failed || lex->depth > C_MAX_DEPTH ? 0 : eval_ternary(lex);
	lex->depth--;
	return value ? yes : no;
}

s64 cexpr_eval(struct clex *lex)
{
	s64 value = eval_ternary(lex);

	return lex->failed ? 0 : value;
}
