/*
 * rawtracepoint:[module:]event: the arguments of the tracepoint's function
 * as they are, nothing recorded.
 */
#include "attach/link.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "attach/session_impl.h"
#include "base/hash.h"
#include "base/str.h"
#include "btf/btf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Raw tracepoints of a pattern, from BTF, each once. */
struct search {
	struct probe_request *req;
	const char *module, *event; /* patterns; module NULL: any */
	struct hash seen;
	struct points *out;      /* either this */
	struct probe_list *list; /* or that */
	bool verbose;
	int trial; /* a program to try events with, -errno: none */
};

static void add_point(struct probe_request *req, struct points *out,
		      const char *module, const char *event)
{
	struct arena *arena = point_arena(req);
	struct point point = {
		.target = module ? arena_strdup(arena, module) : NULL,
		.func = arena_strdup(arena, event),
		.via = VIA_RAW,
		.context = req->uses_tracing ? CTX_BTF : CTX_RAW,
	};

	if (module)
		point.name = arena_printf(arena, "rawtracepoint:%s:%s", module,
					  event);
	else
		point.name = arena_printf(arena, "rawtracepoint:%s", event);
	point_add(req, out, point);
}

static void list_event(struct search *search, const char *module,
		       const char *event)
{
	struct func_proto proto;
	const char *lines = "";

	if (search->verbose &&
	    !kernel_btf_rawtp(search->req->ctx->btf, event, &proto))
		lines = proto_lines(search->list->arena, &proto, false);
	probe_list_add(search->req, search->list, "%s:%s%s", module, event,
		       lines);
}

/* Does BTF have what a typed program for EVENT is loaded for? */
static bool is_typed(const struct probe_request *req, const char *event)
{
	int unused;

	return req->ctx->btf &&
	       kernel_btf_rawtp_id(req->ctx->btf, event, &unused) >= 0;
}

/*
 * Ask the kernel itself whether EVENT exists: BTF also has tracepoints that
 * nobody registered. Where we may not load programs, TRIAL is negative.
 */
static bool exists(const struct probe_request *req, int trial,
		   const char *event)
{
	if (trial < 0 || req->uses_tracing) {
		if (!is_typed(req, event))
			return false;
	}
	return trial < 0 || trial_raw_exists(trial, event);
}

/*
 * Every tracepoint has a function __traceiter_X, and in newer kernels
 * __probestub_X, whose prototypes BTF knows.
 */
static bool each_func(const char *module, const char *func, void *arg)
{
	static const char *const prefixes[] = { "__probestub_",
						"__traceiter_" };
	struct search *search = arg;
	const char *event = NULL;

	for (u32 i = 0; i < countof(prefixes) && !event; i++)
		if (str_starts(func, prefixes[i]))
			event = func + strlen(prefixes[i]);
	if (!event || !match_glob(search->event, event))
		return true;
	if (search->module && !match_glob(search->module, module))
		return true;
	if (hash_find(&search->seen, event))
		return true;
	hash_set(&search->seen, event, search);
	if (search->out && !exists(search->req, search->trial, event))
		return true;
	if (search->out)
		add_point(search->req, search->out,
			  search->module ? module : NULL, event);
	else
		list_event(search, module, event);
	return true;
}

static void search_run(struct search *search)
{
	hash_init(&search->seen, search->req->ctx->arena);
	if (search->req->ctx->btf)
		kernel_btf_each_func(search->req->ctx->btf, each_func, search);
}

static void read_parts(struct probe_request *req, const char **module,
		       const char **event)
{
	*module = NULL;
	*event = point_part(req, 0, "*");
	if (req->parts.nitems > 1) {
		*module = *event;
		*event = req->parts.items[1];
	}
}

static bool rawtp_resolve(struct probe_request *req, struct points *out)
{
	struct search search = { .req = req, .out = out };

	if (!req->parts.nitems)
		return point_count_error(req, "2 or 1");
	read_parts(req, &search.module, &search.event);
	if (!*search.event)
		return point_error(
			req, "rawtracepoint should be attached to a function");
	search.trial = trial_load_raw();
	if (match_has_wildcard(search.event) ||
	    (search.module && match_has_wildcard(search.module)))
		search_run(&search);
	else if (exists(req, search.trial, search.event))
		add_point(req, out, search.module, search.event);
	if (search.trial >= 0)
		close(search.trial);
	return true;
}

static const struct type *rawtp_args(struct probe_request *req,
				     const struct point *point)
{
	struct func_proto proto;
	struct types *types = req->ctx->types;
	int err;

	if (!req->ctx->btf || !req->ctx->env.has_btf) {
		point_error(req, "rawtracepoints require kernel BTF. Try "
				 "using a 'tracepoint' instead.");
		return NULL;
	}
	err = kernel_btf_rawtp(req->ctx->btf, point->func, &proto);
	if (err) {
		point_error(req, "Could not parse arguments of \"%s\": %s",
			    point->func, strerror(-err));
		return NULL;
	}
	return proto_struct(
		types,
		arena_printf(types_arena(types), "struct %s_args", point->func),
		&proto, false);
}

static const struct type *rawtp_retval(struct probe_request *req,
				       const struct point *point)
{
	(void)req;
	(void)point;
	return NULL;
}

static int rawtp_list(struct probe_request *req, struct probe_list *out,
		      bool verbose)
{
	struct search search = { .req = req, .list = out, .verbose = verbose };

	read_parts(req, &search.module, &search.event);
	search_run(&search);
	return 0;
}

static int rawtp_attach(struct session *s, u32 prog, u32 idx)
{
	const struct point *point = &session_plan(s)->progs[prog].points[idx];
	static const char too_many[] =
		". Maybe trying to access arguments beyond what's available "
		"in this tracepoint";
	u64 storage;
	int fd;

	/* The event of a typed program was set when it was loaded. */
	fd = link_raw_tracepoint(session_prog_fd(s, prog, idx),
				 point->context == CTX_BTF ? NULL : point->func,
				 session_cookie(s, prog, idx, &storage));
	if (fd < 0) {
		if (fd == -ENOENT)
			session_reason(s, "Probe does not exist: %s",
				       point->name);
		else
			session_reason(s, "%s: %s%s", point->name,
				       link_error(fd),
				       fd == -EINVAL ? too_many : "");
		return fd;
	}
	session_add_link(s, fd, LINK_FAST);
	return 0;
}

const struct probe_ops rawtp_ops = {
	.resolve = rawtp_resolve,
	.args = rawtp_args,
	.retval = rawtp_retval,
	.list = rawtp_list,
	.attach = rawtp_attach,
};
