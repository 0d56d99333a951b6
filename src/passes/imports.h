/*
 * Inside the pass `imports`: the files it consists of.
 */
#ifndef AWL_PASSES_IMPORTS_H
#define AWL_PASSES_IMPORTS_H

#include "ast/ast.h"
#include "ctx.h"

/*
 * imports_c.c: compile the C file PATH that IMPORT names; its functions and
 * its code join PROG.
 */
void import_c(struct ctx *ctx, struct program *prog, struct node *import,
	      const char *path);

#endif
