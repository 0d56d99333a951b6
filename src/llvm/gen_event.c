/*
 * Events: records in the ring buffer. What has to be computed is computed
 * before a record is reserved, unless the value is large and can be produced
 * right inside it. The reader is woken only when a quarter of the buffer is
 * full; it looks by itself every few milliseconds.
 *
 * Before Linux 6.3 the verifier takes two ways to the same place for
 * different ones while a record is reserved, because the records have
 * different numbers. What it remembers there is of no use, and it may happen
 * to remember nothing else: then it follows 2 to the power of n ways through
 * n messages. For such kernels records are made in memory of our own and
 * copied.
 */
#include "llvm/gen_internal.h"

#include "base/sys.h"

#include <string.h>

enum {
	RB_NO_WAKEUP = 1,
	RB_FORCE_WAKEUP = 2,
	RB_AVAIL_DATA = 0,
	RB_RING_SIZE = 1,
	KERNEL_6_3 = 6 << 16 | 3 << 8,
};

static bool copies_records(void)
{
	return sys_kernel_version() < KERNEL_6_3;
}

const struct site *gen_site(struct gen *g, const struct node *node)
{
	if (!node->site || node->site > g->plan->nsites)
		BUG("%s has no call site", node_kind_name(node->kind));
	return &g->plan->sites[node->site - 1];
}

static void store_at(struct gen *g, const struct mem *record, u32 offset,
		     u32 size, LLVMValueRef value)
{
	struct mem mem = gen_mem_at(record, offset, NULL);

	gen_store_raw(g, &mem, value, size);
}

/* A record in the ring buffer; what follows is skipped when there is none. */
static struct mem reserve_record(struct gen *g, struct event *event, u32 size)
{
	LLVMBasicBlockRef lost = gen_new_block(g, "lost");
	LLVMBasicBlockRef fill = gen_new_block(g, "event");
	LLVMValueRef ptr;

	event->done = gen_new_block(g, "sent");
	ptr = gen_helper(g, HELPER_ringbuf_reserve, gen_ringbuf(g),
			 gen_const(g, size), gen_const(g, 0));
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), lost, fill);
	gen_at(g, lost);
	gen_event_lost(g);
	gen_br(g, event->done);
	gen_at(g, fill);
	return gen_mem(ptr, 8, AS_INTERNAL, NULL);
}

/* A record of our own. "invalid indirect read from stack": no holes there. */
static struct mem own_record(struct gen *g, u32 size)
{
	struct mem mem = gen_temp(g, NULL, size);

	if (!mem.is_scratch)
		gen_zero(g, &mem, size);
	return mem;
}

void gen_event_start(struct gen *g, struct event *event,
		     const struct event_desc *desc, LLVMValueRef kind,
		     LLVMValueRef site, u32 size)
{
	event->desc = desc;
	event->size = size;
	event->is_copied = copies_records();
	event->mem = event->is_copied ? own_record(g, size)
				      : reserve_record(g, event, size);
	store_at(g, &event->mem, offsetof(struct ev_head, kind), 4, kind);
	store_at(g, &event->mem, offsetof(struct ev_head, site), 4, site);
}

void gen_event_begin(struct gen *g, struct event *event, enum event_kind kind,
		     const struct node *node, u32 size)
{
	gen_event_start(g, event, &event_descs[kind], gen_const(g, kind),
			gen_const(g, node->site - 1), size);
}

void gen_event_field(struct gen *g, struct event *event, const char *name,
		     LLVMValueRef value)
{
	const struct event_desc *desc = event->desc;

	for (u32 i = 0; i < desc->nfields; i++) {
		if (strcmp(desc->fields[i].name, name))
			continue;
		store_at(g, &event->mem, desc->fields[i].offset,
			 desc->fields[i].size, value);
		return;
	}
	BUG("event %s has no field %s", desc->name, name);
}

LLVMValueRef gen_event_flags(struct gen *g)
{
	LLVMValueRef used, size, wake;

	used = gen_helper(g, HELPER_ringbuf_query, gen_ringbuf(g),
			  gen_const(g, RB_AVAIL_DATA));
	size = gen_helper(g, HELPER_ringbuf_query, gen_ringbuf(g),
			  gen_const(g, RB_RING_SIZE));
	size = gen_binary(g, LLVMLShr, size, gen_const(g, 2));
	wake = gen_cmp(g, LLVMIntUGT, used, size);
	return LLVMBuildSelect(g->b, wake, gen_const(g, RB_FORCE_WAKEUP),
			       gen_const(g, RB_NO_WAKEUP), "");
}

void gen_event_copy(struct gen *g, const struct mem *record, LLVMValueRef size,
		    LLVMValueRef flags)
{
	LLVMBasicBlockRef lost = gen_new_block(g, "lost");
	LLVMBasicBlockRef done = gen_new_block(g, "sent");
	LLVMValueRef result;

	result = gen_helper(g, HELPER_ringbuf_output, gen_ringbuf(g),
			    gen_ptr(g, record), size, flags);
	LLVMBuildCondBr(g->b, gen_cmp(g, LLVMIntSLT, result, gen_const(g, 0)),
			lost, done);
	gen_at(g, lost);
	gen_event_lost(g);
	gen_fall(g, done);
}

void gen_event_submit(struct gen *g, struct event *event)
{
	LLVMValueRef flags;

	flags = event->desc->is_prompt ? gen_const(g, RB_FORCE_WAKEUP)
				       : gen_event_flags(g);
	if (event->is_copied) {
		gen_event_copy(g, &event->mem, gen_const(g, event->size),
			       flags);
		return;
	}
	gen_helper(g, HELPER_ringbuf_submit, event->mem.base, flags);
	gen_fall(g, event->done);
}

/* One value of a payload, evaluated as far as it could be. */
struct part {
	struct node *node; /* to be produced in the record, or NULL */
	LLVMValueRef scalar;
	struct mem mem;
};

/* Does NODE itself do what must not happen while a record is reserved? */
static bool has_effect(const struct node *node)
{
	if (node->kind == N_CALL)
		return node->call.fn || (node->call.row->flags & FN_ASYNC) ||
		       node->call.row->id == FN_delete;
	return node->kind == N_BLOCK || node->kind == N_IF ||
	       node->kind == N_MAP_SET || node->kind == N_MAP_ADD ||
	       node->kind == N_MAP_AGG;
}

static bool see_effect(struct node **slot, void *arg)
{
	bool *found = arg;

	if (has_effect(*slot))
		*found = true;
	return !*found;
}

/* May NODE be produced right in a record? Only when nothing is sent by it. */
static bool is_direct(struct node *node)
{
	struct node *next = node->next, *slot = node;
	bool found = false;
	struct node_visitor visitor = { .pre = see_effect, .arg = &found };

	if (node->kind != N_CALL && node->kind != N_BUILTIN &&
	    node->kind != N_TUPLE && node->kind != N_STR)
		return false;
	node->next = NULL;
	node_walk(&slot, &visitor);
	node->next = next;
	return !found;
}

static void part_evaluate(struct gen *g, struct part *part, struct node *node)
{
	if (!gen_is_memory(gen_type(g, node)))
		part->scalar = gen_scalar(g, node);
	else if (is_direct(node))
		part->node = node;
	else
		part->mem = gen_place(g, node);
}

/* Nobody compares records: what is behind a NUL does not matter. */
static void fill_direct(struct gen *g, struct node *node, const struct mem *dst)
{
	g->f.in_record = node->kind == N_CALL;
	gen_into(g, node, dst);
	g->f.in_record = false;
}

static void part_fill(struct gen *g, struct part *part, const struct mem *dst)
{
	if (part->scalar)
		gen_store(g, dst, part->scalar);
	else if (part->node)
		fill_direct(g, part->node, dst);
	else
		gen_copy(g, dst, &part->mem, dst->type->size, NULL);
}

/* Fill RECORD, whose place is ours already, with ARGS one by one. */
static void fill_record(struct gen *g, const struct record *record,
			struct node *args, const struct mem *mem)
{
	for (u32 i = 0; i < record->nfields; i++, args = args->next) {
		const struct record_field *field = &record->fields[i];
		struct temps_mark mark = gen_temps_mark(g);
		struct mem dst;

		dst = gen_mem_at(mem, field->offset, field->type);
		gen_into(g, args, &dst);
		gen_temps_release(g, mark);
	}
}

/* The values go right where they belong. */
static void send_filled(struct gen *g, struct node *node,
			const struct site *site, struct node *args)
{
	const struct record *record = site->record;
	struct event event;

	gen_event_begin(g, &event, site->kind, node,
			record ? record->size : event_descs[site->kind].size);
	if (record)
		fill_record(g, record, args, &event.mem);
	gen_event_submit(g, &event);
}

/*
 * So many values at once would not fit on the stack: collect them in scratch
 * memory first.
 */
static void send_collected(struct gen *g, struct node *node,
			   const struct site *site, struct node *args)
{
	const struct record *record = site->record;
	u32 head = event_descs[site->kind].size;
	struct mem mem = gen_temp(g, NULL, record->size), from, to;
	struct event event;

	fill_record(g, record, args, &mem);
	gen_event_begin(g, &event, site->kind, node, record->size);
	from = gen_mem_at(&mem, head, NULL);
	to = gen_mem_at(&event.mem, head, NULL);
	gen_copy(g, &to, &from, record->size - head, NULL);
	gen_event_submit(g, &event);
}

/* More values than this are not kept in registers until the record is. */
enum { MANY_VALUES = 12 };

void gen_event_payload(struct gen *g, struct node *node, struct node *args)
{
	const struct site *site = gen_site(g, node);
	const struct record *record = site->record;
	u32 num = record ? record->nfields : 0;
	u32 size = record ? record->size : event_descs[site->kind].size;
	struct part *parts;
	struct event event;

	if (node_count(args) < num)
		BUG("event %s wants %u values", event_descs[site->kind].name,
		    num);
	if (copies_records()) {
		send_filled(g, node, site, args);
		return;
	}
	if (num > MANY_VALUES) {
		send_collected(g, node, site, args);
		return;
	}
	parts = ARENA_ARRAY(g->arena, struct part, num + 1);
	for (u32 i = 0; i < num; i++, args = args->next)
		part_evaluate(g, &parts[i], args);
	gen_event_begin(g, &event, site->kind, node, size);
	for (u32 i = 0; i < num; i++) {
		const struct record_field *field = &record->fields[i];
		struct mem dst =
			gen_mem_at(&event.mem, field->offset, field->type);

		part_fill(g, &parts[i], &dst);
	}
	gen_event_submit(g, &event);
}
