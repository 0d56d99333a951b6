/*
 * The reading side of a BPF ring buffer.
 */
#ifndef AWL_RING_H
#define AWL_RING_H

#include "attach/session.h"

/*
 * The kernel's two control pages and the data behind the second one. The
 * data is mapped twice in a row, so that a record never wraps.
 */
struct ring {
	u64 *consumer;       /* position up to which we have read; ours */
	const u64 *producer; /* position up to which was written */
	const u8 *data;
	u64 mask;                          /* size of the data - 1 */
	size_t consumer_map, producer_map; /* mapped bytes; 0: not mapped */
};

/* Map the ring buffer FD of SIZE bytes. Returns 0 or -errno. */
int ring_open(struct ring *ring, int fd, u64 size);
void ring_close(struct ring *ring);
/*
 * Hand every complete record up to where the kernel is now to FN, until it
 * wants to stop. FN NULL throws them away. *STOPPED tells that FN asked to
 * stop. Returns the number of records handed over, or -EIO when the ring is
 * damaged.
 */
int ring_read(struct ring *ring, record_fn fn, void *arg, bool *stopped);

#endif
