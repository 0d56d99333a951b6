/* Wildcards. */
#include <criterion/criterion.h>

#include "attach/match.h"

#include <string.h>

Test(match, plain_text_matches_itself_only)
{
	cr_assert(match_glob("vfs_read", "vfs_read"));
	cr_assert(!match_glob("vfs_read", "vfs_readv"));
	cr_assert(!match_glob("vfs_readv", "vfs_read"));
	cr_assert(match_glob("", ""));
	cr_assert(!match_glob("", "a"));
}

Test(match, star_stands_for_any_text)
{
	cr_assert(match_glob("*", ""));
	cr_assert(match_glob("*", "anything"));
	cr_assert(match_glob("vfs_*", "vfs_"));
	cr_assert(match_glob("*read", "vfs_read"));
	cr_assert(match_glob("*ware*", "software"));
	cr_assert(match_glob("a*b*c", "a__b_bc"));
	cr_assert(match_glob("**", "x"));
	cr_assert(!match_glob("a*b*c", "a__b_bd"));
	cr_assert(!match_glob("vfs_*", "xvfs_read"));
}

Test(match, other_wildcards_are_literal)
{
	cr_assert(!match_glob("a?c", "abc"));
	cr_assert(match_glob("a?c", "a?c"));
	cr_assert(match_glob("[ab]*", "[ab]x"));
	cr_assert(!match_glob("[ab]*", "ax"));
	cr_assert(!match_has_wildcard("a?[c]"));
	cr_assert(match_has_wildcard("a*"));
}

Test(match, many_stars_stay_fast)
{
	char text[4001];

	memset(text, 'a', 4000);
	text[4000] = '\0';
	cr_assert(!match_glob("*a*a*a*a*a*a*a*a*a*a*b", text));
}
