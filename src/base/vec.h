/*
 * A growable array on an arena. `VEC(struct thing)` declares the struct;
 * a zeroed one is empty and ready.
 */
#ifndef AWL_VEC_H
#define AWL_VEC_H

#include "base/arena.h"

#define VEC(TYPE)            \
	struct {             \
		TYPE *items; \
		u32 len;     \
		u32 cap;     \
	}

/* Make room for one more item of SIZE bytes; return the new item array. */
void *vec_grow(struct arena *arena, void *items, u32 len, u32 *cap,
	       size_t size);

/* Append ITEM to the vector at V (a pointer). */
#define vec_push(ARENA, V, ...)                                                \
	do {                                                                   \
		if ((V)->len == (V)->cap)                                      \
			(V)->items = vec_grow((ARENA), (V)->items, (V)->len,   \
					      &(V)->cap, sizeof(*(V)->items)); \
		(V)->items[(V)->len++] = (__VA_ARGS__);                        \
	} while (0)

/* Loop with the u32 IDX over the vector at V. */
#define vec_for(IDX, V) for (u32 IDX = 0; IDX < (V)->len; IDX++)

#endif
