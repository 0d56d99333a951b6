/*
 * The diagnostics of a compilation: anybody adds, one function renders.
 * Errors are limited to DIAG_MAX_ERRORS; the rest is counted only.
 */
#ifndef AWL_DIAG_H
#define AWL_DIAG_H

#include "base/source.h"
#include "base/vec.h"

#include <stdio.h>

enum { DIAG_MAX_ERRORS = 20 };

enum severity {
	SEV_WARNING,
	SEV_ERROR,
};

/* A place of its own beside the message: "left (int8)". */
struct diag_note {
	struct span span;
	const char *text;
};

struct diag {
	enum severity severity;
	struct span span; /* pos 0: no place, only the text */
	const char *text;
	VEC(struct diag_note) contexts;
	VEC(const char *) hints;
	VEC(struct span) parents; /* "expanded from", innermost first */
};

struct diags {
	struct arena *arena;
	struct sources *sources;
	VEC(struct diag *) items;
	u32 nerr;          /* all errors, shown or not */
	struct diag *last; /* added last, for further notes */
};

void diags_init(struct diags *list, struct arena *arena,
		struct sources *sources);

/* Add an error or a warning at AT; never NULL, so that hints can follow. */
struct diag *diag_error(struct diags *list, struct span at, const char *fmt,
			...) PRINTF_LIKE(3, 4);
struct diag *diag_warn(struct diags *list, struct span at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void diag_context(struct diags *list, struct diag *diag, struct span at,
		  const char *fmt, ...) PRINTF_LIKE(4, 5);
void diag_hint(struct diags *list, struct diag *diag, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void diag_from(struct diags *list, struct diag *diag, struct span parent);

/*
 * Write every diagnostic to OUT, errors first, in the shape of the manual:
 * `file:line:col-col: ERROR: text`, the source line, tildes. WARNINGS false
 * leaves warnings out.
 */
void diags_render(const struct diags *list, FILE *out, bool color,
		  bool warnings);

/*
 * The same shape for one message outside a compilation (runtime errors):
 * WHERE is "file:line:col-col" or NULL, LINE the source text and MARK the
 * line of tildes, both or neither NULL.
 */
void diag_print(FILE *out, enum severity severity, bool color,
		const char *where, const char *text, const char *line,
		const char *mark);

/* What diag_print wants, for a span; strings in ARENA. */
struct diag_place {
	const char *file;
	u32 line, column;  /* 1-based */
	const char *where; /* "file:line:col-col" */
	const char *text;  /* source line, tabs as four spaces */
	const char *mark;  /* tildes under the span, NULL if it has two lines */
};
struct diag_place diag_place(struct arena *arena, const struct sources *sources,
			     struct span span);

#endif
