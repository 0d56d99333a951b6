/*
 * Arenas: a list of chunks and a cursor. Nothing is freed piecemeal; a reset
 * moves the cursor back to the first chunk.
 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGNMENT = 16,
	FIRST_CHUNK = 16 * 1024,
	LARGEST_CHUNK = 1024 * 1024,
};

struct chunk {
	struct chunk *next;
	size_t size; /* of the data */
	size_t used;
	_Alignas(ALIGNMENT) char data[];
};

struct arena {
	struct chunk *first;
	struct chunk *current; /* where the next allocation is tried */
	size_t used;           /* bytes handed out */
	size_t next_size;      /* of the next new chunk */
};

static NORETURN void out_of_memory(size_t size)
{
	fprintf(stderr, "ERROR: out of memory (%zu bytes)\n", size);
	abort();
}

struct arena *arena_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		out_of_memory(sizeof(*arena));
	arena->next_size = FIRST_CHUNK;
	return arena;
}

void arena_free(struct arena *arena)
{
	struct chunk *chunk, *next;

	if (!arena)
		return;
	for (chunk = arena->first; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	struct chunk *chunk;

	for (chunk = arena->first; chunk; chunk = chunk->next)
		chunk->used = 0;
	arena->current = arena->first;
	arena->used = 0;
}

/* Put a new chunk with room for SIZE bytes behind the current one. */
static struct chunk *chunk_add(struct arena *arena, size_t size)
{
	size_t bytes = size > arena->next_size ? size : arena->next_size;
	struct chunk *chunk;

	if (bytes > SIZE_MAX - sizeof(*chunk))
		out_of_memory(size);
	chunk = malloc(sizeof(*chunk) + bytes);
	if (!chunk)
		out_of_memory(bytes);
	chunk->size = bytes;
	chunk->used = 0;
	if (arena->current) {
		chunk->next = arena->current->next;
		arena->current->next = chunk;
	} else {
		chunk->next = arena->first;
		arena->first = chunk;
	}
	if (arena->next_size < LARGEST_CHUNK)
		arena->next_size *= 2;
	return chunk;
}

/* Return a chunk with SIZE free bytes and make it the current one. */
static struct chunk *chunk_for(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->current;

	if (chunk && chunk->size - chunk->used >= size)
		return chunk;
	if (chunk && chunk->next && chunk->next->size >= size)
		chunk = chunk->next; /* unused since a reset */
	else
		chunk = chunk_add(arena, size);
	arena->current = chunk;
	return chunk;
}

/* Like arena_alloc, but the bytes hold anything. */
static void *alloc_raw(struct arena *arena, size_t size)
{
	struct chunk *chunk;
	void *ptr;

	if (size > SIZE_MAX / 2)
		out_of_memory(size);
	size = size ? align_up(size, ALIGNMENT) : ALIGNMENT;
	chunk = chunk_for(arena, size);
	ptr = chunk->data + chunk->used;
	chunk->used += size;
	arena->used += size;
	return ptr;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(alloc_raw(arena, size), 0, size);
}

void *arena_copy(struct arena *arena, const void *src, size_t size)
{
	void *dst = alloc_raw(arena, size);

	if (size)
		memcpy(dst, src, size);
	return dst;
}

char *arena_strndup(struct arena *arena, const char *str, size_t len)
{
	char *dst = alloc_raw(arena, len + 1);

	if (len)
		memcpy(dst, str, len);
	dst[len] = '\0';
	return dst;
}

char *arena_strdup(struct arena *arena, const char *str)
{
	return arena_strndup(arena, str, strlen(str));
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list args)
{
	va_list again;
	char small[256];
	char *dst;
	int len;

	va_copy(again, args);
	len = vsnprintf(small, sizeof(small), fmt, args);
	if (len < 0)
		BUG("bad format '%s'", fmt);
	if ((size_t)len < sizeof(small)) {
		dst = arena_copy(arena, small, (size_t)len + 1);
	} else {
		dst = alloc_raw(arena, (size_t)len + 1);
		vsnprintf(dst, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	return dst;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *dst;

	va_start(args, fmt);
	dst = arena_vprintf(arena, fmt, args);
	va_end(args);
	return dst;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
