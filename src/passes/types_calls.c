/*
 * Types of calls: one hook for each word in the typing column of
 * functions.def. Wrong numbers and kinds of arguments give the poisoned type
 * silently; `check` reports them for all functions alike.
 */
#include "ast/registry.h"
#include "base/str.h"
#include "format.h"
#include "passes/names_hint.h"
#include "passes/types.h"

#include <arpa/inet.h>
#include <string.h>

typedef const struct type *(*call_hook_fn)(struct typer *t, struct node *call);

static const call_hook_fn hooks[FN_COUNT] = {
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC) \
	[FN_##NAME] = type_fn_##TYPING,
#include "ast/functions.def"
};

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

const struct type *call_arg_type(struct typer *t, struct node *node)
{
	return type_decay(type_of(t->ctx->typing, node));
}

const struct type *type_fn_none(struct typer *t, struct node *call)
{
	struct signature sig;

	function_signature(call->call.row, &sig);
	return type_spelled(t, sig.ret);
}

/* print(@m) of a whole map, print(@m[k]) of a value. */
const struct type *type_fn_print(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args;
	const struct type *type = type_of(t->ctx->typing, arg);

	if (arg->kind == N_MAP && arg->map.whole)
		return type_void();
	if (!type)
		return NULL;
	if (is_unreadable(type) && arg->kind == N_MAP)
		return types_error(t, call->span,
				   "Map type %s cannot print the value of "
				   "individual keys. You must print the whole "
				   "map.",
				   spell(t, type));
	return type_void();
}

/* delete(@m), delete(@m, key), delete(@m[key]); has_key(@m, key). */
const struct type *type_fn_map_key(struct typer *t, struct node *call)
{
	struct node *map = call->call.args;
	enum map_shape shape;

	if (map->kind != N_MAP || !map->map.whole)
		return type_bool();
	shape = t->maps[map->map.sym->idx].shape;
	if (map->next && shape == SHAPE_SCALAR)
		return types_error(t, call->span,
				   "call to %s() expects a map with explicit "
				   "keys (non-scalar map)",
				   call->call.name);
	if (!map->next && shape == SHAPE_KEYED)
		return types_error(t, call->span,
				   "call to %s() with a single argument "
				   "expects a map without explicit keys "
				   "(scalar map)",
				   call->call.name);
	if (map->next)
		assign_key(t, map->next, map->map.sym, map->next);
	return type_bool();
}

const struct type *type_fn_str_concat(struct typer *t, struct node *call)
{
	(void)call;
	return type_string(t->ctx->types, (u32)t->ctx->config.max_strlen);
}

const struct type *type_fn_pton(struct typer *t, struct node *call)
{
	const struct node *arg = call->call.args;
	u8 bytes[16];
	u32 size;

	if (arg->kind != N_STR)
		return type_error();
	size = strchr(arg->str.text, ':') ? 16 : 4;
	if (inet_pton(size == 4 ? AF_INET : AF_INET6, arg->str.text, bytes) !=
	    1)
		return types_error(t, call->span,
				   "pton() expects a valid IPv4/IPv6 address, "
				   "got %s",
				   arg->str.text);
	return type_array(t->ctx->types, type_int(1, false), size);
}

/* Append literal NODE as directive ITEM wants it. */
static void put_literal(struct strbuf *out, const struct directive *item,
			const struct node *node)
{
	if (node->kind == N_STR)
		strbuf_add(out, node->str.text);
	else if (node->kind == N_BOOL && item->spec == SPEC_STRING)
		strbuf_add(out, node->bool_.value ? "true" : "false");
	else if (node->kind == N_BOOL)
		strbuf_printf(out, "%d", node->bool_.value);
	else if (item->conv == 'x' || item->conv == 'X' || item->conv == 'p')
		strbuf_printf(out, "%llx",
			      (unsigned long long)node->int_.value);
	else if (item->conv == 'u')
		strbuf_printf(out, "%llu",
			      (unsigned long long)node->int_.value);
	else if (item->conv == 'c')
		strbuf_addch(out, (char)node->int_.value);
	else
		strbuf_printf(out, "%lld", (long long)node->int_.value);
}

/* The text of fail(), whose arguments are all literals. */
static const char *fail_text(struct typer *t, const struct format *format,
			     const struct node *arg)
{
	struct strbuf out = { 0 };
	const char *text;

	for (u32 i = 0; i < format->nitems; i++) {
		const struct directive *item = &format->items[i];

		if (item->spec == SPEC_TEXT) {
			strbuf_addn(&out, item->text, item->len);
		} else if (arg) {
			put_literal(&out, item, arg);
			arg = arg->next;
		}
	}
	text = arena_strdup(t->ctx->arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}

/* Whoever types it has reached it. */
const struct type *type_fn_fail(struct typer *t, struct node *call)
{
	const struct node *first = call->call.args;
	const struct format *format;
	const char *error = NULL;

	for (const struct node *arg = first; arg; arg = arg->next)
		if (arg->kind != N_STR && arg->kind != N_INT &&
		    arg->kind != N_BOOL)
			return types_error(t, arg->span,
					   "fail() arguments need to be "
					   "literals");
	if (first->kind != N_STR)
		return type_error();
	format = format_parse(t->ctx->arena, first->str.text, first->str.len,
			      &error);
	if (format)
		error = format_check_number(t->ctx->arena, format,
					    node_count(first) - 1);
	if (error)
		return types_error(t, call->span, "%s", error);
	return types_error(t, call->span, "%s",
			   fail_text(t, format, first->next));
}

const struct type *type_fn_len(struct typer *t, struct node *call)
{
	(void)t;
	(void)call;
	return type_int(8, true);
}

static bool stack_mode_of(const char *name, enum stack_mode *mode)
{
	enum mode found = mode_find(MODE_STACK, name);

	if (found == MODE_NONE)
		return false;
	*mode = (enum stack_mode)(found - MODE_STACK_bpftrace);
	return true;
}

/* The mode of kstack(MODE, ...), or that of the configuration. */
static bool call_stack_mode(struct typer *t, struct node *call, bool user,
			    enum stack_mode *mode)
{
	struct node *arg = call->call.args;
	const char *func = call->call.name;

	*mode = (enum stack_mode)t->ctx->config.stack_mode;
	if (arg && arg->kind == N_IDENT &&
	    !stack_mode_of(arg->ident.name, mode)) {
		types_error(t, arg->span, "%s: invalid stack mode: %s", func,
			    arg->ident.name);
		return false;
	}
	if (arg && arg->kind == N_IDENT && !user && *mode == STACK_BUILD_ID) {
		types_error(t, arg->span,
			    "'build_id' stack mode can only be used for "
			    "ustack");
		return false;
	}
	if (!user && *mode == STACK_BUILD_ID)
		*mode = STACK_RAW;
	return true;
}

/* The limit of kstack(LIMIT) or kstack(MODE, LIMIT). */
static bool call_stack_limit(struct typer *t, struct node *call, u32 *limit)
{
	struct node *arg = call->call.args;
	const char *func = call->call.name;

	*limit = STACK_DEFAULT_LIMIT;
	if (arg && arg->next && arg->kind != N_IDENT) {
		types_error(t, arg->span,
			    "Expected stack mode as first argument");
		return false;
	}
	if (arg && arg->kind == N_IDENT)
		arg = arg->next;
	if (!arg)
		return true;
	if (arg->kind != N_INT || arg->int_.negative) {
		types_error(t, call->span, "%s: invalid limit value", func);
		return false;
	}
	if (arg->int_.value > 1024) {
		types_error(t, call->span,
			    "%s([int limit]): limit shouldn't exceed 1024, "
			    "%llu given",
			    func, (unsigned long long)arg->int_.value);
		return false;
	}
	*limit = (u32)arg->int_.value;
	return true;
}

const struct type *type_fn_stack(struct typer *t, struct node *call)
{
	bool user = call->call.row->id == FN_ustack;
	enum stack_mode mode;
	u32 limit;

	if (!call_stack_mode(t, call, user, &mode) ||
	    !call_stack_limit(t, call, &limit))
		return type_error();
	return type_stack(t->ctx->types, user, mode, limit);
}

/* The mode of GROUP that NODE names; MODE_NONE: none. */
static enum mode mode_of(enum mode_group group, const struct node *node)
{
	return node->kind == N_IDENT ? mode_find(group, node->ident.name)
				     : MODE_NONE;
}

static const char *word_of(const struct node *node)
{
	return node->kind == N_IDENT ? node->ident.name
				     : node_kind_name(node->kind);
}

const struct type *type_fn_clock(struct typer *t, struct node *call)
{
	struct node *mode = call->call.args;

	if (!mode)
		return type_int(8, false);
	if (!mode_of(MODE_CLOCK, mode))
		return types_error(t, mode->span, "Invalid timestamp mode: %s",
				   word_of(mode));
	if (t->report && mode_of(MODE_CLOCK, mode) == MODE_CLOCK_tai &&
	    !feature_has(t->ctx->features, FEAT_get_tai_ns))
		return types_error(t, call->span,
				   "Kernel does not support tai timestamp, "
				   "please try sw_tai");
	return type_int(8, false);
}

const struct type *type_fn_pidns(struct typer *t, struct node *call)
{
	struct node *mode = call->call.args;

	if (mode && mode->kind != N_IDENT)
		return types_error(t, mode->span,
				   "%s() only supports curr_ns and init as "
				   "the argument",
				   call->call.name);
	if (mode && !mode_of(MODE_PIDNS, mode))
		return types_error(t, mode->span,
				   "Invalid PID namespace mode: %s (expects: "
				   "curr_ns or init)",
				   word_of(mode));
	return type_int(4, false);
}

const struct type *type_fn_ntop(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args;
	const struct type *type = call_arg_type(t, arg->next ? arg->next : arg);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind != T_INT && type->kind != T_ARRAY &&
	    type->kind != T_STRING)
		return types_error(t, call->span,
				   "ntop() expects an integer or array "
				   "argument, got %s",
				   spell(t, type));
	if (type->kind != T_INT && type->size != 4 && type->size != 16)
		return types_error(t, call->span,
				   "ntop() argument must be 4 or 16 bytes in "
				   "size");
	return type_simple(T_INET);
}

/* Does CALL have as many arguments as its row asks? */
static bool has_right_arity(const struct node *call)
{
	struct signature sig;
	u32 num = node_count(call->call.args);

	function_signature(call->call.row, &sig);
	return num >= sig.min_args && num <= sig.max_args;
}

static const struct type *unknown_call(struct typer *t, struct node *node)
{
	struct diags *diags = &t->ctx->diags;
	const char *name = node->call.name;

	if (t->report)
		names_hint(diags, t->prog,
			   diag_error(diags, node->span,
				      "Unknown function: '%s'", name),
			   name);
	return type_error();
}

const struct type *infer_call(struct typer *t, struct node *node)
{
	const struct function *row = node->call.row;
	bool poisoned = false;

	for (struct node *arg = node->call.args; arg; arg = arg->next) {
		const struct type *type = type_none();

		if (arg->kind == N_IDENT ? arg->ident.is_unknown
					 : arg->kind != N_TYPENAME)
			type = infer(t, arg);
		if (type && type->kind == T_ERROR)
			poisoned = true;
	}
	if (!row)
		return unknown_call(t, node);
	if (node->call.fn)
		return poisoned ? type_error() : infer_fn_call(t, node);
	if (t->fn &&
	    (row->id == FN_kstack || row->id == FN_ustack || row->id == FN_reg))
		return types_error(t, node->span,
				   "Builtin %s not supported outside probe",
				   row->name);
	if (row->flags & FN_LATER)
		return types_error(t, node->span, "%s() is not supported yet",
				   row->name);
	if (poisoned || !has_right_arity(node))
		return type_error();
	if (type_is_query(node))
		types_asked(t, &node->call.args);
	return hooks[row->id](t, node);
}
