/*
 * Memory of a program: variables, and temporaries that live until the end of
 * the statement that made them. Small ones are on the stack, where slots are
 * reused from statement to statement; larger ones are in the program's
 * scratch memory, a global array with one element for each CPU, and their
 * offsets are fixed here. Two values that live at once never overlap: a
 * temporary is only given back when its statement is over.
 */
#include "llvm/gen_internal.h"

static LLVMValueRef entry_alloca(struct gen *g, LLVMTypeRef type,
				 const char *name)
{
	struct position here = gen_to_entry(g);
	LLVMValueRef value = LLVMBuildAlloca(g->b, type, name);

	LLVMSetAlignment(value, 8);
	gen_back(g, here);
	return value;
}

static void lifetime(struct gen *g, const struct slot *slot, const char *name,
		     size_t len)
{
	unsigned id = LLVMLookupIntrinsicID(name, len);
	LLVMValueRef fn;

	fn = LLVMGetIntrinsicDeclaration(g->module, id, &g->ptr, 1);
#if LLVM_VERSION_MAJOR >= 22
	LLVMValueRef args[] = { slot->ptr };
#else
	LLVMValueRef args[] = { gen_const(g, slot->size), slot->ptr };
#endif
	LLVMBuildCall2(g->b, LLVMGlobalGetValueType(fn), fn, args,
		       countof(args), "");
}

static void slot_begin(struct gen *g, struct slot *slot)
{
	static const char name[] = "llvm.lifetime.start";

	slot->busy = true;
	lifetime(g, slot, name, sizeof(name) - 1);
}

static void slot_end(struct gen *g, struct slot *slot)
{
	static const char name[] = "llvm.lifetime.end";

	slot->busy = false;
	lifetime(g, slot, name, sizeof(name) - 1);
}

/* Index + 1 of a free slot of SIZE bytes; 0: no room on the stack. */
static u32 slot_get(struct gen *g, u32 size)
{
	struct frame *f = &g->f;
	struct slot slot = { .size = size };

	vec_for (i, &f->slots) {
		if (!f->slots.items[i].busy && f->slots.items[i].size == size)
			return i + 1;
	}
	if (f->stack + size > f->stack_budget)
		return 0;
	f->stack += size;
	slot.ptr = entry_alloca(g, gen_bytes_type(g, size), "tmp");
	vec_push(g->arena, &f->slots, slot);
	return f->slots.len;
}

/* A stand-in for an address that gen_scratch_finish computes. */
static LLVMValueRef stand_in(struct gen *g, LLVMValueRef *base)
{
	if (!*base)
		*base = entry_alloca(g, g->i8, "scratch");
	return *base;
}

struct mem gen_scratch_temp(struct gen *g, const struct type *type, u32 size)
{
	struct frame *f = &g->f;
	struct mem mem;

	size = (u32)align_up(size ? size : 8, 8);
	mem = gen_mem(stand_in(g, &f->temps_base), 8, AS_INTERNAL, type);
	mem.offset = f->temps_size;
	mem.is_scratch = true;
	f->temps_size += size;
	if (f->temps_size > f->temps_max)
		f->temps_max = f->temps_size;
	return mem;
}

struct mem gen_temp(struct gen *g, const struct type *type, u32 size)
{
	struct frame *f = &g->f;
	u32 room = (u32)align_up(size ? size : 8, 8);
	struct temp temp = { 0 };

	if (size <= u64_max(g->ctx->config.on_stack_limit, 8))
		temp.slot = slot_get(g, room);
	if (!temp.slot)
		return gen_scratch_temp(g, type, room);
	slot_begin(g, &f->slots.items[temp.slot - 1]);
	vec_push(g->arena, &f->temps, temp);
	return gen_mem(f->slots.items[temp.slot - 1].ptr, 8, AS_INTERNAL, type);
}

struct temps_mark gen_temps_mark(struct gen *g)
{
	return (struct temps_mark){ g->f.temps.len, g->f.temps_size };
}

void gen_temps_release(struct gen *g, struct temps_mark mark)
{
	struct frame *f = &g->f;

	while (f->temps.len > mark.live) {
		struct temp temp = f->temps.items[--f->temps.len];

		slot_end(g, &f->slots.items[temp.slot - 1]);
	}
	f->temps_size = mark.scratch;
}

static struct mem scratch_var(struct gen *g, const struct var_sym *sym,
			      u32 size)
{
	struct frame *f = &g->f;
	struct mem mem;

	mem = gen_mem(stand_in(g, &f->vars_base), 8, AS_INTERNAL, sym->type);
	mem.offset = f->vars_size;
	mem.is_scratch = true;
	f->vars_size += size;
	return mem;
}

/* What the verifier follows must stay where it follows it. */
bool gen_is_tracked(const struct type *type)
{
	return type->kind == T_PTR &&
	       (type->space == AS_BTF || type->space == AS_CTX ||
		type->space == AS_INTERNAL);
}

/* Marks the variables that end loops, or looks for such loops. */
struct counters {
	bool *marks; /* by var_sym.idx */
	u32 num;
	bool in_loop;
	bool ifs; /* look at conditions of `if` in loops, not at the loops' */
};

enum { MAX_COUNTERS = 12 };

static bool see_counter(struct node **slot, void *arg)
{
	struct counters *counters = arg;
	const struct var_sym *sym;

	if ((*slot)->kind != N_VAR)
		return true;
	sym = (*slot)->var.sym;
	if (!counters->marks[sym->idx] && counters->num < MAX_COUNTERS) {
		counters->marks[sym->idx] = true;
		counters->num++;
	}
	return true;
}

static void see_condition(struct node *cond, struct counters *counters)
{
	struct node_visitor visitor = { .pre = see_counter, .arg = counters };

	node_walk(&cond, &visitor);
}

static bool see_loop(struct node **slot, void *arg)
{
	struct counters *counters = arg;
	struct node_visitor visitor = { .pre = see_loop, .arg = arg };
	bool outer = counters->in_loop;

	if ((*slot)->kind == N_IF && counters->in_loop && counters->ifs)
		see_condition((*slot)->if_.cond, counters);
	if ((*slot)->kind != N_WHILE)
		return true;
	if (!counters->ifs)
		see_condition((*slot)->loop.cond, counters);
	counters->in_loop = true;
	node_walk(&(*slot)->loop.body, &visitor);
	counters->in_loop = outer;
	return false;
}

bool *gen_counters(struct gen *g, struct node *body, u32 nvars)
{
	struct counters counters = {
		.marks = ARENA_ARRAY(g->arena, bool, nvars + 1),
	};
	struct node_visitor visitor = { .pre = see_loop, .arg = &counters };

	node_walk(&body, &visitor);
	counters.ifs = true;
	node_walk(&body, &visitor);
	return counters.marks;
}

/*
 * The verifier follows numbers on the stack, not those in other memory:
 * it sees an endless loop when what ends it is there.
 */
static bool is_counter(const struct gen *g, const struct var_sym *sym)
{
	return g->f.counters && g->f.counters[sym->idx];
}

/* Scalars start as zero: the optimiser then keeps them in registers. */
static struct mem scalar_var(struct gen *g, const struct var_sym *sym)
{
	struct position here;
	LLVMValueRef slot;

	if (!gen_is_tracked(sym->type) && !is_counter(g, sym) &&
	    ++g->f.scalars > g->f.register_vars)
		return scratch_var(g, sym, 8);
	slot = entry_alloca(g, g->i64, sym->name);
	here = gen_to_entry(g);
	LLVMBuildStore(g->b, gen_const(g, 0), slot);
	gen_back(g, here);
	return gen_mem(slot, 8, AS_INTERNAL, sym->type);
}

static struct mem memory_var(struct gen *g, const struct var_sym *sym)
{
	struct frame *f = &g->f;
	u32 size = (u32)align_up(u64_max(sym->type->size, 1), 8);

	if (size <= g->ctx->config.on_stack_limit &&
	    f->stack + size <= f->stack_budget) {
		f->stack += size;
		return gen_mem(
			entry_alloca(g, gen_bytes_type(g, size), sym->name), 8,
			AS_INTERNAL, sym->type);
	}
	return scratch_var(g, sym, size);
}

struct mem *gen_var(struct gen *g, const struct var_sym *sym)
{
	struct mem *mem = &g->f.vars[sym->idx];

	if (!mem->base && !gen_shared_var(g, sym, mem))
		*mem = gen_is_memory(sym->type) ? memory_var(g, sym)
						: scalar_var(g, sym);
	return mem;
}

/* Elements of an array for all CPUs: a power of two, for a mask. */
static u32 cpu_elements(const struct gen *g)
{
	u32 num = 1;

	while (num < g->ctx->env.ncpus)
		num *= 2;
	return num;
}

LLVMValueRef gen_cpu_global(struct gen *g, const char *name, u32 size)
{
	LLVMTypeRef type = gen_bytes_type(g, (u64)size * cpu_elements(g));
	LLVMValueRef global = LLVMAddGlobal(g->module, type, name);

	LLVMSetLinkage(global, LLVMInternalLinkage);
	LLVMSetInitializer(global, LLVMConstNull(type));
	LLVMSetSection(global, ".bss");
	LLVMSetAlignment(global, 8);
	return global;
}

LLVMValueRef gen_cpu_element(struct gen *g, LLVMValueRef global, u32 size)
{
	u32 num = cpu_elements(g);
	LLVMValueRef cpu;

	if (num == 1)
		return global;
	cpu = gen_helper(g, HELPER_get_smp_processor_id);
	cpu = gen_binary(g, LLVMAnd, cpu, gen_const(g, num - 1));
	return LLVMBuildGEP2(g->b, gen_bytes_type(g, size), global, &cpu, 1,
			     "");
}

static void replace(LLVMValueRef stand, LLVMValueRef real)
{
	if (!stand)
		return;
	LLVMReplaceAllUsesWith(stand, real);
	LLVMInstructionEraseFromParent(stand);
}

void gen_scratch_finish(struct gen *g)
{
	struct frame *f = &g->f;
	u32 size = f->vars_size + f->temps_max;
	LLVMValueRef global, base, temps;
	const char *name;

	if (!f->vars_base && !f->temps_base)
		return;
	name = arena_printf(g->arena, "scratch_%s", f->name);
	global = gen_cpu_global(g, name, size);
	gen_to_entry(g);
	base = gen_cpu_element(g, global, size);
	temps = gen_const(g, f->vars_size);
	if (f->temps_base && f->vars_size)
		temps = LLVMBuildGEP2(g->b, g->i8, base, &temps, 1, "");
	else
		temps = base;
	replace(f->temps_base, temps);
	replace(f->vars_base, base);
}
