/*
 * Probes on perf events of the kernel's own making: profile and interval
 * (the CPU clock) and software events.
 */
#include "attach/link.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "attach/session_impl.h"
#include "base/sys.h"

#include <errno.h>
#include <string.h>

struct software {
	const char *name;
	const char *alias; /* "": none */
	u64 config;
	u64 period;
};

static const struct software software[] = {
	{ "alignment-faults", "", PERF_COUNT_SW_ALIGNMENT_FAULTS, 1 },
	{ "bpf-output", "", PERF_COUNT_SW_BPF_OUTPUT, 1 },
	{ "context-switches", "cs", PERF_COUNT_SW_CONTEXT_SWITCHES, 1000 },
	{ "cpu-clock", "cpu", PERF_COUNT_SW_CPU_CLOCK, 1000000 },
	{ "cpu-migrations", "", PERF_COUNT_SW_CPU_MIGRATIONS, 1 },
	{ "dummy", "", PERF_COUNT_SW_DUMMY, 1 },
	{ "emulation-faults", "", PERF_COUNT_SW_EMULATION_FAULTS, 1 },
	{ "major-faults", "", PERF_COUNT_SW_PAGE_FAULTS_MAJ, 1 },
	{ "minor-faults", "", PERF_COUNT_SW_PAGE_FAULTS_MIN, 100 },
	{ "page-faults", "faults", PERF_COUNT_SW_PAGE_FAULTS, 100 },
	{ "task-clock", "", PERF_COUNT_SW_TASK_CLOCK, 1 },
};

struct time_unit {
	const char *name;
	u64 ns; /* 0: a frequency */
};

static const struct time_unit units[] = {
	{ "hz", 0 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "us", 1000 },
};

enum { MIN_PERIOD = 1000 };

static const struct time_unit *find_unit(const char *name)
{
	for (u32 i = 0; i < countof(units); i++)
		if (!strcmp(units[i].name, name))
			return &units[i];
	return NULL;
}

static const char *rate_text(struct probe_request *req)
{
	return arena_printf(req->ctx->arena, "Invalid rate of %s probe",
			    req->parts.type->name);
}

static struct point clock_point(void)
{
	return (struct point){
		.perf_type = PERF_TYPE_SOFTWARE,
		.perf_config = PERF_COUNT_SW_CPU_CLOCK,
		.via = VIA_PERF,
		.context = CTX_PERF,
	};
}

/* profile:100ms: a duration, or a number of nanoseconds. */
static bool resolve_duration(struct probe_request *req, struct points *out)
{
	const char *type = req->parts.type->name;
	const char *text = point_part(req, 0, "");
	struct point point = clock_point();
	u64 ns;

	if (!*text)
		return point_error(req, "%s probe must have unit of time",
				   type);
	if (!probe_number(req, text, rate_text(req), &ns))
		return false;
	if (ns < MIN_PERIOD)
		return point_error(req,
				   "Invalid rate of %s probe. Minimum is 1000 "
				   "or 1us. Found: %llu nanoseconds",
				   type, (unsigned long long)ns);
	point.period = ns;
	point.target = "us";
	point.name = arena_printf(point_arena(req), "%s:us:%llu", type,
				  (unsigned long long)(ns / 1000));
	point_add(req, out, point);
	return true;
}

/* profile:hz:99 */
static bool resolve_rate(struct probe_request *req, struct points *out)
{
	const char *type = req->parts.type->name;
	const char *name = req->parts.items[0];
	const struct time_unit *unit = find_unit(name);
	struct point point = clock_point();
	u64 num;

	if (!*name)
		return point_error(req, "%s probe must have unit of time",
				   type);
	if (!unit)
		return point_error(req, "%s is not an accepted unit of time",
				   name);
	if (!probe_number(req, req->parts.items[1], rate_text(req), &num))
		return false;
	if (!num)
		return point_error(
			req, "%s frequency should be a positive integer", type);
	if (unit->ns && num > INT64_MAX / unit->ns)
		return point_error(req, "%s: %s is out of range",
				   rate_text(req), req->parts.items[1]);
	point.period = num * unit->ns;
	point.freq = unit->ns ? 0 : num;
	point.target = unit->name;
	point.name = arena_printf(point_arena(req), "%s:%s:%llu", type,
				  unit->name, (unsigned long long)num);
	point_add(req, out, point);
	return true;
}

static const struct software *find_software(const char *name)
{
	for (u32 i = 0; i < countof(software); i++)
		if (!strcmp(software[i].name, name) ||
		    (*name && !strcmp(software[i].alias, name)))
			return &software[i];
	return NULL;
}

static bool resolve_software(struct probe_request *req, struct points *out)
{
	const char *name = point_part(req, 0, "");
	const char *count = point_part(req, 1, "");
	const struct software *event = find_software(name);
	struct arena *arena = point_arena(req);
	struct point point = clock_point();

	if (match_has_wildcard(name))
		return point_error(req,
				   "wildcards are not allowed for %s "
				   "probe type",
				   req->parts.type->name);
	if (!event)
		return point_error(req, "%s is not a software probe", name);
	point.period = event->period;
	point.perf_config = event->config;
	point.target = arena_strdup(arena, name);
	point.name = arena_printf(arena, "software:%s", name);
	if (*count) {
		if (!probe_number(req, count,
				  "Invalid count for software probe",
				  &point.period))
			return false;
		if (!point.period)
			return point_error(req, "count for software probe "
						"must be positive");
		point.name = arena_printf(arena, "software:%s:%llu", name,
					  (unsigned long long)point.period);
	}
	point_add(req, out, point);
	return true;
}

static bool perf_resolve(struct probe_request *req, struct points *out)
{
	if (req->parts.type->id == PROBE_software)
		return resolve_software(req, out);
	if (req->parts.nitems < 2)
		return resolve_duration(req, out);
	return resolve_rate(req, out);
}

static const struct type *perf_args(struct probe_request *req,
				    const struct point *point)
{
	point_error(req, "%s has no arguments", point->name);
	return NULL;
}

static const struct type *perf_retval(struct probe_request *req,
				      const struct point *point)
{
	(void)req;
	(void)point;
	return NULL;
}

static int perf_list(struct probe_request *req, struct probe_list *out,
		     bool verbose)
{
	const char *pattern = point_part(req, 0, "*");

	(void)verbose;
	if (req->parts.type->id != PROBE_software) {
		for (u32 i = 0; i < countof(units); i++)
			if (match_glob(pattern, units[i].name))
				probe_list_add(req, out, "%s:", units[i].name);
		return 0;
	}
	for (u32 i = 0; i < countof(software); i++) {
		if (match_glob(pattern, software[i].name))
			probe_list_add(req, out, "%s:", software[i].name);
		if (*software[i].alias &&
		    match_glob(pattern, software[i].alias))
			probe_list_add(req, out, "%s:", software[i].alias);
	}
	return 0;
}

static int attach_cpu(struct session *s, u32 prog, u32 idx, s32 pid, s32 cpu)
{
	const struct point *point = &session_plan(s)->progs[prog].points[idx];
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = point->perf_type,
		.config = point->perf_config,
		/*
		 * The clock's frequency is fixed, so it is a period too; as
		 * such the kernel does not limit it.
		 */
		.sample_period =
			point->freq ? 1000000000 / point->freq : point->period,
	};
	int fd;

	if (!attr.sample_period)
		attr.sample_period = 1;
	fd = perf_open(&attr, pid, cpu);
	if (fd < 0) {
		session_reason(s, "%s: %s", point->name, link_error(fd));
		return fd;
	}
	return session_attach_perf(s, prog, idx, fd, LINK_FAST);
}

static int perf_attach(struct session *s, u32 prog, u32 idx)
{
	bool once = session_plan(s)->progs[prog].type->id == PROBE_interval;
	u32 pid = once ? 0 : session_options(s)->pid;
	struct arena *arena = arena_new();
	u32 num;
	const u32 *cpus = sys_online_cpus(arena, &num);
	int err = num ? 0 : -ENODEV;

	if (once && num > 1)
		num = 1;
	for (u32 i = 0; i < num && !err; i++)
		err = attach_cpu(s, prog, idx, pid ? (s32)pid : -1,
				 (s32)cpus[i]);
	arena_free(arena);
	return err;
}

const struct probe_ops perf_ops = {
	.resolve = perf_resolve,
	.args = perf_args,
	.retval = perf_retval,
	.list = perf_list,
	.attach = perf_attach,
};
