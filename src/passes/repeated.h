/*
 * A probe with unlike attach points becomes several probes with copies of one
 * body; what is wrong with that is said once.
 */
#ifndef AWL_PASSES_REPEATED_H
#define AWL_PASSES_REPEATED_H

#include "base/diag.h"

/* Remove diagnostics of LIST that say the same about the same place. */
void drop_repeated(struct diags *list);

#endif
