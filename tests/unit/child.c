/*
 * Running other programs: what they say, how they end.
 */
#include "base/child.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static struct arena *arena;

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(child, .init = set_up, .fini = tear_down);

static int shell(const char *command, const char **out)
{
	const char *const argv[] = { "/bin/sh", "-c", command, NULL };

	return child_run(arena, argv, out);
}

Test(child, both_streams_are_kept)
{
	const char *out;

	cr_assert_eq(shell("echo a; echo b >&2", &out), 0);
	cr_assert_str_eq(out, "a\nb\n");
}

Test(child, silence_is_an_empty_text)
{
	const char *out;

	cr_assert_eq(shell("exit 3", &out), 3);
	cr_assert_str_eq(out, "");
}

Test(child, a_signal_is_a_status)
{
	const char *out;

	cr_assert_eq(shell("kill -9 $$", &out), 128 + 9);
}

Test(child, what_is_not_there)
{
	const char *const argv[] = { "/nonexistent/clang", NULL };
	const char *out;

	cr_assert_eq(child_run(arena, argv, &out), -ENOENT);
	cr_assert_str_eq(out, "");
}

Test(child, much_text_does_not_block)
{
	const char *out;
	size_t len;

	cr_assert_eq(shell("head -c 1000000 /dev/zero | tr '\\0' x", &out), 0);
	len = strlen(out);
	cr_assert(len >= 64 << 10 && len < 100000);
}

Test(child, reads_nothing_of_ours)
{
	const char *out;

	cr_assert_eq(shell("cat", &out), 0);
	cr_assert_str_eq(out, "");
}
