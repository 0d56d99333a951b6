/*
 * Text -> tree -> plan and object. Nothing here knows about attaching.
 */
#include "compile.h"

#include "ast/parse.h"
#include "attach/features.h"
#include "base/log.h"
#include "base/sys.h"
#include "btf/btf.h"
#include "btf/cdefs.h"
#include "cli.h"
#include "passes/pass.h"

#include <errno.h>
#include <string.h>

/* A kernel feature, unless --no-feature turned it off. */
static bool probe_feature(enum feature feature, void *arg)
{
	const u32 *disabled = arg;

	if (*disabled & 1U << feature)
		return false;
	return features_probe(feature, NULL);
}

static struct environment environment(const struct options *opt)
{
	struct environment env = {
		.ncpus = sys_possible_cpus(),
		.pid = opt->pid,
		.unsafe = opt->unsafe,
		.warn_level = opt->warn_level,
		.has_btf = kernel_btf_available(),
		.params = opt->params,
		.nparams = opt->nparams,
		.named = opt->named,
		.nnamed = opt->nnamed,
		.include_dirs = opt->include_dirs,
		.ninclude_dirs = opt->ninclude_dirs,
		.includes = opt->includes,
		.nincludes = opt->nincludes,
	};

	sys_pid_namespace(&env.pidns_dev, &env.pidns_ino, &env.pidns_is_init);
	return env;
}

enum status compilation_init(struct compilation *comp,
			     const struct options *opt)
{
	struct ctx *ctx = &comp->ctx;
	const char *error, *key = NULL;

	*comp = (struct compilation){ .opt = opt };
	ctx->arena = arena_new();
	ctx->types = types_new();
	sources_init(&ctx->sources, ctx->arena);
	diags_init(&ctx->diags, ctx->arena, &ctx->sources);
	comp->features = (struct features){
		.probe = probe_feature,
		.arg = (void *)(uintptr_t)&opt->disabled_features,
	};
	ctx->features = &comp->features;
	ctx->btf = kernel_btf_open(ctx->types);
	ctx->cdefs = cdefs_new(ctx->arena, ctx->types);
	ctx->plan = ARENA_OBJ(types_arena(ctx->types), struct plan);
	ctx->plan->arena = types_arena(ctx->types);
	ctx->env = environment(opt);
	config_init(&ctx->config);
	error = config_from_env(&ctx->config, ctx->plan->arena, &key);
	if (error) {
		log_error("%s: %s", key, error);
		return STATUS_ERROR;
	}
	return STATUS_OK;
}

void compilation_drop_tree(struct compilation *comp)
{
	cdefs_close(comp->ctx.cdefs);
	comp->ctx.cdefs = NULL;
	arena_free(comp->ctx.arena);
	comp->ctx.arena = NULL;
}

void compilation_fini(struct compilation *comp)
{
	object_free(&comp->object);
	compilation_drop_tree(comp);
	kernel_btf_close(comp->ctx.btf);
	types_free(comp->ctx.types);
}

void compilation_render(const struct compilation *comp)
{
	diags_render(&comp->ctx.diags, stderr, log_options()->color,
		     log_options()->warnings);
}

/* The script's text as a source; NULL after a message. */
static struct source *open_source(struct compilation *comp)
{
	const struct options *opt = comp->opt;
	struct ctx *ctx = &comp->ctx;
	size_t len;
	char *text;

	if (opt->text)
		return sources_add(&ctx->sources, "stdin", opt->text,
				   strlen(opt->text));
	text = sys_read_file(ctx->arena, opt->file, &len);
	if (text)
		return sources_add(&ctx->sources,
				   strcmp(opt->file, "-") ? opt->file : "stdin",
				   text, len);
	log_error("failed to open file '%s': %s", opt->file, strerror(errno));
	return NULL;
}

struct program *compilation_tree(struct compilation *comp, const char *last)
{
	struct ctx *ctx = &comp->ctx;
	struct parse_input input = {
		.arena = ctx->arena,
		.diags = &ctx->diags,
		.src = open_source(comp),
		.params = ctx->env.params,
		.nparams = ctx->env.nparams,
	};
	struct pass_dump dump = {
		.out = stderr,
		.ast = comp->opt->debug & DEBUG_AST,
		.types = comp->opt->debug & DEBUG_TYPES,
	};
	struct program *prog;

	if (!input.src)
		return NULL;
	prog = parse_program(&input);
	if (!ctx->diags.nerr && passes_run(ctx, prog, last, &dump))
		return prog;
	compilation_render(comp);
	return NULL;
}

enum status compilation_run(struct compilation *comp)
{
	const struct options *opt = comp->opt;
	struct gen_options gen = {
		.verify = opt->verify_ir,
		.dump_ir = opt->debug & DEBUG_CODEGEN,
		.dump_optimized = opt->debug & DEBUG_CODEGEN_OPT,
		.dump_asm = opt->debug & DEBUG_DIS,
		.llvm_path = opt->emit_llvm,
		/* Only the kernel's log shows it. */
		.line_text = opt->verbose || opt->emit_elf,
	};
	struct program *prog = compilation_tree(comp, NULL);
	int err = 0;

	if (!prog)
		return STATUS_ERROR;
	if (comp->ctx.plan->nprogs)
		err = gen_object(&comp->ctx, prog, &gen, &comp->object);
	compilation_render(comp);
	if (err)
		return comp->ctx.diags.nerr ? STATUS_ERROR : STATUS_FAILED;
	return STATUS_OK;
}
