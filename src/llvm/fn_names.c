/*
 * Names of numbers, from tables in .rodata, and addresses of the network
 * that are known now.
 */
#include "names.h"
#include "llvm/gen_internal.h"

#include <arpa/inet.h>
#include <string.h>

enum { NAME_SIZE = 64 };

/* All names of TABLE and, last, what numbers without one get. */
static LLVMValueRef names_table(struct gen *g, enum name_table table,
				const char *symbol)
{
	LLVMValueRef global = LLVMGetNamedGlobal(g->module, symbol);
	u32 limit = names_limit(table);
	char *bytes;

	if (global)
		return global;
	bytes = ARENA_ARRAY(g->arena, char, (limit + 1) * NAME_SIZE);
	for (u32 i = 0; i <= limit; i++) {
		char buf[NAME_SIZE];

		snprintf(bytes + i * NAME_SIZE, NAME_SIZE, "%s",
			 names_get(table, i, buf, sizeof(buf)));
	}
	return gen_rodata(g, symbol, bytes, (limit + 1) * NAME_SIZE);
}

/* Write the name of VALUE to DST. */
static void put_name(struct gen *g, enum name_table table, const char *symbol,
		     LLVMValueRef value, const struct mem *dst)
{
	LLVMValueRef limit = gen_const(g, names_limit(table));
	LLVMValueRef known = gen_cmp(g, LLVMIntULT, value, limit);
	LLVMValueRef row = LLVMBuildSelect(g->b, known, value, limit, "");
	struct mem src;

	row = LLVMBuildGEP2(g->b, gen_bytes_type(g, NAME_SIZE),
			    names_table(g, table, symbol), &row, 1, "");
	src = gen_mem(row, 8, AS_INTERNAL, dst->type);
	gen_copy(g, dst, &src, NAME_SIZE, NULL);
}

/* Functions of the kernel return -errno: both signs are fine. */
LLVMValueRef gen_fn_strerror(struct gen *g, struct node *node,
			     const struct mem *dst)
{
	LLVMValueRef value = gen_scalar(g, node->call.args);
	LLVMValueRef minus = gen_cmp(g, LLVMIntSLT, value, gen_const(g, 0));

	value = LLVMBuildSelect(g->b, minus, LLVMBuildNeg(g->b, value, ""),
				value, "");
	put_name(g, NAMES_ERROR, "error_names", value, dst);
	return NULL;
}

LLVMValueRef gen_fn_signal_name(struct gen *g, struct node *node,
				const struct mem *dst)
{
	put_name(g, NAMES_SIGNAL, "signal_names",
		 gen_scalar(g, node->call.args), dst);
	return NULL;
}

LLVMValueRef gen_fn_syscall_name(struct gen *g, struct node *node,
				 const struct mem *dst)
{
	put_name(g, NAMES_SYSCALL, "syscall_names",
		 gen_scalar(g, node->call.args), dst);
	return NULL;
}

LLVMValueRef gen_fn_pton(struct gen *g, struct node *node,
			 const struct mem *dst)
{
	const char *text = node->call.args->str.text;
	unsigned char bytes[16];
	struct mem src;

	if (inet_pton(dst->type->size == 4 ? AF_INET : AF_INET6, text, bytes) !=
	    1)
		BUG("pton: %s was an address before", text);
	src = gen_mem(gen_rodata(g, "address", bytes, dst->type->size), 1,
		      AS_INTERNAL, dst->type);
	gen_copy(g, dst, &src, dst->type->size, node);
	return NULL;
}
