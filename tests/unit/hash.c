/*
 * String tables.
 */
#include "base/hash.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(hash, finds_what_was_set_and_keeps_the_order)
{
	struct arena *arena = arena_new();
	struct hash table;
	static int values[5000];
	char key[32];

	hash_init(&table, arena);
	cr_assert_null(hash_find(&table, "x"));
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		hash_set(&table, key, &values[i]);
	}
	cr_assert_eq(table.len, 5000);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		cr_assert_eq(hash_find(&table, key), &values[i]);
		cr_assert_str_eq(table.entries[i].key, key);
	}
	cr_assert_null(hash_find(&table, "key"));
	cr_assert_null(hash_find(&table, "key5000"));
	arena_free(arena);
}

Test(hash, setting_again_replaces)
{
	struct arena *arena = arena_new();
	struct hash table;
	int one, two;

	hash_init(&table, arena);
	hash_set(&table, "a", &one);
	hash_set(&table, "a", &two);
	cr_assert_eq(table.len, 1);
	cr_assert_eq(hash_find(&table, "a"), &two);
	cr_assert_eq(hash_findn(&table, "abc", 1), &two);
	cr_assert_null(hash_findn(&table, "abc", 2));
	hash_set(&table, "", &one);
	cr_assert_eq(hash_findn(&table, "", 0), &one);
	arena_free(arena);
}
