/*
 * Probe types: what their names are, how their attach points are read,
 * expanded, listed and attached. One row of probe.def and one file each.
 */
#ifndef AWL_PROBE_H
#define AWL_PROBE_H

#include "base/diag.h"
#include "base/vec.h"
#include "ctx.h"

struct session;
struct bpf_link;

enum probe_flag {
	PF_SPECIAL = 1 << 0,  /* run by us, attached nowhere */
	PF_ANY_CASE = 1 << 1, /* BEGIN, begin, Begin */
	PF_KERNEL = 1 << 2,
	PF_USER = 1 << 3,
	PF_RETURN = 1 << 4,     /* fires when a function returns */
	PF_LIST = 1 << 5,       /* shown by plain -l */
	PF_LIST_ASKED = 1 << 6, /* shown when asked by name */
	PF_PID_INJECT = 1 << 7, /* -p is a filter in the program */
	PF_REVERSE = 1 << 8,    /* attached last to first (the kernel runs
				   them in reverse order) */
	PF_LATER = 1 << 9,      /* known, not supported yet */
};

enum probe_id {
#define PROBE(ID, NAME, ALIASES, PARTS, FLAGS, CAPS, OPS, DOC) PROBE_##ID,
#include "attach/probe.def"
	PROBE_KINDS
};

/* An attach point as written, split at its colons. */
struct probe_parts {
	const struct probe_type *type;
	const char **items; /* after the type; quotes and escapes resolved */
	u32 nitems;
	struct span span;
};

struct points {
	struct point *items;
	u32 len, cap;
};

struct probe_list;

/* All that resolving an attach point may look at. */
struct probe_request {
	struct ctx *ctx; /* arena, diags, config, features, env, btf */
	struct probe_parts parts;
	bool uses_args;    /* the body mentions `args` */
	bool uses_probe;   /* the body mentions `probe` */
	bool shares_args;  /* wildcard points may differ in `args`: split */
	bool uses_kstack;  /* the body mentions `kstack` */
	bool uses_tracing; /* the body calls what raw tracepoints may not */
};

struct probe_ops {
	/*
	 * Check the parts and add the points that they mean to OUT, wildcards
	 * expanded, points and names in ctx->plan->arena. Mistakes go to
	 * ctx->diags; a point that does not exist is no mistake here, OUT just
	 * stays empty. Returns false after a mistake.
	 */
	bool (*resolve)(struct probe_request *req, struct points *out);
	/* Type of `args` at POINT, or NULL after a diagnostic. */
	const struct type *(*args)(struct probe_request *req,
				   const struct point *point);
	/* Return type of the function at POINT (fexit); NULL: uint64. */
	const struct type *(*retval)(struct probe_request *req,
				     const struct point *point);
	/*
	 * Add to OUT, for -l, what matches the parts (wildcards or not), each
	 * as printed; with VERBOSE followed by its parameters.
	 */
	int (*list)(struct probe_request *req, struct probe_list *out,
		    bool verbose);
	/*
	 * Attach program PROG of SESSION to its point IDX, or to all its
	 * points when they are VIA_MULTI (IDX 0 then). Returns 0 or -errno
	 * after log_error of what went wrong.
	 */
	int (*attach)(struct session *session, u32 prog, u32 idx);
};

struct probe_type {
	enum probe_id id;
	const char *name;
	const char *aliases; /* comma-separated */
	u32 min_parts, max_parts;
	unsigned flags;
	unsigned caps;
	const struct probe_ops *ops;
	const char *doc;
};

/* Row ID. */
const struct probe_type *probe_type(enum probe_id id);
/*
 * The type that NAME spells: full names in any case, aliases exactly; NULL
 * when there is none. NAME is LEN bytes.
 */
const struct probe_type *probe_type_find(const char *name, size_t len);

/*
 * Split TEXT, an attach point at SPAN, and find its type or types (a wildcard
 * type gives several). Reports `Invalid probe type: x`, wrong numbers of
 * parts and types that are not supported yet. Returns the number of entries
 * written to *OUT, an array in ctx->arena; 0 after a diagnostic.
 */
u32 probe_split(struct ctx *ctx, const char *text, struct span span,
		struct probe_parts **out);

/*
 * May the program that serves POINT, of TYPE, call the kernel's function NAME?
 * Found out by trying; progtype.c.
 */
bool probe_may_call(struct ctx *ctx, const struct probe_type *type,
		    const struct point *point, const char *name);

/* A symbol of the program that a user probe is in. */
struct user_symbol {
	u64 addr; /* as in the file */
	u64 size;
	u64 place;           /* address of the probed place, as in the file */
	bool is_relocatable; /* the program is loaded anywhere */
};

/*
 * Find NAME in the target of POINT, for uaddr(). Returns 0 or -errno (-ENOENT:
 * none).
 */
int user_symbol(const struct point *point, const char *name,
		struct user_symbol *out);

/* Lines of a listing. */
struct probe_list {
	struct arena *arena;
	VEC(const char *) lines;
};

/*
 * All probes that match PATTERN ("*:*" without one), sorted as -l prints
 * them. Returns the number of lines, or -errno.
 */
int probe_list(struct ctx *ctx, const char *pattern, bool verbose,
	       struct probe_list *out);

/*
 * Parse the numbers of attach points: "1e6", "0x10", "1_000". False after a
 * diagnostic "WHAT: invalid ..." at SPAN.
 */
bool probe_number(struct probe_request *req, const char *text, const char *what,
		  u64 *value);

#endif
