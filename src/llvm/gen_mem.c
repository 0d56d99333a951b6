/*
 * Memory: loads, stores, probe reads, copies. Our own memory, the program's
 * context and BTF pointers are read directly, everything else by a helper.
 */
#include "llvm/gen_internal.h"

/* Larger copies and fills are one helper call instead of many stores. */
enum { INLINE_BYTES = 128 };

bool gen_is_memory(const struct type *type)
{
	switch (type->kind) {
	case T_STRING:
	case T_BUFFER:
	case T_INET:
	case T_MAC:
	case T_KSTACK:
	case T_USTACK:
	case T_USYM:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
	case T_TUPLE:
	case T_RECORD:
	case T_STRUCT:
	case T_ARRAY:
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		return true;
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_INT:
	case T_BOOL:
	case T_ENUM:
	case T_PTR:
	case T_FUNC:
	case T_KSYM:
	case T_USERNAME:
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_KINDS:
		return false;
	}
	return false;
}

struct mem gen_mem(LLVMValueRef base, u32 align, enum addr_space space,
		   const struct type *type)
{
	return (struct mem){
		.base = base, .align = align, .space = space, .type = type
	};
}

struct mem gen_mem_at(const struct mem *mem, u64 offset,
		      const struct type *type)
{
	struct mem part = *mem;

	part.offset += offset;
	part.type = type;
	part.bit_offset = 0;
	part.bit_size = 0;
	return part;
}

struct mem gen_mem_address(struct gen *g, LLVMValueRef address,
			   enum addr_space space, const struct type *type)
{
	LLVMValueRef base = LLVMBuildIntToPtr(g->b, address, g->ptr, "");
	u32 align = type ? type->align : 1;

	return gen_mem(base, align ? align : 1, space, type);
}

LLVMValueRef gen_forget(struct gen *g, LLVMValueRef value)
{
	LLVMTypeRef of = LLVMTypeOf(value);
	LLVMTypeRef type = LLVMFunctionType(of, &of, 1, false);
	LLVMValueRef fn;

	fn = LLVMGetInlineAsm(type, (char *)"", 0, (char *)"=r,0", 4, true,
			      false, LLVMInlineAsmDialectATT, false);
	return LLVMBuildCall2(g->b, type, fn, &value, 1, "");
}

LLVMValueRef gen_ptr(struct gen *g, const struct mem *mem)
{
	LLVMValueRef offset = gen_const(g, mem->offset);
	LLVMValueRef base = mem->base;

	/* Addresses that are used again would be kept, on the stack. */
	if (mem->is_scratch && g->frugal)
		base = gen_forget(g, base);
	if (!mem->offset)
		return base;
	return LLVMBuildGEP2(g->b, g->i8, base, &offset, 1, "");
}

LLVMValueRef gen_address(struct gen *g, const struct mem *mem)
{
	return LLVMBuildPtrToInt(g->b, gen_ptr(g, mem), g->i64, "");
}

LLVMValueRef gen_fit(struct gen *g, LLVMValueRef value, u32 size,
		     bool is_signed)
{
	LLVMTypeRef type;

	if (size >= 8 || size == 0)
		return value;
	type = gen_int_type(g, size);
	value = LLVMBuildTrunc(g->b, value, type, "");
	return is_signed ? LLVMBuildSExt(g->b, value, g->i64, "")
			 : LLVMBuildZExt(g->b, value, g->i64, "");
}

u32 gen_alignment(const struct mem *mem, u32 size)
{
	u64 align = mem->align;

	/* The verifier checks those; splitting them is refused. */
	if (mem->space == AS_CTX || mem->space == AS_BTF)
		return size;
	if (mem->offset)
		align = u64_min(align, mem->offset & -mem->offset);
	return (u32)u64_min(align, size);
}

LLVMValueRef gen_load_raw(struct gen *g, const struct mem *mem, u32 size)
{
	LLVMTypeRef type = gen_int_type(g, size);
	LLVMValueRef value = LLVMBuildLoad2(g->b, type, gen_ptr(g, mem), "");

	LLVMSetAlignment(value, gen_alignment(mem, size));
	/* "dereference of modified ctx ptr": nobody may move or merge it. */
	if (mem->space == AS_CTX || (mem->is_scratch && g->frugal))
		LLVMSetVolatile(value, true);
	if (size < 8)
		value = LLVMBuildZExt(g->b, value, g->i64, "");
	return value;
}

void gen_store_raw(struct gen *g, const struct mem *mem, LLVMValueRef value,
		   u32 size)
{
	LLVMValueRef store;

	if (size < 8)
		value = LLVMBuildTrunc(g->b, value, gen_int_type(g, size), "");
	store = LLVMBuildStore(g->b, value, gen_ptr(g, mem));
	if (mem->is_scratch && g->frugal)
		LLVMSetVolatile(store, true);
	LLVMSetAlignment(store, gen_alignment(mem, size));
}

void gen_store(struct gen *g, const struct mem *mem, LLVMValueRef value)
{
	gen_store_raw(g, mem, value, mem->type->size);
}

static enum helper read_helper(enum addr_space space)
{
	switch (space) {
	case AS_NONE:
		return HELPER_probe_read;
	case AS_USER:
		return HELPER_probe_read_user;
	case AS_KERNEL:
	case AS_INTERNAL:
	case AS_CTX:
	case AS_BTF:
		return HELPER_probe_read_kernel;
	}
	BUG("address space %d", space);
}

LLVMValueRef gen_probe_read(struct gen *g, LLVMValueRef dst, LLVMValueRef size,
			    LLVMValueRef address, enum addr_space space,
			    const struct node *node)
{
	enum helper which = read_helper(space);
	LLVMValueRef result = gen_helper(g, which, dst, size, address);

	gen_helper_check(g, node, which, result);
	return result;
}

static bool is_direct(enum addr_space space)
{
	return space == AS_INTERNAL || space == AS_CTX || space == AS_BTF;
}

/*
 * The context of perf events only looks like the struct that it is declared
 * as: the kernel takes loads of whole words from it and nothing else.
 */
static bool wants_words(const struct gen *g, const struct mem *mem)
{
	return mem->space == AS_CTX && g->f.prog->context == CTX_PERF;
}

/* SIZE bytes out of one word. */
static LLVMValueRef load_from_word(struct gen *g, const struct mem *mem,
				   u32 size)
{
	struct mem word = *mem;
	u64 shift = (mem->offset & 7) * 8;
	LLVMValueRef value;

	word.offset &= ~7ULL;
	value = gen_load_raw(g, &word, 8);
	value = gen_binary(g, LLVMLShr, value, gen_const(g, shift));
	return gen_fit(g, value, size, false);
}

static void copy_words(struct gen *g, const struct mem *dst,
		       const struct mem *src, u32 size)
{
	u32 offset = 0;

	while (offset < size) {
		struct mem from = gen_mem_at(src, offset, NULL);
		struct mem to = gen_mem_at(dst, offset, NULL);
		u32 step = 8;

		while (step > size - offset || from.offset % step)
			step /= 2;
		gen_store_raw(g, &to, load_from_word(g, &from, step), step);
		offset += step;
	}
}

/* SIZE bytes (a power of two) at MEM, zero-extended, from anywhere. */
static LLVMValueRef load_bytes(struct gen *g, const struct mem *mem, u32 size,
			       const struct node *node)
{
	struct temps_mark mark;
	struct mem tmp;
	LLVMValueRef value;

	if (wants_words(g, mem))
		return load_from_word(g, mem, size);
	if (is_direct(mem->space))
		return gen_load_raw(g, mem, size);
	mark = gen_temps_mark(g);
	tmp = gen_temp(g, NULL, 8);
	gen_probe_read(g, gen_ptr(g, &tmp), gen_const(g, size), gen_ptr(g, mem),
		       mem->space, node);
	value = gen_load_raw(g, &tmp, size);
	gen_temps_release(g, mark);
	return value;
}

/* Up to 8 bytes that are directly readable, of any number, as one value. */
static LLVMValueRef load_pieces(struct gen *g, const struct mem *mem, u32 size)
{
	LLVMValueRef value = NULL, piece;
	u32 offset = 0;

	while (offset < size) {
		struct mem from = gen_mem_at(mem, offset, NULL);
		u32 step = 8;

		while (step > size - offset)
			step /= 2;
		piece = gen_load_raw(g, &from, step);
		if (offset)
			piece = gen_binary(g, LLVMShl, piece,
					   gen_const(g, (u64)offset * 8));
		value = value ? gen_binary(g, LLVMOr, value, piece) : piece;
		offset += step;
	}
	return value;
}

/* Does the bit field lie in nine bytes? Only a packed one can. */
static bool is_split(const struct mem *mem)
{
	return mem->bit_offset + mem->bit_size > 64;
}

/*
 * The bytes of a bit field that is directly readable; of nine bytes those
 * from its first bit on.
 */
static LLVMValueRef load_bits_near(struct gen *g, const struct mem *mem)
{
	u32 bytes = (mem->bit_offset + mem->bit_size + 7) / 8;
	LLVMValueRef value, rest;
	struct mem last;

	value = load_pieces(g, mem, (u32)u64_min(bytes, 8));
	if (!is_split(mem))
		return value;
	value = gen_binary(g, LLVMLShr, value, gen_const(g, mem->bit_offset));
	last = gen_mem_at(mem, 8, NULL);
	rest = gen_binary(g, LLVMShl, gen_load_raw(g, &last, 1),
			  gen_const(g, 64 - mem->bit_offset));
	return gen_binary(g, LLVMOr, value, rest);
}

/* The same from anywhere; nothing behind the field is touched. */
static LLVMValueRef load_bits_far(struct gen *g, const struct mem *mem,
				  const struct node *node)
{
	u32 bytes = (mem->bit_offset + mem->bit_size + 7) / 8;
	struct temps_mark mark = gen_temps_mark(g);
	struct mem tmp = gen_temp(g, NULL, is_split(mem) ? 16 : 8);
	LLVMValueRef value;

	gen_probe_read(g, gen_ptr(g, &tmp), gen_const(g, bytes),
		       gen_ptr(g, mem), mem->space, node);
	tmp.bit_offset = mem->bit_offset;
	tmp.bit_size = mem->bit_size;
	value = load_bits_near(g, &tmp);
	gen_temps_release(g, mark);
	return value;
}

/*
 * What the kernel checks against its own types is read in one piece, the way
 * that a compiler would; such a struct is never packed so that this leaves it.
 */
static LLVMValueRef load_bits_whole(struct gen *g, const struct mem *mem,
				    const struct node *node)
{
	u32 end = mem->bit_offset + mem->bit_size, size = 1;

	while (size < 8 && size * 8 < end)
		size *= 2;
	return load_bytes(g, mem, size, node);
}

static LLVMValueRef load_bits(struct gen *g, const struct mem *mem,
			      const struct node *node)
{
	u32 end =
		is_split(mem) ? mem->bit_size : mem->bit_offset + mem->bit_size;
	LLVMValueRef value;

	if (!is_split(mem) && (mem->space == AS_BTF || mem->space == AS_CTX))
		value = load_bits_whole(g, mem, node);
	else if (is_direct(mem->space))
		value = load_bits_near(g, mem);
	else
		value = load_bits_far(g, mem, node);
	value = gen_binary(g, LLVMShl, value, gen_const(g, 64 - end));
	return gen_binary(g, mem->type->is_signed ? LLVMAShr : LLVMLShr, value,
			  gen_const(g, 64 - mem->bit_size));
}

LLVMValueRef gen_load(struct gen *g, const struct mem *mem,
		      const struct node *node)
{
	u32 size = mem->type->size;
	LLVMValueRef value;

	if (mem->bit_size)
		return load_bits(g, mem, node);
	if (size != 1 && size != 2 && size != 4 && size != 8)
		BUG("scalar of %u bytes", size);
	value = load_bytes(g, mem, size, node);
	return mem->type->is_signed ? gen_fit(g, value, size, true) : value;
}

void gen_copy(struct gen *g, const struct mem *dst, const struct mem *src,
	      u32 size, const struct node *node)
{
	if (!size)
		return;
	if (wants_words(g, src)) {
		copy_words(g, dst, src, size);
		return;
	}
	if (src->space != AS_INTERNAL || size > INLINE_BYTES) {
		gen_probe_read(g, gen_ptr(g, dst), gen_const(g, size),
			       gen_ptr(g, src), src->space, node);
		return;
	}
	LLVMBuildMemCpy(g->b, gen_ptr(g, dst), gen_alignment(dst, 8),
			gen_ptr(g, src), gen_alignment(src, 8),
			gen_const(g, size));
}

void gen_zero(struct gen *g, const struct mem *dst, u32 size)
{
	if (!size)
		return;
	if (size > INLINE_BYTES) {
		gen_helper(g, HELPER_probe_read_kernel, gen_ptr(g, dst),
			   gen_const(g, size), gen_zeros(g, size));
		return;
	}
	LLVMBuildMemSet(g->b, gen_ptr(g, dst), LLVMConstInt(g->i8, 0, false),
			gen_const(g, size), gen_alignment(dst, 8));
}

/*
 * The ordering chooses the instruction: LLVM 20 and later make of a monotonic
 * addition one that does not fetch, even where its result is used.
 */
void gen_atomic_add(struct gen *g, LLVMValueRef ptr, LLVMValueRef value)
{
	LLVMBuildAtomicRMW(g->b, LLVMAtomicRMWBinOpAdd, ptr, value,
			   LLVMAtomicOrderingMonotonic, false);
}

LLVMValueRef gen_fetch_add(struct gen *g, LLVMValueRef ptr, LLVMValueRef value)
{
	return LLVMBuildAtomicRMW(g->b, LLVMAtomicRMWBinOpAdd, ptr, value,
				  LLVMAtomicOrderingSequentiallyConsistent,
				  false);
}
