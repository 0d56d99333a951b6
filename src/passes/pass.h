/*
 * The pipeline: a table of passes and its runner.
 */
#ifndef AWL_PASS_H
#define AWL_PASS_H

#include "ast/ast.h"
#include "ctx.h"

#include <stdio.h>

typedef void (*pass_fn)(struct ctx *ctx, struct program *prog);

/* In running order; see the table in pass.c. */
void pass_imports(struct ctx *ctx, struct program *prog);
void pass_settings(struct ctx *ctx, struct program *prog);
void pass_params(struct ctx *ctx, struct program *prog);
void pass_points(struct ctx *ctx, struct program *prog);
void pass_flow(struct ctx *ctx, struct program *prog);
void pass_macros(struct ctx *ctx, struct program *prog);
void pass_probes(struct ctx *ctx, struct program *prog);
void pass_options(struct ctx *ctx, struct program *prog);
void pass_fields(struct ctx *ctx, struct program *prog);
void pass_fold(struct ctx *ctx, struct program *prog);
void pass_types(struct ctx *ctx, struct program *prog);
void pass_check(struct ctx *ctx, struct program *prog);
void pass_lower(struct ctx *ctx, struct program *prog);
void pass_resources(struct ctx *ctx, struct program *prog);

/* Fold *SLOT once more: parts of it have become literals. */
void fold_expression(struct ctx *ctx, struct program *prog, struct node **slot);

/* What to dump after each pass. */
struct pass_dump {
	FILE *out;
	bool ast;   /* the program after every pass */
	bool types; /* the outline with types after `types` */
};

/*
 * Run the passes up to and including LAST (NULL: all). Stops at a barrier
 * when there are errors. Returns false when ctx->diags has errors.
 */
bool passes_run(struct ctx *ctx, struct program *prog, const char *last,
		const struct pass_dump *dump);

/* A node made after `types`: it gets its type at once. */
struct node *node_typed(struct ctx *ctx, struct program *prog,
			enum node_kind kind, const struct type *type,
			struct span span);

#endif
