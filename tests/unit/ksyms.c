/*
 * Kernel symbols. Where the kernel hides its addresses only the searches
 * that find nothing are tested.
 */
#include "symbols/ksyms.h"

#include <criterion/criterion.h>
#include <string.h>

static bool has_addresses(void)
{
	return ksyms_address("_stext") || ksyms_address("_text");
}

struct seen {
	u64 num;
	u64 addr;
	const char *wanted;
	u64 found;
};

static bool count_symbol(const char *name, u64 addr, const char *module,
			 void *arg)
{
	struct seen *seen = arg;

	cr_assert(name[0]);
	cr_assert(!module || module[0]);
	seen->num++;
	if (!strcmp(name, seen->wanted))
		seen->found = addr;
	return true;
}

static bool stop_at_once(const char *name UNUSED, u64 addr UNUSED,
			 const char *module UNUSED, void *arg)
{
	++*(u32 *)arg;
	return false;
}

Test(ksyms, what_is_not_there_is_not_found)
{
	struct ksyms *syms = ksyms_new();

	cr_assert_eq(ksyms_address("there_is_no_such_symbol"), 0);
	cr_assert_eq(ksyms_address(""), 0);
	cr_assert_null(ksyms_find(syms, 0, NULL, NULL));
	cr_assert_null(ksyms_find(syms, 0x1234, NULL, NULL));
	ksyms_free(syms);
	ksyms_free(NULL);
}

Test(ksyms, an_address_gets_its_name_back)
{
	struct ksyms *syms = ksyms_new();
	u64 addr = ksyms_address("vfs_read"), offset = 99;
	const char *module = "?";

	if (!has_addresses())
		cr_skip("no addresses");
	cr_assert_neq(addr, 0);
	cr_assert_str_eq(ksyms_find(syms, addr, &offset, &module), "vfs_read");
	cr_assert_eq(offset, 0);
	cr_assert_null(module);
	cr_assert_str_eq(ksyms_find(syms, addr + 3, &offset, NULL), "vfs_read");
	cr_assert_eq(offset, 3);
	ksyms_free(syms);
}

Test(ksyms, far_behind_the_last_symbol_there_is_nothing)
{
	struct ksyms *syms = ksyms_new();

	if (!has_addresses())
		cr_skip("no addresses");
	cr_assert_null(ksyms_find(syms, UINT64_MAX, NULL, NULL));
	ksyms_free(syms);
}

Test(ksyms, each_sees_every_function_until_told_to_stop)
{
	struct seen seen = { .wanted = "vfs_read" };
	u32 calls = 0;

	cr_assert_eq(ksyms_each(count_symbol, &seen), 0);
	cr_assert_gt(seen.num, 1000);
	cr_assert_eq(seen.found, ksyms_address("vfs_read"));
	cr_assert_eq(ksyms_each(stop_at_once, &calls), 0);
	cr_assert_eq(calls, 1);
}
