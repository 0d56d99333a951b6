/*
 * Operators. Both sides of arithmetic are 64-bit integers of one type, so
 * that only comparisons ask for signs.
 */
#include "llvm/gen_internal.h"

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
