/*
 * Inside the pass `imports`: the files it consists of.
 */
#ifndef AWL_PASSES_IMPORTS_H
#define AWL_PASSES_IMPORTS_H

#include "ast/ast.h"
#include "base/hash.h"
#include "ctx.h"

/* What a script defines, before it is chained to what others define. */
struct imported {
	VEC(struct node *) macros;
	VEC(struct node *) code; /* fns and probes */
};

struct importer {
	struct ctx *ctx;
	struct program *prog;
	struct hash seen;    /* canonical paths */
	struct node *import; /* the statement at work, for messages */
	/* C lines of scripts: they come behind all headers. */
	VEC(struct preamble) preambles;
	/* Scripts in the order in which they were read. */
	VEC(struct imported) scripts;
	u32 depth;
};

/* imports.c: what IMPORT names joins the program. */
void import_inner(struct importer *state, const struct node *import);

/*
 * imports_inner.c: carry out the imports in blocks of the program, those of
 * macros only when the macro is used.
 */
void imports_inner(struct importer *state);

/*
 * imports_c.c: compile the C file PATH that IMPORT names; its functions and
 * its code join PROG.
 */
void import_c(struct ctx *ctx, struct program *prog, struct node *import,
	      const char *path);

#endif
