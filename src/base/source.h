/*
 * Script texts and places in them. All sources of a run share one space of
 * positions: source N starts at its `base`, so a place is two numbers and
 * needs no pointer to its file. Lines and columns are computed only when
 * something is printed. What a macro is replaced by gets positions of its
 * own, so that a place also tells which use of the macro it belongs to.
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
	const char *text; /* NUL-terminated; NULL: an expansion */
	u32 len;
	u32 base;   /* position of text[0]; the first source has 1 */
	u32 *lines; /* offsets of line starts, made when first needed */
	u32 nlines;
	struct arena *arena; /* where `lines` goes */
	u32 origin;          /* expansion: where its first byte was written */
	struct span parent;  /* expansion: what was replaced by it */
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
/*
 * An expansion: the text at SPAN takes the place of PARENT, which may lie in
 * an expansion itself. Returns the position that stands for the first byte,
 * 0 when there are too many positions.
 */
u32 sources_expand(struct sources *list, struct span text, struct span parent);
/*
 * Where SPAN was written. *PARENT gets what it was expanded for, pos 0 when
 * it is in no expansion; it may be NULL.
 */
struct span sources_origin(const struct sources *list, struct span span,
			   struct span *parent);
/* Was the text at POS put there by a macro? */
bool sources_is_expanded(const struct sources *list, u32 pos);
/* The text that holds position POS (or its origin), NULL for 0. */
struct source *sources_find(const struct sources *list, u32 pos);

/* 1-based line and column (in bytes) of position POS in SRC. */
void source_place(struct source *src, u32 pos, u32 *line, u32 *column);
/* Start and length (without newline) of 1-based LINE. */
const char *source_line(struct source *src, u32 line, u32 *len);

/* The smallest span that covers both; a nowhere span is ignored. */
struct span span_join(struct span a, struct span b);

#endif
