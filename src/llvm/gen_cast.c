/*
 * Conversions. Scalars are cut and extended; tuples and records are
 * converted member by member.
 */
#include "llvm/gen_internal.h"

/* A scalar VALUE of type FROM as TO. */
static LLVMValueRef convert(struct gen *g, LLVMValueRef value,
			    const struct type *from, const struct type *to)
{
	bool fits;

	if (to->kind == T_BOOL && from->kind != T_BOOL)
		return LLVMBuildZExt(
			g->b, gen_cmp(g, LLVMIntNE, value, gen_const(g, 0)),
			g->i64, "");
	if (to->size >= 8)
		return value;
	fits = from->size < to->size ? (!from->is_signed || to->is_signed)
				     : from->size == to->size &&
					       from->is_signed == to->is_signed;
	return fits ? value : gen_fit(g, value, to->size, to->is_signed);
}

/* A string is true when it is not empty; an array is its integer. */
static LLVMValueRef memory_to_scalar(struct gen *g, struct node *node,
				     const struct type *to)
{
	struct mem mem = gen_place(g, node);
	const struct type *as = to;
	LLVMValueRef value;

	if (mem.type->kind == T_STRING && to->kind == T_BOOL)
		as = type_int(1, false);
	else if (to->kind != T_INT || to->size != mem.type->size)
		as = type_int(mem.type->size >= 8 ? 8 : mem.type->size, false);
	mem = gen_mem_at(&mem, 0, as);
	value = gen_load(g, &mem, node);
	return as == to ? value : convert(g, value, as, to);
}

LLVMValueRef gen_cast(struct gen *g, struct node *node)
{
	struct node *arg = node->cast.value;
	const struct type *from = gen_type(g, arg), *to = gen_type(g, node);

	if (gen_is_memory(from))
		return memory_to_scalar(g, arg, to);
	return convert(g, gen_scalar(g, arg), from, to);
}

/* Copy the string at SRC to the larger DST. */
static void widen_string(struct gen *g, const struct mem *dst,
			 const struct mem *src, const struct node *node)
{
	u32 from = src->type->size, to = dst->type->size;
	struct mem tail;

	if (from >= to) {
		gen_copy(g, dst, src, to, node);
		return;
	}
	gen_copy(g, dst, src, from, node);
	tail = gen_mem_at(dst, from, NULL);
	gen_zero(g, &tail, to - from);
}

static void convert_memory(struct gen *g, const struct mem *dst,
			   const struct mem *src, const struct node *node);

/* What becomes member NUM of TO; records may have another order. */
static struct mem source_member(struct gen *g, const struct mem *src,
				const struct type *to, u32 num)
{
	const struct layout *layout = type_layout(g->ctx->types, src->type);
	const struct field *field = &layout->fields[num];
	u32 offset;

	if (to->kind == T_RECORD)
		field = type_field(g->ctx->types, src->type,
				   to->layout->fields[num].name, &offset);
	return gen_mem_at(src, field->offset, field->type);
}

static void convert_members(struct gen *g, const struct mem *dst,
			    const struct mem *src, const struct node *node)
{
	const struct layout *to = type_layout(g->ctx->types, dst->type);
	const struct layout *from = type_layout(g->ctx->types, src->type);

	gen_zero(g, dst, dst->type->size);
	for (u32 i = 0; i < to->nfields && i < from->nfields; i++) {
		const struct field *d = &to->fields[i];
		struct mem part = gen_mem_at(dst, d->offset, d->type);
		struct mem old = source_member(g, src, dst->type, i);
		LLVMValueRef value;

		if (gen_is_memory(d->type)) {
			convert_memory(g, &part, &old, node);
			continue;
		}
		value = gen_load(g, &old, node);
		gen_store(g, &part, convert(g, value, old.type, d->type));
	}
}

static void convert_memory(struct gen *g, const struct mem *dst,
			   const struct mem *src, const struct node *node)
{
	const struct type *to = dst->type, *from = src->type;

	if (to == from)
		gen_copy(g, dst, src, to->size, node);
	else if (from->kind == T_STRING)
		widen_string(g, dst, src, node);
	else if ((to->kind == T_TUPLE || to->kind == T_RECORD) &&
		 from->kind == to->kind)
		convert_members(g, dst, src, node);
	else
		gen_copy(g, dst, src, (u32)u64_min(to->size, from->size), node);
}

void gen_cast_into(struct gen *g, struct node *node, const struct mem *dst)
{
	struct node *arg = node->cast.value;
	const struct type *from = gen_type(g, arg), *to = gen_type(g, node);
	struct mem src;

	if (from == to) {
		gen_into(g, arg, dst);
		return;
	}
	if (!gen_is_memory(from)) {
		LLVMValueRef value = gen_scalar(g, arg);

		if (to->size > 8)
			gen_zero(g, dst, to->size);
		gen_store_raw(g, dst, value,
			      (u32)u64_min(to->size >= 8   ? 8
					   : to->size >= 4 ? 4
					   : to->size >= 2 ? 2
							   : 1,
					   8));
		return;
	}
	src = gen_place(g, arg);
	convert_memory(g, dst, &src, node);
}
