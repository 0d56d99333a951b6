/*
 * Strings: a pool of interned ones (equal text, equal pointer) and a builder.
 */
#ifndef AWL_STR_H
#define AWL_STR_H

#include "base/arena.h"

struct strpool;

/* Create a pool whose strings live in ARENA. */
struct strpool *strpool_new(struct arena *arena);
/* Return the one copy of the LEN bytes at STR, NUL-terminated. */
const char *strpool_add(struct strpool *pool, const char *str, size_t len);

/* A builder on the heap; zero is a valid empty one. */
struct strbuf {
	char *str;  /* NUL-terminated once anything was added */
	size_t len; /* without the NUL */
	size_t cap;
};

void strbuf_fini(struct strbuf *buf);
void strbuf_clear(struct strbuf *buf);
void strbuf_add(struct strbuf *buf, const char *str);
void strbuf_addn(struct strbuf *buf, const void *bytes, size_t len);
void strbuf_addch(struct strbuf *buf, char ch);
/* Append CH NUM times. */
void strbuf_pad(struct strbuf *buf, char ch, size_t num);
void strbuf_printf(struct strbuf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strbuf_vprintf(struct strbuf *buf, const char *fmt, va_list args)
	PRINTF_LIKE(2, 0);
/* The text so far; "" when empty. */
const char *strbuf_text(const struct strbuf *buf);

/* True when STR starts with PREFIX. */
bool str_starts(const char *str, const char *prefix);
bool str_ends(const char *str, const char *suffix);
/*
 * The least number of letters to insert, delete or change until A is B;
 * texts longer than some 60 letters are too far from everything.
 */
u32 str_distance(const char *a, const char *b);

/*
 * Parse an integer as attach points, parameters and config values spell it:
 * decimal, 0x, 0 octal, 0b, `_` separators, exponent (1e6), suffixes u ul ull
 * l ll and durations ns us ms s m h d (result in nanoseconds). A leading `-`
 * is accepted where NEGATIVE is not NULL and reported there. Returns NULL, or
 * the reason ("invalid integer: x", "invalid trailing bytes: 1a", ...) in
 * ARENA.
 */
const char *str_parse_int(struct arena *arena, const char *str, size_t len,
			  u64 *value, bool *negative);

#endif
