/*
 * Symbol tables: those of this very program, and of damaged copies of it.
 */
#include "symbols/elf.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int elf_test_target(int n);
int elf_test_target(int n)
{
	return n * 3 + 1;
}

int elf_test_object = 7;

struct list {
	u32 num;
	u32 targets;
	u32 stop_after;
};

static bool count_func(const struct elf_symbol *sym, void *arg)
{
	struct list *list = arg;

	cr_assert(sym->is_func);
	if (!strcmp(sym->name, "elf_test_target"))
		list->targets++;
	return ++list->num != list->stop_after;
}

Test(elf, a_function_is_found_by_name_offset_and_address)
{
	struct elf_file *file = elf_open("/proc/self/exe");
	struct elf_symbol sym, again;

	cr_assert_not_null(file);
	cr_assert(elf_find(file, "elf_test_target", &sym));
	cr_assert(sym.is_func);
	cr_assert(!sym.is_ifunc);
	cr_assert_gt(sym.size, 3);
	cr_assert_eq(elf_addr_to_offset(file, sym.addr), sym.file_offset);
	cr_assert_eq(elf_offset_to_addr(file, sym.file_offset), sym.addr);
	cr_assert(elf_find_offset(file, sym.file_offset + 2, &again));
	cr_assert_str_eq(again.name, "elf_test_target");
	cr_assert(elf_find_addr(file, sym.addr + sym.size - 1, &again));
	cr_assert_str_eq(again.name, "elf_test_target");
	cr_assert_eq(again.addr, sym.addr);
	cr_assert(elf_is_boundary(file, &sym, sym.file_offset));
	cr_assert(!elf_is_boundary(file, &sym, sym.file_offset + sym.size));
	elf_close(file);
}

Test(elf, an_object_is_found_by_name_only)
{
	struct elf_file *file = elf_open("/proc/self/exe");
	struct elf_symbol sym, again;

	cr_assert(elf_find(file, "elf_test_object", &sym));
	cr_assert(!sym.is_func);
	cr_assert(!elf_find_addr(file, sym.addr, &again) ||
		  strcmp(again.name, "elf_test_object"));
	cr_assert(!elf_find(file, "elf_test_objec", &sym));
	cr_assert(!elf_find(file, "", &sym));
	elf_close(file);
}

Test(elf, each_function_is_told_once)
{
	struct elf_file *file = elf_open("/proc/self/exe");
	struct list list = { 0 }, few = { .stop_after = 3 };

	elf_each_func(file, count_func, &list);
	cr_assert_gt(list.num, 10);
	cr_assert_eq(list.targets, 1);
	elf_each_func(file, count_func, &few);
	cr_assert_eq(few.num, 3);
	elf_close(file);
}

Test(elf, what_is_mapped_nowhere_has_no_address)
{
	struct elf_file *file = elf_open("/proc/self/exe");
	struct elf_symbol sym;

	cr_assert_eq(elf_offset_to_addr(file, UINT64_MAX - 1), UINT64_MAX);
	cr_assert_eq(elf_addr_to_offset(file, UINT64_MAX - 1), UINT64_MAX);
	cr_assert(!elf_find_offset(file, UINT64_MAX - 1, &sym));
	cr_assert(!elf_find_addr(file, 0, &sym));
	elf_close(file);
}

Test(elf, files_that_are_none)
{
	errno = 0;
	cr_assert_null(elf_open("/does/not/exist"));
	cr_assert_eq(errno, ENOENT);
	cr_assert_null(elf_open("/etc/passwd"));
	cr_assert_eq(errno, ENOEXEC);
	cr_assert_null(elf_open("/dev/null"));
	cr_assert_null(elf_open("/"));
	elf_close(NULL);
}

/* Read the whole program. */
static char *own_bytes(size_t *len)
{
	FILE *in = fopen("/proc/self/exe", "rb");
	char *bytes;

	cr_assert_not_null(in);
	fseek(in, 0, SEEK_END);
	*len = (size_t)ftell(in);
	rewind(in);
	bytes = malloc(*len);
	cr_assert_eq(fread(bytes, 1, *len, in), *len);
	fclose(in);
	return bytes;
}

/* Ask everything of LEN bytes at IMAGE; only survival is expected. */
static void use(const char *image, size_t len)
{
	struct elf_file *file = elf_open_memory(image, len);
	struct list list = { 0 };
	struct elf_symbol sym;

	if (!file)
		return;
	elf_find(file, "elf_test_target", &sym);
	elf_find_addr(file, 0x1000, &sym);
	elf_find_offset(file, 0x1000, &sym);
	elf_each_func(file, count_func, &list);
	elf_build_id(file);
	elf_close(file);
}

Test(elf, truncated_files_do_no_harm)
{
	size_t len;
	char *bytes = own_bytes(&len);

	for (size_t cut = 0; cut < 64; cut++) {
		size_t part = len * cut / 64;
		char *copy = malloc(part + 1);

		memcpy(copy, bytes, part);
		use(copy, part);
		free(copy);
	}
	free(bytes);
}

Test(elf, damaged_headers_do_no_harm)
{
	size_t len;
	char *bytes = own_bytes(&len);
	char *copy = malloc(len);
	u32 random = 12345;

	for (u32 round = 0; round < 300; round++) {
		/* The ELF header, program headers, and section headers. */
		u64 sections;

		memcpy(copy, bytes, len);
		memcpy(&sections, bytes + 40, sizeof(sections));
		for (u32 i = 0; i < 8; i++) {
			u64 at;

			random = random * 1103515245 + 12345;
			at = (random >> 8) % 1024;
			if (round & 1)
				at += sections;
			if (at < len)
				copy[at] = (char)(random >> 3);
		}
		use(copy, len);
	}
	free(copy);
	free(bytes);
}

/* Split this program in two: DIR/stripped and its debugging data. */
static bool strip_self(const char *dir, const char *id)
{
	char command[1024];

	snprintf(command, sizeof(command),
		 "self=%s/self; mkdir -p %s/.build-id/%.2s && "
		 "cp /proc/%d/exe $self && "
		 "objcopy --only-keep-debug $self %s/.build-id/%.2s/%s.debug "
		 "&& objcopy --strip-all $self %s/stripped",
		 dir, dir, id, (int)getpid(), dir, id, id + 2, dir);
	return system(command) == 0;
}

Test(elf, a_stripped_program_gets_its_symbols_from_the_debug_file)
{
	char dir[] = "/tmp/elf-debug-XXXXXX", path[128];
	struct elf_file *self = elf_open("/proc/self/exe"), *file;
	const char *id = elf_build_id(self);
	struct elf_symbol sym, want;

	cr_assert_not_null(mkdtemp(dir));
	if (!id || !strip_self(dir, id)) {
		cr_skip("no build id or no objcopy");
		return;
	}
	snprintf(path, sizeof(path), "%s/stripped", dir);
	file = elf_open(path);
	cr_assert_not_null(file);
	cr_assert(!elf_read_debug(file, "/nonexistent"));
	cr_assert(!elf_find(file, "name_of_a_local_function", &sym));
	cr_assert(elf_read_debug(file, dir));
	cr_assert(!elf_read_debug(file, dir), "taken twice");
	cr_assert(elf_find(self, "elf_test_target", &want));
	cr_assert(elf_find(file, "elf_test_target", &sym));
	cr_assert_eq(sym.addr, want.addr);
	cr_assert_eq(sym.file_offset, want.file_offset);
	cr_assert(elf_find_addr(file, want.addr + 1, &sym));
	cr_assert_str_eq(sym.name, "elf_test_target");
	elf_close(file);
	elf_close(self);
	snprintf(path, sizeof(path), "rm -r %s", dir);
	cr_assert_eq(system(path), 0);
}
