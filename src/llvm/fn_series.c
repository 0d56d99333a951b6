/*
 * tseries(): a ring of buckets, one for each interval of time. A few of them
 * are the value of the aggregation's map itself. Many would be more than one
 * CPU's value may hold: then the value is a number, given by us, and buckets
 * are entries of a map of their own, found by that number and their place in
 * the ring.
 */
#include "llvm/gen_internal.h"

/* Words of a bucket, see btf/type.def. */
enum { SAMPLE_VALUE, SAMPLE_EXTRA, SAMPLE_EPOCH, SAMPLE_WORDS };

static LLVMValueRef choose(struct gen *g, LLVMValueRef cond, LLVMValueRef yes,
			   LLVMValueRef no)
{
	return LLVMBuildSelect(g->b, cond, yes, no, "");
}

/* The value of a bucket after VALUE; FIRST (i1): it was empty. */
static LLVMValueRef sampled(struct gen *g, const struct type *type,
			    LLVMValueRef old, LLVMValueRef value,
			    LLVMValueRef first)
{
	bool is_signed = type->is_signed;
	LLVMValueRef better;

	switch ((enum series_function)type->param[2]) {
	case SERIES_NEWEST:
		return value;
	case SERIES_AVG:
	case SERIES_SUM:
		old = choose(g, first, gen_const(g, 0), old);
		return gen_binary(g, LLVMAdd, old, value);
	case SERIES_MAX:
		better = gen_cmp(g, is_signed ? LLVMIntSGT : LLVMIntUGT, value,
				 old);
		break;
	case SERIES_MIN:
	default:
		better = gen_cmp(g, is_signed ? LLVMIntSLT : LLVMIntULT, value,
				 old);
		break;
	}
	better = LLVMBuildOr(g->b, better, first, "");
	return choose(g, better, value, old);
}

/* The number that the last series got; .bss. */
static LLVMValueRef last_number(struct gen *g)
{
	static const char name[] = "last_series";
	LLVMValueRef global = LLVMGetNamedGlobal(g->module, name);

	if (global)
		return global;
	global = LLVMAddGlobal(g->module, g->i64, name);
	LLVMSetLinkage(global, LLVMInternalLinkage);
	LLVMSetInitializer(global, gen_const(g, 0));
	LLVMSetSection(global, ".bss");
	LLVMSetAlignment(global, 8);
	return global;
}

/* The number of the series whose value is at PTR, a new one if need be. */
static LLVMValueRef series_number(struct gen *g, LLVMValueRef ptr)
{
	LLVMBasicBlockRef here, make = gen_new_block(g, "unnumbered");
	LLVMBasicBlockRef done = gen_new_block(g, "numbered");
	LLVMValueRef old = gen_load_word(g, ptr, 0), fresh;

	here = gen_here(g);
	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, old, gen_const(g, 0)), make,
			done);
	gen_at(g, make);
	fresh = gen_fetch_add(g, last_number(g), gen_const(g, 1));
	fresh = gen_binary(g, LLVMAdd, fresh, gen_const(g, 1));
	gen_store_word(g, ptr, 0, fresh);
	make = gen_here(g);
	gen_fall(g, done);
	return gen_phi(g, g->i64, old, here, fresh, make);
}

/* Bucket SLOT of the series at PTR in the map of buckets. */
static LLVMValueRef distant_bucket(struct gen *g, struct node *node,
				   LLVMValueRef ptr, LLVMValueRef slot,
				   LLVMBasicBlockRef give_up)
{
	struct mem key = gen_temp(g, NULL, 2 * sizeof(u64)), word = key;

	gen_store_raw(g, &word, series_number(g, ptr), sizeof(u64));
	word.offset += sizeof(u64);
	gen_store_raw(g, &word, slot, sizeof(u64));
	return gen_own_element(g, node, g->plan->nmaps, gen_ptr(g, &key),
			       give_up);
}

/* VALUE, of which the optimiser knows nothing any more. */
static LLVMValueRef hidden(struct gen *g, LLVMValueRef value)
{
	LLVMTypeRef type = LLVMFunctionType(g->i64, &g->i64, 1, false);
	LLVMValueRef fn;

	fn = LLVMGetInlineAsm(type, (char *)"", 0, (char *)"=r,0", 4, false,
			      false, LLVMInlineAsmDialectATT, false);
	return LLVMBuildCall2(g->b, type, fn, &value, 1, "");
}

/* Bucket SLOT, one of NUM, in the value at PTR. */
static LLVMValueRef near_bucket(struct gen *g, LLVMValueRef ptr,
				LLVMValueRef slot, u64 num)
{
	/*
	 * The verifier does not know what a remainder is: let LLVM forget it,
	 * too, which would drop the comparison, and ask.
	 */
	slot = hidden(g, slot);
	slot = choose(g, gen_cmp(g, LLVMIntULT, slot, gen_const(g, num)), slot,
		      gen_const(g, 0));
	slot = gen_binary(g, LLVMMul, slot, gen_const(g, SAMPLE_WORDS));
	return LLVMBuildGEP2(g->b, g->i64, ptr, &slot, 1, "");
}

static void add_sample(struct gen *g, LLVMValueRef ptr, const struct type *type,
		       LLVMValueRef value, LLVMValueRef now, LLVMValueRef epoch)
{
	LLVMValueRef first, extra;

	epoch = gen_binary(g, LLVMAdd, epoch, gen_const(g, 1));
	first = gen_cmp(g, LLVMIntNE, gen_load_word(g, ptr, SAMPLE_EPOCH),
			epoch);
	extra = gen_load_word(g, ptr, SAMPLE_EXTRA);
	extra = choose(g, first, gen_const(g, 0), extra);
	extra = type->param[2] == SERIES_NEWEST
			? now
			: gen_binary(g, LLVMAdd, extra, gen_const(g, 1));
	value = sampled(g, type, gen_load_word(g, ptr, SAMPLE_VALUE), value,
			first);
	gen_store_word(g, ptr, SAMPLE_VALUE, value);
	gen_store_word(g, ptr, SAMPLE_EXTRA, extra);
	gen_store_word(g, ptr, SAMPLE_EPOCH, epoch);
}

void gen_series_add(struct gen *g, struct node *node, LLVMValueRef ptr,
		    LLVMValueRef value, LLVMBasicBlockRef give_up)
{
	const struct type *type = node->mapop.sym->value;
	u64 interval = (u64)type->param[0], num = (u64)type->param[1];
	LLVMValueRef now = gen_software_tai(g), epoch, slot;

	epoch = gen_binary(g, LLVMUDiv, now, gen_const(g, interval));
	slot = gen_binary(g, LLVMURem, epoch, gen_const(g, num));
	if (type_is_long_series(type))
		ptr = distant_bucket(g, node, ptr, slot, give_up);
	else
		ptr = near_bucket(g, ptr, slot, num);
	add_sample(g, ptr, type, value, now, epoch);
}
