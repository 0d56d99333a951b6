/*
 * A loaded and attached script. session.c owns the BPF object, the links and
 * the ring buffer; probe files add links through the functions at the end.
 */
#ifndef AWL_SESSION_H
#define AWL_SESSION_H

#include "config.h"
#include "plan.h"

struct session;
struct features;
struct kernel_btf;

/* An ELF object in memory, made by llvm/emit.c. */
struct object_bytes {
	const void *bytes;
	size_t size;
};

struct session_options {
	const struct config *cfg;
	struct features *features;
	struct kernel_btf *btf;
	u32 pid;      /* target of -p or -c for user and perf probes; 0 */
	bool verbose; /* full verifier logs */
	bool unsafe;
	bool debug_libbpf; /* -d libbpf: libbpf's messages on stdout */
	/* Where LINE and COLUMN of FILE are, to be told; may be NULL. */
	struct place (*find_place)(void *arg, const char *file, u32 line,
				   u32 column);
	void *place_arg;
};

/* What a record's reader wants next. */
enum record_next {
	RECORD_MORE,
	RECORD_STOP, /* exit(): later records are dropped until `end` runs */
};
typedef enum record_next (*record_fn)(void *arg, const void *bytes,
				      size_t size);

/*
 * Load OBJECT: create its maps, load its programs (a copy for each point of
 * a POINT_PATCH program). Returns 0, or -errno after one clear message;
 * nothing stays loaded then.
 */
int session_open(struct session **out, const struct plan *plan,
		 const struct object_bytes *object,
		 const struct session_options *options);
/* Run the `begin` programs in order. */
int session_begin(struct session *session);
/*
 * Attach everything in the right order. missing_probes decides whether a
 * point that fails is an error. *ATTACHED gets the number of points, begin
 * and end included. Returns 0 or -errno after messages.
 */
int session_attach(struct session *session, u32 *attached);
/*
 * Wait up to TIMEOUT_MS for records (or for one of the extra descriptors
 * added by session_watch) and hand them to FN. Returns records handled,
 * -EINTR after a signal, or another -errno.
 */
int session_poll(struct session *session, int timeout_ms, record_fn fn,
		 void *arg);
/* Hand over every record that is there now; waits for nothing. */
int session_drain(struct session *session, record_fn fn, void *arg);
/* Throw away every record that is there now. */
void session_discard(struct session *session);
/* Let session_poll also return when FD becomes readable. */
int session_watch(struct session *session, int fd);
/* Stop events at once (perf events disabled); links are closed later. */
void session_disable(struct session *session);
/* Run the `end` programs in order. */
int session_end(struct session *session);
/* Descriptors of the user maps by index of plan.maps. */
const int *session_map_fds(const struct session *session);
/* Events that found no room since the last call. */
u64 session_lost(struct session *session);
/*
 * Detach and free. What only waits for the kernel's grace periods is left
 * to a forked child, so that this returns at once; BACKGROUND false waits.
 * NULL is fine.
 */
void session_close(struct session *session, bool background);

/* For the files of probe types: */
const struct plan *session_plan(const struct session *session);
const struct session_options *session_options(const struct session *session);
/* The loaded program of PROG's point IDX. */
int session_prog_fd(const struct session *session, u32 prog, u32 idx);
/* How long the kernel takes to give a link back. */
enum link_cost {
	LINK_FAST, /* closed at once */
	LINK_SLOW, /* waits for grace periods: closed behind */
};
/* Hand the descriptor FD over to SESSION. */
void session_add_link(struct session *session, int fd, enum link_cost cost);
/* A perf event: disabled with PERF_EVENT_IOC_DISABLE when stopping. */
void session_add_perf(struct session *session, int fd, enum link_cost cost);

#endif
