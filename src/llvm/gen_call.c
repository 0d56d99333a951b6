/*
 * Calls: from the rows of functions.def to their hooks.
 */
#include "llvm/gen_internal.h"

static const gen_hook_fn hooks[FN_COUNT] = {
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC) \
	[FN_##NAME] = gen_fn_##GEN,
#include "ast/functions.def"
};

LLVMValueRef gen_call(struct gen *g, struct node *node, const struct mem *dst)
{
	LLVMMetadataRef around = LLVMGetCurrentDebugLocation2(g->b);
	LLVMValueRef value;

	/* What the verifier says of a helper is about this call. */
	debuginfo_at(g, node->span);
	value = node->call.fn ? gen_fn_call(g, node, dst)
			      : hooks[node->call.row->id](g, node, dst);
	LLVMSetCurrentDebugLocation2(g->b, around);
	return value;
}

void gen_call_discard(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);
	struct mem mem;

	if (node->call.row->id == FN_delete) {
		gen_map_delete(g, node, true);
		return;
	}
	if (!gen_is_memory(type)) {
		gen_call(g, node, NULL);
		return;
	}
	mem = gen_temp(g, type, type->size);
	gen_call(g, node, &mem);
}

/* Rows without a hook are refused or replaced before code generation. */
LLVMValueRef gen_fn_none(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	(void)dst;
	gen_refuse(g, node, arena_printf(g->arena, "%s()", node->call.name));
	return gen_const(g, 0);
}
