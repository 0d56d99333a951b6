/*
 * C++ and Rust names.
 */
#include "symbols/demangle.h"

#include <criterion/criterion.h>

static void check(const char *name, const char *expected)
{
	struct arena *arena = arena_new();

	cr_assert_str_eq(demangle(arena, name), expected);
	arena_free(arena);
}

Test(demangle, names_of_c_stay)
{
	check("main", "main");
	check("", "");
	check("_Z", "_Z");
	check("_Zfoo", "_Zfoo");
	check("_ZN", "_ZN");
}

Test(demangle, names_of_cpp_have_their_parameters)
{
	check("_Z3foov", "foo()");
	check("_ZN3cat4feedEiPKc", "cat::feed(int, char const*)");
}

Test(demangle, names_of_rust_lose_hash_and_escapes)
{
	check("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
	      "core::fmt::Formatter::pad");
	check("_ZN45_$LT$a..B$u20$as$u20$core..C$LT$$RF$T$GT$$GT$1f"
	      "17h0123456789abcdefE",
	      "<a::B as core::C<&T>>::f");
}
