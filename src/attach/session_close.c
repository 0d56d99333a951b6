/*
 * Detaching. The kernel makes the one who closes the last descriptor of a
 * perf tracepoint, kprobe or uprobe wait for grace periods: 70 ms and more
 * for each. Nobody has to watch that, so a forked child holds those
 * descriptors and closes them while we print the results and leave. If
 * either process is killed the kernel closes them all the same.
 */
#include "attach/session_impl.h"

#include "base/sys.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CLOSER_THREADS = 16,
	CLOSER_STACK = 256 << 10,
	PATIENCE_NS = 2000000,
};

/* Work of the closing threads: descriptors in order, taken one by one. */
struct closing {
	const int *fds;
	u32 num;
	u32 next;
};

static void *close_some(void *arg)
{
	struct closing *work = arg;

	for (;;) {
		u32 idx = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED);

		if (idx >= work->num)
			return NULL;
		close(work->fds[idx]);
	}
}

/* Close all descriptors of WORK; grace periods pass side by side. */
static void close_in_threads(struct closing *work)
{
	pthread_t threads[CLOSER_THREADS];
	pthread_attr_t attr;
	u32 num = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, CLOSER_STACK);
	while (num < CLOSER_THREADS && num + 1 < work->num) {
		if (pthread_create(&threads[num], &attr, close_some, work))
			break;
		num++;
	}
	close_some(work);
	for (u32 i = 0; i < num; i++)
		pthread_join(threads[i], NULL);
	pthread_attr_destroy(&attr);
}

static int compare_fds(const void *a, const void *b)
{
	int x = *(const int *)a;
	int y = *(const int *)b;

	return (x > y) - (x < y);
}

static void close_between(s64 first, s64 last)
{
	if (first > last)
		return;
	if (!syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0))
		return;
	for (s64 fd = first; fd <= last && fd < 65536; fd++)
		close((int)fd);
}

/* Let go of every file but FDS: pipes and terminals must not wait for us. */
static void close_others(const int *fds, u32 num)
{
	int *sorted = malloc((num + 1) * sizeof(*sorted));
	s64 first = 0;

	if (!sorted)
		return;
	memcpy(sorted, fds, num * sizeof(*sorted));
	qsort(sorted, num, sizeof(*sorted), compare_fds);
	for (u32 i = 0; i < num; i++) {
		close_between(first, (s64)sorted[i] - 1);
		first = (s64)sorted[i] + 1;
	}
	close_between(first, UINT32_MAX);
	free(sorted);
}

static void run_closer(struct closing *work)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	prctl(PR_SET_NAME, "awl-detach");
	setsid();
	close_others(work->fds, work->num);
	close_in_threads(work);
	_exit(0);
}

/* Hand the slow descriptors to a child, or close them here without one. */
static void close_slow(struct session *s, struct closing *work)
{
	if (!work->num)
		return;
	s->closer = fork();
	if (s->closer == 0)
		run_closer(work);
	if (s->closer < 0) {
		s->closer = 0;
		close_in_threads(work);
		return;
	}
	for (u32 i = 0; i < work->num; i++)
		close(work->fds[i]);
}

/*
 * Fast links are closed here, so that their programs stop at once. Sometimes
 * the kernel waits for these too (two programs on one tracepoint); once that
 * has happened the rest is left to the child.
 */
void session_detach(struct session *s)
{
	struct closing work = { 0 };
	int *slow = ARENA_ARRAY(s->arena, int, s->links.len + 1);
	u64 patience = sys_now(CLOCK_MONOTONIC) + PATIENCE_NS;

	if (s->detached)
		return;
	s->detached = true;
	vec_for (i, &s->links) {
		struct attached *link = &s->links.items[i];

		if (link->is_perf)
			(void)ioctl(link->fd, PERF_EVENT_IOC_DISABLE, 0);
		if (link->cost == LINK_SLOW ||
		    sys_now(CLOCK_MONOTONIC) > patience)
			slow[work.num++] = link->fd;
		else
			close(link->fd);
	}
	s->links.len = 0;
	work.fds = slow;
	close_slow(s, &work);
}

void session_disable(struct session *s)
{
	session_detach(s);
}

static void close_programs(struct session *s)
{
	for (u32 i = 0; s->loaded && i < s->plan->nprogs; i++) {
		struct loaded *loaded = &s->loaded[i];

		for (u32 j = 1; loaded->owned && j < loaded->nfds; j++)
			if (loaded->fds[j] >= 0)
				close(loaded->fds[j]);
	}
}

void session_close(struct session *s, bool background)
{
	if (!s)
		return;
	session_detach(s);
	ring_close(&s->ring);
	packets_close(s->packets);
	if (s->globals)
		munmap(s->globals, s->globals_size);
	if (s->lost)
		munmap((void *)(uintptr_t)s->lost, s->lost_size);
	if (s->epoll >= 0)
		close(s->epoll);
	close_programs(s);
	bpf_object__close(s->object);
	if (s->closer > 0 && !background)
		while (waitpid(s->closer, NULL, 0) < 0 && errno == EINTR)
			;
	arena_free(s->arena);
	free(s);
}
