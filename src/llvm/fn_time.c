/*
 * Clocks.
 */
#include "llvm/gen_internal.h"

#include "ast/registry.h"
#include "base/sys.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static enum mode clock_mode(const struct node *node)
{
	const struct node *mode = node->call.args;

	return mode && mode->kind == N_IDENT
		       ? mode_find(MODE_CLOCK, mode->ident.name)
		       : MODE_CLOCK_boot;
}

/*
 * For tests: every clock reads as this scalar map, so that time stands still
 * until the script moves it. NULL: none.
 */
static LLVMValueRef dummy_clock(struct gen *g)
{
	const char *name = getenv("BPFTRACE_DUMMY_TS_MAP");
	LLVMBasicBlockRef here, found, done;
	LLVMValueRef ptr, value;
	struct mem mem;
	u32 map = 0;

	while (name && map < g->plan->nmaps &&
	       strcmp(g->plan->maps[map].name, name))
		map++;
	if (!name || map == g->plan->nmaps || !g->plan->maps[map].is_scalar)
		return NULL;
	found = gen_new_block(g, "found");
	done = gen_new_block(g, "time");
	ptr = gen_map_lookup(g, map, gen_map_key(g, map, NULL));
	here = gen_here(g);
	LLVMBuildCondBr(g->b, gen_is_null(g, ptr), done, found);
	gen_at(g, found);
	mem = gen_map_value(g, ptr, NULL);
	value = gen_load_raw(g, &mem, 8);
	gen_fall(g, done);
	return gen_phi(g, g->i64, gen_const(g, 0), here, value, found);
}

/* Read a clock by its helper. */
static LLVMValueRef read_clock(struct gen *g, enum helper helper)
{
	LLVMValueRef dummy = dummy_clock(g);

	return dummy ? dummy : gen_helper(g, helper);
}

LLVMValueRef gen_software_tai(struct gen *g)
{
	u64 offset = sys_now(CLOCK_TAI) - sys_now(CLOCK_BOOTTIME);
	LLVMValueRef dummy = dummy_clock(g);

	if (dummy)
		return dummy;
	return gen_binary(g, LLVMAdd, gen_helper(g, HELPER_ktime_get_boot_ns),
			  gen_const(g, offset));
}

static LLVMValueRef tai(struct gen *g, const struct node *node)
{
	if (feature_has(g->ctx->features, FEAT_get_tai_ns))
		return read_clock(g, HELPER_ktime_get_tai_ns);
	diag_error(&g->ctx->diags, node->span,
		   "Kernel does not support tai timestamp, please try sw_tai");
	return gen_const(g, 0);
}

LLVMValueRef gen_fn_nsecs(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	(void)dst;
	switch (clock_mode(node)) {
	case MODE_CLOCK_monotonic:
		return read_clock(g, HELPER_ktime_get_ns);
	case MODE_CLOCK_tai:
		return tai(g, node);
	case MODE_CLOCK_sw_tai:
		return gen_software_tai(g);
	default: /* other groups are refused when types are inferred */
		return read_clock(g, HELPER_ktime_get_boot_ns);
	}
}

LLVMValueRef gen_bi_nsecs(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	(void)node;
	(void)dst;
	return read_clock(g, HELPER_ktime_get_boot_ns);
}

/* Which clock the time NODE comes from, as clock_gettime() numbers them. */
static u32 clock_of(const struct node *node)
{
	enum mode mode;

	while (node->kind == N_CAST && node->cast.value)
		node = node->cast.value;
	if (node->kind != N_CALL || node->call.row->id != FN_nsecs)
		return CLOCK_BOOTTIME;
	mode = clock_mode(node);
	if (mode == MODE_CLOCK_tai || mode == MODE_CLOCK_sw_tai)
		return CLOCK_TAI;
	return mode == MODE_CLOCK_monotonic ? CLOCK_MONOTONIC : CLOCK_BOOTTIME;
}

u32 gen_plan_string(struct gen *g, const char *text)
{
	const struct plan *plan = g->plan;

	for (u32 i = 0; i < plan->nstrings; i++)
		if (!strcmp(plan->strings[i], text))
			return i;
	BUG("the plan has no string \"%s\"", text);
}

LLVMValueRef gen_fn_strftime(struct gen *g, struct node *node,
			     const struct mem *dst)
{
	struct node *format = node->call.args;
	u32 index = gen_plan_string(g, format->str.text);
	struct mem word;

	gen_store_raw(g, dst, gen_scalar(g, format->next), 8);
	word = gen_mem_at(dst, 8, NULL);
	gen_store_raw(g, &word, gen_const(g, index), 4);
	word = gen_mem_at(dst, 12, NULL);
	gen_store_raw(g, &word, gen_const(g, clock_of(format->next)), 4);
	return NULL;
}
