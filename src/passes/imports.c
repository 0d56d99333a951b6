/*
 * Imported scripts. None can be read yet, so each import is refused where it
 * stands.
 */
#include "passes/pass.h"

/*
 * requires: a parsed program.
 * provides: prog->imports is empty, or there are errors.
 * breaks:   nothing.
 */
void pass_imports(struct ctx *ctx, struct program *prog)
{
	for (struct node *node = prog->imports; node; node = node->next)
		diag_error(&ctx->diags, node->span,
			   "import is not supported yet");
}
