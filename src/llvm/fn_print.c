/*
 * Functions that send an event for output to act on.
 */
#include "llvm/gen_internal.h"

/* printf, errorf, warnf, cat, system: the site's kind tells them apart. */
LLVMValueRef gen_fn_printf(struct gen *g, struct node *node,
			   const struct mem *dst)
{
	(void)dst;
	gen_event_payload(g, node, node->call.args->next);
	return NULL;
}

static u64 literal(const struct node *node)
{
	while (node && node->kind == N_CAST)
		node = node->cast.value;
	return node && node->kind == N_INT ? node->int_.value : 0;
}

static void print_map(struct gen *g, struct node *node)
{
	struct node *map = node->call.args;
	struct node *top = map->next, *div = top ? top->next : NULL;
	struct event event;

	if (map->map.sym->value->kind == T_STATS)
		top = div = NULL;

	gen_event_begin(g, &event, EV_print_map, node,
			event_descs[EV_print_map].size);
	gen_event_field(g, &event, "map", gen_const(g, map->map.sym->idx));
	gen_event_field(g, &event, "top", gen_const(g, literal(top)));
	gen_event_field(g, &event, "div", gen_const(g, literal(div)));
	gen_event_submit(g, &event);
}

LLVMValueRef gen_fn_print(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	struct node *arg = node->call.args;

	(void)dst;
	if (arg->kind == N_MAP && arg->map.whole)
		print_map(g, node);
	else
		gen_event_payload(g, node, arg);
	return NULL;
}

LLVMValueRef gen_fn_time(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	(void)dst;
	gen_event_payload(g, node, NULL);
	return NULL;
}

static void send_map(struct gen *g, struct node *node, enum event_kind kind)
{
	struct event event;

	gen_event_begin(g, &event, kind, node, event_descs[kind].size);
	gen_event_field(g, &event, "map",
			gen_const(g, node->call.args->map.sym->idx));
	gen_event_field(g, &event, "pad", gen_const(g, 0));
	gen_event_submit(g, &event);
}

LLVMValueRef gen_fn_clear(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	(void)dst;
	send_map(g, node, EV_clear);
	return NULL;
}

LLVMValueRef gen_fn_zero(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	(void)dst;
	send_map(g, node, EV_zero);
	return NULL;
}

LLVMValueRef gen_fn_exit(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	struct node *arg = node->call.args;
	LLVMValueRef code = arg ? gen_scalar(g, arg) : gen_const(g, 0);
	const struct record *record = gen_site(g, node)->record;
	u32 size = record ? record->size : event_descs[EV_exit].size;
	struct event event;
	struct mem time;

	(void)dst;
	gen_event_begin(g, &event, EV_exit, node, size);
	gen_event_field(g, &event, "code", code);
	if (record) {
		time = gen_mem_at(&event.mem, record->fields[0].offset, NULL);
		gen_store_raw(g, &time, gen_helper(g, HELPER_ktime_get_boot_ns),
			      8);
	}
	gen_event_submit(g, &event);
	/* The body of a macro goes on. */
	if (!sources_is_expanded(&g->ctx->sources, node->span.pos))
		gen_return(g, NULL);
	return NULL;
}

enum {
	JOIN_ITEMS = 16,
	JOIN_BYTES = 1024, /* of one item, NUL included */
};

/* What the loop over the strings carries from one to the next. */
struct join {
	struct mem record;
	LLVMValueRef array; /* i64: address of the pointers */
	enum addr_space space;
	LLVMValueRef num, bytes; /* allocas, promoted to registers */
	LLVMBasicBlockRef head, done;
};

static LLVMValueRef join_word(struct gen *g)
{
	struct position here = gen_to_entry(g);
	LLVMValueRef word = LLVMBuildAlloca(g->b, g->i64, "join");

	gen_back(g, here);
	LLVMBuildStore(g->b, gen_const(g, 0), word);
	return word;
}

/* The pointer to string NUM; the loop ends at NULL. */
static LLVMValueRef join_pointer(struct gen *g, struct join *join,
				 LLVMValueRef num)
{
	LLVMBasicBlockRef more = gen_new_block(g, "string");
	LLVMValueRef address, value;
	struct mem mem;

	address = gen_binary(g, LLVMMul, num, gen_const(g, 8));
	address = gen_binary(g, LLVMAdd, join->array, address);
	mem = gen_mem_address(g, address, join->space, type_int(8, false));
	value = gen_load(g, &mem, NULL);
	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntEQ, value, gen_const(g, 0)),
			join->done, more);
	gen_at(g, more);
	return value;
}

static enum helper string_reader(enum addr_space space)
{
	if (space == AS_USER)
		return HELPER_probe_read_user_str;
	return space == AS_NONE ? HELPER_probe_read_str
				: HELPER_probe_read_kernel_str;
}

/* Read string PTR behind those that are there; the loop ends on failure. */
static void join_string(struct gen *g, struct join *join, LLVMValueRef ptr)
{
	LLVMBasicBlockRef good = gen_new_block(g, "joined");
	LLVMValueRef bytes = LLVMBuildLoad2(g->b, g->i64, join->bytes, "");
	u32 start = event_descs[EV_join].size;
	LLVMValueRef dst, len, limit, bad;
	struct mem text = join->record;

	/* The verifier forgets the bound of a sum: say it again. */
	limit = gen_const(g, (JOIN_ITEMS - 1) * JOIN_BYTES);
	bytes = LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntULT, bytes, limit),
				bytes, limit, "");
	text.offset += start;
	dst = LLVMBuildGEP2(g->b, g->i8, gen_ptr(g, &text), &bytes, 1, "");
	len = gen_helper(g, string_reader(join->space), dst,
			 gen_const(g, JOIN_BYTES), ptr);
	bad = gen_cmp(g, LLVMIntSLE, len, gen_const(g, 0));
	LLVMBuildCondBr(g->b, bad, join->done, good);
	gen_at(g, good);
	len = gen_binary(g, LLVMAnd, len, gen_const(g, 2 * JOIN_BYTES - 1));
	LLVMBuildStore(g->b, gen_binary(g, LLVMAdd, bytes, len), join->bytes);
}

static void join_loop(struct gen *g, struct join *join)
{
	LLVMBasicBlockRef body = gen_new_block(g, "item");
	LLVMValueRef num, more;

	join->head = gen_new_block(g, "items");
	join->done = gen_new_block(g, "all");
	gen_fall(g, join->head);
	num = LLVMBuildLoad2(g->b, g->i64, join->num, "");
	more = gen_cmp(g, LLVMIntULT, num, gen_const(g, JOIN_ITEMS));
	LLVMBuildCondBr(g->b, more, body, join->done);
	gen_at(g, body);
	join_string(g, join, join_pointer(g, join, num));
	LLVMBuildStore(g->b, gen_binary(g, LLVMAdd, num, gen_const(g, 1)),
		       join->num);
	gen_br(g, join->head);
	gen_at(g, join->done);
}

static void join_send(struct gen *g, struct node *node, struct join *join)
{
	u32 start = event_descs[EV_join].size;
	u32 max = JOIN_ITEMS * JOIN_BYTES;
	struct event event = { .desc = &event_descs[EV_join],
			       .mem = join->record };
	LLVMValueRef bytes, size;
	struct mem word = join->record;

	bytes = LLVMBuildLoad2(g->b, g->i64, join->bytes, "");
	bytes = LLVMBuildSelect(
		g->b, gen_cmp(g, LLVMIntULT, bytes, gen_const(g, max)), bytes,
		gen_const(g, max), "");
	gen_store_raw(g, &word, gen_const(g, EV_join), 4);
	word.offset += 4;
	gen_store_raw(g, &word, gen_const(g, node->site - 1), 4);
	gen_event_field(g, &event, "num",
			LLVMBuildLoad2(g->b, g->i64, join->num, ""));
	gen_event_field(g, &event, "bytes", bytes);
	size = gen_binary(g, LLVMAdd, bytes, gen_const(g, start));
	gen_event_copy(g, &join->record, size, gen_event_flags(g));
}

LLVMValueRef gen_fn_join(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	u32 size = event_descs[EV_join].size + JOIN_ITEMS * JOIN_BYTES;
	struct join join = { 0 };

	(void)dst;
	gen_site(g, node);
	join.array = gen_pointer(g, node->call.args, &join.space);
	join.record = gen_temp(g, NULL, size);
	join.num = join_word(g);
	join.bytes = join_word(g);
	join_loop(g, &join);
	join_send(g, node, &join);
	return NULL;
}
