/*
 * The registry: every row can be found, every signature can be read.
 */
#include "ast/registry.h"

#include <criterion/criterion.h>

Test(registry, every_row_is_found_by_its_name)
{
	for (u32 id = 0; id < FN_COUNT; id++) {
		const struct function *row = function_row(id);

		cr_assert_eq(row->id, id);
		cr_assert_eq(function_find(row->name), row, "%s", row->name);
	}
	for (u32 id = 0; id < BI_COUNT; id++) {
		const struct builtin *row = builtin_row(id);

		cr_assert_eq(row->id, id);
		if (id != BI_arg)
			cr_assert_eq(builtin_find(row->name, NULL), row, "%s",
				     row->name);
	}
	cr_assert_null(function_find("no_such_function"));
	cr_assert_null(function_find(""));
	cr_assert_null(builtin_find("no_such_builtin", NULL));
	cr_assert_null(builtin_find("", NULL));
}

Test(registry, arguments_are_found_with_their_number)
{
	static const char *const none[] = { "arg",     "arg1x", "argx",
					    "args1",   "arg-1", "sarg0",
					    "arg99999" };
	u32 arg = 77;

	cr_assert_eq(builtin_find("arg0", &arg)->id, BI_arg);
	cr_assert_eq(arg, 0);
	cr_assert_eq(builtin_find("arg12", &arg)->id, BI_arg);
	cr_assert_eq(arg, 12);
	cr_assert_eq(builtin_find("args", &arg)->id, BI_args);
	for (u32 i = 0; i < countof(none); i++)
		cr_assert_null(builtin_find(none[i], &arg), "%s", none[i]);
}

Test(registry, every_signature_can_be_read)
{
	for (u32 id = 0; id < FN_COUNT; id++) {
		struct signature sig;

		function_signature(function_row(id), &sig);
		cr_assert_not_null(sig.ret);
		cr_assert_leq(sig.min_args, sig.nkinds);
		cr_assert_leq(sig.nkinds, sig.max_args);
	}
}

Test(registry, signatures_tell_arity_and_kinds)
{
	struct signature sig;

	function_signature(function_row(FN_printf), &sig);
	cr_assert_str_eq(sig.ret, "void");
	cr_assert_eq(sig.min_args, 1);
	cr_assert_eq(sig.max_args, UINT32_MAX);
	cr_assert_eq(sig.kinds[0], ARG_LIT_STRING);

	function_signature(function_row(FN_count), &sig);
	cr_assert_str_eq(sig.ret, "auto");
	cr_assert_eq(sig.max_args, 0);

	function_signature(function_row(FN_str), &sig);
	cr_assert_eq(sig.min_args, 1);
	cr_assert_eq(sig.max_args, 2);
	cr_assert_eq(sig.kinds[0], ARG_PTR);
	cr_assert_eq(sig.kinds[1], ARG_INT);

	function_signature(function_row(FN_lhist), &sig);
	cr_assert_eq(sig.min_args, 4);
	cr_assert_eq(sig.max_args, 4);
	cr_assert_eq(sig.kinds[3], ARG_LIT_INT);

	function_signature(function_row(FN_delete), &sig);
	cr_assert_str_eq(sig.ret, "bool");
	cr_assert_eq(sig.kinds[0], ARG_MAP);
	cr_assert_eq(sig.kinds[1], ARG_ANY);

	function_signature(function_row(FN_nsecs), &sig);
	cr_assert_str_eq(sig.ret, "uint64");
	cr_assert_eq(sig.min_args, 0);
	cr_assert_eq(sig.kinds[0], ARG_IDENT);
}
