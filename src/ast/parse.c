/*
 * The top level of a script: C definitions, config and imports, then probes,
 * macros, functions and map declarations.
 */
#include "ast/parser.h"

#include "base/str.h"

#include <string.h>

/* Everything the sections of a file fill, and what was seen so far. */
struct top {
	struct parser *p;
	struct list settings, imports, macros, fns, mapdecls, probes;
	bool has_config;
	bool in_probes; /* only probes, macros, fn and let may follow */
};

/* Skip to behind the block of a broken item. */
static void recover_item(struct parser *p)
{
	u32 depth = 0;

	parser_resume(p);
	for (; p->cur.kind != TOK_EOF; parser_next(p)) {
		if (p->cur.kind == TOK_LBRACE)
			depth++;
		if (p->cur.kind == TOK_RBRACE && (!depth || --depth == 0)) {
			parser_next(p);
			return;
		}
	}
}

/* A positional parameter within an attach point; returns where it ends. */
static const char *expand_param(struct parser *p, struct strbuf *out,
				const char *text, struct span at)
{
	size_t len = strspn(text + 1, "0123456789");
	const char *end = text + 1 + len;
	u64 num = 0;

	if (text[1] == '#') {
		strbuf_printf(out, "%u", p->in->nparams);
		return text + 2;
	}
	if (!len || str_parse_int(p->in->arena, text + 1, len, &num, NULL) ||
	    !num) {
		len = strcspn(text + 1, ":,\"");
		(void)diag_error(p->in->diags, at,
				 "positional parameter is not valid: %.*s",
				 (int)len, text + 1);
		return text + 1 + len;
	}
	if ((*end >= 'a' && *end <= 'z') || (*end >= 'A' && *end <= 'Z') ||
	    *end == '_')
		(void)diag_error(
			p->in->diags, at,
			"invalid trailing character for positional param: %c",
			*end);
	if (p->in->params && num <= p->in->nparams)
		strbuf_add(out, p->in->params[num - 1]);
	return end;
}

/* TEXT with the positional parameters outside its quotes replaced. */
static const char *expand_params(struct parser *p, const char *text,
				 struct span at)
{
	struct strbuf out = { 0 };
	bool quoted = false;
	const char *copy;

	if (!strchr(text, '$'))
		return text;
	while (*text) {
		if (*text == '$' && !quoted) {
			text = expand_param(p, &out, text, at);
			continue;
		}
		if (*text == '"')
			quoted = !quoted;
		else if (*text == '\\' && quoted && text[1])
			strbuf_addch(&out, *text++);
		strbuf_addch(&out, *text++);
	}
	copy = arena_strdup(p->in->arena, strbuf_text(&out));
	strbuf_fini(&out);
	return copy;
}

/* The length of NAME in "NAME=kprobe:f"; 0 when there is none. */
static u32 name_length(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_");

	return text[len] == '=' ? (u32)len : 0;
}

/* Does a quote of the attach point TEXT lack its end? */
static bool is_open(const char *text)
{
	bool quoted = false;

	for (; *text; text++) {
		if (*text == '"')
			quoted = !quoted;
		else if (*text == '\\' && quoted && text[1])
			text++;
	}
	return quoted;
}

static struct node *parse_point(struct parser *p)
{
	struct token token = lex_point(&p->lex);
	const char *text = parser_text(p, token);
	u32 named = name_length(text);
	u32 skip = named ? named + 1 : 0;
	struct node *node;

	node = node_new(p->prog, N_POINT,
			parser_span(p, token.pos + skip, token.len - skip));
	if (named)
		node->point.name = arena_strndup(p->in->arena, text, named);
	node->point.text = expand_params(p, text + skip, node->span);
	/* From here on the text is code again. */
	p->prev_end = token.pos + token.len;
	p->cur = lex_code(&p->lex);
	if (is_open(text)) {
		(void)diag_error(p->in->diags, node->span,
				 "Invalid attachpoint definition");
		p->last_error = p->cur.pos + 1; /* it took the brace */
	}
	return node;
}

/* A token that cannot begin an attach point. */
static bool ends_points(enum token_kind kind)
{
	return kind == TOK_LBRACE || kind == TOK_COMMA || kind == TOK_DIV ||
	       kind == TOK_DIV_SET || kind == TOK_EOF || kind == TOK_BAD ||
	       kind == TOK_RBRACE || kind == TOK_RPAREN ||
	       kind == TOK_RBRACKET || kind == TOK_SEMI;
}

static void parse_points(struct parser *p, struct node *probe)
{
	struct list list = { 0 };

	do {
		if (ends_points(p->cur.kind)) {
			bool trailing = p->cur.kind == TOK_LBRACE ||
					p->cur.kind == TOK_DIV;

			if (!list.first || !trailing)
				parser_error(p, "expected attach point");
			break;
		}
		p->lex.pos = p->cur.pos;
		list_add(&list, parse_point(p));
	} while (parser_accept(p, TOK_COMMA));
	probe->probe.points = list.first;
}

/* The `/` of a predicate may have ended up in the last attach point. */
static const char *point_hint(const struct node *point)
{
	const char *last;

	while (point && point->next)
		point = point->next;
	last = point ? strrchr(point->point.text, ':') : NULL;
	if (!last || !strchr(last, '/'))
		return NULL;
	return "A predicate behind a `:` wants a space before its `/`.";
}

static void parse_probe(struct top *top)
{
	struct parser *p = top->p;
	u32 start = p->cur.pos;
	struct node *node = parser_node(p, N_PROBE, start);

	parse_points(p, node);
	if (parser_accept(p, TOK_DIV)) {
		node->probe.pred = parse_expr(p);
		if (!parser_accept(p, TOK_DIV))
			parser_error(p, "expected '/' to close predicate");
	}
	if (p->cur.kind != TOK_LBRACE && !node->probe.pred)
		p->hint = point_hint(node->probe.points);
	node->probe.body = parse_block(p, true);
	p->hint = NULL;
	node->span = parser_since(p, start);
	if (node->probe.points)
		list_add(&top->probes, node);
}

static struct node *parse_macro_param(struct parser *p)
{
	struct token token = p->cur;
	struct node *node;

	switch (token.kind) {
	case TOK_VAR:
		parser_next(p);
		node = parser_node(p, N_VAR, token.pos);
		node->var.name = parser_text(p, token);
		return node;
	case TOK_MAP:
		parser_next(p);
		node = parser_node(p, N_MAP, token.pos);
		node->map.name = parser_text(p, token);
		return node;
	default:
		break;
	}
	if (!token_is_word(token.kind)) {
		parser_error(p, "expected macro argument ($var, @map, or "
				"identifier)");
		return parser_dummy(p);
	}
	node = parser_node(p, N_IDENT, token.pos);
	node->span = parser_here(p);
	node->ident.name = parser_text(p, token);
	if (is_parser_builtin(node->ident.name))
		parser_complain(p, node->span,
				"builtin '%s' can't be used as a macro "
				"argument",
				node->ident.name);
	parser_next(p);
	return node;
}

static void parse_macro(struct top *top)
{
	struct parser *p = top->p;
	u32 start = p->cur.pos;
	struct list params = { 0 };
	struct node *node;

	parser_next(p);
	node = parser_node(p, N_MACRO, start);
	node->macro.name = parser_word(p, "expected macro name");
	parser_expect(p, TOK_LPAREN);
	if (p->cur.kind != TOK_RPAREN) {
		do
			list_add(&params, parse_macro_param(p));
		while (parser_accept(p, TOK_COMMA));
	}
	parser_expect(p, TOK_RPAREN);
	node->macro.params = params.first;
	node->macro.body = parse_block(p, false);
	node->span = parser_since(p, start);
	list_add(&top->macros, node);
}

static struct node *parse_fn_param(struct parser *p)
{
	struct token token = p->cur;
	struct node *node;

	if (!parser_accept(p, TOK_VAR)) {
		parser_error(p, "expected variable in function argument");
		return parser_dummy(p);
	}
	node = parser_node(p, N_PARAM, token.pos);
	node->param.name = parser_text(p, token);
	parser_expect(p, TOK_COLON);
	node->param.type = parse_type(p);
	node->span = parser_since(p, token.pos);
	return node;
}

static void parse_fn(struct top *top)
{
	struct parser *p = top->p;
	u32 start = p->cur.pos;
	struct list params = { 0 };
	struct node *node;

	parser_next(p);
	node = parser_node(p, N_FN, start);
	node->fn.name = parser_word(p, "expected function name");
	parser_expect(p, TOK_LPAREN);
	if (p->cur.kind != TOK_RPAREN) {
		do
			list_add(&params, parse_fn_param(p));
		while (parser_accept(p, TOK_COMMA));
	}
	parser_expect(p, TOK_RPAREN);
	parser_expect(p, TOK_COLON);
	node->fn.params = params.first;
	node->fn.ret = parse_type(p);
	node->fn.body = parse_block(p, true);
	node->span = parser_since(p, start);
	list_add(&top->fns, node);
}

/* N of "hash(N)". */
static u64 parse_entries(struct parser *p)
{
	u64 value = 0;

	if (p->cur.kind != TOK_INT || token_int(p, p->cur, &value) || !value ||
	    value > UINT32_MAX) {
		parser_error(p, "expected positive integer for map "
				"declaration max entries");
		return 0;
	}
	parser_next(p);
	return value;
}

static void parse_mapdecl(struct top *top)
{
	struct parser *p = top->p;
	u32 start = p->cur.pos;
	struct token name;
	struct node *node;

	parser_next(p);
	name = p->cur;
	if (!parser_accept(p, TOK_MAP)) {
		parser_error(p, "root-level let statements need to be map "
				"declarations, e.g. let @a = hash(2);");
		return;
	}
	node = parser_node(p, N_MAPDECL, start);
	node->mapdecl.name = parser_text(p, name);
	parser_expect(p, TOK_SET);
	node->mapdecl.kind = parser_word(p, "expected map type name");
	parser_expect(p, TOK_LPAREN);
	node->mapdecl.max_entries = parse_entries(p);
	parser_expect(p, TOK_RPAREN);
	node->span = parser_since(p, start);
	if (parser_failed(p))
		return;
	(void)parser_accept(p, TOK_SEMI); /* optional */
	list_add(&top->mapdecls, node);
}

static struct node *parse_setting_value(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node;
	u64 value;

	switch (p->cur.kind) {
	case TOK_INT:
		if (!token_int(p, p->cur, &value))
			return parse_int(p);
		parser_error(p, "invalid integer in config");
		return parser_dummy(p);
	case TOK_STR:
	case TOK_OPEN_STR:
		return parse_string(p);
	case TOK_TRUE:
	case TOK_FALSE:
		value = p->cur.kind == TOK_TRUE;
		parser_next(p);
		node = parser_node(p, N_BOOL, start);
		node->bool_.value = value;
		return node;
	default:
		break;
	}
	if (!token_is_word(p->cur.kind)) {
		parser_error(p, "expected string, int, boolean, or ident");
		return parser_dummy(p);
	}
	node = parser_node(p, N_IDENT, start);
	node->ident.name = parser_word(p, "expected identifier");
	node->span = parser_since(p, start);
	return node;
}

static struct node *parse_setting(struct parser *p)
{
	u32 start = p->cur.pos;
	struct node *node = parser_node(p, N_SETTING, start);

	node->setting.key = parser_word(p, "expected config key");
	parser_expect(p, TOK_SET);
	node->setting.value = parse_setting_value(p);
	node->span = parser_since(p, start);
	if (p->cur.kind != TOK_RBRACE)
		parser_expect(p, TOK_SEMI);
	return node;
}

/* The settings of a block into LIST. */
static void parse_settings(struct parser *p, struct list *list)
{
	while (p->cur.kind != TOK_RBRACE && p->cur.kind != TOK_EOF) {
		struct node *node = parse_setting(p);

		if (parser_failed(p))
			parser_recover(p);
		else
			list_add(list, node);
	}
}

static void parse_config(struct top *top)
{
	struct parser *p = top->p;
	struct list ignored = { 0 };
	bool fine = !top->in_probes && !top->has_config;

	if (top->in_probes)
		parser_complain(p, parser_here(p),
				"config must appear before probes and "
				"functions");
	else if (top->has_config)
		parser_complain(p, parser_here(p), "duplicate config block");
	top->has_config = true;
	parser_next(p);
	parser_expect(p, TOK_SET);
	if (!parser_expect(p, TOK_LBRACE))
		return;
	parse_settings(p, fine ? &top->settings : &ignored);
	if (parser_expect(p, TOK_RBRACE))
		(void)parser_accept(p, TOK_SEMI); /* optional */
}

static void parse_import(struct top *top)
{
	struct parser *p = top->p;
	u32 start = p->cur.pos;
	struct node *node;

	if (top->in_probes)
		parser_complain(p, parser_here(p),
				"root imports must appear before probes and "
				"functions");
	parser_next(p);
	node = parser_node(p, N_IMPORT, start);
	if (p->cur.kind != TOK_STR) {
		parser_error(p, "expected string after 'import'");
		parser_recover(p);
		return;
	}
	node->import.path = token_string(p, p->cur, NULL);
	parser_next(p);
	node->span = parser_since(p, start);
	if (!parser_accept(p, TOK_SEMI))
		parser_error(p, "expected ';' after import");
	/* What follows is a new item, whatever was missing. */
	parser_resume(p);
	if (!top->in_probes)
		list_add(&top->imports, node);
}

/* C definitions that come too late are stepped over as a whole. */
static bool skip_late_definition(struct top *top)
{
	struct parser *p = top->p;
	struct c_problem problem;

	p->lex.pos = p->cur.pos;
	if (!lex_definition(&p->lex, &problem)) {
		p->lex.pos = p->cur.pos + p->cur.len;
		return false;
	}
	parser_complain(p, parser_here(p),
			"C definitions must appear before probes and "
			"functions");
	p->prev_end = p->lex.pos;
	p->cur = lex_code(&p->lex);
	return true;
}

/* The current keyword begins an item: an attach point may look like it. */
static bool is_item(const struct parser *p)
{
	u32 end = p->cur.pos + p->cur.len;
	char next = end < p->lex.len ? p->lex.text[end] : '\0';

	if (next == '=')
		return p->cur.kind == TOK_CONFIG;
	return next != ':' && next != '*' && next != ',';
}

static void parse_item(struct top *top)
{
	struct parser *p = top->p;
	enum token_kind kind = is_item(p) ? p->cur.kind : TOK_WORD;

	if (is_item(p) && skip_late_definition(top))
		return;
	switch (kind) {
	case TOK_CONFIG:
		parse_config(top);
		break;
	case TOK_IMPORT:
		parse_import(top);
		break;
	case TOK_MACRO:
		top->in_probes = true;
		parse_macro(top);
		break;
	case TOK_FN:
		top->in_probes = true;
		parse_fn(top);
		break;
	case TOK_LET:
		top->in_probes = true;
		parse_mapdecl(top);
		if (parser_failed(p))
			parser_recover(p);
		break;
	case TOK_RBRACE:
	case TOK_RPAREN:
	case TOK_RBRACKET:
	case TOK_SEMI:
	case TOK_BAD:
		parser_error(p, "unexpected input");
		break;
	default:
		top->in_probes = true;
		parse_probe(top);
		break;
	}
	if (parser_failed(p))
		recover_item(p);
	p->depth = 0;
	p->links = 0;
}

static void parse_shebang(struct parser *p)
{
	u32 pos = lex_layout(&p->lex, 0);
	const char *line = p->lex.text + pos;
	const char *end;

	if (p->lex.len - pos < 2 || line[0] != '#' || line[1] != '!')
		return;
	end = memchr(line, '\n', p->lex.len - pos);
	p->lex.pos = end ? (u32)(end - p->lex.text) + 1 : p->lex.len;
	p->prog->shebang =
		arena_strndup(p->in->arena, line,
			      end ? (size_t)(end - line) : p->lex.len - pos);
}

static void parse_preamble(struct parser *p)
{
	struct preamble *out = &p->prog->preamble;
	u32 start = lex_layout(&p->lex, p->lex.pos);
	struct c_problem problem;

	while (lex_definition(&p->lex, &problem)) {
		if (problem.text)
			parser_complain(p, parser_span(p, problem.pos, 1), "%s",
					problem.text);
		out->len = p->lex.pos - start;
	}
	if (!out->len)
		return;
	out->pos = parser_span(p, start, 0).pos;
	out->text = arena_strndup(p->in->arena, p->lex.text + start, out->len);
}

static void parser_init(struct parser *p, const struct parse_input *input,
			struct program *prog)
{
	*p = (struct parser){
		.in = input,
		.prog = prog,
		.lex = { .text = input->src->text, .len = input->src->len },
		.cur = { .kind = TOK_EOF },
	};
}

struct program *parse_program(const struct parse_input *input)
{
	struct program *prog = ARENA_OBJ(input->arena, struct program);
	struct parser parser;
	struct top top = { .p = &parser };

	prog->arena = input->arena;
	prog->nnodes = input->first_id;
	parser_init(&parser, input, prog);
	parse_shebang(&parser);
	parse_preamble(&parser);
	parser_next(&parser);
	while (parser.cur.kind != TOK_EOF)
		parse_item(&top);
	prog->settings = top.settings.first;
	prog->imports = top.imports.first;
	prog->macros = top.macros.first;
	prog->fns = top.fns.first;
	prog->mapdecls = top.mapdecls.first;
	prog->probes = top.probes.first;
	return prog;
}

struct node *parse_expression(const struct parse_input *input,
			      struct program *prog)
{
	u32 nerr = input->diags->nerr;
	struct parser parser;
	struct node *node;

	parser_init(&parser, input, prog);
	parser.is_c = true;
	parser_next(&parser);
	node = parse_expr(&parser);
	if (parser.cur.kind != TOK_EOF)
		parser_error(&parser, "unexpected input");
	return input->diags->nerr == nerr ? node : NULL;
}
