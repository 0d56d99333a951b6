/*
 * Names of addresses in processes: the mapping tells the file, the file's
 * symbols tell the name. Files are opened once, whoever maps them.
 */
#include "symbols/usyms.h"

#include "symbols/demangle.h"
#include "symbols/elf.h"
#include "symbols/maps.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

/* An open file, or the knowledge that it can't be opened. */
struct binary {
	struct elf_file *elf; /* NULL: no use trying again */
	dev_t dev;
	ino_t ino;
	struct binary *next;
};

struct usyms {
	struct arena *arena;
	struct maps *maps;
	struct hash by_path; /* struct binary, several paths may share it */
	struct binary *binaries;
	struct elf_file *vdso;
	u64 vdso_size;
	bool is_vdso_tried;
	bool demangle;
};

struct usyms *usyms_new(bool demangle)
{
	struct arena *arena = arena_new();
	struct usyms *syms = ARENA_OBJ(arena, struct usyms);

	syms->arena = arena;
	syms->maps = maps_new();
	syms->demangle = demangle;
	hash_init(&syms->by_path, arena);
	return syms;
}

void usyms_free(struct usyms *syms)
{
	if (!syms)
		return;
	for (struct binary *at = syms->binaries; at; at = at->next)
		elf_close(at->elf);
	elf_close(syms->vdso);
	maps_free(syms->maps);
	arena_free(syms->arena);
}

struct maps *usyms_maps(struct usyms *syms)
{
	return syms->maps;
}

/* Open PATH unless the same file is open under another path. */
static struct binary *binary_open(struct usyms *syms, const char *path)
{
	struct binary *binary;
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return NULL;
	for (binary = syms->binaries; binary; binary = binary->next) {
		if (binary->dev == st.st_dev && binary->ino == st.st_ino)
			return binary;
	}
	binary = ARENA_OBJ(syms->arena, struct binary);
	binary->elf = elf_open(path);
	binary->dev = st.st_dev;
	binary->ino = st.st_ino;
	binary->next = syms->binaries;
	syms->binaries = binary;
	return binary;
}

/* The file of MAP, or NULL when it has none that we can read. */
static struct elf_file *mapped_file(struct usyms *syms,
				    const struct mapping *map)
{
	struct binary *binary = hash_find(&syms->by_path, map->path);

	if (binary)
		return binary->elf;
	binary = binary_open(syms, map->path);
	/* The process may be gone; its file may be where ours are. */
	if (!binary && strcmp(map->path, map->name))
		binary = binary_open(syms, map->name);
	if (!binary)
		binary = ARENA_OBJ(syms->arena, struct binary);
	hash_set(&syms->by_path, map->path, binary);
	return binary->elf;
}

/* Open our own vdso: it is in no file, but everybody has the same. */
static void vdso_open(struct usyms *syms)
{
	u64 addr = getauxval(AT_SYSINFO_EHDR);
	const struct mapping *own;

	syms->is_vdso_tried = true;
	own = addr ? maps_find(syms->maps, (u32)getpid(), addr) : NULL;
	if (!own || own->start != addr)
		return;
	syms->vdso_size = own->end - own->start;
	syms->vdso =
		elf_open_memory((const void *)(uintptr_t)addr, syms->vdso_size);
}

/* The vdso of a process whose own has SIZE bytes. */
static struct elf_file *vdso_file(struct usyms *syms, u64 size)
{
	if (!syms->is_vdso_tried)
		vdso_open(syms);
	/* Another size: that of a 32-bit process. */
	return size == syms->vdso_size ? syms->vdso : NULL;
}

bool usyms_find(struct usyms *syms, struct arena *arena, u32 pid, u64 addr,
		struct frame *out)
{
	const struct mapping *map = maps_find(syms->maps, pid, addr);
	struct elf_file *file;
	struct elf_symbol sym;
	u64 offset, place;

	*out = (struct frame){ 0 };
	if (!map || !map->name[0])
		return false;
	out->module = map->name;
	offset = addr - map->start + map->file_offset;
	if (!strcmp(map->name, "[vdso]"))
		file = vdso_file(syms, map->end - map->start);
	else if (map->name[0] == '/')
		file = mapped_file(syms, map);
	else
		return false;
	if (!file)
		return false;
	place = elf_offset_to_addr(file, offset);
	if (place == UINT64_MAX || !elf_find_addr(file, place, &sym))
		return false;
	out->symbol = syms->demangle ? demangle(arena, sym.name) : sym.name;
	out->offset = place - sym.addr;
	return true;
}
