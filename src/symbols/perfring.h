/*
 * Side-band events of the perf subsystem: what processes map, become, fork
 * and when they end, for every CPU or for one process.
 */
#ifndef AWL_PERFRING_H
#define AWL_PERFRING_H

#include "base/base.h"

struct perfrings;

enum side_kind {
	SIDE_MMAP, /* an executable mapping appeared */
	SIDE_EXEC, /* all mappings are gone */
	SIDE_FORK, /* a new process, with its parent's mappings */
	SIDE_EXIT,
	SIDE_LOST, /* the buffer was full: something is missing */
};

struct side_event {
	enum side_kind kind;
	u64 time;
	u32 pid;
	u32 parent;       /* SIDE_FORK */
	u64 start, size;  /* SIDE_MMAP */
	u64 file_offset;  /* SIDE_MMAP */
	const char *path; /* SIDE_MMAP, until the callback returns */
};

/*
 * Follow all processes, or PID with its threads and children. Returns 0 or
 * -errno.
 */
int perfrings_open(struct perfrings **out, u32 pid);
void perfrings_close(struct perfrings *rings);
/* A descriptor that becomes readable when a buffer fills up. */
int perfrings_fd(const struct perfrings *rings);
/* Call FN for all that happened since the last time, in order of time. */
void perfrings_read(struct perfrings *rings,
		    void (*fn)(const struct side_event *event, void *arg),
		    void *arg);

#endif
