/*
 * Finding programs and libraries, also in damaged loader caches.
 */
#include "attach/binary.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(binary, .init = setup, .fini = teardown);

enum { HEAD = 48, ENTRY = 24, X86_64 = 0x303, AARCH64 = 0xa03 };

struct cache {
	u8 bytes[1024];
	size_t len;
};

/* A cache of one library, for both machines. */
static void make_cache(struct cache *cache, const char *key, const char *path)
{
	const u32 num = 2;
	u32 at = HEAD + num * ENTRY;

	*cache = (struct cache){ 0 };
	memcpy(cache->bytes, "glibc-ld.so.cache1.1", 20);
	memcpy(cache->bytes + 20, &num, 4);
	for (u32 i = 0; i < num; i++) {
		u8 *entry = cache->bytes + HEAD + i * ENTRY;
		u32 flags = i ? X86_64 : AARCH64;
		u32 value = at + (u32)strlen(key) + 1;

		memcpy(entry, &flags, 4);
		memcpy(entry + 4, &at, 4);
		memcpy(entry + 8, &value, 4);
	}
	strcpy((char *)cache->bytes + at, key);
	strcpy((char *)cache->bytes + at + strlen(key) + 1, path);
	cache->len = at + strlen(key) + strlen(path) + 2;
}

/* On the heap and no byte longer, so that a sanitizer sees overruns. */
static const char *look_up(const struct cache *cache, size_t len,
			   const char *name)
{
	char *bytes = malloc(len ? len : 1);
	const char *found;

	memcpy(bytes, cache->bytes, len);
	found = binary_in_cache(arena, name, bytes, len);
	free(bytes);
	return found;
}

Test(binary, libraries_are_found_by_short_and_long_names)
{
	struct cache cache;

	make_cache(&cache, "libfoo.so.6", "/lib/libfoo.so.6");
	cr_assert_str_eq(look_up(&cache, cache.len, "libfoo"),
			 "/lib/libfoo.so.6");
	cr_assert_str_eq(look_up(&cache, cache.len, "libfoo.so"),
			 "/lib/libfoo.so.6");
	cr_assert_str_eq(look_up(&cache, cache.len, "libfoo.so.6"),
			 "/lib/libfoo.so.6");
	cr_assert_null(look_up(&cache, cache.len, "libfo"));
	cr_assert_null(look_up(&cache, cache.len, "libfoo.so.7"));
	cr_assert_null(look_up(&cache, cache.len, "libfoobar"));
}

Test(binary, a_cache_cut_off_anywhere_does_no_harm)
{
	struct cache cache;

	make_cache(&cache, "libfoo.so.6", "/lib/libfoo.so.6");
	for (size_t len = 0; len < cache.len; len++)
		cr_expect_null(look_up(&cache, len, "libfoo"), "%zu", len);
}

Test(binary, a_cache_with_wild_numbers_does_no_harm)
{
	struct cache cache;

	for (u32 at = 20; at < HEAD + 2 * ENTRY; at++) {
		make_cache(&cache, "libfoo.so.6", "/lib/libfoo.so.6");
		cache.bytes[at] = 0xff;
		(void)look_up(&cache, cache.len, "libfoo");
	}
}

Test(binary, programs_are_found_as_a_shell_would)
{
	struct binaries found = { 0 };

	cr_assert_geq(binary_find(arena, "sh", 0, &found), 1);
	cr_assert_eq(found.items[0].name[0], '/');
	found = (struct binaries){ 0 };
	cr_assert_eq(binary_find(arena, "/bin/sh", 0, &found), 1);
	found = (struct binaries){ 0 };
	cr_assert_eq(binary_find(arena, "no-such-program", 0, &found), 0);
	/* A text file is nothing to attach to. */
	cr_assert_eq(binary_find(arena, "/etc/passwd", 0, &found), 0);
	cr_assert_eq(binary_find(arena, "/bin", 0, &found), 0);
}
