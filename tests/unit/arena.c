/*
 * Arenas and the vectors on them.
 */
#include "base/arena.h"
#include "base/vec.h"

#include <criterion/criterion.h>
#include <string.h>

Test(arena, memory_is_zeroed_even_after_a_reset)
{
	struct arena *arena = arena_new();

	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 5000; size += 37) {
			u8 *bytes = arena_alloc(arena, size);

			cr_assert_eq((uintptr_t)bytes % 16, 0);
			for (size_t i = 0; i < size; i++)
				cr_assert_eq(bytes[i], 0);
			memset(bytes, 0xff, size);
		}
		arena_reset(arena);
		cr_assert_eq(arena_used(arena), 0);
	}
	arena_free(arena);
}

Test(arena, large_and_small_requests_do_not_overlap)
{
	struct arena *arena = arena_new();
	char *small = arena_strdup(arena, "small");
	u8 *large = arena_alloc(arena, 5 * 1024 * 1024);
	char *after = arena_strdup(arena, "after");

	memset(large, 0xaa, 5 * 1024 * 1024);
	cr_assert_str_eq(small, "small");
	cr_assert_str_eq(after, "after");
	arena_reset(arena);
	for (int i = 0; i < 1000; i++)
		arena_alloc(arena, 10000);
	arena_free(arena);
	arena_free(NULL);
}

Test(arena, printf_takes_any_length)
{
	struct arena *arena = arena_new();
	char *text = arena_printf(arena, "%s-%d", "x", 7);

	cr_assert_str_eq(text, "x-7");
	text = arena_printf(arena, "%01000d|", 1);
	cr_assert_eq(strlen(text), 1001);
	cr_assert_eq(text[1000], '|');
	text = arena_strndup(arena, "abcdef", 3);
	cr_assert_str_eq(text, "abc");
	cr_assert_str_eq(arena_strndup(arena, "", 0), "");
	arena_free(arena);
}

Test(arena, zero_bytes_are_distinct_objects)
{
	struct arena *arena = arena_new();

	cr_assert_neq(arena_alloc(arena, 0), arena_alloc(arena, 0));
	arena_free(arena);
}

Test(vec, grows_and_keeps_its_items)
{
	struct arena *arena = arena_new();
	VEC(u64) list = { 0 };

	for (u64 i = 0; i < 10000; i++)
		vec_push(arena, &list, i * i);
	cr_assert_eq(list.len, 10000);
	vec_for (i, &list)
		cr_assert_eq(list.items[i], (u64)i * i);
	arena_free(arena);
}
