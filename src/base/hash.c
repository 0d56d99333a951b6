/*
 * String tables: entries in an array, a slot array of indices with linear
 * probing. Nothing is ever removed.
 */
#include "base/hash.h"

#include "base/vec.h"

#include <string.h>

enum { FIRST_SLOTS = 16 };

u64 hash_bytes(const void *bytes, size_t len)
{
	const u8 *byte = bytes;
	u64 hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ byte[i]) * 0x100000001b3;
	return hash;
}

void hash_init(struct hash *table, struct arena *arena)
{
	*table = (struct hash){ .arena = arena };
}

/* The slot of KEY, or the free slot where it belongs. */
static u32 *slot_find(const struct hash *table, const char *key, size_t len,
		      u64 hash)
{
	u32 mask = table->nslots - 1;
	u32 pos = (u32)hash & mask;

	for (;; pos = (pos + 1) & mask) {
		const struct hash_entry *entry;

		if (!table->slots[pos])
			return &table->slots[pos];
		entry = &table->entries[table->slots[pos] - 1];
		if (entry->hash == hash && !strncmp(entry->key, key, len) &&
		    !entry->key[len])
			return &table->slots[pos];
	}
}

/* Make the slot array twice as large and enter everything again. */
static void slots_grow(struct hash *table)
{
	table->nslots = table->nslots ? table->nslots * 2 : FIRST_SLOTS;
	table->slots = ARENA_ARRAY(table->arena, u32, table->nslots);
	for (u32 i = 0; i < table->len; i++) {
		u32 mask = table->nslots - 1;
		u32 pos = (u32)table->entries[i].hash & mask;

		while (table->slots[pos])
			pos = (pos + 1) & mask;
		table->slots[pos] = i + 1;
	}
}

void *hash_findn(const struct hash *table, const char *key, size_t len)
{
	u32 slot;

	if (!table->len)
		return NULL;
	slot = *slot_find(table, key, len, hash_bytes(key, len));
	return slot ? table->entries[slot - 1].value : NULL;
}

void *hash_find(const struct hash *table, const char *key)
{
	return hash_findn(table, key, strlen(key));
}

void hash_set(struct hash *table, const char *key, void *value)
{
	size_t len = strlen(key);
	u64 hash = hash_bytes(key, len);
	u32 *slot;

	if ((table->len + 1) * 4 > table->nslots * 3)
		slots_grow(table);
	slot = slot_find(table, key, len, hash);
	if (*slot) {
		table->entries[*slot - 1].value = value;
		return;
	}
	if (table->len == table->cap)
		table->entries =
			vec_grow(table->arena, table->entries, table->len,
				 &table->cap, sizeof(*table->entries));
	table->entries[table->len++] = (struct hash_entry){
		.key = arena_strndup(table->arena, key, len),
		.value = value,
		.hash = hash,
	};
	*slot = table->len;
}
