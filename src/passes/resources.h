/*
 * Inside the pass `resources`: its state, and the part about call sites.
 */
#ifndef AWL_PASSES_RESOURCES_H
#define AWL_PASSES_RESOURCES_H

#include "ast/ast.h"
#include "ast/typing.h"
#include "attach/probe.h"
#include "base/hash.h"
#include "ctx.h"

struct resources {
	struct ctx *ctx;
	struct program *prog;
	struct plan *plan;
	VEC(struct site) sites;    /* in the compile arena */
	VEC(const char *) strings; /* plan.strings, likewise */
};

/* resources_sites.c */

/* Number all call sites and describe them in the plan. */
void resources_add_sites(struct resources *r);
/* SPAN for the plan: with its own strings. */
struct place resources_place(struct resources *r, struct span span);
/* A value of TYPE will be printed: note what that needs. */
void resources_note_type(struct resources *r, const struct type *type);

#endif
