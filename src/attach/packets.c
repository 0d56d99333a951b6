/*
 * The perf buffer that packets come through; everything else takes the ring.
 */
#include "attach/packets.h"

#include "attach/session_impl.h"
#include "base/log.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct packets {
	struct perf_buffer *buffer;
	u64 lost;     /* since the start */
	record_fn fn; /* of the read at work, NULL: throw away */
	void *arg;
};

static void on_packet(void *arg, int cpu, void *bytes, u32 size)
{
	struct packets *packets = arg;

	(void)cpu;
	if (packets->fn)
		(void)packets->fn(packets->arg, bytes, size);
}

static void on_lost(void *arg, int cpu, __u64 num)
{
	struct packets *packets = arg;

	(void)cpu;
	packets->lost += num;
}

/* Pages for each CPU: a power of two. */
static size_t buffer_pages(const struct session *s)
{
	enum { USUAL = 64, MOST = 1 << 16 };
	u64 want = s->options.cfg->perf_rb_pages;
	size_t pages = 1;

	want = want ? u64_min(want, MOST) : USUAL;
	while (pages < want)
		pages *= 2;
	return pages;
}

int packets_open(struct session *s)
{
	struct bpf_map *map =
		bpf_object__find_map_by_name(s->object, PLAN_PACKETS);
	int err;

	if (!map)
		return 0;
	s->packets = calloc(1, sizeof(*s->packets));
	if (!s->packets)
		return -ENOMEM;
	s->packets->buffer =
		perf_buffer__new(bpf_map__fd(map), buffer_pages(s), on_packet,
				 on_lost, s->packets, NULL);
	if (s->packets->buffer)
		return 0;
	err = -errno;
	log_error("Failed to set up the buffer for packets: %s",
		  strerror(-err));
	return err;
}

void packets_close(struct packets *packets)
{
	if (!packets)
		return;
	perf_buffer__free(packets->buffer);
	free(packets);
}

int packets_fd(const struct packets *packets)
{
	return perf_buffer__epoll_fd(packets->buffer);
}

void packets_read(struct packets *packets, record_fn fn, void *arg)
{
	if (!packets)
		return;
	packets->fn = fn;
	packets->arg = arg;
	(void)perf_buffer__consume(packets->buffer);
}

u64 packets_lost(const struct packets *packets)
{
	return packets ? packets->lost : 0;
}
