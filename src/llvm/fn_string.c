/*
 * Strings and raw bytes.
 */
#include "llvm/gen_internal.h"

static enum helper string_reader(enum addr_space space)
{
	if (space == AS_USER)
		return HELPER_probe_read_user_str;
	return space == AS_NONE ? HELPER_probe_read_str
				: HELPER_probe_read_kernel_str;
}

/* MIN(value, max), for lengths that come from the script. */
static LLVMValueRef clamp(struct gen *g, LLVMValueRef value, u64 max)
{
	LLVMValueRef limit = gen_const(g, max);

	if (LLVMIsConstant(value))
		return LLVMConstIntGetZExtValue(value) < max ? value : limit;
	return LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntULT, value, limit),
			       value, limit, "");
}

/* In the last byte of a string: more text followed (output/decode.c). */
enum { CUT_MARK = 0xff };

/*
 * CUT_MARK when BYTE is not 0, else 0; by arithmetic, so that the verifier
 * knows neither. It takes strings on the stack whose ends it knows for
 * different ones, and would follow each of the two ways to the program's end.
 */
static LLVMValueRef cut_mark(struct gen *g, LLVMValueRef byte)
{
	LLVMValueRef value = gen_forget(g, byte);

	value = gen_binary(g, LLVMOr, value, LLVMBuildNeg(g->b, value, ""));
	value = gen_binary(g, LLVMAShr, value, gen_const(g, 63));
	return gen_binary(g, LLVMAnd, value, gen_const(g, CUT_MARK));
}

/*
 * The text filled its buffer, so its last byte is a NUL that may not be in
 * the text. Read that byte again: when it is none, the string was cut.
 */
static void mark_cut(struct gen *g, const struct mem *dst, LLVMValueRef address,
		     enum addr_space space, LLVMValueRef result)
{
	u32 size = dst->type->size;
	LLVMBasicBlockRef full = gen_new_block(g, "full");
	LLVMBasicBlockRef done = gen_new_block(g, "string");
	struct mem last = gen_mem_at(dst, size - 1, NULL);
	LLVMValueRef is_full, byte;

	is_full = gen_cmp(g, LLVMIntEQ, result, gen_const(g, size));
	LLVMBuildCondBr(g->b, is_full, full, done);
	gen_at(g, full);
	address = gen_binary(g, LLVMAdd, address, gen_const(g, size - 1));
	gen_probe_read(g, gen_ptr(g, &last), gen_const(g, 1), address, space,
		       NULL);
	byte = gen_load_raw(g, &last, 1);
	gen_store_raw(g, &last, cut_mark(g, byte), 1);
	gen_fall(g, done);
}

/* Is SIZE what the script asked for, so that nobody misses what follows? */
static bool is_asked(const struct node *len, u32 size)
{
	return len && len->kind == N_INT && len->int_.value < size;
}

LLVMValueRef gen_fn_str(struct gen *g, struct node *node, const struct mem *dst)
{
	struct node *len = node->call.args->next;
	u32 size = dst->type->size;
	LLVMValueRef address, bytes = gen_const(g, size), result;
	enum addr_space space;
	enum helper reader;

	address = gen_pointer(g, node->call.args, &space);
	if (len) {
		bytes = gen_binary(g, LLVMAdd, gen_scalar(g, len),
				   gen_const(g, 1));
		bytes = clamp(g, bytes, size);
	}
	if (!g->f.in_record)
		gen_zero(g, dst, size);
	reader = string_reader(space);
	result = gen_helper(g, reader, gen_ptr(g, dst), bytes, address);
	gen_helper_check(g, node, reader, result);
	if (!is_asked(len, size))
		mark_cut(g, dst, address, space, result);
	return NULL;
}

/* How many bytes buf() reads: its second argument, or the whole array. */
static LLVMValueRef buf_length(struct gen *g, struct node *node)
{
	struct node *arg = node->call.args;
	u32 max = gen_type(g, node)->count;

	if (arg->next)
		return clamp(g, gen_scalar(g, arg->next), max);
	return clamp(g, gen_const(g, gen_type(g, arg)->size), max);
}

LLVMValueRef gen_fn_buf(struct gen *g, struct node *node, const struct mem *dst)
{
	LLVMValueRef address, length;
	enum addr_space space;
	struct mem data;

	address = gen_pointer(g, node->call.args, &space);
	length = buf_length(g, node);
	if (!g->f.in_record)
		gen_zero(g, dst, dst->type->size);
	gen_store_raw(g, dst, length, 4);
	data = gen_mem_at(dst, 4, NULL);
	gen_probe_read(g, gen_ptr(g, &data), length, address, space, node);
	return NULL;
}

LLVMValueRef gen_fn_strncmp(struct gen *g, struct node *node,
			    const struct mem *dst)
{
	struct node *a = node->call.args, *b = a->next, *num = b->next;
	LLVMValueRef equal;

	(void)dst;
	while (num->kind == N_CAST)
		num = num->cast.value;
	/* Nothing is compared: always equal. */
	if (!num->int_.value)
		return gen_const(g, 0);
	equal = gen_string_equal(g, a, b,
				 (u32)u64_min(num->int_.value, UINT32_MAX));
	return LLVMBuildZExt(g->b, LLVMBuildNot(g->b, equal, ""), g->i64, "");
}

LLVMValueRef gen_fn_bswap(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	static const char name[] = "llvm.bswap";
	u32 size = gen_type(g, node)->size;
	LLVMValueRef value = gen_scalar(g, node->call.args), fn;
	LLVMTypeRef type = gen_int_type(g, size);
	unsigned id;

	(void)dst;
	if (size < 2)
		return gen_fit(g, value, 1, false);
	if (size < 8)
		value = LLVMBuildTrunc(g->b, value, type, "");
	id = LLVMLookupIntrinsicID(name, sizeof(name) - 1);
	fn = LLVMGetIntrinsicDeclaration(g->module, id, &type, 1);
	value = LLVMBuildCall2(g->b, LLVMGlobalGetValueType(fn), fn, &value, 1,
			       "");
	return size < 8 ? LLVMBuildZExt(g->b, value, g->i64, "") : value;
}

/* kptr(), uptr(): the type carries the space already. */
LLVMValueRef gen_fn_address(struct gen *g, struct node *node,
			    const struct mem *dst)
{
	enum addr_space space;

	(void)dst;
	return gen_pointer(g, node->call.args, &space);
}
