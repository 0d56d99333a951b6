/*
 * Packets -> pcap files. They begin with the IP header (LINKTYPE_RAW): what
 * a script wants to have in front of it, it says to leave out.
 */
#include "output/pcap.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Times are in microseconds, numbers in our byte order. */
static const u32 magic = 0xa1b2c3d4;

enum {
	MAJOR = 2,
	MINOR = 4,
	SNAP_LENGTH = 65535,
	LINKTYPE_RAW = 101,
};

struct file_head {
	u32 magic;
	u16 major, minor;
	u32 zone, accuracy; /* nobody uses them */
	u32 snap_length;
	u32 link_type;
};

struct packet_head {
	u32 seconds, microseconds;
	u32 bytes;  /* in the file */
	u32 length; /* of the packet */
};

struct pcap_file {
	const char *path;
	FILE *file;
	bool failed;
};

struct pcaps {
	struct pcap_file *files;
	u32 num;
};

static void write_bytes(struct pcap_file *pcap, const void *bytes, size_t size)
{
	if (pcap->failed || fwrite(bytes, 1, size, pcap->file) == size)
		return;
	pcap->failed = true;
	log_error("Failed to write \"%s\": %s", pcap->path, strerror(errno));
}

static struct pcap_file *find_file(struct pcaps *pcaps, const char *path)
{
	for (u32 i = 0; i < pcaps->num; i++)
		if (!strcmp(pcaps->files[i].path, path))
			return &pcaps->files[i];
	return NULL;
}

static int open_file(struct pcaps *pcaps, const char *path)
{
	const struct file_head head = {
		.magic = magic,
		.major = MAJOR,
		.minor = MINOR,
		.snap_length = SNAP_LENGTH,
		.link_type = LINKTYPE_RAW,
	};
	struct pcap_file *pcap = &pcaps->files[pcaps->num];
	int err;

	pcap->path = path;
	pcap->file = fopen(path, "wbe");
	if (!pcap->file) {
		err = -errno;
		log_error("Failed to open pcap file: \"%s\": %s", path,
			  strerror(-err));
		return err;
	}
	pcaps->num++;
	write_bytes(pcap, &head, sizeof(head));
	return 0;
}

int pcaps_open(struct pcaps **out, const struct plan *plan)
{
	struct pcaps *pcaps;
	int err = 0;

	*out = NULL;
	if (!plan->needs_packets)
		return 0;
	pcaps = calloc(1, sizeof(*pcaps));
	if (pcaps)
		pcaps->files = calloc(plan->nsites, sizeof(*pcaps->files));
	if (!pcaps || !pcaps->files)
		BUG("out of memory");
	for (u32 i = 0; i < plan->nsites && !err; i++) {
		const struct site *site = &plan->sites[i];

		if (site->kind == EV_skboutput &&
		    !find_file(pcaps, site->format))
			err = open_file(pcaps, site->format);
	}
	*out = pcaps;
	return err;
}

bool pcaps_flush(struct pcaps *pcaps)
{
	bool good = true;

	for (u32 i = 0; pcaps && i < pcaps->num; i++) {
		struct pcap_file *pcap = &pcaps->files[i];

		if (!pcap->failed && fflush(pcap->file)) {
			pcap->failed = true;
			log_error("Failed to write \"%s\": %s", pcap->path,
				  strerror(errno));
		}
		good &= !pcap->failed;
	}
	return good;
}

void pcaps_close(struct pcaps *pcaps)
{
	if (!pcaps)
		return;
	for (u32 i = 0; i < pcaps->num; i++)
		(void)fclose(pcaps->files[i].file); /* flushed before */
	free(pcaps->files);
	free(pcaps);
}

void pcaps_write(struct pcaps *pcaps, const char *path,
		 const struct packet *packet)
{
	struct pcap_file *pcap = pcaps ? find_file(pcaps, path) : NULL;
	const struct packet_head head = {
		.seconds = (u32)(packet->ns / 1000000000),
		.microseconds = (u32)(packet->ns % 1000000000 / 1000),
		.bytes = packet->size,
		.length = packet->length,
	};

	if (!pcap)
		return;
	write_bytes(pcap, &head, sizeof(head));
	write_bytes(pcap, packet->bytes, packet->size);
}
