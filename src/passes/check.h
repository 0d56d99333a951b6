/*
 * Inside the pass `check`: its state, and the part that looks at calls.
 */
#ifndef AWL_PASSES_CHECK_H
#define AWL_PASSES_CHECK_H

#include "ast/ast.h"
#include "ast/typing.h"
#include "attach/probe.h"
#include "ctx.h"

struct checker {
	struct ctx *ctx;
	struct program *prog;
	const struct probe_type *ptype; /* of the probe at work, or NULL */
	const struct point *point;      /* its first point, or NULL */
	struct node *fn;                /* the function at work, or NULL */
	u32 loops;                      /* around the statement at work */
	u32 fors;                       /* those of them that are `for` */
};

/* Report at AT. */
void check_error(struct checker *c, struct span at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* "kprobe", for messages. */
const char *probe_word(const struct checker *c);

/* check_fn.c: recursion, depth and arguments of the script's functions. */
void check_fns(struct checker *c);
/* BODY of a probe: how many functions may be active at once. */
void check_depth(struct checker *c, struct node *body);
/* Whether no probe of PROG has too many; fn.depth is found anew. */
bool check_fits(struct program *prog);

/* check_calls.c: one call; its arguments are walked by the caller. */
void check_call(struct checker *c, struct node *node);

#endif
