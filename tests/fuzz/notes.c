/*
 * Fuzz target: notes of static probes, bare and inside an ELF file.
 */
#include "symbols/notes.h"
#include "symbols/elf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

static size_t touched;

/* Texts end inside the note. */
static bool touch(const struct usdt_note *note, void *arg)
{
	(void)arg;
	touched += strlen(note->provider) + strlen(note->name) +
		   strlen(note->args);
	return true;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	void *image = malloc(size ? size : 1);
	struct usdt_note note;
	struct elf_file *file;

	memcpy(image, bytes, size);
	if (usdt_note_read(image, size, &note))
		touch(&note, NULL);
	file = elf_open_memory(image, size);
	if (file)
		usdt_each(file, touch, NULL);
	elf_close(file);
	free(image);
	return 0;
}
