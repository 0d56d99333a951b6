/*
 * What the kernel's refusal of a program means to the author of the script:
 * which line, why, and what to change.
 */
#ifndef AWL_ATTACH_REFUSED_H
#define AWL_ATTACH_REFUSED_H

#include "attach/session.h"
#include "plan.h"

#include <linux/bpf.h>

struct bpf_object;

/* A program that was refused. */
struct refusal {
	const struct session_options *options;
	const struct bpf_object *object; /* has the names of files, or NULL */
	const struct plan_prog *prog;
	const char *log; /* of the verifier */
	int err;         /* -errno */
	const struct bpf_insn *insns;
	size_t ninsns;
	const struct bpf_line_info *lines; /* places of instructions */
	size_t nlines;
};

/* Print an error and hints; nothing when the reason is not known. */
void refused_explain(const struct refusal *refusal);
/*
 * After OBJECT could not be loaded: print which map of PLAN the kernel does
 * not make, and why. False, with nothing printed, when it makes them all.
 */
bool refused_map(const struct plan *plan, const struct bpf_object *object);
/* Number of the last instruction that LOG tells of, -1: none. */
s64 refused_insn(const char *log);

#endif
