/*
 * The maps of a session: what they are created with, and where they are once
 * they exist.
 */
#include "attach/session_impl.h"
#include "base/log.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	RING_QUIET = 256 << 10,
	RING_BUSY = 4 << 20,
	RING_LIMIT = 1 << 30,
};

/*
 * Bytes of the ring buffer: a power of two, at least a page. The kernel
 * takes the memory at once (0.2 ms for a megabyte), so a script that only
 * prints now and then gets a small one.
 */
static u64 ring_bytes(const struct session *s)
{
	u64 page = (u64)sysconf(_SC_PAGESIZE);
	u64 want = s->options.cfg->perf_rb_pages;
	u64 size = page;
	long avail;

	if (!s->plan->needs_ringbuf)
		return page;
	want = want < RING_LIMIT / page ? want * page : RING_LIMIT;
	if (!want) {
		avail = sysconf(_SC_AVPHYS_PAGES);
		want = s->plan->many_events ? RING_BUSY : RING_QUIET;
		if (avail > 0 && want > (u64)avail * page / 16)
			want = RING_QUIET;
	}
	while (size < want)
		size *= 2;
	return size;
}

static void add_map_flag(struct bpf_map *map, u32 flag)
{
	bpf_map__set_map_flags(map, bpf_map__map_flags(map) | flag);
}

/*
 * May the kernel's allocator be asked for elements while PROG runs? It keeps
 * a few per CPU, only one of what is per CPU itself, and fetches more by an
 * interrupt: which waits while interrupts are off, as in all perf events and
 * maybe in any kernel function or tracepoint. A loop may be faster, too.
 */
static bool is_calm(const struct plan_prog *prog)
{
	return prog->context == CTX_NONE || prog->context == CTX_SYSCALL ||
	       prog->type->flags & PF_USER;
}

/* Bytes of MAP with all of its elements. */
static u64 full_size(const struct session *s, const struct bpf_map *map)
{
	enum { ELEMENT_HEAD = 48 };
	u64 value = align_up(bpf_map__value_size(map), 8);

	if (bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_HASH)
		value = value * s->plan->ncpus + 8;
	return bpf_map__max_entries(map) *
	       (ELEMENT_HEAD + align_up(bpf_map__key_size(map), 8) + value);
}

/*
 * Allocating all elements at the start takes milliseconds and memory: not
 * where it is never missed, nor where it would be huge.
 */
static bool allocates_late(const struct session *s, const struct bpf_map *map)
{
	enum { HUGE_MAP = 64 << 20 };
	struct features *features = s->options.features;
	bool calm = !s->plan->has_loops;

	for (u32 i = 0; i < s->plan->nprogs; i++)
		calm &= is_calm(&s->plan->progs[i]);
	if (!calm && full_size(s, map) <= HUGE_MAP)
		return false;
	return features && feature_has(features, FEAT_no_prealloc);
}

static void set_up_map(struct session *s, struct bpf_map *map)
{
	const char *name = bpf_map__name(map);

	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
		if (allocates_late(s, map))
			add_map_flag(map, BPF_F_NO_PREALLOC);
		break;
	case BPF_MAP_TYPE_RINGBUF:
		bpf_map__set_max_entries(map, (u32)ring_bytes(s));
		break;
	case BPF_MAP_TYPE_ARRAY:
		/* libbpf asks for this only when BTF describes the section. */
		if (!strcmp(name, PLAN_GLOBALS_SECTION) ||
		    !strcmp(name, PLAN_LOST_SECTION))
			add_map_flag(map, BPF_F_MMAPABLE);
		break;
	default:
		break;
	}
}

void session_set_up_maps(struct session *s)
{
	struct bpf_map *map = NULL;

	while ((map = bpf_object__next_map(s->object, map)))
		set_up_map(s, map);
}

/* Map the data section NAME of the loaded object. */
static void *map_section(struct session *s, const char *name, size_t *size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(s->object, name);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *mem;

	if (!map)
		return NULL;
	*size = align_up(bpf_map__value_size(map), page);
	mem = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   bpf_map__fd(map), 0);
	if (mem != MAP_FAILED)
		return mem;
	log_warn("Failed to map %s: %s", name, strerror(errno));
	return NULL;
}

int session_find_maps(struct session *s)
{
	const struct plan *plan = s->plan;
	int err = 0;

	for (u32 i = 0; i < plan->nmaps + plan->needs_buckets; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(
			s->object, plan->maps[i].kernel_name);

		s->map_fds[i] = map ? bpf_map__fd(map) : -1;
	}
	s->globals = map_section(s, PLAN_GLOBALS_SECTION, &s->globals_size);
	s->lost = map_section(s, PLAN_LOST_SECTION, &s->lost_size);
	if (plan->needs_ringbuf) {
		struct bpf_map *map =
			bpf_object__find_map_by_name(s->object, PLAN_RINGBUF);

		if (!map)
			return 0;
		s->ring_fd = bpf_map__fd(map);
		err = ring_open(&s->ring, s->ring_fd,
				bpf_map__max_entries(map));
		if (err)
			log_error("Failed to map the ring buffer: %s",
				  strerror(-err));
	}
	return err;
}
