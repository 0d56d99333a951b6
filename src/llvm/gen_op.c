/*
 * Operators. Both sides of arithmetic are 64-bit integers of one type, so
 * that only comparisons ask for signs.
 */
#include "llvm/gen_internal.h"

#include <string.h>

static LLVMOpcode opcode(enum op op)
{
	switch (op) {
	case OP_ADD:
		return LLVMAdd;
	case OP_SUB:
		return LLVMSub;
	case OP_MUL:
		return LLVMMul;
	case OP_DIV:
		return LLVMUDiv;
	case OP_MOD:
		return LLVMURem;
	case OP_AND:
		return LLVMAnd;
	case OP_OR:
		return LLVMOr;
	case OP_XOR:
		return LLVMXor;
	case OP_SHL:
		return LLVMShl;
	case OP_SHR:
		return LLVMLShr;
	default:
		BUG("operator %s", op_text(op));
	}
}

/* A zero divisor gives 1 and a warning. */
static LLVMValueRef divide(struct gen *g, struct node *node, LLVMValueRef lhs,
			   LLVMValueRef rhs)
{
	LLVMOpcode op = opcode(node->binary.op);
	LLVMBasicBlockRef zero, good, done;
	LLVMValueRef value, is_zero;

	if (LLVMIsConstant(rhs) && LLVMConstIntGetZExtValue(rhs))
		return gen_binary(g, op, lhs, rhs);
	zero = gen_new_block(g, "zero");
	good = gen_new_block(g, "divide");
	done = gen_new_block(g, "divided");
	is_zero = gen_cmp(g, LLVMIntEQ, rhs, gen_const(g, 0));
	LLVMBuildCondBr(g->b, is_zero, zero, good);
	gen_at(g, good);
	value = gen_binary(g, op, lhs, rhs);
	gen_br(g, done);
	gen_at(g, zero);
	gen_runtime_error(g, node, RTE_DIV_BY_ZERO);
	zero = gen_here(g);
	gen_fall(g, done);
	return gen_phi(g, g->i64, value, good, gen_const(g, 1), zero);
}

static bool is_leaf(const struct node *node)
{
	while (node->kind == N_CAST && node->cast.value)
		node = node->cast.value;
	return node->kind == N_INT || node->kind == N_VAR ||
	       node->kind == N_BUILTIN;
}

/*
 * The two scalars that NODE works on. Where the stack is short the left one
 * waits in scratch memory while the right one is computed.
 */
static void gen_operands(struct gen *g, struct node *node, LLVMValueRef *lhs,
			 LLVMValueRef *rhs)
{
	bool waits = g->frugal && !is_leaf(node->binary.rhs) &&
		     !gen_is_tracked(gen_type(g, node->binary.lhs));
	struct mem mem = { 0 };

	*lhs = gen_scalar(g, node->binary.lhs);
	if (waits) {
		mem = gen_scratch_temp(g, NULL, 8);
		gen_store_raw(g, &mem, *lhs, 8);
	}
	*rhs = gen_scalar(g, node->binary.rhs);
	if (waits)
		*lhs = gen_load_raw(g, &mem, 8);
}

LLVMValueRef gen_binary_node(struct gen *g, struct node *node)
{
	enum op op = node->binary.op;
	LLVMValueRef lhs, rhs;

	if (op >= OP_EQ && op <= OP_LOR)
		return LLVMBuildZExt(g->b, gen_binary_cond(g, node), g->i64,
				     "");
	gen_operands(g, node, &lhs, &rhs);
	if (op == OP_DIV || op == OP_MOD)
		return divide(g, node, lhs, rhs);
	if (op == OP_SHL || op == OP_SHR)
		rhs = gen_binary(g, LLVMAnd, rhs, gen_const(g, 63));
	lhs = gen_binary(g, opcode(op), lhs, rhs);
	/* Otherwise LLVM loads everything first and then computes. */
	return g->frugal && !gen_is_tracked(gen_type(g, node))
		       ? gen_forget(g, lhs)
		       : lhs;
}

LLVMValueRef gen_unary_node(struct gen *g, struct node *node)
{
	LLVMValueRef value;

	if (node->unary.op == OP_NOT)
		return LLVMBuildZExt(g->b, gen_cond(g, node), g->i64, "");
	value = gen_scalar(g, node->unary.arg);
	if (node->unary.op == OP_NEG)
		return LLVMBuildNeg(g->b, value, "");
	return LLVMBuildNot(g->b, value, "");
}

static LLVMIntPredicate predicate(enum op op, bool is_signed)
{
	switch (op) {
	case OP_EQ:
		return LLVMIntEQ;
	case OP_NE:
		return LLVMIntNE;
	case OP_LT:
		return is_signed ? LLVMIntSLT : LLVMIntULT;
	case OP_LE:
		return is_signed ? LLVMIntSLE : LLVMIntULE;
	case OP_GT:
		return is_signed ? LLVMIntSGT : LLVMIntUGT;
	case OP_GE:
		return is_signed ? LLVMIntSGE : LLVMIntUGE;
	default:
		BUG("comparison %s", op_text(op));
	}
}

static LLVMValueRef logical(struct gen *g, struct node *node)
{
	bool is_and = node->binary.op == OP_LAND;
	LLVMBasicBlockRef more = gen_new_block(g, is_and ? "and" : "or");
	LLVMBasicBlockRef done = gen_new_block(g, "logical");
	LLVMBasicBlockRef first;
	LLVMValueRef lhs, rhs;

	lhs = gen_cond(g, node->binary.lhs);
	first = gen_here(g);
	LLVMBuildCondBr(g->b, lhs, is_and ? more : done, is_and ? done : more);
	gen_at(g, more);
	rhs = gen_cond(g, node->binary.rhs);
	more = gen_here(g);
	gen_fall(g, done);
	return gen_phi(g, g->i1, LLVMConstInt(g->i1, !is_and, false), first,
		       rhs, more);
}

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

/* The same as bytes_equal for at least BLOCK_BYTES. */
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
	LLVMValueRef i, stop, first, phi;
	struct mem at, bt;

	gen_fall(g, body);
	i = LLVMBuildPhi(g->b, g->i64, "i");
	LLVMAddIncoming(i, &zero, &entry, 1);
	at = moved(g, a, i);
	bt = moved(g, b, i);
	c.a = &at;
	c.b = &bt;
	compare_bytes(g, &c, 0, BLOCK_BYTES);
	first = c.diff;
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
	rest = gen_here(g);
	gen_fall(g, done);
	phi = gen_phi(g, g->i64, first, body, c.diff, rest);
	return gen_cmp(g, LLVMIntEQ, phi, zero);
}

/* Are the bytes equal up to SIZE, or (STRINGS) up to a common NUL? */
static LLVMValueRef bytes_equal(struct gen *g, const struct mem *a,
				const struct mem *b, u32 size, bool strings)
{
	struct comparison c = { a, b, strings, gen_const(g, 0),
				gen_const(g, ~0ULL) };

	if (size >= BLOCK_BYTES)
		return bytes_loop(g, a, b, size, strings);
	compare_bytes(g, &c, 0, size);
	return gen_cmp(g, LLVMIntEQ, c.diff, gen_const(g, 0));
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
	return bytes_equal(g, &a, &b, size, true);
}

static LLVMValueRef memory_equal(struct gen *g, struct node *node)
{
	struct node *lhs = node->binary.lhs, *rhs = node->binary.rhs;
	struct mem a, b;

	if (gen_type(g, lhs)->kind == T_STRING &&
	    gen_type(g, rhs)->kind == T_STRING)
		return gen_string_equal(g, lhs, rhs, 0);
	a = gen_internal(g, lhs);
	b = gen_internal(g, rhs);
	return gen_bytes_equal(g, &a, &b,
			       (u32)u64_min(a.type->size, b.type->size));
}

LLVMValueRef gen_binary_cond(struct gen *g, struct node *node)
{
	enum op op = node->binary.op;
	const struct type *type;
	LLVMValueRef lhs, rhs;

	if (op == OP_LAND || op == OP_LOR)
		return logical(g, node);
	type = gen_type(g, node->binary.lhs);
	if (gen_is_memory(type)) {
		LLVMValueRef equal = memory_equal(g, node);

		return op == OP_NE ? LLVMBuildNot(g->b, equal, "") : equal;
	}
	gen_operands(g, node, &lhs, &rhs);
	return gen_cmp(g, predicate(op, type->is_signed), lhs, rhs);
}
