/*
 * Functions that act on the process or the kernel, and those that only one
 * helper can do.
 */
#include "btf/btf.h"
#include "llvm/gen_internal.h"

#include <string.h>

enum { MAX_SIGNAL = 64 };

/* A literal, whatever casts `lower` put around it. */
static u64 literal(const struct node *node)
{
	while (node->kind == N_CAST)
		node = node->cast.value;
	return node->int_.value;
}

static bool is_literal(const struct node *node)
{
	while (node->kind == N_CAST)
		node = node->cast.value;
	return node->kind == N_INT;
}

/* The errorf of a call's own: a text, then a number; see resources_sites.c. */
static void send_complaint(struct gen *g, struct node *node, const char *text,
			   LLVMValueRef number)
{
	const struct record *record = gen_site(g, node)->record;
	const struct record_field *first = &record->fields[0];
	char *bytes = arena_alloc(g->arena, first->type->size);
	struct mem src, dst;
	struct event event;

	memcpy(bytes, text, strlen(text));
	src = gen_mem(gen_rodata(g, "text", bytes, first->type->size), 8,
		      AS_INTERNAL, first->type);
	gen_event_begin(g, &event, EV_errorf, node, record->size);
	dst = gen_mem_at(&event.mem, first->offset, first->type);
	gen_copy(g, &dst, &src, first->type->size, NULL);
	dst = gen_mem_at(&event.mem, record->fields[1].offset,
			 record->fields[1].type);
	gen_store(g, &dst, number);
	gen_event_submit(g, &event);
}

/* Send VALUE; report what the kernel says against it. */
static void send_signal(struct gen *g, struct node *node, enum helper which,
			LLVMValueRef value)
{
	LLVMBasicBlockRef failed = gen_new_block(g, "failed");
	LLVMBasicBlockRef done = gen_new_block(g, "signalled");
	LLVMValueRef result = gen_helper(g, which, value);

	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, result, gen_const(g, 0)),
			done, failed);
	gen_at(g, failed);
	send_complaint(g, node, "signal call failed with error ", result);
	gen_fall(g, done);
}

static void gen_signal(struct gen *g, struct node *node, enum helper which)
{
	LLVMBasicBlockRef good, bad, done;
	LLVMValueRef value, below;

	value = gen_scalar(g, node->call.args);
	if (is_literal(node->call.args) &&
	    literal(node->call.args) - 1 < MAX_SIGNAL) {
		send_signal(g, node, which, value);
		return;
	}
	good = gen_new_block(g, "signal");
	bad = gen_new_block(g, "invalid");
	done = gen_new_block(g, "sent");
	below = gen_binary(g, LLVMSub, value, gen_const(g, 1));
	LLVMBuildCondBr(g->b,
			gen_cmp(g, LLVMIntULT, below, gen_const(g, MAX_SIGNAL)),
			good, bad);
	gen_at(g, bad);
	send_complaint(g, node,
		       "signal() expects an integer between 1 and 64 "
		       "(inclusive). Got ",
		       value);
	gen_br(g, done);
	gen_at(g, good);
	send_signal(g, node, which, value);
	gen_fall(g, done);
}

LLVMValueRef gen_fn_signal(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	(void)dst;
	gen_signal(g, node, HELPER_send_signal);
	return NULL;
}

LLVMValueRef gen_fn_signal_thread(struct gen *g, struct node *node,
				  const struct mem *dst)
{
	(void)dst;
	gen_signal(g, node, HELPER_send_signal_thread);
	return NULL;
}

LLVMValueRef gen_fn_override(struct gen *g, struct node *node,
			     const struct mem *dst)
{
	(void)dst;
	gen_helper(g, HELPER_override_return, g->f.ctx,
		   gen_scalar(g, node->call.args));
	return NULL;
}

/* The bytes at SRC, wherever it is, in our own memory. */
LLVMValueRef gen_fn_write_user(struct gen *g, struct node *node,
			       const struct mem *dst)
{
	struct node *to = node->call.args, *from = to->next, *len = from->next;
	LLVMValueRef address, source, result;
	u32 size = (u32)literal(len);
	enum addr_space space;
	struct mem copy;

	(void)dst;
	address = gen_pointer(g, to, &space);
	if (gen_is_memory(gen_type(g, from))) {
		copy = gen_internal(g, from);
	} else {
		source = gen_pointer(g, from, &space);
		copy = gen_temp(g, NULL, size);
		gen_probe_read(g, gen_ptr(g, &copy), gen_const(g, size), source,
			       space, node);
	}
	result = gen_helper(g, HELPER_probe_write_user, address,
			    gen_ptr(g, &copy), gen_const(g, size));
	return LLVMBuildZExt(g->b,
			     gen_cmp(g, LLVMIntEQ, result, gen_const(g, 0)),
			     g->i64, "");
}

LLVMValueRef gen_fn_unwatch(struct gen *g, struct node *node,
			    const struct mem *dst)
{
	(void)dst;
	gen_discard(g, node->call.args);
	return NULL;
}

/* An argument of debugf(): a number, or where a string lies. */
static LLVMValueRef debug_arg(struct gen *g, struct node *node)
{
	struct mem mem;

	if (!node)
		return gen_const(g, 0);
	if (!gen_is_memory(gen_type(g, node)))
		return gen_scalar(g, node);
	mem = gen_internal(g, node);
	return gen_address(g, &mem);
}

LLVMValueRef gen_fn_debugf(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	struct node *format = node->call.args, *arg = format->next;
	LLVMValueRef text, args[3];
	u32 size = format->str.len + 1;

	(void)dst;
	text = gen_rodata(g, "format", format->str.text, size);
	for (u32 i = 0; i < countof(args); i++) {
		args[i] = debug_arg(g, arg);
		arg = arg ? arg->next : NULL;
	}
	gen_helper(g, HELPER_trace_printk, text, gen_const(g, size), args[0],
		   args[1], args[2]);
	return NULL;
}

/*
 * The kernel leaves the path at the start of the buffer and what it worked
 * with behind it, so the text is copied to where it is wanted.
 */
LLVMValueRef gen_fn_path(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	struct node *arg = node->call.args;
	u32 size = dst->type->size;
	struct mem buffer = gen_temp(g, NULL, size), place;
	LLVMValueRef address, result;

	if (gen_is_memory(gen_type(g, arg))) {
		place = gen_place(g, arg);
		address = gen_ptr(g, &place);
	} else {
		address = gen_scalar(g, arg);
	}
	gen_zero(g, dst, size);
	gen_zero(g, &buffer, size);
	result = gen_helper(g, HELPER_d_path, address, gen_ptr(g, &buffer),
			    gen_const(g, size));
	gen_helper_check(g, node, HELPER_d_path, result);
	gen_helper(g, HELPER_probe_read_kernel_str, gen_ptr(g, dst),
		   gen_const(g, size), gen_ptr(g, &buffer));
	return NULL;
}

LLVMValueRef gen_fn_socket_cookie(struct gen *g, struct node *node,
				  const struct mem *dst)
{
	(void)dst;
	return gen_helper(g, HELPER_get_socket_cookie,
			  gen_scalar(g, node->call.args));
}

LLVMValueRef gen_fn_cgroup_path(struct gen *g, struct node *node,
				const struct mem *dst)
{
	struct node *id = node->call.args, *filter = id->next;
	u32 string = filter ? gen_plan_string(g, filter->str.text) + 1 : 0;
	struct mem word = gen_mem_at(dst, 8, NULL);

	gen_store_raw(g, dst, gen_scalar(g, id), 8);
	gen_store_raw(g, &word, gen_const(g, string), 8);
	return NULL;
}

/* TEXT, shorter than DST, which is all zero so far. */
static void put_text(struct gen *g, const struct mem *dst, const char *text)
{
	u32 size = (u32)align_up(strlen(text) + 1, 8);
	char *bytes = arena_alloc(g->arena, size);
	struct mem src;

	memcpy(bytes, text, strlen(text));
	src = gen_mem(gen_rodata(g, "text", bytes, size), 8, AS_INTERNAL,
		      dst->type);
	gen_copy(g, dst, &src, size, NULL);
}

/* The warnf of comm(pid); see resources_sites.c. */
static void warn_no_process(struct gen *g, struct node *node, LLVMValueRef pid)
{
	const struct record *record = gen_site(g, node)->record;
	const struct record_field *field = &record->fields[0];
	struct event event;
	struct mem dst;

	gen_event_begin(g, &event, EV_warnf, node, record->size);
	dst = gen_mem_at(&event.mem, field->offset, field->type);
	gen_store(g, &dst, pid);
	gen_event_submit(g, &event);
}

/* Where the name is in struct task_struct; false: nobody knows. */
static bool comm_offset(struct gen *g, u32 *offset)
{
	const struct type *task = NULL;

	if (g->ctx->btf)
		task = kernel_btf_type(g->ctx->btf, "struct task_struct");
	return task && type_field(g->ctx->types, task, "comm", offset);
}

static void copy_comm(struct gen *g, struct node *node, const struct mem *dst,
		      u32 offset)
{
	enum { COMM_SIZE = 16 };
	LLVMBasicBlockRef found = gen_new_block(g, "process");
	LLVMBasicBlockRef missing = gen_new_block(g, "no_process");
	LLVMBasicBlockRef done = gen_new_block(g, "named");
	LLVMValueRef pid, task, name;

	pid = gen_fit(g, gen_scalar(g, node->call.args), 4, true);
	task = gen_kfunc(g, KFUNC_task_from_pid, pid);
	LLVMBuildCondBr(g->b, gen_is_null(g, task), missing, found);
	gen_at(g, missing);
	put_text(g, dst, "N/A");
	warn_no_process(g, node, pid);
	gen_br(g, done);
	gen_at(g, found);
	name = LLVMBuildPtrToInt(g->b, task, g->i64, "");
	name = gen_binary(g, LLVMAdd, name, gen_const(g, offset));
	gen_helper(g, HELPER_probe_read_kernel_str, gen_ptr(g, dst),
		   gen_const(g, COMM_SIZE), name);
	gen_kfunc(g, KFUNC_task_release, task);
	gen_fall(g, done);
}

LLVMValueRef gen_fn_comm(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	u32 offset;

	gen_zero(g, dst, dst->type->size);
	if (feature_has(g->ctx->features, FEAT_task_from_pid) &&
	    comm_offset(g, &offset))
		copy_comm(g, node, dst, offset);
	else
		put_text(g, dst, "[unknown]");
	return NULL;
}
