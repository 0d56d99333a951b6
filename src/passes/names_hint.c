/*
 * What an unknown word or call may have been meant to be.
 */
#include "passes/names_hint.h"

#include "ast/registry.h"
#include "base/suggest.h"

/* Names that begin with an underscore are no names for users. */
static void try_name(struct suggestion *search, const char *name)
{
	if (name[0] != '_')
		suggest_try(search, name);
}

static void try_functions(struct suggestion *search)
{
	for (u32 i = 0; i < FN_COUNT; i++) {
		const struct function *row = function_row((enum function_id)i);

		if (!(row->flags & FN_LATER))
			try_name(search, row->name);
	}
}

static void try_builtins(struct suggestion *search)
{
	for (u32 i = 0; i < BI_COUNT; i++)
		try_name(search, builtin_row((enum builtin_id)i)->name);
}

void names_hint(struct diags *diags, const struct program *prog,
		struct diag *diag, const char *name)
{
	struct suggestion search;

	suggest_begin(&search, name);
	vec_for (i, &prog->macro_names)
		try_name(&search, prog->macro_names.items[i]);
	for (struct node *node = prog->fns; node; node = node->next)
		try_name(&search, node->fn.name);
	for (struct node *node = prog->cfns; node; node = node->next)
		try_name(&search, node->fn.name);
	try_functions(&search);
	try_builtins(&search);
	suggest_hint(&search, diags, diag);
}
