/*
 * Comparisons of memory: tuples and the like byte by byte, strings up to
 * their end. Short ones are a few words right here. Longer ones are a loop,
 * which the verifier would follow from each place to the end of the program,
 * so they are functions that the verifier looks at for themselves, once: it
 * takes their result for any number.
 */
#include "llvm/gen_internal.h"

#include <string.h>

/* Equality of SIZE bytes without loops: the differences of all words. */
static LLVMValueRef words_equal(struct gen *g, const struct mem *a,
				const struct mem *b, u32 size)
{
	LLVMValueRef diff = gen_const(g, 0);
	u32 offset = 0;

	while (offset < size) {
		struct mem at = gen_mem_at(a, offset, NULL);
		struct mem bt = gen_mem_at(b, offset, NULL);
		LLVMValueRef one;
		u32 step = 8;

		while (step > size - offset)
			step /= 2;
		one = gen_binary(g, LLVMXor, gen_load_raw(g, &at, step),
				 gen_load_raw(g, &bt, step));
		diff = gen_binary(g, LLVMOr, diff, one);
		offset += step;
	}
	return gen_cmp(g, LLVMIntEQ, diff, gen_const(g, 0));
}

/*
 * A comparison without jumps. The verifier follows every iteration of a loop
 * and every way out of it, so there is one for 32 bytes.
 */
struct comparison {
	const struct mem *a, *b;
	bool strings;      /* what follows a common NUL does not matter */
	LLVMValueRef diff; /* not 0: they differ */
	LLVMValueRef live; /* all ones until there was a NUL, then 0 */
};

enum { BLOCK_BYTES = 32 };

/* REPEATED in each of SIZE bytes. */
static LLVMValueRef byte_pattern(struct gen *g, u8 repeated, u32 size)
{
	u64 all = size < 8 ? (1ULL << size * 8) - 1 : ~0ULL;

	return gen_const(g, 0x0101010101010101ULL * repeated & all);
}

/*
 * The differences that count: up to the first NUL of A inclusive. NUL bytes
 * get their highest bit set by the subtraction; the first is the lowest one
 * in memory's order (little-endian, as all that this is compiled for).
 */
static LLVMValueRef until_nul(struct gen *g, struct comparison *c,
			      LLVMValueRef a, LLVMValueRef diff, u32 size)
{
	LLVMValueRef nul, mask, seen;

	nul = gen_binary(g, LLVMSub, a, byte_pattern(g, 0x01, size));
	nul = gen_binary(g, LLVMAnd, nul, LLVMBuildNot(g->b, a, ""));
	nul = gen_binary(g, LLVMAnd, nul, byte_pattern(g, 0x80, size));
	mask = gen_binary(g, LLVMXor, nul,
			  gen_binary(g, LLVMSub, nul, gen_const(g, 1)));
	diff = gen_binary(g, LLVMAnd, diff, mask);
	diff = gen_binary(g, LLVMAnd, diff, c->live);
	seen = gen_binary(g, LLVMOr, nul, LLVMBuildNeg(g->b, nul, ""));
	seen = gen_binary(g, LLVMAShr, seen, gen_const(g, 63));
	c->live = gen_binary(g, LLVMAnd, c->live, LLVMBuildNot(g->b, seen, ""));
	return diff;
}

/* Compare SIZE bytes at OFFSET. */
static void compare_bytes(struct gen *g, struct comparison *c, u32 offset,
			  u32 size)
{
	while (size) {
		struct mem at = gen_mem_at(c->a, offset, NULL);
		struct mem bt = gen_mem_at(c->b, offset, NULL);
		LLVMValueRef a, b, diff;
		u32 step = 8;

		while (step > size)
			step /= 2;
		a = gen_load_raw(g, &at, step);
		b = gen_load_raw(g, &bt, step);
		diff = gen_binary(g, LLVMXor, a, b);
		if (c->strings)
			diff = until_nul(g, c, a, diff, step);
		c->diff = gen_binary(g, LLVMOr, c->diff, diff);
		offset += step;
		size -= step;
	}
}

/* MEM, moved by the i64 DISTANCE, a multiple of BLOCK_BYTES. */
static struct mem moved(struct gen *g, const struct mem *mem,
			LLVMValueRef distance)
{
	struct mem copy = *mem;
	LLVMValueRef base = mem->base;

	copy.base = LLVMBuildGEP2(g->b, g->i8, base, &distance, 1, "");
	return copy;
}

/* How a comparison of a piece of memory ended. */
enum outcome {
	OUT_DIFFER = 0,
	OUT_EQUAL = 1, /* so far */
	OUT_END = 2,   /* equal, with a NUL that ends both strings */
};

static LLVMValueRef outcome_of(struct gen *g, const struct comparison *c)
{
	LLVMValueRef zero = gen_const(g, 0), equal;

	equal = LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntEQ, c->live, zero),
				gen_const(g, OUT_END), gen_const(g, OUT_EQUAL),
				"");
	return LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntEQ, c->diff, zero),
			       equal, gen_const(g, OUT_DIFFER), "");
}

/* The outcome for at least BLOCK_BYTES. */
static LLVMValueRef bytes_loop(struct gen *g, const struct mem *a,
			       const struct mem *b, u32 size, bool strings)
{
	LLVMBasicBlockRef entry = gen_here(g);
	LLVMBasicBlockRef body = gen_new_block(g, "bytes");
	LLVMBasicBlockRef next = gen_new_block(g, "next");
	LLVMBasicBlockRef rest = gen_new_block(g, "rest");
	LLVMBasicBlockRef done = gen_new_block(g, "compared");
	LLVMValueRef zero = gen_const(g, 0), ones = gen_const(g, ~0ULL);
	struct comparison c = { a, b, strings, zero, ones };
	u32 blocks = size / BLOCK_BYTES * BLOCK_BYTES;
	LLVMValueRef i, stop, first, last;
	struct mem at, bt;

	gen_fall(g, body);
	i = LLVMBuildPhi(g->b, g->i64, "i");
	LLVMAddIncoming(i, &zero, &entry, 1);
	at = moved(g, a, i);
	bt = moved(g, b, i);
	c.a = &at;
	c.b = &bt;
	compare_bytes(g, &c, 0, BLOCK_BYTES);
	first = outcome_of(g, &c);
	stop = gen_binary(g, LLVMOr, c.diff, LLVMBuildNot(g->b, c.live, ""));
	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, stop, zero), next, done);
	gen_at(g, next);
	i = gen_binary(g, LLVMAdd, i, gen_const(g, BLOCK_BYTES));
	stop = gen_cmp(g, LLVMIntULT, i, gen_const(g, blocks));
	LLVMBuildCondBr(g->b, stop, body, rest);
	LLVMAddIncoming(LLVMGetFirstInstruction(body), &i, &next, 1);
	gen_at(g, rest);
	c = (struct comparison){ a, b, strings, zero, ones };
	compare_bytes(g, &c, blocks, size - blocks);
	last = outcome_of(g, &c);
	rest = gen_here(g);
	gen_fall(g, done);
	return gen_phi(g, g->i64, first, body, last, rest);
}

/* The outcome for SIZE bytes, right here. */
static LLVMValueRef compare(struct gen *g, const struct mem *a,
			    const struct mem *b, u32 size, bool strings)
{
	struct comparison c = { a, b, strings, gen_const(g, 0),
				gen_const(g, ~0ULL) };

	if (size >= BLOCK_BYTES)
		return bytes_loop(g, a, b, size, strings);
	compare_bytes(g, &c, 0, size);
	return outcome_of(g, &c);
}

/* What a function compares. */
struct equal {
	u32 size, align;
	bool strings;
	LLVMValueRef fn;
};

static LLVMValueRef call_equal(struct gen *g, const struct equal *equal,
			       const struct mem *a, const struct mem *b);

/* Both arguments may be NULL as far as the verifier knows. */
static void require_both(struct gen *g, LLVMValueRef a, LLVMValueRef b)
{
	LLVMBasicBlockRef none = gen_new_block(g, "none");
	LLVMBasicBlockRef both = gen_new_block(g, "both");
	LLVMValueRef missing;

	missing = LLVMBuildOr(g->b, gen_is_null(g, a), gen_is_null(g, b), "");
	LLVMBuildCondBr(g->b, missing, none, both);
	gen_at(g, none);
	LLVMBuildRet(g->b, gen_const(g, 0));
	gen_at(g, both);
}

/*
 * The verifier follows loops of so many bytes; more are compared in pieces by
 * functions for those.
 */
enum { PIECE_BYTES = 4096 };

static LLVMValueRef piecewise(struct gen *g, const struct equal *equal,
			      const struct mem *a, const struct mem *b)
{
	struct equal piece = *equal;
	LLVMValueRef result = NULL;

	for (u32 offset = 0; offset < equal->size; offset += PIECE_BYTES) {
		struct mem at = gen_mem_at(a, offset, NULL);
		struct mem bt = gen_mem_at(b, offset, NULL);
		LLVMBasicBlockRef next, settled;

		if (result) {
			next = gen_new_block(g, "piece");
			settled = gen_new_block(g, "settled");
			LLVMBuildCondBr(g->b,
					gen_cmp(g, LLVMIntEQ, result,
						gen_const(g, OUT_EQUAL)),
					next, settled);
			gen_at(g, settled);
			LLVMBuildRet(g->b, result);
			gen_at(g, next);
		}
		piece.size = (u32)u64_min(PIECE_BYTES, equal->size - offset);
		result = call_equal(g, &piece, &at, &bt);
	}
	return result;
}

static LLVMValueRef make_equal(struct gen *g, const struct equal *equal)
{
	const struct debuginfo_param params[] = {
		{ .name = "a", .is_ptr = true, .size = equal->size },
		{ .name = "b", .is_ptr = true, .size = equal->size },
	};
	const struct callee callee = {
		.name = arena_printf(g->arena, "equal_%s_%u_%u",
				     equal->strings ? "str" : "mem",
				     equal->size, equal->align),
		.params = params,
		.num = countof(params),
		.is_global = true,
	};
	const struct frame frame = {
		.prog = gen_no_program(g, callee.name),
	};
	struct caller caller = gen_callee_begin(g, &callee, &frame);
	LLVMValueRef first = LLVMGetParam(g->f.fn, 0);
	LLVMValueRef second = LLVMGetParam(g->f.fn, 1);
	struct mem a = gen_mem(first, equal->align, AS_INTERNAL, NULL);
	struct mem b = gen_mem(second, equal->align, AS_INTERNAL, NULL);

	require_both(g, first, second);
	LLVMBuildRet(g->b,
		     equal->size > PIECE_BYTES
			     ? piecewise(g, equal, &a, &b)
			     : compare(g, &a, &b, equal->size, equal->strings));
	return gen_callee_end(g, &caller);
}

static LLVMValueRef equal_function(struct gen *g, const struct equal *wanted)
{
	struct equal made = *wanted;

	vec_for (i, &g->equals) {
		const struct equal *equal = &g->equals.items[i];

		if (equal->size == wanted->size &&
		    equal->align == wanted->align &&
		    equal->strings == wanted->strings)
			return equal->fn;
	}
	made.fn = make_equal(g, &made);
	vec_push(g->arena, &g->equals, made);
	return made.fn;
}

static LLVMValueRef call_equal(struct gen *g, const struct equal *equal,
			       const struct mem *a, const struct mem *b)
{
	LLVMValueRef fn = equal_function(g, equal);
	LLVMValueRef args[] = { gen_ptr(g, a), gen_ptr(g, b) };

	return LLVMBuildCall2(g->b, LLVMGlobalGetValueType(fn), fn, args, 2,
			      "");
}

static u32 alignment_of(const struct mem *mem)
{
	u64 align = mem->align;

	if (mem->offset)
		align = u64_min(align, mem->offset & -mem->offset);
	return (u32)u64_min(align, 8);
}

/* Functions around the comparison at most: the stack is theirs, too. */
enum { MAX_DEPTH = 4 };

/* Are the bytes equal up to SIZE, or (STRINGS) up to a common NUL? */
static LLVMValueRef bytes_equal(struct gen *g, const struct mem *a,
				const struct mem *b, u32 size, bool strings)
{
	struct equal equal = { .size = size, .strings = strings };
	LLVMValueRef result;

	equal.align = (u32)u64_min(alignment_of(a), alignment_of(b));
	result = size < BLOCK_BYTES || g->depth > MAX_DEPTH
			 ? compare(g, a, b, size, strings)
			 : call_equal(g, &equal, a, b);
	return gen_cmp(g, LLVMIntNE, result, gen_const(g, OUT_DIFFER));
}

enum { UNROLLED_BYTES = 64 };

LLVMValueRef gen_bytes_equal(struct gen *g, const struct mem *a,
			     const struct mem *b, u32 size)
{
	if (size <= UNROLLED_BYTES)
		return words_equal(g, a, b, size);
	return bytes_equal(g, a, b, size, false);
}

/* Bytes of the literal NODE up to its NUL inclusive; 0: no literal. */
static u32 literal_bytes(const struct node *node)
{
	while (node->kind == N_CAST && node->cast.value)
		node = node->cast.value;
	if (node->kind != N_STR)
		return 0;
	return (u32)strlen(node->str.text) + 1;
}

/*
 * Functions may write to what they get, as far as the verifier knows, and
 * literals are read-only: "write into map forbidden".
 */
static void make_writable(struct gen *g, struct node *node, struct mem *mem,
			  u32 size)
{
	struct mem copy;

	if (!literal_bytes(node))
		return;
	copy = gen_temp(g, mem->type, size);
	gen_copy(g, &copy, mem, size, node);
	*mem = copy;
}

LLVMValueRef gen_string_equal(struct gen *g, struct node *lhs, struct node *rhs,
			      u32 limit)
{
	struct mem a = gen_internal(g, lhs), b = gen_internal(g, rhs);
	u32 size = (u32)u64_min(a.type->size, b.type->size);
	u32 literal = literal_bytes(rhs);

	if (!literal)
		literal = literal_bytes(lhs);
	if (limit)
		size = (u32)u64_min(size, limit);
	if (literal)
		size = (u32)u64_min(size, literal);
	if (!size)
		return LLVMConstInt(g->i1, 1, false);
	/* Only a literal is known to have no NUL before its end. */
	if (literal && size <= UNROLLED_BYTES)
		return words_equal(g, &a, &b, size);
	if (size >= BLOCK_BYTES) {
		make_writable(g, lhs, &a, size);
		make_writable(g, rhs, &b, size);
	}
	return bytes_equal(g, &a, &b, size, true);
}
