/*
 * The name that was meant by a misspelt one: candidates are tried, the
 * nearest becomes a hint.
 */
#ifndef AWL_SUGGEST_H
#define AWL_SUGGEST_H

#include "base/diag.h"

enum { SUGGEST_MAX = 128 }; /* longer names are no candidates */

struct suggestion {
	const char *name; /* as written */
	char best[SUGGEST_MAX];
	u32 distance; /* of `best`; all below this is nearer */
};

/* Begin a search for what NAME, which must live on, may have meant. */
void suggest_begin(struct suggestion *search, const char *name);
/* CANDIDATE exists. */
void suggest_try(struct suggestion *search, const char *candidate);
/* Was one near enough? Names that are merely short are not. */
bool suggest_found(const struct suggestion *search);
/* Add "Did you mean X?" to DIAG if so. */
void suggest_hint(const struct suggestion *search, struct diags *list,
		  struct diag *diag);

#endif
