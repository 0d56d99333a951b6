/*
 * Fuzz target: the C preamble. Every type and macro with one of the usual
 * names is asked for, so that lazily finished types are finished.
 */
#include "btf/cdefs.h"

#include "base/arena.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

static void look(struct types *store, const struct type *type)
{
	const struct layout *layout;

	if (!type)
		return;
	(void)type_name(store, type);
	type_complete(store, type);
	layout = type->kind == T_STRUCT ? type_layout(store, type) : NULL;
	for (u32 i = 0; layout && i < layout->nfields; i++)
		(void)type_name(store, layout->fields[i].type);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	static const char *const names[] = {
		"struct a", "struct b", "union a", "union u", "enum e",
		"enum a",   "a",        "b",       "t",       "u64",
	};
	struct arena *arena;
	struct types *store;
	struct cdefs *defs;
	struct sources sources;
	struct diags diags;
	struct source *src;
	s64 value;

	/* Headers are libclang's business. */
	if (memmem(bytes, size, "include", strlen("include")))
		return 0;
	arena = arena_new();
	store = types_new();
	defs = cdefs_new(arena, store);
	sources_init(&sources, arena);
	diags_init(&diags, arena, &sources);
	src = sources_add(&sources, "fuzz", (const char *)bytes, size);
	cdefs_parse(defs, &diags, src->base, src->text, src->len, true);
	for (u32 i = 0; i < countof(names); i++)
		look(store, cdefs_type(defs, names[i]));
	(void)cdefs_enumerator(defs, "A", &value, NULL);
	(void)cdefs_macro(defs, "M");
	cdefs_close(defs);
	types_free(store);
	arena_free(arena);
	return 0;
}
