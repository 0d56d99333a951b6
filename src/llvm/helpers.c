/*
 * Calls of BPF helpers and of the kernel's own functions. All of their integers
 * are passed as 64 bits, so that the verifier sees the ranges that the program
 * has checked.
 */
#include "llvm/gen_internal.h"

#include <stdarg.h>
#include <string.h>

enum { HELPER_MAX_ARGS = 5 };

enum helper_result {
	RESULT_i32,
	RESULT_s32, /* sign-extended here */
	RESULT_i64,
	RESULT_ptr,
	RESULT_void,
};

struct helper_row {
	const char *name;
	u32 number;
	enum helper_result result;
	const char *args; /* "(ptr, i32)" */
};

static const struct helper_row helper_rows[HELPERS] = {
#define HELPER(NAME, NUMBER, RESULT, ARGS, SINCE) \
	[HELPER_##NAME] = { #NAME, NUMBER, RESULT_##RESULT, #ARGS },
#include "helpers.def"
#undef HELPER
};

static const struct helper_row kfunc_rows[KFUNCS] = {
#define KFUNC(NAME, RESULT, ARGS, SINCE)                           \
	[KFUNC_##NAME] = { #NAME, PLAN_KFUNC_MAGIC + KFUNC_##NAME, \
			   RESULT_##RESULT, #ARGS },
#include "kfuncs.def"
#undef KFUNC
};

u32 helper_number(enum helper which)
{
	return helper_rows[which].number;
}

static LLVMTypeRef result_type(struct gen *g, enum helper_result result)
{
	switch (result) {
	case RESULT_i32:
	case RESULT_s32:
	case RESULT_i64:
		return g->i64;
	case RESULT_ptr:
		return g->ptr;
	case RESULT_void:
		return g->none;
	}
	BUG("helper result %d", result);
}

static LLVMValueRef convert(struct gen *g, LLVMValueRef value, bool to_ptr)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	if (to_ptr)
		return type == g->ptr
			       ? value
			       : LLVMBuildIntToPtr(g->b, value, g->ptr, "");
	if (type == g->ptr)
		return LLVMBuildPtrToInt(g->b, value, g->i64, "");
	return value;
}

static LLVMValueRef call_row(struct gen *g, const struct helper_row *row,
			     va_list args)
{
	LLVMValueRef values[HELPER_MAX_ARGS];
	LLVMTypeRef types[HELPER_MAX_ARGS];
	LLVMTypeRef result = result_type(g, row->result);
	LLVMValueRef callee, value;
	const char *text = row->args + 1;
	u32 num = 0;

	while (*text && *text != ')') {
		bool to_ptr = *text == 'p';

		values[num] = convert(g, va_arg(args, LLVMValueRef), to_ptr);
		types[num++] = to_ptr ? g->ptr : g->i64;
		text += strcspn(text, ",)");
		text += strspn(text, ", ");
	}
	callee = LLVMConstIntToPtr(gen_const(g, row->number), g->ptr);
	value = LLVMBuildCall2(
		g->b, LLVMFunctionType(result, types, num, false), callee,
		values, num, row->result == RESULT_void ? "" : row->name);
	return row->result == RESULT_s32 ? gen_fit(g, value, 4, true) : value;
}

LLVMValueRef gen_helper(struct gen *g, enum helper which, ...)
{
	LLVMValueRef value;
	va_list args;

	va_start(args, which);
	value = call_row(g, &helper_rows[which], args);
	va_end(args);
	/*
	 * Each wants one map and one function: kernels before 6.7 refuse an
	 * instruction that has several ("tail_call abusing map_ptr").
	 */
	if (which == HELPER_for_each_map_elem || which == HELPER_loop)
		gen_no_merge(g, value);
	return value;
}

LLVMValueRef gen_kfunc(struct gen *g, enum kfunc which, ...)
{
	LLVMValueRef value;
	va_list args;

	va_start(args, which);
	value = call_row(g, &kfunc_rows[which], args);
	va_end(args);
	return value;
}

/* Reads fail all the time; only -k asks about them. */
static bool is_quiet(enum helper which)
{
	switch (which) {
	case HELPER_probe_read:
	case HELPER_probe_read_user:
	case HELPER_probe_read_kernel:
	case HELPER_probe_read_str:
	case HELPER_probe_read_user_str:
	case HELPER_probe_read_kernel_str:
	case HELPER_map_lookup_elem:
		return true;
	default:
		return false;
	}
}

void gen_helper_check(struct gen *g, const struct node *node, enum helper which,
		      LLVMValueRef result)
{
	u32 level = is_quiet(which) ? 2 : 1;
	LLVMBasicBlockRef fail, done;
	LLVMValueRef failed;

	if (!node || !node->site || g->ctx->env.warn_level < level)
		return;
	fail = gen_new_block(g, "failed");
	done = gen_new_block(g, "ok");
	failed = gen_cmp(g, LLVMIntSLT, result, gen_const(g, 0));
	LLVMBuildCondBr(g->b, failed, fail, done);
	gen_at(g, fail);
	gen_helper_error(g, node, which, result);
	gen_fall(g, done);
}
