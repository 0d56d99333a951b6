/*
 * Questions to the system that are answered while the script is compiled.
 */
#include "llvm/gen_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The address of the kernel symbol NAME; 0: there is none we may see. */
static u64 kernel_symbol(const char *name)
{
	char line[512], found[256];
	u64 address = 0, value;
	FILE *file = fopen("/proc/kallsyms", "re");

	if (!file)
		return 0;
	while (!address && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%" SCNx64 " %*c %255s", &value, found) == 2 &&
		    !strcmp(found, name))
			address = value;
	}
	fclose(file);
	return address;
}

LLVMValueRef gen_fn_kaddr(struct gen *g, struct node *node,
			  const struct mem *dst)
{
	const char *name = node->call.args->str.text;
	u64 address = kernel_symbol(name);

	(void)dst;
	if (!address)
		diag_error(&g->ctx->diags, node->span,
			   "Failed to resolve kernel symbol: %s", name);
	return gen_const(g, address);
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
