/*
 * #pragma pack of the C preamble: the largest alignment of members of the
 * structs that follow, and a stack of what it was before.
 */
#include "btf/cdefs_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Step over blanks and a comma between the words in parentheses. */
static const char *skip_comma(const char *text)
{
	return text + strspn(text, " \t,");
}

static bool take_word(const char **text, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*text, word, len) != 0 ||
	    isalnum((unsigned char)(*text)[len]))
		return false;
	*text = skip_comma(*text + len);
	return true;
}

/* A name between `push` and the number says nothing to us. */
static void skip_label(const char **text)
{
	while (isalpha((unsigned char)**text) || **text == '_')
		(*text)++;
	*text = skip_comma(*text);
}

static void pop(struct clex *lex, struct span span)
{
	if (!lex->packs.len) {
		diag_error(lex->diags, span,
			   "#pragma pack(pop) without #pragma pack(push)");
		return;
	}
	lex->pack = lex->packs.items[--lex->packs.len];
}

void cpack_pragma(struct clex *lex, const char *text, struct span span)
{
	bool has_number;
	u64 number = 0;
	char *end;

	text += strspn(text, " \t");
	if (*text++ != '(')
		number = UINT64_MAX;
	text = skip_comma(text);
	if (number == 0 && take_word(&text, "push")) {
		vec_push(lex->defs->arena, &lex->packs, lex->pack);
		skip_label(&text);
	} else if (number == 0 && take_word(&text, "pop")) {
		pop(lex, span);
		skip_label(&text);
	} else if (*text == ')') {
		lex->pack = 0;
	}
	has_number = isdigit((unsigned char)*text);
	if (has_number) {
		number = strtoull(text, &end, 0);
		text = skip_comma(end);
	}
	if (*text != ')' || number > 16 || (number & (number - 1)))
		diag_error(lex->diags, span,
			   "#pragma pack takes push, pop and 1, 2, 4, 8 or "
			   "16 in parentheses");
	else if (has_number)
		lex->pack = (u32)number;
}
