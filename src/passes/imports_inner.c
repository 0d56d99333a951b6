/*
 * Imports in blocks. They are meant for libraries: what the body of a macro
 * imports is read once the macro is used. For the rest it is as if they stood
 * at the top of their file, and macros that they bring may be used anywhere.
 */
#include "passes/imports.h"

#include "base/diag.h"
#include "base/str.h"

#include <ctype.h>
#include <string.h>

/* The walk through code that may run. */
struct search {
	struct importer *state;
	struct hash words;         /* that may name macros */
	VEC(struct node *) code;   /* FN, PROBE, MACRO */
	VEC(struct node *) macros; /* nobody has mentioned yet */
	u32 done;                  /* of CODE */
	u32 nscripts;              /* of the importer's, taken so far */
};

static const char feature[] = "unstable_import_statement";

/* Is the statement at AT allowed? Warnings are for the first one only. */
static void check_allowed(struct importer *state, struct span at, bool first)
{
	struct diags *diags = &state->ctx->diags;
	struct diag *diag;

	switch (state->ctx->config.unstable_import_statement) {
	case UNSTABLE_ERROR:
		diag = diag_error(diags, at,
				  "Import statements that are not at the top "
				  "level are primarily for the standard "
				  "library. Move it to the top of the script.");
		diag_hint(diags, diag,
			  "Set the config flag to enable this unstable "
			  "feature. %s=enable",
			  feature);
		break;
	case UNSTABLE_WARN:
		if (first)
			diag_warn(diags, at,
				  "Script is using an unstable feature: import "
				  "statements. To prevent this warning you "
				  "must explicitly enable the unstable feature "
				  "in the config e.g. %s=enable",
				  feature);
		break;
	case UNSTABLE_ENABLE:
		break;
	}
}

struct gate {
	struct importer *state;
	u32 num;
};

static bool see_import(struct node **slot, void *arg)
{
	struct gate *gate = arg;

	if ((*slot)->kind == N_IMPORT)
		check_allowed(gate->state, (*slot)->span, gate->num++ == 0);
	return true;
}

/* All that the script and its imports define so far may be told. */
static void check_gate(struct importer *state, u32 from, struct gate *gate)
{
	struct node_visitor visitor = { .pre = see_import, .arg = gate };
	struct node **slots[3];

	for (u32 i = from; i < state->scripts.len; i++) {
		const struct imported *script = &state->scripts.items[i];

		vec_for (j, &script->macros)
			node_walk(&script->macros.items[j]->macro.body,
				  &visitor);
		vec_for (j, &script->code) {
			u32 num = node_slots(script->code.items[j], slots);

			for (u32 k = 0; k < num; k++)
				node_walk(slots[k], &visitor);
		}
	}
}

static void mention(struct search *search, const char *word)
{
	hash_set(&search->words, word, search);
}

static bool see_code(struct node **slot, void *arg)
{
	struct search *search = arg;
	struct program *prog = search->state->prog;
	struct node *node = *slot;

	if (node->kind == N_IDENT) {
		mention(search, node->ident.name);
	} else if (node->kind == N_CALL) {
		mention(search, node->call.name);
	} else if (node->kind == N_IMPORT) {
		import_inner(search->state, node);
		node_replace(slot, node_new(prog, N_BLOCK, node->span));
		(*slot)->block.bare = true;
	}
	return true;
}

static void walk_code(struct search *search, struct node *node)
{
	struct node_visitor visitor = { .pre = see_code, .arg = search };
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++)
		node_walk(slots[i], &visitor);
}

static bool in_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

/* Does the text C mention NAME, or bring what nobody sees? */
static bool c_mentions(const struct preamble *c, const char *name)
{
	size_t len = strlen(name);
	const char *at = c->text;

	if (!c->len)
		return false;
	if (strstr(c->text, "#include"))
		return true;
	for (; (at = strstr(at, name)); at += len)
		if (!in_word(at[len]) && (at == c->text || !in_word(at[-1])))
			return true;
	return false;
}

/* C macros may use macros. */
static bool is_in_c(const struct importer *state, const char *name)
{
	const struct program *prog = state->prog;

	if (state->ctx->env.nincludes || c_mentions(&prog->preamble, name))
		return true;
	vec_for (i, &prog->imported)
		if (c_mentions(&prog->imported.items[i], name))
			return true;
	vec_for (i, &state->preambles)
		if (c_mentions(&state->preambles.items[i], name))
			return true;
	return false;
}

/* Definitions of scripts that were read since the last time. */
static void take_scripts(struct search *search)
{
	struct arena *arena = search->state->ctx->arena;

	for (; search->nscripts < search->state->scripts.len;
	     search->nscripts++) {
		const struct imported *script =
			&search->state->scripts.items[search->nscripts];

		vec_for (i, &script->macros)
			vec_push(arena, &search->macros,
				 script->macros.items[i]);
		vec_for (i, &script->code)
			vec_push(arena, &search->code, script->code.items[i]);
	}
}

/* Macros that were mentioned are code. */
static void take_macros(struct search *search)
{
	struct arena *arena = search->state->ctx->arena;
	u32 left = 0;

	vec_for (i, &search->macros) {
		struct node *def = search->macros.items[i];

		if (hash_find(&search->words, def->macro.name) ||
		    is_in_c(search->state, def->macro.name))
			vec_push(arena, &search->code, def);
		else
			search->macros.items[left++] = def;
	}
	search->macros.len = left;
}

void imports_inner(struct importer *state)
{
	struct search search = { .state = state };
	struct gate gate = { .state = state };

	hash_init(&search.words, state->ctx->arena);
	do {
		check_gate(state, search.nscripts, &gate);
		take_scripts(&search);
		if (state->ctx->diags.nerr)
			return;
		while (search.code.len) {
			search.code.len--;
			walk_code(&search, search.code.items[search.code.len]);
		}
		take_macros(&search);
	} while (search.code.len || search.nscripts < state->scripts.len);
}
