/*
 * A running script: begin, attach in the right order, wait for records, end.
 * Loading is in session_load.c, detaching in session_close.c.
 */
#include "attach/session_impl.h"

#include "attach/link.h"
#include "base/log.h"
#include "base/sys.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

/*
 * Programs rarely wake us up (a wake-up costs more than the event), so the
 * ring is looked at this often.
 */
enum { POLL_MS = 20, POLL_EVENTS = 8 };

int session_open(struct session **out, const struct plan *plan,
		 const struct object_bytes *object,
		 const struct session_options *options)
{
	struct session *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		BUG("out of memory");
	s->arena = arena_new();
	s->plan = plan;
	s->options = *options;
	s->ring_fd = -1;
	s->epoll = -1;
	err = session_load(s, object);
	if (err) {
		session_close(s, false);
		return err;
	}
	*out = s;
	return 0;
}

const struct plan *session_plan(const struct session *s)
{
	return s->plan;
}

const struct session_options *session_options(const struct session *s)
{
	return &s->options;
}

const int *session_map_fds(const struct session *s)
{
	return s->map_fds;
}

int session_prog_fd(const struct session *s, u32 prog, u32 idx)
{
	const struct loaded *loaded = &s->loaded[prog];

	return loaded->fds[idx < loaded->nfds ? idx : 0];
}

static bool is_special(const struct plan_prog *prog, enum probe_id id)
{
	return prog->type->id == id;
}

static int run_program(struct session *s, u32 prog)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .repeat = 0);

	if (bpf_prog_test_run_opts(session_prog_fd(s, prog, 0), &opts)) {
		int err = -errno;

		log_error("Failed to run %s: %s", s->plan->progs[prog].name,
			  strerror(-err));
		return err;
	}
	return 0;
}

static int run_all(struct session *s, enum probe_id id)
{
	int err = 0;

	for (u32 i = 0; i < s->plan->nprogs && !err; i++)
		if (is_special(&s->plan->progs[i], id))
			err = run_program(s, i);
	return err;
}

int session_begin(struct session *s)
{
	if (s->globals && s->plan->needs_start)
		s->globals[PG_START_NS] = sys_now(CLOCK_BOOTTIME);
	return run_all(s, PROBE_begin);
}

int session_end(struct session *s)
{
	if (s->stopped) {
		session_discard(s);
		s->stopped = false;
	}
	return run_all(s, PROBE_end);
}

void session_reason(const struct session *s, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	switch (s->options.cfg->missing_probes) {
	case MISSING_ERROR:
		log_error("%s", text);
		break;
	case MISSING_WARN:
		log_warn("%s", text);
		break;
	default:
		log_verbose("%s", text);
		break;
	}
}

const u64 *session_cookie(const struct session *s, u32 prog, u32 idx,
			  u64 *storage)
{
	const struct plan_prog *p = &s->plan->progs[prog];

	if (p->source != POINT_COOKIE || p->npoints < 2)
		return NULL;
	*storage = idx;
	return storage;
}

/* Does one program and one link serve all points of PROG? */
static bool attaches_once(const struct plan_prog *prog)
{
	if (prog->source == POINT_PATCH)
		return false;
	return prog->points[0].via == VIA_MULTI || prog->context == CTX_SYSCALL;
}

u32 session_points(const struct session *s, u32 prog, u32 idx, u32 *num)
{
	const struct plan_prog *p = &s->plan->progs[prog];

	if (attaches_once(p)) {
		*num = p->npoints;
		return 0;
	}
	*num = 1;
	return idx;
}

void session_add_link(struct session *s, int fd, enum link_cost cost)
{
	vec_push(s->arena, &s->links,
		 (struct attached){ .fd = fd, .cost = cost });
}

void session_add_perf(struct session *s, int fd, enum link_cost cost)
{
	vec_push(s->arena, &s->links,
		 (struct attached){ .fd = fd, .is_perf = true, .cost = cost });
}

int session_attach_perf(struct session *s, u32 prog, u32 idx, int perf,
			enum link_cost cost)
{
	u64 storage;
	const u64 *cookie = session_cookie(s, prog, idx, &storage);
	int link;
	int err;

	err = link_perf_event(session_prog_fd(s, prog, idx), perf, cookie,
			      &link);
	/* The link goes first, the event that it holds after it. */
	if (link >= 0)
		session_add_link(s, link, cost);
	session_add_perf(s, perf, cost);
	if (err)
		session_reason(s, "%s: %s",
			       s->plan->progs[prog].points[idx].name,
			       link_error(err));
	return err;
}

/* Handle a point that failed; 0 when the setting lets us go on. */
static int attach_failed(struct session *s, const struct point *point, int err)
{
	switch (s->options.cfg->missing_probes) {
	case MISSING_ERROR:
		log_error("Unable to attach probe: %s. If this is expected, "
			  "set the 'missing_probes' config variable to "
			  "'warn'.",
			  point->name);
		return err;
	case MISSING_WARN:
		log_warn("Unable to attach probe: %s. Skipping.", point->name);
		return 0;
	default:
		return 0;
	}
}

static int attach_prog(struct session *s, u32 idx, u32 *attached)
{
	const struct plan_prog *prog = &s->plan->progs[idx];
	u32 steps = attaches_once(prog) ? 1 : prog->npoints;
	int err;

	for (u32 i = 0; i < steps; i++) {
		err = prog->type->ops->attach(s, idx, i);
		if (err) {
			err = attach_failed(s, &prog->points[i], err);
			if (err)
				return err;
			continue;
		}
		*attached += steps == 1 ? prog->npoints : 1;
	}
	return 0;
}

/*
 * Handlers of one place shall fire in the order of the script. The kernel
 * runs those of some types last attached first, so these go backwards.
 */
int session_attach(struct session *s, u32 *attached)
{
	const struct plan *plan = s->plan;
	int err = 0;
	u32 real = 0;

	*attached = 0;
	for (u32 i = 0; i < plan->nprogs && !err; i++) {
		const struct plan_prog *prog = &plan->progs[i];

		if (prog->type->flags & PF_SPECIAL)
			*attached += prog->npoints;
		else
			real++;
		if (!(prog->type->flags & (PF_REVERSE | PF_SPECIAL)))
			err = attach_prog(s, i, attached);
	}
	for (u32 i = plan->nprogs; i > 0 && !err; i--)
		if (plan->progs[i - 1].type->flags & PF_REVERSE)
			err = attach_prog(s, i - 1, attached);
	if (!err && real && !*attached) {
		log_error("Attachment failed for all probes.");
		err = -ENOENT;
	}
	return err;
}

static int poll_setup(struct session *s)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };

	if (s->epoll >= 0)
		return 0;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll < 0)
		return -errno;
	event.data.fd = s->ring_fd;
	if (s->ring_fd >= 0 &&
	    epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->ring_fd, &event))
		return -errno;
	if (s->packets) {
		event.events = EPOLLIN;
		event.data.fd = packets_fd(s->packets);
		if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, event.data.fd, &event))
			return -errno;
	}
	return 0;
}

int session_watch(struct session *s, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	int err = poll_setup(s);

	if (err)
		return err;
	event.data.fd = fd;
	if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event))
		return -errno;
	s->nwatched++;
	return 0;
}

int session_drain(struct session *s, record_fn fn, void *arg)
{
	bool stopped = false;
	int num = 0;

	if (!s->stopped && s->ring_fd >= 0)
		num = ring_read(&s->ring, fn, arg, &stopped);
	/* Also after an exit(): what came before it belongs to the script. */
	if (!s->stopped)
		packets_read(s->packets, fn, arg);
	if (stopped)
		s->stopped = true;
	if (s->stopped)
		session_discard(s);
	return num;
}

void session_discard(struct session *s)
{
	bool stopped = false;

	packets_read(s->packets, NULL, NULL);
	if (s->ring_fd >= 0)
		(void)ring_read(&s->ring, NULL, NULL, &stopped);
}

static s64 now_ms(void)
{
	return (s64)(sys_now(CLOCK_MONOTONIC) / 1000000);
}

/* Milliseconds to sleep now: until END, but no longer than the ring may. */
static int sleep_ms(const struct session *s, s64 end)
{
	s64 left = end - now_ms();

	if (left < 0)
		left = 0;
	if (s->ring_fd >= 0 && left > POLL_MS)
		left = POLL_MS;
	return left > 3600000 ? 3600000 : (int)left;
}

/* Wait for the ring or a watched descriptor: how many are ready, or -errno. */
static int wait_ready(struct session *s, s64 end, bool *watched)
{
	struct epoll_event events[POLL_EVENTS];
	int ready = epoll_wait(s->epoll, events, POLL_EVENTS, sleep_ms(s, end));

	*watched = false;
	for (int i = 0; i < ready; i++)
		*watched |= events[i].data.fd != s->ring_fd;
	return ready < 0 ? -errno : ready;
}

/*
 * After some records the next ones get time to gather: reading them one by
 * one would keep this CPU busy and make a write of each. Programs wake us up
 * when the ring fills.
 */
int session_poll(struct session *s, int timeout_ms, record_fn fn, void *arg)
{
	s64 end = timeout_ms < 0 ? INT64_MAX : now_ms() + timeout_ms;
	int err = poll_setup(s);
	bool was_stopped = s->stopped;
	bool gather = s->gather;

	s->gather = false;
	if (err)
		return err;
	for (;;) {
		bool watched = false;
		int num = gather ? 0 : session_drain(s, fn, arg);
		int ready;

		gather = false;
		s->gather = num > 0;
		if (num || s->stopped != was_stopped)
			return num;
		ready = wait_ready(s, end, &watched);
		if (ready < 0)
			return ready;
		if (watched || (!ready && now_ms() >= end))
			return session_drain(s, fn, arg);
	}
}

/*
 * Each CPU counts for itself; what was added while we read is counted the
 * next time.
 */
u64 session_lost(struct session *s)
{
	u64 num = s->lost ? s->lost_size / sizeof(u64) : 0;
	u64 sum = packets_lost(s->packets);
	u64 fresh;

	for (u64 i = 0; i < num; i++)
		sum += __atomic_load_n(&s->lost[i], __ATOMIC_RELAXED);
	fresh = sum - s->lost_seen;
	s->lost_seen = sum;
	return fresh;
}
