/*
 * What the files of code generation share. Scalars (integers, booleans,
 * enums, pointers, addresses) are always one i64, extended as their type
 * says; everything else lives in memory and is named by a struct mem.
 *
 * The builder always stands in a block that is still open: whoever writes a
 * terminator starts the next block at once.
 */
#ifndef AWL_GEN_INTERNAL_H
#define AWL_GEN_INTERNAL_H

#include "ast/ast.h"
#include "ast/registry.h"
#include "ast/typing.h"
#include "btf/type.h"
#include "ctx.h"
#include "llvm/gen.h"

#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>
#include <llvm/Config/llvm-config.h>

struct debuginfo;
struct equal;

/* BPF helpers by name; see helpers.def. */
enum helper {
#define HELPER(NAME, NUMBER, RESULT, ARGS, SINCE) HELPER_##NAME,
#include "helpers.def"
#undef HELPER
	HELPERS
};

/* Memory that holds a value of TYPE. */
struct mem {
	LLVMValueRef base; /* ptr */
	u64 offset;        /* bytes from base */
	u32 align;         /* of base */
	enum addr_space space;
	const struct type *type;
	u16 bit_offset;  /* of a bit field */
	u16 bit_size;    /* 0: no bit field */
	bool is_scratch; /* of the program: not on the stack */
};

/* A piece of stack that temporaries share one after the other. */
struct slot {
	LLVMValueRef ptr; /* its alloca */
	u32 size;
	bool busy;
};

/* Where a temporary lives: a slot, or nothing to give back (scratch). */
struct temp {
	u32 slot; /* index + 1; 0: scratch */
};

/* How far temporaries had been handed out; see gen_temps_mark. */
struct temps_mark {
	u32 live;
	u32 scratch;
};

/* Where `break` and `continue` go; chained through the C stack. */
struct loop {
	const struct loop *outer;
	LLVMBasicBlockRef on_break, on_continue;
};

/*
 * What the functions of one program have in common: the program itself, its
 * loops' bodies (callbacks of the kernel) and what they share. See gen_loop.c.
 */
struct sharing {
	const char *name;
	u32 *places;   /* by var_sym.idx: offset + 1 in the global, 0: none */
	u32 *slots;    /* by var_sym.idx: offset in the area, 0: none */
	u32 size;      /* bytes of the global for each CPU */
	u32 area_size; /* bytes on the stack of the outermost function */
	u32 result;    /* offset of a fn's result in the global */
	u32 nvars;
	u32 ncallbacks; /* made so far */
	LLVMValueRef global;
};

/* All that belongs to the function being generated. */
struct frame {
	const char *name;
	struct sharing *sharing; /* NULL: the program has no loops */
	u32 depth;               /* of loops around the code at work */
	LLVMValueRef area;       /* sharing's, ptr */
	LLVMValueRef shared;     /* this CPU's part of its global, or NULL */
	u32 stack_budget;        /* bytes of slots and variables at most */
	u32 register_vars;       /* scalars that are not in memory, at most */
	const struct node *script_fn; /* FN of the script, or NULL */
	struct mem result;            /* of script_fn, when it is in memory */
	const struct plan_prog *prog;
	u32 index; /* in plan->progs */
	LLVMValueRef fn;
	LLVMValueRef ctx;        /* its argument */
	LLVMBasicBlockRef entry; /* allocas and the scratch address only */
	struct mem *vars;        /* by var_sym.idx; base NULL: not used yet */
	const struct loop *loop;
	VEC(struct slot) slots;
	VEC(struct temp) temps; /* alive, oldest first */
	u32 stack;              /* bytes of slots and variables */
	u32 scalars;            /* variables that are scalars */
	const bool *counters;   /* by var_sym.idx: ends a loop; or NULL */
	bool in_record; /* a value is produced in a record: no padding */
	/* The element that CALL to has_key finds is the one READ wants. */
	struct {
		const struct node *call, *read;
		LLVMValueRef ptr;
	} same;
	/* Scratch memory; the bases are stand-ins until the size is known. */
	LLVMValueRef vars_base, temps_base;
	u32 vars_size, temps_size, temps_max;
};

/* Zeros, as many as somebody wants. */
struct zeros {
	LLVMValueRef stand_in; /* NULL: nobody did */
	u32 size;
};

struct gen {
	struct ctx *ctx;
	struct arena *arena;
	const struct program *prog;
	struct plan *plan;
	LLVMContextRef llvm;
	LLVMModuleRef module;
	LLVMBuilderRef b;
	LLVMTypeRef i1, i8, i32, i64, ptr, none;
	LLVMValueRef *maps;   /* by plan->maps index */
	LLVMValueRef *fns;    /* in order of prog->fns; NULL: not called yet */
	u32 depth;            /* functions active at once, at most */
	LLVMValueRef ringbuf; /* made when first used */
	LLVMValueRef packets; /* the same */
	LLVMValueRef lost;
	LLVMValueRef globals;
	LLVMValueRef report_fn,
		lost_fn; /* gen_report.c; NULL: not called yet */
	bool frugal;     /* the stack was too small: keep values in scratch */
	struct zeros zeros, writable_zeros;
	VEC(struct equal) equals; /* gen_compare.c: functions made so far */
	struct debuginfo *debug;  /* NULL: none wanted */
	struct frame f;
};

/* gen.c: small things everybody needs */
LLVMValueRef gen_const(struct gen *g, u64 value);
LLVMTypeRef gen_int_type(struct gen *g, u32 size);
LLVMTypeRef gen_bytes_type(struct gen *g, u64 size);
LLVMBasicBlockRef gen_new_block(struct gen *g, const char *name);
/* Continue at the end of BLOCK. */
void gen_at(struct gen *g, LLVMBasicBlockRef block);
/* Jump to BLOCK, then continue there. */
void gen_fall(struct gen *g, LLVMBasicBlockRef block);
void gen_br(struct gen *g, LLVMBasicBlockRef block);
LLVMBasicBlockRef gen_here(struct gen *g);
LLVMValueRef gen_phi(struct gen *g, LLVMTypeRef type, LLVMValueRef a,
		     LLVMBasicBlockRef from_a, LLVMValueRef b,
		     LLVMBasicBlockRef from_b);
LLVMValueRef gen_cmp(struct gen *g, LLVMIntPredicate pred, LLVMValueRef a,
		     LLVMValueRef b);
LLVMValueRef gen_binary(struct gen *g, LLVMOpcode op, LLVMValueRef a,
			LLVMValueRef b);
/* Where the builder stands, to come back to. */
struct position {
	LLVMBasicBlockRef block;
	LLVMMetadataRef location; /* in the script */
};

/* Go to where the program's allocas are; gen_back returns from there. */
struct position gen_to_entry(struct gen *g);
void gen_back(struct gen *g, struct position position);
/* Constant BYTES in .rodata; a copy is kept. */
LLVMValueRef gen_rodata(struct gen *g, const char *name, const void *bytes,
			u32 size);
/* At least SIZE readable zero bytes in .rodata. */
LLVMValueRef gen_zeros(struct gen *g, u32 size);
/*
 * The same for who hands them to a function that might write, as far as the
 * verifier knows; it never does.
 */
LLVMValueRef gen_writable_zeros(struct gen *g, u32 size);
LLVMValueRef gen_ringbuf(struct gen *g);
/* The buffer for packets. */
LLVMValueRef gen_packets(struct gen *g);
/* Load word WHICH of the session's globals. */
LLVMValueRef gen_global(struct gen *g, enum plan_global which);
/* CALL is not made one with another call of the same function. */
void gen_no_merge(struct gen *g, LLVMValueRef call);
/* FN is a function of ours: there are no tables for unwinding it. */
void gen_no_unwind(struct gen *g, LLVMValueRef fn);
/* End the program here with VALUE (NULL: its default). */
void gen_return(struct gen *g, LLVMValueRef value);
const struct type *gen_type(struct gen *g, const struct node *node);
/* Refuse NODE: "WHAT is not supported yet". */
void gen_refuse(struct gen *g, const struct node *node, const char *what);

/* helpers.c */
/* Call WHICH; arguments are converted between i64 and ptr as it wants. */
LLVMValueRef gen_helper(struct gen *g, enum helper which, ...);
/* The same for a function of the kernel. */
LLVMValueRef gen_kfunc(struct gen *g, enum kfunc which, ...);
/* Report a negative RESULT at NODE if the level of warnings asks for it. */
void gen_helper_check(struct gen *g, const struct node *node, enum helper which,
		      LLVMValueRef result);
u32 helper_number(enum helper which);

/* gen_mem.c */
/* True when values of TYPE live in memory, not in an i64. */
bool gen_is_memory(const struct type *type);
struct mem gen_mem(LLVMValueRef base, u32 align, enum addr_space space,
		   const struct type *type);
struct mem gen_mem_at(const struct mem *mem, u64 offset,
		      const struct type *type);
/* Memory at the address in the i64 ADDRESS. */
struct mem gen_mem_address(struct gen *g, LLVMValueRef address,
			   enum addr_space space, const struct type *type);
LLVMValueRef gen_ptr(struct gen *g, const struct mem *mem);
LLVMValueRef gen_address(struct gen *g, const struct mem *mem);
/* Read the scalar at MEM; NODE is where a failing read is reported. */
LLVMValueRef gen_load(struct gen *g, const struct mem *mem,
		      const struct node *node);
/* Load SIZE bytes of our own memory, zero-extended. */
LLVMValueRef gen_load_raw(struct gen *g, const struct mem *mem, u32 size);
void gen_store(struct gen *g, const struct mem *mem, LLVMValueRef value);
void gen_store_raw(struct gen *g, const struct mem *mem, LLVMValueRef value,
		   u32 size);
/* Read SIZE bytes (i64) from ADDRESS in SPACE to our own DST. */
LLVMValueRef gen_probe_read(struct gen *g, LLVMValueRef dst, LLVMValueRef size,
			    LLVMValueRef address, enum addr_space space,
			    const struct node *node);
/* The alignment that MEM is known to have, for an access of SIZE bytes. */
u32 gen_alignment(const struct mem *mem, u32 size);
/* Copy SIZE bytes from anywhere to our own DST. */
void gen_copy(struct gen *g, const struct mem *dst, const struct mem *src,
	      u32 size, const struct node *node);
void gen_zero(struct gen *g, const struct mem *dst, u32 size);
/* Add the i64 VALUE to the word at PTR, atomically. */
void gen_atomic_add(struct gen *g, LLVMValueRef ptr, LLVMValueRef value);
/* The same; returns what was there before. Costs more. */
LLVMValueRef gen_fetch_add(struct gen *g, LLVMValueRef ptr, LLVMValueRef value);
/*
 * VALUE again, without LLVM knowing: it is computed here and now, and nothing
 * is concluded from how it was.
 */
LLVMValueRef gen_forget(struct gen *g, LLVMValueRef value);
/* Cut VALUE to SIZE bytes and extend it again. */
LLVMValueRef gen_fit(struct gen *g, LLVMValueRef value, u32 size,
		     bool is_signed);

/* gen_temp.c */
/* Memory of SIZE bytes until the enclosing mark is released. */
struct mem gen_temp(struct gen *g, const struct type *type, u32 size);
/* The same, but never on the stack. */
struct mem gen_scratch_temp(struct gen *g, const struct type *type, u32 size);
struct temps_mark gen_temps_mark(struct gen *g);
void gen_temps_release(struct gen *g, struct temps_mark mark);
/* The storage of SYM in this program. */
struct mem *gen_var(struct gen *g, const struct var_sym *sym);
/* Which of the NVARS variables end `while` loops in BODY. */
bool *gen_counters(struct gen *g, struct node *body, u32 nvars);
/* Is SYM a pointer whose kind the verifier must not forget? */
bool gen_is_tracked(const struct type *type);
/* Element of the CPU at work in GLOBAL, which has SIZE bytes for each. */
LLVMValueRef gen_cpu_element(struct gen *g, LLVMValueRef global, u32 size);
/* A global with SIZE bytes for each CPU. */
LLVMValueRef gen_cpu_global(struct gen *g, const char *name, u32 size);
/* Give the scratch memory its real address and size. */
void gen_scratch_finish(struct gen *g);

/* gen_expr.c, gen_place.c, gen_op.c */
LLVMValueRef gen_scalar(struct gen *g, struct node *node);
/* NODE as an i1. */
LLVMValueRef gen_cond(struct gen *g, struct node *node);
/* Memory that holds NODE's value, wherever it is. */
struct mem gen_place(struct gen *g, struct node *node);
/* As gen_place, copied to our own memory unless it is there already. */
struct mem gen_internal(struct gen *g, struct node *node);
/* Write NODE's value to our own DST, all of its bytes. */
void gen_into(struct gen *g, struct node *node, const struct mem *dst);
/* Run NODE for its effects. */
void gen_discard(struct gen *g, struct node *node);
/* The address that NODE stands for (int, pointer, array, string), i64. */
LLVMValueRef gen_pointer(struct gen *g, struct node *node,
			 enum addr_space *space);
LLVMValueRef gen_binary_node(struct gen *g, struct node *node);
LLVMValueRef gen_unary_node(struct gen *g, struct node *node);
/* Comparisons and logical operators, as i1. */
LLVMValueRef gen_binary_cond(struct gen *g, struct node *node);

/* gen_compare.c */
/* 1 when the first LIMIT bytes (0: all) of two strings are equal, i1. */
LLVMValueRef gen_string_equal(struct gen *g, struct node *lhs, struct node *rhs,
			      u32 limit);
LLVMValueRef gen_bytes_equal(struct gen *g, const struct mem *a,
			     const struct mem *b, u32 size);

/* gen_cast.c */
LLVMValueRef gen_cast(struct gen *g, struct node *node);
void gen_cast_into(struct gen *g, struct node *node, const struct mem *dst);

/* gen_stmt.c */
void gen_statements(struct gen *g, struct node *list);
/* The statements of BLOCK, whose value nobody wants. */
void gen_body(struct gen *g, struct node *block);

/* gen_loop.c */
/* What a function is called with. */
struct callee {
	const char *name;
	const struct debuginfo_param *params;
	u32 num;
	struct span span;
	bool is_global; /* the verifier looks at it for itself, once */
};

/* The function that generation left to make another one. */
struct caller {
	struct frame frame;
	struct position position;
	LLVMMetadataRef scope;
};

/*
 * Start a function that programs call; FRAME is the part of its frame that
 * is known. gen_callee_end goes back and returns the finished function.
 */
struct caller gen_callee_begin(struct gen *g, const struct callee *callee,
			       const struct frame *frame);
LLVMValueRef gen_callee_end(struct gen *g, const struct caller *caller);
/* Find out what functions share, before code for BODY is generated. */
/* FN: whose body it is, NULL in a probe. */
struct sharing *gen_sharing(struct gen *g, const char *name, struct node *body,
			    u32 nvars, const struct node *fn);
/* Where a loop's body leaves a fn's result that is in memory. */
struct mem gen_loop_result(struct gen *g);
/* How much of the stack the function of F may use. */
void gen_frame_limits(struct gen *g, struct frame *f);
/* Functions that may be active at once below NODE. */
u32 gen_depth_below(struct node *node);
/* In the outermost function: the area that the loops' bodies get. */
void gen_sharing_begin(struct gen *g);
/* Memory of a variable that several functions use; false: it is local. */
bool gen_shared_var(struct gen *g, const struct var_sym *sym, struct mem *mem);
void gen_for(struct gen *g, struct node *node);
/* In a loop's body: end the program with VALUE (NULL: its default). */
void gen_loop_return(struct gen *g, LLVMValueRef value);

/* gen_fn.c: functions of the script */
LLVMValueRef gen_fn_call(struct gen *g, struct node *node,
			 const struct mem *dst);
/* `return VALUE` (or NULL) in the function at work. */
void gen_fn_return(struct gen *g, struct node *value);

/* gen_c.c: imported C files */
/* Put their code into the module, first of all; false after a message. */
bool gen_c_link(struct gen *g);
LLVMValueRef gen_c_call(struct gen *g, struct node *node);
/* Drop their functions that nobody calls. */
void gen_c_finish(struct gen *g);

/* gen_map.c */
/* NODE, a choice, may look up once what it asks for and then reads. */
void gen_map_expect(struct gen *g, const struct node *node);
/* Memory with the key of MAP (KEY NULL: scalar). */
LLVMValueRef gen_map_key(struct gen *g, u32 map, struct node *key);
LLVMValueRef gen_map_lookup(struct gen *g, u32 map, LLVMValueRef key);
LLVMValueRef gen_map_read(struct gen *g, struct node *node);
struct mem gen_map_place(struct gen *g, struct node *node);
void gen_map_set(struct gen *g, struct node *node);
LLVMValueRef gen_map_add(struct gen *g, struct node *node);
/* Number of elements of MAP. */
LLVMValueRef gen_map_len(struct gen *g, u32 map);
/* Remember in the value at PTR that scalar MAP has been assigned. */
void gen_map_mark_set(struct gen *g, u32 map, LLVMValueRef ptr);
/* Is PTR NULL? */
LLVMValueRef gen_is_null(struct gen *g, LLVMValueRef ptr);
struct mem gen_map_value(struct gen *g, LLVMValueRef ptr,
			 const struct type *type);

/* fn_aggr.c */
void gen_map_agg(struct gen *g, struct node *node);
/* Word WORD of the map's value at PTR. */
LLVMValueRef gen_load_word(struct gen *g, LLVMValueRef ptr, u32 word);
void gen_store_word(struct gen *g, LLVMValueRef ptr, u32 word,
		    LLVMValueRef value);
/*
 * The element KEY of MAP, made if need be; when there is no room, NODE is
 * reported and the program goes to GIVE_UP.
 */
LLVMValueRef gen_own_element(struct gen *g, struct node *node, u32 map,
			     LLVMValueRef key, LLVMBasicBlockRef give_up);
/* The value of an aggregation over all CPUs. */
LLVMValueRef gen_aggregate_read(struct gen *g, struct node *node);
/* The same for the element KEY (ptr) of SYM; NODE is where it is used. */
LLVMValueRef gen_aggregate_merge(struct gen *g, const struct map_sym *sym,
				 LLVMValueRef key, const struct node *node);
void gen_aggregate_into(struct gen *g, struct node *node,
			const struct mem *dst);

/* fn_series.c: VALUE to the series of NODE, whose element is at PTR. */
void gen_series_add(struct gen *g, struct node *node, LLVMValueRef ptr,
		    LLVMValueRef value, LLVMBasicBlockRef give_up);

/* gen_event.c */
struct event {
	const struct event_desc *desc;
	struct mem mem; /* the record */
	u32 size;
	bool is_copied;         /* it is not in the ring buffer yet */
	LLVMBasicBlockRef done; /* otherwise: where to go without it */
};

/* Reserve a record of SIZE bytes for NODE's site and fill its head. */
void gen_event_begin(struct gen *g, struct event *event, enum event_kind kind,
		     const struct node *node, u32 size);
/* Set field NAME of the fixed part. */
void gen_event_field(struct gen *g, struct event *event, const char *name,
		     LLVMValueRef value);
/* Hand it over. Continues after the event. */
void gen_event_submit(struct gen *g, struct event *event);
/* Send a copy of SIZE (i64) bytes of RECORD. */
void gen_event_copy(struct gen *g, const struct mem *record, LLVMValueRef size,
		    LLVMValueRef flags);
/* Send NODE's site's event with ARGS (a list) as payload. */
void gen_event_payload(struct gen *g, struct node *node, struct node *args);
/* Flags for a ring buffer call that wakes the reader when it is worth it. */
LLVMValueRef gen_event_flags(struct gen *g);
/* Count one event that found no room. */
void gen_event_lost(struct gen *g);
/* The code for that, right here. */
void gen_count_lost(struct gen *g);
/* A program for code that knows nothing of those that call it. */
const struct plan_prog *gen_no_program(struct gen *g, const char *name);
/* Reserve a record like DESC, with this head. */
void gen_event_start(struct gen *g, struct event *event,
		     const struct event_desc *desc, LLVMValueRef kind,
		     LLVMValueRef site, u32 size);
void gen_helper_error(struct gen *g, const struct node *node, enum helper which,
		      LLVMValueRef result);
void gen_runtime_error(struct gen *g, const struct node *node,
		       enum runtime_error error);
const struct site *gen_site(struct gen *g, const struct node *node);

/* gen_builtin.c, gen_point.c, gen_call.c */
/*
 * Hooks: NODE is the builtin or call. A scalar is returned; a value in
 * memory is written to DST (NULL when it is not wanted) and NULL returned.
 */
typedef LLVMValueRef (*gen_hook_fn)(struct gen *g, struct node *node,
				    const struct mem *dst);
LLVMValueRef gen_builtin(struct gen *g, struct node *node,
			 const struct mem *dst);
LLVMValueRef gen_call(struct gen *g, struct node *node, const struct mem *dst);
/* NODE is a call whose result nobody uses. */
void gen_call_discard(struct gen *g, struct node *node);
/* Process (or thread) id; RAW: not translated to our namespace. */
LLVMValueRef gen_pid(struct gen *g, bool thread, bool raw);
/* Which of the program's points fired, i64. */
LLVMValueRef gen_point_index(struct gen *g);
/* What a program does before its body: filters. */
void gen_prologue(struct gen *g);
/* A word of the context, 8 bytes at OFFSET. */
LLVMValueRef gen_ctx_word(struct gen *g, u64 offset);
/* Offset of register NAME in struct pt_regs; false: there is none. */
bool gen_register(const char *name, u32 *offset);
/* A register of the system call, read from its pt_regs. */
LLVMValueRef gen_syscall_register(struct gen *g, u32 offset);
bool gen_is_args(const struct node *node);
/* Member FIELD (at OFFSET) of `args`: a scalar, or memory when *MEM is set. */
LLVMValueRef gen_args_field(struct gen *g, const struct node *node,
			    const struct field *field, u32 offset,
			    struct mem *mem);
void gen_args_into(struct gen *g, struct node *node, const struct mem *dst);
/* TAI computed from the boot clock, for kernels without a helper. */
LLVMValueRef gen_software_tai(struct gen *g);
/* Number of TEXT in plan->strings. */
u32 gen_plan_string(struct gen *g, const char *text);
/* A stack as LAYOUT of btf/type.def wants it. */
void gen_stack(struct gen *g, struct node *node, const struct mem *dst);
/* delete(); DISCARDED: a missing key is reported. */
LLVMValueRef gen_map_delete(struct gen *g, struct node *node, bool discarded);

#define BUILTIN(NAME, TYPE, CAPS, HOW, DOC) HOW
#define GEN(FUNCTION)                                           \
	LLVMValueRef FUNCTION(struct gen *g, struct node *node, \
			      const struct mem *dst);
#define HELPER(NAME)
#include "ast/builtins.def"
#undef BUILTIN
#undef GEN
#undef HELPER
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC)        \
	LLVMValueRef gen_fn_##GEN(struct gen *g, struct node *node, \
				  const struct mem *dst);
#include "ast/functions.def"

/* debuginfo.c */
/* GLOBAL is the kernel's variable NAME, of TYPE. */
void debuginfo_extern(struct gen *g, LLVMValueRef global, const char *name,
		      const struct type *type);
struct debuginfo *debuginfo_new(struct gen *g, bool line_text);
void debuginfo_function(struct gen *g, LLVMValueRef fn, const char *name,
			struct span span);
struct debuginfo_param {
	const char *name;
	bool is_ptr; /* else a long */
	u32 size;    /* bytes that it points to; 0: unknown */
};
/*
 * FN is what CALLEE says. What is generated from now on belongs to it; returns
 * what it belonged to before, for debuginfo_leave.
 */
LLVMMetadataRef debuginfo_callee(struct gen *g, LLVMValueRef fn,
				 const struct callee *callee);
void debuginfo_leave(struct gen *g, LLVMMetadataRef scope);
/* What is generated from now on belongs to SPAN. */
void debuginfo_at(struct gen *g, struct span span);
struct debuginfo_member {
	const char *name;
	u32 value;
};
/* Describe GLOBAL as a map with these attributes. */
void debuginfo_map(struct gen *g, LLVMValueRef global, const char *name,
		   const struct debuginfo_member *members, u32 num);
void debuginfo_finish(struct gen *g);
void debuginfo_free(struct debuginfo *debug);

/* emit.c */
/* A target machine for BPF; NULL after a message. */
LLVMTargetMachineRef emit_machine(void);
/* footprint.c: get the memory that LLVM is going to ask for. */
void footprint_prepare(void);
/* Optimise and emit MODULE. Returns 0 or -errno after a message. */
int emit_object(LLVMModuleRef module, LLVMTargetMachineRef machine,
		const struct gen_options *options, struct object *out);
/*
 * Run FN(ARG) so that a fatal error of LLVM ends here and not the process.
 * Returns its result, or -ENOTRECOVERABLE after a message: what LLVM held
 * then is lost.
 */
int emit_guarded(int (*fn)(void *arg), void *arg);
/* What LLVM could not do with a program, though the script may be fine. */
enum emit_trouble {
	TROUBLE_STACK = 1 << 0, /* more than 512 bytes of it */
	TROUBLE_JUMP = 1 << 1,  /* further than 32,767 instructions */
};

/* What LLVM has said about a module. */
struct emit_watch {
	u32 errors;
	unsigned trouble;   /* enum emit_trouble; not told to the user yet */
	char function[128]; /* where the stack was short */
};

/* Let messages of LLVM about code in CONTEXT be noted in WATCH. */
void emit_watch(LLVMContextRef context, struct emit_watch *watch);
/* From now on blocks stay where they were generated: jumps are shorter. */
void emit_keep_order(void);

#endif
