/*
 * Attributes of the C preamble: those that say where members lie.
 */
#include "btf/cdefs_decl.h"

bool cdecl_at_attribute(const struct clex *lex)
{
	return clex_is_word(lex, "__attribute__") ||
	       clex_is_word(lex, "__attribute");
}

void cdecl_skip_parens(struct clex *lex)
{
	u32 depth = 1;

	while (lex->tok.kind != C_END && depth) {
		if (clex_is_punct(lex, '('))
			depth++;
		else if (clex_is_punct(lex, ')'))
			depth--;
		clex_next(lex);
	}
}

static void raise_align(struct clex *lex, struct attributes *attrs, s64 align)
{
	if (align < 1 || align > 4096 || (align & (align - 1)))
		clex_fail(lex, "alignment must be a power of two");
	else if ((u32)align > attrs->align)
		attrs->align = (u32)align;
}

/* One attribute of the list. */
static void parse_attribute(struct clex *lex, struct attributes *attrs)
{
	bool is_aligned = clex_is_word(lex, "aligned") ||
			  clex_is_word(lex, "__aligned__");
	s64 align;

	if (clex_is_word(lex, "packed") || clex_is_word(lex, "__packed__"))
		attrs->is_packed = true;
	clex_next(lex);
	if (!is_aligned) {
		if (clex_accept(lex, '('))
			cdecl_skip_parens(lex);
		return;
	}
	align = 16; /* the largest that the machine has a use for */
	if (clex_accept(lex, '(')) {
		align = cexpr_eval(lex);
		clex_expect(lex, ')');
	}
	raise_align(lex, attrs, align);
}

void cdecl_alignas(struct clex *lex, struct attributes *attrs)
{
	struct cname name = { 0 };
	s64 align;

	clex_next(lex);
	if (!clex_expect(lex, '('))
		return;
	if (cparse_at_type(lex))
		align = cparse_type_name(lex, &name) ? name.align : 1;
	else
		align = cexpr_eval(lex);
	if (!lex->failed)
		raise_align(lex, attrs, align);
	clex_expect(lex, ')');
}

void cdecl_attributes(struct clex *lex, struct attributes *attrs)
{
	while (cdecl_at_attribute(lex) && !lex->failed) {
		clex_next(lex);
		if (!clex_expect(lex, '(') || !clex_expect(lex, '('))
			return;
		while (!lex->failed && !clex_is_punct(lex, ')') &&
		       lex->tok.kind != C_END) {
			if (lex->tok.kind == C_WORD)
				parse_attribute(lex, attrs);
			else if (!clex_expect(lex, ','))
				return;
		}
		if (!clex_expect(lex, ')') || !clex_expect(lex, ')'))
			return;
	}
}
