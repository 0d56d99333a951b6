/*
 * Fuzz target: BTF, read as the kernel's is: from the file that BPFTRACE_BTF
 * names. Everything with a name is asked for and looked at two levels deep.
 */
#include "btf/btf.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

struct fuzz {
	struct kernel_btf *btf;
	struct types *store;
	struct arena *arena;
	u32 left; /* names that may still be looked at */
};

/* A file of its own for this process, reused by every run. */
static int open_file(void)
{
	char path[64];
	int fd = memfd_create("btf", 0);

	if (fd < 0)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	setenv("BPFTRACE_BTF", path, 1);
	return fd;
}

static void look(struct fuzz *fuzz, const struct type *type, u32 depth)
{
	const struct layout *layout;

	if (!type)
		return;
	(void)type_name(fuzz->store, type);
	type_complete(fuzz->store, type);
	if (type->kind == T_PTR || type->kind == T_ARRAY)
		look(fuzz, type->base, depth);
	if (!depth || type->kind != T_STRUCT)
		return;
	layout = type_layout(fuzz->store, type);
	for (u32 i = 0; layout && i < layout->nfields && i < 32; i++)
		look(fuzz, layout->fields[i].type, depth - 1);
}

static bool on_type(const char *name, void *arg)
{
	struct fuzz *fuzz = arg;

	look(fuzz, kernel_btf_type(fuzz->btf, name), 2);
	(void)kernel_btf_definition(fuzz->btf, fuzz->arena, name);
	return --fuzz->left;
}

static bool on_func(const char *module, const char *func, void *arg)
{
	struct fuzz *fuzz = arg;
	struct func_proto proto = { 0 };
	int fd;

	if (!kernel_btf_func(fuzz->btf, module, func, &proto)) {
		for (u32 i = 0; i < proto.nargs; i++)
			look(fuzz, proto.args[i].type, 1);
		look(fuzz, proto.ret, 1);
	}
	(void)kernel_btf_func_id(fuzz->btf, module, func, &fd);
	return --fuzz->left;
}

static bool on_iter(const char *name, void *arg)
{
	struct fuzz *fuzz = arg;

	(void)name;
	return --fuzz->left;
}

static void look_at_all(struct fuzz *fuzz)
{
	struct func_proto proto;
	s64 value;
	int fd;

	fuzz->left = 100;
	kernel_btf_each_type(fuzz->btf, on_type, fuzz);
	fuzz->left = 100;
	kernel_btf_each_func(fuzz->btf, on_func, fuzz);
	fuzz->left = 100;
	kernel_btf_each_iter(fuzz->btf, on_iter, fuzz);
	look(fuzz, kernel_btf_type(fuzz->btf, "u64"), 2);
	(void)kernel_btf_enumerator(fuzz->btf, "RED", &value, NULL);
	(void)kernel_btf_rawtp(fuzz->btf, "event", &proto);
	(void)kernel_btf_rawtp_id(fuzz->btf, "event", &fd);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	static int fd = -1;
	struct fuzz fuzz = { 0 };

	if (fd < 0)
		fd = open_file();
	if (ftruncate(fd, 0) || pwrite(fd, bytes, size, 0) != (ssize_t)size)
		abort();
	fuzz.store = types_new();
	fuzz.arena = arena_new();
	fuzz.btf = kernel_btf_open(fuzz.store);
	look_at_all(&fuzz);
	kernel_btf_close(fuzz.btf);
	arena_free(fuzz.arena);
	types_free(fuzz.store);
	return 0;
}
