/*
 * Symbols of an ELF file, for attaching and for naming addresses. Damaged
 * files give errors, never more.
 */
#ifndef AWL_ELF_H
#define AWL_ELF_H

#include "base/base.h"

struct elf_file;

/* Open PATH and read its symbol tables. NULL with errno. */
struct elf_file *elf_open(const char *path);
/* The same for SIZE bytes at IMAGE, which must outlive the file. */
struct elf_file *elf_open_memory(const void *image, size_t size);
void elf_close(struct elf_file *file);

/*
 * Take the symbols that FILE was stripped of from the file with its debugging
 * data below DIR. Happens by itself below /usr/lib/debug when a search needs
 * it. False: there is nothing to take.
 */
bool elf_read_debug(struct elf_file *file, const char *dir);

struct elf_symbol {
	const char *name; /* lives as long as the file */
	u64 addr;         /* as in the symbol table */
	u64 size;
	u64 file_offset; /* of its code in the file, what uprobes want */
	bool is_func;
	bool is_ifunc;
};

/* The symbol NAME; functions first, then objects. False: none. */
bool elf_find(struct elf_file *file, const char *name, struct elf_symbol *out);
/* The function that contains file offset OFFSET. */
bool elf_find_offset(struct elf_file *file, u64 offset, struct elf_symbol *out);
/* The function that contains virtual address ADDR (as in the file). */
bool elf_find_addr(struct elf_file *file, u64 addr, struct elf_symbol *out);
/* Call FN for every defined function until it returns false. */
void elf_each_func(struct elf_file *file,
		   bool (*fn)(const struct elf_symbol *sym, void *arg),
		   void *arg);
/* Translate between file offsets and addresses; ~0 when not mapped. */
u64 elf_offset_to_addr(struct elf_file *file, u64 offset);
u64 elf_addr_to_offset(struct elf_file *file, u64 addr);
/* Does it get a load address of its own (ET_DYN)? */
bool elf_is_relocatable(const struct elf_file *file);
/*
 * Is file offset OFFSET the first byte of an instruction of SYM? Unknown
 * machines say yes.
 */
bool elf_is_boundary(struct elf_file *file, const struct elf_symbol *sym,
		     u64 offset);
/*
 * Call FN with the contents of every note of OWNER and TYPE, until it returns
 * false. They live as long as the file.
 */
void elf_each_note(struct elf_file *file, const char *owner, u32 type,
		   bool (*fn)(const void *desc, size_t size, void *arg),
		   void *arg);
/* Build id as hex text, or NULL. */
const char *elf_build_id(struct elf_file *file);

#endif
