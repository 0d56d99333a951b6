/*
 * Positional parameters become literals: an integer where the text is one,
 * a string otherwise. Inside str() the text counts as it is.
 */
#include "passes/pass.h"

#include "base/str.h"

#include <string.h>

struct params {
	struct ctx *ctx;
	struct program *prog;
	bool raw; /* inside the first argument of str() */
};

static const char *param_text(struct params *state, const struct node *node)
{
	const struct environment *env = &state->ctx->env;
	u64 num = node->posparam.num;

	if (num >= 1 && num <= env->nparams && env->params[num - 1][0])
		return env->params[num - 1];
	diag_warn(&state->ctx->diags, node->span,
		  "Positional parameter $%llu is empty or not provided. ",
		  (unsigned long long)num);
	return NULL;
}

static struct node *param_string(struct params *state, struct span span,
				 const char *text)
{
	struct node *node = node_new(state->prog, N_STR, span);

	node->str.text = arena_strdup(state->ctx->arena, text);
	node->str.len = (u32)strlen(text);
	return node;
}

/* Is TEXT an integer that the language can hold? */
static bool param_number(struct params *state, const char *text, u64 *value,
			 bool *negative)
{
	if (str_parse_int(state->ctx->arena, text, strlen(text), value,
			  negative))
		return false;
	return !*negative || *value <= (u64)1 << 63;
}

static struct node *param_literal(struct params *state,
				  const struct node *param)
{
	const char *text = param_text(state, param);
	bool negative = false;
	struct node *node;
	u64 value = 0;

	if (state->raw)
		return param_string(state, param->span, text ? text : "");
	if (text && !param_number(state, text, &value, &negative))
		return param_string(state, param->span, text);
	node = node_new(state->prog, N_INT, param->span);
	node->int_.value = negative ? 0 - value : value;
	node->int_.negative = negative && value;
	return node;
}

static void params_node(struct params *state, struct node **slot);

static void params_list(struct params *state, struct node **slot)
{
	for (; *slot; slot = &(*slot)->next)
		params_node(state, slot);
}

/* The first argument of str() takes texts, the others numbers. */
static void params_str(struct params *state, struct node *call)
{
	struct node **slot = &call->call.args;
	bool raw = state->raw;

	if (!*slot)
		return;
	state->raw = true;
	params_node(state, slot);
	state->raw = false;
	params_list(state, &(*slot)->next);
	state->raw = raw;
}

static void params_children(struct params *state, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);
	bool raw = state->raw;

	/* Only `$1` and `$1 + 2` are texts, not what a call makes of them. */
	state->raw = raw && node->kind == N_BINARY && node->binary.op == OP_ADD;
	for (u32 i = 0; i < num; i++)
		params_list(state, slots[i]);
	state->raw = raw;
}

static void params_node(struct params *state, struct node **slot)
{
	struct node *node = *slot, *count;

	if (node->kind == N_POSPARAM) {
		node_replace(slot, param_literal(state, node));
	} else if (node->kind == N_NPARAMS) {
		count = node_new(state->prog, N_INT, node->span);
		count->int_.value = state->ctx->env.nparams;
		node_replace(slot, count);
	} else if (node->kind == N_CALL &&
		   strcmp(node->call.name, "str") == 0) {
		params_str(state, node);
	} else {
		params_children(state, node);
	}
}

/*
 * requires: a parsed program; ctx->env.params.
 * provides: no POSPARAM and NPARAMS nodes.
 * breaks:   nothing.
 */
void pass_params(struct ctx *ctx, struct program *prog)
{
	struct params state = { .ctx = ctx, .prog = prog };

	params_list(&state, &prog->macros);
	params_list(&state, &prog->fns);
	params_list(&state, &prog->probes);
}
