/*
 * Program options: getopt() becomes a literal, its default or what stands
 * behind `--` on the command line. All calls of one name must agree.
 */
#include "passes/pass.h"

#include "ast/registry.h"
#include "base/str.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

/* One option: what its first getopt() says. */
struct option {
	const char *name;
	const char *doc;          /* or NULL */
	const struct node *value; /* literal: the default */
};

struct options_pass {
	struct ctx *ctx;
	struct program *prog;
	VEC(struct option) all;
	struct node *no; /* the default of getopt("name") */
};

static struct diags *diags(const struct options_pass *state)
{
	return &state->ctx->diags;
}

/* The text of a literal in messages. */
static const char *literal_text(const struct options_pass *state,
				const struct node *node)
{
	if (node->kind == N_BOOL)
		return node->bool_.value ? "true" : "false";
	if (node->kind == N_STR)
		return node->str.text;
	if (node->int_.negative)
		return arena_printf(state->ctx->arena, "%" PRId64,
				    (s64)node->int_.value);
	return arena_printf(state->ctx->arena, "%" PRIu64, node->int_.value);
}

/* Are the arguments of CALL as they must be? *VALUE gets the default. */
static bool check_call(struct options_pass *state, const struct node *call,
		       const struct node **value)
{
	struct node *name = call->call.args;
	u32 num = node_count(name);

	*value = state->no;
	if (num < 1 || num > 3) {
		diag_error(diags(state), call->span,
			   "The 'getopt' function can take a maximum of three "
			   "arguments and a minimum of one argument.");
		return false;
	}
	if (name->kind != N_STR) {
		diag_error(diags(state), name->span,
			   "First argument to 'getopt' must be a string "
			   "literal.");
		return false;
	}
	if (num == 1)
		return true;
	*value = name->next;
	if ((*value)->kind != N_STR && (*value)->kind != N_INT &&
	    (*value)->kind != N_BOOL) {
		diag_error(diags(state), name->next->span,
			   "Second argument to 'getopt' must be a string "
			   "literal, integer literal, or a boolean literal.");
		return false;
	}
	if (num == 3 && name->next->next->kind != N_STR) {
		diag_error(diags(state), name->next->next->span,
			   "Third argument to 'getopt' must be a string "
			   "literal.");
		return false;
	}
	return true;
}

/* Note option OPT; false when it contradicts another getopt(). */
static bool note_option(struct options_pass *state, const struct node *call,
			struct option opt)
{
	vec_for (i, &state->all) {
		struct option *old = &state->all.items[i];

		if (strcmp(old->name, opt.name) != 0)
			continue;
		if (!node_equal(old->value, opt.value)) {
			diag_error(diags(state), call->span,
				   "Command line option '%s' needs to have "
				   "the same default value in all places it "
				   "is used. Previous default value: %s",
				   opt.name, literal_text(state, old->value));
			return false;
		}
		if (old->doc && opt.doc && strcmp(old->doc, opt.doc) != 0) {
			diag_error(diags(state), call->span,
				   "Command line option '%s' needs to have "
				   "the same description in all places it is "
				   "used. Previous description: %s",
				   opt.name, old->doc);
			return false;
		}
		if (!old->doc)
			old->doc = opt.doc;
		return true;
	}
	vec_push(state->ctx->arena, &state->all, opt);
	return true;
}

/* The argument "NAME" or "NAME=VALUE" (without its --) of NAME, the last. */
static const char *given(const struct options_pass *state, const char *name)
{
	const struct environment *env = &state->ctx->env;
	size_t len = strlen(name);

	for (u32 i = env->nnamed; i > 0; i--) {
		const char *arg = env->named[i - 1];

		if (strncmp(arg, name, len) == 0 &&
		    (arg[len] == '=' || !arg[len]))
			return arg + len;
	}
	return NULL;
}

static void bad_value(const struct options_pass *state, const char *name,
		      const char *fmt, const char *value)
{
	const char *text = arena_printf(
		state->ctx->arena, "program command line option --%s ", name);

	if (value)
		diag_error(diags(state), (struct span){ 0 }, "%s%s (value: %s)",
			   text, fmt, value);
	else
		diag_error(diags(state), (struct span){ 0 }, "%s%s", text, fmt);
}

/* 1, 0 or -1 when TEXT is no truth value. */
static int truth(const char *text)
{
	static const char *const yes[] = { "1", "true", "on", "yes" };
	static const char *const no[] = { "0", "false", "off", "no" };

	for (size_t i = 0; i < countof(yes); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return 1;
		if (strcasecmp(text, no[i]) == 0)
			return 0;
	}
	return -1;
}

static void set_bool(struct options_pass *state, struct node *node,
		     const char *name, const char *text)
{
	int value = *text ? truth(text + 1) : 1;

	if (value < 0)
		bad_value(state, name, "expects a boolean (e.g. 'true')",
			  text + 1);
	node->bool_.value = value > 0;
}

static void set_int(struct options_pass *state, struct node *node,
		    const char *name, const char *text)
{
	bool is_signed = node->int_.negative, negative = false;
	const char *error;
	u64 value = 0;

	if (!*text) {
		bad_value(state, name, "expects an integer", NULL);
		return;
	}
	text++;
	error = str_parse_int(state->ctx->arena, text, strlen(text), &value,
			      &negative);
	if (error) {
		bad_value(state, name,
			  strstr(error, "overflow") ? "value is out of range"
						    : "invalid integer",
			  text);
		return;
	}
	if (negative ? value > (u64)1 << 63 || (value && !is_signed)
		     : value >= (u64)1 << 63 && is_signed) {
		bad_value(state, name, "value is out of range", text);
		return;
	}
	node->int_.value = negative ? 0 - value : value;
	node->int_.negative = negative && value;
}

static void set_string(struct options_pass *state, struct node *node,
		       const char *name, const char *text)
{
	if (!*text) {
		bad_value(state, name, "expects a string", NULL);
		return;
	}
	node->str.text = text + 1;
	node->str.len = (u32)strlen(text + 1);
}

/* VALUE as a type that does not depend on what was given. */
static struct node *with_type(struct options_pass *state, struct node *value,
			      bool is_signed)
{
	struct program *prog = state->prog;
	struct node *cast, *type;

	if (value->kind == N_BOOL)
		return value;
	/* A text that is too long stays one, for the check of literals. */
	if (value->kind == N_STR &&
	    value->str.len >= state->ctx->config.max_strlen)
		return value;
	cast = node_new(prog, N_CAST, value->span);
	type = node_new(prog, N_TYPENAME, value->span);
	type->type.size = -1;
	if (value->kind == N_STR) {
		type->type.base = "string";
		type->type.size = (s64)state->ctx->config.max_strlen;
	} else {
		type->type.base = is_signed ? "int64" : "uint64";
	}
	cast->cast.type = type;
	cast->cast.value = value;
	cast->cast.is_ours = true;
	return cast;
}

static void replace_call(struct options_pass *state, struct node **slot)
{
	struct node *call = *slot, *value;
	const struct node *otherwise;
	struct option opt;
	const char *text;
	bool is_signed;

	value = node_new(state->prog, N_BOOL, call->span);
	if (check_call(state, call, &otherwise)) {
		const struct node *doc = call->call.args->next;

		doc = doc ? doc->next : NULL;
		opt = (struct option){ call->call.args->str.text,
				       doc ? doc->str.text : NULL, otherwise };
		value = node_clone(state->prog, otherwise);
		value->span = call->span;
		is_signed = value->kind == N_INT && value->int_.negative;
		text = given(state, opt.name);
		if (note_option(state, call, opt) && text) {
			if (value->kind == N_BOOL)
				set_bool(state, value, opt.name, text);
			else if (value->kind == N_INT)
				set_int(state, value, opt.name, text);
			else
				set_string(state, value, opt.name, text);
		}
		value = with_type(state, value, is_signed);
	}
	node_replace(slot, value);
}

static bool visit(struct node **slot, void *arg)
{
	struct node *node = *slot;

	if (node->kind != N_CALL || !node->call.row ||
	    node->call.row->id != FN_getopt)
		return true;
	replace_call(arg, slot);
	return false;
}

static const struct option *find_option(const struct options_pass *state,
					const char *arg)
{
	size_t len = strcspn(arg, "=");

	vec_for (i, &state->all) {
		const char *name = state->all.items[i].name;

		if (strlen(name) == len && strncmp(name, arg, len) == 0)
			return &state->all.items[i];
	}
	return NULL;
}

/* "--aa: what it does", a line for each option. */
static const char *list_options(const struct options_pass *state)
{
	struct strbuf out = { 0 };
	const char *text;

	vec_for (i, &state->all) {
		const struct option *opt = &state->all.items[i];

		strbuf_printf(&out, "%s--%s", i ? "\n" : "", opt->name);
		if (opt->doc)
			strbuf_printf(&out, ": %s", opt->doc);
	}
	text = arena_strdup(state->ctx->arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}

static void hint_options(struct options_pass *state, struct diag *diag)
{
	if (state->all.len)
		diag_hint(diags(state), diag, "expected program options: %s",
			  list_options(state));
	else
		diag_hint(diags(state), diag,
			  "no custom program options defined.");
}

static void report_unexpected(struct options_pass *state, const char *names)
{
	struct diag *diag = diag_error(diags(state), (struct span){ 0 },
				       "unexpected program command line "
				       "options: %s",
				       names);

	hint_options(state, diag);
}

/* Options of the command line that the script has no getopt() for. */
static void check_given(struct options_pass *state)
{
	const struct environment *env = &state->ctx->env;
	struct strbuf names = { 0 };

	for (u32 i = 0; i < env->nnamed; i++) {
		const char *arg = env->named[i];

		if (!find_option(state, arg))
			strbuf_printf(&names, "%s--%.*s",
				      strbuf_text(&names)[0] ? ", " : "",
				      (int)strcspn(arg, "="), arg);
	}
	if (strbuf_text(&names)[0])
		report_unexpected(state, strbuf_text(&names));
	strbuf_fini(&names);
}

/* `-- --help`: nothing but the list. */
static bool wants_help(struct options_pass *state)
{
	struct diag *diag;

	if (!given(state, "help") || find_option(state, "help"))
		return false;
	diag = diag_error(diags(state), (struct span){ 0 }, "%s", "");
	hint_options(state, diag);
	return true;
}

/*
 * requires: a program without macros; ctx->env.named.
 * provides: no calls of getopt().
 * breaks:   nothing.
 */
void pass_options(struct ctx *ctx, struct program *prog)
{
	struct options_pass state = { .ctx = ctx, .prog = prog };
	struct node_visitor visitor = { .pre = visit, .arg = &state };

	state.no = node_new(prog, N_BOOL, (struct span){ 0 });
	node_walk(&prog->fns, &visitor);
	node_walk(&prog->probes, &visitor);
	if (!wants_help(&state))
		check_given(&state);
}
