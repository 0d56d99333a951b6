/*
 * tracepoint:category:event.
 *
 * Three ways lead to the same place in the kernel, and their prices differ
 * by orders of magnitude:
 *   - a perf event (0.4 ms to attach, 70 ms to detach) shows the event's
 *     record: needed when the script reads `args`, and for `kstack`, which
 *     shows the way to the event there and not the tracer's own functions;
 *   - a raw tracepoint (0.2 ms and 0.2 ms) when it does not;
 *   - for system calls one raw tracepoint, sys_enter or sys_exit, serves all
 *     points of a program: it looks at the number and takes the arguments
 *     from the registers. For `kstack` older kernels hand the events of
 *     single system calls the registers of the process, which no way of the
 *     kernel can be read from; there the event raw_syscalls:sys_enter or
 *     sys_exit takes the raw tracepoint's place. So it does where newer
 *     kernels let go of a process in the midst of such a raw tracepoint:
 *     until it is back, the program is taken for running, and what other
 *     processes do on that CPU would be lost.
 */
#include "attach/link.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "attach/session_impl.h"
#include "attach/syscalls.h"
#include "base/str.h"
#include "base/sys.h"
#include "btf/tracefs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * The first whose system call events carry the kernel's own registers, and
 * whose raw tracepoints of system calls may be preempted.
 */
enum { KERNEL_6_13 = 6 << 16 | 13 << 8 };

/* One resolve(): what was found out once and holds for all its points. */
struct search {
	struct probe_request *req;
	struct points *out;
	const char *category, *event; /* patterns */
	const char *dynamic;          /* text of dynamic_events, once read */
	int trial; /* a raw tracepoint program, -1: none, 0: not yet */
	int loses; /* do raw ones of system calls? -1: no, 0: not asked */
};

/* Is the event one that somebody defined on a kprobe, uprobe...? */
static bool is_dynamic(struct search *search, const char *category,
		       const char *event)
{
	struct arena *arena = search->req->ctx->arena;
	const char *tracefs = sys_tracefs();

	if (!search->dynamic && tracefs)
		search->dynamic = sys_read_file(
			arena,
			arena_printf(arena, "%s/dynamic_events", tracefs),
			NULL);
	if (!search->dynamic)
		return true;
	return strstr(search->dynamic,
		      arena_printf(arena, ":%s/%s ", category, event));
}

/*
 * Does the kernel know EVENT as a raw tracepoint? Asking it is exact, and far
 * cheaper than reading its symbols or BTF.
 */
static bool has_raw(struct search *search, const char *event)
{
	if (!search->trial) {
		search->trial = trial_load_raw();
		if (search->trial < 0)
			search->trial = -1;
	}
	return search->trial > 0 && trial_raw_exists(search->trial, event);
}

/* Does one event serve all system calls of a program? */
static bool serves_all(const struct probe_request *req)
{
	return !req->uses_kstack || sys_kernel_version() < KERNEL_6_13;
}

/* Would a raw tracepoint of system calls miss some? */
static bool raw_loses(struct search *search)
{
	if (!search->loses)
		search->loses = sys_kernel_version() >= KERNEL_6_13 &&
						sys_kernel_preempts()
					? 1
					: -1;
	return search->loses > 0;
}

/* Can't a raw tracepoint do what the body wants? */
static bool wants_perf(const struct probe_request *req)
{
	return req->uses_kstack || req->uses_tracing;
}

static void add_event(struct search *search, const char *category,
		      const char *event)
{
	struct arena *arena = point_arena(search->req);
	struct point point = {
		.name = arena_printf(arena, "tracepoint:%s:%s", category,
				     event),
		.target = arena_strdup(arena, category),
		.func = arena_strdup(arena, event),
		.via = VIA_PERF,
		.context = CTX_TRACEPOINT,
		.syscall = -1,
	};

	if (!strcmp(category, "syscalls")) {
		point.syscall = syscall_number(event, NULL);
		if (point.syscall >= 0 && !wants_perf(search->req) &&
		    !raw_loses(search))
			point.via = VIA_RAW;
		if (point.syscall >= 0 && serves_all(search->req))
			point.context = CTX_SYSCALL;
	} else if (!wants_perf(search->req) && !search->req->uses_args &&
		   !is_dynamic(search, category, event) &&
		   has_raw(search, event)) {
		point.via = VIA_RAW;
		point.context = CTX_RAW;
	}
	point_add(search->req, search->out, point);
}

static bool match_event(const char *category, const char *event, void *arg)
{
	struct search *search = arg;

	if (match_glob(search->category, category) &&
	    match_glob(search->event, event))
		add_event(search, category, event);
	return true;
}

/* Find the two patterns: `t:*foo*` looks into every category. */
static bool read_parts(struct probe_request *req, const char **category,
		       const char **event)
{
	*category = point_part(req, 0, "");
	*event = point_part(req, 1, "");
	if (req->parts.nitems == 1) {
		if (!match_has_wildcard(*category))
			return point_count_error(req, "2");
		*event = *category;
		*category = "*";
	}
	if (!**category || !**event)
		return point_error(req, "tracepoint probe must have a target");
	return true;
}

static bool tracepoint_resolve(struct probe_request *req, struct points *out)
{
	struct search search = { .req = req, .out = out };

	if (!read_parts(req, &search.category, &search.event))
		return false;
	if (match_has_wildcard(search.category) ||
	    match_has_wildcard(search.event)) {
		int err = tracefs_each_event(match_event, &search);

		if (err)
			point_error(req, "Could not read the tracepoints: %s",
				    strerror(-err));
	} else if (tracefs_has_event(search.category, search.event)) {
		add_event(&search, search.category, search.event);
	}
	if (search.trial > 0)
		close(search.trial);
	return true;
}

static const struct type *tracepoint_args(struct probe_request *req,
					  const struct point *point)
{
	struct tracepoint_format format;
	int err = tracefs_format(req->ctx->types, req->ctx->btf, point->target,
				 point->func, &format);

	if (!err)
		return format.args;
	point_error(req, "Could not parse arguments of \"%s\": %s", point->name,
		    strerror(-err));
	return NULL;
}

static const struct type *tracepoint_retval(struct probe_request *req,
					    const struct point *point)
{
	(void)req;
	(void)point;
	return NULL;
}

struct listing {
	struct probe_request *req;
	struct probe_list *out;
	const char *category, *event;
	bool verbose;
};

/* "char comm[16]", as the format file has it; "__data_loc char[] name". */
static void field_line(struct strbuf *buf, const struct field *field)
{
	const char *type = field->spelling ? field->spelling : "";
	const char *name = field->name ? field->name : "";
	size_t len = field->is_data_loc ? strlen(type) : strcspn(type, "[");

	strbuf_printf(buf, "\n    %.*s %s%s", (int)len, type, name, type + len);
}

static const char *field_lines(struct listing *list, const char *category,
			       const char *event)
{
	struct types *store = list->req->ctx->types;
	struct tracepoint_format format;
	const struct layout *layout;
	struct strbuf buf = { 0 };
	const char *text;

	if (tracefs_format(store, NULL, category, event, &format))
		return "";
	layout = type_layout(store, format.args);
	for (u32 i = 0; layout && i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		if (!field->is_common)
			field_line(&buf, field);
	}
	text = arena_strdup(list->out->arena, strbuf_text(&buf));
	strbuf_fini(&buf);
	return text;
}

static bool list_event(const char *category, const char *event, void *arg)
{
	struct listing *list = arg;

	if (match_glob(list->category, category) &&
	    match_glob(list->event, event))
		probe_list_add(list->req, list->out, "%s:%s%s", category, event,
			       list->verbose
				       ? field_lines(list, category, event)
				       : "");
	return true;
}

static int tracepoint_list(struct probe_request *req, struct probe_list *out,
			   bool verbose)
{
	struct listing list = {
		.req = req,
		.out = out,
		.category = point_part(req, 0, "*"),
		.event = point_part(req, 1, "*"),
		.verbose = verbose,
	};

	if (req->parts.nitems == 1) {
		list.event = list.category;
		list.category = "*";
	}
	return tracefs_each_event(list_event, &list);
}

/* The event that serves all system calls in the direction of POINT. */
static const char *direction_event(const struct point *point)
{
	bool is_exit = false;

	(void)syscall_number(point->func, &is_exit);
	return is_exit ? "sys_exit" : "sys_enter";
}

static int attach_raw(struct session *s, u32 prog, u32 idx,
		      const struct point *point)
{
	bool is_syscall = point->context == CTX_SYSCALL;
	const char *name = is_syscall ? direction_event(point) : point->func;
	u64 storage;
	int fd;

	fd = link_raw_tracepoint(session_prog_fd(s, prog, idx), name,
				 session_cookie(s, prog, idx, &storage));
	if (fd < 0) {
		session_reason(s, "%s: %s", point->name, link_error(fd));
		return fd;
	}
	session_add_link(s, fd, LINK_FAST);
	return 0;
}

static int attach_perf(struct session *s, u32 prog, u32 idx,
		       const struct point *point)
{
	/*
	 * The program runs on every CPU whether the event itself is enabled
	 * or not; left disabled, perf does no work of its own for it.
	 */
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_TRACEPOINT,
		.sample_period = 1,
		.disabled = 1,
	};
	bool is_syscall = point->context == CTX_SYSCALL;
	const char *tracefs = sys_tracefs();
	char path[512];
	s64 id;
	int fd;

	snprintf(path, sizeof(path), "%s/events/%s/%s/id",
		 tracefs ? tracefs : "",
		 is_syscall ? "raw_syscalls" : point->target,
		 is_syscall ? direction_event(point) : point->func);
	id = read_number(path);
	if (id < 0) {
		session_reason(s, "Probe does not exist: %s", point->name);
		return (int)id;
	}
	attr.config = (u64)id;
	fd = perf_open(&attr, -1, 0);
	if (fd < 0) {
		session_reason(s, "%s: %s", point->name, link_error(fd));
		return fd;
	}
	return session_attach_perf(s, prog, idx, fd, LINK_SLOW);
}

static int tracepoint_attach(struct session *s, u32 prog, u32 idx)
{
	const struct point *point = &session_plan(s)->progs[prog].points[idx];

	if (point->via == VIA_RAW)
		return attach_raw(s, prog, idx, point);
	return attach_perf(s, prog, idx, point);
}

const struct probe_ops tracepoint_ops = {
	.resolve = tracepoint_resolve,
	.args = tracepoint_args,
	.retval = tracepoint_retval,
	.list = tracepoint_list,
	.attach = tracepoint_attach,
};
