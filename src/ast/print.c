/*
 * Tree -> canonical source. Parsing the text again gives an equal tree, so
 * what needs parentheses is decided here by the same levels as in the parser.
 */
#include "ast/print.h"

#include "ast/registry.h"
#include "base/str.h"

#include <inttypes.h>
#include <string.h>

/* How tightly a node's text holds together. */
enum {
	LEVEL_OPEN, /* reaches to the end: comptime, if, block */
	LEVEL_TERNARY,
	LEVEL_OR,
	LEVEL_UNARY = LEVEL_OR + 10,
	LEVEL_POSTFIX,
	LEVEL_PRIMARY,
};

struct printer {
	struct strbuf *out;
	u32 indent;
};

static void print_expr(struct printer *pr, const struct node *node, u32 level);
static void print_block(struct printer *pr, const struct node *block);

static void add(struct printer *pr, const char *text)
{
	strbuf_add(pr->out, text);
}

static void new_line(struct printer *pr)
{
	strbuf_addch(pr->out, '\n');
	strbuf_pad(pr->out, ' ', (size_t)pr->indent * 2);
}

static u32 op_level(enum op op)
{
	static const u8 levels[OP_KINDS] = {
		[OP_LOR] = 0, [OP_LAND] = 1, [OP_OR] = 2,  [OP_XOR] = 3,
		[OP_AND] = 4, [OP_EQ] = 5,   [OP_NE] = 5,  [OP_LT] = 6,
		[OP_LE] = 6,  [OP_GT] = 6,   [OP_GE] = 6,  [OP_SHL] = 7,
		[OP_SHR] = 7, [OP_ADD] = 8,  [OP_SUB] = 8, [OP_MUL] = 9,
		[OP_DIV] = 9, [OP_MOD] = 9,
	};

	return LEVEL_OR + levels[op];
}

static bool int_has_sign(const struct node *node)
{
	if (node->int_.text)
		return node->int_.text[0] == '-';
	return node->int_.negative;
}

static u32 node_level(const struct node *node)
{
	switch (node->kind) {
	case N_COMPTIME:
	case N_IF:
	case N_BLOCK:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
		return LEVEL_OPEN;
	case N_TERNARY:
		return LEVEL_TERNARY;
	case N_BINARY:
		return op_level(node->binary.op);
	case N_INT:
		return int_has_sign(node) ? LEVEL_UNARY : LEVEL_PRIMARY;
	case N_CAST:
		return node->cast.type ? LEVEL_UNARY
				       : node_level(node->cast.value);
	case N_INCDEC:
		return node->unary.post ? LEVEL_POSTFIX : LEVEL_UNARY;
	case N_UNARY:
	case N_ADDROF:
	case N_DEREF:
		return LEVEL_UNARY;
	case N_FIELD:
	case N_INDEX:
		return LEVEL_POSTFIX;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_ASSIGN:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_BUILTIN:
	case N_VAR:
	case N_MAP:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_CALL:
	case N_TUPLE:
	case N_RECORD:
	case N_NAMED:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_KINDS:
		break;
	}
	return LEVEL_PRIMARY;
}

static void print_string(struct printer *pr, const char *text, u32 len)
{
	static const char codes[] = "\n\t\r\"\\";
	static const char names[] = "ntr\"\\";

	strbuf_addch(pr->out, '"');
	for (u32 i = 0; i < len; i++) {
		unsigned char ch = (unsigned char)text[i];
		const char *code = ch ? strchr(codes, ch) : NULL;

		if (code)
			strbuf_printf(pr->out, "\\%c", names[code - codes]);
		else if (ch < ' ' || ch == 0x7f)
			strbuf_printf(pr->out, "\\%03o", ch);
		else
			strbuf_addch(pr->out, (char)ch);
	}
	strbuf_addch(pr->out, '"');
}

static void print_int(struct printer *pr, const struct node *node)
{
	if (node->int_.text)
		add(pr, node->int_.text);
	else if (node->int_.negative)
		strbuf_printf(pr->out, "%" PRId64, (s64)node->int_.value);
	else
		strbuf_printf(pr->out, "%" PRIu64, node->int_.value);
}

/* A list of expressions with commas between. */
static void print_list(struct printer *pr, const struct node *list)
{
	for (; list; list = list->next) {
		print_expr(pr, list, LEVEL_OPEN);
		if (list->next)
			add(pr, ", ");
	}
}

static void print_type(struct printer *pr, const struct node *node)
{
	bool after_star = false;

	if (node->type.of) {
		add(pr, "typeof(");
		print_expr(pr, node->type.of, LEVEL_TERNARY);
		add(pr, ")");
	} else {
		add(pr, node->type.base);
	}
	if (node->type.size >= 0)
		strbuf_printf(pr->out, "[%" PRId64 "]", node->type.size);
	vec_for (i, &node->type.suffixes) {
		s64 suffix = node->type.suffixes.items[i];

		if (suffix == 0)
			add(pr, after_star ? "*" : " *");
		else if (suffix < 0)
			add(pr, "[]");
		else
			strbuf_printf(pr->out, "[%" PRId64 "]", suffix);
		after_star = suffix == 0;
	}
}

/* A lone name or name[1] would read as a type here. */
static bool looks_like_type(const struct node *node)
{
	while (node->kind == N_INDEX)
		node = node->index.base;
	return node->kind == N_IDENT;
}

static void print_query(struct printer *pr, const struct node *node,
			const char *name)
{
	const struct node *arg = node->query.arg;
	bool paren = looks_like_type(arg);

	strbuf_printf(pr->out, "%s(%s", name, paren ? "(" : "");
	print_expr(pr, arg, LEVEL_OPEN);
	add(pr, paren ? ")" : "");
	if (node->kind == N_OFFSETOF)
		strbuf_printf(pr->out, ", %s", node->query.path);
	add(pr, ")");
}

static void print_map_name(struct printer *pr, const char *name,
			   const struct node *key)
{
	add(pr, name);
	if (!key)
		return;
	add(pr, "[");
	if (key->kind == N_TUPLE && key->tuple.is_key)
		print_list(pr, key->tuple.elems);
	else
		print_expr(pr, key, LEVEL_OPEN);
	add(pr, "]");
}

static void print_tuple(struct printer *pr, const struct node *node)
{
	const struct node *elems = node->tuple.elems;

	add(pr, "(");
	print_list(pr, elems);
	if (node->kind == N_TUPLE && elems && !elems->next)
		add(pr, ",");
	add(pr, ")");
}

/* Two minus signs in a row would be another operator. */
static bool starts_with_minus(const struct node *node)
{
	if (node->kind == N_INT)
		return int_has_sign(node);
	if (node->kind == N_UNARY)
		return node->unary.op == OP_NEG;
	return node->kind == N_INCDEC && !node->unary.post &&
	       node->unary.op == OP_SUB;
}

static void print_unary(struct printer *pr, const struct node *node)
{
	const struct node *arg = node->unary.arg;
	bool paren = node->unary.op == OP_NEG && starts_with_minus(arg);

	add(pr, op_text(node->unary.op));
	print_expr(pr, arg, paren ? LEVEL_PRIMARY : LEVEL_UNARY);
}

static void print_incdec(struct printer *pr, const struct node *node)
{
	const char *text = node->unary.op == OP_ADD ? "++" : "--";

	if (!node->unary.post)
		add(pr, text);
	print_expr(pr, node->unary.arg, LEVEL_POSTFIX);
	if (node->unary.post)
		add(pr, text);
}

static void print_binary(struct printer *pr, const struct node *node)
{
	u32 level = op_level(node->binary.op);

	print_expr(pr, node->binary.lhs, level);
	strbuf_printf(pr->out, " %s ", op_text(node->binary.op));
	print_expr(pr, node->binary.rhs, level + 1);
}

static void print_ternary(struct printer *pr, const struct node *node)
{
	print_expr(pr, node->if_.cond, LEVEL_OR);
	add(pr, " ? ");
	print_expr(pr, node->if_.then, LEVEL_OPEN);
	add(pr, " : ");
	print_expr(pr, node->if_.els, LEVEL_OPEN);
}

static void print_if(struct printer *pr, const struct node *node)
{
	for (;;) {
		const struct node *cond = node->if_.cond;

		add(pr, "if ");
		if (cond->kind == N_COMPTIME) {
			add(pr, "comptime ");
			cond = cond->expr.value;
		}
		add(pr, "(");
		print_expr(pr, cond, LEVEL_OPEN);
		add(pr, ") ");
		print_block(pr, node->if_.then);
		node = node->if_.els;
		if (!node)
			return;
		add(pr, " else ");
		if (node->kind == N_IF)
			continue;
		print_block(pr, node);
		return;
	}
}

static void print_field(struct printer *pr, const struct node *node)
{
	print_expr(pr, node->field.base, LEVEL_POSTFIX);
	if (node->field.is_index)
		strbuf_printf(pr->out, ".%u", node->field.index);
	else
		strbuf_printf(pr->out, ".%s", node->field.name);
}

static void print_index(struct printer *pr, const struct node *node)
{
	const struct node *base = node->index.base;
	/* @m[1][2] is an index only behind a key. */
	bool paren = base->kind == N_MAP && !base->map.key;

	print_expr(pr, base, paren ? LEVEL_PRIMARY + 1 : LEVEL_POSTFIX);
	add(pr, "[");
	print_expr(pr, node->index.idx, LEVEL_OPEN);
	add(pr, "]");
}

static void print_cast(struct printer *pr, const struct node *node)
{
	if (!node->cast.type) { /* made by a pass: not in the source */
		print_expr(pr, node->cast.value, LEVEL_OPEN);
		return;
	}
	add(pr, "(");
	print_expr(pr, node->cast.type, LEVEL_OPEN);
	add(pr, ")");
	print_expr(pr, node->cast.value, LEVEL_UNARY);
}

/* What `lower` makes of assignments to maps. */
static void print_mapop(struct printer *pr, const struct node *node)
{
	print_map_name(pr, node->mapop.sym->name, node->mapop.key);
	add(pr, node->kind == N_MAP_ADD ? " += " : " = ");
	print_expr(pr, node->mapop.value, LEVEL_OPEN);
}

static void print_call(struct printer *pr, const struct node *node)
{
	strbuf_printf(pr->out, "%s(", node->call.name);
	print_list(pr, node->call.args);
	add(pr, ")");
}

static void print_builtin(struct printer *pr, const struct node *node)
{
	const struct builtin *row = node->builtin.row;

	add(pr, row->name);
	if (row->id == BI_arg)
		strbuf_printf(pr->out, "%u", node->builtin.arg);
}

static void print_let(struct printer *pr, const struct node *node)
{
	strbuf_printf(pr->out, "let %s", node->let.var->var.name);
	if (node->let.type) {
		add(pr, ": ");
		print_expr(pr, node->let.type, LEVEL_OPEN);
	}
	if (node->let.value) {
		add(pr, " = ");
		print_expr(pr, node->let.value, LEVEL_OPEN);
	}
}

static void print_assign(struct printer *pr, const struct node *node)
{
	print_expr(pr, node->assign.target, LEVEL_POSTFIX);
	strbuf_printf(pr->out, " %s= ", op_text(node->assign.op));
	print_expr(pr, node->assign.value, LEVEL_OPEN);
}

static void print_loop(struct printer *pr, const struct node *node,
		       const char *word)
{
	strbuf_printf(pr->out, "%s (", word);
	if (node->kind == N_FOR)
		strbuf_printf(pr->out, "%s : ", node->loop.var->var.name);
	print_expr(pr, node->loop.cond, LEVEL_OPEN);
	add(pr, ") ");
	print_block(pr, node->loop.body);
}

static void print_return(struct printer *pr, const struct node *node)
{
	add(pr, "return");
	if (node->expr.value) {
		add(pr, " ");
		print_expr(pr, node->expr.value, LEVEL_OPEN);
	}
}

static void print_import(struct printer *pr, const struct node *node)
{
	const char *path = node->import.path;

	add(pr, "import ");
	print_string(pr, path, (u32)strlen(path));
}

/* Params of a macro or a function. */
static void print_params(struct printer *pr, const char *word, const char *name,
			 const struct node *params)
{
	strbuf_printf(pr->out, "%s %s(", word, name);
	print_list(pr, params);
	add(pr, ")");
}

static void print_fn(struct printer *pr, const struct node *node)
{
	print_params(pr, "fn", node->fn.name, node->fn.params);
	add(pr, ": ");
	print_expr(pr, node->fn.ret, LEVEL_OPEN);
	add(pr, " ");
	print_block(pr, node->fn.body);
}

/* The predicate as text of its own: it may not begin a comment. */
static void print_predicate(struct printer *pr, const struct node *pred)
{
	struct strbuf text = { 0 };
	struct printer inner = { &text, pr->indent };

	print_expr(&inner, pred, LEVEL_TERNARY);
	strbuf_printf(pr->out, " /%s%s/",
		      strbuf_text(&text)[0] == '*' ? " " : "",
		      strbuf_text(&text));
	strbuf_fini(&text);
}

static void print_point(struct printer *pr, const struct node *node)
{
	if (node->point.name)
		strbuf_printf(pr->out, "%s=", node->point.name);
	add(pr, node->point.text);
}

static void print_probe(struct printer *pr, const struct node *node)
{
	for (const struct node *point = node->probe.points; point;
	     point = point->next) {
		print_point(pr, point);
		add(pr, point->next ? ", " : "");
	}
	if (node->probe.pred)
		print_predicate(pr, node->probe.pred);
	add(pr, " ");
	print_block(pr, node->probe.body);
}

static void print_setting(struct printer *pr, const struct node *node)
{
	strbuf_printf(pr->out, "%s = ", node->setting.key);
	print_expr(pr, node->setting.value, LEVEL_OPEN);
}

/* The text of NODE without parentheses around it. */
static void print_plain(struct printer *pr, const struct node *node)
{
	switch (node->kind) {
	case N_NONE:
	case N_KINDS:
		break;
	case N_PROBE:
		print_probe(pr, node);
		break;
	case N_POINT:
		print_point(pr, node);
		break;
	case N_MACRO:
		print_params(pr, "macro", node->macro.name, node->macro.params);
		add(pr, " ");
		print_block(pr, node->macro.body);
		break;
	case N_FN:
		print_fn(pr, node);
		break;
	case N_PARAM:
		strbuf_printf(pr->out, "%s: ", node->param.name);
		print_expr(pr, node->param.type, LEVEL_OPEN);
		break;
	case N_MAPDECL:
		strbuf_printf(pr->out, "let %s = %s(%" PRIu64 ")",
			      node->mapdecl.name, node->mapdecl.kind,
			      node->mapdecl.max_entries);
		break;
	case N_IMPORT:
		print_import(pr, node);
		break;
	case N_SETTING:
		print_setting(pr, node);
		break;
	case N_BLOCK:
		print_block(pr, node);
		break;
	case N_EXPR:
		/* `if` and a block would end the statement by themselves. */
		print_expr(pr, node->expr.value, LEVEL_TERNARY);
		break;
	case N_DISCARD:
		add(pr, "_ = ");
		print_expr(pr, node->expr.value, LEVEL_OPEN);
		break;
	case N_LET:
		print_let(pr, node);
		break;
	case N_ASSIGN:
		print_assign(pr, node);
		break;
	case N_WHILE:
		print_loop(pr, node, "while");
		break;
	case N_FOR:
		print_loop(pr, node, "for");
		break;
	case N_UNROLL:
		print_loop(pr, node, "unroll");
		break;
	case N_BREAK:
		add(pr, "break");
		break;
	case N_CONTINUE:
		add(pr, "continue");
		break;
	case N_RETURN:
		print_return(pr, node);
		break;
	case N_INT:
		print_int(pr, node);
		break;
	case N_BOOL:
		add(pr, node->bool_.value ? "true" : "false");
		break;
	case N_STR:
		print_string(pr, node->str.text, node->str.len);
		break;
	case N_IDENT:
		add(pr, node->ident.name);
		break;
	case N_BUILTIN:
		print_builtin(pr, node);
		break;
	case N_VAR:
		add(pr, node->var.name);
		break;
	case N_MAP:
		print_map_name(pr, node->map.name, node->map.key);
		break;
	case N_POSPARAM:
		strbuf_printf(pr->out, "$%" PRIu64, node->posparam.num);
		break;
	case N_NPARAMS:
		add(pr, "$#");
		break;
	case N_UNARY:
		print_unary(pr, node);
		break;
	case N_INCDEC:
		print_incdec(pr, node);
		break;
	case N_ADDROF:
		add(pr, "&");
		print_expr(pr, node->unary.arg, LEVEL_UNARY);
		break;
	case N_DEREF:
		add(pr, "*");
		print_expr(pr, node->unary.arg, LEVEL_UNARY);
		break;
	case N_BINARY:
		print_binary(pr, node);
		break;
	case N_IF:
		print_if(pr, node);
		break;
	case N_TERNARY:
		print_ternary(pr, node);
		break;
	case N_COMPTIME:
		add(pr, "comptime ");
		print_expr(pr, node->expr.value, LEVEL_OPEN);
		break;
	case N_CALL:
		print_call(pr, node);
		break;
	case N_FIELD:
		print_field(pr, node);
		break;
	case N_INDEX:
		print_index(pr, node);
		break;
	case N_TUPLE:
	case N_RECORD:
		print_tuple(pr, node);
		break;
	case N_NAMED:
		strbuf_printf(pr->out, "%s = ", node->named.name);
		print_expr(pr, node->named.value, LEVEL_OPEN);
		break;
	case N_CAST:
		print_cast(pr, node);
		break;
	case N_SIZEOF:
		print_query(pr, node, "sizeof");
		break;
	case N_OFFSETOF:
		print_query(pr, node, "offsetof");
		break;
	case N_TYPEOF:
		print_query(pr, node, "typeof");
		break;
	case N_TYPEINFO:
		print_query(pr, node, "typeinfo");
		break;
	case N_TYPENAME:
		print_type(pr, node);
		break;
	case N_RANGE:
		print_expr(pr, node->binary.lhs, LEVEL_POSTFIX);
		add(pr, "..");
		print_expr(pr, node->binary.rhs, LEVEL_POSTFIX);
		break;
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
		print_mapop(pr, node);
		break;
	}
}

/* NODE, in parentheses when it binds less tightly than LEVEL. */
static void print_expr(struct printer *pr, const struct node *node, u32 level)
{
	bool paren = node_level(node) < level;

	add(pr, paren ? "(" : "");
	print_plain(pr, node);
	add(pr, paren ? ")" : "");
}

static bool ends_with_brace(const struct node *stmt)
{
	return stmt->kind == N_IF || stmt->kind == N_BLOCK ||
	       stmt->kind == N_WHILE || stmt->kind == N_FOR ||
	       stmt->kind == N_UNROLL;
}

/* `if` or a block at the end would be the value of a block that has none. */
static bool wants_semicolon(const struct node *block, const struct node *stmt)
{
	if (!ends_with_brace(stmt))
		return true;
	return !stmt->next && !block->block.value && !block->block.bare &&
	       (stmt->kind == N_IF || stmt->kind == N_BLOCK);
}

static void print_block(struct printer *pr, const struct node *block)
{
	const struct node *stmt = block->block.stmts;

	if (!stmt && !block->block.value) {
		add(pr, "{}");
		return;
	}
	add(pr, "{");
	pr->indent++;
	for (; stmt; stmt = stmt->next) {
		new_line(pr);
		print_plain(pr, stmt);
		if (wants_semicolon(block, stmt))
			add(pr, ";");
	}
	if (block->block.value) {
		new_line(pr);
		print_expr(pr, block->block.value, LEVEL_OPEN);
	}
	pr->indent--;
	new_line(pr);
	add(pr, "}");
}

/* Items one below the other, END behind each, a blank line before the list. */
static void print_items(struct printer *pr, const struct node *list,
			const char *end, bool spaced)
{
	bool first = true;

	for (; list; list = list->next) {
		if (pr->out->len && (spaced || first))
			add(pr, "\n");
		first = false;
		print_plain(pr, list);
		strbuf_printf(pr->out, "%s\n", end);
	}
}

static void print_settings(struct printer *pr, const struct node *list)
{
	if (!list)
		return;
	add(pr, pr->out->len ? "\nconfig = {" : "config = {");
	pr->indent++;
	for (; list; list = list->next) {
		new_line(pr);
		print_plain(pr, list);
		add(pr, ";");
	}
	pr->indent--;
	add(pr, "\n}\n");
}

void print_program(struct strbuf *out, const struct program *prog)
{
	struct strbuf text = { 0 };
	struct printer pr = { &text, 0 };

	if (prog->shebang)
		strbuf_printf(&text, "%s\n", prog->shebang);
	if (prog->preamble.len) {
		strbuf_addn(&text, prog->preamble.text, prog->preamble.len);
		if (prog->preamble.text[prog->preamble.len - 1] != '\n')
			strbuf_addch(&text, '\n');
	}
	print_settings(&pr, prog->settings);
	print_items(&pr, prog->imports, ";", false);
	print_items(&pr, prog->mapdecls, ";", false);
	print_items(&pr, prog->macros, "", true);
	print_items(&pr, prog->fns, "", true);
	print_items(&pr, prog->probes, "", true);
	strbuf_addn(out, strbuf_text(&text), text.len);
	strbuf_fini(&text);
}

void print_node(struct strbuf *out, const struct node *node)
{
	struct printer pr = { out, 0 };

	print_plain(&pr, node);
}
