/*
 * Fuzz target: any bytes are parsed; what parses without an error is printed,
 * and the text must parse to an equal tree.
 */
#include "ast/parse.h"
#include "ast/print.h"
#include "base/diag.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* One parse with lists of its own. */
struct attempt {
	struct sources sources;
	struct diags diags;
	struct program *prog;
};

static void attempt_parse(struct attempt *try, struct arena *arena,
			  const char *text, size_t len)
{
	static const char *const params[] = { "100", "kprobe:f", "" };
	struct parse_input input = {
		.arena = arena,
		.diags = &try->diags,
		.params = params,
		.nparams = countof(params),
	};

	sources_init(&try->sources, arena);
	diags_init(&try->diags, arena, &try->sources);
	input.src = sources_add(&try->sources, "fuzz", text, len);
	try->prog = parse_program(&input);
}

static bool lists_equal(const struct node *a, const struct node *b)
{
	for (; a && b; a = a->next, b = b->next) {
		if (!node_equal(a, b))
			return false;
	}
	return !a && !b;
}

static bool programs_equal(const struct program *a, const struct program *b)
{
	return lists_equal(a->settings, b->settings) &&
	       lists_equal(a->imports, b->imports) &&
	       lists_equal(a->macros, b->macros) &&
	       lists_equal(a->fns, b->fns) &&
	       lists_equal(a->mapdecls, b->mapdecls) &&
	       lists_equal(a->probes, b->probes);
}

/* An attach point that is not as written may hold anything. */
static bool has_expansion(const struct attempt *try)
{
	const struct source *src = try->sources.items[0];

	for (const struct node *probe = try->prog->probes; probe;
	     probe = probe->next) {
		const struct node *point = probe->probe.points;

		for (; point; point = point->next) {
			const char *text =
				src->text + point->span.pos - src->base;

			if (memchr(text, '$', point->span.len))
				return true;
		}
	}
	return false;
}

/* Parentheses that were optional may be what makes the nesting too deep. */
static bool is_too_deep(const struct attempt *try)
{
	return try->diags.nerr == 1 &&
	       str_ends(try->diags.items.items[0]->text, "too deep");
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *arena = arena_new();
	struct attempt first = { 0 }, second = { 0 };
	struct strbuf text = { 0 };

	attempt_parse(&first, arena, (const char *)data, size);
	print_outline(&text, first.prog, NULL);
	strbuf_clear(&text);
	print_program(&text, first.prog);
	if (!first.diags.nerr && !has_expansion(&first)) {
		attempt_parse(&second, arena, strbuf_text(&text), text.len);
		if (!is_too_deep(&second) &&
		    (second.diags.nerr ||
		     !programs_equal(first.prog, second.prog))) {
			diags_render(&second.diags, stderr, false, true);
			fprintf(stderr, "%s\n", strbuf_text(&text));
			abort();
		}
	}
	strbuf_fini(&text);
	arena_free(arena);
	return 0;
}
