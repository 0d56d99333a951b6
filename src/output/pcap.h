/*
 * The pcap files of a script.
 */
#ifndef AWL_PCAP_H
#define AWL_PCAP_H

#include "plan.h"

struct pcaps;

struct packet {
	u64 ns; /* since the epoch */
	const void *bytes;
	u32 size;   /* bytes that are there */
	u32 length; /* what the packet had */
};

/*
 * Create the files that PLAN's calls of skboutput() name, each once. *OUT is
 * NULL when there are none. Returns 0 or -errno after a message.
 */
int pcaps_open(struct pcaps **out, const struct plan *plan);
/* Write PACKET to the file PATH; a failure is reported once. */
void pcaps_write(struct pcaps *pcaps, const char *path,
		 const struct packet *packet);
/* False when something could not be written. NULL is fine. */
bool pcaps_flush(struct pcaps *pcaps);
/* NULL is fine. */
void pcaps_close(struct pcaps *pcaps);

#endif
