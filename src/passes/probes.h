/*
 * What the passes `probes` and `fields` share.
 */
#ifndef AWL_PASSES_PROBES_H
#define AWL_PASSES_PROBES_H

#include "ast/ast.h"
#include "ast/registry.h"

/* Does PROBE's predicate or body use builtin ID? */
bool probe_uses(const struct node *probe, enum builtin_id id);

/* Does it use the kernel's stack, as a word or as a call? */
bool probe_uses_kstack(const struct node *probe);

/*
 * Must the type of `args` be known? Where a probe has both, the return value
 * lies behind the arguments.
 */
bool probe_wants_args(const struct probe_type *type, bool uses_args,
		      bool uses_retval);

#endif
