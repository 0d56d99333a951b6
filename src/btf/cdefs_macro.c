/*
 * Expansion of macros of the C preamble: the body, with arguments put in,
 * becomes the text that is read next.
 */
#include "btf/cdefs_internal.h"

#include "base/str.h"

#include <ctype.h>
#include <string.h>

enum {
	MAX_ARGS = 16,
	MAX_TEXT = 1 << 16, /* of one expansion */
};

/* A piece of text that stays where it is. */
struct piece {
	const char *text;
	size_t len;
};

/* The parameters of a macro, or the arguments of its use. */
struct pieces {
	struct piece items[MAX_ARGS];
	u32 num;
};

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_' || ch == '$';
}

static struct piece trim(struct piece piece)
{
	while (piece.len && isspace((unsigned char)*piece.text)) {
		piece.text++;
		piece.len--;
	}
	while (piece.len && isspace((unsigned char)piece.text[piece.len - 1]))
		piece.len--;
	return piece;
}

/* The end of the string or character constant that starts at POS. */
static size_t skip_quoted(const char *text, size_t pos, size_t len)
{
	char quote = text[pos++];

	while (pos < len && text[pos] != quote && text[pos] != '\n')
		pos += text[pos] == '\\' && pos + 1 < len ? 2 : 1;
	return pos < len ? pos + 1 : len;
}

/*
 * Split what is between parentheses at TEXT, of LEN bytes, at its commas.
 * Returns the bytes used, 0 when the closing one is missing.
 */
static size_t split(const char *text, size_t len, struct pieces *out)
{
	size_t pos = 1, start = 1;
	u32 depth = 1;

	out->num = 0;
	while (pos < len) {
		char ch = text[pos];

		if (ch == '"' || ch == '\'') {
			pos = skip_quoted(text, pos, len);
			continue;
		}
		depth += ch == '(' ? 1 : 0;
		depth -= ch == ')' ? 1 : 0;
		if (!depth || (ch == ',' && depth == 1)) {
			struct piece piece = { text + start, pos - start };

			if (out->num == MAX_ARGS)
				return 0;
			out->items[out->num++] = trim(piece);
			start = pos + 1;
		}
		pos++;
		if (!depth)
			return pos;
	}
	return 0;
}

/* `()` is no argument, or one that is empty. */
static void fit(struct pieces *args, u32 nparams)
{
	if (args->num == 1 && !args->items[0].len && !nparams)
		args->num = 0;
}

/* The argument for the parameter WORD, or NULL. */
static const struct piece *find_arg(const struct pieces *params,
				    const struct pieces *args,
				    struct piece word)
{
	for (u32 i = 0; i < params->num; i++) {
		if (params->items[i].len == word.len &&
		    !memcmp(params->items[i].text, word.text, word.len))
			return &args->items[i];
	}
	return NULL;
}

/* Step over `##` and the blanks around it; what was put in has lost them. */
static bool skip_paste(struct strbuf *out, const char **body)
{
	if ((*body)[0] != '#' || (*body)[1] != '#')
		return false;
	while (out->len && isspace((unsigned char)out->str[out->len - 1]))
		out->str[--out->len] = '\0';
	*body += 2;
	*body += strspn(*body, " \t");
	return true;
}

/* Put ARGS in the places of PARAMS in BODY. */
static void substitute(struct strbuf *out, const char *body,
		       const struct pieces *params, const struct pieces *args)
{
	while (*body && out->len <= MAX_TEXT) {
		struct piece word = { body, 1 };
		const struct piece *arg;

		if (skip_paste(out, &body))
			continue;
		if (*body == '"' || *body == '\'')
			word.len = skip_quoted(body, 0, strlen(body));
		while (is_word(*body) && is_word(body[word.len]))
			word.len++;
		arg = find_arg(params, args, word);
		if (arg)
			strbuf_addn(out, arg->text, arg->len);
		else
			strbuf_addn(out, word.text, word.len);
		body += word.len;
	}
}

/* Where the arguments of a macro start behind its name; 0: nowhere. */
static u32 find_paren(const struct cinput *in)
{
	u32 pos = in->pos;

	while (pos < in->len && isspace((unsigned char)in->text[pos]))
		pos++;
	return pos < in->len && in->text[pos] == '(' ? pos : 0;
}

/* MACRO's body with the arguments that follow; NULL: nothing to expand. */
static const char *expand_call(struct clex *lex, const struct cmacro *macro)
{
	struct cinput *in = &lex->inputs[lex->ninputs - 1];
	u32 start = find_paren(in);
	struct pieces params, args;
	struct strbuf out = { 0 };
	const char *text = NULL;
	size_t used, head;

	if (!start)
		return NULL;
	head = split(macro->body, strlen(macro->body), &params);
	used = split(in->text + start, in->len - start, &args);
	fit(&params, 0);
	fit(&args, params.num);
	if (!head || !used || params.num != args.num) {
		clex_fail(lex, "the macro '%.*s' does not take these arguments",
			  (int)lex->tok.len, lex->tok.text);
		return NULL;
	}
	in->pos = start + (u32)used;
	substitute(&out, macro->body + head, &params, &args);
	if (out.len > MAX_TEXT)
		clex_fail(lex, "macro '%.*s' expands to too much",
			  (int)lex->tok.len, lex->tok.text);
	else
		text = arena_strdup(lex->defs->arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}

static bool is_being_expanded(const struct clex *lex, const char *name)
{
	for (u32 i = 0; i < lex->ninputs; i++) {
		if (lex->inputs[i].macro && !strcmp(lex->inputs[i].macro, name))
			return true;
	}
	return false;
}

bool cmacro_expand(struct clex *lex)
{
	const struct ctoken *tok = &lex->tok;
	const struct cmacro *macro;
	const char *name, *body;

	if (tok->kind != C_WORD || lex->no_expand || lex->failed)
		return false;
	macro = cdefs_find_macro(lex->defs, tok->text, tok->len);
	if (!macro)
		return false;
	name = arena_strndup(lex->defs->arena, tok->text, tok->len);
	if (is_being_expanded(lex, name))
		return false;
	if (lex->ninputs == C_MAX_INPUTS ||
	    ++lex->expansions > C_MAX_EXPANSIONS) {
		clex_fail(lex, "macro '%s' expands to too much", name);
		return false;
	}
	body = macro->is_function ? expand_call(lex, macro) : macro->body;
	if (!body)
		return false;
	lex->inputs[lex->ninputs++] = (struct cinput){
		.text = body,
		.len = (u32)strlen(body),
		.macro = name,
		.span = tok->span,
	};
	return true;
}
