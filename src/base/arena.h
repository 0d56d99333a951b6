/*
 * Memory with a lifetime: allocate piecemeal, free all at once. Three arenas
 * exist in a run: compile, plan/types, event (reset after each record).
 */
#ifndef AWL_ARENA_H
#define AWL_ARENA_H

#include "base/base.h"

#include <stdarg.h>

struct arena;

/* Create an empty arena. Aborts when out of memory, like every arena_*. */
struct arena *arena_new(void);
/* Free ARENA and all that was allocated from it; NULL is fine. */
void arena_free(struct arena *arena);
/* Forget everything allocated, keep the memory for the next round. */
void arena_reset(struct arena *arena);

/* Return SIZE zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *str);
/* Copy LEN bytes of STR and add a NUL. */
char *arena_strndup(struct arena *arena, const char *str, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *fmt, va_list args)
	PRINTF_LIKE(2, 0);
/* Copy SIZE bytes from SRC. */
void *arena_copy(struct arena *arena, const void *src, size_t size);
/* Bytes handed out since creation or reset. */
size_t arena_used(const struct arena *arena);

#define ARENA_OBJ(ARENA, TYPE) ((TYPE *)arena_alloc((ARENA), sizeof(TYPE)))
#define ARENA_ARRAY(ARENA, TYPE, NUM) \
	((TYPE *)arena_alloc((ARENA), sizeof(TYPE) * (size_t)(NUM)))

#endif
