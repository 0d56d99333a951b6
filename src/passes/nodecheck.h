/*
 * A check of our own work between passes.
 */
#ifndef AWL_NODECHECK_H
#define AWL_NODECHECK_H

#include "ast/typing.h"

/*
 * In checked builds (unoptimised or with sanitizers): abort when after PASS
 * an id of PROG is used twice, a slot holds a kind of node that it must not,
 * or (TYPING not NULL) an expression has no type. Nothing otherwise.
 */
void node_check(struct program *prog, const struct typing *typing,
		const char *pass);

#endif
