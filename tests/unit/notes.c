/*
 * Static probes in notes: sound ones, and every way of being cut short.
 */
#include "symbols/notes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Three addresses and three texts. */
static const char sound[] = "\x10\0\0\0\0\0\0\0"
			    "\x20\0\0\0\0\0\0\0"
			    "\x30\0\0\0\0\0\0\0"
			    "awl\0tick\0-4@%edi";

Test(notes, a_sound_note_is_read)
{
	struct usdt_note note;

	cr_assert(usdt_note_read(sound, sizeof(sound), &note));
	cr_assert_eq(note.pc, 0x10);
	cr_assert_eq(note.base, 0x20);
	cr_assert_eq(note.semaphore, 0x30);
	cr_assert_str_eq(note.provider, "awl");
	cr_assert_str_eq(note.name, "tick");
	cr_assert_str_eq(note.args, "-4@%edi");
}

Test(notes, a_note_cut_anywhere_is_refused)
{
	for (size_t size = 0; size < sizeof(sound); size++) {
		char *copy = malloc(size ? size : 1);
		struct usdt_note note;

		memcpy(copy, sound, size);
		cr_expect_not(usdt_note_read(copy, size, &note), "%zu bytes",
			      size);
		free(copy);
	}
}

Test(notes, a_note_without_names_is_refused)
{
	char bytes[24 + 3] = { 0 };
	struct usdt_note note;

	cr_assert_not(usdt_note_read(bytes, sizeof(bytes), &note));
}
