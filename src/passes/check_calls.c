/*
 * Calls: number and kinds of arguments by signature, the same function for
 * all; then what single functions ask beyond that.
 */
#include "passes/check.h"

#include "ast/registry.h"
#include "format.h"
#include "passes/check_kernel.h"
#include "passes/types.h"

#include <string.h>

enum { MAC_SIZE = 6 };

static const char *spell(struct checker *c, const struct type *type)
{
	return type_name(c->ctx->types, type);
}

/* The type of argument NODE as it is read. */
static const struct type *arg_type(struct checker *c, const struct node *node)
{
	return type_decay(type_of(c->ctx->typing, node));
}

/* "one argument", "2 arguments" */
static const char *count_text(struct checker *c, enum function_id id, u32 num)
{
	if (num == 1)
		return id == FN_is_scalar ? "1 argument" : "one argument";
	return arena_printf(c->ctx->arena, "%u arguments", num);
}

static bool check_arity(struct checker *c, struct node *node,
			const struct signature *sig)
{
	u32 num = node_count(node->call.args);
	const char *name = node->call.name;

	if (num >= sig->min_args && num <= sig->max_args)
		return true;
	if (node->call.row->id == FN_kstack || node->call.row->id == FN_ustack)
		check_error(c, node->span, "Invalid number of arguments");
	else if (sig->max_args == 0)
		check_error(c, node->span,
			    "%s() requires no arguments (%u provided)", name,
			    num);
	else if (sig->min_args == sig->max_args)
		check_error(
			c, node->span, "%s() requires %s (%u provided)", name,
			count_text(c, node->call.row->id, sig->min_args), num);
	else if (num < sig->min_args)
		check_error(c, node->span,
			    "%s() requires at least %s (%u provided)", name,
			    count_text(c, node->call.row->id, sig->min_args),
			    num);
	else
		check_error(c, node->span, "%s() takes up to %s (%u provided)",
			    name,
			    count_text(c, node->call.row->id, sig->max_args),
			    num);
	return false;
}

static const char *literal_word(const struct node *node,
				const struct type *type)
{
	if (node->kind == N_STR)
		return "string";
	if (node->kind == N_INT)
		return "int";
	return type ? kind_word(type) : node_kind_name(node->kind);
}

/* Texts of functions that have their own; %s is the argument's type. */
static const char *own_text(enum function_id id, u32 idx)
{
	if (idx != 0)
		return NULL;
	switch (id) {
	case FN_sum:
	case FN_avg:
	case FN_min:
	case FN_max:
	case FN_stats:
	case FN_hist:
	case FN_lhist:
	case FN_tseries:
	case FN_bswap:
		return "%s() only supports integer arguments (%s provided)";
	case FN_str:
		return "%s() expects a string, integer or a pointer type as "
		       "first argument (%s provided)";
	case FN_kptr:
	case FN_uptr:
		return "%s() only supports integer or pointer arguments (%s "
		       "provided)";
	case FN_join:
		return "%s() only supports int or pointer arguments (%s "
		       "provided)";
	case FN_ksym:
	case FN_usym:
		return "%s() expects an integer or pointer argument (%s "
		       "provided)";
	case FN_buf:
		return "%s() expects an integer, string, or array argument "
		       "but saw %s";
	default:
		return NULL;
	}
}

/* TEXT is one of own_text(): name, then type. */
static void report_own(struct checker *c, struct node *node, struct node *arg,
		       const char *text, const struct type *type)
{
	const char *rest = strstr(text, "%s()") + 4;
	const char *where = strstr(rest, "%s");

	check_error(c, arg->span, "%s()%.*s%s%s", node->call.name,
		    (int)(where - rest), rest, spell(c, type), where + 2);
}

static void wrong_kind(struct checker *c, struct node *node, struct node *arg,
		       u32 idx, const struct type *type, const char *wanted)
{
	const char *text = own_text(node->call.row->id, idx);

	if (text)
		report_own(c, node, arg, text, type);
	else
		check_error(c, arg->span,
			    "%s() only supports %s arguments (%s provided)",
			    node->call.name, wanted, kind_word(type));
}

static bool is_address(const struct type *type, enum function_id id)
{
	if (type->kind == T_INT || type->kind == T_PTR)
		return true;
	if (id == FN_ksym || id == FN_usym || id == FN_kptr || id == FN_uptr ||
	    id == FN_join)
		return false;
	return type->kind == T_ARRAY || type->kind == T_STRING;
}

/* A positional parameter became an integer where a text is wanted. */
static void hint_text(struct checker *c, const struct node *arg,
		      struct diag *diag)
{
	struct span at = sources_origin(&c->ctx->sources, arg->span, NULL);
	const struct source *src = sources_find(&c->ctx->sources, at.pos);
	const char *text = src ? src->text + (at.pos - src->base) : "";

	if (arg->kind == N_INT && *text == '$')
		diag_hint(&c->ctx->diags, diag,
			  "Use str(%.*s) to treat %.*s as a string",
			  (int)at.len, text, (int)at.len, text);
}

static bool check_literal(struct checker *c, struct node *node,
			  struct node *arg, enum node_kind kind,
			  const char *what)
{
	const struct type *type = type_of(c->ctx->typing, arg);
	struct diag *diag;

	if (arg->kind == kind)
		return true;
	if (node->call.row->id == FN_strncmp) {
		check_error(c, arg->span,
			    "Builtin strncmp requires a non-negative literal");
		return false;
	}
	diag = diag_error(&c->ctx->diags, arg->span,
			  "%s() expects %s literal (%s provided)",
			  node->call.name, what, literal_word(arg, type));
	if (kind == N_STR)
		hint_text(c, arg, diag);
	return false;
}

static bool is_whole_map(const struct node *node, const struct node *arg)
{
	if (arg->kind != N_MAP)
		return false;
	if (arg->map.whole)
		return true;
	/* delete(@m[key]), as scripts used to be written */
	return node->call.row->id == FN_delete && !arg->next;
}

static bool check_kind(struct checker *c, struct node *node, struct node *arg,
		       u32 idx, enum arg_kind kind)
{
	const struct type *type = arg_type(c, arg);

	if (type && type->kind == T_ERROR)
		return false;
	switch (kind) {
	case ARG_ANY:
	case ARG_IDENT:
		return true;
	case ARG_LIT_STRING:
		return check_literal(c, node, arg, N_STR, "a string");
	case ARG_LIT_INT:
		return check_literal(c, node, arg, N_INT, "an int");
	case ARG_MAP:
		if (is_whole_map(node, arg))
			return true;
		check_error(c, arg->span, "%s() expects a map argument",
			    node->call.name);
		return false;
	case ARG_INT:
		if (type && type_is_int(type))
			return true;
		break;
	case ARG_PTR:
		if (type && is_address(type, node->call.row->id))
			return true;
		break;
	case ARG_STRING:
		if (type && type->kind == T_STRING)
			return true;
		break;
	case ARG_BUFFER:
		if (type && type->kind == T_BUFFER)
			return true;
		break;
	}
	wrong_kind(c, node, arg, idx, type ? type : type_none(),
		   kind == ARG_INT      ? "int"
		   : kind == ARG_PTR    ? "int or pointer"
		   : kind == ARG_STRING ? "string"
					: "buffer");
	return false;
}

static bool check_kinds(struct checker *c, struct node *node,
			const struct signature *sig)
{
	bool good = true;
	u32 idx = 0;

	for (struct node *arg = node->call.args; arg; arg = arg->next, idx++) {
		if (idx < sig->nkinds &&
		    !check_kind(c, node, arg, idx, sig->kinds[idx]))
			good = false;
	}
	return good;
}

static bool check_permission(struct checker *c, struct node *node)
{
	const struct function *row = node->call.row;
	const char *text;

	if ((row->flags & FN_UNSAFE) && !c->ctx->env.unsafe) {
		text = unsafe_text(row->id);
		if (text)
			check_error(c, node->span, "%s", text);
		else
			check_error(
				c, node->span,
				"%s() is an unsafe function being used in safe "
				"mode",
				row->name);
		return false;
	}
	if (row->caps && (!c->ptype || !(c->ptype->caps & row->caps))) {
		text = forbidden_text(row->id);
		if (text)
			check_error(c, node->span, "%s", text);
		else if (!c->ptype)
			check_error(c, node->span,
				    "Builtin %s not supported outside probe",
				    row->name);
		else
			check_error(c, node->span,
				    "%s can not be used with \"%s\" probes",
				    row->name, probe_word(c));
		return false;
	}
	return true;
}

static bool is_printable(const struct type *type)
{
	return type->kind != T_NONE && type->kind != T_VOID &&
	       type->kind != T_FUNC && !is_unreadable(type);
}

static void check_format_arg(struct checker *c, struct node *node,
			     const struct format *format, struct node *arg,
			     u32 idx)
{
	const struct type *type = arg_type(c, arg);
	const char *error;

	if (!type || type->kind == T_ERROR)
		return;
	if (is_unreadable(type)) {
		check_error(c, arg->span,
			    "%s type passed to %s() is not printable",
			    spell(c, type), node->call.name);
		return;
	}
	error = format_check(c->ctx->arena, format, idx, c->ctx->types,
			     type_plain(c->ctx->types, type));
	if (error)
		check_error(c, arg->span, "%s", error);
}

static void check_format(struct checker *c, struct node *node)
{
	struct node *first = node->call.args;
	u32 idx = 0;
	const char *error = NULL;
	const struct format *format = format_parse(
		c->ctx->arena, first->str.text, first->str.len, &error);

	if (format)
		error = format_check_number(c->ctx->arena, format,
					    node_count(first) - 1);
	if (error) {
		check_error(c, node->span, "%s", error);
		return;
	}
	for (struct node *arg = first->next; arg; arg = arg->next)
		check_format_arg(c, node, format, arg, idx++);
}

static void check_print_map(struct checker *c, struct node *node)
{
	const struct node *map = node->call.args;
	const struct type *value = map->map.sym->value;

	if (map->next && value && value->kind == T_STATS)
		diag_warn(&c->ctx->diags, node->span,
			  "print()'s top and div arguments are ignored when "
			  "used on stats() maps.");
	if (c->loops)
		diag_warn(&c->ctx->diags, node->span,
			  "Due to it's asynchronous nature using 'print()' in "
			  "a loop can lead to unexpected behavior. The map "
			  "will likely be updated before the runtime can "
			  "'print' it.");
}

static void check_print(struct checker *c, struct node *node)
{
	struct node *arg = node->call.args;
	const struct type *type = type_of(c->ctx->typing, arg);

	if (arg->kind == N_MAP && arg->map.whole) {
		check_print_map(c, node);
		return;
	}
	if (arg->next)
		check_error(c, node->span,
			    "Non-map print() only takes 1 argument, %u found",
			    node_count(arg));
	if (!type || !is_printable(type) ||
	    (type->kind == T_TUPLE && type->size == 0))
		check_error(c, node->span,
			    "%s type passed to print() is not printable",
			    type ? spell(c, type) : "none");
}

static void check_len(struct checker *c, struct node *node)
{
	const struct node *arg = node->call.args;
	const struct type *type = type_of(c->ctx->typing, arg);

	if (arg->kind == N_MAP && arg->map.whole) {
		if (!arg->map.sym->key)
			check_error(c, node->span,
				    "call to len() expects a map with "
				    "explicit keys (non-scalar map)");
		return;
	}
	if (!type || (type->kind != T_KSTACK && type->kind != T_USTACK))
		check_error(c, node->span,
			    "call to len() expects a map, ustack, or kstack");
}

static bool is_monotonic(const struct node *node)
{
	const struct node *mode;

	if (node->kind != N_CALL || !node->call.row ||
	    node->call.row->id != FN_nsecs)
		return false;
	mode = node->call.args;
	return mode && mode->kind == N_IDENT &&
	       mode_find(MODE_CLOCK, mode->ident.name) == MODE_CLOCK_monotonic;
}

static void check_strftime(struct checker *c, struct node *node)
{
	const struct node *time = node->call.args->next;

	if (is_monotonic(time))
		check_error(c, node->span,
			    "strftime() can not take a monotonic timestamp");
	else if (time->kind == N_INT && time->int_.negative)
		check_error(c, node->span,
			    "strftime() does not accept negative timestamps");
}

static void check_reg(struct checker *c, struct node *node)
{
	static const char *const names[] = {
		"r15", "r14", "r13", "r12",   "bp", "bx",       "r11", "r10",
		"r9",  "r8",  "ax",  "cx",    "dx", "si",       "di",  "ip",
		"pc",  "cs",  "sp",  "flags", "ss", "orig_rax",
	};
	const struct node *arg = node->call.args;

	for (size_t i = 0; i < countof(names); i++) {
		if (strcmp(names[i], arg->str.text) == 0)
			return;
	}
	check_error(c, arg->span,
		    "'%s' is not a valid register on this architecture "
		    "(x86_64)",
		    arg->str.text);
}

/* strlen() and its like take what holds a text. */
static void check_texts(struct checker *c, struct node *node)
{
	for (struct node *arg = node->call.args; arg; arg = arg->next) {
		const struct type *type = arg_type(c, arg);

		if (type && type->kind != T_STRING && type->kind != T_ARRAY &&
		    type->kind != T_PTR && type->kind != T_ERROR)
			check_error(c, arg->span,
				    "string-like values must be either "
				    "strings, arrays or pointers");
	}
}

static void check_macaddr(struct checker *c, struct node *node)
{
	const struct node *arg = node->call.args;
	const struct type *type = arg_type(c, arg);

	if (arg->kind == N_STR)
		check_error(c, arg->span,
			    "macaddr() does not support literal string "
			    "arguments");
	else if ((type->kind == T_ARRAY || type->kind == T_STRING) &&
		 type->size < MAC_SIZE)
		check_error(c, node->span,
			    "macaddr() argument must be at least 6 bytes in "
			    "size");
}

static void check_strncmp(struct checker *c, struct node *node)
{
	struct node *arg = node->call.args;
	const struct node *num = arg->next->next;

	for (u32 i = 0; i < 2; i++, arg = arg->next) {
		const struct type *type = arg_type(c, arg);

		if (type && type->kind != T_STRING && type->kind != T_ERROR)
			check_error(c, arg->span,
				    "strncmp() only supports string arguments "
				    "(%s provided)",
				    kind_word(type));
	}
	if (num->int_.negative)
		check_error(c, num->span,
			    "Builtin strncmp requires a non-negative literal");
}

void check_call(struct checker *c, struct node *node)
{
	const struct function *row = node->call.row;
	struct signature sig;

	function_signature(row, &sig);
	if (!check_permission(c, node) || !check_arity(c, node, &sig) ||
	    !check_kinds(c, node, &sig))
		return;
	if (row->flags & FN_FORMAT)
		check_format(c, node);
	switch (row->id) {
	case FN_print:
		check_print(c, node);
		break;
	case FN_len:
		check_len(c, node);
		break;
	case FN_strftime:
		check_strftime(c, node);
		break;
	case FN_reg:
		check_reg(c, node);
		break;
	case FN_macaddr:
		check_macaddr(c, node);
		break;
	case FN_strncmp:
		check_strncmp(c, node);
		break;
	case FN_strlen:
	case FN_strcap:
	case FN_str_concat:
		check_texts(c, node);
		break;
	case FN_signal:
	case FN_signal_thread:
		check_signal(c, node);
		break;
	case FN_path:
		check_path(c, node);
		break;
	case FN_comm:
		check_comm(c, node);
		break;
	case FN_skboutput:
		check_skboutput(c, node);
		break;
	case FN_socket_cookie:
		check_socket_cookie(c, node);
		break;
	case FN_debugf:
		check_debugf(c, node);
		break;
	case FN_write_user:
		check_write_user(c, node);
		break;
	default:
		break;
	}
}
