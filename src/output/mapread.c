/*
 * Reading and emptying BPF maps. Hash maps are read in batches where the
 * kernel can, otherwise key by key; scalars are arrays of one element.
 */
#include "output/mapread.h"

#include "base/sys.h"
#include "base/vec.h"
#include "output/mapsort.h"
#include "output/series.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEY_INDENT = 4, /* spaces before a frame in a map's key */
	BATCH = 1024,   /* entries asked for at once */
	BATCH_MIN = 16,
	BATCH_BYTES = 1 << 20, /* of values, about */
	TOKEN_SIZE = 512,      /* position of a batch: the largest key */
};

/* Called for each entry that was read: one value for each CPU. */
typedef void (*entry_fn)(void *arg, const void *key, const void *value);

/* A map that is being read. */
struct reader {
	struct arena *arena; /* keys and values handed out live here */
	const struct plan_map *map;
	int fd;
	u32 ncpus;         /* values of one entry */
	size_t value_size; /* of all CPUs */
	bool keep_values;  /* the values are needed after the call */
	entry_fn fn;
	void *arg;
};

static bool is_percpu(const struct plan_map *map)
{
	return map->kind == MAP_PERCPU_HASH || map->kind == MAP_PERCPU_ARRAY ||
	       map->kind == MAP_LRU_PERCPU_HASH;
}

/* How many values one element has. */
static u32 map_ncpus(const struct plan_map *map)
{
	return is_percpu(map) ? sys_possible_cpus() : 1;
}

/* Does the value hold text that the decoded value points to? */
static bool has_text(const struct plan_map *map)
{
	return !type_is_int(map->value) && !type_is_aggregate(map->value);
}

static struct reader reader_new(struct arena *arena, const struct plan_map *map,
				int fd, entry_fn fn, void *arg)
{
	struct reader reader = {
		.arena = arena,
		.map = map,
		.fd = fd,
		.ncpus = map_ncpus(map),
		.keep_values = has_text(map),
		.fn = fn,
		.arg = arg,
	};

	reader.value_size = (size_t)map->value_size * reader.ncpus;
	return reader;
}

/* Hand out NUM entries that lie one behind the other. */
static void hand_out(const struct reader *reader, const u8 *keys,
		     const u8 *values, u32 num)
{
	for (u32 i = 0; i < num; i++)
		reader->fn(reader->arg,
			   keys + (size_t)i * reader->map->key_size,
			   values + i * reader->value_size);
}

/* Entries to ask for in one call. */
static u32 batch_size(const struct reader *reader)
{
	u64 num = BATCH_BYTES / reader->value_size;

	num = u64_min(u64_max(num, BATCH_MIN), BATCH);
	return (u32)u64_min(num, u64_max(reader->map->max_entries, 1));
}

/*
 * Read all entries with batched calls. Returns 0, or -errno; -EAGAIN says
 * that nothing was handed out and reading key by key may still work.
 */
static int read_batches(const struct reader *reader)
{
	size_t token_size = u64_max(reader->map->key_size, TOKEN_SIZE);
	void *from = arena_alloc(reader->arena, token_size);
	void *next = arena_alloc(reader->arena, token_size);
	u32 size = batch_size(reader);
	u8 *keys = NULL, *values = NULL;
	bool is_first = true, is_last = false;

	while (!is_last) {
		u32 num = size;
		int err = 0;

		if (!keys)
			keys = arena_alloc(reader->arena,
					   (size_t)size *
						   reader->map->key_size);
		if (!values)
			values = arena_alloc(reader->arena,
					     size * reader->value_size);
		if (bpf_map_lookup_batch(reader->fd, is_first ? NULL : from,
					 next, keys, values, &num, NULL))
			err = errno;
		if (err == ENOSPC && size < 1U << 24) {
			/* One bucket holds more than we have room for. */
			size *= 2;
			keys = values = NULL;
			continue;
		}
		if (err && err != ENOENT)
			return is_first ? -EAGAIN : -err;
		hand_out(reader, keys, values, num);
		is_last = err == ENOENT;
		is_first = false;
		memcpy(from, next, token_size);
		keys = NULL;
		if (reader->keep_values)
			values = NULL;
	}
	return 0;
}

/*
 * Read key by key. Entries that come and go meanwhile may be missed; the
 * number of steps is bounded, because a deleted key starts over.
 */
static int read_each(const struct reader *reader)
{
	u64 left = (u64)reader->map->max_entries * 2 + BATCH;
	u8 *key = NULL, *value = NULL;

	for (; left; left--) {
		u8 *next = arena_alloc(reader->arena, reader->map->key_size);

		if (bpf_map_get_next_key(reader->fd, key, next))
			return errno == ENOENT ? 0 : -errno;
		key = next;
		if (!value || reader->keep_values)
			value = arena_alloc(reader->arena, reader->value_size);
		if (!bpf_map_lookup_elem(reader->fd, key, value))
			reader->fn(reader->arg, key, value);
		else if (errno != ENOENT)
			return -errno;
	}
	return 0;
}

static int read_scalar(const struct reader *reader)
{
	u8 *value = arena_alloc(reader->arena, reader->value_size);
	u32 key = 0;

	if (bpf_map_lookup_elem(reader->fd, &key, value))
		return -errno;
	reader->fn(reader->arg, NULL, value);
	return 0;
}

static int read_all(const struct reader *reader)
{
	int err;

	if (reader->map->is_scalar)
		return read_scalar(reader);
	err = read_batches(reader);
	return err == -EAGAIN ? read_each(reader) : err;
}

/* Buckets of long series. */
struct buckets {
	struct arena *arena;
	VEC(struct distant_bucket) items;
};

static void on_bucket(void *arg, const void *key, const void *value)
{
	struct buckets *buckets = arg;
	struct distant_bucket bucket;

	memcpy(&bucket.series, key, sizeof(bucket.series));
	memcpy(&bucket.bucket, value, sizeof(bucket.bucket));
	vec_push(buckets->arena, &buckets->items, bucket);
}

/* Read the buckets of all long series, sorted by series. */
static int read_buckets(const struct decoder *dec, struct buckets *buckets)
{
	const struct plan_map *map = &dec->plan->maps[dec->plan->nmaps];
	struct reader reader = reader_new(dec->arena, map, dec->buckets_fd,
					  on_bucket, buckets);
	int err;

	buckets->arena = dec->arena;
	reader.keep_values = false;
	err = read_all(&reader);
	series_sort(buckets->items.items, buckets->items.len);
	return err;
}

/* Entries that were decoded so far. */
struct decoded {
	const struct decoder *dec; /* of values */
	struct decoder key_dec;
	const struct plan_map *map;
	u32 ncpus;
	bool empty_scalar;
	struct buckets buckets; /* of long series */
	VEC(struct map_entry) entries;
};

static struct value gather(const struct decoded *decoded, const void *bytes)
{
	const struct plan_map *map = decoded->map;
	struct value value = { .type = map->value,
			       .is_signed = map->value->is_signed };

	series_gather(&value, decoded->dec->arena, bytes, map->value_size,
		      decoded->ncpus, decoded->buckets.items.items,
		      decoded->buckets.items.len);
	return value;
}

/* Was the scalar whose VALUES these are ever assigned? */
static bool is_set(const struct plan_map *map, const void *values, u32 ncpus)
{
	u64 word;

	if (!map->set_offset)
		return true;
	for (u32 cpu = 0; cpu < ncpus; cpu++) {
		memcpy(&word,
		       (const u8 *)values + (size_t)cpu * map->value_size +
			       map->set_offset,
		       sizeof(word));
		if (word)
			return true;
	}
	return false;
}

static void on_entry(void *arg, const void *key, const void *value)
{
	struct decoded *decoded = arg;
	const struct plan_map *map = decoded->map;
	struct map_entry entry = { 0 };

	if (!key && !decoded->empty_scalar &&
	    !is_set(map, value, decoded->ncpus))
		return;
	if (key && map->key)
		entry.key = decode_value(&decoded->key_dec, map->key, key,
					 map->key_size);
	entry.value = type_is_long_series(map->value)
			      ? gather(decoded, value)
			      : decode_map_value(decoded->dec, map, value,
						 decoded->ncpus);
	vec_push(decoded->dec->arena, &decoded->entries, entry);
}

int mapread(const struct decoder *dec, const struct plan_map *map, int fd,
	    u32 top, u64 div, bool empty_scalar, struct map_entry **entries)
{
	struct decoded decoded = {
		.dec = dec,
		.key_dec = *dec,
		.map = map,
		.empty_scalar = empty_scalar,
	};
	struct reader reader =
		reader_new(dec->arena, map, fd, on_entry, &decoded);
	u32 num, skip = 0;
	int err = 0;

	decoded.key_dec.stack_indent = KEY_INDENT;
	decoded.ncpus = reader.ncpus;
	if (type_is_long_series(map->value))
		err = read_buckets(dec, &decoded.buckets);
	if (!err)
		err = read_all(&reader);
	if (err)
		return err;
	num = decoded.entries.len;
	if (map->value->kind == T_TSERIES)
		series_align(dec->arena, decoded.entries.items, num);
	mapsort(dec->arena, map, decoded.entries.items, num);
	if (top && top < num)
		skip = num - top;
	*entries = num ? decoded.entries.items + skip : NULL;
	for (u32 i = skip; div && i < num; i++)
		mapsort_divide(&decoded.entries.items[i].value, div);
	return (int)(num - skip);
}

/* Keys of a map that is about to change. */
struct keys {
	struct arena *arena;
	VEC(const void *) items;
};

static void on_key(void *arg, const void *key, const void *value)
{
	struct keys *keys = arg;

	(void)value;
	vec_push(keys->arena, &keys->items, key);
}

/* Write zeros to all CPUs of the element KEY; its set word becomes IS_SET. */
static int write_zeros(const struct plan_map *map, int fd, const void *key,
		       u64 is_set_word)
{
	u8 *value = calloc(map_ncpus(map), map->value_size);
	int err = 0;

	if (!value)
		return -ENOMEM;
	if (map->set_offset)
		memcpy(value + map->set_offset, &is_set_word,
		       sizeof(is_set_word));
	if (bpf_map_update_elem(fd, key, value, BPF_EXIST) && errno != ENOENT)
		err = -errno;
	free(value);
	return err;
}

/* Call CHANGE for each key that is in the map now. */
static int change_keys(const struct plan_map *map, int fd,
		       int (*change)(const struct plan_map *map, int fd,
				     const void *key))
{
	struct keys keys = { .arena = arena_new() };
	struct reader reader = reader_new(keys.arena, map, fd, on_key, &keys);
	int err;

	reader.keep_values = false;
	err = read_all(&reader);
	for (u32 i = 0; !err && i < keys.items.len; i++)
		err = change(map, fd, keys.items.items[i]);
	arena_free(keys.arena);
	return err;
}

static int delete_key(const struct plan_map *map, int fd, const void *key)
{
	(void)map;
	if (bpf_map_delete_elem(fd, key) && errno != ENOENT)
		return -errno;
	return 0;
}

static int zero_key(const struct plan_map *map, int fd, const void *key)
{
	return write_zeros(map, fd, key, 0);
}

int mapread_clear(const struct plan_map *map, int fd)
{
	u32 key = 0;

	if (map->is_scalar)
		return write_zeros(map, fd, &key, 0);
	return change_keys(map, fd, delete_key);
}

/* Remembers whether a scalar was assigned. */
struct scalar_state {
	const struct plan_map *map;
	u32 ncpus;
	bool is_set;
};

static void on_scalar(void *arg, const void *key, const void *value)
{
	struct scalar_state *state = arg;

	(void)key;
	state->is_set = is_set(state->map, value, state->ncpus);
}

static int zero_scalar(const struct plan_map *map, int fd)
{
	struct scalar_state state = { .map = map, .ncpus = map_ncpus(map) };
	struct arena *arena = arena_new();
	struct reader reader = reader_new(arena, map, fd, on_scalar, &state);
	int err = read_scalar(&reader);
	u32 key = 0;

	arena_free(arena);
	if (err || !state.is_set)
		return err;
	return write_zeros(map, fd, &key, 1);
}

int mapread_zero(const struct plan_map *map, int fd)
{
	if (map->is_scalar)
		return zero_scalar(map, fd);
	return change_keys(map, fd, zero_key);
}

/* Numbers of the series in a map. */
struct numbers {
	struct arena *arena;
	const struct plan_map *map;
	u32 ncpus;
	VEC(u64) items;
};

static void on_series(void *arg, const void *key, const void *value)
{
	struct numbers *numbers = arg;
	u64 number;

	(void)key;
	for (u32 cpu = 0; cpu < numbers->ncpus; cpu++) {
		memcpy(&number,
		       (const u8 *)value +
			       (size_t)cpu * numbers->map->value_size,
		       sizeof(number));
		if (number)
			vec_push(numbers->arena, &numbers->items, number);
	}
}

static int compare_numbers(const void *a, const void *b)
{
	const u64 *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static int delete_buckets(const struct decoder *dec,
			  const struct numbers *numbers)
{
	const struct plan_map *map = &dec->plan->maps[dec->plan->nmaps];
	struct keys keys = { .arena = dec->arena };
	struct reader reader =
		reader_new(dec->arena, map, dec->buckets_fd, on_key, &keys);
	int err;

	reader.keep_values = false;
	err = read_all(&reader);
	/* The number is what a key begins with. */
	for (u32 i = 0; !err && i < keys.items.len; i++) {
		if (bsearch(keys.items.items[i], numbers->items.items,
			    numbers->items.len, sizeof(u64), compare_numbers))
			err = delete_key(map, dec->buckets_fd,
					 keys.items.items[i]);
	}
	return err;
}

int mapread_forget(const struct decoder *dec, const struct plan_map *map,
		   int fd)
{
	struct numbers numbers = {
		.arena = dec->arena,
		.map = map,
		.ncpus = map_ncpus(map),
	};
	struct reader reader =
		reader_new(dec->arena, map, fd, on_series, &numbers);
	int err = read_all(&reader);

	if (err || !numbers.items.len)
		return err;
	qsort(numbers.items.items, numbers.items.len, sizeof(u64),
	      compare_numbers);
	return delete_buckets(dec, &numbers);
}
