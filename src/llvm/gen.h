/*
 * Core nodes -> LLVM IR -> ELF object. The only folder that knows LLVM; its
 * types do not leave it.
 */
#ifndef AWL_GEN_H
#define AWL_GEN_H

#include "ast/ast.h"
#include "ctx.h"

struct object {
	void *bytes;
	size_t size;
};

struct gen_options {
	bool verify;           /* check the module before optimising */
	bool dump_ir;          /* -d codegen, on stdout */
	bool dump_optimized;   /* -d codegen-opt */
	bool dump_asm;         /* -d dis */
	const char *llvm_path; /* --emit-llvm FILE, or NULL */
	bool line_text;        /* the script's text goes into the BTF */
};

/*
 * Compile PROG, which passes_run() has lowered, to an ELF object. Errors of
 * the user that only show here go to ctx->diags. Returns 0, or -errno after
 * a message; free the result with object_free.
 */
int gen_object(struct ctx *ctx, const struct program *prog,
	       const struct gen_options *options, struct object *out);
void object_free(struct object *object);

/*
 * The module's text before optimisation, without metadata, in ARENA; for
 * snapshots. NULL after diagnostics.
 */
const char *gen_text(struct ctx *ctx, const struct program *prog,
		     struct arena *arena);

/* "19.1.7" */
const char *gen_llvm_version(void);
/* Give the memory of LLVM's code back; it is not needed while tracing. */
void gen_release(void);

#endif
