/*
 * Static probes of a program. Each note has three 64-bit addresses and three
 * texts, one after another (systemtap's sys/sdt.h, version 3).
 */
#include "symbols/notes.h"

#include "symbols/elf.h"

#include <string.h>

enum { STAPSDT_TYPE = 3 };

/* The text at *POS, which moves behind its NUL; NULL: none ends there. */
static const char *take_text(const char **pos, const char *end)
{
	const char *text = *pos;
	const char *nul = memchr(text, '\0', (size_t)(end - text));

	if (!nul)
		return NULL;
	*pos = nul + 1;
	return text;
}

bool usdt_note_read(const void *desc, size_t size, struct usdt_note *out)
{
	u64 words[3];
	const char *pos = desc;
	const char *end = pos + size;

	if (size < sizeof(words))
		return false;
	memcpy(words, desc, sizeof(words));
	pos += sizeof(words);
	*out = (struct usdt_note){ .pc = words[0],
				   .base = words[1],
				   .semaphore = words[2],
				   .provider = take_text(&pos, end) };
	if (!out->provider || !*out->provider)
		return false;
	out->name = take_text(&pos, end);
	if (!out->name || !*out->name)
		return false;
	out->args = take_text(&pos, end);
	return out->args != NULL;
}

struct reader {
	bool (*fn)(const struct usdt_note *note, void *arg);
	void *arg;
};

static bool read_note(const void *desc, size_t size, void *arg)
{
	struct reader *reader = arg;
	struct usdt_note note;

	return !usdt_note_read(desc, size, &note) ||
	       reader->fn(&note, reader->arg);
}

void usdt_each(struct elf_file *file,
	       bool (*fn)(const struct usdt_note *note, void *arg), void *arg)
{
	struct reader reader = { .fn = fn, .arg = arg };

	elf_each_note(file, "stapsdt", STAPSDT_TYPE, read_note, &reader);
}
