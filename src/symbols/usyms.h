/*
 * A process and an address -> names, with caches of files.
 */
#ifndef AWL_USYMS_H
#define AWL_USYMS_H

#include "base/arena.h"

struct usyms;
struct maps;

struct frame {
	const char *symbol; /* NULL: unknown */
	u64 offset;         /* from the symbol */
	const char *module; /* path of the file, NULL: unknown */
	const char *file;   /* source file, NULL without debug info */
	u32 line;
};

struct usyms *usyms_new(bool demangle);
void usyms_free(struct usyms *syms);
/* Its process maps, to follow and to update. */
struct maps *usyms_maps(struct usyms *syms);
/* Name ADDR of process PID; strings in ARENA or as long as SYMS. */
bool usyms_find(struct usyms *syms, struct arena *arena, u32 pid, u64 addr,
		struct frame *out);

#endif
