/*
 * Functions of texts and bytes that need no loop: the kernel's string
 * readers count, and comparing goes by words.
 */
#include "llvm/gen_internal.h"

enum { WORD = 8, COMPARE_MAX = 1024 };

/* Where a text is, and how many bytes it may have, NUL included. */
struct text {
	LLVMValueRef address;
	enum addr_space space;
	u32 size;
	bool exact; /* its memory ends there: the last byte may be no NUL */
};

static u32 capacity(struct gen *g, const struct type *type)
{
	if (type->kind == T_STRING || type->kind == T_ARRAY)
		return type->size;
	return (u32)g->ctx->config.max_strlen;
}

static struct text text_of(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);
	struct text text = { .size = capacity(g, type) };

	text.address = gen_pointer(g, node, &text.space);
	text.exact = type->kind == T_ARRAY;
	return text;
}

static enum helper reader(const struct text *text)
{
	if (text->space == AS_USER)
		return HELPER_probe_read_user_str;
	return text->space == AS_NONE ? HELPER_probe_read_str
				      : HELPER_probe_read_kernel_str;
}

/*
 * Copy TEXT to DST, which has room for SIZE bytes. Returns the length
 * without NUL, 0 when it can't be read.
 */
static LLVMValueRef read_text(struct gen *g, const struct node *node,
			      const struct text *text, LLVMValueRef dst,
			      u32 size)
{
	LLVMValueRef zero = gen_const(g, 0), got, some;
	enum helper helper = reader(text);

	got = gen_helper(g, helper, dst, gen_const(g, size), text->address);
	gen_helper_check(g, node, helper, got);
	some = gen_cmp(g, LLVMIntSGT, got, zero);
	got = gen_binary(g, LLVMSub, got, gen_const(g, 1));
	return LLVMBuildSelect(g->b, some, got, zero, "");
}

LLVMValueRef gen_fn_strlen(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	struct node *arg = node->call.args;
	struct text text = text_of(g, arg);
	struct mem copy = gen_temp(g, NULL, text.size + 1);
	/* An array may be full: one byte more, and then it counts. */
	u32 size = text.size + text.exact;

	(void)dst;
	return read_text(g, node, &text, gen_ptr(g, &copy), size);
}

LLVMValueRef gen_fn_strcap(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	(void)dst;
	gen_discard(g, node->call.args);
	return gen_const(g, capacity(g, gen_type(g, node->call.args)));
}

/*
 * Both texts go to memory of twice the size, so that the verifier need not
 * follow where the second one starts; what fits is the result.
 */
LLVMValueRef gen_fn_str_concat(struct gen *g, struct node *node,
			       const struct mem *dst)
{
	u32 size = dst->type->size;
	struct node *first = node->call.args;
	struct text a = text_of(g, first), b;
	struct mem both = gen_temp(g, NULL, 2 * size), last;
	LLVMValueRef len, fits, at;

	gen_zero(g, &both, 2 * size);
	len = read_text(g, node, &a, gen_ptr(g, &both),
			(u32)u64_min(a.size, size));
	fits = gen_cmp(g, LLVMIntULT, len, gen_const(g, size));
	len = LLVMBuildSelect(g->b, fits, len, gen_const(g, size - 1), "");
	b = text_of(g, first->next);
	at = LLVMBuildGEP2(g->b, g->i8, gen_ptr(g, &both), &len, 1, "");
	read_text(g, node, &b, at, (u32)u64_min(b.size, size));
	gen_copy(g, dst, &both, size, node);
	last = gen_mem_at(dst, size - 1, NULL);
	at = gen_load_raw(g, &last, 1);
	fits = gen_cmp(g, LLVMIntEQ, at, gen_const(g, 0));
	/* The mark of a text that was cut, see mark_cut in fn_string.c. */
	at = LLVMBuildSelect(g->b, fits, gen_const(g, 0), gen_const(g, 0xff),
			     "");
	gen_store_raw(g, &last, at, 1);
	return NULL;
}

/* Copy LEN bytes that NODE stands for to zeroed memory of SIZE bytes. */
static struct mem read_bytes(struct gen *g, struct node *node, LLVMValueRef len,
			     u32 size, const struct node *call)
{
	enum addr_space space;
	LLVMValueRef address = gen_pointer(g, node, &space);
	struct mem copy = gen_temp(g, NULL, size);

	gen_zero(g, &copy, size);
	gen_probe_read(g, gen_ptr(g, &copy), len, address, space, call);
	return copy;
}

/* The bytes of word IDX at MEM, most significant first. */
static LLVMValueRef load_ordered(struct gen *g, const struct mem *mem, u32 idx)
{
	static const char name[] = "llvm.bswap";
	struct mem word = gen_mem_at(mem, idx * WORD, NULL);
	unsigned id = LLVMLookupIntrinsicID(name, sizeof(name) - 1);
	LLVMValueRef fn =
		LLVMGetIntrinsicDeclaration(g->module, id, &g->i64, 1);
	LLVMValueRef value = gen_load_raw(g, &word, WORD);

	return LLVMBuildCall2(g->b, LLVMGlobalGetValueType(fn), fn, &value, 1,
			      "");
}

/* -1, 0 or 1: how NUM words at A and B compare. */
static LLVMValueRef compare_words(struct gen *g, const struct mem *a,
				  const struct mem *b, u32 num)
{
	LLVMBasicBlockRef done = gen_new_block(g, "compared");
	LLVMBasicBlockRef differ = gen_new_block(g, "differ"), equal;
	LLVMValueRef *left = ARENA_ARRAY(g->arena, LLVMValueRef, num);
	LLVMValueRef *right = ARENA_ARRAY(g->arena, LLVMValueRef, num);
	LLVMBasicBlockRef *from = ARENA_ARRAY(g->arena, LLVMBasicBlockRef, num);
	LLVMValueRef lhs, rhs, less, result;

	for (u32 i = 0; i < num; i++) {
		LLVMBasicBlockRef next = gen_new_block(g, "same");

		left[i] = load_ordered(g, a, i);
		right[i] = load_ordered(g, b, i);
		from[i] = gen_here(g);
		LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, left[i], right[i]),
				next, differ);
		gen_at(g, next);
	}
	equal = gen_here(g);
	gen_br(g, done);
	gen_at(g, differ);
	lhs = LLVMBuildPhi(g->b, g->i64, "");
	rhs = LLVMBuildPhi(g->b, g->i64, "");
	LLVMAddIncoming(lhs, left, from, num);
	LLVMAddIncoming(rhs, right, from, num);
	less = gen_cmp(g, LLVMIntULT, lhs, rhs);
	result = LLVMBuildSelect(g->b, less, gen_const(g, (u64)-1),
				 gen_const(g, 1), "");
	gen_fall(g, done);
	return gen_phi(g, g->i64, result, differ, gen_const(g, 0), equal);
}

/* The most bytes that memcmp() of NODE may look at. */
static u32 compare_limit(struct gen *g, struct node *node)
{
	struct node *arg = node->call.args;
	u32 limit = COMPARE_MAX;

	for (u32 i = 0; i < 2; i++, arg = arg->next) {
		const struct type *type = gen_type(g, arg);

		if (gen_is_memory(type))
			limit = (u32)u64_min(limit, type->size);
	}
	while (arg->kind == N_CAST)
		arg = arg->cast.value;
	if (arg->kind == N_INT)
		limit = (u32)u64_min(limit, arg->int_.value);
	return limit;
}

LLVMValueRef gen_fn_memcmp(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	struct node *a = node->call.args, *b = a->next;
	u32 limit = compare_limit(g, node), size;
	LLVMValueRef max = gen_const(g, limit), len, fits;
	struct mem left, right;

	(void)dst;
	len = gen_scalar(g, b->next);
	if (!limit)
		return gen_const(g, 0);
	fits = gen_cmp(g, LLVMIntULT, len, max);
	len = LLVMBuildSelect(g->b, fits, len, max, "");
	size = (limit + WORD - 1) / WORD * WORD;
	left = read_bytes(g, a, len, size, node);
	right = read_bytes(g, b, len, size, node);
	return compare_words(g, &left, &right, size / WORD);
}
