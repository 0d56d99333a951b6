/*
 * Expansion of macros: find the definition that fits a use, copy its body,
 * put the arguments where the parameters stand. Variables of the body get a
 * scope of their own, its places lie in an expansion (base/source.h), so
 * that messages name the use as well.
 */
#include "passes/macros.h"

#include "base/diag.h"
#include "base/str.h"

#include <string.h>

/* What keeps a script of few lines from growing without end. */
enum {
	MAX_EXPANSIONS = 50000,
	MAX_NODES = 2000000,
	MAX_DEPTH = 200,
};

/* What a definition is matched against: name, arguments, place. */
struct use {
	const char *name;
	struct node *args;
	struct span span;
};

static struct use use_of(const struct node *node)
{
	if (node->kind == N_IDENT)
		return (struct use){ node->ident.name, NULL, node->span };
	return (struct use){ node->call.name, node->call.args, node->span };
}

/* Can ARG be what PARAM stands for? */
static bool fits(const struct node *param, const struct node *arg)
{
	if (param->kind == N_VAR)
		return arg->kind == N_VAR;
	if (param->kind == N_MAP)
		return arg->kind == N_MAP && !arg->map.key;
	return true;
}

/* How well DEF suits ARGS; -1: not at all. */
static int score(const struct node *def, const struct node *args)
{
	const struct node *param = def->macro.params;
	int points = 0;

	for (; param && args; param = param->next, args = args->next) {
		if (!fits(param, args))
			return -1;
		points += param->kind != N_IDENT;
	}
	return param || args ? -1 : points;
}

static struct node *best_match(const struct overloads *all,
			       const struct node *args)
{
	struct node *best = NULL;
	int most = -1;

	vec_for (i, &all->defs) {
		int points = score(all->defs.items[i], args);

		if (points > most) {
			most = points;
			best = all->defs.items[i];
		}
	}
	return best;
}

static const char *kind_word(const struct node *node)
{
	if (node->kind == N_VAR)
		return "a variable";
	if (node->kind == N_MAP && !node->map.key)
		return "a map";
	return "an expression";
}

static const char *count_text(struct resolver *state, const struct node *def,
			      const struct use *use)
{
	return arena_printf(state->ctx->arena,
			    "Call to %s() has the wrong number of arguments. "
			    "Expected: %u but got %u.",
			    use->name, node_count(def->macro.params),
			    node_count(use->args));
}

/* Why DEF does not fit, as a hint. */
static void hint_mismatch(struct resolver *state, struct diag *diag,
			  const struct node *def, const struct use *use)
{
	struct diags *diags = &state->ctx->diags;
	const struct node *param = def->macro.params, *arg = use->args;

	if (node_count(param) != node_count(arg)) {
		diag_hint(diags, diag, "%s", count_text(state, def, use));
		return;
	}
	for (; param; param = param->next, arg = arg->next) {
		if (fits(param, arg))
			continue;
		diag_hint(diags, diag,
			  "Mismatched arg. %s() expects %s for arg %s but got "
			  "%s.",
			  use->name, kind_word(param),
			  param->kind == N_VAR ? param->var.name
					       : param->map.name,
			  kind_word(arg));
	}
}

/* Definitions with the right number of arguments are closer. */
static bool has_arity(const struct overloads *all, u32 num)
{
	vec_for (i, &all->defs)
		if (node_count(all->defs.items[i]->macro.params) == num)
			return true;
	return false;
}

void macros_report_miss(struct resolver *state, const struct node *node)
{
	struct use use = use_of(node);
	u32 num = node_count(use.args);
	struct overloads all;
	struct diag *diag;
	bool close;

	(void)macros_find(state, use.name, &all);
	close = has_arity(&all, num);
	if (all.defs.len == 1 && !close) {
		diag_error(&state->ctx->diags, use.span, "%s",
			   count_text(state, all.defs.items[0], &use));
		return;
	}
	diag = diag_error(&state->ctx->diags, use.span,
			  "Call to %s() has arguments that do not match any "
			  "definition.",
			  use.name);
	vec_for (i, &all.defs) {
		const struct node *def = all.defs.items[i];

		if (!close || node_count(def->macro.params) == num)
			hint_mismatch(state, diag, def, &use);
	}
}

/* The word that a chain of members starts with, or NULL. */
static const struct node *root_word(const struct node *node)
{
	while (node->kind == N_FIELD)
		node = node->field.base;
	return node->kind == N_IDENT ? node : NULL;
}

/*
 * The argument at *SLOT is resolved where the use stands. A bare word stays
 * when it is no macro: it may be a member, a type or a mode to the body, and
 * means the same there.
 */
static void settle_arg(struct resolver *state, struct node **slot)
{
	const struct node *root = root_word(*slot);

	if ((*slot)->settled)
		return;
	if (root == *slot) {
		if (macros_expand(state, slot) == EXPAND_DONE)
			(*slot)->settled = true;
		return;
	}
	if (root && !macros_is_value(state, root->ident.name, root->span))
		return;
	if ((*slot)->kind == N_TYPENAME)
		return;
	macros_resolve(state, slot);
	(*slot)->settled = true;
}

struct copier {
	struct resolver *state;
	const struct node *params;
	const struct node *args;
	u32 scope;
	u32 shift; /* from places of the definition to the expansion's */
};

static void substitute(struct copier *copy, struct node **slot);

static void substitute_list(struct copier *copy, struct node **slot)
{
	for (; *slot; slot = &(*slot)->next)
		substitute(copy, slot);
}

/* The argument for parameter NAME of a KIND, or NULL. */
static const struct node *argument(const struct copier *copy,
				   enum node_kind kind, const char *name)
{
	const struct node *arg = copy->args;

	for (const struct node *param = copy->params; param;
	     param = param->next, arg = arg->next) {
		const char *other = kind == N_VAR   ? param->var.name
				    : kind == N_MAP ? param->map.name
						    : param->ident.name;

		if (param->kind == kind && strcmp(other, name) == 0)
			return arg;
	}
	return NULL;
}

static void substitute_var(struct copier *copy, struct node *node)
{
	const struct node *arg = argument(copy, N_VAR, node->var.name);

	node->var.scope = arg ? arg->var.scope : copy->scope;
	if (arg)
		node->var.name = arg->var.name;
}

static void substitute_map(struct copier *copy, struct node *node)
{
	const struct node *arg = argument(copy, N_MAP, node->map.name);

	if (arg)
		node->map.name = arg->map.name;
	else
		diag_error(&copy->state->ctx->diags, node->span,
			   "Unhygienic access to map: %s. Maps must be passed "
			   "into the macro as arguments.",
			   node->map.name);
	substitute_list(copy, &node->map.key);
}

static void add_suffixes(struct copier *copy, struct node *to,
			 const struct node *from)
{
	vec_for (i, &from->type.suffixes)
		vec_push(copy->state->ctx->arena, &to->type.suffixes,
			 from->type.suffixes.items[i]);
}

/* The type that ARG, given for a type parameter, spells; NULL: it doesn't. */
static struct node *argument_type(struct copier *copy, const struct node *arg,
				  struct span span)
{
	struct program *prog = copy->state->prog;
	struct node *type;

	if (arg->kind == N_TYPEOF && arg->query.arg->kind == N_TYPENAME)
		arg = arg->query.arg;
	if (arg->kind == N_TYPENAME) {
		type = node_clone(prog, arg);
		type->span = span;
		return type;
	}
	if (arg->kind != N_TYPEOF && arg->kind != N_IDENT)
		return NULL;
	if (arg->kind == N_IDENT &&
	    macros_is_value(copy->state, arg->ident.name, arg->span))
		return NULL;
	type = node_new(prog, N_TYPENAME, span);
	type->type.size = -1;
	if (arg->kind == N_IDENT)
		type->type.base = arg->ident.name;
	else
		type->type.of = node_clone(prog, arg->query.arg);
	return type;
}

/* A type name that may be a parameter; VALUE: an expression will do, too. */
static void substitute_type(struct copier *copy, struct node **slot, bool value)
{
	struct node *node = *slot, *type;
	const struct node *arg;

	if (!node)
		return;
	if (node->kind != N_TYPENAME || node->type.of) {
		substitute(copy, slot);
		return;
	}
	arg = argument(copy, N_IDENT, node->type.base);
	node->span.pos += copy->shift;
	if (!arg)
		return;
	type = argument_type(copy, arg, node->span);
	if (type) {
		add_suffixes(copy, type, node);
		node_replace(slot, type);
	} else if (value && !node->type.suffixes.len) {
		node_replace(slot, node_clone(copy->state->prog, arg));
	}
}

/* "a.b" of a member given as argument. */
static void member_path(struct strbuf *out, const struct node *arg)
{
	if (arg->kind == N_IDENT) {
		strbuf_add(out, arg->ident.name);
		return;
	}
	member_path(out, arg->field.base);
	strbuf_printf(out, ".%s", arg->field.name);
}

/* The first member of an offsetof path may be a parameter. */
static void substitute_path(struct copier *copy, struct node *node)
{
	struct arena *arena = copy->state->ctx->arena;
	const char *path = node->query.path;
	size_t len = strcspn(path, ".");
	const struct node *arg =
		argument(copy, N_IDENT, arena_strndup(arena, path, len));
	struct strbuf text = { 0 };

	if (!arg || !root_word(arg))
		return;
	member_path(&text, arg);
	strbuf_add(&text, path + len);
	node->query.path = arena_strdup(arena, strbuf_text(&text));
	strbuf_fini(&text);
}

static void substitute_ident(struct copier *copy, struct node **slot)
{
	struct resolver *state = copy->state;
	const struct node *arg = argument(copy, N_IDENT, (*slot)->ident.name);

	if (arg)
		node_replace(slot, node_clone(state->prog, arg));
}

static void substitute_children(struct copier *copy, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++)
		substitute_list(copy, slots[i]);
}

/* Parameters in *SLOT, fresh from the definition, become arguments. */
static void substitute(struct copier *copy, struct node **slot)
{
	struct node *node = *slot;

	if (node->kind == N_TYPENAME && !node->type.of) {
		substitute_type(copy, slot, false);
		return;
	}
	node->span.pos += copy->shift;
	if (node->kind == N_VAR) {
		substitute_var(copy, node);
	} else if (node->kind == N_MAP) {
		substitute_map(copy, node);
	} else if (node->kind == N_IDENT) {
		substitute_ident(copy, slot);
	} else if (node->kind == N_SIZEOF || node->kind == N_OFFSETOF ||
		   node->kind == N_TYPEOF || node->kind == N_TYPEINFO) {
		if (node->kind == N_OFFSETOF)
			substitute_path(copy, node);
		substitute_type(copy, &node->query.arg, true);
	} else {
		substitute_children(copy, node);
	}
}

static void write_chain(struct strbuf *out, const struct macro_chain *link)
{
	if (!link)
		return;
	write_chain(out, link->outer);
	strbuf_printf(out, "%s > ", link->def->macro.name);
}

static bool is_recursive(struct resolver *state, const struct node *def,
			 struct span span)
{
	const struct macro_chain *link = state->chain;
	struct strbuf text = { 0 };

	while (link && link->def != def)
		link = link->outer;
	if (!link)
		return false;
	write_chain(&text, state->chain);
	diag_error(&state->ctx->diags, span,
		   "Recursive macro call detected. Call chain: %s%s",
		   strbuf_text(&text), def->macro.name);
	strbuf_fini(&text);
	return true;
}

static bool is_too_deep(struct resolver *state, struct span span)
{
	u32 depth = 0;

	for (const struct macro_chain *link = state->chain; link;
	     link = link->outer)
		depth++;
	if (depth < MAX_DEPTH)
		return false;
	diag_error(&state->ctx->diags, span, "Macro calls nested too deep.");
	return true;
}

static bool is_prelude(const struct resolver *state, const struct node *def)
{
	const struct overloads *own = hash_find(&state->own, def->macro.name);

	for (u32 i = 0; own && i < own->defs.len; i++)
		if (own->defs.items[i] == def)
			return true;
	return false;
}

/* The body of DEF with ARGS, at places of its own; NULL after an error. */
static struct node *copy_body(struct resolver *state, const struct node *def,
			      const struct use *use)
{
	struct copier copy = {
		.state = state,
		.params = def->macro.params,
		.args = use->args,
		.scope = ++state->nexpansions,
	};
	u32 base = 0;
	struct node *body;

	if (copy.scope <= MAX_EXPANSIONS && state->prog->nnodes < MAX_NODES)
		base = sources_expand(&state->ctx->sources, def->span,
				      use->span);
	if (!base) {
		if (!state->is_full)
			diag_error(&state->ctx->diags, use->span,
				   "Too many macro calls.");
		state->is_full = true;
		return NULL;
	}
	copy.shift = base - def->span.pos;
	body = node_clone(state->prog, def->macro.body);
	substitute(&copy, &body);
	return body;
}

/* A block of nothing but a value is that value. */
static struct node *unwrap(struct node *body)
{
	return !body->block.stmts && body->block.value ? body->block.value
						       : body;
}

static struct node *expand(struct resolver *state, const struct node *def,
			   const struct use *use)
{
	struct macro_chain link = { def, state->chain };
	bool in_prelude = state->in_prelude;
	struct node *body;

	if (is_recursive(state, def, use->span) ||
	    is_too_deep(state, use->span))
		return NULL;
	body = copy_body(state, def, use);
	if (!body)
		return NULL;
	state->chain = &link;
	state->in_prelude = is_prelude(state, def);
	macros_resolve(state, &body);
	state->in_prelude = in_prelude;
	state->chain = link.outer;
	return unwrap(body);
}

enum expand_result macros_expand(struct resolver *state, struct node **slot)
{
	struct use use = use_of(*slot);
	struct overloads all;
	struct node *def, *body;

	if (!macros_find(state, use.name, &all))
		return EXPAND_NONE;
	def = best_match(&all, use.args);
	if (!def)
		return EXPAND_MISS;
	if ((*slot)->kind == N_CALL) {
		struct node **arg = &(*slot)->call.args;

		for (; *arg; arg = &(*arg)->next)
			settle_arg(state, arg);
		use.args = (*slot)->call.args;
		/* What the arguments turned into may fit something else. */
		def = best_match(&all, use.args);
		if (!def)
			return EXPAND_MISS;
	}
	body = expand(state, def, &use);
	if (!body)
		body = macros_poison(state, use.span);
	node_replace(slot, body);
	return EXPAND_DONE;
}
