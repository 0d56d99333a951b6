/*
 * What the fuzz targets of the compiler share: a script through all passes
 * without a look at the kernel. Attach points are split and then believed.
 */
#ifndef AWL_FUZZ_FRONT_H
#define AWL_FUZZ_FRONT_H

#include "ast/parse.h"
#include "attach/probe.h"
#include "base/str.h"
#include "btf/cdefs.h"
#include "passes/nodecheck.h"
#include "passes/pass.h"

#include <stdlib.h>
#include <string.h>

struct front {
	struct ctx ctx;
	struct features features;
};

static inline void front_init(struct front *front, bool all_features)
{
	static const char *const params[] = { "7", "seven" };
	struct ctx *ctx = &front->ctx;

	*front = (struct front){
		.features = { .known = UINT32_MAX,
			      .present = all_features ? UINT32_MAX : 0 },
		.ctx = { .arena = arena_new(), .types = types_new() },
	};
	ctx->features = &front->features;
	sources_init(&ctx->sources, ctx->arena);
	diags_init(&ctx->diags, ctx->arena, &ctx->sources);
	ctx->plan = ARENA_OBJ(types_arena(ctx->types), struct plan);
	ctx->plan->arena = types_arena(ctx->types);
	ctx->env.ncpus = 4;
	ctx->env.unsafe = true;
	ctx->env.warn_level = all_features;
	ctx->env.params = params;
	ctx->env.nparams = countof(params);
	ctx->cdefs = cdefs_new(ctx->arena, ctx->types);
	config_init(&ctx->config);
}

/* Render what was said, as it would be for the user, and forget all. */
static inline void front_fini(struct front *front)
{
	static FILE *null;

	if (!null)
		null = fopen("/dev/null", "w");
	if (!null)
		abort();
	diags_render(&front->ctx.diags, getenv("FUZZ_VERBOSE") ? stderr : null,
		     true, true);
	arena_free(front->ctx.arena);
	types_free(front->ctx.types);
}

static inline struct point front_point(const struct probe_parts *parts,
				       const char *name)
{
	struct point point = { .name = name,
			       .target = "category",
			       .func = "function",
			       .syscall = -1 };

	switch (parts->type->id) {
	case PROBE_kprobe:
	case PROBE_kretprobe:
	case PROBE_uprobe:
	case PROBE_uretprobe:
		point.context = CTX_REGS;
		break;
	case PROBE_profile:
	case PROBE_interval:
	case PROBE_software:
		point.via = VIA_PERF;
		point.context = CTX_PERF;
		break;
	case PROBE_tracepoint:
		point.via = VIA_PERF;
		point.context = CTX_TRACEPOINT;
		break;
	case PROBE_rawtracepoint:
		point.via = VIA_RAW;
		point.context = CTX_RAW;
		break;
	case PROBE_fentry:
	case PROBE_fexit:
		point.via = VIA_TRAMPOLINE;
		point.context = CTX_BTF;
		break;
	default:
		point.via = VIA_TEST_RUN;
		break;
	}
	return point;
}

/* struct fuzz_args { int pid; unsigned long len; char comm[16]; ... } */
static inline const struct type *front_args(struct types *store)
{
	const struct type *chars = type_ptr(store, type_int(1, true), AS_USER);
	const struct field fields[] = {
		{ .name = "common_pid",
		  .type = type_int(4, true),
		  .offset = 4,
		  .is_common = true },
		{ .name = "pid", .type = type_int(4, true), .offset = 8 },
		{ .name = "len", .type = type_int(8, false), .offset = 16 },
		{ .name = "comm",
		  .type = type_string(store, 16),
		  .offset = 24 },
		{ .name = "path", .type = chars, .offset = 40 },
		{ .name = "$retval", .type = type_int(8, true), .offset = 48 },
	};

	return type_struct(store, "struct fuzz_args", false, 56, 8, fields,
			   countof(fields));
}

/* All attach points of PROBE whose type is that of the first one. */
static inline void front_believe_probe(struct ctx *ctx, struct node *probe)
{
	struct node *first = probe->probe.points;
	u32 num = node_count(first);
	struct point *points = ARENA_ARRAY(ctx->plan->arena, struct point, num);

	for (struct node *node = first; node; node = node->next) {
		struct probe_parts *parts;

		if (!probe_split(ctx, node->point.text, node->span, &parts))
			return;
		if (node == first)
			first->point.type = parts->type;
		else if (parts->type != first->point.type)
			continue;
		points[first->point.nitems++] =
			front_point(parts, arena_strdup(ctx->plan->arena,
							node->point.text));
	}
	first->next = NULL;
	first->point.items = points;
	if (first->point.type->caps & CAP_ARGS)
		probe->probe.args_type = front_args(ctx->types);
}

static inline void front_believe(struct ctx *ctx, struct program *prog)
{
	for (struct node *probe = prog->probes; probe; probe = probe->next)
		front_believe_probe(ctx, probe);
}

/* TEXT as a lowered program with its plan; NULL after diagnostics. */
static inline struct program *front_compile(struct front *front,
					    const char *text, size_t len)
{
	static const pass_fn passes[] = {
		pass_imports, pass_settings, pass_params,    pass_macros,
		pass_options, front_believe, pass_fold,      pass_types,
		pass_check,   pass_lower,    pass_resources,
	};
	struct ctx *ctx = &front->ctx;
	struct parse_input input = { .arena = ctx->arena,
				     .diags = &ctx->diags,
				     .params = ctx->env.params,
				     .nparams = ctx->env.nparams };
	struct program *prog;
	bool typed = false;

	/* Headers belong to libclang, scripts that are imported to others. */
	if (memmem(text, len, "include", strlen("include")))
		return NULL;
	input.src = sources_add(&ctx->sources, "fuzz", text, len);
	prog = parse_program(&input);
	if (prog->imports || !prog->probes)
		return NULL;
	for (size_t i = 0; i < countof(passes) && !ctx->diags.nerr; i++) {
		passes[i](ctx, prog);
		typed |= passes[i] == pass_types;
		if (!ctx->diags.nerr)
			node_check(prog, typed ? ctx->typing : NULL, "fuzz");
	}
	return ctx->diags.nerr ? NULL : prog;
}

#endif
