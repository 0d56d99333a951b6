/*
 * Expressions: which function generates a node as a scalar, as bytes at a
 * given place, as a condition, or for its effects only.
 */
#include "llvm/gen_internal.h"

static LLVMValueRef gen_field(struct gen *g, struct node *node)
{
	struct mem mem = gen_place(g, node);

	/* `args` of some probes are registers: the value itself came back. */
	if (!mem.type)
		return mem.base;
	return gen_load(g, &mem, node);
}

static LLVMValueRef load_place(struct gen *g, struct node *node)
{
	struct mem mem = gen_place(g, node);

	return gen_load(g, &mem, node);
}

/* Statements of a block that has a value. */
static void enter_block(struct gen *g, struct node *node)
{
	gen_statements(g, node->block.stmts);
}

/* Where the two ways of a choice meet. */
struct choice {
	LLVMBasicBlockRef then, els, done;
};

static struct choice choice_begin(struct gen *g, struct node *node)
{
	struct choice c = { .then = gen_new_block(g, "then"),
			    .els = gen_new_block(g, "else"),
			    .done = gen_new_block(g, "endif") };

	gen_map_expect(g, node);
	LLVMBuildCondBr(g->b, gen_cond(g, node->if_.cond), c.then, c.els);
	gen_at(g, c.then);
	return c;
}

static LLVMValueRef choice_scalar(struct gen *g, struct node *node)
{
	struct choice c = choice_begin(g, node);
	LLVMValueRef then, els;

	then = gen_scalar(g, node->if_.then);
	c.then = gen_here(g);
	gen_br(g, c.done);
	gen_at(g, c.els);
	els = gen_scalar(g, node->if_.els);
	c.els = gen_here(g);
	gen_fall(g, c.done);
	return gen_phi(g, g->i64, then, c.then, els, c.els);
}

static void choice_into(struct gen *g, struct node *node, const struct mem *dst)
{
	struct choice c = choice_begin(g, node);
	struct temps_mark mark = gen_temps_mark(g);

	gen_into(g, node->if_.then, dst);
	gen_temps_release(g, mark);
	gen_br(g, c.done);
	gen_at(g, c.els);
	gen_into(g, node->if_.els, dst);
	gen_temps_release(g, mark);
	gen_fall(g, c.done);
}

static void choice_discard(struct gen *g, struct node *node)
{
	struct choice c = choice_begin(g, node);
	struct temps_mark mark = gen_temps_mark(g);

	gen_discard(g, node->if_.then);
	gen_temps_release(g, mark);
	gen_br(g, c.done);
	gen_at(g, c.els);
	if (node->if_.els)
		gen_discard(g, node->if_.els);
	gen_temps_release(g, mark);
	gen_fall(g, c.done);
}

/* &$x, or &@m: the kernel's map itself. */
static LLVMValueRef address_of(struct gen *g, const struct node *node)
{
	if (node->kind == N_VAR)
		return gen_address(g, gen_var(g, node->var.sym));
	return LLVMBuildPtrToInt(g->b, g->maps[node->map.sym->idx], g->i64, "");
}

LLVMValueRef gen_scalar(struct gen *g, struct node *node)
{
	if (gen_is_memory(gen_type(g, node)))
		BUG("%s is no scalar", node_kind_name(node->kind));
	switch (node->kind) {
	case N_INT:
		return gen_const(g, node->int_.value);
	case N_BOOL:
		return gen_const(g, node->bool_.value);
	case N_BUILTIN:
		return gen_builtin(g, node, NULL);
	case N_CALL:
		return gen_call(g, node, NULL);
	case N_VAR:
		return gen_load_raw(g, gen_var(g, node->var.sym), 8);
	case N_MAP:
		return gen_map_read(g, node);
	case N_MAP_ADD:
		return gen_map_add(g, node);
	case N_UNARY:
		return gen_unary_node(g, node);
	case N_BINARY:
		return gen_binary_node(g, node);
	case N_TERNARY:
	case N_IF:
		return choice_scalar(g, node);
	case N_BLOCK:
		enter_block(g, node);
		return gen_scalar(g, node->block.value);
	case N_CAST:
		return gen_cast(g, node);
	case N_FIELD:
		return gen_field(g, node);
	case N_INDEX:
	case N_DEREF:
		return load_place(g, node);
	case N_ADDROF:
		return address_of(g, node->unary.arg);
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_ASSIGN:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_STR:
	case N_IDENT:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_INCDEC:
	case N_COMPTIME:
	case N_TUPLE:
	case N_RECORD:
	case N_NAMED:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_AGG:
	case N_KINDS:
		break;
	}
	BUG("%s has no scalar value", node_kind_name(node->kind));
}

static LLVMValueRef is_true(struct gen *g, LLVMValueRef value)
{
	return gen_cmp(g, LLVMIntNE, value, gen_const(g, 0));
}

LLVMValueRef gen_cond(struct gen *g, struct node *node)
{
	if (node->kind == N_BINARY && node->binary.op >= OP_EQ &&
	    node->binary.op <= OP_LOR)
		return gen_binary_cond(g, node);
	if (node->kind == N_UNARY && node->unary.op == OP_NOT)
		return LLVMBuildNot(g->b, gen_cond(g, node->unary.arg), "");
	if (node->kind == N_CAST && node->cast.value &&
	    gen_type(g, node)->kind == T_BOOL &&
	    !gen_is_memory(gen_type(g, node->cast.value)))
		return gen_cond(g, node->cast.value);
	return is_true(g, gen_scalar(g, node));
}

/* Does TYPE (of SIZE bytes) have bytes that no member covers? */
static bool has_holes(const struct type *type)
{
	const struct layout *layout = type->layout;
	u64 used = 0;

	if (!layout)
		return true;
	for (u32 i = 0; i < layout->nfields; i++)
		used += layout->fields[i].type->size;
	return used != type->size;
}

static void tuple_into(struct gen *g, struct node *node, const struct mem *dst)
{
	const struct type *type = gen_type(g, node);
	const struct layout *layout = type_layout(g->ctx->types, type);
	struct node *elem = node->tuple.elems;

	if (has_holes(type))
		gen_zero(g, dst, type->size);
	for (u32 i = 0; elem; elem = elem->next, i++) {
		const struct field *field = &layout->fields[i];
		struct mem part = gen_mem_at(dst, field->offset, field->type);

		gen_into(g, elem->kind == N_NAMED ? elem->named.value : elem,
			 &part);
	}
}

static void place_into(struct gen *g, struct node *node, const struct mem *dst)
{
	struct mem src = gen_place(g, node);

	gen_copy(g, dst, &src, dst->type->size, node);
}

static void memory_into(struct gen *g, struct node *node, const struct mem *dst)
{
	switch (node->kind) {
	case N_BUILTIN:
		gen_builtin(g, node, dst);
		return;
	case N_CALL:
		gen_call(g, node, dst);
		return;
	case N_TUPLE:
	case N_RECORD:
		tuple_into(g, node, dst);
		return;
	case N_TERNARY:
	case N_IF:
		choice_into(g, node, dst);
		return;
	case N_BLOCK:
		enter_block(g, node);
		gen_into(g, node->block.value, dst);
		return;
	case N_CAST:
		gen_cast_into(g, node, dst);
		return;
	case N_MAP:
		if (type_is_aggregate(gen_type(g, node))) {
			gen_aggregate_into(g, node, dst);
			return;
		}
		place_into(g, node, dst);
		return;
	case N_STR:
	case N_VAR:
	case N_FIELD:
	case N_INDEX:
	case N_DEREF:
		place_into(g, node, dst);
		return;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_ASSIGN:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_INT:
	case N_BOOL:
	case N_IDENT:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_INCDEC:
	case N_ADDROF:
	case N_BINARY:
	case N_COMPTIME:
	case N_NAMED:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_KINDS:
		break;
	}
	BUG("%s has no value in memory", node_kind_name(node->kind));
}

void gen_into(struct gen *g, struct node *node, const struct mem *dst)
{
	if (gen_is_memory(gen_type(g, node)))
		memory_into(g, node, dst);
	else
		gen_store(g, dst, gen_scalar(g, node));
}

struct mem gen_internal(struct gen *g, struct node *node)
{
	struct mem src = gen_place(g, node), dst;

	if (src.space == AS_INTERNAL)
		return src;
	dst = gen_temp(g, src.type, src.type->size);
	gen_copy(g, &dst, &src, src.type->size, node);
	return dst;
}

void gen_discard(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);

	switch (node->kind) {
	case N_CALL:
		gen_call_discard(g, node);
		return;
	case N_MAP_SET:
		gen_map_set(g, node);
		return;
	case N_MAP_AGG:
		gen_map_agg(g, node);
		return;
	case N_MAP_ADD:
		gen_map_add(g, node);
		return;
	case N_IF:
	case N_TERNARY:
		choice_discard(g, node);
		return;
	case N_BLOCK:
		enter_block(g, node);
		if (node->block.value)
			gen_discard(g, node->block.value);
		return;
	case N_BUILTIN:
	case N_UNARY:
	case N_BINARY:
	case N_CAST:
	case N_FIELD:
	case N_INDEX:
	case N_DEREF:
	case N_ADDROF:
	case N_TUPLE:
	case N_RECORD:
	case N_MAP:
	case N_VAR:
	case N_INT:
	case N_BOOL:
	case N_STR:
		if (gen_is_memory(type))
			gen_place(g, node);
		else if (type->kind != T_NONE && type->kind != T_VOID)
			gen_scalar(g, node);
		return;
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_ASSIGN:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_IDENT:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_INCDEC:
	case N_COMPTIME:
	case N_NAMED:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_KINDS:
		break;
	}
	BUG("%s is no expression", node_kind_name(node->kind));
}
