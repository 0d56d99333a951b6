/*
 * From a script's text to a BPF object: the compile-time half of a run.
 */
#ifndef AWL_COMPILE_H
#define AWL_COMPILE_H

#include "ctx.h"
#include "llvm/gen.h"

struct options;
struct program;

/* Exit statuses beside exit(N); the manual lists them. */
enum status {
	STATUS_OK = 0,
	STATUS_ERROR = 1,    /* usage, script, no probes */
	STATUS_FAILED = 255, /* load, attach */
};

struct compilation {
	const struct options *opt;
	struct ctx ctx;
	struct features features;
	struct object object; /* the result of compile() */
};

/* Prepare COMP for OPT; a status after a message. */
enum status compilation_init(struct compilation *comp,
			     const struct options *opt);
/* Text -> COMP->object and the plan; messages are printed. */
enum status compilation_run(struct compilation *comp);
/* Text -> tree after the pass LAST (NULL: all); NULL after messages. */
struct program *compilation_tree(struct compilation *comp, const char *last);
/* Print the diagnostics so far. */
void compilation_render(const struct compilation *comp);
/* Free all that only compiling needs; plan and types stay. */
void compilation_drop_tree(struct compilation *comp);
void compilation_fini(struct compilation *comp);

#endif
