/*
 * Inside the pass `macros`: what its files share. Nobody else includes it.
 */
#ifndef AWL_PASSES_MACROS_H
#define AWL_PASSES_MACROS_H

#include "ast/ast.h"
#include "base/hash.h"
#include "ctx.h"

/* C macros that are being expanded, innermost first. */
struct expansion {
	const char *name;
	const struct expansion *outer;
};

/* Macros of the script that are being expanded, innermost first. */
struct macro_chain {
	const struct node *def;
	const struct macro_chain *outer;
};

/* All definitions of one name. */
struct overloads {
	VEC(struct node *) defs; /* MACRO nodes, in text order */
};

struct resolver {
	struct ctx *ctx;
	struct program *prog;
	const struct expansion *expansion;
	const struct macro_chain *chain;
	struct hash user; /* name -> struct overloads */
	struct hash own;  /* the same for the prelude, once it is read */
	bool has_prelude; /* it was read */
	bool in_prelude;  /* the code at work came from there */
	bool is_full;     /* the limit of expansions was reported */
	u32 nexpansions;
};

/* macros.c: give every word and call in *SLOT its meaning. */
void macros_resolve(struct resolver *state, struct node **slot);
/* macros.c: a node that stands for something wrong; no more is said. */
struct node *macros_poison(struct resolver *state, struct span span);
/* macros.c: does the word NAME stand for a value without any macro? */
bool macros_is_value(struct resolver *state, const char *name,
		     struct span span);

/* macro_defs.c: collect the definitions of the script and check them. */
void macros_collect(struct resolver *state);
/*
 * macro_defs.c: the definitions of NAME that the code at work may use, those
 * of the script first; false when there are none.
 */
bool macros_find(struct resolver *state, const char *name,
		 struct overloads *out);

/* How an attempt to expand ended. */
enum expand_result {
	EXPAND_NONE, /* there is no macro of this name */
	EXPAND_DONE, /* *SLOT is something else now; maybe after an error */
	EXPAND_MISS, /* there are macros, but none that fits */
};

/* expand.c: *SLOT is an IDENT or CALL that may name a macro. */
enum expand_result macros_expand(struct resolver *state, struct node **slot);
/* expand.c: say why no macro of its name fits the IDENT or CALL at *SLOT. */
void macros_report_miss(struct resolver *state, const struct node *use);

#endif
