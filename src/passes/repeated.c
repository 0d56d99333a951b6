/*
 * Diagnostics said once for all copies of a body.
 */
#include "passes/repeated.h"

#include "base/hash.h"

void drop_repeated(struct diags *list)
{
	struct hash seen;
	u32 num = 0;

	hash_init(&seen, list->arena);
	vec_for (i, &list->items) {
		struct diag *diag = list->items.items[i];
		const char *key = arena_printf(list->arena, "%d %u %u %s",
					       diag->severity, diag->span.pos,
					       diag->span.len, diag->text);

		if (hash_find(&seen, key)) {
			list->nerr -= diag->severity == SEV_ERROR;
			continue;
		}
		hash_set(&seen, key, diag);
		list->items.items[num++] = diag;
	}
	list->items.len = num;
}
