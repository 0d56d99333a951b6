/*
 * Aggregations. Each CPU has its own value, updated in place; additions are
 * atomic all the same, since a program may be interrupted on its CPU by
 * another one. Reading merges the values of all CPUs.
 */
#include "llvm/gen_internal.h"

enum { UPDATE_NOEXIST = 1 };

static LLVMValueRef word_ptr(struct gen *g, LLVMValueRef ptr, u32 word)
{
	struct mem mem = gen_map_value(g, ptr, NULL);

	mem.offset = word * sizeof(u64);
	return gen_ptr(g, &mem);
}

LLVMValueRef gen_load_word(struct gen *g, LLVMValueRef ptr, u32 word)
{
	struct mem mem = gen_map_value(g, ptr, NULL);

	mem.offset = word * sizeof(u64);
	return gen_load_raw(g, &mem, sizeof(u64));
}

void gen_store_word(struct gen *g, LLVMValueRef ptr, u32 word,
		    LLVMValueRef value)
{
	struct mem mem = gen_map_value(g, ptr, NULL);

	mem.offset = word * sizeof(u64);
	gen_store_raw(g, &mem, value, sizeof(u64));
}

static LLVMValueRef select_value(struct gen *g, LLVMValueRef cond,
				 LLVMValueRef yes, LLVMValueRef no)
{
	return LLVMBuildSelect(g->b, cond, yes, no, "");
}

/*
 * Number of the highest bit of VALUE, which is not 0: set all bits below it and
 * count them. No branches: each would double what the verifier has to follow.
 * llvm.ctlz would become the same code, but LLVM 16 crashes on it.
 */
static LLVMValueRef log2_of(struct gen *g, LLVMValueRef value)
{
	static const char name[] = "llvm.ctpop";
	unsigned id = LLVMLookupIntrinsicID(name, sizeof(name) - 1);
	LLVMValueRef fn =
		LLVMGetIntrinsicDeclaration(g->module, id, &g->i64, 1);
	LLVMValueRef below, ones;

	for (u32 shift = 1; shift < 64; shift *= 2) {
		below = gen_binary(g, LLVMLShr, value, gen_const(g, shift));
		value = gen_binary(g, LLVMOr, value, below);
	}
	ones = LLVMBuildCall2(g->b, LLVMGlobalGetValueType(fn), fn, &value, 1,
			      "");
	return gen_binary(g, LLVMSub, ones, gen_const(g, 1));
}

/*
 * Negative values are in bucket 0, those below 2^BITS have one each, and
 * every further power of two has 2^BITS.
 */
static LLVMValueRef hist_bucket(struct gen *g, LLVMValueRef value, u32 bits,
				bool is_signed)
{
	LLVMValueRef one = gen_const(g, 1), pos, high, low, bucket, small;

	/* The 1 keeps the logarithm defined where it is not used. */
	pos = log2_of(g, gen_binary(g, LLVMOr, value, one));
	pos = gen_binary(g, LLVMSub, pos, gen_const(g, bits));
	low = gen_binary(g, LLVMLShr, value,
			 gen_binary(g, LLVMAnd, pos, gen_const(g, 63)));
	low = gen_binary(g, LLVMAnd, low, gen_const(g, (1U << bits) - 1));
	high = gen_binary(g, LLVMShl, gen_binary(g, LLVMAdd, pos, one),
			  gen_const(g, bits));
	bucket = gen_binary(g, LLVMAdd, high, low);
	small = gen_cmp(g, LLVMIntULT, value, gen_const(g, 1U << bits));
	bucket = select_value(g, small, value, bucket);
	bucket = gen_binary(g, LLVMAdd, bucket, one);
	if (!is_signed)
		return bucket;
	return select_value(g, gen_cmp(g, LLVMIntSLT, value, gen_const(g, 0)),
			    gen_const(g, 0), bucket);
}

static LLVMValueRef lhist_bucket(struct gen *g, LLVMValueRef value,
				 const struct type *type, bool is_signed)
{
	LLVMValueRef min = gen_const(g, (u64)type->param[0]);
	LLVMValueRef max = gen_const(g, (u64)type->param[1]);
	LLVMValueRef above, below, bucket, last;
	u64 span = (u64)(type->param[1] - type->param[0]);
	u64 step = type->param[2] ? (u64)type->param[2] : 1;

	last = gen_const(g, 1 + span / step);
	above = gen_cmp(g, is_signed ? LLVMIntSGE : LLVMIntUGE, value, max);
	below = gen_cmp(g, is_signed ? LLVMIntSLT : LLVMIntULT, value, min);
	bucket = gen_binary(g, LLVMSub, value, min);
	bucket = gen_binary(g, LLVMUDiv, bucket, gen_const(g, step));
	bucket = gen_binary(g, LLVMAdd, bucket, gen_const(g, 1));
	bucket = select_value(g, above, last, bucket);
	return select_value(g, below, gen_const(g, 0), bucket);
}

static void add_bucket(struct gen *g, LLVMValueRef ptr, const struct type *type,
		       LLVMValueRef value, bool is_signed)
{
	LLVMValueRef last = gen_const(g, type_buckets(type) - 1);
	LLVMValueRef bucket;

	if (type->kind == T_HIST)
		bucket = hist_bucket(g, value, (u32)type->param[0], is_signed);
	else
		bucket = lhist_bucket(g, value, type, is_signed);
	/* The verifier has lost track of the range. */
	bucket = select_value(g, gen_cmp(g, LLVMIntULT, bucket, last), bucket,
			      last);
	gen_atomic_add(g, LLVMBuildGEP2(g->b, g->i64, ptr, &bucket, 1, ""),
		       gen_const(g, 1));
}

/* Is A the better minimum (maximum) than B? */
static LLVMValueRef is_better(struct gen *g, const struct type *type,
			      LLVMValueRef a, LLVMValueRef b, bool is_signed)
{
	if (type->kind == T_MIN)
		return gen_cmp(g, is_signed ? LLVMIntSLT : LLVMIntULT, a, b);
	return gen_cmp(g, is_signed ? LLVMIntSGT : LLVMIntUGT, a, b);
}

static void set_extreme(struct gen *g, LLVMValueRef ptr,
			const struct type *type, LLVMValueRef value,
			bool is_signed)
{
	LLVMBasicBlockRef store = gen_new_block(g, "store");
	LLVMBasicBlockRef done = gen_new_block(g, "stored");
	LLVMValueRef unset, better;

	unset = gen_cmp(g, LLVMIntEQ, gen_load_word(g, ptr, 1),
			gen_const(g, 0));
	better = is_better(g, type, value, gen_load_word(g, ptr, 0), is_signed);
	LLVMBuildCondBr(g->b, LLVMBuildOr(g->b, unset, better, ""), store,
			done);
	gen_at(g, store);
	gen_store_word(g, ptr, 0, value);
	gen_store_word(g, ptr, 1, gen_const(g, 1));
	gen_fall(g, done);
}

static void update(struct gen *g, LLVMValueRef ptr, const struct type *type,
		   LLVMValueRef value, bool is_signed)
{
	switch (type->kind) {
	case T_COUNT:
		gen_atomic_add(g, ptr, gen_const(g, 1));
		return;
	case T_SUM:
		gen_atomic_add(g, ptr, value);
		return;
	case T_AVG:
	case T_STATS:
		gen_atomic_add(g, ptr, value);
		gen_atomic_add(g, word_ptr(g, ptr, 1), gen_const(g, 1));
		return;
	case T_MIN:
	case T_MAX:
		set_extreme(g, ptr, type, value, is_signed);
		return;
	case T_HIST:
	case T_LHIST:
		add_bucket(g, ptr, type, value, is_signed);
		return;
	case T_TSERIES:
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_INT:
	case T_BOOL:
	case T_ENUM:
	case T_PTR:
	case T_STRUCT:
	case T_FUNC:
	case T_ARRAY:
	case T_STRING:
	case T_BUFFER:
	case T_INET:
	case T_MAC:
	case T_KSTACK:
	case T_USTACK:
	case T_KSYM:
	case T_USYM:
	case T_USERNAME:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
	case T_TUPLE:
	case T_RECORD:
	case T_KINDS:
		break;
	}
	BUG("aggregation of kind %d", type->kind);
}

/* This CPU's value of a key that is not there yet, or NULL. */
static LLVMValueRef make_element(struct gen *g, u32 map, LLVMValueRef key)
{
	LLVMValueRef zeros = gen_zeros(g, g->plan->maps[map].value_size);

	return gen_helper(g, HELPER_map_update_elem, g->maps[map], key, zeros,
			  gen_const(g, UPDATE_NOEXIST));
}

/* The error that matters is a full map; "exists" is somebody faster. */
static void check_made(struct gen *g, struct node *node, LLVMValueRef result)
{
	gen_helper_check(g, node, HELPER_map_update_elem, result);
}

LLVMValueRef gen_own_element(struct gen *g, struct node *node, u32 map,
			     LLVMValueRef key, LLVMBasicBlockRef give_up)
{
	LLVMBasicBlockRef here, missing, failed, found;
	LLVMValueRef ptr, again, result;

	ptr = gen_map_lookup(g, map, key);
	found = gen_new_block(g, "found");
	if (g->plan->maps[map].is_scalar) {
		LLVMBuildCondBr(g->b, gen_is_null(g, ptr), give_up, found);
		gen_at(g, found);
		return ptr;
	}
	missing = gen_new_block(g, "missing");
	failed = gen_new_block(g, "full");
	here = gen_here(g);
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), missing, found);
	gen_at(g, missing);
	result = make_element(g, map, key);
	again = gen_map_lookup(g, map, key);
	LLVMBuildCondBr(g->b, gen_is_null(g, again), failed, found);
	gen_at(g, failed);
	check_made(g, node, result);
	gen_br(g, give_up);
	gen_at(g, found);
	return gen_phi(g, g->ptr, ptr, here, again, missing);
}

void gen_map_agg(struct gen *g, struct node *node)
{
	u32 map = node->mapop.sym->idx;
	const struct type *type = node->mapop.sym->value;
	struct node *arg = node->mapop.value->call.args;
	LLVMBasicBlockRef done = gen_new_block(g, "counted");
	LLVMValueRef key, value = NULL, ptr;
	bool is_signed = false;

	key = gen_map_key(g, map, node->mapop.key);
	if (arg) {
		value = gen_scalar(g, arg);
		is_signed = gen_type(g, arg)->is_signed;
	}
	ptr = gen_own_element(g, node, map, key, done);
	if (type->kind == T_TSERIES)
		gen_series_add(g, node, ptr, value, done);
	else
		update(g, ptr, type, value, is_signed);
	gen_map_mark_set(g, map, ptr);
	gen_fall(g, done);
}

/* Two words that a loop over all CPUs collects, and that loop. */
struct merge {
	LLVMValueRef first, second; /* allocas, promoted to registers */
	LLVMValueRef cpu;           /* alloca of the counter */
	LLVMBasicBlockRef head, done;
};

static LLVMValueRef collector(struct gen *g)
{
	struct position here = gen_to_entry(g);
	LLVMValueRef word = LLVMBuildAlloca(g->b, g->i64, "merge");

	gen_back(g, here);
	LLVMBuildStore(g->b, gen_const(g, 0), word);
	return word;
}

static LLVMValueRef collected(struct gen *g, LLVMValueRef word)
{
	return LLVMBuildLoad2(g->b, g->i64, word, "");
}

static void collect_sum(struct gen *g, LLVMValueRef word, LLVMValueRef value)
{
	LLVMBuildStore(g->b, gen_binary(g, LLVMAdd, collected(g, word), value),
		       word);
}

/* Take over this CPU's extreme when it is set and better. */
static void collect_extreme(struct gen *g, struct merge *merge,
			    LLVMValueRef ptr, const struct type *type)
{
	bool is_signed = type->base ? type->base->is_signed : type->is_signed;
	LLVMValueRef value = gen_load_word(g, ptr, 0);
	LLVMValueRef set, unset, take;

	set = gen_cmp(g, LLVMIntNE, gen_load_word(g, ptr, 1), gen_const(g, 0));
	unset = gen_cmp(g, LLVMIntEQ, collected(g, merge->second),
			gen_const(g, 0));
	take = is_better(g, type, value, collected(g, merge->first), is_signed);
	take = LLVMBuildAnd(g->b, set, LLVMBuildOr(g->b, unset, take, ""), "");
	LLVMBuildStore(g->b,
		       select_value(g, take, value, collected(g, merge->first)),
		       merge->first);
	LLVMBuildStore(g->b,
		       select_value(g, take, gen_const(g, 1),
				    collected(g, merge->second)),
		       merge->second);
}

static void collect(struct gen *g, struct merge *merge, LLVMValueRef ptr,
		    const struct type *type)
{
	if (type->kind == T_MIN || type->kind == T_MAX) {
		collect_extreme(g, merge, ptr, type);
		return;
	}
	collect_sum(g, merge->first, gen_load_word(g, ptr, 0));
	if (type->kind == T_AVG || type->kind == T_STATS)
		collect_sum(g, merge->second, gen_load_word(g, ptr, 1));
}

/* Go over the value of every CPU of the element KEY of SYM. */
static void merge_cpus(struct gen *g, const struct map_sym *sym,
		       LLVMValueRef key, struct merge *merge)
{
	LLVMBasicBlockRef body = gen_new_block(g, "cpu");
	LLVMBasicBlockRef found = gen_new_block(g, "value");
	LLVMValueRef cpu, ptr, more;

	merge->head = gen_new_block(g, "cpus");
	merge->done = gen_new_block(g, "merged");
	merge->cpu = collector(g);
	gen_fall(g, merge->head);
	cpu = collected(g, merge->cpu);
	more = gen_cmp(g, LLVMIntULT, cpu, gen_const(g, g->ctx->env.ncpus));
	LLVMBuildCondBr(g->b, more, body, merge->done);
	gen_at(g, body);
	ptr = gen_helper(g, HELPER_map_lookup_percpu_elem, g->maps[sym->idx],
			 key, cpu);
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), merge->done, found);
	gen_at(g, found);
	collect(g, merge, ptr, sym->value);
	collect_sum(g, merge->cpu, gen_const(g, 1));
	gen_br(g, merge->head);
	gen_at(g, merge->done);
}

static bool merge_begin(struct gen *g, const struct map_sym *sym,
			LLVMValueRef key, const struct node *node,
			struct merge *merge)
{
	if (!feature_has(g->ctx->features, FEAT_lookup_percpu_elem)) {
		diag_error(&g->ctx->diags, node->span,
			   "Missing required kernel feature: "
			   "map_lookup_percpu_elem");
		return false;
	}
	merge->first = collector(g);
	merge->second = collector(g);
	merge_cpus(g, sym, key, merge);
	return true;
}

/* BPF divides unsigned numbers only. */
static LLVMValueRef average(struct gen *g, LLVMValueRef total,
			    LLVMValueRef count, bool is_signed)
{
	LLVMValueRef zero = gen_const(g, 0), none, negative, value;

	none = gen_cmp(g, LLVMIntEQ, count, zero);
	count = select_value(g, none, gen_const(g, 1), count);
	if (!is_signed)
		return gen_binary(g, LLVMUDiv, total, count);
	negative = gen_cmp(g, LLVMIntSLT, total, zero);
	value = select_value(g, negative, LLVMBuildNeg(g->b, total, ""), total);
	value = gen_binary(g, LLVMUDiv, value, count);
	return select_value(g, negative, LLVMBuildNeg(g->b, value, ""), value);
}

LLVMValueRef gen_aggregate_merge(struct gen *g, const struct map_sym *sym,
				 LLVMValueRef key, const struct node *node)
{
	const struct type *type = sym->value;
	bool is_signed = type->base ? type->base->is_signed : type->is_signed;
	LLVMValueRef first;
	struct merge merge;

	if (!merge_begin(g, sym, key, node, &merge))
		return gen_const(g, 0);
	first = collected(g, merge.first);
	if (type->kind != T_AVG)
		return first;
	return average(g, first, collected(g, merge.second), is_signed);
}

/* Memory with the key of the map element NODE. */
static LLVMValueRef element_key(struct gen *g, struct node *node)
{
	return gen_map_key(g, node->map.sym->idx, node->map.key);
}

LLVMValueRef gen_aggregate_read(struct gen *g, struct node *node)
{
	LLVMValueRef key = element_key(g, node);

	return gen_aggregate_merge(g, node->map.sym, key, node);
}

void gen_aggregate_into(struct gen *g, struct node *node, const struct mem *dst)
{
	struct mem word = *dst;
	struct merge merge;

	if (node->map.sym->value->kind != T_STATS) {
		gen_refuse(g, node, "a histogram as a value");
		return;
	}
	if (!merge_begin(g, node->map.sym, element_key(g, node), node, &merge))
		return;
	gen_store_raw(g, &word, collected(g, merge.first), 8);
	word.offset += 8;
	gen_store_raw(g, &word, collected(g, merge.second), 8);
}
