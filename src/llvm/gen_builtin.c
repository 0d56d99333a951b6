/*
 * Builtins: dispatch by their row, and those that are more than one helper
 * call. What depends on the context is in gen_point.c.
 */
#include "llvm/gen_internal.h"

#include <string.h>

/* How a row of builtins.def is generated. */
struct how {
	gen_hook_fn gen; /* NULL: call the helper */
	enum helper helper;
};

static const struct how hows[BI_COUNT] = {
#define GEN(FUNCTION)             \
	{                         \
		FUNCTION, HELPERS \
	}
#define HELPER(NAME)                \
	{                           \
		NULL, HELPER_##NAME \
	}
#define BUILTIN(NAME, TYPE, CAPS, HOW, DOC) [BI_##NAME] = HOW,
#include "ast/builtins.def"
#undef GEN
#undef HELPER
};

LLVMValueRef gen_builtin(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	const struct how *how = &hows[node->builtin.row->id];

	if (how->gen)
		return how->gen(g, node, dst);
	return gen_helper(g, how->helper);
}

/* Ids as our own pid namespace sees them: struct bpf_pidns_info. */
static LLVMValueRef namespaced_pid(struct gen *g, bool thread)
{
	const struct environment *env = &g->ctx->env;
	struct temps_mark mark = gen_temps_mark(g);
	struct mem info = gen_temp(g, NULL, 8);
	LLVMValueRef value;

	gen_helper(g, HELPER_get_ns_current_pid_tgid,
		   gen_const(g, env->pidns_dev), gen_const(g, env->pidns_ino),
		   gen_ptr(g, &info), gen_const(g, 8));
	if (!thread)
		info.offset += 4;
	value = gen_load_raw(g, &info, 4);
	gen_temps_release(g, mark);
	return value;
}

LLVMValueRef gen_pid(struct gen *g, bool thread, bool raw)
{
	LLVMValueRef ids;

	if (!raw && !g->ctx->env.pidns_is_init)
		return namespaced_pid(g, thread);
	ids = gen_helper(g, HELPER_get_current_pid_tgid);
	if (thread)
		return gen_fit(g, ids, 4, false);
	return gen_binary(g, LLVMLShr, ids, gen_const(g, 32));
}

LLVMValueRef gen_bi_pid(struct gen *g, struct node *node, const struct mem *dst)
{
	(void)node;
	(void)dst;
	return gen_pid(g, false, false);
}

LLVMValueRef gen_bi_tid(struct gen *g, struct node *node, const struct mem *dst)
{
	(void)node;
	(void)dst;
	return gen_pid(g, true, false);
}

/* pid(init), pid(curr_ns): the mode is a word. */
static bool wants_init(const struct node *node)
{
	const struct node *mode = node->call.args;

	return mode && mode->kind == N_IDENT &&
	       mode_find(MODE_PIDNS, mode->ident.name) == MODE_PIDNS_init;
}

LLVMValueRef gen_fn_pid(struct gen *g, struct node *node, const struct mem *dst)
{
	(void)dst;
	return gen_pid(g, false, wants_init(node));
}

LLVMValueRef gen_fn_tid(struct gen *g, struct node *node, const struct mem *dst)
{
	(void)dst;
	return gen_pid(g, true, wants_init(node));
}

LLVMValueRef gen_bi_uid(struct gen *g, struct node *node, const struct mem *dst)
{
	(void)node;
	(void)dst;
	return gen_fit(g, gen_helper(g, HELPER_get_current_uid_gid), 4, false);
}

LLVMValueRef gen_bi_gid(struct gen *g, struct node *node, const struct mem *dst)
{
	LLVMValueRef ids = gen_helper(g, HELPER_get_current_uid_gid);

	(void)node;
	(void)dst;
	return gen_binary(g, LLVMLShr, ids, gen_const(g, 32));
}

LLVMValueRef gen_bi_comm(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	u32 size = gen_type(g, node)->size;

	/* Older kernels write nothing behind the NUL; keys compare all bytes.
	 */
	gen_zero(g, dst, size);
	gen_helper(g, HELPER_get_current_comm, gen_ptr(g, dst),
		   gen_const(g, size));
	return NULL;
}

LLVMValueRef gen_bi_cpid(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	(void)dst;
	if (!g->ctx->env.cpid)
		gen_runtime_error(g, node, RTE_NO_CPID);
	return gen_const(g, g->ctx->env.cpid);
}

LLVMValueRef gen_bi_has_cpid(struct gen *g, struct node *node,
			     const struct mem *dst)
{
	(void)node;
	(void)dst;
	return gen_const(g, g->ctx->env.cpid != 0);
}

LLVMValueRef gen_bi_ncpus(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	(void)node;
	(void)dst;
	return gen_const(g, g->ctx->env.ncpus);
}

LLVMValueRef gen_bi_elapsed(struct gen *g, struct node *node,
			    const struct mem *dst)
{
	LLVMValueRef now = gen_helper(g, HELPER_ktime_get_boot_ns);

	(void)node;
	(void)dst;
	g->plan->needs_start = true;
	return gen_binary(g, LLVMSub, now, gen_global(g, PG_START_NS));
}

LLVMValueRef gen_bi_ctx(struct gen *g, struct node *node, const struct mem *dst)
{
	(void)node;
	(void)dst;
	return LLVMBuildPtrToInt(g->b, g->f.ctx, g->i64, "");
}

LLVMValueRef gen_bi_args(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	gen_args_into(g, node, dst);
	return NULL;
}

/* Names of all points, each padded to SIZE bytes. */
static LLVMValueRef names_table(struct gen *g, u32 size)
{
	const struct plan_prog *prog = g->f.prog;
	char *table = arena_alloc(g->arena, (size_t)size * prog->npoints);

	for (u32 i = 0; i < prog->npoints; i++) {
		const char *name = prog->points[i].name;

		memcpy(table + (size_t)i * size, name,
		       u64_min(strlen(name), size));
	}
	return gen_rodata(g, "probes", table, size * prog->npoints);
}

LLVMValueRef gen_bi_probe(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	u32 size = gen_type(g, node)->size, num = g->f.prog->npoints;
	LLVMValueRef table = names_table(g, size), index, inside;
	struct mem src = gen_mem(table, 8, AS_INTERNAL, gen_type(g, node));

	index = gen_point_index(g);
	if (num > 1) {
		inside = gen_cmp(g, LLVMIntULT, index, gen_const(g, num));
		index = LLVMBuildSelect(g->b, inside, index, gen_const(g, 0),
					"");
		src.base = LLVMBuildGEP2(g->b, gen_bytes_type(g, size), table,
					 &index, 1, "");
		src.align = size % 8 ? 1 : 8;
	}
	gen_copy(g, dst, &src, size, node);
	return NULL;
}

LLVMValueRef gen_bi_probetype(struct gen *g, struct node *node,
			      const struct mem *dst)
{
	const struct plan_prog *prog = g->f.prog;
	const struct type *type = gen_type(g, node);
	const char *name =
		prog->context == CTX_NONE ? "special" : prog->points[0].name;
	char *text = arena_alloc(g->arena, type->size);
	struct mem src;

	memcpy(text, name, u64_min(strcspn(name, ":"), type->size));
	src = gen_mem(gen_rodata(g, "probetype", text, type->size), 8,
		      AS_INTERNAL, type);
	gen_copy(g, dst, &src, type->size, node);
	return NULL;
}

LLVMValueRef gen_bi_kstack(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	gen_stack(g, node, dst);
	return NULL;
}

LLVMValueRef gen_bi_ustack(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	gen_stack(g, node, dst);
	return NULL;
}
