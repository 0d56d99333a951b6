/*
 * `for`: the kernel calls a function of ours for each entry of a map or each
 * number of a range. The function is the loop's body. Its variables are its
 * own, unless another function of the program uses them, too: those are
 * found before any code is generated and live
 *
 *  - in a global with a part for each CPU, which every function finds by
 *    itself. Its values are unknown to the verifier. That is wanted: old
 *    kernels look at a loop's body only once, and would take what a variable
 *    is then for what it always is;
 *  - in the area, a piece of the outermost function's stack that all bodies
 *    get a pointer to, when the verifier has to follow the value: pointers
 *    to the kernel's objects, and the program's context in its first word.
 *
 * `break` and `continue` are the results 1 and 0 of the body's function.
 * `return` sets a flag and ends all loops; behind each loop that contains
 * one, the flag is looked at.
 */
#include "llvm/gen_internal.h"

#include <errno.h>
#include <string.h>

/* Words of the shared global that are there in any case. */
enum {
	WORD_RETURNED = 0, /* flag */
	WORD_RESULT = 8,
	WORD_STARTS = 16, /* first number of the range, by depth */
};

/* What the verifier grants to all functions that are active at once. */
enum {
	STACK_ALL = 480,
	STACK_BUDGET = 224, /* of a program with one function */
	FRUGAL_BUDGET = 64, /* when that was too much */
	REGISTER_VARS = 24, /* others would be spilled to the stack */
	RANGE_LIMIT = 0x7fffffff,
};

/* The walk that finds out which function mentions which variable. */
struct scan {
	struct gen *g;
	struct sharing *sharing;
	const void **owners; /* by var_sym.idx: function that mentions it */
	const void *owner;   /* function at work: a body, or a loop's variable,
				which all copies that `unroll` makes share */
};

static void scan_node(struct scan *scan, struct node *node);

static void scan_list(struct scan *scan, struct node *list)
{
	for (; list; list = list->next)
		scan_node(scan, list);
}

static void share(struct scan *scan, const struct var_sym *sym)
{
	struct sharing *sharing = scan->sharing;

	if (sharing->places[sym->idx] || sharing->slots[sym->idx])
		return;
	if (!sym->type || sym->type->kind == T_NONE)
		return;
	if (gen_is_tracked(sym->type)) {
		sharing->slots[sym->idx] = sharing->area_size;
		sharing->area_size += 8;
		return;
	}
	sharing->places[sym->idx] = sharing->size + 1;
	sharing->size += gen_is_memory(sym->type)
				 ? (u32)align_up(sym->type->size, 8)
				 : 8;
}

static void scan_var(struct scan *scan, const struct node *node)
{
	const struct var_sym *sym = node->var.sym;

	if (!scan->owners[sym->idx])
		scan->owners[sym->idx] = scan->owner;
	else if (scan->owners[sym->idx] != scan->owner)
		share(scan, sym);
}

static void scan_for(struct scan *scan, struct node *node)
{
	const void *outer = scan->owner;

	scan_node(scan, node->loop.cond);
	scan->owner = node->loop.var->var.sym;
	scan_node(scan, node->loop.var);
	scan_node(scan, node->loop.body);
	scan->owner = outer;
}

static void scan_node(struct scan *scan, struct node *node)
{
	struct node **slots[3];
	u32 num;

	if (node->kind == N_VAR && node->var.sym) {
		scan_var(scan, node);
		return;
	}
	if (node->kind == N_FOR) {
		scan_for(scan, node);
		return;
	}
	num = node_slots(node, slots);
	for (u32 i = 0; i < num; i++)
		scan_list(scan, *slots[i]);
}

static bool see_for(struct node **slot, void *arg)
{
	bool *found = arg;

	if ((*slot)->kind == N_FOR)
		*found = true;
	return !*found;
}

static bool has_for(struct node *body)
{
	bool found = false;
	struct node_visitor visitor = { .pre = see_for, .arg = &found };

	node_walk(&body, &visitor);
	return found;
}

u32 gen_depth_below(struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots), depth = 0;

	for (u32 i = 0; i < num; i++) {
		for (struct node *child = *slots[i]; child; child = child->next)
			depth = (u32)u64_max(depth, gen_depth_below(child));
	}
	if (node->kind == N_FOR)
		return depth + 1;
	if (node->kind != N_CALL || !node->call.fn)
		return depth;
	/* `check` has found this out. */
	return (u32)u64_max(depth, node->call.fn->fn.depth);
}

/* A fn stores its parameters before its body begins. */
static void own_params(struct scan *scan, const struct node *fn)
{
	for (const struct node *p = fn->fn.params; p; p = p->next)
		scan->owners[p->param.sym->idx] = scan->owner;
}

struct sharing *gen_sharing(struct gen *g, const char *name, struct node *body,
			    u32 nvars, const struct node *fn)
{
	struct sharing *sharing;
	struct scan scan = { .g = g, .owner = body };

	if (!has_for(body))
		return NULL;
	sharing = ARENA_OBJ(g->arena, struct sharing);
	sharing->name = name;
	sharing->nvars = nvars;
	sharing->places = ARENA_ARRAY(g->arena, u32, nvars + 1);
	sharing->slots = ARENA_ARRAY(g->arena, u32, nvars + 1);
	sharing->size = WORD_STARTS + 8 * gen_depth_below(body);
	sharing->area_size = 8;
	scan.sharing = sharing;
	scan.owners = ARENA_ARRAY(g->arena, const void *, nvars + 1);
	if (fn)
		own_params(&scan, fn);
	scan_node(&scan, body);
	sharing->result = sharing->size;
	if (fn && gen_is_memory(fn->fn.type))
		sharing->size += (u32)align_up(fn->fn.type->size, 8);
	sharing->global = gen_cpu_global(
		g, arena_printf(g->arena, "shared_%s", name), sharing->size);
	return sharing;
}

void gen_frame_limits(struct gen *g, struct frame *f)
{
	u32 area = f->sharing ? f->sharing->area_size : 0;
	u32 own = (STACK_ALL - area) / g->depth;

	f->stack_budget = STACK_BUDGET;
	f->register_vars = REGISTER_VARS;
	if (g->frugal) {
		f->stack_budget = FRUGAL_BUDGET / g->depth;
		f->register_vars = f->stack_budget / 8;
	}
	if (g->depth == 1 || g->frugal)
		return;
	/* What calls keep in registers is spilled, too. */
	f->stack_budget = own > 64 ? (own - 64) / 2 : 0;
	f->register_vars = f->stack_budget / 8;
}

void gen_sharing_begin(struct gen *g)
{
	struct sharing *sharing = g->f.sharing;
	struct position here;

	if (!sharing)
		return;
	here = gen_to_entry(g);
	g->f.area = LLVMBuildAlloca(g->b, gen_bytes_type(g, sharing->area_size),
				    "area");
	LLVMSetAlignment(g->f.area, 8);
	gen_back(g, here);
	LLVMBuildStore(g->b, g->f.ctx ? g->f.ctx : LLVMConstNull(g->ptr),
		       g->f.area);
}

/* Word OFFSET of what this CPU's functions share. */
static struct mem shared_word(struct gen *g, u32 offset)
{
	struct frame *f = &g->f;
	struct position here;
	struct mem mem;

	if (!f->shared) {
		here = gen_to_entry(g);
		f->shared = gen_cpu_element(g, f->sharing->global,
					    f->sharing->size);
		gen_back(g, here);
	}
	mem = gen_mem(f->shared, 8, AS_INTERNAL, NULL);
	mem.offset = offset;
	return mem;
}

bool gen_shared_var(struct gen *g, const struct var_sym *sym, struct mem *mem)
{
	const struct sharing *sharing = g->f.sharing;

	if (!sharing || sym->idx >= sharing->nvars)
		return false;
	if (sharing->slots[sym->idx]) {
		*mem = gen_mem(g->f.area, 8, AS_INTERNAL, sym->type);
		mem->offset = sharing->slots[sym->idx];
		return true;
	}
	if (!sharing->places[sym->idx])
		return false;
	*mem = shared_word(g, sharing->places[sym->idx] - 1);
	mem->type = sym->type;
	return true;
}

static void leave_body(struct gen *g, u64 result)
{
	LLVMBuildRet(g->b, gen_const(g, result));
}

void gen_loop_return(struct gen *g, LLVMValueRef value)
{
	struct mem word = shared_word(g, WORD_RETURNED);

	/* 2: with a value */
	gen_store_raw(g, &word, gen_const(g, value ? 2 : 1), 8);
	word = shared_word(g, WORD_RESULT);
	if (value)
		gen_store_raw(g, &word, value, 8);
	leave_body(g, 1);
	gen_at(g, gen_new_block(g, "after"));
}

struct mem gen_loop_result(struct gen *g)
{
	struct mem mem = shared_word(g, g->f.sharing->result);

	mem.type = g->f.script_fn->fn.type;
	return mem;
}

static bool see_return(struct node **slot, void *arg)
{
	const struct node *node = *slot;
	bool *found = arg;

	if (node->kind == N_RETURN)
		*found = true;
	if (node->kind == N_CALL && node->call.row &&
	    node->call.row->id == FN_exit)
		*found = true;
	return !*found;
}

/* May the body of LOOP end the program? */
static bool has_return(struct node *loop)
{
	bool found = false;
	struct node_visitor visitor = { .pre = see_return, .arg = &found };

	node_walk(&loop->loop.body, &visitor);
	return found;
}

static bool see_loop_var(struct node **slot, void *arg)
{
	const struct var_sym **sym = arg;

	if ((*slot)->kind == N_VAR && (*slot)->var.sym == *sym)
		*sym = NULL;
	return *sym != NULL;
}

/* Does the body of LOOP look at the loop's variable? */
static bool uses_var(struct node *loop)
{
	const struct var_sym *sym = loop->loop.var->var.sym;
	struct node_visitor visitor = { .pre = see_loop_var, .arg = &sym };

	node_walk(&loop->loop.body, &visitor);
	return !sym;
}

enum { MAX_PARAMS = 5 };

/* A function of CALLEE's shape in the module. */
static LLVMValueRef add_function(struct gen *g, const struct callee *callee)
{
	LLVMTypeRef types[MAX_PARAMS];
	LLVMValueRef fn;

	for (u32 i = 0; i < callee->num; i++)
		types[i] = callee->params[i].is_ptr ? g->ptr : g->i64;
	fn = LLVMAddFunction(
		g->module, callee->name,
		LLVMFunctionType(g->i64, types, callee->num, false));
	if (!callee->is_global)
		LLVMSetLinkage(fn, LLVMInternalLinkage);
	gen_no_unwind(g, fn);
	for (u32 i = 0; i < callee->num; i++)
		LLVMSetValueName2(LLVMGetParam(fn, i), callee->params[i].name,
				  strlen(callee->params[i].name));
	return fn;
}

struct caller gen_callee_begin(struct gen *g, const struct callee *callee,
			       const struct frame *frame)
{
	struct caller caller = {
		.frame = g->f,
		.position = { gen_here(g), LLVMGetCurrentDebugLocation2(g->b) },
	};
	LLVMBasicBlockRef start;
	struct frame *f = &g->f;

	*f = *frame;
	f->name = callee->name;
	gen_frame_limits(g, f);
	f->fn = add_function(g, callee);
	f->entry = gen_new_block(g, "entry");
	start = gen_new_block(g, "start");
	gen_at(g, f->entry);
	if (g->debug)
		caller.scope = debuginfo_callee(g, f->fn, callee);
	else
		LLVMSetCurrentDebugLocation2(g->b, NULL);
	gen_fall(g, start);
	return caller;
}

LLVMValueRef gen_callee_end(struct gen *g, const struct caller *caller)
{
	LLVMValueRef fn = g->f.fn;

	gen_scratch_finish(g);
	g->f = caller->frame;
	if (g->debug)
		debuginfo_leave(g, caller->scope);
	gen_back(g, caller->position);
	return fn;
}

/*
 * Start the function of LOOP's body. The last of its PARAMS is the area; its
 * results are those of the kernel's callbacks: 0 goes on, 1 ends the loop.
 */
static struct caller body_begin(struct gen *g, struct node *loop,
				const struct debuginfo_param *params, u32 num)
{
	struct sharing *sharing = g->f.sharing;
	struct callee callee = {
		.name = arena_printf(g->arena, "%s_loop_%u", sharing->name,
				     ++sharing->ncallbacks),
		.params = params,
		.num = num,
		.span = loop->span,
	};
	struct frame frame = {
		.sharing = sharing,
		.depth = g->f.depth + 1,
		.prog = g->f.prog,
		.index = g->f.index,
		.script_fn = g->f.script_fn,
		.vars = ARENA_ARRAY(g->arena, struct mem, sharing->nvars + 1),
		.counters = g->f.counters,
	};
	struct caller caller = gen_callee_begin(g, &callee, &frame);

	g->f.area = LLVMGetParam(g->f.fn, num - 1);
	g->f.ctx = LLVMBuildLoad2(g->b, g->ptr, g->f.area, "ctx");
	return caller;
}

static void run_body(struct gen *g, struct node *node)
{
	struct loop loop = {
		.on_break = gen_new_block(g, "break"),
		.on_continue = gen_new_block(g, "continue"),
	};

	g->f.loop = &loop;
	gen_body(g, node->loop.body);
	g->f.loop = NULL;
	gen_fall(g, loop.on_continue);
	leave_body(g, 0);
	gen_at(g, loop.on_break);
	leave_body(g, 1);
}

static void clear_returned(struct gen *g)
{
	struct mem word = shared_word(g, WORD_RETURNED);

	gen_store_raw(g, &word, gen_const(g, 0), 8);
}

/* Behind a loop: has its body ended the program? */
static void check_returned(struct gen *g)
{
	LLVMBasicBlockRef leave = gen_new_block(g, "returned");
	LLVMBasicBlockRef value = gen_new_block(g, "result");
	LLVMBasicBlockRef bare = gen_new_block(g, "bare");
	LLVMBasicBlockRef stay = gen_new_block(g, "looped");
	struct mem word = shared_word(g, WORD_RETURNED);
	LLVMValueRef flag = gen_load_raw(g, &word, 8);

	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, flag, gen_const(g, 0)),
			stay, leave);
	gen_at(g, leave);
	if (g->f.depth) {
		leave_body(g, 1);
		LLVMDeleteBasicBlock(value);
		LLVMDeleteBasicBlock(bare);
		gen_at(g, stay);
		return;
	}
	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, flag, gen_const(g, 2)),
			value, bare);
	gen_at(g, value);
	if (g->f.result.base) {
		word = gen_loop_result(g);
		gen_copy(g, &g->f.result, &word, g->f.result.type->size, NULL);
	}
	word = shared_word(g, WORD_RESULT);
	gen_return(g, gen_load_raw(g, &word, 8));
	gen_br(g, stay);
	gen_at(g, bare);
	gen_return(g, NULL);
	gen_fall(g, stay);
}

/* Where the first number of a range at this depth is kept. */
static struct mem range_start(struct gen *g, u32 depth)
{
	return shared_word(g, WORD_STARTS + 8 * depth);
}

static LLVMValueRef range_body(struct gen *g, struct node *node)
{
	static const struct debuginfo_param params[] = {
		{ .name = "index" },
		{ .name = "area", .is_ptr = true },
	};
	struct node *first = node->loop.cond->binary.lhs;
	struct caller caller = body_begin(g, node, params, countof(params));
	LLVMValueRef value = LLVMGetParam(g->f.fn, 0), start;
	struct mem word;

	if (uses_var(node)) {
		word = range_start(g, g->f.depth - 1);
		start = first->kind == N_INT ? gen_scalar(g, first)
					     : gen_load_raw(g, &word, 8);
		value = gen_binary(g, LLVMAdd, value, start);
		gen_store_raw(g, gen_var(g, node->loop.var->var.sym), value, 8);
	}
	run_body(g, node);
	return gen_callee_end(g, &caller);
}

/* How often: END - START, not less than 0, in 32 bits. */
static LLVMValueRef range_count(struct gen *g, LLVMValueRef start,
				LLVMValueRef end)
{
	LLVMValueRef num, limit = gen_const(g, RANGE_LIMIT);
	LLVMValueRef zero = gen_const(g, 0);

	num = gen_binary(g, LLVMSub, end, start);
	num = LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntULT, num, limit), num,
			      limit, "");
	return LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntSLT, start, end), num,
			       zero, "");
}

/* A `while` that did not end in NUM iterations has failed like a range. */
static LLVMValueRef gave_up(struct gen *g, LLVMValueRef result,
			    LLVMValueRef num)
{
	return LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntEQ, result, num),
			       gen_const(g, (u64)-E2BIG), result, "");
}

/*
 * NUM times BODY, unless that is never: a verifier that knows it does not
 * look at BODY, throws it away as dead code and keeps the instruction that
 * takes its address ("No program to jit").
 */
static void run_range(struct gen *g, struct node *node, LLVMValueRef num,
		      LLVMValueRef body)
{
	LLVMBasicBlockRef run = gen_new_block(g, "run");
	LLVMBasicBlockRef skip = gen_new_block(g, "skip");
	LLVMValueRef result;

	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntNE, num, gen_const(g, 0)), run,
			skip);
	gen_at(g, run);
	result = gen_helper(g, HELPER_loop, num, body, g->f.area,
			    gen_const(g, 0));
	if (node->loop.is_while)
		result = gave_up(g, result, num);
	/* Where the kernel unrolls the call, errors have 32 bits. */
	gen_helper_check(g, node, HELPER_loop, gen_fit(g, result, 4, true));
	gen_fall(g, skip);
}

static void gen_for_range(struct gen *g, struct node *node)
{
	struct node *range = node->loop.cond;
	LLVMValueRef start, end, body;
	struct mem word;

	start = gen_scalar(g, range->binary.lhs);
	end = gen_scalar(g, range->binary.rhs);
	if (range->binary.lhs->kind != N_INT) {
		word = range_start(g, g->f.depth);
		gen_store_raw(g, &word, start, 8);
	}
	body = range_body(g, node);
	run_range(g, node, range_count(g, start, end), body);
}

/* The entry's value as the loop's variable has it, to DST. */
static void store_value(struct gen *g, struct node *node, LLVMValueRef key,
			LLVMValueRef ptr, const struct mem *dst)
{
	const struct map_sym *sym = node->loop.cond->map.sym;
	struct mem src = gen_map_value(g, ptr, sym->value);
	LLVMValueRef value;

	if (gen_is_memory(dst->type)) {
		gen_copy(g, dst, &src, dst->type->size, node);
		return;
	}
	if (type_is_aggregate(sym->value))
		value = gen_aggregate_merge(g, sym, key, node);
	else
		value = gen_load_raw(g, &src, 8);
	gen_store(g, dst, value);
}

/* The loop's variable is the tuple of the entry's KEY and its VALUE. */
static void store_entry(struct gen *g, struct node *node, LLVMValueRef key,
			LLVMValueRef value)
{
	const struct map_sym *map = node->loop.cond->map.sym;
	const struct var_sym *sym = node->loop.var->var.sym;
	const struct layout *layout = type_layout(g->ctx->types, sym->type);
	struct mem src = gen_mem(key, 8, AS_INTERNAL, map->key);
	struct mem dst = *gen_var(g, sym), part;

	gen_zero(g, &dst, sym->type->size);
	part = gen_mem_at(&dst, layout->fields[0].offset,
			  layout->fields[0].type);
	if (gen_is_memory(part.type))
		gen_copy(g, &part, &src, map->key->size, node);
	else
		gen_store(g, &part, gen_load(g, &src, node));
	part = gen_mem_at(&dst, layout->fields[1].offset,
			  layout->fields[1].type);
	store_value(g, node, key, value, &part);
}

static LLVMValueRef map_body(struct gen *g, struct node *node)
{
	static const struct debuginfo_param params[] = {
		{ .name = "map", .is_ptr = true },
		{ .name = "key", .is_ptr = true },
		{ .name = "value", .is_ptr = true },
		{ .name = "area", .is_ptr = true },
	};
	struct caller caller = body_begin(g, node, params, countof(params));
	struct temps_mark mark = gen_temps_mark(g);

	if (uses_var(node))
		store_entry(g, node, LLVMGetParam(g->f.fn, 1),
			    LLVMGetParam(g->f.fn, 2));
	gen_temps_release(g, mark);
	run_body(g, node);
	return gen_callee_end(g, &caller);
}

void gen_for(struct gen *g, struct node *node)
{
	bool returns = has_return(node);

	if (returns && !g->f.depth)
		clear_returned(g);
	if (node->loop.cond->kind == N_RANGE)
		gen_for_range(g, node);
	else
		gen_helper(g, HELPER_for_each_map_elem,
			   g->maps[node->loop.cond->map.sym->idx],
			   map_body(g, node), g->f.area, gen_const(g, 0));
	if (returns)
		check_returned(g);
}
