/*
 * Growth of vectors: the old items stay behind in the arena.
 */
#include "base/vec.h"

#include <string.h>

enum { FIRST_CAP = 8 };

void *vec_grow(struct arena *arena, void *items, u32 len, u32 *cap, size_t size)
{
	u32 wanted = *cap ? *cap * 2 : FIRST_CAP;
	void *grown;

	if (wanted <= *cap)
		BUG("vector of %u items", *cap);
	grown = arena_alloc(arena, size * wanted);
	if (len)
		memcpy(grown, items, size * len);
	*cap = wanted;
	return grown;
}
