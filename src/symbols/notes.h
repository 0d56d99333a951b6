/*
 * Notes of the section .note.stapsdt: the static probes (USDT) of a program.
 */
#ifndef AWL_NOTES_H
#define AWL_NOTES_H

#include "base/base.h"

struct elf_file;

/* One place of a static probe. Texts live as long as the file. */
struct usdt_note {
	u64 pc;        /* of the probe, as linked */
	u64 base;      /* of .stapsdt.base when the note was made */
	u64 semaphore; /* address of its counter, 0: none */
	const char *provider;
	const char *name;
	const char *args; /* "-4@%edi 8@(%rsp)" */
};

/* Read the SIZE bytes of a note at DESC. False when they are damaged. */
bool usdt_note_read(const void *desc, size_t size, struct usdt_note *out);
/* Call FN for every sound note of FILE until it returns false. */
void usdt_each(struct elf_file *file,
	       bool (*fn)(const struct usdt_note *note, void *arg), void *arg);

#endif
