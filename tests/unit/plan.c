/* Layout of payloads and of map values. */
#include <criterion/criterion.h>

#include "plan.h"

static struct types *store;
static struct arena *arena;

static void setup(void)
{
	store = types_new();
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
	types_free(store);
}

TestSuite(plan, .init = setup, .fini = teardown);

Test(plan, fields_are_aligned_and_records_padded)
{
	const struct type *types[] = {
		type_int(1, true),
		type_int(8, false),
		type_string(store, 5),
		type_int(2, false),
	};
	const struct record *rec = record_layout(arena, EV_printf, types, 4);

	cr_assert_eq(rec->nfields, 4);
	cr_expect_eq(rec->fields[0].offset, sizeof(struct ev_printf));
	cr_expect_eq(rec->fields[1].offset, 16);
	cr_expect_eq(rec->fields[2].offset, 24);
	cr_expect_eq(rec->fields[3].offset, 30);
	cr_expect_eq(rec->size, 32);
	cr_expect_eq(rec->fields[2].type, types[2]);
}

Test(plan, a_record_without_values_is_its_fixed_part)
{
	const struct record *rec = record_layout(arena, EV_printf, NULL, 0);

	cr_expect_eq(rec->size, sizeof(struct ev_printf));
	rec = record_layout(arena, EV_print_map, NULL, 0);
	cr_expect_eq(rec->size, sizeof(struct ev_print_map));
	rec = record_layout(arena, EV_KINDS, NULL, 0);
	cr_expect_eq(rec->size, sizeof(struct ev_head));
}

static void expect_size(const struct type *type, u32 size)
{
	u32 set = 1;

	cr_expect_eq(plan_value_size(type, false, &set), size, "%s",
		     type_name(store, type));
	cr_expect_eq(set, 0);
	cr_expect_eq(plan_value_size(type, true, &set), size + 8, "%s",
		     type_name(store, type));
	cr_expect_eq(set, size);
}

Test(plan, sizes_of_map_values)
{
	expect_size(type_int(1, true), 8);
	expect_size(type_bool(), 8);
	expect_size(type_ptr(store, type_void(), AS_KERNEL), 8);
	expect_size(type_string(store, 5), 8);
	expect_size(type_string(store, 16), 16);
	expect_size(type_aggregate(T_COUNT, false), 8);
	expect_size(type_aggregate(T_SUM, true), 8);
	expect_size(type_aggregate(T_MIN, true), 16);
	expect_size(type_aggregate(T_AVG, true), 16);
	expect_size(type_aggregate(T_STATS, true), 16);
	expect_size(type_lhist(store, 0, 100, 10), 8 * 12);
	expect_size(type_hist(store, 0), 8 * type_buckets(type_hist(store, 0)));
	expect_size(type_simple(T_MAC), 8);
}
