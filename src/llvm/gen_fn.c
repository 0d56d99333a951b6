/*
 * Functions of the script: static functions of their own, made when they are
 * called first. Scalars are passed in registers, everything else by a pointer
 * to the caller's memory; a result in memory is written where a last
 * parameter points. Nothing calls itself: `check` has seen to that.
 */
#include "llvm/gen_internal.h"

enum { MAX_PARAMS = 5 };

/* What code in a function may know about the program around it: nothing. */
const struct plan_prog *gen_no_program(struct gen *g, const char *name)
{
	struct plan_prog *prog = ARENA_OBJ(g->arena, struct plan_prog);

	prog->name = name;
	prog->context = CTX_NONE;
	prog->source = POINT_SINGLE;
	prog->space = AS_NONE;
	return prog;
}

static u32 describe_params(const struct node *fn,
			   struct debuginfo_param params[MAX_PARAMS])
{
	u32 num = 0;

	for (const struct node *p = fn->fn.params; p; p = p->next) {
		if (num == MAX_PARAMS)
			BUG("function %s", fn->fn.name);
		params[num++] = (struct debuginfo_param){
			.name = p->param.name + 1, /* without the $ */
			.is_ptr = gen_is_memory(p->param.sym->type),
		};
	}
	if (gen_is_memory(fn->fn.type)) {
		if (num == MAX_PARAMS)
			BUG("function %s", fn->fn.name);
		params[num++] = (struct debuginfo_param){ .name = "result",
							  .is_ptr = true };
	}
	return num;
}

/* Parameters are variables: they may be assigned. */
static void take_params(struct gen *g, const struct node *fn)
{
	u32 i = 0;

	for (const struct node *p = fn->fn.params; p; p = p->next, i++) {
		const struct var_sym *sym = p->param.sym;
		LLVMValueRef value = LLVMGetParam(g->f.fn, i);
		struct mem src = gen_mem(value, 8, AS_INTERNAL, sym->type);

		if (gen_is_memory(sym->type))
			gen_copy(g, gen_var(g, sym), &src, sym->type->size,
				 NULL);
		else
			gen_store_raw(g, gen_var(g, sym), value, 8);
	}
	if (!gen_is_memory(fn->fn.type))
		return;
	g->f.result =
		gen_mem(LLVMGetParam(g->f.fn, i), 8, AS_INTERNAL, fn->fn.type);
	gen_zero(g, &g->f.result, fn->fn.type->size);
}

static LLVMValueRef make_function(struct gen *g, struct node *fn)
{
	struct debuginfo_param params[MAX_PARAMS];
	struct callee callee = {
		.name = arena_printf(g->arena, "fn_%s", fn->fn.name),
		.params = params,
		.num = describe_params(fn, params),
		.span = fn->span,
	};
	struct frame frame = {
		.prog = gen_no_program(g, callee.name),
		.script_fn = fn,
		.vars = ARENA_ARRAY(g->arena, struct mem, fn->fn.nvars + 1),
		.counters = gen_counters(g, fn->fn.body, fn->fn.nvars),
	};
	struct caller caller;

	frame.sharing =
		gen_sharing(g, callee.name, fn->fn.body, fn->fn.nvars, fn);
	caller = gen_callee_begin(g, &callee, &frame);
	gen_sharing_begin(g);
	take_params(g, fn);
	gen_body(g, fn->fn.body);
	LLVMBuildRet(g->b, gen_const(g, 0));
	return gen_callee_end(g, &caller);
}

static LLVMValueRef function_of(struct gen *g, struct node *fn)
{
	u32 idx = 0;

	for (const struct node *p = g->prog->fns; p != fn; p = p->next)
		idx++;
	if (!g->fns[idx])
		g->fns[idx] = make_function(g, fn);
	return g->fns[idx];
}

/* Functions expect memory that words may be read from and written to. */
static bool is_aligned(const struct mem *mem)
{
	return gen_alignment(mem, 8) == 8;
}

/* The value of ARG as a function takes it. */
static LLVMValueRef pass(struct gen *g, struct node *arg)
{
	const struct type *type = gen_type(g, arg);
	struct mem mem, copy;

	if (!gen_is_memory(type))
		return gen_scalar(g, arg);
	mem = gen_internal(g, arg);
	if (!is_aligned(&mem)) {
		copy = gen_temp(g, type, type->size);
		gen_copy(g, &copy, &mem, type->size, arg);
		mem = copy;
	}
	return gen_ptr(g, &mem);
}

LLVMValueRef gen_fn_call(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	const struct type *type = node->call.fn->fn.type;
	LLVMValueRef args[MAX_PARAMS], result, fn;
	bool direct = dst && is_aligned(dst);
	struct mem mem;
	u32 num = 0;

	if (node->call.fn->fn.is_c)
		return gen_c_call(g, node);
	fn = function_of(g, node->call.fn);
	for (struct node *arg = node->call.args; arg; arg = arg->next)
		args[num++] = pass(g, arg);
	if (gen_is_memory(type)) {
		mem = direct ? *dst : gen_temp(g, type, type->size);
		args[num++] = gen_ptr(g, &mem);
	}
	result = LLVMBuildCall2(g->b, LLVMGlobalGetValueType(fn), fn, args, num,
				"");
	if (!gen_is_memory(type))
		return result;
	if (dst && !direct)
		gen_copy(g, dst, &mem, type->size, NULL);
	return NULL;
}

void gen_fn_return(struct gen *g, struct node *value)
{
	const struct type *type = g->f.script_fn->fn.type;
	struct mem dst = g->f.result;

	if (!value) {
		gen_return(g, NULL);
	} else if (gen_is_memory(type)) {
		if (g->f.depth)
			dst = gen_loop_result(g);
		gen_into(g, value, &dst);
		gen_return(g, gen_const(g, 0));
	} else if (type->kind == T_VOID) {
		gen_discard(g, value);
		gen_return(g, NULL);
	} else {
		gen_return(g, gen_scalar(g, value));
	}
}
