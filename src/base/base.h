/*
 * Names that every file may use: short integer names, counts, attributes and
 * the one way to stop on a mistake of our own.
 */
#ifndef AWL_BASE_H
#define AWL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define countof(ARRAY) (sizeof(ARRAY) / sizeof((ARRAY)[0]))

#define PRINTF_LIKE(FMT, ARGS) __attribute__((format(printf, FMT, ARGS)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

/* Print FILE:LINE and a message, then abort: the mistake is ours. */
NORETURN void bug_at(const char *file, int line, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

static inline u64 u64_min(u64 a, u64 b)
{
	return a < b ? a : b;
}

static inline u64 u64_max(u64 a, u64 b)
{
	return a > b ? a : b;
}

/* Round N up to a multiple of ALIGN, a power of two. */
static inline u64 align_up(u64 n, u64 align)
{
	return (n + align - 1) & ~(align - 1);
}

#endif
