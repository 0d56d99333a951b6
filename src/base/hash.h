/*
 * A table from string to pointer. Keys are copied into the arena; entries
 * keep their order of insertion.
 */
#ifndef AWL_HASH_H
#define AWL_HASH_H

#include "base/arena.h"

struct hash_entry {
	const char *key;
	void *value;
	u64 hash;
};

struct hash {
	struct arena *arena;
	struct hash_entry *entries; /* in order of insertion */
	u32 len, cap;
	u32 *slots; /* index + 1 into entries, 0 = free */
	u32 nslots;
};

/* Start an empty table whose memory comes from ARENA. */
void hash_init(struct hash *table, struct arena *arena);
/* The value of KEY, or NULL. */
void *hash_find(const struct hash *table, const char *key);
void *hash_findn(const struct hash *table, const char *key, size_t len);
/* Set KEY to VALUE (not NULL), replacing what was there. */
void hash_set(struct hash *table, const char *key, void *value);
/* 64-bit hash of LEN bytes (FNV-1a). */
u64 hash_bytes(const void *bytes, size_t len);

#endif
