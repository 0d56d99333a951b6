/*
 * The types of nodes, beside the tree. The pass `types` writes the table,
 * `lower` adds entries for the nodes it makes; for everyone else it is const.
 */
#ifndef AWL_TYPING_H
#define AWL_TYPING_H

#include "ast/ast.h"

struct types;

struct typing {
	const struct type **types; /* by node id */
	u32 len, cap;
	struct arena *arena;
	struct types *store; /* to spell types in outlines; may be NULL */
};

/* The type of NODE; NULL when it has none (statements, type names). */
const struct type *type_of(const struct typing *typing,
			   const struct node *node);
void typing_set(struct typing *typing, const struct node *node,
		const struct type *type);

#endif
