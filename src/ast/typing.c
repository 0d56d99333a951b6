/*
 * The side table from nodes to their types: a plain array by node id.
 */
#include "ast/typing.h"

#include <string.h>

const struct type *type_of(const struct typing *typing, const struct node *node)
{
	if (!node || node->id >= typing->len)
		return NULL;
	return typing->types[node->id];
}

/* Make room for index ID. */
static void typing_grow(struct typing *typing, u32 id)
{
	u32 cap = typing->cap ? typing->cap : 64;
	const struct type **types;

	while (cap <= id)
		cap *= 2;
	types = ARENA_ARRAY(typing->arena, const struct type *, cap);
	if (typing->len)
		memcpy(types, typing->types, typing->len * sizeof(*types));
	typing->types = types;
	typing->cap = cap;
}

void typing_set(struct typing *typing, const struct node *node,
		const struct type *type)
{
	if (node->id >= typing->cap)
		typing_grow(typing, node->id);
	if (node->id >= typing->len) {
		/* A caller may have shortened the table to start anew. */
		for (u32 i = typing->len; i < node->id; i++)
			typing->types[i] = NULL;
		typing->len = node->id + 1;
	}
	typing->types[node->id] = type;
}
