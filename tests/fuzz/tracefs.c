/*
 * Fuzz target: format files of tracepoints. Every field of what was read
 * must be one that a type can be told of.
 */
#include "btf/tracefs.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

static void look(struct types *store, const struct type *args)
{
	const struct layout *layout = type_layout(store, args);

	for (u32 i = 0; layout && i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		if (!field->type || !*type_name(store, field->type))
			abort();
		type_complete(store, field->type);
	}
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct types *store = types_new();
	struct tracepoint_format format = { 0 };
	const char *text =
		arena_strndup(types_arena(store), (const char *)bytes, size);

	if (!tracefs_parse_format(store, NULL, "sys_enter_fuzz", text, &format))
		look(store, format.args);
	types_free(store);
	return 0;
}
