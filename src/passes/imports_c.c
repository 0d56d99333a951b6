/*
 * Imports of C: clang, run as a program of its own, makes bitcode of the
 * file, which code generation links, and an object, whose BTF says which
 * functions there are and what they take.
 */
#include "passes/imports.h"

#include "base/child.h"
#include "base/sys.h"
#include "btf/btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One C file on its way. */
struct c_file {
	struct ctx *ctx;
	struct program *prog;
	struct node *import;
	const char *path;
	const char *clang;
	const char *dir;              /* of our own, for what clang writes */
	const char *bitcode, *object; /* files in there */
	VEC(const char *) argv;
	struct node **end; /* where the next function goes */
};

/* The newest one that may be there; older bitcode is always readable. */
static const char *find_clang(struct arena *arena)
{
	static const char *const names[] = {
		"clang",    "clang-19", "clang-18", "clang-17",
		"clang-16", "clang-15", "clang-14",
	};
	const char *found = NULL;

	for (size_t i = 0; i < countof(names); i++)
		if (sys_find_in_path(arena, names[i], true, &found))
			return found;
	return NULL;
}

static void add(struct c_file *file, const char *word)
{
	vec_push(file->ctx->arena, &file->argv, word);
}

static void add_includes(struct c_file *file)
{
	const struct environment *env = &file->ctx->env;

	for (u32 i = 0; i < env->ninclude_dirs; i++) {
		add(file, "-I");
		add(file, env->include_dirs[i]);
	}
	for (u32 i = 0; i < env->nincludes; i++) {
		add(file, "-include");
		add(file, env->includes[i]);
	}
	/* For BPF, clang does not look where asm/ is. */
	add(file, "-idirafter");
	add(file, arena_printf(file->ctx->arena, "/usr/include/%s-linux-gnu",
			       sys_machine()));
}

static const char *target_macro(struct arena *arena)
{
	const char *machine = sys_machine();

	if (!strcmp(machine, "x86_64"))
		machine = "x86";
	else if (!strcmp(machine, "aarch64"))
		machine = "arm64";
	return arena_printf(arena, "-D__TARGET_ARCH_%s", machine);
}

/* TEXT without the end of its last line, and without how clang crashed. */
static const char *trimmed(struct arena *arena, const char *text)
{
	const char *crash = strstr(text, "PLEASE submit");
	size_t len = crash ? (size_t)(crash - text) : strlen(text);

	while (len && text[len - 1] == '\n')
		len--;
	return arena_strndup(arena, text, len);
}

/* Run clang with the arguments so far; false after a message. */
static bool run_clang(struct c_file *file)
{
	struct ctx *ctx = file->ctx;
	struct diag *diag;
	const char *said;
	int status;

	add(file, NULL);
	status = child_run(ctx->arena, file->argv.items, &said);
	file->argv.len = 0;
	said = trimmed(ctx->arena, said);
	if (status < 0) {
		diag_error(&ctx->diags, file->import->span,
			   "Failed to run child: %s: %s", file->clang,
			   strerror(-status));
		return false;
	}
	if (status) {
		diag = diag_error(&ctx->diags, file->import->span,
				  "failed to build");
		diag_hint(&ctx->diags, diag, "%s",
			  *said ? said : "clang said nothing");
		return false;
	}
	if (*said) {
		diag = diag_warn(&ctx->diags, file->import->span,
				 "found external warnings");
		diag_hint(&ctx->diags, diag, "%s", said);
	}
	return true;
}

/* Compile the file to OUT. */
static void compile(struct c_file *file, const char *out)
{
	struct arena *arena = file->ctx->arena;

	add(file, file->clang);
	add(file, "-target");
	add(file, "bpf");
	add(file, target_macro(arena));
	add(file, "-mcpu=v3");
	add(file, "-fno-crash-diagnostics");
	add(file, "-O2");
	add(file, "-g");
	add_includes(file);
	add(file, "-c");
	/* It must not look like an option. */
	add(file, file->path[0] == '-' ? arena_printf(arena, "./%s", file->path)
				       : file->path);
	add(file, "-o");
	add(file, out);
}

static bool make_bitcode(struct c_file *file)
{
	compile(file, file->bitcode);
	add(file, "-emit-llvm");
	return run_clang(file);
}

/* From the file once more: clang 14 may crash over bitcode of its own. */
static bool make_object(struct c_file *file)
{
	compile(file, file->object);
	add(file, "-w");
	return run_clang(file);
}

static bool keep_bitcode(struct c_file *file)
{
	struct ctx *ctx = file->ctx;
	struct bitcode code = {
		.path = file->path,
		.span = file->import->span,
	};

	code.bytes = sys_read_file(ctx->arena, file->bitcode, &code.size);
	if (!code.bytes) {
		diag_error(&ctx->diags, file->import->span,
			   "failed to open file '%s': %s", file->bitcode,
			   strerror(errno));
		return false;
	}
	vec_push(ctx->arena, &file->prog->bitcode, code);
	return true;
}

static struct node *param_node(struct c_file *file, const struct field *arg,
			       u32 idx)
{
	struct arena *arena = file->ctx->arena;
	struct node *node = node_new(file->prog, N_PARAM, file->import->span);
	struct var_sym *sym = ARENA_OBJ(arena, struct var_sym);
	const char *name = arg->name;

	if (!name || !*name)
		name = arena_printf(arena, "arg%u", idx);
	sym->name = name;
	sym->decl = file->import->span;
	sym->type = arg->type;
	node->param.name = name;
	node->param.sym = sym;
	return node;
}

static struct node *fn_node(struct c_file *file, const char *name,
			    const struct func_proto *proto)
{
	struct node *fn = node_new(file->prog, N_FN, file->import->span);
	struct node **end = &fn->fn.params;

	fn->fn.name = arena_strdup(file->ctx->arena, name);
	fn->fn.body = node_new(file->prog, N_BLOCK, file->import->span);
	fn->fn.type = proto->ret ? proto->ret : type_void();
	fn->fn.depth = 1;
	fn->fn.no_circle = true;
	fn->fn.is_c = true;
	for (u32 i = 0; i < proto->nargs; i++) {
		*end = param_node(file, &proto->args[i], i);
		end = &(*end)->next;
	}
	return fn;
}

/* Files may declare what others define, so only equal prototypes meet. */
static bool take_function(const char *name, const struct func_proto *proto,
			  void *arg)
{
	struct c_file *file = arg;
	const struct node *other = file->prog->cfns;

	while (other && strcmp(other->fn.name, name) != 0)
		other = other->next;
	if (!other) {
		*file->end = fn_node(file, name, proto);
		file->end = &(*file->end)->next;
	}
	return true;
}

static void take_functions(struct c_file *file)
{
	struct ctx *ctx = file->ctx;
	int err;

	file->end = &file->prog->cfns;
	while (*file->end)
		file->end = &(*file->end)->next;
	err = kernel_btf_object(ctx->btf, file->object, take_function, file);
	if (err)
		diag_error(&ctx->diags, file->import->span,
			   "Cannot read the functions of %s: %s", file->path,
			   strerror(-err));
}

static bool make_folder(struct c_file *file)
{
	const char *tmp = getenv("TMPDIR");
	struct arena *arena = file->ctx->arena;
	char *dir = arena_printf(arena, "%s/awl-XXXXXX",
				 tmp && *tmp ? tmp : "/tmp");

	if (!mkdtemp(dir)) {
		diag_error(&file->ctx->diags, file->import->span,
			   "Failed to setup child: %s: %s", dir,
			   strerror(errno));
		return false;
	}
	file->dir = dir;
	file->bitcode = arena_printf(arena, "%s/import.bc", dir);
	file->object = arena_printf(arena, "%s/import.o", dir);
	return true;
}

static void remove_folder(struct c_file *file)
{
	unlink(file->bitcode);
	unlink(file->object);
	rmdir(file->dir);
}

void import_c(struct ctx *ctx, struct program *prog, struct node *import,
	      const char *path)
{
	struct c_file file = {
		.ctx = ctx,
		.prog = prog,
		.import = import,
		.path = path,
		.clang = find_clang(ctx->arena),
	};
	struct diag *diag;

	if (!file.clang) {
		diag = diag_error(&ctx->diags, import->span,
				  "Importing %s needs clang, which was not "
				  "found",
				  path);
		diag_hint(&ctx->diags, diag, "Install the package clang.");
		return;
	}
	if (!make_folder(&file))
		return;
	if (make_bitcode(&file) && make_object(&file) && keep_bitcode(&file))
		take_functions(&file);
	remove_folder(&file);
}
