/*
 * Text -> tree. Mistakes go to ctx->diags; the tree is always usable for
 * another pass that checks diags first.
 */
#ifndef AWL_PARSE_H
#define AWL_PARSE_H

#include "ast/ast.h"

struct diags;

struct parse_input {
	struct arena *arena;
	struct diags *diags;
	const struct source *src;
	/* Positional parameters, for attach points ($1); may be NULL. */
	const char *const *params;
	u32 nparams;
	u32 first_id; /* of the nodes: an imported script joins another */
};

/* Parse a whole script. Recovers at `;` and `}`. */
struct program *parse_program(const struct parse_input *input);
/* Parse the value of a C macro as one expression into PROG; NULL on error. */
struct node *parse_expression(const struct parse_input *input,
			      struct program *prog);
/* NAME is a builtin to the parser itself: never a name of the user's. */
bool is_parser_builtin(const char *name);

#endif
