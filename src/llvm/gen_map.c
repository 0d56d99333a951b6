/*
 * Maps: reading, setting and updating in place. Integers take eight bytes in
 * a value whatever their type, so that they can be updated atomically; the
 * word at set_offset of a scalar tells that it was assigned.
 */
#include "llvm/gen_internal.h"

enum {
	UPDATE_ANY = 0,
	UPDATE_NOEXIST = 1,
	ERRNO_EXIST = -17,
};

static const struct plan_map *plan_map(struct gen *g, u32 map)
{
	return &g->plan->maps[map];
}

/* Is a value of TYPE kept as a 64-bit integer? */
static bool is_word(const struct type *type)
{
	return !gen_is_memory(type);
}

struct mem gen_map_value(struct gen *g, LLVMValueRef ptr,
			 const struct type *type)
{
	(void)g;
	return gen_mem(ptr, 8, AS_INTERNAL, type);
}

LLVMValueRef gen_is_null(struct gen *g, LLVMValueRef ptr)
{
	return gen_cmp(g, LLVMIntEQ, ptr, LLVMConstNull(g->ptr));
}

LLVMValueRef gen_map_key(struct gen *g, u32 map, struct node *key)
{
	const struct plan_map *row = plan_map(g, map);
	struct mem mem;
	u32 size;

	if (row->is_scalar || !key)
		return gen_zeros(g, 8);
	size = (u32)u64_max(row->key_size, gen_type(g, key)->size);
	mem = gen_temp(g, gen_type(g, key), size);
	if (row->key_size > mem.type->size) {
		/* A narrow integer in a wider slot. */
		if (!gen_is_memory(mem.type) && row->key_size == 8) {
			gen_store_raw(g, &mem, gen_scalar(g, key), 8);
			return gen_ptr(g, &mem);
		}
		gen_zero(g, &mem, row->key_size);
	}
	gen_into(g, key, &mem);
	return gen_ptr(g, &mem);
}

LLVMValueRef gen_map_lookup(struct gen *g, u32 map, LLVMValueRef key)
{
	return gen_helper(g, HELPER_map_lookup_elem, g->maps[map], key);
}

/* May KEY be evaluated once where the script says it twice? */
static bool is_plain_key(const struct node *key)
{
	if (key->kind == N_CAST)
		return is_plain_key(key->cast.value);
	if (key->kind == N_TUPLE) {
		for (key = key->tuple.elems; key; key = key->next)
			if (!is_plain_key(key))
				return false;
		return true;
	}
	return key->kind == N_INT || key->kind == N_BOOL ||
	       key->kind == N_STR || key->kind == N_VAR ||
	       key->kind == N_BUILTIN;
}

/* What is assigned first of all when the condition of CHOICE holds. */
static const struct node *first_value(const struct node *choice)
{
	const struct node *then = choice->if_.then;
	const struct node *first = NULL;

	if (choice->kind == N_IF && then && then->kind == N_BLOCK)
		first = then->block.stmts;
	if (!first || first->kind != N_ASSIGN)
		return NULL;
	first = first->assign.value;
	while (first->kind == N_CAST)
		first = first->cast.value;
	return first;
}

void gen_map_expect(struct gen *g, const struct node *node)
{
	const struct node *call = node->if_.cond, *read = first_value(node);
	const struct node *map, *key;

	if (!read || read->kind != N_MAP || call->kind != N_CALL ||
	    !call->call.row || call->call.row->id != FN_has_key)
		return;
	map = call->call.args;
	key = map->next ? map->next : map->map.key;
	if (map->map.sym != read->map.sym || !key || !read->map.key ||
	    !is_plain_key(key) || !node_equal(key, read->map.key))
		return;
	g->f.same.call = call;
	g->f.same.read = read;
	g->f.same.ptr = NULL;
}

/* The element that NODE reads, NULL when there is none. */
static LLVMValueRef find_element(struct gen *g, const struct node *node)
{
	u32 map = node->map.sym->idx;

	if (g->f.same.read == node && g->f.same.ptr)
		return g->f.same.ptr;
	return gen_map_lookup(g, map, gen_map_key(g, map, node->map.key));
}

/* With -k, a missing element is worth a warning. */
static void report_missing(struct gen *g, const struct node *node)
{
	if (node->site && g->ctx->env.warn_level >= 2)
		gen_helper_error(g, node, HELPER_map_lookup_elem,
				 gen_const(g, 0));
}

static LLVMValueRef load_word(struct gen *g, LLVMValueRef ptr,
			      const struct type *type)
{
	struct mem mem = gen_map_value(g, ptr, type);
	LLVMValueRef value = gen_load_raw(g, &mem, 8);

	return gen_fit(g, value, type->size, type->is_signed);
}

LLVMValueRef gen_map_read(struct gen *g, struct node *node)
{
	const struct map_sym *sym = node->map.sym;
	LLVMBasicBlockRef found, missing, done;
	LLVMValueRef ptr, value;

	if (type_is_aggregate(sym->value))
		return gen_aggregate_read(g, node);
	ptr = find_element(g, node);
	found = gen_new_block(g, "found");
	missing = gen_new_block(g, "missing");
	done = gen_new_block(g, "read");
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), missing, found);
	gen_at(g, found);
	value = load_word(g, ptr, gen_type(g, node));
	gen_br(g, done);
	gen_at(g, missing);
	report_missing(g, node);
	missing = gen_here(g);
	gen_fall(g, done);
	return gen_phi(g, g->i64, value, found, gen_const(g, 0), missing);
}

/* A missing element is a constant piece of zeros: nothing is copied. */
struct mem gen_map_place(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);
	LLVMBasicBlockRef here, missing, done;
	LLVMValueRef ptr, zeros;

	zeros = gen_writable_zeros(g, type->size);
	ptr = find_element(g, node);
	missing = gen_new_block(g, "missing");
	done = gen_new_block(g, "read");
	here = gen_here(g);
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), missing, done);
	gen_at(g, missing);
	report_missing(g, node);
	missing = gen_here(g);
	gen_fall(g, done);
	return gen_map_value(g, gen_phi(g, g->ptr, ptr, here, zeros, missing),
			     type);
}

void gen_map_mark_set(struct gen *g, u32 map, LLVMValueRef ptr)
{
	u32 offset = plan_map(g, map)->set_offset;
	struct mem mem = gen_map_value(g, ptr, NULL);

	if (!offset)
		return;
	mem.offset = offset;
	gen_store_raw(g, &mem, gen_const(g, 1), 8);
}

/* A scalar: its one element is written where it is. */
static void set_scalar(struct gen *g, struct node *node)
{
	u32 map = node->mapop.sym->idx;
	const struct type *type = node->mapop.sym->value;
	LLVMBasicBlockRef found = gen_new_block(g, "found");
	LLVMBasicBlockRef done = gen_new_block(g, "set");
	LLVMValueRef ptr, value = NULL;
	struct mem dst, src = { 0 };

	if (is_word(type))
		value = gen_scalar(g, node->mapop.value);
	else
		src = gen_place(g, node->mapop.value);
	ptr = gen_map_lookup(g, map, gen_map_key(g, map, NULL));
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), done, found);
	gen_at(g, found);
	dst = gen_map_value(g, ptr, type);
	if (value)
		gen_store_raw(g, &dst, value, 8);
	else
		gen_copy(g, &dst, &src, type->size, node);
	gen_map_mark_set(g, map, ptr);
	gen_fall(g, done);
}

/* Our own memory with the value for an update. */
static LLVMValueRef update_value(struct gen *g, struct node *value,
				 const struct type *type, u32 size)
{
	struct mem mem;

	if (is_word(type)) {
		mem = gen_temp(g, type, 8);
		gen_store_raw(g, &mem, gen_scalar(g, value), 8);
		return gen_ptr(g, &mem);
	}
	/* The kernel reads whole words: what is as large needs no copy. */
	if (size == type->size) {
		mem = gen_internal(g, value);
		return gen_ptr(g, &mem);
	}
	mem = gen_temp(g, type, size);
	mem.offset += size - 8;
	gen_store_raw(g, &mem, gen_const(g, 0), 8);
	mem.offset -= size - 8;
	gen_into(g, value, &mem);
	return gen_ptr(g, &mem);
}

void gen_map_set(struct gen *g, struct node *node)
{
	u32 map = node->mapop.sym->idx;
	const struct plan_map *row = plan_map(g, map);
	LLVMValueRef key, value, result;

	if (row->is_scalar && row->kind == MAP_ARRAY) {
		set_scalar(g, node);
		return;
	}
	key = gen_map_key(g, map, node->mapop.key);
	value = update_value(g, node->mapop.value, node->mapop.sym->value,
			     row->value_size);
	result = gen_helper(g, HELPER_map_update_elem, g->maps[map], key, value,
			    gen_const(g, UPDATE_ANY));
	gen_helper_check(g, node, HELPER_map_update_elem, result);
}

/*
 * One way through an update in place: the block it comes from and the value
 * that was there before.
 */
struct add_path {
	LLVMBasicBlockRef from;
	LLVMValueRef old;
};

static struct add_path add_in_place(struct gen *g, const struct node *node,
				    LLVMValueRef ptr, LLVMValueRef delta,
				    LLVMBasicBlockRef done)
{
	struct add_path path = { 0 };

	if (node->mapop.result == MAP_RESULT_NONE)
		gen_atomic_add(g, ptr, delta);
	else
		path.old = gen_fetch_add(g, ptr, delta);
	gen_map_mark_set(g, node->mapop.sym->idx, ptr);
	path.from = gen_here(g);
	gen_br(g, done);
	return path;
}

/*
 * The element did not exist: make it with DELTA. Somebody else may have been
 * faster, then add to theirs.
 */
static void add_missing(struct gen *g, struct node *node, LLVMValueRef key,
			LLVMValueRef delta, LLVMBasicBlockRef done,
			struct add_path paths[3])
{
	u32 map = node->mapop.sym->idx;
	LLVMBasicBlockRef raced = gen_new_block(g, "raced");
	LLVMBasicBlockRef again = gen_new_block(g, "again");
	LLVMBasicBlockRef made = gen_new_block(g, "made");
	LLVMValueRef result, ptr, is_race;
	struct mem value = gen_temp(g, NULL, plan_map(g, map)->value_size);

	if (plan_map(g, map)->value_size > 8)
		gen_zero(g, &value, plan_map(g, map)->value_size);
	gen_store_raw(g, &value, delta, 8);
	result = gen_helper(g, HELPER_map_update_elem, g->maps[map], key,
			    gen_ptr(g, &value), gen_const(g, UPDATE_NOEXIST));
	is_race = gen_cmp(g, LLVMIntEQ, result, gen_const(g, (u64)ERRNO_EXIST));
	LLVMBuildCondBr(g->b, is_race, raced, made);
	gen_at(g, made);
	gen_helper_check(g, node, HELPER_map_update_elem, result);
	paths[0] = (struct add_path){ gen_here(g), gen_const(g, 0) };
	gen_br(g, done);
	gen_at(g, raced);
	ptr = gen_map_lookup(g, map, key);
	paths[1] = (struct add_path){ gen_here(g), gen_const(g, 0) };
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), done, again);
	gen_at(g, again);
	paths[2] = add_in_place(g, node, ptr, delta, done);
}

LLVMValueRef gen_map_add(struct gen *g, struct node *node)
{
	u32 map = node->mapop.sym->idx, num = 4;
	LLVMBasicBlockRef found, missing, done;
	LLVMValueRef key, delta, ptr, old;
	struct add_path paths[4];

	key = gen_map_key(g, map, node->mapop.key);
	delta = gen_scalar(g, node->mapop.value);
	ptr = gen_map_lookup(g, map, key);
	found = gen_new_block(g, "found");
	missing = gen_new_block(g, "missing");
	done = gen_new_block(g, "added");
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), missing, found);
	gen_at(g, found);
	paths[0] = add_in_place(g, node, ptr, delta, done);
	gen_at(g, missing);
	if (plan_map(g, map)->is_scalar) {
		/* An array always has its element. */
		paths[1] = (struct add_path){ missing, gen_const(g, 0) };
		gen_br(g, done);
		num = 2;
	} else {
		add_missing(g, node, key, delta, done, paths + 1);
	}
	gen_at(g, done);
	if (node->mapop.result == MAP_RESULT_NONE)
		return gen_const(g, 0);
	old = LLVMBuildPhi(g->b, g->i64, "old");
	for (u32 i = 0; i < num; i++)
		LLVMAddIncoming(old, &paths[i].old, &paths[i].from, 1);
	if (node->mapop.result == MAP_RESULT_NEW)
		return gen_binary(g, LLVMAdd, old, delta);
	return old;
}

/* A scalar's element stays; it is as if it had never been assigned. */
static LLVMValueRef delete_scalar(struct gen *g, u32 map)
{
	const struct plan_map *row = plan_map(g, map);
	LLVMBasicBlockRef here, found, done;
	LLVMValueRef ptr, was_set;
	struct mem mem;

	ptr = gen_map_lookup(g, map, gen_map_key(g, map, NULL));
	found = gen_new_block(g, "found");
	done = gen_new_block(g, "deleted");
	here = gen_here(g);
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), done, found);
	gen_at(g, found);
	mem = gen_map_value(g, ptr, NULL);
	mem.offset = row->set_offset;
	was_set = row->set_offset ? gen_load_raw(g, &mem, 8) : gen_const(g, 1);
	mem.offset = 0;
	gen_zero(g, &mem, row->value_size);
	found = gen_here(g);
	gen_fall(g, done);
	return gen_phi(g, g->i64, gen_const(g, 0), here, was_set, found);
}

LLVMValueRef gen_map_delete(struct gen *g, struct node *node, bool discarded)
{
	struct node *arg = node->call.args;
	u32 map = arg->map.sym->idx;
	LLVMValueRef key, result, deleted;

	if (plan_map(g, map)->is_scalar)
		return delete_scalar(g, map);
	key = gen_map_key(g, map, arg->next ? arg->next : arg->map.key);
	result = gen_helper(g, HELPER_map_delete_elem, g->maps[map], key);
	if (discarded)
		gen_helper_check(g, node, HELPER_map_delete_elem, result);
	deleted = gen_cmp(g, LLVMIntEQ, result, gen_const(g, 0));
	return LLVMBuildZExt(g->b, deleted, g->i64, "");
}

LLVMValueRef gen_fn_delete(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	(void)dst;
	return gen_map_delete(g, node, false);
}

LLVMValueRef gen_fn_has_key(struct gen *g, struct node *node,
			    const struct mem *dst)
{
	struct node *arg = node->call.args;
	u32 map = arg->map.sym->idx;
	LLVMValueRef key, ptr, found;

	(void)dst;
	key = gen_map_key(g, map, arg->next ? arg->next : arg->map.key);
	ptr = gen_map_lookup(g, map, key);
	if (g->f.same.call == node)
		g->f.same.ptr = ptr;
	found = gen_is_null(g, ptr);
	return LLVMBuildZExt(g->b, LLVMBuildNot(g->b, found, ""), g->i64, "");
}

/*
 * What bpf_for_each_map_elem() calls for each element: nothing is done, the
 * helper itself counts.
 */
static LLVMValueRef each_element(struct gen *g)
{
	static const char name[] = "each_element";
	static const struct debuginfo_param params[] = {
		{ .name = "map", .is_ptr = true },
		{ .name = "key", .is_ptr = true },
		{ .name = "value", .is_ptr = true },
		{ .name = "ctx", .is_ptr = true },
	};
	const struct callee callee = {
		.name = name,
		.params = params,
		.num = countof(params),
	};
	const struct frame frame = {
		.prog = gen_no_program(g, name),
	};
	LLVMValueRef fn = LLVMGetNamedFunction(g->module, name);
	struct caller caller;

	if (fn)
		return fn;
	caller = gen_callee_begin(g, &callee, &frame);
	LLVMBuildRet(g->b, gen_const(g, 0));
	return gen_callee_end(g, &caller);
}

LLVMValueRef gen_map_len(struct gen *g, u32 map)
{
	return gen_helper(g, HELPER_for_each_map_elem, g->maps[map],
			  each_element(g), LLVMConstNull(g->ptr),
			  gen_const(g, 0));
}
