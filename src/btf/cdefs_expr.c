/*
 * Constant expressions of the C preamble: array bounds, enumerators, widths,
 * #if, and macros that only C can make sense of. Every value has a type, int
 * or larger; what #if computes has 64 bits.
 */
#include "btf/btf.h"
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

static struct cvalue eval_ternary(struct clex *lex);
static struct cvalue eval_unary(struct clex *lex);

/* NUM as a value of SIZE bytes: what does not fit is cut off. */
static struct cvalue make(const struct clex *lex, u64 num, u32 size,
			  bool is_unsigned)
{
	if (lex->is_line)
		size = 8;
	if (size == 4)
		num = is_unsigned ? (u32)num : (u64)(s64)(s32)num;
	return (struct cvalue){ num, size, is_unsigned };
}

static struct cvalue make_int(const struct clex *lex, u64 num)
{
	return make(lex, num, 4, false);
}

static u32 level_of(const struct clex *lex)
{
	for (u32 i = 0; i < countof(operators); i++) {
		if (clex_is_punct(lex, operators[i].punct))
			return operators[i].level;
	}
	return 0;
}

static u64 divide(struct clex *lex, u32 punct, struct cvalue a, struct cvalue b)
{
	s64 x = (s64)a.num, y = (s64)b.num;

	if (!b.num) {
		clex_fail(lex, "division by zero");
		return 0;
	}
	if (a.is_unsigned)
		return punct == '/' ? a.num / b.num : a.num % b.num;
	if (y == -1) /* the smallest number has no counterpart */
		return punct == '/' ? 0 - a.num : 0;
	return (u64)(punct == '/' ? x / y : x % y);
}

/* A shift has the type of its left side. */
static struct cvalue shift(const struct clex *lex, u32 punct, struct cvalue a,
			   struct cvalue b)
{
	u64 num = 0;

	if (b.num < (u64)a.size * 8) {
		if (punct == C_PAIR('<', '<'))
			num = a.num << b.num;
		else if (a.is_unsigned)
			num = a.num >> b.num;
		else
			num = (u64)((s64)a.num >> b.num);
	}
	return make(lex, num, a.size, a.is_unsigned);
}

static bool is_less(struct cvalue a, struct cvalue b)
{
	return a.is_unsigned ? a.num < b.num : (s64)a.num < (s64)b.num;
}

/* Give both sides the type in which C computes. */
static void convert(const struct clex *lex, struct cvalue *a, struct cvalue *b)
{
	u32 size = a->size > b->size ? a->size : b->size;
	bool is_unsigned = (a->size == size && a->is_unsigned) ||
			   (b->size == size && b->is_unsigned);

	*a = make(lex, a->num, size, is_unsigned);
	*b = make(lex, b->num, size, is_unsigned);
}

static u64 compute(struct clex *lex, u32 punct, struct cvalue a,
		   struct cvalue b)
{
	switch (punct) {
	case '|':
		return a.num | b.num;
	case '^':
		return a.num ^ b.num;
	case '&':
		return a.num & b.num;
	case '+':
		return a.num + b.num;
	case '-':
		return a.num - b.num;
	case '*':
		return a.num * b.num;
	}
	return divide(lex, punct, a, b);
}

static struct cvalue apply(struct clex *lex, u32 punct, struct cvalue a,
			   struct cvalue b)
{
	if (punct == C_PAIR('<', '<') || punct == C_PAIR('>', '>'))
		return shift(lex, punct, a, b);
	convert(lex, &a, &b);
	switch (punct) {
	case C_PAIR('|', '|'):
		return make_int(lex, a.num || b.num);
	case C_PAIR('&', '&'):
		return make_int(lex, a.num && b.num);
	case C_PAIR('=', '='):
		return make_int(lex, a.num == b.num);
	case C_PAIR('!', '='):
		return make_int(lex, a.num != b.num);
	case '<':
		return make_int(lex, is_less(a, b));
	case '>':
		return make_int(lex, is_less(b, a));
	case C_PAIR('<', '='):
		return make_int(lex, !is_less(b, a));
	case C_PAIR('>', '='):
		return make_int(lex, !is_less(a, b));
	}
	return make(lex, compute(lex, punct, a, b), a.size, a.is_unsigned);
}

static struct cvalue eval_sizeof(struct clex *lex)
{
	struct cname name = { 0 };

	clex_next(lex);
	if (!clex_expect(lex, '(') || !cparse_type_name(lex, &name)) {
		clex_fail(lex, "sizeof() needs a type");
		return make_int(lex, 0);
	}
	clex_expect(lex, ')');
	return make(lex, name.type ? name.type->size : 0, 8, true);
}

/* `defined X` or `defined(X)`; X is not expanded. */
static struct cvalue eval_defined(struct clex *lex)
{
	bool paren, value = false;

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
	return make_int(lex, value);
}

/* An enumerator of the script, of a header or of the kernel. */
static struct cvalue eval_enumerator(struct clex *lex)
{
	struct cdefs *defs = lex->defs;
	const char *name = clex_word(lex);
	const struct type *type = NULL;
	s64 num = 0;

	if (!cdefs_enumerator(defs, name, &num, &type) &&
	    !(defs->btf && kernel_btf_enumerator(defs->btf, name, &num, &type)))
		clex_fail(lex, "'%s' is not a constant", name);
	clex_next(lex);
	if (num >= INT32_MIN && num <= INT32_MAX)
		return make_int(lex, (u64)num);
	return make(lex, (u64)num, 8, type && !type->is_signed);
}

static struct cvalue eval_word(struct clex *lex)
{
	if (!lex->is_line)
		return clex_is_word(lex, "sizeof") ? eval_sizeof(lex)
						   : eval_enumerator(lex);
	if (clex_is_word(lex, "defined"))
		return eval_defined(lex);
	clex_next(lex); /* in #if, words are 0 */
	return make_int(lex, 0);
}

static struct cvalue cast(const struct clex *lex, struct cvalue value,
			  const struct type *type)
{
	u32 size = type ? type->size : 0, rest = 64 - size * 8;
	u64 num = value.num;

	if (!size || size > 8)
		return value;
	if (type->kind == T_BOOL)
		return make_int(lex, num != 0);
	num = type->is_signed ? (u64)((s64)(num << rest) >> rest)
			      : num << rest >> rest;
	return make(lex, num, size < 4 ? 4 : size,
		    size >= 4 && !type->is_signed);
}

/* What is in parentheses: an expression, or the type of a cast. */
static struct cvalue eval_paren(struct clex *lex)
{
	struct cname name = { 0 };
	struct cvalue value;

	clex_next(lex);
	if (lex->is_line || !cparse_at_type(lex)) {
		value = eval_ternary(lex);
		clex_expect(lex, ')');
		return value;
	}
	if (!cparse_type_name(lex, &name) || !clex_expect(lex, ')'))
		return make_int(lex, 0);
	return cast(lex, eval_unary(lex), name.type);
}

static struct cvalue eval_operand(struct clex *lex)
{
	struct cvalue value = lex->tok.value;

	if (lex->tok.kind == C_WORD)
		return eval_word(lex);
	if (clex_is_punct(lex, '('))
		return eval_paren(lex);
	if (lex->tok.kind != C_NUMBER) {
		clex_fail(lex, "expected an integer constant");
		return make_int(lex, 0);
	}
	clex_next(lex);
	return make(lex, value.num, value.size, value.is_unsigned);
}

static struct cvalue eval_unary(struct clex *lex)
{
	struct cvalue value;

	if (lex->failed || lex->depth > C_MAX_DEPTH) {
		clex_fail(lex, "expression is nested too deeply");
		return make_int(lex, 0);
	}
	lex->depth++;
	if (clex_accept(lex, '-')) {
		value = eval_unary(lex);
		value = make(lex, 0 - value.num, value.size, value.is_unsigned);
	} else if (clex_accept(lex, '+')) {
		value = eval_unary(lex);
	} else if (clex_accept(lex, '~')) {
		value = eval_unary(lex);
		value = make(lex, ~value.num, value.size, value.is_unsigned);
	} else if (clex_accept(lex, '!')) {
		value = make_int(lex, !eval_unary(lex).num);
	} else {
		value = eval_operand(lex);
	}
	lex->depth--;
	return value;
}

static struct cvalue eval_binary(struct clex *lex, u32 min_level)
{
	struct cvalue left = eval_unary(lex), right;

	for (;;) {
		u32 punct = lex->tok.punct;
		u32 level = level_of(lex);

		if (!level || level < min_level || lex->failed)
			return left;
		clex_next(lex);
		right = eval_binary(lex, level + 1);
		if (!lex->failed)
			left = apply(lex, punct, left, right);
	}
}

static struct cvalue eval_ternary(struct clex *lex)
{
	struct cvalue value = eval_binary(lex, 1);
	struct cvalue yes = make_int(lex, 0), no = yes;

	if (!clex_accept(lex, '?'))
		return value;
	lex->depth++;
	if (lex->depth <= C_MAX_DEPTH)
		yes = eval_ternary(lex);
	clex_expect(lex, ':');
	if (!lex->failed && lex->depth <= C_MAX_DEPTH)
		no = eval_ternary(lex);
	lex->depth--;
	convert(lex, &yes, &no);
	return value.num ? yes : no;
}

struct cvalue cexpr_value(struct clex *lex)
{
	struct cvalue value = eval_ternary(lex);

	return lex->failed ? make_int(lex, 0) : value;
}

s64 cexpr_eval(struct clex *lex)
{
	struct cvalue value = cexpr_value(lex);

	/* Beyond what anybody asks for, but not negative. */
	if (value.is_unsigned && value.num > INT64_MAX)
		return INT64_MAX;
	return (s64)value.num;
}

bool cexpr_constant(struct cdefs *defs, const char *text, struct cvalue *value)
{
	struct sources sources;
	struct diags diags;
	struct clex lex;

	/* A mistake in it is nobody's business: private lists. */
	sources_init(&sources, defs->arena);
	diags_init(&diags, defs->arena, &sources);
	clex_init(&lex, defs, &diags, text, (u32)strlen(text), 0);
	lex.inputs[0].macro = "";
	clex_next(&lex);
	*value = cexpr_value(&lex);
	return !lex.failed && lex.tok.kind == C_END;
}
