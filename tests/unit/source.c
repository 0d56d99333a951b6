/*
 * Places in sources.
 */
#include "base/source.h"

#include <criterion/criterion.h>
#include <string.h>

static void check_place(struct source *src, u32 offset, u32 line, u32 column)
{
	u32 l, c;

	source_place(src, src->base + offset, &l, &c);
	cr_assert_eq(l, line, "offset %u: line %u", offset, l);
	cr_assert_eq(c, column, "offset %u: column %u", offset, c);
}

Test(source, lines_and_columns)
{
	struct arena *arena = arena_new();
	struct sources list;
	struct source *src;
	const char *text;
	u32 len;

	sources_init(&list, arena);
	src = sources_add(&list, "a.bt", "ab\n\ncd\n", 7);
	check_place(src, 0, 1, 1);
	check_place(src, 2, 1, 3);
	check_place(src, 3, 2, 1);
	check_place(src, 4, 3, 1);
	check_place(src, 7, 4, 1);
	check_place(src, 99, 4, 1);
	text = source_line(src, 3, &len);
	cr_assert_eq(len, 2);
	cr_assert(!strncmp(text, "cd", 2));
	source_line(src, 2, &len);
	cr_assert_eq(len, 0);
	source_line(src, 5, &len);
	cr_assert_eq(len, 0);
	source_line(src, 0, &len);
	cr_assert_eq(len, 0);
	arena_free(arena);
}

Test(source, positions_tell_the_source)
{
	struct arena *arena = arena_new();
	struct sources list;
	struct source *a, *b, *c;

	sources_init(&list, arena);
	a = sources_add(&list, "a", "xyz", 3);
	b = sources_add(&list, "b", "", 0);
	c = sources_add(&list, "c", "1", 1);
	cr_assert_eq(a->base, 1);
	cr_assert_null(sources_find(&list, 0));
	cr_assert_eq(sources_find(&list, 1), a);
	cr_assert_eq(sources_find(&list, 4), a, "the end belongs to a");
	cr_assert_eq(sources_find(&list, b->base), b);
	cr_assert_eq(sources_find(&list, c->base), c);
	cr_assert_null(sources_find(&list, c->base + 2));
	check_place(b, 0, 1, 1);
	arena_free(arena);
}

Test(source, join_ignores_nowhere)
{
	struct span a = { 5, 2 }, b = { 10, 3 }, none = { 0, 0 };
	struct span both = span_join(b, a);

	cr_assert_eq(both.pos, 5);
	cr_assert_eq(both.len, 8);
	cr_assert_eq(span_join(none, a).pos, 5);
	cr_assert_eq(span_join(a, none).len, 2);
}

Test(source, expansions_have_an_origin_and_a_parent)
{
	struct arena *arena = arena_new();
	struct span text = { .len = 4 }, use = { .len = 2 }, at, parent;
	struct sources list;
	struct source *a;
	u32 outer, inner;

	sources_init(&list, arena);
	a = sources_add(&list, "a", "macro body; use", 15);
	text.pos = a->base + 6;
	use.pos = a->base + 12;
	outer = sources_expand(&list, text, use);
	inner = sources_expand(&list, text,
			       (struct span){ .pos = outer + 1, .len = 1 });
	cr_assert(outer > a->base + a->len);
	cr_assert(inner > outer + 4);
	at = sources_origin(&list, (struct span){ inner + 2, 1 }, &parent);
	cr_assert_eq(at.pos, text.pos + 2);
	cr_assert_eq(at.len, 1);
	cr_assert_eq(parent.pos, outer + 1);
	at = sources_origin(&list, parent, &parent);
	cr_assert_eq(at.pos, text.pos + 1);
	cr_assert_eq(parent.pos, use.pos);
	at = sources_origin(&list, use, &parent);
	cr_assert_eq(at.pos, use.pos);
	cr_assert_eq(parent.pos, 0);
	cr_assert_eq(sources_find(&list, inner), a);
	cr_assert_eq(sources_find(&list, inner + 4), a, "the end, too");
	cr_assert_null(sources_find(&list, inner + 5));
	cr_assert(sources_is_expanded(&list, outer));
	cr_assert(!sources_is_expanded(&list, text.pos));
	arena_free(arena);
}

Test(source, too_long_an_expansion)
{
	struct arena *arena = arena_new();
	struct sources list;
	struct span huge = { .pos = 1, .len = UINT32_MAX };

	sources_init(&list, arena);
	(void)sources_add(&list, "a", "x", 1);
	cr_assert_eq(sources_expand(&list, huge, huge), 0);
	arena_free(arena);
}
