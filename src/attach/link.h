/*
 * The system calls that attach programs: thin, no state, no messages. They
 * speak to the kernel directly, because the library's wrappers are older
 * than some of the calls.
 */
#ifndef AWL_LINK_H
#define AWL_LINK_H

#include "base/base.h"

#include <linux/perf_event.h>

struct bpf_insn;

/* Raw tracepoint NAME; a COOKIE that is not NULL needs a new kernel. */
int link_raw_tracepoint(int prog, const char *name, const u64 *cookie);
/* A fentry or fexit program, whose target was set when it was loaded. */
int link_tracing(int prog, bool is_return, const u64 *cookie);
/*
 * Run PROG for perf event PERF. With COOKIE a link's descriptor is returned
 * in *LINK; otherwise (or on old kernels) the event itself carries the
 * program and *LINK is -1. Returns 0 or -errno.
 */
int link_perf_event(int prog, int perf, const u64 *cookie, int *link);
/* NUM kernel functions SYMS at once. */
int link_kprobe_multi(int prog, bool is_return, const char *const *syms,
		      const u64 *cookies, u32 num);

/* NUM places of one file at once. */
struct uprobe_multi {
	const char *path;
	const u64 *offsets;
	const u64 *cookies;
	u32 num;
	u32 pid; /* 0: every process */
	bool is_return;
};
int link_uprobe_multi(int prog, const struct uprobe_multi *multi);

/* What a refusal (-errno) of any of these means, for messages. */
const char *link_error(int err);

/* perf_event_open, close-on-exec; PID -1: any, CPU -1: any. */
int perf_open(const struct perf_event_attr *attr, s32 pid, s32 cpu);
/*
 * The type of dynamic PMU NAME ("kprobe", "uprobe"), or -errno; *RETPROBE
 * (may be NULL) gets the bit of config that means "on return".
 */
int perf_pmu_type(const char *name, u64 *retprobe);
/* Read a small decimal number from PATH; -errno or the number. */
s64 read_number(const char *path);

/*
 * Load the program INSNS for a trial. TYPE and ATTACH are the kernel's
 * enums, BTF_ID 0 or the attach target; LOG may be NULL. Returns a
 * descriptor or -errno.
 */
struct trial {
	u32 type;
	u32 attach;
	u32 btf_id;
	u32 btf_obj_fd; /* of a module's BTF, 0: the kernel's */
	const struct bpf_insn *insns;
	u32 ninsns;
	char *log;
	u32 log_size;
};
int trial_load(const struct trial *trial);
/* A program of TYPE that returns 0. */
int trial_load_empty(u32 type, u32 attach);
/* A program for trial_raw_exists; a descriptor or -errno. */
int trial_load_raw(void);
/* Does the kernel know NAME as a raw tracepoint? Attaches nothing. */
bool trial_raw_exists(int prog, const char *name);

/* Kernel constants that are newer than the headers we may be built with. */
enum {
	ATTACH_KPROBE_MULTI = 42,
	ATTACH_UPROBE_MULTI = 48,
	ATTACH_KPROBE_SESSION = 56,
};
/* BPF_LINK_CREATE with an argument area ARG of SIZE bytes (may be 0). */
int link_create(int prog, u32 target, u32 attach, const void *arg, size_t size);

#endif
