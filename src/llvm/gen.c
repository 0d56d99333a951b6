/*
 * One module for a script, one function for a program, and the small things
 * that all of code generation needs. The order is: maps, programs, then what
 * only the programs have made known (scratch sizes, the ring buffer).
 */
#include "llvm/gen_internal.h"

#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Default size of the ring buffer; the session may set another. */
enum { RINGBUF_BYTES = 256 * 1024 };
/* enum bpf_map_type, which is not worth a header here. */
enum { BPF_MAP_PERF_EVENTS = 4, BPF_MAP_RINGBUF = 27 };

static const char rodata[] = ".rodata";

/* Everything that one call of gen_object holds. */
struct job {
	struct gen g;
	LLVMTargetMachineRef machine;
	const struct gen_options *options;
	struct object *out;
	const char *text; /* gen_text: the result */
	bool want_text;
	struct emit_watch watch;
};

LLVMValueRef gen_const(struct gen *g, u64 value)
{
	return LLVMConstInt(g->i64, value, false);
}

LLVMTypeRef gen_int_type(struct gen *g, u32 size)
{
	return LLVMIntTypeInContext(g->llvm, size * 8);
}

LLVMTypeRef gen_bytes_type(struct gen *g, u64 size)
{
#if LLVM_VERSION_MAJOR >= 17
	return LLVMArrayType2(g->i8, size);
#else
	return LLVMArrayType(g->i8, (unsigned)size);
#endif
}

LLVMBasicBlockRef gen_new_block(struct gen *g, const char *name)
{
	return LLVMAppendBasicBlockInContext(g->llvm, g->f.fn, name);
}

void gen_at(struct gen *g, LLVMBasicBlockRef block)
{
	LLVMPositionBuilderAtEnd(g->b, block);
}

void gen_br(struct gen *g, LLVMBasicBlockRef block)
{
	LLVMBuildBr(g->b, block);
}

void gen_fall(struct gen *g, LLVMBasicBlockRef block)
{
	gen_br(g, block);
	gen_at(g, block);
}

LLVMBasicBlockRef gen_here(struct gen *g)
{
	return LLVMGetInsertBlock(g->b);
}

struct position gen_to_entry(struct gen *g)
{
	struct position position = {
		.block = gen_here(g),
		.location = LLVMGetCurrentDebugLocation2(g->b),
	};

	LLVMPositionBuilderBefore(g->b,
				  LLVMGetBasicBlockTerminator(g->f.entry));
	return position;
}

void gen_back(struct gen *g, struct position position)
{
	gen_at(g, position.block);
	LLVMSetCurrentDebugLocation2(g->b, position.location);
}

LLVMValueRef gen_phi(struct gen *g, LLVMTypeRef type, LLVMValueRef a,
		     LLVMBasicBlockRef from_a, LLVMValueRef b,
		     LLVMBasicBlockRef from_b)
{
	LLVMValueRef values[] = { a, b };
	LLVMBasicBlockRef blocks[] = { from_a, from_b };
	LLVMValueRef phi = LLVMBuildPhi(g->b, type, "");

	LLVMAddIncoming(phi, values, blocks, 2);
	return phi;
}

LLVMValueRef gen_cmp(struct gen *g, LLVMIntPredicate pred, LLVMValueRef a,
		     LLVMValueRef b)
{
	return LLVMBuildICmp(g->b, pred, a, b, "");
}

LLVMValueRef gen_binary(struct gen *g, LLVMOpcode op, LLVMValueRef a,
			LLVMValueRef b)
{
	return LLVMBuildBinOp(g->b, op, a, b, "");
}

const struct type *gen_type(struct gen *g, const struct node *node)
{
	const struct type *type = type_of(g->ctx->typing, node);

	return type ? type : type_none();
}

void gen_refuse(struct gen *g, const struct node *node, const char *what)
{
	diag_error(&g->ctx->diags, node->span, "%s is not supported yet", what);
}

/* A global of ours with the value INIT in SECTION. */
static LLVMValueRef own_global(struct gen *g, const char *name,
			       LLVMValueRef init, const char *section)
{
	LLVMValueRef global;

	global = LLVMAddGlobal(g->module, LLVMTypeOf(init), name);
	LLVMSetInitializer(global, init);
	LLVMSetLinkage(global, LLVMInternalLinkage);
	LLVMSetGlobalConstant(global, section == rodata);
	LLVMSetSection(global, section);
	LLVMSetAlignment(global, 8);
	return global;
}

LLVMValueRef gen_rodata(struct gen *g, const char *name, const void *bytes,
			u32 size)
{
#if LLVM_VERSION_MAJOR >= 19
	LLVMValueRef init =
		LLVMConstStringInContext2(g->llvm, bytes, size, true);
#else
	LLVMValueRef init =
		LLVMConstStringInContext(g->llvm, bytes, size, true);
#endif
	return own_global(g, name, init, rodata);
}

static LLVMValueRef want_zeros(struct gen *g, struct zeros *zeros, u32 size)
{
	if (size > zeros->size)
		zeros->size = size;
	if (!zeros->stand_in)
		zeros->stand_in = LLVMAddGlobal(g->module, g->i8, "zeros");
	return zeros->stand_in;
}

LLVMValueRef gen_zeros(struct gen *g, u32 size)
{
	return want_zeros(g, &g->zeros, size);
}

LLVMValueRef gen_writable_zeros(struct gen *g, u32 size)
{
	return want_zeros(g, &g->writable_zeros, size);
}

/* Now that the size is known: the real ones, in SECTION. */
static void finish_zeros(struct gen *g, const struct zeros *zeros,
			 const char *name, const char *section)
{
	LLVMTypeRef type;
	LLVMValueRef real;

	if (!zeros->stand_in)
		return;
	type = gen_bytes_type(g, align_up(zeros->size, 8));
	real = own_global(g, "", LLVMConstNull(type), section);
	LLVMReplaceAllUsesWith(zeros->stand_in, real);
	LLVMDeleteGlobal(zeros->stand_in);
	LLVMSetValueName2(real, name, strlen(name));
}

/* A writable array of NUM words that the session knows by its section. */
static LLVMValueRef shared_words(struct gen *g, const char *name,
				 const char *section, u32 num)
{
	LLVMTypeRef type = LLVMArrayType(g->i64, num);
	LLVMValueRef global = LLVMAddGlobal(g->module, type, name);

	LLVMSetInitializer(global, LLVMConstNull(type));
	LLVMSetSection(global, section);
	LLVMSetAlignment(global, 8);
	return global;
}

LLVMValueRef gen_global(struct gen *g, enum plan_global which)
{
	struct mem mem;

	if (!g->globals)
		g->globals = shared_words(g, "awl_globals",
					  PLAN_GLOBALS_SECTION, PG_KINDS);
	mem = gen_mem(g->globals, 8, AS_INTERNAL, NULL);
	mem.offset = which * sizeof(u64);
	return gen_load_raw(g, &mem, sizeof(u64));
}

/* One more uncounted event; the index is checked for the verifier. */
void gen_count_lost(struct gen *g)
{
	u32 ncpus = g->ctx->env.ncpus ? g->ctx->env.ncpus : 1;
	LLVMValueRef cpu, ok, ptr;

	if (!g->lost)
		g->lost = shared_words(g, "awl_lost", PLAN_LOST_SECTION, ncpus);
	cpu = gen_helper(g, HELPER_get_smp_processor_id);
	ok = gen_cmp(g, LLVMIntULT, cpu, gen_const(g, ncpus));
	cpu = LLVMBuildSelect(g->b, ok, cpu, gen_const(g, 0), "");
	ptr = LLVMBuildGEP2(g->b, g->i64, g->lost, &cpu, 1, "");
	gen_atomic_add(g, ptr, gen_const(g, 1));
}

/* A map is a global of the section .maps that its BTF describes. */
static LLVMValueRef map_global(struct gen *g, const char *name,
			       const struct debuginfo_member *members, u32 num)
{
	LLVMTypeRef types[8];
	LLVMTypeRef type;
	LLVMValueRef global;

	for (u32 i = 0; i < num; i++)
		types[i] = g->ptr;
	type = LLVMStructTypeInContext(g->llvm, types, num, false);
	global = LLVMAddGlobal(g->module, type, name);
	LLVMSetInitializer(global, LLVMConstNull(type));
	LLVMSetSection(global, ".maps");
	LLVMSetAlignment(global, 8);
	if (g->debug)
		debuginfo_map(g, global, name, members, num);
	return global;
}

LLVMValueRef gen_ringbuf(struct gen *g)
{
	static const struct debuginfo_member members[] = {
		{ "type", BPF_MAP_RINGBUF },
		{ "max_entries", RINGBUF_BYTES },
	};

	if (!g->ringbuf)
		g->ringbuf =
			map_global(g, PLAN_RINGBUF, members, countof(members));
	/* Runtime errors are events too. */
	g->plan->needs_ringbuf = true;
	return g->ringbuf;
}

LLVMValueRef gen_packets(struct gen *g)
{
	const struct debuginfo_member members[] = {
		{ "type", BPF_MAP_PERF_EVENTS },
		{ "key_size", 4 },
		{ "value_size", 4 },
		{ "max_entries", g->ctx->env.ncpus },
	};

	if (!g->packets)
		g->packets =
			map_global(g, PLAN_PACKETS, members, countof(members));
	return g->packets;
}

static u32 kernel_map_type(enum map_kind kind)
{
	switch (kind) {
	case MAP_HASH:
		return 1;
	case MAP_ARRAY:
		return 2;
	case MAP_PERCPU_HASH:
		return 5;
	case MAP_PERCPU_ARRAY:
		return 6;
	case MAP_LRU_HASH:
		return 9;
	case MAP_LRU_PERCPU_HASH:
		return 10;
	}
	BUG("map kind %d", kind);
}

static void declare_maps(struct gen *g)
{
	const struct plan *plan = g->plan;

	g->maps = ARENA_ARRAY(g->arena, LLVMValueRef, plan->nmaps + 1);
	for (u32 i = 0; i < plan->nmaps + plan->needs_buckets; i++) {
		const struct plan_map *map = &plan->maps[i];
		struct debuginfo_member members[] = {
			{ "type", kernel_map_type(map->kind) },
			{ "key_size", map->is_scalar ? 4 : map->key_size },
			{ "value_size", map->value_size },
			{ "max_entries", map->max_entries },
		};

		g->maps[i] = map_global(g, map->kernel_name, members,
					countof(members));
	}
	if (plan->needs_ringbuf)
		gen_ringbuf(g);
}

static void declare_license(struct gen *g)
{
	const char *text = g->ctx->config.license;
	LLVMValueRef init, global;

	text = text ? text : "GPL";
	init = LLVMConstStringInContext(g->llvm, text, (unsigned)strlen(text),
					false);
	global = LLVMAddGlobal(g->module, LLVMTypeOf(init), "LICENSE");
	LLVMSetInitializer(global, init);
	LLVMSetSection(global, "license");
	LLVMSetAlignment(global, 1);
}

void gen_return(struct gen *g, LLVMValueRef value)
{
	const struct plan_prog *prog = g->f.prog;

	if (g->f.depth) {
		gen_loop_return(g, value);
		return;
	}
	if (g->f.script_fn) {
		LLVMBuildRet(g->b, value ? value : gen_const(g, 0));
		gen_at(g, gen_new_block(g, "after"));
		return;
	}
	/* "R0 has value ... should have been in [0, 0]" */
	if (!value || prog->context == CTX_BTF)
		value = gen_const(g, (u64)prog->result);
	LLVMBuildRet(g->b, value);
	gen_at(g, gen_new_block(g, "after"));
}

static LLVMAttributeRef attribute(struct gen *g, const char *name)
{
	unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));

	return LLVMCreateEnumAttribute(g->llvm, kind, 0);
}

/* Without it there would be tables for unwinding. */
void gen_no_unwind(struct gen *g, LLVMValueRef fn)
{
	LLVMAddAttributeAtIndex(fn, LLVMAttributeFunctionIndex,
				attribute(g, "nounwind"));
}

void gen_no_merge(struct gen *g, LLVMValueRef call)
{
	LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
				 attribute(g, "nomerge"));
}

static void begin_function(struct gen *g, const struct node *probe)
{
	struct frame *f = &g->f;
	const struct plan_prog *prog = &g->plan->progs[probe->probe.prog];
	LLVMTypeRef type = LLVMFunctionType(g->i64, &g->ptr, 1, false);
	LLVMBasicBlockRef start;

	*f = (struct frame){
		.name = prog->name,
		.prog = prog,
		.index = probe->probe.prog,
	};
	f->sharing = gen_sharing(g, prog->name, probe->probe.body,
				 probe->probe.nvars, NULL);
	gen_frame_limits(g, f);
	f->vars = ARENA_ARRAY(g->arena, struct mem, probe->probe.nvars + 1);
	f->counters = gen_counters(g, probe->probe.body, probe->probe.nvars);
	f->fn = LLVMAddFunction(g->module, prog->name, type);
	LLVMSetSection(f->fn, prog->section);
	gen_no_unwind(g, f->fn);
	f->ctx = LLVMGetParam(f->fn, 0);
	LLVMSetValueName2(f->ctx, "ctx", 3);
	f->entry = gen_new_block(g, "entry");
	start = gen_new_block(g, "start");
	gen_at(g, f->entry);
	/* Before the first instruction: it would keep the last function's
	 * place. */
	if (g->debug)
		debuginfo_function(g, f->fn, prog->name, probe->span);
	gen_fall(g, start);
}

static void gen_probe(struct gen *g, struct node *probe)
{
	begin_function(g, probe);
	gen_sharing_begin(g);
	gen_prologue(g);
	gen_body(g, probe->probe.body);
	LLVMBuildRet(g->b, gen_const(g, (u64)g->f.prog->result));
	gen_scratch_finish(g);
}

static void gen_init(struct gen *g, LLVMTargetMachineRef machine)
{
	LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine);
	char *triple = LLVMGetTargetMachineTriple(machine);

	g->module = LLVMModuleCreateWithNameInContext("awl", g->llvm);
	LLVMSetModuleDataLayout(g->module, layout);
	LLVMSetTarget(g->module, triple);
	LLVMDisposeMessage(triple);
	LLVMDisposeTargetData(layout);
	g->b = LLVMCreateBuilderInContext(g->llvm);
	g->i1 = LLVMInt1TypeInContext(g->llvm);
	g->i8 = LLVMInt8TypeInContext(g->llvm);
	g->i32 = LLVMInt32TypeInContext(g->llvm);
	g->i64 = LLVMInt64TypeInContext(g->llvm);
	g->ptr = LLVMPointerTypeInContext(g->llvm, 0);
	g->none = LLVMVoidTypeInContext(g->llvm);
}

static void gen_module(struct gen *g)
{
	if (!gen_c_link(g))
		return;
	declare_license(g);
	declare_maps(g);
	g->fns = ARENA_ARRAY(g->arena, LLVMValueRef,
			     node_count(g->prog->fns) + 1);
	for (struct node *p = g->prog->probes; p; p = p->next)
		g->depth = (u32)u64_max(g->depth,
					1 + gen_depth_below(p->probe.body));
	for (struct node *p = g->prog->probes; p; p = p->next)
		gen_probe(g, p);
	gen_c_finish(g);
	finish_zeros(g, &g->zeros, "zeros", rodata);
	finish_zeros(g, &g->writable_zeros, "nothing", ".bss");
	if (g->debug)
		debuginfo_finish(g);
}

/* The programs' functions only: what a reader of a snapshot looks at. */
static const char *functions_text(struct gen *g, struct arena *arena)
{
	LLVMValueRef fn = LLVMGetFirstFunction(g->module);
	const char *text = "";

	for (; fn; fn = LLVMGetNextFunction(fn)) {
		char *str;

		if (LLVMIsDeclaration(fn))
			continue;
		str = LLVMPrintValueToString(fn);
		text = arena_printf(arena, "%s%s%s", text, *text ? "\n" : "",
				    str);
		LLVMDisposeMessage(str);
	}
	return text;
}

static int run_job(void *arg)
{
	struct job *job = arg;
	struct gen *g = &job->g;
	int err;

	job->machine = emit_machine();
	if (!job->machine)
		return -EINVAL;
	gen_init(g, job->machine);
	if (!job->want_text)
		g->debug = debuginfo_new(g, job->options->line_text);
	gen_module(g);
	if (g->ctx->diags.nerr)
		return -EINVAL;
	if (job->want_text) {
		job->text = functions_text(g, g->arena);
		return 0;
	}
	err = emit_object(g->module, job->machine, job->options, job->out);
	if (!err && job->watch.errors) {
		object_free(job->out);
		err = -EINVAL;
	}
	return err;
}

static void job_init(struct job *job, struct ctx *ctx,
		     const struct program *prog)
{
	*job = (struct job){ 0 };
	job->g.ctx = ctx;
	job->g.arena = ctx->arena;
	job->g.prog = prog;
	job->g.plan = ctx->plan;
	job->g.llvm = LLVMContextCreate();
	emit_watch(job->g.llvm, &job->watch);
}

static void job_fini(struct job *job, int err)
{
	/* A fatal error has left LLVM's objects in an unknown state. */
	if (err == -ENOTRECOVERABLE)
		return;
	debuginfo_free(job->g.debug);
	if (job->g.b)
		LLVMDisposeBuilder(job->g.b);
	if (job->g.module)
		LLVMDisposeModule(job->g.module);
	if (job->machine)
		LLVMDisposeTargetMachine(job->machine);
	LLVMContextDispose(job->g.llvm);
}

static bool see_while(struct node **slot, void *arg)
{
	bool *found = arg;

	*found = *found || (*slot)->kind == N_WHILE;
	return !*found;
}

/*
 * Where LLVM places blocks, the body of a loop may stand in front of its
 * condition and run into it; older verifiers let only jumps lead back.
 */
static bool has_while(const struct program *prog)
{
	bool found = false;
	struct node_visitor visitor = { .pre = see_while, .arg = &found };

	program_walk((struct program *)prog, &visitor); /* only read */
	return found;
}

/* Generate code that does without what TROUBLE is about. */
static int try_job(struct job *job, struct ctx *ctx, const struct program *prog,
		   const struct gen_options *options, struct object *out,
		   unsigned trouble)
{
	int err;

	job_init(job, ctx, prog);
	job->options = options;
	job->out = out;
	job->g.frugal = trouble & TROUBLE_STACK;
	if (trouble & TROUBLE_JUMP || has_while(prog))
		emit_keep_order();
	err = emit_guarded(run_job, job);
	job_fini(job, err);
	return err == -ENOTRECOVERABLE ? -EINVAL : err;
}

/* The probe whose program, or part of it, is called NAME. */
static struct span probe_of(const struct job *job, const char *name)
{
	const struct plan *plan = job->g.plan;
	struct span nowhere = { 0 };

	for (struct node *p = job->g.prog->probes; p; p = p->next) {
		const char *mine = plan->progs[p->probe.prog].name;

		if (!strncmp(name, mine, strlen(mine)))
			return p->probe.points ? p->probe.points->span
					       : p->span;
	}
	return nowhere;
}

static void explain_trouble(const struct job *job)
{
	struct diags *diags = &job->g.ctx->diags;
	struct span at = probe_of(job, job->watch.function);
	struct diag *diag;

	if (job->watch.trouble & TROUBLE_STACK) {
		diag = diag_error(
			diags, at,
			"Stack size is too large. Trying moving some scratch "
			"variables into maps or try setting a lower "
			"on_stack_limit (now %llu)",
			(unsigned long long)job->g.ctx->config.on_stack_limit);
		diag_hint(diags, diag,
			  "Loops and functions of the script share 512 bytes: "
			  "use fewer of them inside each other.");
	} else if (job->watch.trouble & TROUBLE_JUMP) {
		diag = diag_error(diags, at,
				  "The code of a probe is too long for the "
				  "jumps in it");
		diag_hint(diags, diag,
			  "Split it up into several probes for the same "
			  "event.");
	}
}

int gen_object(struct ctx *ctx, const struct program *prog,
	       const struct gen_options *options, struct object *out)
{
	struct job *job = ARENA_OBJ(ctx->arena, struct job);
	unsigned trouble;
	int err;

	*out = (struct object){ 0 };
	footprint_prepare();
	err = try_job(job, ctx, prog, options, out, 0);
	trouble = job->watch.trouble;
	if (err && trouble)
		err = try_job(job, ctx, prog, options, out, trouble);
	/* What fitted may have become longer by that. */
	if (err && job->watch.trouble & ~trouble)
		err = try_job(job, ctx, prog, options, out,
			      trouble | job->watch.trouble);
	if (err)
		explain_trouble(job);
	return err;
}

const char *gen_text(struct ctx *ctx, const struct program *prog,
		     struct arena *arena)
{
	struct job *job = ARENA_OBJ(ctx->arena, struct job);
	const char *text = NULL;
	int err;

	job_init(job, ctx, prog);
	job->want_text = true;
	err = emit_guarded(run_job, job);
	if (!err)
		text = arena_strdup(arena, job->text);
	job_fini(job, err);
	return text;
}
