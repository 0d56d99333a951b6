/*
 * Symbols of the program that a user probe is in.
 */
#include "attach/probe.h"
#include "symbols/elf.h"

#include <errno.h>

int user_symbol(const struct point *point, const char *name,
		struct user_symbol *out)
{
	struct elf_symbol sym;
	struct elf_file *elf;
	int err = 0;

	if (!point->target)
		return -ENOENT;
	elf = elf_open(point->target);
	if (!elf)
		return errno ? -errno : -ENOEXEC;
	if (elf_find(elf, name, &sym)) {
		out->addr = sym.addr;
		out->size = sym.size;
		out->place = elf_offset_to_addr(elf, point->address);
		out->is_relocatable = elf_is_relocatable(elf);
	} else {
		err = -ENOENT;
	}
	elf_close(elf);
	return err;
}
