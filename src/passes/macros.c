/*
 * What words and calls mean: macros, builtins, C macros, enum constants.
 * Words that are modes of a function (stack modes, clocks) or names of types
 * stay. The macros of the script and of the prelude are expanded.
 */
#include "passes/macros.h"
#include "passes/pass.h"
#include "passes/queries.h"

#include "ast/parse.h"
#include "ast/registry.h"
#include "base/str.h"
#include "btf/btf.h"
#include "btf/cdefs.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Words of the language that have no row of their own yet. */
static const char *const later[] = {
	"elf_info",
	"elf_is_exe",
};

/* Functions whose words are modes; what is wrong with one `check` says. */
static const enum function_id mode_functions[] = {
	FN_kstack, FN_ustack, FN_nsecs, FN_pid, FN_tid,
};

static void resolve_list(struct resolver *state, struct node **slot)
{
	for (; *slot; slot = &(*slot)->next)
		macros_resolve(state, slot);
}

static bool is_later(const char *name)
{
	for (size_t i = 0; i < countof(later); i++)
		if (strcmp(later[i], name) == 0)
			return true;
	return false;
}

/* "sarg3" */
static bool is_sarg(const char *name)
{
	if (!str_starts(name, "sarg") || !name[4])
		return false;
	for (name += 4; *name; name++)
		if (!isdigit((unsigned char)*name))
			return false;
	return true;
}

static struct node *resolve_builtin(struct resolver *state, const char *name,
				    struct span span)
{
	const struct builtin *row;
	struct node *node;
	u32 arg = 0;

	if (str_starts(name, "__builtin_"))
		name += strlen("__builtin_");
	row = builtin_find(name, &arg);
	if (!row)
		return NULL;
	node = node_new(state->prog, N_BUILTIN, span);
	node->builtin.row = row;
	node->builtin.arg = arg;
	return node;
}

static struct node *resolve_enum(struct resolver *state, const char *name,
				 struct span span)
{
	struct ctx *ctx = state->ctx;
	const struct type *type = NULL;
	struct node *node;
	bool found;
	s64 value;

	found = ctx->cdefs && cdefs_enumerator(ctx->cdefs, name, &value, &type);
	if (!found && ctx->env.has_btf && ctx->btf)
		found = kernel_btf_enumerator(ctx->btf, name, &value, &type);
	if (!found)
		return NULL;
	node = node_new(state->prog, N_INT, span);
	node->int_.value = (u64)value;
	node->int_.negative = value < 0 && (!type || type->is_signed);
	node->int_.enum_type = type;
	return node;
}

/* Make every node below *SLOT, and *SLOT, lie at SPAN. */
static bool set_span(struct node **slot, void *arg)
{
	(*slot)->span = *(struct span *)arg;
	return true;
}

/* Parse BODY of the C macro NAME; NULL when it is no expression. */
static struct node *parse_body(struct resolver *state, const char *name,
			       const char *body, struct span span)
{
	struct node_visitor visitor = { .pre = set_span, .arg = &span };
	struct arena *arena = state->ctx->arena;
	struct sources sources;
	struct diags diags;
	struct parse_input input = { .arena = arena, .diags = &diags };
	struct node *node;

	/* Positions in the body mean nothing to the user: private lists. */
	sources_init(&sources, arena);
	diags_init(&diags, arena, &sources);
	input.src = sources_add(&sources, name, body, strlen(body));
	node = parse_expression(&input, state->prog);
	if (!node || diags.nerr)
		return NULL;
	node_walk(&node, &visitor);
	return node;
}

/* "A->B->A": the chain from the outermost macro to NAME. */
static void chain_write(struct strbuf *out, const struct expansion *link)
{
	if (!link)
		return;
	chain_write(out, link->outer);
	strbuf_printf(out, "%s->", link->name);
}

/* Calls of C macros among the nodes visited. */
struct c_calls {
	struct cdefs *defs;
	bool found;
};

static bool find_c_call(struct node **slot, void *arg)
{
	struct c_calls *calls = arg;
	const struct node *node = *slot;

	if (node->kind == N_CALL && cdefs_is_call(calls->defs, node->call.name))
		calls->found = true;
	return true;
}

/*
 * The expression that BODY of the C macro NAME is in the language; what only
 * C can read (0x10UL, 'a', calls of other macros) is at least a number.
 */
static struct node *read_body(struct resolver *state, const char *name,
			      const char *body, struct span span)
{
	struct c_calls calls = { .defs = state->ctx->cdefs };
	struct node_visitor visitor = { .pre = find_c_call, .arg = &calls };
	struct node *node = parse_body(state, name, body, span);
	bool negative;
	u64 value;

	if (node)
		node_walk(&node, &visitor);
	if (node && !calls.found)
		return node;
	if (!cdefs_constant(calls.defs, body, &value, &negative))
		return node;
	node = node_new(state->prog, N_INT, span);
	node->int_.value = value;
	node->int_.negative = negative;
	return node;
}

static bool is_expanded(const struct resolver *state, const char *name)
{
	const struct expansion *link = state->expansion;

	while (link && strcmp(link->name, name) != 0)
		link = link->outer;
	return link != NULL;
}

static void report_recursion(struct resolver *state, const char *name,
			     struct span span)
{
	struct strbuf chain = { 0 };

	chain_write(&chain, state->expansion);
	diag_error(&state->ctx->diags, span, "Macro recursion: %s%s",
		   strbuf_text(&chain), name);
	strbuf_fini(&chain);
}

struct node *macros_poison(struct resolver *state, struct span span)
{
	return node_new(state->prog, N_INT, span);
}

static struct node *resolve_macro(struct resolver *state, const char *name,
				  struct span span)
{
	struct expansion link = { name, state->expansion };
	const char *body;
	struct node *node;

	body = state->ctx->cdefs ? cdefs_macro(state->ctx->cdefs, name) : NULL;
	if (!body)
		return NULL;
	if (is_expanded(state, name)) {
		/* `#define X X` beside `enum { X }`: C leaves the word. */
		node = resolve_enum(state, name, span);
		if (!node)
			report_recursion(state, name, span);
		return node ? node : macros_poison(state, span);
	}
	node = read_body(state, name, body, span);
	if (!node) {
		diag_error(&state->ctx->diags, span,
			   "unable to expand macro as an expression: %s", name);
		return macros_poison(state, span);
	}
	state->expansion = &link;
	macros_resolve(state, &node);
	state->expansion = link.outer;
	return node;
}

/* What NAME means as a value, or NULL. */
static struct node *resolve_word(struct resolver *state, const char *name,
				 struct span span)
{
	struct node *node = resolve_builtin(state, name, span);

	if (!node && strcmp(name, "config") == 0)
		node = query_config(state->ctx, state->prog, span);
	if (!node)
		node = resolve_macro(state, name, span);
	if (!node)
		node = resolve_enum(state, name, span);
	return node;
}

bool macros_is_value(struct resolver *state, const char *name, struct span span)
{
	return resolve_word(state, name, span) != NULL;
}

/* Names that once meant something, or will; false: NAME is none of them. */
static bool report_known(struct resolver *state, const char *name,
			 struct span span)
{
	struct diags *diags = &state->ctx->diags;
	const struct function *row = function_find(name);

	if (is_sarg(name)) {
		struct diag *diag = diag_error(
			diags, span,
			"sarg* is deleted. This was deprecated in v0.21 and "
			"was last available in v0.24.");

		diag_hint(diags, diag,
			  "Use *(reg(\"sp\") + <stack_offset>) instead.");
	} else if (is_later(name) || (row && row->flags & FN_LATER)) {
		diag_error(diags, span, "%s is not supported yet", name);
	} else {
		return false;
	}
	return true;
}

/* A macro of the script or the prelude in the place of *SLOT. */
static enum expand_result resolve_use(struct resolver *state,
				      struct node **slot, const char *name)
{
	if (is_parser_builtin(name))
		return EXPAND_NONE;
	return macros_expand(state, slot);
}

static void resolve_ident(struct resolver *state, struct node **slot)
{
	const char *name = (*slot)->ident.name;
	struct span span = (*slot)->span;
	enum expand_result macro = resolve_use(state, slot, name);
	struct node *node;

	if (macro == EXPAND_DONE)
		return;
	node = resolve_word(state, name, span);
	if (!node && macro == EXPAND_MISS) {
		macros_report_miss(state, *slot);
		node = macros_poison(state, span);
	} else if (!node && report_known(state, name, span)) {
		node = macros_poison(state, span);
	} else if (!node) {
		/* A mistake, unless it is in a branch that is not chosen. */
		(*slot)->ident.is_unknown = true;
		return;
	}
	node_replace(slot, node);
}

/* A word directly in sizeof() or offsetof(): a value, else a type's name. */
static void resolve_query(struct resolver *state, struct node *query)
{
	struct node *arg = query->query.arg, *node;

	if (!arg || arg->kind != N_IDENT) {
		resolve_list(state, &query->query.arg);
		return;
	}
	node = resolve_word(state, arg->ident.name, arg->span);
	if (!node) {
		node = node_new(state->prog, N_TYPENAME, arg->span);
		node->type.base = arg->ident.name;
		node->type.size = -1;
	}
	node_replace(&query->query.arg, node);
}

static bool takes_modes(const struct function *row)
{
	for (size_t i = 0; i < countof(mode_functions); i++)
		if (mode_functions[i] == row->id)
			return true;
	return false;
}

/* Resolve argument *SLOT of a ROW call, a KIND, unless it is a mode. */
static void resolve_arg(struct resolver *state, struct node **slot,
			const struct function *row, enum arg_kind kind)
{
	struct node *arg = *slot, *node;

	if (arg->kind == N_TYPEOF) {
		diag_error(&state->ctx->diags, arg->span,
			   "When used as a call argument, `typeof` builtin "
			   "only valid for macro calls that are expecting a "
			   "type parameter");
		node_replace(slot, macros_poison(state, arg->span));
		return;
	}
	if (arg->kind != N_IDENT) {
		macros_resolve(state, slot);
		return;
	}
	if (kind == ARG_IDENT)
		return;
	if (!takes_modes(row)) {
		resolve_ident(state, slot);
		return;
	}
	if (mode_find(MODE_STACK, arg->ident.name))
		return;
	if (resolve_use(state, slot, arg->ident.name) == EXPAND_DONE)
		return;
	node = resolve_word(state, arg->ident.name, arg->span);
	if (node)
		node_replace(slot, node);
}

static void resolve_args(struct resolver *state, struct node *call)
{
	const struct function *row = call->call.row;
	struct node **slot = &call->call.args;
	struct signature sig;
	u32 idx = 0;

	function_signature(row, &sig);
	for (; *slot; slot = &(*slot)->next, idx++)
		resolve_arg(state, slot, row,
			    idx < sig.nkinds ? sig.kinds[idx] : ARG_ANY);
}

/* A call of a function of the script or of C; false: there is none. */
static bool resolve_fn_call(struct resolver *state, struct node *call)
{
	call->call.fn = program_fn(state->prog, call->call.name);
	if (!call->call.fn)
		return false;
	call->call.row = function_script();
	resolve_args(state, call);
	return true;
}

/* A call of what is no function: a mistake, unless nobody comes here. */
static void resolve_unknown_call(struct resolver *state, struct node **slot)
{
	struct node *call = *slot;
	const char *name = call->call.name;
	struct diags *diags = &state->ctx->diags;
	u32 arg;

	if (builtin_find(name, &arg)) {
		diag_error(diags, call->span,
			   "Call to %s() has the wrong number of arguments. "
			   "Expected: 0 but got %u.",
			   name, node_count(call->call.args));
	} else if (!report_known(state, name, call->span)) {
		resolve_list(state, &call->call.args);
		return;
	}
	node_replace(slot, macros_poison(state, call->span));
}

/* kfunc_exist("name") is known from here on; what is odd `check` reports. */
static void answer_kernel(struct resolver *state, struct node **slot)
{
	const struct node *call = *slot, *arg = call->call.args;
	struct func_proto proto;
	struct node *node;

	if (call->call.row->id != FN_kfunc_exist || !arg || arg->next ||
	    arg->kind != N_STR)
		return;
	node = node_new(state->prog, N_BOOL, call->span);
	node->bool_.value = kernel_btf_func(state->ctx->btf, NULL,
					    arg->str.text, &proto) != -ENOENT;
	node_replace(slot, node);
}

/* The script's own functions hide the language's; C's do not. */
static bool is_hidden(const struct resolver *state, const struct node *call)
{
	return !state->in_prelude && fn_find(state->prog->fns, call->call.name);
}

static void resolve_call(struct resolver *state, struct node **slot)
{
	struct node *call = *slot, *node;
	const struct function *row = call->call.row;
	enum expand_result macro = resolve_use(state, slot, call->call.name);

	if (macro == EXPAND_DONE)
		return;
	if (is_hidden(state, call)) {
		(void)resolve_fn_call(state, call);
		return;
	}
	if (row && row->flags & FN_PRELUDE)
		row = NULL;
	if (!call->call.args) {
		node = resolve_builtin(state, call->call.name, call->span);
		if (node) {
			node_replace(slot, node);
			return;
		}
	}
	if (!row && macro == EXPAND_MISS) {
		macros_report_miss(state, call);
		node_replace(slot, macros_poison(state, call->span));
	} else if (!row) {
		if (!resolve_fn_call(state, call))
			resolve_unknown_call(state, slot);
	} else if (row->flags & FN_LATER) {
		diag_error(&state->ctx->diags, call->span,
			   "%s() is not supported yet", row->name);
		node_replace(slot, macros_poison(state, call->span));
	} else {
		resolve_args(state, call);
		answer_kernel(state, slot);
	}
}

/* What a macro without a value became is a statement. */
static void resolve_statement(struct resolver *state, struct node **slot)
{
	struct node *value;

	resolve_list(state, &(*slot)->expr.value);
	value = (*slot)->expr.value;
	if (value->kind != N_IF &&
	    (value->kind != N_BLOCK || value->block.value))
		return;
	node_make_statement(state->prog, value);
	node_replace(slot, value);
}

void macros_resolve(struct resolver *state, struct node **slot)
{
	struct node *node = *slot;
	struct node **slots[3];
	u32 num;

	if (node->settled)
		return;
	if (node->kind == N_EXPR) {
		resolve_statement(state, slot);
	} else if (node->kind == N_IDENT) {
		resolve_ident(state, slot);
	} else if (node->kind == N_CALL) {
		resolve_call(state, slot);
	} else if (node->kind == N_SIZEOF || node->kind == N_OFFSETOF ||
		   node->kind == N_TYPEOF || node->kind == N_TYPEINFO) {
		resolve_query(state, node);
	} else {
		num = node_slots(node, slots);
		for (u32 i = 0; i < num; i++)
			resolve_list(state, slots[i]);
	}
}

static void read_preamble(struct ctx *ctx, const struct program *prog)
{
	const struct preamble *text = &prog->preamble;
	const struct header_search search = {
		.dirs = ctx->env.include_dirs,
		.ndirs = ctx->env.ninclude_dirs,
		.files = ctx->env.includes,
		.nfiles = ctx->env.nincludes,
	};

	if (!text->len && !search.nfiles && !prog->imported.len)
		return;
	if (!ctx->cdefs)
		ctx->cdefs = cdefs_new(ctx->arena, ctx->types);
	if (ctx->env.has_btf)
		cdefs_use_btf(ctx->cdefs, ctx->btf);
	cdefs_search(ctx->cdefs, &search);
	vec_for (i, &prog->imported)
		cdefs_announce(ctx->cdefs, prog->imported.items[i].pos,
			       prog->imported.items[i].text,
			       prog->imported.items[i].len);
	if (text->len)
		cdefs_announce(ctx->cdefs, text->pos, text->text, text->len);
	vec_for (i, &prog->imported) {
		const struct preamble *more = &prog->imported.items[i];

		cdefs_parse(ctx->cdefs, &ctx->diags, more->pos, more->text,
			    more->len, ctx->env.has_btf);
	}
	cdefs_parse(ctx->cdefs, &ctx->diags, text->pos,
		    text->len ? text->text : "", text->len, ctx->env.has_btf);
}

/*
 * requires: a parsed program without POSPARAM nodes.
 * provides: ctx->cdefs is read; every word is a BUILTIN, a literal or an
 *	     expression; IDENT is left only for modes in calls and for what
 *	     is unknown; every CALL of a function has its row.
 * breaks:   nothing.
 */
void pass_macros(struct ctx *ctx, struct program *prog)
{
	struct resolver state = { .ctx = ctx, .prog = prog };
	u32 nerr = ctx->diags.nerr;

	read_preamble(ctx, prog);
	if (ctx->diags.nerr != nerr)
		return; /* what follows from a missing definition is no news */
	macros_collect(&state);
	resolve_list(&state, &prog->fns);
	resolve_list(&state, &prog->probes);
	for (struct node *def = prog->macros; def; def = def->next)
		vec_push(ctx->arena, &prog->macro_names, def->macro.name);
	prog->macros = NULL;
}
