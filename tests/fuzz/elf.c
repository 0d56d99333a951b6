/*
 * Fuzz target: ELF files, as the symbol reader sees them.
 */
#include "symbols/elf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

enum { FUNCS_MAX = 64 };

/* What is found by one way must be found by the others or not at all. */
static bool look(const struct elf_symbol *sym, void *arg)
{
	static u32 num;
	struct elf_file *file = arg;
	struct elf_symbol again;

	if (!sym->name || !sym->is_func)
		abort();
	if (!elf_find(file, sym->name, &again) ||
	    strcmp(again.name, sym->name) != 0)
		abort();
	(void)elf_find_addr(file, sym->addr + sym->size / 2, &again);
	(void)elf_find_offset(file, sym->file_offset, &again);
	for (u64 i = 0; i < 8; i++)
		(void)elf_is_boundary(file, sym, sym->file_offset + i);
	(void)elf_is_boundary(file, sym, sym->file_offset + sym->size);
	return ++num % FUNCS_MAX;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	void *image = malloc(size ? size : 1); /* aligned as a mapping is */
	struct elf_file *file;
	struct elf_symbol sym;

	memcpy(image, bytes, size);
	file = elf_open_memory(image, size);
	if (file) {
		elf_each_func(file, look, file);
		(void)elf_find(file, "main", &sym);
		for (u64 i = 0; i < size; i += 1 + size / 16) {
			(void)elf_offset_to_addr(file, i);
			(void)elf_find_offset(file, i, &sym);
			(void)elf_find_addr(file, i, &sym);
		}
		(void)elf_addr_to_offset(file, ~0ULL);
		(void)elf_is_relocatable(file);
		(void)elf_build_id(file);
		elf_close(file);
	}
	free(image);
	return 0;
}
