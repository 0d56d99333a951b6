/*
 * Hints for unknown words and calls.
 */
#ifndef AWL_NAMES_HINT_H
#define AWL_NAMES_HINT_H

#include "ast/ast.h"
#include "base/diag.h"

/* Say in DIAG which name NAME may have been meant to be. */
void names_hint(struct diags *diags, const struct program *prog,
		struct diag *diag, const char *name);

#endif
