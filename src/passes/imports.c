/*
 * Imports: the definitions of other scripts and of C headers join the
 * program. Each file is read once, whoever imports it; relative paths start
 * at the importing file.
 */
#include "passes/pass.h"

#include "passes/imports.h"

#include "ast/parse.h"
#include "base/str.h"
#include "base/sys.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 64 };

/* Imports that are no files: what they stand for is there when it is used. */
static const char *const builtins[] = { "stdlib" };

static void import_all(struct importer *state, struct node *list);

/* "DIR/" of the file that holds POS; "" for texts of the command line. */
static const char *directory_of(struct importer *state, u32 pos)
{
	const struct source *src = sources_find(&state->ctx->sources, pos);
	const char *slash = src ? strrchr(src->name, '/') : NULL;

	if (!slash)
		return "";
	return arena_strndup(state->ctx->arena, src->name,
			     (size_t)(slash - src->name) + 1);
}

/* The path as a source's name: how the user would open it from here. */
static const char *locate(struct importer *state)
{
	struct arena *arena = state->ctx->arena;
	const char *path = state->import->import.path;
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	path = arena_strndup(arena, path, len);
	if (path[0] == '/')
		return path;
	return arena_printf(arena, "%s%s",
			    directory_of(state, state->import->span.pos), path);
}

/* A folder that anybody may write to could bring anything. */
static bool is_open_to_all(struct importer *state, const char *dir)
{
	struct stat st;

	if (stat(dir, &st) || !(st.st_mode & S_IWOTH))
		return false;
	diag_error(&state->ctx->diags, state->import->span,
		   "cowardly refusing to import from a directory with global "
		   "write permissions: %s",
		   dir);
	return true;
}

static bool is_parent_open(struct importer *state, const char *path)
{
	struct arena *arena = state->ctx->arena;
	const char *slash = strrchr(path, '/');
	const char *dir = ".";

	if (slash == path)
		dir = "/";
	else if (slash)
		dir = arena_strndup(arena, path, (size_t)(slash - path));
	return is_open_to_all(state, dir);
}

/* Was the file at PATH read before? From now on it was. */
static bool is_known(struct importer *state, const char *path)
{
	char *real = realpath(path, NULL);
	bool known = real && hash_find(&state->seen, real);

	if (real && !known)
		hash_set(&state->seen, real, state);
	free(real);
	return known;
}

static const struct source *open_file(struct importer *state, const char *path)
{
	struct ctx *ctx = state->ctx;
	size_t len;
	char *text = sys_read_file(ctx->arena, path, &len);

	if (text)
		return sources_add(&ctx->sources, path, text, len);
	diag_error(&ctx->diags, state->import->span,
		   "failed to open file '%s': %s", path, strerror(errno));
	return NULL;
}

static void remember(struct importer *state, const struct program *more)
{
	struct arena *arena = state->ctx->arena;
	struct imported script = { 0 };

	for (struct node *node = more->macros; node; node = node->next)
		vec_push(arena, &script.macros, node);
	for (struct node *node = more->fns; node; node = node->next)
		vec_push(arena, &script.code, node);
	for (struct node *node = more->probes; node; node = node->next)
		vec_push(arena, &script.code, node);
	vec_push(arena, &state->scripts, script);
}

static void append(struct node **list, struct node *more)
{
	while (*list)
		list = &(*list)->next;
	*list = more;
}

static void append_lists(struct program *prog, const struct program *more)
{
	append(&prog->macros, more->macros);
	append(&prog->fns, more->fns);
	append(&prog->mapdecls, more->mapdecls);
	append(&prog->probes, more->probes);
}

static void import_header(struct importer *state, const char *path)
{
	const struct source *src = open_file(state, path);

	if (src && src->len)
		vec_push(state->ctx->arena, &state->prog->imported,
			 (struct preamble){ .pos = src->base,
					    .len = src->len,
					    .text = src->text });
}

static void import_script(struct importer *state, const char *path)
{
	struct ctx *ctx = state->ctx;
	struct program *prog = state->prog, *more;
	struct parse_input input = {
		.arena = ctx->arena,
		.diags = &ctx->diags,
		.src = open_file(state, path),
		.params = ctx->env.params,
		.nparams = ctx->env.nparams,
		.first_id = prog->nnodes,
	};

	if (!input.src)
		return;
	more = parse_program(&input);
	prog->nnodes = more->nnodes;
	if (more->settings)
		diag_error(&ctx->diags, more->settings->span,
			   "invalid `config` within import");
	if (more->has_inner_imports)
		prog->has_inner_imports = true;
	import_all(state, more->imports);
	if (more->preamble.len)
		vec_push(ctx->arena, &state->preambles, more->preamble);
	remember(state, more);
	append_lists(prog, more);
}

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), tail = strlen(end);

	return len > tail && strcmp(path + len - tail, end) == 0;
}

/* QUIET: a file of a folder, which may be no import at all. */
static void import_file(struct importer *state, const char *path, bool quiet)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	if (ends_with(path, ".bt")) {
		if (!is_known(state, path))
			import_script(state, path);
	} else if (ends_with(path, ".h")) {
		if (!is_known(state, path))
			import_header(state, path);
	} else if (ends_with(path, ".bpf.c")) {
		if (!is_known(state, path))
			import_c(state->ctx, state->prog, state->import, path);
	} else if (!quiet) {
		diag_error(&state->ctx->diags, state->import->span,
			   "unknown import type: %s", dot ? dot : path);
	}
}

static void import_directory(struct importer *state, const char *path)
{
	struct dirent **items;
	int num;

	if (is_open_to_all(state, path))
		return;
	num = scandir(path, &items, NULL, alphasort);
	if (num < 0) {
		diag_error(&state->ctx->diags, state->import->span,
			   "failed to open directory '%s': %s", path,
			   strerror(errno));
		return;
	}
	for (int i = 0; i < num; i++) {
		const char *file = arena_printf(state->ctx->arena, "%s/%s",
						path, items[i]->d_name);
		struct stat st;

		if (items[i]->d_name[0] != '.' && !stat(file, &st) &&
		    S_ISREG(st.st_mode))
			import_file(state, file, true);
		free(items[i]);
	}
	free(items);
}

static void hint_builtins(struct importer *state, struct diag *diag)
{
	enum { SIMILAR = 2 };
	const char *path = state->import->import.path;
	const char *list = NULL;

	for (size_t i = 0; i < countof(builtins); i++) {
		if (!str_starts(path, builtins[i]) &&
		    str_distance(path, builtins[i]) > SIMILAR)
			continue;
		list = list ? arena_printf(state->ctx->arena, "%s, %s", list,
					   builtins[i])
			    : builtins[i];
	}
	if (list)
		diag_hint(&state->ctx->diags, diag, "similar to builtins: %s",
			  list);
}

static void not_found(struct importer *state, const char *path)
{
	struct diags *diags = &state->ctx->diags;
	struct diag *diag = diag_error(diags, state->import->span,
				       "Unable to find suitable path for "
				       "import");

	diag_hint(diags, diag, "checked: %s", path);
	hint_builtins(state, diag);
}

static bool is_builtin(const char *path)
{
	for (size_t i = 0; i < countof(builtins); i++)
		if (strcmp(builtins[i], path) == 0)
			return true;
	return false;
}

static void import_one(struct importer *state, struct node *import)
{
	struct node *outer = state->import;
	const char *path;
	struct stat st;

	state->import = import;
	path = locate(state);
	if (!*import->import.path)
		not_found(state, "");
	else if (stat(path, &st) && is_builtin(import->import.path))
		; /* a file of this name would come first */
	else if (stat(path, &st))
		not_found(state, path);
	else if (S_ISDIR(st.st_mode))
		import_directory(state, path);
	else if (!is_parent_open(state, path))
		import_file(state, path, false);
	state->import = outer;
}

static void import_all(struct importer *state, struct node *list)
{
	if (state->depth == MAX_DEPTH) {
		diag_error(&state->ctx->diags, list->span,
			   "imports are nested too deep");
		return;
	}
	state->depth++;
	for (; list; list = list->next)
		import_one(state, list);
	state->depth--;
}

void import_inner(struct importer *state, const struct node *import)
{
	struct node alone = *import;

	alone.next = NULL;
	import_all(state, &alone);
}

/*
 * requires: a parsed program; ctx->config.
 * provides: what it imports is in its lists, in front of its own;
 *	     prog->imports is empty, and so are imports in code that is used.
 * breaks:   nothing.
 */
void pass_imports(struct ctx *ctx, struct program *prog)
{
	struct importer state = { .ctx = ctx, .prog = prog };
	struct node *imports = prog->imports;
	const struct program own = *prog;

	if (!imports && !prog->has_inner_imports)
		return;
	prog->imports = prog->macros = prog->fns = NULL;
	prog->mapdecls = prog->probes = NULL;
	hash_init(&state.seen, ctx->arena);
	if (ctx->sources.len)
		(void)is_known(&state, ctx->sources.items[0]->name);
	remember(&state, &own);
	if (imports)
		import_all(&state, imports);
	if (prog->has_inner_imports)
		imports_inner(&state);
	/* Probes of imports run before those that rely on them. */
	append_lists(prog, &own);
	vec_for (i, &state.preambles)
		vec_push(ctx->arena, &prog->imported, state.preambles.items[i]);
}
