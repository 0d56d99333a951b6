/*
 * What the passes `probes` and `fields` share.
 */
#ifndef AWL_PASSES_PROBES_H
#define AWL_PASSES_PROBES_H

#include "ast/ast.h"
#include "ast/registry.h"

/* Does PROBE's predicate or body use builtin ID? */
bool probe_uses(const struct node *probe, enum builtin_id id);

#endif
