/*
 * The shape of diagnostics.
 */
#include "base/diag.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct setup {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	const char *text;
};

static void start(struct setup *s, const char *text)
{
	s->arena = arena_new();
	s->text = text;
	sources_init(&s->sources, s->arena);
	sources_add(&s->sources, "stdin", text, strlen(text));
	diags_init(&s->diags, s->arena, &s->sources);
}

/* The place of PART in the text. */
static struct span at(const struct setup *s, const char *part)
{
	const char *found = strstr(s->text, part);

	cr_assert(found);
	return (struct span){ (u32)(found - s->text) + 1, (u32)strlen(part) };
}

static void finish(struct setup *s, bool color, bool warnings,
		   const char *expected)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	diags_render(&s->diags, out, color, warnings);
	fclose(out);
	cr_assert_str_eq(text, expected);
	free(text);
	arena_free(s->arena);
}

Test(diag, one_line_with_tildes)
{
	struct setup s;

	start(&s, "begin { print(kaddr(\"asdfzzzzzzz\")) }");
	diag_error(&s.diags, at(&s, "kaddr(\"asdfzzzzzzz\")"), "Failed: %d", 7);
	finish(&s, false, true,
	       "stdin:1:15-35: ERROR: Failed: 7\n"
	       "begin { print(kaddr(\"asdfzzzzzzz\")) }\n"
	       "              ~~~~~~~~~~~~~~~~~~~~\n");
}

Test(diag, tabs_take_four_columns)
{
	struct setup s;

	start(&s, "begin {\n\tf(a,\tb)\n}\n");
	diag_error(&s.diags, at(&s, "a,\tb"), "bad");
	finish(&s, false, true,
	       "stdin:2:4-8: ERROR: bad\n"
	       "    f(a,    b)\n"
	       "      ~~~~~~~\n");
}

Test(diag, several_lines_have_no_tildes)
{
	struct setup s;

	start(&s, "begin {\n\tf(a,\n\t  b)\n}\n");
	diag_warn(&s.diags, at(&s, "f(a,\n\t  b)"), "bad");
	finish(&s, false, true,
	       "stdin:2-3: WARNING: bad\n"
	       "    f(a,\n"
	       "      b)\n");
}

Test(diag, errors_come_first_with_all_that_belongs_to_them)
{
	struct setup s;
	struct diag *diag;

	start(&s, "a + b");
	diag_warn(&s.diags, at(&s, "b"), "careful");
	diag = diag_error(&s.diags, at(&s, "+"), "Type mismatch");
	diag_context(&s.diags, diag, at(&s, "a"), "left (%s)", "int8");
	diag_context(&s.diags, diag, at(&s, "b"), "right");
	diag_hint(&s.diags, diag, "try %s", "harder");
	diag_from(&s.diags, diag, at(&s, "a + b"));
	finish(&s, false, true,
	       "stdin:1:3-4: ERROR: Type mismatch\n"
	       "a + b\n"
	       "  ~\n"
	       "stdin:1:1-2: ERROR: left (int8)\n"
	       "a + b\n"
	       "~\n"
	       "stdin:1:5-6: ERROR: right\n"
	       "a + b\n"
	       "    ~\n"
	       "HINT: try harder\n"
	       "stdin:1:1-6: ERROR: expanded from\n"
	       "a + b\n"
	       "~~~~~\n"
	       "stdin:1:5-6: WARNING: careful\n"
	       "a + b\n"
	       "    ~\n");
}

Test(diag, without_a_place_there_is_only_the_text)
{
	struct setup s;

	start(&s, "x");
	diag_error(&s.diags, (struct span){ 0 }, "No probes");
	diag_warn(&s.diags, (struct span){ 0 }, "quiet");
	finish(&s, false, false, "ERROR: No probes\n");
}

Test(diag, colour_covers_the_whole_message)
{
	struct setup s;

	start(&s, "x");
	diag_error(&s.diags, at(&s, "x"), "e");
	diag_warn(&s.diags, (struct span){ 0 }, "w");
	finish(&s, true, true,
	       "\033[31mstdin:1:1-2: ERROR: e\nx\n~\033[0m\n"
	       "\033[33mWARNING: w\033[0m\n");
}

Test(diag, the_end_of_the_text_is_a_place)
{
	struct setup s;

	start(&s, "begin {");
	diag_error(&s.diags, (struct span){ 8, 0 }, "unexpected end");
	finish(&s, false, true,
	       "stdin:1:8-9: ERROR: unexpected end\n"
	       "begin {\n"
	       "       ~\n");
}

Test(diag, errors_are_limited_but_counted)
{
	struct setup s;
	struct arena *arena;

	start(&s, "x");
	arena = s.arena;
	for (int i = 0; i < 50; i++) {
		struct diag *diag = diag_error(&s.diags, at(&s, "x"), "e");

		diag_hint(&s.diags, diag, "h");
	}
	cr_assert_eq(s.diags.nerr, 50);
	cr_assert_eq(s.diags.items.len, DIAG_MAX_ERRORS);
	arena_free(arena);
}

Test(diag, what_a_terminal_would_obey_is_not_printed)
{
	struct setup s;

	start(&s, "\x1b[2Jbad\x7f");
	diag_error(&s.diags, at(&s, "bad"), "No");
	finish(&s, false, true,
	       "stdin:1:5-8: ERROR: No\n"
	       "?[2Jbad?\n"
	       "    ~~~\n");
}
