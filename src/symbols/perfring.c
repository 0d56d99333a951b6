/*
 * A dummy software event on every CPU gives the kernel's side-band records.
 * Each CPU has its own buffer; since a process moves between CPUs, the
 * records of all buffers are put in order of time before anyone sees them.
 */
#include "symbols/perfring.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/sys.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	DATA_PAGES = 32, /* a power of two */
	/* Beyond this many descriptors for one process all are followed. */
	MAX_EVENTS = 512,
};

/* The first event of a CPU, which owns its buffer. */
struct ring {
	struct perf_event_mmap_page *page; /* NULL: not mapped */
	const u8 *data;
	int fd;
};

struct perfrings {
	struct arena *arena; /* for what lives as long */
	struct ring *rings;
	u32 nrings;
	u32 *cpus;
	VEC(int) fds;
	int epoll_fd;
	u32 only; /* the process wanted while all are followed, or 0 */
	struct arena *batch; /* records of one perfrings_read */
};

/* The tail of every record, by sample_type. */
struct record_id {
	u32 pid, tid;
	u64 time;
};

struct mmap_body {
	u32 pid, tid;
	u64 start, size, file_offset;
	u32 major, minor; /* or a build id, of no interest here */
	u64 inode, generation;
	u32 protection, flags;
	char path[];
};

struct task_body { /* PERF_RECORD_FORK, PERF_RECORD_EXIT */
	u32 pid, parent;
	u32 tid, parent_tid;
	u64 time;
};

typedef VEC(struct side_event) event_list;

static size_t data_size(void)
{
	return DATA_PAGES * (size_t)sysconf(_SC_PAGESIZE);
}

static int event_open(pid_t pid, u32 cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME,
		.inherit = pid != -1,
		.mmap = 1,
		.mmap2 = 1,
		.comm = 1,
		.comm_exec = 1,
		.task = 1,
		.sample_id_all = 1,
		.exclude_kernel = 1,
		.watermark = 1,
		.wakeup_watermark = (u32)data_size() / 2,
	};
	long fd = syscall(SYS_perf_event_open, &attr, pid, cpu, -1,
			  PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

/* Make FD's buffer that of ring IDX. */
static int ring_map(struct perfrings *rings, u32 idx, int fd)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	struct epoll_event wanted = { .events = EPOLLIN };
	void *map = mmap(NULL, page_size + data_size(), PROT_READ | PROT_WRITE,
			 MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		return -errno;
	rings->rings[idx].page = map;
	rings->rings[idx].data = (const u8 *)map + page_size;
	rings->rings[idx].fd = fd;
	if (epoll_ctl(rings->epoll_fd, EPOLL_CTL_ADD, fd, &wanted))
		return -errno;
	return 0;
}

/* Follow thread TID (-1: everything) on all CPUs. */
static int thread_follow(struct perfrings *rings, pid_t tid)
{
	for (u32 i = 0; i < rings->nrings; i++) {
		struct ring *ring = &rings->rings[i];
		int fd = event_open(tid, rings->cpus[i]);
		int err = 0;

		if (fd == -ENODEV)
			continue; /* the CPU went offline */
		if (fd < 0)
			return fd;
		vec_push(rings->arena, &rings->fds, fd);
		if (!ring->page)
			err = ring_map(rings, i, fd);
		else if (ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, ring->fd))
			err = -errno;
		if (err)
			return err;
	}
	return 0;
}

/* Follow the threads of PID, new ones are inherited. */
static int process_follow(struct perfrings *rings, u32 pid)
{
	VEC(pid_t) tids = { 0 };
	const struct dirent *entry;
	char path[64];
	int err = -ESRCH;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid > 0)
			vec_push(rings->arena, &tids, tid);
	}
	closedir(dir);
	if ((u64)tids.len * rings->nrings > MAX_EVENTS) {
		rings->only = pid;
		return thread_follow(rings, -1);
	}
	vec_for (i, &tids) {
		int failed = thread_follow(rings, tids.items[i]);

		/* A thread may end meanwhile; one that works is enough. */
		if (failed && failed != -ESRCH)
			return failed;
		if (!failed)
			err = 0;
	}
	return err;
}

int perfrings_open(struct perfrings **out, u32 pid)
{
	struct arena *arena = arena_new();
	struct perfrings *rings = ARENA_OBJ(arena, struct perfrings);
	int err;

	rings->arena = arena;
	rings->batch = arena_new();
	rings->cpus = sys_online_cpus(arena, &rings->nrings);
	rings->rings = ARENA_ARRAY(arena, struct ring, rings->nrings);
	rings->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (rings->epoll_fd < 0)
		err = -errno;
	else if (pid)
		err = process_follow(rings, pid);
	else
		err = thread_follow(rings, -1);
	if (err) {
		perfrings_close(rings);
		return err;
	}
	*out = rings;
	return 0;
}

void perfrings_close(struct perfrings *rings)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);

	if (!rings)
		return;
	for (u32 i = 0; i < rings->nrings; i++) {
		if (rings->rings[i].page)
			munmap(rings->rings[i].page, page_size + data_size());
	}
	vec_for (i, &rings->fds)
		close(rings->fds.items[i]);
	if (rings->epoll_fd >= 0)
		close(rings->epoll_fd);
	arena_free(rings->batch);
	arena_free(rings->arena);
}

int perfrings_fd(const struct perfrings *rings)
{
	return rings->epoll_fd;
}

/* Append the event in the SIZE bytes of RECORD, if it is one of interest. */
static void record_add(struct arena *arena, event_list *list,
		       const struct perf_event_header *record, size_t size)
{
	const void *body = record + 1;
	struct side_event event = { 0 };
	struct record_id id;

	if (size < sizeof(*record) + sizeof(id))
		return;
	memcpy(&id, (const u8 *)record + size - sizeof(id), sizeof(id));
	size -= sizeof(*record) + sizeof(id);
	event.time = id.time;
	event.pid = id.pid;
	if (record->type == PERF_RECORD_MMAP2 &&
	    size > sizeof(struct mmap_body)) {
		const struct mmap_body *map = body;

		event.kind = SIDE_MMAP;
		event.pid = map->pid;
		event.start = map->start;
		event.size = map->size;
		event.file_offset = map->file_offset;
		event.path =
			arena_strndup(arena, map->path, size - sizeof(*map));
	} else if (record->type == PERF_RECORD_COMM &&
		   record->misc & PERF_RECORD_MISC_COMM_EXEC &&
		   size >= sizeof(u32)) {
		event.kind = SIDE_EXEC;
		memcpy(&event.pid, body, sizeof(event.pid));
	} else if ((record->type == PERF_RECORD_FORK ||
		    record->type == PERF_RECORD_EXIT) &&
		   size >= sizeof(struct task_body)) {
		const struct task_body *task = body;
		bool is_fork = record->type == PERF_RECORD_FORK;

		/* Threads come and go without changing any mapping. */
		if (is_fork ? task->pid == task->parent
			    : task->pid != task->tid)
			return;
		event.kind = is_fork ? SIDE_FORK : SIDE_EXIT;
		event.pid = task->pid;
		event.parent = task->parent;
	} else if (record->type == PERF_RECORD_LOST) {
		event.kind = SIDE_LOST;
	} else {
		return;
	}
	vec_push(arena, list, event);
}

/* Take all records out of RING. */
static void ring_read(struct arena *arena, event_list *list, struct ring *ring)
{
	const size_t size = data_size();
	_Atomic __u64 *end = (_Atomic __u64 *)&ring->page->data_head;
	_Atomic __u64 *start = (_Atomic __u64 *)&ring->page->data_tail;
	u64 tail = ring->page->data_tail;
	u64 head = atomic_load_explicit(end, memory_order_acquire);

	while (head - tail >= sizeof(struct perf_event_header)) {
		size_t at = tail & (size - 1), first;
		struct perf_event_header header;
		u8 *copy;

		/* Records are multiples of 8 bytes: a header never wraps. */
		memcpy(&header, ring->data + at, sizeof(header));
		if (header.size < sizeof(header) || header.size > head - tail)
			break;
		first = u64_min(header.size, size - at);
		copy = arena_alloc(arena, header.size);
		memcpy(copy, ring->data + at, first);
		memcpy(copy + first, ring->data, header.size - first);
		record_add(arena, list, (const void *)copy, header.size);
		tail += header.size;
	}
	atomic_store_explicit(start, head, memory_order_release);
}

static int time_compare(const void *left, const void *right)
{
	const struct side_event *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return 0;
}

void perfrings_read(struct perfrings *rings,
		    void (*fn)(const struct side_event *event, void *arg),
		    void *arg)
{
	event_list list = { 0 };

	for (u32 i = 0; i < rings->nrings; i++) {
		if (rings->rings[i].page)
			ring_read(rings->batch, &list, &rings->rings[i]);
	}
	if (list.len > 1)
		qsort(list.items, list.len, sizeof(*list.items), time_compare);
	vec_for (i, &list) {
		const struct side_event *event = &list.items[i];

		if (!rings->only || event->pid == rings->only ||
		    event->kind == SIDE_LOST)
			fn(event, arg);
	}
	arena_reset(rings->batch);
}
