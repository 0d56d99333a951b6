/*
 * Questions to the system that are answered while the script is compiled.
 */
#include "btf/btf.h"
#include "llvm/gen_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Is there a kernel symbol NAME? *ADDRESS may be 0 if we may not see it. */
static bool kernel_symbol(const char *name, u64 *address)
{
	char line[512], other[256];
	bool found = false;
	FILE *file = fopen("/proc/kallsyms", "re");

	*address = 0;
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%" SCNx64 " %*c %255s", address, other) ==
				2 &&
			!strcmp(other, name);
	fclose(file);
	if (!found)
		*address = 0;
	return found;
}

LLVMValueRef gen_fn_kaddr(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	const char *name = node->call.args->str.text;
	u64 address;

	(void)dst;
	if (!kernel_symbol(name, &address) || !address)
		diag_error(&g->ctx->diags, node->span,
			   "Failed to resolve kernel symbol: %s", name);
	return gen_const(g, address);
}

/* The kernel's per-CPU variable NAME, for libbpf to find; NULL: none. */
static LLVMValueRef percpu_variable(struct gen *g, const char *name)
{
	LLVMValueRef global = LLVMGetNamedGlobal(g->module, name);
	const struct type *type = NULL;
	u64 ignored;

	if (global)
		return global;
	/* The kernel asks its symbols as well when it loads the program. */
	if (g->ctx->btf && g->ctx->env.has_btf && kernel_symbol(name, &ignored))
		type = kernel_btf_variable(g->ctx->btf, name);
	if (!type)
		return NULL;
	global = LLVMAddGlobal(g->module, g->i8, name);
	LLVMSetSection(global, ".ksyms");
	if (g->debug)
		debuginfo_extern(g, global, name, type);
	return global;
}

/*
 * POINTER as a plain number: the verifier forgets what it points to, so that
 * it is read like any other address, NULL or not.
 */
static LLVMValueRef forget(struct gen *g, LLVMValueRef pointer)
{
	static const char code[] = "$0 = -$0\n$0 = -$0", places[] = "=r,0";
	LLVMTypeRef type = LLVMFunctionType(g->i64, &g->i64, 1, false);
	LLVMValueRef value = pointer;
	LLVMValueRef twice = LLVMGetInlineAsm(
		type, (char *)(uintptr_t)code, sizeof(code) - 1,
		(char *)(uintptr_t)places, sizeof(places) - 1, false, false,
		LLVMInlineAsmDialectATT, false);

	if (LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind)
		value = LLVMBuildPtrToInt(g->b, value, g->i64, "");
	return LLVMBuildCall2(g->b, type, twice, &value, 1, "");
}

LLVMValueRef gen_fn_percpu_kaddr(struct gen *g, struct node *node,
				 const struct mem *dst)
{
	struct node *name = node->call.args;
	LLVMValueRef variable = percpu_variable(g, name->str.text), address;

	(void)dst;
	if (!variable) {
		diag_error(&g->ctx->diags, node->span,
			   "Could not resolve variable \"%s\" from BTF",
			   name->str.text);
		return gen_const(g, 0);
	}
	if (name->next)
		address = gen_helper(g, HELPER_per_cpu_ptr, variable,
				     gen_scalar(g, name->next));
	else
		address = gen_helper(g, HELPER_this_cpu_ptr, variable);
	return forget(g, address);
}

/* The id of a cgroup is the handle of its folder. */
static int cgroup_id(const char *path, u64 *id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(u64)];
	} u;
	int mount;

	memset(&u, 0, sizeof(u));
	u.handle.handle_bytes = sizeof(u64);
	if (name_to_handle_at(AT_FDCWD, path, &u.handle, &mount, 0))
		return -errno;
	memcpy(id, u.room + sizeof(struct file_handle), sizeof(*id));
	return 0;
}

LLVMValueRef gen_fn_cgroupid(struct gen *g, struct node *node,
			     const struct mem *dst)
{
	const char *path = node->call.args->str.text;
	u64 id = 0;
	int err = cgroup_id(path, &id);

	(void)dst;
	if (err)
		diag_error(&g->ctx->diags, node->span,
			   "Failed to get `cgroupid` for path: \"%s\": %s",
			   path, strerror(-err));
	return gen_const(g, id);
}
