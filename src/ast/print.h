/*
 * Tree -> canonical source (-d ast), and tree -> outline with types.
 */
#ifndef AWL_PRINT_H
#define AWL_PRINT_H

#include "ast/typing.h"

struct types;

/* Append PROG to OUT as canonical source text. */
void print_program(struct strbuf *out, const struct program *prog);
/*
 * Append an indented outline, one node a line, with the type in brackets
 * where TYPING (may be NULL) has one.
 */
void print_outline(struct strbuf *out, const struct program *prog,
		   const struct typing *typing);
/* Append one expression as source. */
void print_node(struct strbuf *out, const struct node *node);

#endif
