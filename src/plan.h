/*
 * The contract between compile time and run time: plain data by index.
 * Written by passes (probes, resources), read by code generation, attaching
 * and output. Nothing in it points into the compile arena.
 */
#ifndef AWL_PLAN_H
#define AWL_PLAN_H

#include "base/source.h"
#include "btf/type.h"
#include "caps.h"
#include "events.h"

struct probe_type;

/* What the kernel hands to a program, as code generation sees it. */
enum context_kind {
	CTX_NONE,       /* begin, end, self: nothing of use */
	CTX_REGS,       /* struct pt_regs *: kprobe, uprobe and returns */
	CTX_PERF,       /* struct bpf_perf_event_data *: registers first */
	CTX_TRACEPOINT, /* the event's record, as its format file says */
	CTX_RAW,        /* u64[]: raw tracepoint arguments */
	CTX_SYSCALL,    /* CTX_RAW of sys_enter or sys_exit that serves
			   tracepoint:syscalls:*, see point.syscall; with
			   VIA_PERF the record of raw_syscalls:sys_* */
	CTX_BTF,        /* u64[]: fentry, fexit, and with VIA_RAW raw
			   tracepoints; pointers are trusted */
	CTX_ITER,       /* struct bpf_iter__X * */
};

/* How a program with several points learns which one fired. */
enum point_source {
	POINT_SINGLE,  /* it has just one */
	POINT_COOKIE,  /* bpf_get_attach_cookie() is the point's index */
	POINT_PATCH,   /* loaded once for each point with PLAN_POINT_MAGIC
			  replaced by the index */
	POINT_SYSCALL, /* found from the system call's number */
};

/*
 * The 64-bit immediate that stands for the point's index in a program with
 * POINT_PATCH; the session rewrites it in each copy.
 */
#define PLAN_POINT_MAGIC 0x6177e1c0de5a11efULL

/*
 * Code generation knows kernel functions by their place in kfuncs.def, and
 * calls helpers with numbers from here on for them; the session puts in what
 * the running kernel's BTF says.
 */
#define PLAN_KFUNC_MAGIC 0x6b660000

enum kfunc {
#define KFUNC(NAME, RESULT, ARGS, SINCE) KFUNC_##NAME,
#include "kfuncs.def"
#undef KFUNC
	KFUNCS
};

/* How a point is attached; chosen when it is resolved. */
enum attach_via {
	VIA_TEST_RUN,   /* begin, end: run once */
	VIA_PERF,       /* perf event: tracepoint, kprobe, uprobe, profile... */
	VIA_MULTI,      /* one link for all points of the program */
	VIA_RAW,        /* raw tracepoint */
	VIA_TRAMPOLINE, /* fentry, fexit: attach target set at load */
};

/* One place in the kernel or a program where a program is attached. */
struct point {
	const char *name;   /* canonical and complete: "kprobe:vfs_read" */
	const char *target; /* binary, category or module; NULL: none */
	const char *func;   /* function or event */
	u64 address;        /* absolute, or file offset for user code */
	u64 offset;         /* from func */
	u64 period;         /* ns (time units), or events between two hits */
	u64 freq;           /* per second, 0 when period counts */
	u32 perf_type;      /* software, hardware: perf_event_attr.type */
	u64 perf_config;
	s32 syscall; /* CTX_SYSCALL: its number */
	enum attach_via via;
	enum context_kind context;
	struct span span; /* of the attach point in the script */
};

/* Where in the script something happened, ready to print. */
struct place {
	const char *file;
	u32 line, column;
	const char *where; /* "file:line:col-col" */
	const char *text;
	const char *mark;
};

/* A BPF program and all that it is attached to. */
struct plan_prog {
	const char *name;    /* C identifier, unique: "kprobe_vfs_read_1" */
	const char *section; /* for libbpf: "kprobe", "raw_tp", ... */
	const struct probe_type *type;
	enum context_kind context;
	enum point_source source;
	enum addr_space space;   /* of argN, retval and plain integers */
	unsigned caps;           /* enum probe_cap bits of the type */
	const struct type *args; /* type of `args`, or NULL */
	struct point *points;
	u32 npoints;
	s64 result;         /* what the program returns by default */
	u32 pid_filter;     /* only this tgid; 0: all */
	struct place place; /* of the probe */
};

enum map_kind {
	MAP_HASH,
	MAP_ARRAY,
	MAP_PERCPU_HASH,
	MAP_PERCPU_ARRAY,
	MAP_LRU_HASH,
	MAP_LRU_PERCPU_HASH,
};

/*
 * A user map. Scalars are arrays of one element, so a word `set_offset` in
 * the value tells "assigned" from "never touched" (0: there is no such
 * word). Integers that are updated in place and aggregations are laid out as
 * btf/type.def says; integers take 8 bytes whatever their type.
 */
struct plan_map {
	const char *name;        /* "@x" */
	const char *kernel_name; /* "AT_x" */
	enum map_kind kind;
	bool is_scalar;
	const struct type *key; /* NULL for scalars; the kernel key is u32 0 */
	const struct type *value;
	u32 key_size;
	u32 value_size; /* of one CPU's value, multiple of 8 */
	u32 set_offset;
	u32 max_entries;
};

/* A member of a payload. */
struct record_field {
	const struct type *type;
	u32 offset; /* from the start of the record */
};

/* Layout of one payload; made only by record_layout(). */
struct record {
	u32 size; /* of the whole record, head and fixed part included */
	u32 nfields;
	struct record_field fields[];
};

/* A call site: whatever sends an event or may fail at run time. */
struct site {
	enum event_kind kind; /* EV_KINDS: only runtime errors name it */
	struct place place;
	const struct place *parents; /* macro call sites, innermost first */
	u32 nparents;
	const char *format; /* printf, time, join's separator, ... */
	u32 format_len;
	const struct record *record; /* payload; NULL: none */
	u32 map;                     /* of print, clear, zero */
};

enum runtime_error {
	RTE_DIV_BY_ZERO,
	RTE_ARRAY_BOUNDS,
	RTE_NO_CPID,
	RTE_KINDS
};

/* Values that the session writes before the first program runs. */
enum plan_global {
	PG_START_NS, /* CLOCK_BOOTTIME at the start, for `elapsed` */
	PG_KINDS
};

/* Symbols of the object that both sides know by name. */
#define PLAN_GLOBALS_SECTION ".data.globals" /* u64[PG_KINDS] */
#define PLAN_LOST_SECTION ".data.lost"       /* u64[possible CPUs] */
#define PLAN_RINGBUF "ringbuf"
/*
 * In front of the names of files in the object's line information, where
 * LLVM must not find the files: it would put the text of every line into the
 * BTF, and look through all that are there for each one more.
 */
#define PLAN_NO_TEXT "awl:"
#define PLAN_PACKETS "packets" /* of skboutput() */
#define PLAN_BUCKETS "buckets" /* of long series */

struct plan {
	struct arena *arena;
	struct plan_prog *progs;
	u32 nprogs;
	struct plan_map *maps; /* needs_buckets: one more, with buckets */
	u32 nmaps;
	struct site *sites;
	u32 nsites;
	const char **strings; /* strftime formats, cgroup filters */
	u32 nstrings;
	u32 nprobes; /* attach points in all, as "Attached N probes" */
	u32 ncpus;   /* possible CPUs */
	bool needs_ringbuf;
	bool needs_packets; /* a perf buffer for skboutput() */
	bool needs_buckets; /* of long series: in maps[nmaps] */
	bool needs_usyms;   /* a user stack or symbol is recorded */
	bool needs_start;   /* `elapsed` is used */
	bool many_events;   /* probes that may fire all the time print */
	bool has_loops;     /* a map may get many elements at once */
};

/*
 * Lay out NUM values of TYPES behind the fixed part of KIND. The only
 * function that computes payload offsets: code generation stores where this
 * says, decoding reads there. Every field is aligned as its type wants,
 * records are padded to 8 bytes.
 */
const struct record *record_layout(struct arena *arena, enum event_kind kind,
				   const struct type *const *types, u32 num);
/* Size and layout of a map's value, from its type; see struct plan_map. */
u32 plan_value_size(const struct type *value, bool is_scalar, u32 *set_offset);

#endif
