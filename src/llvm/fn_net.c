/*
 * Network addresses.
 */
#include "llvm/gen_internal.h"

#include <sys/socket.h>

enum {
	INET_ADDRESS = 8, /* offset, behind the address family */
	INET_BYTES = 16,
	MAC_BYTES = 6,
};

/* Copy the address ARG, in memory or an integer, to the end of DST. */
static u32 store_address(struct gen *g, struct node *arg, const struct mem *dst)
{
	struct mem bytes = gen_mem_at(dst, INET_ADDRESS, NULL), src;
	u32 size;

	if (!gen_is_memory(gen_type(g, arg))) {
		gen_store_raw(g, &bytes, gen_scalar(g, arg), 4);
		return 4;
	}
	src = gen_place(g, arg);
	size = (u32)u64_min(src.type->size, INET_BYTES);
	gen_copy(g, &bytes, &src, size, arg);
	return size;
}

LLVMValueRef gen_fn_ntop(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	struct node *arg = node->call.args, *family = NULL;
	LLVMValueRef af = NULL;
	u32 size;

	if (arg->next) {
		family = arg;
		arg = arg->next;
		af = gen_scalar(g, family);
	}
	gen_zero(g, dst, dst->type->size);
	size = store_address(g, arg, dst);
	if (!af)
		af = gen_const(g, size > 4 ? AF_INET6 : AF_INET);
	gen_store_raw(g, dst, af, 8);
	return NULL;
}

LLVMValueRef gen_fn_macaddr(struct gen *g, struct node *node,
			    const struct mem *dst)
{
	enum addr_space space;
	LLVMValueRef address;

	address = gen_pointer(g, node->call.args, &space);
	gen_probe_read(g, gen_ptr(g, dst), gen_const(g, MAC_BYTES), address,
		       space, node);
	return NULL;
}
