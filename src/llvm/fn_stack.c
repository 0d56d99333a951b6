/*
 * Stacks, and the symbols of addresses.
 */
#include "llvm/gen_internal.h"

enum {
	STACK_USER = 1 << 8,       /* BPF_F_USER_STACK */
	STACK_BUILD_IDS = 1 << 11, /* BPF_F_USER_BUILD_ID */
	FRAME_BUILD_ID = 32,
	FRAMES_KERNEL = 8, /* where the frames begin, see type.def */
	FRAMES_USER = 16,
};

/*
 * In raw tracepoints older kernels take the buffer for input: a small one
 * may be on the stack and must have been written before.
 */
static bool wants_zeros(struct gen *g, u64 size)
{
	enum { MAX_STACK = 512 };
	enum context_kind context = g->f.prog->context;

	return size <= MAX_STACK &&
	       (context == CTX_NONE || context == CTX_RAW ||
		context == CTX_SYSCALL);
}

/* The process and program that a user address belongs to. */
static void store_process(struct gen *g, const struct mem *dst, u32 offset)
{
	struct mem word = gen_mem_at(dst, offset, NULL);

	gen_store_raw(g, &word, gen_pid(g, false, false), 4);
	word = gen_mem_at(dst, offset + 4, NULL);
	gen_store_raw(g, &word, gen_const(g, g->f.index), 4);
	g->plan->needs_usyms = true;
}

void gen_stack(struct gen *g, struct node *node, const struct mem *dst)
{
	const struct type *type = gen_type(g, node);
	bool user = type->kind == T_USTACK;
	bool build_id = user && type->mode == STACK_BUILD_ID;
	u64 frame = build_id ? FRAME_BUILD_ID : 8;
	u64 flags = user ? STACK_USER : 0;
	struct mem frames;
	LLVMValueRef bytes, count, failed;

	frames = gen_mem_at(dst, user ? FRAMES_USER : FRAMES_KERNEL, NULL);
	if (wants_zeros(g, type->count * frame))
		gen_zero(g, &frames, (u32)(type->count * frame));
	/* The kernel clears what it does not fill. */
	bytes = gen_helper(
		g, HELPER_get_stack, g->f.ctx, gen_ptr(g, &frames),
		gen_const(g, type->count * frame),
		gen_const(g, build_id ? flags | STACK_BUILD_IDS : flags));
	failed = gen_cmp(g, LLVMIntSLT, bytes, gen_const(g, 0));
	count = gen_binary(g, LLVMLShr, bytes, gen_const(g, build_id ? 5 : 3));
	count = LLVMBuildSelect(g->b, failed, gen_const(g, 0), count, "");
	gen_store_raw(g, dst, count, 8);
	if (user)
		store_process(g, dst, 8);
}

LLVMValueRef gen_fn_kstack(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	gen_stack(g, node, dst);
	return NULL;
}

LLVMValueRef gen_fn_ustack(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	gen_stack(g, node, dst);
	return NULL;
}

LLVMValueRef gen_fn_ksym(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	enum addr_space space;

	(void)dst;
	return gen_pointer(g, node->call.args, &space);
}

LLVMValueRef gen_fn_usym(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	enum addr_space space;

	gen_store_raw(g, dst, gen_pointer(g, node->call.args, &space), 8);
	store_process(g, dst, 8);
	return NULL;
}

/* The length of a stack is stored in front of it. */
LLVMValueRef gen_fn_len(struct gen *g, struct node *node, const struct mem *dst)
{
	struct node *arg = node->call.args;
	struct mem mem;

	(void)dst;
	if (arg->kind == N_MAP && arg->map.whole)
		return gen_map_len(g, arg->map.sym->idx);
	mem = gen_internal(g, arg);
	return gen_load_raw(g, &mem, 8);
}
