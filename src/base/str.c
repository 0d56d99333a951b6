/*
 * Interned strings and the string builder.
 */
#include "base/str.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 128 };

struct strpool {
	struct hash table; /* each key is its own value's text */
};

struct strpool *strpool_new(struct arena *arena)
{
	struct strpool *pool = ARENA_OBJ(arena, struct strpool);

	hash_init(&pool->table, arena);
	return pool;
}

const char *strpool_add(struct strpool *pool, const char *str, size_t len)
{
	char *copy = hash_findn(&pool->table, str, len);

	if (copy)
		return copy;
	copy = arena_strndup(pool->table.arena, str, len);
	hash_set(&pool->table, copy, copy);
	return copy;
}

/* Make room for LEN more bytes and a NUL. */
static void strbuf_reserve(struct strbuf *buf, size_t len)
{
	size_t cap = buf->cap ? buf->cap : FIRST_CAP;
	char *str;

	if (buf->cap - buf->len > len)
		return;
	while (cap - buf->len <= len)
		cap *= 2;
	str = realloc(buf->str, cap);
	if (!str) {
		fprintf(stderr, "ERROR: out of memory (%zu bytes)\n", cap);
		abort();
	}
	buf->str = str;
	buf->cap = cap;
}

void strbuf_fini(struct strbuf *buf)
{
	free(buf->str);
	*buf = (struct strbuf){ 0 };
}

void strbuf_clear(struct strbuf *buf)
{
	buf->len = 0;
	if (buf->str)
		buf->str[0] = '\0';
}

void strbuf_addn(struct strbuf *buf, const void *bytes, size_t len)
{
	strbuf_reserve(buf, len);
	if (len)
		memcpy(buf->str + buf->len, bytes, len);
	buf->len += len;
	buf->str[buf->len] = '\0';
}

void strbuf_add(struct strbuf *buf, const char *str)
{
	strbuf_addn(buf, str, strlen(str));
}

void strbuf_addch(struct strbuf *buf, char ch)
{
	strbuf_addn(buf, &ch, 1);
}

void strbuf_pad(struct strbuf *buf, char ch, size_t num)
{
	strbuf_reserve(buf, num);
	memset(buf->str + buf->len, ch, num);
	buf->len += num;
	buf->str[buf->len] = '\0';
}

void strbuf_vprintf(struct strbuf *buf, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	strbuf_reserve(buf, 64);
	len = vsnprintf(buf->str + buf->len, buf->cap - buf->len, fmt, args);
	if (len < 0)
		BUG("bad format '%s'", fmt);
	if ((size_t)len >= buf->cap - buf->len) {
		strbuf_reserve(buf, (size_t)len);
		vsnprintf(buf->str + buf->len, buf->cap - buf->len, fmt, again);
	}
	buf->len += (size_t)len;
	va_end(again);
}

void strbuf_printf(struct strbuf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	strbuf_vprintf(buf, fmt, args);
	va_end(args);
}

const char *strbuf_text(const struct strbuf *buf)
{
	return buf->str ? buf->str : "";
}

bool str_starts(const char *str, const char *prefix)
{
	return !strncmp(str, prefix, strlen(prefix));
}

bool str_ends(const char *str, const char *suffix)
{
	size_t len = strlen(str), tail = strlen(suffix);

	return len >= tail && !memcmp(str + len - tail, suffix, tail);
}

u32 str_distance(const char *a, const char *b)
{
	enum { MOST = 63 };
	size_t na = strlen(a), nb = strlen(b);
	u32 row[MOST + 1]; /* from the letters of A so far to each start of B */

	if (na > MOST || nb > MOST)
		return UINT32_MAX;
	for (u32 j = 0; j <= nb; j++)
		row[j] = j;
	for (u32 i = 1; i <= na; i++) {
		u32 diagonal = row[0];

		row[0] = i;
		for (u32 j = 1; j <= nb; j++) {
			u32 changed = diagonal + (a[i - 1] != b[j - 1]);
			u32 moved = (row[j] < row[j - 1] ? row[j] : row[j - 1]);

			diagonal = row[j];
			row[j] = changed < moved + 1 ? changed : moved + 1;
		}
	}
	return row[nb];
}
