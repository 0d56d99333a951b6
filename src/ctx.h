/*
 * What every pass and code generation share. Set up once by run.c; each pass
 * writes one field.
 */
#ifndef AWL_CTX_H
#define AWL_CTX_H

#include "base/arena.h"
#include "base/diag.h"
#include "config.h"
#include "plan.h"

struct cdefs;
struct kernel_btf;
struct typing;

enum feature {
#define FEATURE(NAME, SECTION, TEXT, SINCE) FEAT_##NAME,
#include "features.def"
#undef FEATURE
	FEATURES
};

/* Facts about the kernel, found out when first asked. */
struct features {
	bool (*probe)(enum feature feature, void *arg);
	void *arg;
	u32 known;   /* bit set: asked before */
	u32 present; /* bit set: the kernel has it */
};

static inline bool feature_has(struct features *set, enum feature feature)
{
	u32 bit = 1U << feature;

	if (!(set->known & bit)) {
		set->known |= bit;
		if (set->probe && set->probe(feature, set->arg))
			set->present |= bit;
	}
	return set->present & bit;
}

/* Facts about this run that code may be compiled for. */
struct environment {
	u32 ncpus;      /* possible CPUs */
	u32 pid;        /* -p, 0 without */
	u32 cpid;       /* child of -c, 0 without */
	bool unsafe;    /* --unsafe */
	u32 warn_level; /* runtime warnings: 0 none, 1 default, 2 with -k */
	u64 pidns_dev, pidns_ino;
	bool pidns_is_init; /* pids need no translation */
	bool has_btf;
	const char *const *params; /* positional parameters */
	u32 nparams;
	const char *const *named; /* program options, "name[=value]" */
	u32 nnamed;
	const char *const *include_dirs; /* -I */
	u32 ninclude_dirs;
	const char *const *includes; /* --include */
	u32 nincludes;
};

struct ctx {
	struct arena *arena; /* compile: gone before polling starts */
	struct types *types;
	struct sources sources;
	struct diags diags;
	struct config config;
	struct features *features;
	struct environment env;
	struct kernel_btf *btf; /* opens itself when first asked */
	struct cdefs *cdefs;
	struct typing *typing; /* written by `types` and `lower` */
	struct plan *plan;     /* written by `resources` */
};

#endif
