/*
 * Where a program was hit: its context, registers, arguments and which of
 * its attach points it was. x86-64 is the only architecture so far; all that
 * depends on it is in this file.
 */
#include "llvm/gen_internal.h"

#include "base/sys.h"

#include <string.h>

/* struct pt_regs of x86-64. */
enum {
	REGS_R10 = 56,
	REGS_R9 = 64,
	REGS_R8 = 72,
	REGS_AX = 80,
	REGS_CX = 88,
	REGS_DX = 96,
	REGS_SI = 104,
	REGS_DI = 112,
	REGS_ORIG_AX = 120,
	REGS_IP = 128,
	REGS_CS = 136,
	KERNEL_6_6 = 6 << 16 | 6 << 8,
	USER_CS = 0x33, /* of a 64-bit process */
};

/* struct thread_info, the beginning of struct task_struct. */
enum {
	THREAD_STATUS = 16,
	THREAD_COMPAT = 2, /* in a system call of a 32-bit program */
};

struct reg {
	const char *name;
	u32 offset;
};

static const struct reg regs[] = {
	{ "r15", 0 },      { "r14", 8 },
	{ "r13", 16 },     { "r12", 24 },
	{ "bp", 32 },      { "bx", 40 },
	{ "r11", 48 },     { "r10", REGS_R10 },
	{ "r9", REGS_R9 }, { "r8", REGS_R8 },
	{ "ax", REGS_AX }, { "cx", REGS_CX },
	{ "dx", REGS_DX }, { "si", REGS_SI },
	{ "di", REGS_DI }, { "orig_rax", REGS_ORIG_AX },
	{ "ip", REGS_IP }, { "pc", REGS_IP },
	{ "cs", REGS_CS }, { "flags", 144 },
	{ "sp", 152 },     { "ss", 160 },
};

static const u32 function_args[] = { REGS_DI, REGS_SI, REGS_DX,
				     REGS_CX, REGS_R8, REGS_R9 };
static const u32 syscall_args[] = { REGS_DI,  REGS_SI, REGS_DX,
				    REGS_R10, REGS_R8, REGS_R9 };

/* Offsets in the format files of sys_enter_* and sys_exit_*. */
enum {
	SYSCALL_NR = 8,
	SYSCALL_FIRST = 16,
};

bool gen_register(const char *name, u32 *offset)
{
	for (size_t i = 0; i < countof(regs); i++) {
		if (strcmp(regs[i].name, name))
			continue;
		*offset = regs[i].offset;
		return true;
	}
	return false;
}

LLVMValueRef gen_ctx_word(struct gen *g, u64 offset)
{
	struct mem mem = gen_mem(g->f.ctx, 8, AS_CTX, NULL);

	mem.offset = offset;
	return gen_load_raw(g, &mem, 8);
}

LLVMValueRef gen_syscall_register(struct gen *g, u32 offset)
{
	LLVMValueRef address;
	struct mem mem;

	address = gen_binary(g, LLVMAdd, gen_ctx_word(g, 0),
			     gen_const(g, offset));
	mem = gen_mem_address(g, address, AS_KERNEL, type_int(8, false));
	return gen_load(g, &mem, NULL);
}

static bool is_syscall_exit(const struct plan_prog *prog)
{
	return prog->npoints &&
	       strstr(prog->points[0].name, ":sys_exit_") != NULL;
}

/* End the program unless OK (i1). */
static void require(struct gen *g, LLVMValueRef ok)
{
	LLVMBasicBlockRef leave = gen_new_block(g, "leave");
	LLVMBasicBlockRef stay = gen_new_block(g, "stay");

	LLVMBuildCondBr(g->b, ok, stay, leave);
	gen_at(g, leave);
	LLVMBuildRet(g->b, gen_const(g, (u64)g->f.prog->result));
	gen_at(g, stay);
}

/* Is the context a record with number and arguments, and no registers? */
static bool is_record(const struct plan_prog *prog)
{
	return prog->points[0].via == VIA_PERF;
}

/* The number of the system call whose entry or exit this is. */
static LLVMValueRef syscall_number(struct gen *g)
{
	if (is_syscall_exit(g->f.prog) && !is_record(g->f.prog))
		return gen_syscall_register(g, REGS_ORIG_AX);
	return gen_ctx_word(g, 8);
}

static u32 max_syscall(const struct plan_prog *prog)
{
	u32 max = 0;

	for (u32 i = 0; i < prog->npoints; i++)
		if (prog->points[i].syscall > (s32)max)
			max = (u32)prog->points[i].syscall;
	return max;
}

/*
 * u16 by number: index + 1 of the point, 0: not one of ours. Behind SIZE
 * there is one more 0, for all larger numbers.
 */
static LLVMValueRef syscall_table(struct gen *g, u32 size)
{
	const struct plan_prog *prog = g->f.prog;
	u16 *table = ARENA_ARRAY(g->arena, u16, size + 1);

	for (u32 i = 0; i < prog->npoints; i++)
		if (prog->points[i].syscall >= 0)
			table[prog->points[i].syscall] = (u16)(i + 1);
	return gen_rodata(g, "syscalls", table, (size + 1) * (u32)sizeof(u16));
}

/*
 * Index + 1 of the point for the system call NUMBER, 0: none. No jump out of
 * the program here: a record of the ring buffer may be reserved.
 */
static LLVMValueRef find_syscall(struct gen *g, LLVMValueRef number)
{
	u32 size = max_syscall(g->f.prog) + 1;
	LLVMValueRef inside, ptr, entry;

	inside = gen_cmp(g, LLVMIntULT, number, gen_const(g, size));
	number = LLVMBuildSelect(g->b, inside, number, gen_const(g, size), "");
	ptr = LLVMBuildGEP2(g->b, gen_int_type(g, 2), syscall_table(g, size),
			    &number, 1, "");
	entry = LLVMBuildLoad2(g->b, gen_int_type(g, 2), ptr, "");
	LLVMSetAlignment(entry, 2);
	return LLVMBuildZExt(g->b, entry, g->i64, "");
}

/* Does a 64-bit program make the system call? */
static LLVMValueRef is_native(struct gen *g)
{
	LLVMValueRef value;
	struct mem mem;

	if (!is_record(g->f.prog))
		return gen_cmp(g, LLVMIntEQ, gen_syscall_register(g, REGS_CS),
			       gen_const(g, USER_CS));
	value = gen_binary(g, LLVMAdd, gen_helper(g, HELPER_get_current_task),
			   gen_const(g, THREAD_STATUS));
	mem = gen_mem_address(g, value, AS_KERNEL, type_int(4, false));
	value = gen_binary(g, LLVMAnd, gen_load(g, &mem, NULL),
			   gen_const(g, THREAD_COMPAT));
	return gen_cmp(g, LLVMIntEQ, value, gen_const(g, 0));
}

/*
 * The raw tracepoint fires for every system call, also for those of 32-bit
 * processes, whose numbers mean something else.
 */
static void filter_syscall(struct gen *g)
{
	const struct plan_prog *prog = g->f.prog;
	LLVMValueRef number = syscall_number(g);

	if (prog->npoints == 1)
		require(g, gen_cmp(g, LLVMIntEQ, number,
				   gen_const(g, (u64)prog->points[0].syscall)));
	else
		require(g, gen_cmp(g, LLVMIntNE, find_syscall(g, number),
				   gen_const(g, 0)));
	require(g, is_native(g));
}

void gen_prologue(struct gen *g)
{
	const struct plan_prog *prog = g->f.prog;

	if (prog->context == CTX_SYSCALL)
		filter_syscall(g);
	if (prog->pid_filter)
		require(g, gen_cmp(g, LLVMIntEQ, gen_pid(g, false, false),
				   gen_const(g, prog->pid_filter)));
}

/*
 * Each copy of the program gets its own number here, so the optimiser must
 * not see a constant.
 */
static LLVMValueRef patched_index(struct gen *g)
{
	char *code = arena_printf(g->arena, "$0 = 0x%llx ll",
				  (unsigned long long)PLAN_POINT_MAGIC);
	LLVMTypeRef type = LLVMFunctionType(g->i64, NULL, 0, false);
	LLVMValueRef fn;

	fn = LLVMGetInlineAsm(type, code, strlen(code), (char *)"=r", 2, false,
			      false, LLVMInlineAsmDialectATT, false);
	return LLVMBuildCall2(g->b, type, fn, NULL, 0, "");
}

LLVMValueRef gen_point_index(struct gen *g)
{
	switch (g->f.prog->source) {
	case POINT_SINGLE:
		return gen_const(g, 0);
	case POINT_COOKIE:
		return gen_helper(g, HELPER_get_attach_cookie, g->f.ctx);
	case POINT_PATCH:
		return patched_index(g);
	case POINT_SYSCALL:
		return gen_binary(g, LLVMSub,
				  find_syscall(g, syscall_number(g)),
				  gen_const(g, 1));
	}
	BUG("point source %d", g->f.prog->source);
}

bool gen_is_args(const struct node *node)
{
	while (node->kind == N_DEREF || node->kind == N_CAST)
		node = node->kind == N_DEREF ? node->unary.arg
					     : node->cast.value;
	return node && node->kind == N_BUILTIN &&
	       node->builtin.row->id == BI_args;
}

static LLVMValueRef syscall_field(struct gen *g, u32 offset)
{
	u32 arg;

	if (offset < SYSCALL_FIRST)
		return syscall_number(g);
	if (is_record(g->f.prog))
		return gen_ctx_word(g, offset & ~7U);
	if (is_syscall_exit(g->f.prog))
		return gen_ctx_word(g, 8);
	arg = (offset - SYSCALL_FIRST) / 8;
	if (arg >= countof(syscall_args))
		BUG("system call argument %u", arg);
	return gen_syscall_register(g, syscall_args[arg]);
}

/* A struct passed by value: its words, one after the other. */
static void words_to_memory(struct gen *g, const struct field *field,
			    u32 offset, struct mem *mem)
{
	u32 size = (u32)align_up(field->type->size, 8);

	*mem = gen_temp(g, field->type, size);
	for (u32 i = 0; i < size; i += 8) {
		struct mem word = gen_mem_at(mem, i, NULL);

		gen_store_raw(g, &word, gen_ctx_word(g, offset + i), 8);
	}
}

LLVMValueRef gen_args_field(struct gen *g, const struct node *node,
			    const struct field *field, u32 offset,
			    struct mem *mem)
{
	const struct type *type = field->type;
	LLVMValueRef value;

	(void)node;
	switch (g->f.prog->context) {
	case CTX_TRACEPOINT:
		*mem = gen_mem(g->f.ctx, 8, AS_CTX, type);
		mem->offset = offset;
		return mem->base;
	case CTX_SYSCALL:
		value = syscall_field(g, offset);
		break;
	case CTX_RAW:
	case CTX_BTF:
		if (gen_is_memory(type)) {
			words_to_memory(g, field, offset & ~7U, mem);
			return mem->base;
		}
		value = gen_ctx_word(g, offset & ~7U);
		break;
	case CTX_NONE:
	case CTX_REGS:
	case CTX_PERF:
	case CTX_ITER:
	default:
		BUG("args of context %d", g->f.prog->context);
	}
	return type->kind == T_PTR
		       ? value
		       : gen_fit(g, value, type->size, type->is_signed);
}

/* All of `args`, as a copy. */
void gen_args_into(struct gen *g, struct node *node, const struct mem *dst)
{
	const struct type *type = gen_type(g, node);
	const struct layout *layout = type_layout(g->ctx->types, type);
	struct mem src = gen_mem(g->f.ctx, 8, AS_CTX, type);

	if (g->f.prog->context == CTX_TRACEPOINT) {
		gen_copy(g, dst, &src, type->size, node);
		return;
	}
	gen_zero(g, dst, type->size);
	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];
		struct mem part = gen_mem_at(dst, field->offset, field->type);
		struct mem mem = { 0 };
		LLVMValueRef value;

		value = gen_args_field(g, node, field, field->offset, &mem);
		if (mem.type)
			gen_copy(g, &part, &mem, field->type->size, node);
		else
			gen_store(g, &part, value);
	}
}

LLVMValueRef gen_bi_arg(struct gen *g, struct node *node, const struct mem *dst)
{
	u32 arg = node->builtin.arg;

	(void)dst;
	if (g->f.prog->context == CTX_RAW || g->f.prog->context == CTX_BTF)
		return gen_ctx_word(g, (u64)arg * 8);
	if (arg >= countof(function_args))
		BUG("arg%u", arg);
	return gen_ctx_word(g, function_args[arg]);
}

LLVMValueRef gen_bi_retval(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	const struct plan_prog *prog = g->f.prog;
	const struct type *type = gen_type(g, node);
	const struct field *field = NULL;
	u32 offset = 0;

	(void)dst;
	if (prog->context != CTX_BTF)
		return gen_ctx_word(g, REGS_AX);
	if (prog->args)
		field = type_field(g->ctx->types, prog->args, "$retval",
				   &offset);
	if (!field) {
		gen_refuse(g, node, "retval of this function");
		return gen_const(g, 0);
	}
	if (gen_is_memory(type))
		BUG("a struct is returned");
	return gen_fit(g, gen_ctx_word(g, offset & ~7U), type->size,
		       type->is_signed);
}

/* Entry of a user function: that is where the instruction pointer is. */
static bool is_user_entry(const struct plan_prog *prog)
{
	return (prog->caps & CAP_USER) && (prog->caps & CAP_ARGN);
}

LLVMValueRef gen_bi_func(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	const struct plan_prog *prog = g->f.prog;
	LLVMValueRef ip;
	struct mem word;

	if (prog->context == CTX_REGS && is_user_entry(prog))
		ip = gen_ctx_word(g, REGS_IP);
	else if (feature_has(g->ctx->features, FEAT_get_func_ip))
		ip = gen_helper(g, HELPER_get_func_ip, g->f.ctx);
	else if (prog->context == CTX_REGS && (prog->caps & CAP_ARGN))
		/* The processor is behind the breakpoint. */
		ip = gen_binary(g, LLVMSub, gen_ctx_word(g, REGS_IP),
				gen_const(g, 1));
	else {
		diag_error(&g->ctx->diags, node->span,
			   "BPF_FUNC_get_func_ip not available for your "
			   "kernel version. Consider using the 'probe' "
			   "builtin instead.");
		ip = gen_const(g, 0);
	}
	if (gen_type(g, node)->kind != T_USYM)
		return ip;
	word = gen_mem_at(dst, 0, NULL);
	gen_store_raw(g, &word, ip, 8);
	word.offset += 8;
	gen_store_raw(g, &word, gen_pid(g, false, false), 4);
	word.offset += 4;
	gen_store_raw(g, &word, gen_const(g, g->f.index), 4);
	return NULL;
}

/* Where in the process the probed place is. */
static LLVMValueRef probed_address(struct gen *g, const struct node *node)
{
	if (is_user_entry(g->f.prog))
		return gen_ctx_word(g, REGS_IP);
	/* The helper knows of user functions since Linux 6.6. */
	if (sys_kernel_version() >= KERNEL_6_6)
		return gen_helper(g, HELPER_get_func_ip, g->f.ctx);
	diag_error(&g->ctx->diags, node->span,
		   "uaddr() in a uretprobe of a program without fixed "
		   "addresses needs Linux 6.6");
	return gen_const(g, 0);
}

/* One distance after the symbol's name for each point: see lower_uaddr(). */
LLVMValueRef gen_fn_uaddr(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	u32 num = g->f.prog->npoints, i = 0;
	u64 *table = ARENA_ARRAY(g->arena, u64, num + 1);
	LLVMValueRef distance, index, ptr;

	(void)dst;
	for (struct node *arg = node->call.args->next; arg && i < num;
	     arg = arg->next)
		table[i++] = arg->int_.value;
	distance = gen_const(g, table[0]);
	if (num > 1) {
		index = gen_point_index(g);
		index = LLVMBuildSelect(
			g->b, gen_cmp(g, LLVMIntULT, index, gen_const(g, num)),
			index, gen_const(g, 0), "");
		ptr = gen_rodata(g, "distances", table, num * 8);
		ptr = LLVMBuildGEP2(g->b, g->i64, ptr, &index, 1, "");
		distance = LLVMBuildLoad2(g->b, g->i64, ptr, "");
		LLVMSetAlignment(distance, 8);
	}
	return gen_binary(g, LLVMAdd, probed_address(g, node), distance);
}

LLVMValueRef gen_bi_usermode(struct gen *g, struct node *node,
			     const struct mem *dst)
{
	LLVMValueRef level;

	(void)node;
	(void)dst;
	switch (g->f.prog->context) {
	case CTX_REGS:
	case CTX_PERF:
		level = gen_binary(g, LLVMAnd, gen_ctx_word(g, REGS_CS),
				   gen_const(g, 3));
		return LLVMBuildZExt(
			g->b, gen_cmp(g, LLVMIntEQ, level, gen_const(g, 3)),
			g->i64, "");
	case CTX_NONE:
		return gen_const(g, 1);
	case CTX_TRACEPOINT:
	case CTX_RAW:
	case CTX_SYSCALL:
	case CTX_BTF:
	case CTX_ITER:
		return gen_const(g, 0);
	}
	BUG("context %d", g->f.prog->context);
}

LLVMValueRef gen_fn_reg(struct gen *g, struct node *node, const struct mem *dst)
{
	const char *name = node->call.args->str.text;
	u32 offset;

	(void)dst;
	if (gen_register(name, &offset))
		return gen_ctx_word(g, offset);
	diag_error(&g->ctx->diags, node->span,
		   "'%s' is not a valid register on this architecture "
		   "(x86_64)",
		   name);
	return gen_const(g, 0);
}
