/*
 * The perf buffer of a session that captures packets.
 */
#ifndef AWL_PACKETS_H
#define AWL_PACKETS_H

#include "attach/session.h"

struct packets;

/* Open the buffer of a loaded session that has one; 0 or -errno. */
int packets_open(struct session *session);
/* NULL is fine for these. */
void packets_close(struct packets *packets);
/* Hand over what is there now; FN NULL: throw it away. */
void packets_read(struct packets *packets, record_fn fn, void *arg);
/* Packets that found no room since the start. */
u64 packets_lost(const struct packets *packets);
/* What becomes readable when packets are there. */
int packets_fd(const struct packets *packets);

#endif
