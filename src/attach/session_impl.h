/*
 * What the session's own files share; and what the files of probe types need
 * beyond session.h.
 */
#ifndef AWL_SESSION_IMPL_H
#define AWL_SESSION_IMPL_H

#include "attach/packets.h"
#include "attach/probe.h"
#include "attach/ring.h"
#include "attach/session.h"

#include <sys/types.h>

struct bpf_object;

/* A descriptor that keeps something attached. */
struct attached {
	int fd;
	bool is_perf;
	enum link_cost cost;
};

/* The programs that one plan_prog became. */
struct loaded {
	int *fds; /* by point when there are copies, else only [0] */
	u32 nfds;
	bool owned; /* fds[1..] are ours to close; [0] is the object's */
};

struct session {
	struct arena *arena;
	const struct plan *plan;
	struct session_options options;
	struct bpf_object *object;
	struct loaded *loaded; /* by plan prog */
	int *map_fds;          /* by plan map */
	VEC(struct attached) links;
	struct ring ring;
	int ring_fd;             /* -1: no ring buffer */
	struct packets *packets; /* NULL: none are captured */
	int epoll;               /* -1 until needed */
	u32 nwatched;
	u64 *globals; /* mapped PLAN_GLOBALS_SECTION, or NULL */
	size_t globals_size;
	const u64 *lost; /* mapped PLAN_LOST_SECTION, or NULL */
	size_t lost_size;
	u64 lost_seen;
	bool stopped; /* exit() was seen: drop records */
	bool gather;  /* records were there: let the next ones gather */
	pid_t closer; /* child that detaches behind us, 0: none */
	bool detached;
};

/* session_load.c: create maps, load programs. 0 or -errno with a message. */
int session_load(struct session *session, const struct object_bytes *object);
/* session_maps.c: before loading, sizes and flags of maps. */
void session_set_up_maps(struct session *session);
/* After it: their descriptors, mapped data sections, the ring; 0 or -errno. */
int session_find_maps(struct session *session);
/* Must each point of PROG be loaded as a program of its own? */
bool session_loads_copies(const struct plan_prog *prog);

/* session_close.c: give every link back; slow ones in a child. */
void session_detach(struct session *session);

/*
 * Say why a point can't be attached, as loudly as the missing_probes setting
 * wants.
 */
void session_reason(const struct session *session, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* What PROG's program shall see as the cookie of point IDX; NULL: none. */
const u64 *session_cookie(const struct session *session, u32 prog, u32 idx,
			  u64 *storage);
/*
 * Attach point IDX of PROG to the perf event PERF and hand both over, also
 * after an error. Returns 0 or -errno after a message.
 */
int session_attach_perf(struct session *session, u32 prog, u32 idx, int perf,
			enum link_cost cost);
/*
 * The points that one call of attach() for IDX has to serve: all of PROG's
 * when they share a program, else just IDX. Returns the first.
 */
u32 session_points(const struct session *session, u32 prog, u32 idx, u32 *num);

#endif
