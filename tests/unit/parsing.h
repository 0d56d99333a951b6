/*
 * For tests that start from source text: one parse with everything it needs.
 */
#ifndef TEST_PARSING_H
#define TEST_PARSING_H

#include "ast/parse.h"
#include "ast/print.h"
#include "base/diag.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

struct parsed {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	struct program *prog;
};

static inline struct parsed *parsed_bytes(const char *text, size_t len,
					  const char *const *params,
					  u32 nparams)
{
	struct arena *arena = arena_new();
	struct parsed *parsed = ARENA_OBJ(arena, struct parsed);
	struct parse_input input = {
		.arena = arena,
		.diags = &parsed->diags,
		.params = params,
		.nparams = nparams,
	};

	parsed->arena = arena;
	sources_init(&parsed->sources, arena);
	diags_init(&parsed->diags, arena, &parsed->sources);
	input.src = sources_add(&parsed->sources, "stdin", text, len);
	parsed->prog = parse_program(&input);
	return parsed;
}

static inline struct parsed *parsed_any(const char *text)
{
	return parsed_bytes(text, strlen(text), NULL, 0);
}

/* The text must have no mistakes. */
static inline struct parsed *parsed_good(const char *text)
{
	struct parsed *parsed = parsed_any(text);

	cr_assert_eq(parsed->diags.nerr, 0, "'%s': %s", text,
		     parsed->diags.nerr ? parsed->diags.items.items[0]->text
					: "");
	return parsed;
}

static inline void parsed_free(struct parsed *parsed)
{
	if (parsed)
		arena_free(parsed->arena);
}

static inline char *parsed_print(const struct parsed *parsed)
{
	struct strbuf out = { 0 };
	char *copy;

	print_program(&out, parsed->prog);
	copy = arena_strdup(parsed->arena, strbuf_text(&out));
	strbuf_fini(&out);
	return copy;
}

/* The first statement of the first probe. */
static inline struct node *parsed_stmt(const struct parsed *parsed)
{
	cr_assert_not_null(parsed->prog->probes);
	return parsed->prog->probes->probe.body->block.stmts;
}

static inline bool lists_equal(const struct node *a, const struct node *b)
{
	for (; a && b; a = a->next, b = b->next) {
		if (!node_equal(a, b))
			return false;
	}
	return !a && !b;
}

static inline bool programs_equal(const struct program *a,
				  const struct program *b)
{
	return lists_equal(a->settings, b->settings) &&
	       lists_equal(a->imports, b->imports) &&
	       lists_equal(a->macros, b->macros) &&
	       lists_equal(a->fns, b->fns) &&
	       lists_equal(a->mapdecls, b->mapdecls) &&
	       lists_equal(a->probes, b->probes);
}

#endif
