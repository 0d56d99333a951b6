/*
 * Hints for attach points that match nothing.
 */
#ifndef AWL_PROBES_HINT_H
#define AWL_PROBES_HINT_H

#include "attach/probe.h"
#include "ctx.h"

/* Say in DIAG which probe PARTS may have been meant to name. */
void probes_hint(struct ctx *ctx, const struct probe_parts *parts,
		 struct diag *diag);

#endif
