/*
 * Attach points as written: do they name a probe type, and as many parts as
 * it has? What they match is found later; a mistake in their form comes first.
 */
#include "passes/pass.h"

#include "attach/probe.h"

/*
 * requires: a parsed program without positional parameters.
 * provides: every attach point names a probe type, or several.
 * breaks:   nothing.
 */
void pass_points(struct ctx *ctx, struct program *prog)
{
	for (struct node *probe = prog->probes; probe; probe = probe->next)
		for (struct node *node = probe->probe.points; node;
		     node = node->next) {
			struct probe_parts *parts;

			(void)probe_split(ctx, node->point.text, node->span,
					  &parts);
		}
}
