/*
 * Types: interning, sizes, layout, spelling.
 */
#include "btf/type.h"

#include <criterion/criterion.h>
#include <string.h>

static struct types *store;

static void setup(void)
{
	store = types_new();
}

static void teardown(void)
{
	types_free(store);
}

TestSuite(types, .init = setup, .fini = teardown);

#define ELEMS(...) ((const struct type *[]){ __VA_ARGS__ })
#define NAMES(...) ((const char *[]){ __VA_ARGS__ })

static const struct type *tuple(const struct type *a, const struct type *b)
{
	return type_tuple(store, ELEMS(a, b), 2);
}

static void expect_name(const struct type *type, const char *name)
{
	cr_expect_str_eq(type_name(store, type), name);
}

Test(types, equal_types_are_one_pointer)
{
	const struct type *i8 = type_int(1, true), *u64_ = type_int(8, false);

	cr_expect_eq(type_string(store, 16), type_string(store, 16));
	cr_expect_neq(type_string(store, 16), type_string(store, 17));
	cr_expect_eq(type_ptr(store, i8, AS_USER),
		     type_ptr(store, i8, AS_USER));
	cr_expect_neq(type_ptr(store, i8, AS_USER),
		      type_ptr(store, i8, AS_KERNEL));
	cr_expect_eq(tuple(i8, u64_), tuple(i8, u64_));
	cr_expect_neq(tuple(i8, u64_), tuple(u64_, i8));
	cr_expect_neq(type_lhist(store, 0, 10, 1), type_lhist(store, 0, 10, 2));
	cr_expect_neq(type_stack(store, true, STACK_PERF, 3),
		      type_stack(store, false, STACK_PERF, 3));
	cr_expect_eq(type_record(store, NAMES("a"), ELEMS(i8), 1),
		     type_record(store, NAMES("a"), ELEMS(i8), 1));
	cr_expect_neq(type_record(store, NAMES("a"), ELEMS(i8), 1),
		      type_record(store, NAMES("b"), ELEMS(i8), 1));
}

Test(types, interning_survives_growth)
{
	const struct type *first[2000];

	for (u32 i = 0; i < countof(first); i++)
		first[i] = type_array(store, type_int(2, true), i);
	for (u32 i = 0; i < countof(first); i++)
		cr_assert_eq(first[i], type_array(store, type_int(2, true), i));
}

Test(types, tuples_are_laid_out_naturally)
{
	const struct type *inner = tuple(type_int(1, true), type_int(2, true));
	const struct type *type =
		type_tuple(store,
			   ELEMS(type_int(1, false), type_string(store, 5),
				 type_int(4, true), type_simple(T_USYM), inner,
				 type_int(8, true), type_bool()),
			   7);
	static const u32 offsets[] = { 0, 1, 8, 12, 28, 32, 40 };

	cr_expect_eq(inner->size, 4);
	cr_expect_eq(inner->align, 2);
	for (u32 i = 0; i < countof(offsets); i++)
		cr_expect_eq(type->layout->fields[i].offset, offsets[i],
			     "element %u at %u", i,
			     type->layout->fields[i].offset);
	cr_expect_eq(type->size, 48);
	cr_expect_eq(type->align, 8);
	cr_expect_eq(type_tuple(store, NULL, 0)->size, 0);
}

Test(types, spelling)
{
	const struct type *file =
		type_struct(store, "struct file", false, 8, 8, NULL, 0);
	const struct field anon[] = {
		{ .name = "a", .type = type_int(4, true) },
		{ .name = "b", .type = type_ptr(store, file, AS_KERNEL) },
	};

	expect_name(type_int(8, true), "int64");
	expect_name(type_int_flex(1), "int8");
	expect_name(type_int(2, false), "uint16");
	expect_name(type_bool(), "bool");
	expect_name(type_string(store, 16), "string[16]");
	expect_name(type_buffer(store, 3), "buffer[7]");
	expect_name(type_simple(T_INET), "inet[24]");
	expect_name(type_ptr(store, file, AS_NONE), "struct file *");
	expect_name(type_ptr(store, type_void(), AS_NONE), "void *");
	expect_name(tuple(type_int(1, true), type_string(store, 4)),
		    "(int8,string[4])");
	expect_name(type_record(store, NAMES("a", "b"),
				ELEMS(type_int(1, true), type_bool()), 2),
		    "record { .a = int8, .b = bool }");
	expect_name(type_array(store, type_int(4, true), 4), "int32[4]");
	expect_name(type_stack(store, false, STACK_BPFTRACE, 127),
		    "kstack_bpftrace_127");
	expect_name(type_stack(store, true, STACK_BUILD_ID, 3),
		    "ustack_build_id_3");
	expect_name(type_aggregate(T_COUNT, false), "count_t");
	expect_name(type_aggregate(T_SUM, true), "sum_t");
	expect_name(type_aggregate(T_SUM, false), "usum_t");
	expect_name(type_aggregate(T_STATS, false), "ustats_t");
	expect_name(type_hist(store, 0), "hist_t");
	expect_name(type_simple(T_MAC), "mac_address");
	expect_name(type_none(), "none");
	expect_name(type_struct(store, NULL, true, 8, 8, anon, 2),
		    "union {int32,struct file *}");
}

Test(types, sizes)
{
	cr_expect_eq(type_buffer(store, 10)->size, 14);
	cr_expect_eq(type_stack(store, false, STACK_PERF, 10)->size, 88);
	cr_expect_eq(type_stack(store, true, STACK_PERF, 10)->size, 96);
	cr_expect_eq(type_stack(store, true, STACK_BUILD_ID, 2)->size, 80);
	cr_expect_eq(type_aggregate(T_AVG, true)->size, 16);
	cr_expect_eq(type_aggregate(T_AVG, true)->base, type_int(8, true));
	cr_expect_eq(type_array(store, type_int(8, true), UINT32_MAX)->size,
		     UINT32_MAX);
}

/* The index of VALUE in a histogram of K bits, as code is generated for. */
static u32 hist_index(u64 value, u32 k)
{
	u32 pos;

	if (value < 1ULL << k)
		return (u32)value + 1;
	pos = 63 - (u32)__builtin_clzll(value);
	return ((pos - k + 1) << k) +
	       (u32)(value >> (pos - k) & ((1ULL << k) - 1)) + 1;
}

Test(types, every_bucket_has_a_slot)
{
	for (u32 k = 0; k <= 5; k++) {
		const struct type *type = type_hist(store, k);

		cr_expect_eq(hist_index(UINT64_MAX, k) + 1, type_buckets(type));
		cr_expect_eq(type->size, type_buckets(type) * 8);
	}
	cr_expect_eq(type_buckets(type_lhist(store, 0, 100, 10)), 12);
	cr_expect_eq(type_buckets(type_lhist(store, -10, 5, 10)), 3);
	cr_expect_eq(type_buckets(type_lhist(store, INT64_MIN, INT64_MAX,
					     INT64_MAX)),
		     4);
}

Test(types, plain_types_are_not_flexible)
{
	const struct type *flex = type_int_flex(1);
	const struct type *nested = tuple(flex, tuple(flex, type_bool()));

	cr_expect_eq(type_plain(store, flex), type_int(1, true));
	cr_expect_eq(type_plain(store, nested),
		     tuple(type_int(1, true),
			   tuple(type_int(1, true), type_bool())));
	cr_expect_neq(type_plain(store, nested), nested);
}

Test(types, members_are_found_in_anonymous_members)
{
	const struct field low[] = {
		{ .name = "x", .type = type_int(4, true), .offset = 4 },
	};
	const struct type *inner =
		type_struct(store, NULL, false, 8, 4, low, 1);
	const struct field mid[] = {
		{ .type = inner, .offset = 8 },
		{ .name = "x2", .type = inner, .offset = 16 },
	};
	const struct type *outer =
		type_struct(store, "struct o", false, 24, 4, mid, 2);
	u32 offset = 99;

	cr_assert_not_null(type_field(store, outer, "x", &offset));
	cr_expect_eq(offset, 12);
	cr_expect_not_null(type_field(store, outer, "x2", NULL));
	cr_expect_null(type_field(store, outer, "y", &offset));
	cr_expect_null(type_field(store, type_bool(), "y", &offset));
}

/* A struct that holds itself without a name, over and over. */
static int load_cycle(struct origin *origin, struct types *types,
		      struct layout *layout)
{
	static struct field fields[4];

	(void)types;
	for (u32 i = 0; i < countof(fields); i++)
		fields[i].type = origin->data;
	layout->fields = fields;
	layout->nfields = countof(fields);
	return 0;
}

Test(types, cycles_come_to_an_end)
{
	static struct origin origin = { .load = load_cycle };
	const struct type *type = type_named(store, T_STRUCT, NULL, &origin);

	origin.data = (void *)(uintptr_t)type;
	cr_expect_null(type_field(store, type, "y", NULL));
	type_complete(store, type);
}

static int load_fails(struct origin *origin, struct types *types,
		      struct layout *layout)
{
	(void)types;
	layout->nfields = 7;
	++*(u32 *)origin->data;
	return -1;
}

Test(types, a_failed_load_leaves_no_members)
{
	static u32 calls;
	static struct origin origin = { .load = load_fails, .data = &calls };
	const struct type *type =
		type_named(store, T_STRUCT, "struct gone", &origin);

	cr_expect_eq(type_layout(store, type)->nfields, 0);
	cr_expect_eq(type_layout(store, type)->nfields, 0);
	cr_expect_eq(calls, 1);
}

Test(types, kinds_of_questions)
{
	cr_expect(type_is_int(type_bool()));
	cr_expect_not(type_is_int(type_string(store, 3)));
	cr_expect(type_is_castable(type_aggregate(T_AVG, false)));
	cr_expect_not(type_is_castable(type_aggregate(T_STATS, false)));
	cr_expect(type_is_aggregate(type_hist(store, 2)));
	cr_expect(type_is_histogram(type_hist(store, 2)));
	cr_expect_not(type_is_histogram(type_aggregate(T_COUNT, false)));
}
