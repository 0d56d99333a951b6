/* Reading maps: order of entries, and real maps where we may make them. */
#include "output/mapread.h"

#include "base/sys.h"
#include "output/histogram.h"
#include "output/mapsort.h"

#include <bpf/bpf.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct types *types;
static struct plan plan;
static struct decoder dec;

static void setup(void)
{
	types = types_new();
	plan = (struct plan){ .ncpus = sys_possible_cpus() };
	dec = (struct decoder){ .types = types,
				.arena = arena_new(),
				.plan = &plan };
}

static void teardown(void)
{
	arena_free(dec.arena);
	types_free(types);
}

TestSuite(mapread, .init = setup, .fini = teardown);

static struct value number(s64 num, bool is_signed)
{
	return (struct value){ .kind = V_INT,
			       .is_signed = is_signed,
			       .num = (u64)num };
}

static struct value string(const char *text)
{
	return (struct value){ .kind = V_STRING,
			       .text = text,
			       .len = strlen(text) };
}

/* Sort a map of values of TYPE; the keys 1, 2, ... must come out as ORDER. */
static void expect_order(const struct type *type, struct value *values, u32 num,
			 const char *order)
{
	struct plan_map map = { .name = "@x", .value = type };
	struct map_entry entries[8];
	char result[9] = "";

	for (u32 i = 0; i < num; i++)
		entries[i] =
			(struct map_entry){ number(i + 1, true), values[i] };
	mapsort(dec.arena, &map, entries, num);
	for (u32 i = 0; i < num; i++)
		result[i] = (char)('0' + entries[i].key.num);
	cr_expect_str_eq(result, order);
}

Test(mapread, numbers_are_sorted_by_value)
{
	struct value values[] = { number(3, true), number(-1, true),
				  number(2, true), number(-1, true) };

	expect_order(type_int(8, true), values, 4, "2431");
	expect_order(type_int(1, true), values, 4, "2431");
	expect_order(type_aggregate(T_SUM, true), values, 4, "2431");
	expect_order(type_aggregate(T_AVG, true), values, 4, "2431");
	expect_order(type_aggregate(T_MAX, true), values, 4, "3124");
	for (u32 i = 0; i < 4; i++)
		values[i].is_signed = false;
	expect_order(type_int(8, false), values, 4, "3124");
}

Test(mapread, stats_are_sorted_by_average)
{
	struct value values[2] = {
		{ .kind = V_STATS, .average = 3, .is_signed = true },
		{ .kind = V_STATS, .average = -4, .is_signed = true },
	};

	expect_order(type_aggregate(T_STATS, true), values, 2, "21");
}

Test(mapread, histograms_are_sorted_by_total)
{
	struct bucket buckets[2] = { { .count = 5 }, { .count = 1 } };
	struct value values[3] = {
		{ .kind = V_HIST, .buckets = buckets, .nbuckets = 2 },
		{ .kind = V_HIST, .buckets = buckets, .nbuckets = 1 },
		{ .kind = V_HIST },
	};

	expect_order(type_hist(types, 0), values, 3, "321");
}

Test(mapread, everything_else_is_sorted_by_key)
{
	struct plan_map map = { .name = "@x", .value = type_string(types, 4) };
	struct value parts[4][2] = {
		{ string("b"), number(1, true) },
		{ string("a"), number(2, true) },
		{ string("a"), number(-3, true) },
		{ string("ab"), number(0, true) },
	};
	struct map_entry entries[4];

	for (u32 i = 0; i < 4; i++)
		entries[i] = (struct map_entry){
			{ .kind = V_TUPLE, .items = parts[i], .nitems = 2 },
			string("v"),
		};
	mapsort(dec.arena, &map, entries, 4);
	cr_expect_eq(entries[0].key.items, parts[2]);
	cr_expect_eq(entries[1].key.items, parts[1]);
	cr_expect_eq(entries[2].key.items, parts[3]);
	cr_expect_eq(entries[3].key.items, parts[0]);
}

Test(mapread, division)
{
	struct bucket bucket = { .count = 7 };
	struct value value = number(-7, true);

	mapsort_divide(&value, 2);
	cr_expect_eq((s64)value.num, -3);
	value = number(-1, false);
	mapsort_divide(&value, 2);
	cr_expect_eq(value.num, UINT64_MAX / 2);
	value = (struct value){
		.kind = V_STATS, .count = 8, .average = 9, .total = 10
	};
	mapsort_divide(&value, 3);
	cr_expect_eq(value.average, 3);
	cr_expect_eq(value.count, 8);
	cr_expect_eq(value.total, 10);
	value = (struct value){ .kind = V_HIST,
				.buckets = &bucket,
				.nbuckets = 1,
				.is_linear = true };
	mapsort_divide(&value, 2);
	cr_expect_eq(bucket.count, 7);
	value.is_linear = false;
	mapsort_divide(&value, 2);
	cr_expect_eq(bucket.count, 3);
	value = string("text");
	mapsort_divide(&value, 2);
	cr_expect_eq(value.len, 4);
}

/* Create MAP; skips the test where BPF is not allowed. */
static int create(struct plan_map *map)
{
	static const enum bpf_map_type kinds[] = {
		[MAP_HASH] = BPF_MAP_TYPE_HASH,
		[MAP_ARRAY] = BPF_MAP_TYPE_ARRAY,
		[MAP_PERCPU_HASH] = BPF_MAP_TYPE_PERCPU_HASH,
		[MAP_PERCPU_ARRAY] = BPF_MAP_TYPE_PERCPU_ARRAY,
		[MAP_LRU_HASH] = BPF_MAP_TYPE_LRU_HASH,
		[MAP_LRU_PERCPU_HASH] = BPF_MAP_TYPE_LRU_PERCPU_HASH,
	};
	int fd;

	map->value_size =
		plan_value_size(map->value, map->is_scalar, &map->set_offset);
	map->key_size = map->key ? map->key->size : 4;
	fd = bpf_map_create(kinds[map->kind], "test", map->key_size,
			    map->value_size, map->max_entries, NULL);
	if (fd < 0)
		cr_skip_test("no BPF maps here: %s", strerror(errno));
	return fd;
}

Test(mapread, a_hash_of_many_entries)
{
	struct plan_map map = { .name = "@x",
				.kind = MAP_HASH,
				.key = type_int(4, true),
				.value = type_int(8, true),
				.max_entries = 5000 };
	int fd = create(&map);
	struct map_entry *entries;

	cr_expect_eq(mapread(&dec, &map, fd, 0, 0, true, &entries), 0);
	for (s32 i = 0; i < 5000; i++) {
		s64 value = (i * 7919) % 5000;

		cr_assert_eq(bpf_map_update_elem(fd, &i, &value, BPF_ANY), 0);
	}
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, true, &entries), 5000);
	for (u32 i = 0; i < 5000; i++) {
		cr_expect_eq(entries[i].value.num, i);
		cr_expect_eq((entries[i].key.num * 7919) % 5000, i);
	}
	cr_assert_eq(mapread(&dec, &map, fd, 3, 10, true, &entries), 3);
	cr_expect_eq(entries[2].value.num, 499);
	cr_expect_eq(mapread_zero(&map, fd), 0);
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, true, &entries), 5000);
	cr_expect_eq(entries[4999].value.num, 0);
	cr_expect_eq(mapread_clear(&map, fd), 0);
	cr_expect_eq(mapread(&dec, &map, fd, 0, 0, true, &entries), 0);
	close(fd);
}

Test(mapread, strings_stay_valid_over_batches)
{
	struct plan_map map = { .name = "@x",
				.kind = MAP_LRU_HASH,
				.key = type_string(types, 8),
				.value = type_string(types, 8),
				.max_entries = 8000 };
	int fd = create(&map);
	struct map_entry *entries;
	int num;

	for (u32 i = 0; i < 3000; i++) {
		char key[8] = "", value[8] = "";

		snprintf(key, sizeof(key), "k%05u", i);
		snprintf(value, sizeof(value), "v%05u", i);
		cr_assert_eq(bpf_map_update_elem(fd, key, value, BPF_ANY), 0);
	}
	num = mapread(&dec, &map, fd, 0, 0, false, &entries);
	cr_assert_gt(num, 2000);
	for (int i = 0; i < num; i++) {
		cr_expect_eq(entries[i].key.text[0], 'k');
		cr_expect_str_eq(entries[i].key.text + 1,
				 entries[i].value.text + 1);
		if (i)
			cr_expect_lt(strcmp(entries[i - 1].key.text,
					    entries[i].key.text),
				     0);
	}
	close(fd);
}

Test(mapread, per_cpu_values_are_merged)
{
	struct plan_map map = { .name = "@x",
				.kind = MAP_PERCPU_HASH,
				.key = type_int(8, true),
				.value = type_aggregate(T_COUNT, false),
				.max_entries = 10 };
	int fd = create(&map);
	u64 *values = calloc(plan.ncpus, sizeof(u64));
	struct map_entry *entries;
	s64 key = -4;

	for (u32 i = 0; i < plan.ncpus; i++)
		values[i] = i + 1;
	cr_assert_eq(bpf_map_update_elem(fd, &key, values, BPF_ANY), 0);
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 1);
	cr_expect_eq((s64)entries[0].key.num, -4);
	cr_expect_eq(entries[0].value.num,
		     (u64)plan.ncpus * (plan.ncpus + 1) / 2);
	cr_expect_eq(mapread_zero(&map, fd), 0);
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 1);
	cr_expect_eq(entries[0].value.num, 0);
	free(values);
	close(fd);
}

static void check_scalar(enum map_kind kind, const struct type *type,
			 u64 expected)
{
	struct plan_map map = { .name = "@x",
				.kind = kind,
				.is_scalar = true,
				.value = type,
				.max_entries = 1 };
	int fd = create(&map);
	u32 key = 0, cpus = kind == MAP_ARRAY ? 1 : plan.ncpus;
	u8 *bytes = calloc(cpus, map.value_size);
	struct map_entry *entries;
	u64 one = 1, two = 2;

	cr_expect_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 0);
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, true, &entries), 1);
	cr_expect_eq(entries[0].value.num, 0);
	cr_expect_eq(mapread_zero(&map, fd), 0);
	cr_expect_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 0);

	memcpy(bytes + map.set_offset, &one, sizeof(one));
	for (u32 i = 0; i < cpus; i++)
		memcpy(bytes + (size_t)i * map.value_size, &two, sizeof(two));
	cr_assert_eq(bpf_map_update_elem(fd, &key, bytes, BPF_ANY), 0);
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 1);
	cr_expect_eq(entries[0].value.num, expected);
	cr_expect_eq(entries[0].key.kind, V_NONE);
	cr_expect_eq(mapread_zero(&map, fd), 0);
	cr_assert_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 1);
	cr_expect_eq(entries[0].value.num, 0);
	cr_expect_eq(mapread_clear(&map, fd), 0);
	cr_expect_eq(mapread(&dec, &map, fd, 0, 0, false, &entries), 0);
	free(bytes);
	close(fd);
}

Test(mapread, scalars_know_whether_they_were_assigned)
{
	check_scalar(MAP_ARRAY, type_int(8, true), 2);
	check_scalar(MAP_PERCPU_ARRAY, type_aggregate(T_SUM, true),
		     2 * (u64)plan.ncpus);
}

Test(mapread, a_descriptor_that_is_no_map)
{
	struct plan_map map = { .name = "@x",
				.kind = MAP_HASH,
				.key = type_int(4, true),
				.key_size = 4,
				.value = type_int(8, true),
				.value_size = 8,
				.max_entries = 10 };
	struct map_entry *entries;

	cr_expect_lt(mapread(&dec, &map, -1, 0, 0, false, &entries), 0);
	cr_expect_lt(mapread_clear(&map, -1), 0);
	map.is_scalar = true;
	cr_expect_lt(mapread(&dec, &map, -1, 0, 0, false, &entries), 0);
}
