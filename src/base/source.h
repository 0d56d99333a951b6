/*
 * Script texts and places in them. All sources of a run share one space of
 * positions: source N starts at its `base`, so a place is two numbers and
 * needs no pointer to its file. Lines and columns are computed only when
 * something is printed.
 */
#ifndef AWL_SOURCE_H
#define AWL_SOURCE_H

#include "base/arena.h"

/* LEN bytes from position POS; pos 0 means "nowhere". */
struct span {
	u32 pos;
	u32 len;
};

struct source {
	const char *name; /* as printed: a path, or "stdin" */
	const char *text; /* NUL-terminated */
	u32 len;
	u32 base;   /* position of text[0]; the first source has 1 */
	u32 *lines; /* offsets of line starts, made when first needed */
	u32 nlines;
	struct arena *arena; /* where `lines` goes */
};

struct sources {
	struct arena *arena;
	struct source **items;
	u32 len, cap;
};

void sources_init(struct sources *list, struct arena *arena);
/* Add TEXT (LEN bytes, copied) under NAME. */
struct source *sources_add(struct sources *list, const char *name,
			   const char *text, size_t len);
/* The source that holds position POS, or NULL for 0. */
struct source *sources_find(const struct sources *list, u32 pos);

/* 1-based line and column (in bytes) of position POS in SRC. */
void source_place(struct source *src, u32 pos, u32 *line, u32 *column);
/* Start and length (without newline) of 1-based LINE. */
const char *source_line(struct source *src, u32 line, u32 *len);

/* The smallest span that covers both; a nowhere span is ignored. */
struct span span_join(struct span a, struct span b);

#endif
