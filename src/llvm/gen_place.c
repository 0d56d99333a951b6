/*
 * Places: the memory behind an expression, without reading it. What has no
 * memory of its own is computed into a temporary.
 */
#include "llvm/gen_internal.h"

#include <string.h>

/* A constant string, padded to the size of its type. */
static struct mem string_place(struct gen *g, const struct node *node)
{
	const struct type *type = gen_type(g, node);
	char *bytes = arena_alloc(g->arena, type->size + 1);

	memcpy(bytes, node->str.text, u64_min(node->str.len, type->size));
	return gen_mem(gen_rodata(g, "str", bytes, type->size), 8, AS_INTERNAL,
		       type);
}

static struct mem computed_place(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);
	struct mem mem = gen_temp(g, type, type->size);

	gen_into(g, node, &mem);
	return mem;
}

/* What a pointer points to. The context keeps its own register. */
static struct mem pointee(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);
	LLVMValueRef address;

	if (node->kind == N_BUILTIN && node->builtin.row->id == BI_ctx)
		return gen_mem(g->f.ctx, 8, AS_CTX, type->base);
	address = gen_scalar(g, node);
	return gen_mem_address(g, address, type->space, type->base);
}

/* The struct, tuple or record that NODE is or points to. */
static struct mem struct_place(struct gen *g, struct node *node)
{
	if (gen_type(g, node)->kind == T_PTR)
		return pointee(g, node);
	return gen_place(g, node);
}

static const struct field *find_field(struct gen *g, const struct node *node,
				      const struct type *type, u32 *offset)
{
	struct types *types = g->ctx->types;
	const struct field *field;

	if (node->field.is_index) {
		const struct layout *layout = type_layout(types, type);

		if (node->field.index >= layout->nfields)
			BUG("element %u of %s", node->field.index,
			    type_name(types, type));
		field = &layout->fields[node->field.index];
		*offset = field->offset;
		return field;
	}
	field = type_field(types, type, node->field.name, offset);
	if (!field)
		BUG("no field %s in %s", node->field.name,
		    type_name(types, type));
	return field;
}

/* __data_loc: where the bytes are is in the record, relative to it. */
static struct mem data_loc_place(struct gen *g, const struct node *node,
				 const struct mem *field)
{
	const struct type *type = gen_type(g, node);
	struct mem word = gen_mem_at(field, 0, type_int(4, false));
	LLVMValueRef address;

	address = gen_binary(g, LLVMAnd, gen_load(g, &word, node),
			     gen_const(g, 0xffff));
	address = gen_binary(g, LLVMAdd,
			     LLVMBuildPtrToInt(g->b, g->f.ctx, g->i64, ""),
			     address);
	if (gen_is_memory(type))
		return gen_mem_address(g, address, AS_KERNEL, type);
	return (struct mem){ .base = address };
}

static struct mem field_place(struct gen *g, struct node *node)
{
	struct node *base = node->field.base;
	const struct type *type = gen_type(g, base);
	const struct field *field;
	struct mem mem;
	u32 offset;

	if (type->kind == T_PTR)
		type = type->base;
	field = find_field(g, node, type, &offset);
	if (gen_is_args(base)) {
		mem = (struct mem){ 0 };
		mem.base = gen_args_field(g, node, field, offset, &mem);
		if (!mem.type)
			return mem;
	} else {
		mem = struct_place(g, base);
		mem = gen_mem_at(&mem, offset, field->type);
	}
	if (field->is_data_loc)
		return data_loc_place(g, node, &mem);
	mem.bit_offset = field->bit_offset;
	mem.bit_size = field->bit_size;
	return mem;
}

/* Report an INDEX outside of NODE's array; what is used instead is 0. */
static LLVMValueRef check_bounds(struct gen *g, struct node *node,
				 LLVMValueRef index, u32 count)
{
	LLVMBasicBlockRef here, bad, ok;
	LLVMValueRef inside;

	if (LLVMIsConstant(index) && LLVMConstIntGetZExtValue(index) < count)
		return index;
	/* Of a 32-bit index LLVM would compare the half that has the bits: the
	 * kernel then knows a bound of that, not of what is used. */
	index = gen_forget(g, index);
	inside = gen_cmp(g, LLVMIntULT, index, gen_const(g, count));
	bad = gen_new_block(g, "outside");
	ok = gen_new_block(g, "inside");
	here = gen_here(g);
	LLVMBuildCondBr(g->b, inside, ok, bad);
	gen_at(g, bad);
	gen_runtime_error(g, node, RTE_ARRAY_BOUNDS);
	bad = gen_here(g);
	gen_fall(g, ok);
	return gen_phi(g, g->i64, index, here, gen_const(g, 0), bad);
}

/* Element INDEX (an i64) of the elements at MEM. */
static struct mem element(struct gen *g, const struct mem *mem,
			  LLVMValueRef index, const struct type *type)
{
	LLVMTypeRef unit = gen_bytes_type(g, type->size);
	struct mem elem = *mem;

	if (LLVMIsConstant(index) && (s64)LLVMConstIntGetSExtValue(index) >= 0)
		return gen_mem_at(mem,
				  LLVMConstIntGetZExtValue(index) * type->size,
				  type);
	/* Of aligned memory LLVM would "or" the index to its address. */
	if (mem->space == AS_INTERNAL)
		index = gen_forget(g, index);
	elem.base = LLVMBuildGEP2(g->b, unit, gen_ptr(g, mem), &index, 1, "");
	elem.align = type->align ? type->align : 1;
	elem.offset = 0;
	elem.type = type;
	return elem;
}

/*
 * "variable ctx access": what the kernel allows at variable offsets of a
 * context is only a read by a helper.
 */
static struct mem readable(const struct mem *mem, LLVMValueRef index)
{
	struct mem copy = *mem;

	if (!LLVMIsConstant(index) &&
	    (mem->space == AS_CTX || mem->space == AS_BTF))
		copy.space = AS_KERNEL;
	return copy;
}

static struct mem index_place(struct gen *g, struct node *node)
{
	struct node *base = node->index.base;
	const struct type *type = gen_type(g, base);
	LLVMValueRef index;
	struct mem mem;

	if (type->kind == T_PTR) {
		mem = pointee(g, base);
		index = gen_scalar(g, node->index.idx);
	} else {
		u32 count = type->count;

		mem = gen_place(g, base);
		index = gen_scalar(g, node->index.idx);
		if (count) /* else it goes on behind its struct */
			index = check_bounds(g, node, index, count);
	}
	mem = readable(&mem, index);
	return element(g, &mem, index, gen_type(g, node));
}

struct mem gen_place(struct gen *g, struct node *node)
{
	const struct type *type = gen_type(g, node);

	switch (node->kind) {
	case N_STR:
		return string_place(g, node);
	case N_VAR:
		return *gen_var(g, node->var.sym);
	case N_FIELD:
		return field_place(g, node);
	case N_INDEX:
		return index_place(g, node);
	case N_DEREF:
		return pointee(g, node->unary.arg);
	case N_MAP:
		if (type_is_aggregate(type))
			return computed_place(g, node);
		return gen_map_place(g, node);
	case N_CAST:
		if (node->cast.value && gen_type(g, node->cast.value) == type)
			return gen_place(g, node->cast.value);
		return computed_place(g, node);
	case N_BUILTIN:
	case N_CALL:
	case N_TUPLE:
	case N_RECORD:
	case N_TERNARY:
	case N_IF:
	case N_BLOCK:
		return computed_place(g, node);
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
	BUG("%s has no place", node_kind_name(node->kind));
}

LLVMValueRef gen_pointer(struct gen *g, struct node *node,
			 enum addr_space *space)
{
	const struct type *type = gen_type(g, node);
	struct mem mem;

	if (gen_is_memory(type)) {
		mem = gen_place(g, node);
		*space = mem.space == AS_USER || mem.space == AS_NONE
				 ? mem.space
				 : AS_KERNEL;
		return gen_address(g, &mem);
	}
	*space = type->kind == T_PTR ? type->space : g->f.prog->space;
	if (*space == AS_INTERNAL || *space == AS_CTX || *space == AS_BTF)
		*space = AS_KERNEL;
	return gen_scalar(g, node);
}
