/*
 * Definitions of macros: those of the script and, once one of its names is
 * used, those of the prelude. What is wrong with a definition is said here,
 * whether it is used or not.
 */
#include "passes/macros.h"

#include "ast/parse.h"
#include "ast/prelude.h"
#include "base/diag.h"

#include <string.h>

static const char *param_name(const struct node *param)
{
	if (param->kind == N_VAR)
		return param->var.name;
	return param->kind == N_MAP ? param->map.name : param->ident.name;
}

static bool same_signature(const struct node *a, const struct node *b)
{
	const struct node *pa = a->macro.params, *pb = b->macro.params;

	while (pa && pb && pa->kind == pb->kind) {
		pa = pa->next;
		pb = pb->next;
	}
	return !pa && !pb;
}

static void check_params(struct diags *diags, const struct node *def)
{
	const struct node *first = def->macro.params;

	for (const struct node *a = first; a; a = a->next) {
		const struct node *b = first;

		while (b != a && strcmp(param_name(a), param_name(b)) != 0)
			b = b->next;
		if (b == a)
			continue;
		diag_error(diags, a->span,
			   "%s for macro argument has already been used: %s",
			   a->kind == N_VAR   ? "Variable"
			   : a->kind == N_MAP ? "Map"
					      : "Name",
			   param_name(a));
	}
}

/* Where in a definition the walk is. */
struct def_walk {
	struct diags *diags;
	const struct node *def;
	u32 loops;
};

static void check_let(struct def_walk *walk, const struct node *let)
{
	const struct node *var = let->let.var;

	for (const struct node *param = walk->def->macro.params; param;
	     param = param->next) {
		if (param->kind == N_VAR &&
		    strcmp(param->var.name, var->var.name) == 0)
			diag_error(walk->diags, var->span,
				   "Variable declaration shadows macro arg %s",
				   var->var.name);
	}
}

static void refuse_jump(struct def_walk *walk, const struct node *node)
{
	diag_error(walk->diags, node->span,
		   "'%s' statement is not allowed in a macro",
		   node_kind_name(node->kind));
}

static bool enter_node(struct node **slot, void *arg)
{
	struct def_walk *walk = arg;
	struct node *node = *slot;

	if (node->kind == N_LET)
		check_let(walk, node);
	else if (node->kind == N_RETURN)
		refuse_jump(walk, node);
	else if ((node->kind == N_BREAK || node->kind == N_CONTINUE) &&
		 !walk->loops)
		refuse_jump(walk, node);
	else if (node->kind == N_WHILE || node->kind == N_FOR ||
		 node->kind == N_UNROLL)
		walk->loops++;
	return true;
}

static void leave_node(struct node **slot, void *arg)
{
	struct def_walk *walk = arg;
	enum node_kind kind = (*slot)->kind;

	if (kind == N_WHILE || kind == N_FOR || kind == N_UNROLL)
		walk->loops--;
}

static void check_body(struct diags *diags, struct node *def)
{
	struct def_walk walk = { .diags = diags, .def = def };
	struct node_visitor visitor = { .pre = enter_node,
					.post = leave_node,
					.arg = &walk };

	node_walk(&def->macro.body, &visitor);
}

/* Put DEF into TABLE; false when there is one like it already. */
static bool add_def(struct resolver *state, struct hash *table,
		    struct node *def)
{
	struct diags *diags = &state->ctx->diags;
	struct overloads *all = hash_find(table, def->macro.name);

	if (!all) {
		all = ARENA_OBJ(state->ctx->arena, struct overloads);
		hash_set(table, def->macro.name, all);
	}
	vec_for (i, &all->defs) {
		struct diag *diag;

		if (!same_signature(all->defs.items[i], def))
			continue;
		diag = diag_error(diags, def->span, "Redefinition of macro: %s",
				  def->macro.name);
		diag_context(diags, diag, all->defs.items[i]->span,
			     "This is the original definition.");
		return false;
	}
	vec_push(state->ctx->arena, &all->defs, def);
	return true;
}

void macros_collect(struct resolver *state)
{
	struct diags *diags = &state->ctx->diags;
	struct node *next;

	hash_init(&state->user, state->ctx->arena);
	hash_init(&state->own, state->ctx->arena);
	for (struct node *def = state->prog->macros; def; def = next) {
		next = def->next;
		check_params(diags, def);
		check_body(diags, def);
		(void)add_def(state, &state->user, def);
	}
}

static void read_prelude(struct resolver *state)
{
	struct ctx *ctx = state->ctx;
	struct parse_input input = {
		.arena = ctx->arena,
		.diags = &ctx->diags,
		.src = sources_add(&ctx->sources, "stdlib/prelude.bt",
				   prelude_text, strlen(prelude_text)),
	};
	struct program *prog = parse_program(&input);

	state->has_prelude = true;
	for (struct node *def = prog->macros; def; def = def->next)
		(void)add_def(state, &state->own, def);
}

/* Does the prelude define NAME? Asked for each word: without parsing. */
static bool in_prelude(const char *name)
{
	size_t len = strlen(name);
	const char *at = prelude_text;

	while ((at = strstr(at, "\nmacro "))) {
		at += strlen("\nmacro ");
		if (strncmp(at, name, len) == 0 && at[len] == '(')
			return true;
	}
	return false;
}

static bool is_hidden(const struct overloads *user, const struct node *def)
{
	vec_for (i, &user->defs)
		if (same_signature(user->defs.items[i], def))
			return true;
	return false;
}

bool macros_find(struct resolver *state, const char *name,
		 struct overloads *out)
{
	const struct overloads *found;
	struct overloads user = { 0 };

	*out = (struct overloads){ 0 };
	found = state->in_prelude ? NULL : hash_find(&state->user, name);
	if (found) {
		user = *found;
		vec_for (i, &user.defs)
			vec_push(state->ctx->arena, &out->defs,
				 user.defs.items[i]);
	}
	if (!in_prelude(name))
		return out->defs.len > 0;
	if (!state->has_prelude)
		read_prelude(state);
	found = hash_find(&state->own, name);
	for (u32 i = 0; found && i < found->defs.len; i++)
		if (!is_hidden(&user, found->defs.items[i]))
			vec_push(state->ctx->arena, &out->defs,
				 found->defs.items[i]);
	return out->defs.len > 0;
}
