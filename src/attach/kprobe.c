/*
 * kprobe and kretprobe: kprobe[:module]:function[+offset], kprobe:0xADDR.
 * Wildcards become one link for all functions where the kernel can do that.
 */
#include "attach/kfuncs.h"
#include "attach/link.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "attach/session_impl.h"
#include "base/log.h"
#include "base/str.h"
#include "btf/btf.h"
#include "symbols/ksyms.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct search {
	struct probe_request *req;
	const char *module, *func; /* patterns; module NULL: any */
	struct points *out;        /* either this */
	struct probe_list *list;   /* or that */
	enum attach_via via;
	bool verbose;
};

static bool is_return(const struct probe_type *type)
{
	return type->flags & PF_RETURN;
}

static void add_point(struct probe_request *req, struct points *out,
		      struct point point)
{
	struct arena *arena = point_arena(req);
	const char *type = req->parts.type->name;
	const char *module =
		point.target ? arena_printf(arena, "%s:", point.target) : "";

	point.context = CTX_REGS;
	if (!point.func)
		point.name = arena_printf(arena, "%s:%llu", type,
					  (unsigned long long)point.address);
	else if (point.offset)
		point.name = arena_printf(arena, "%s:%s%s+%llu", type, module,
					  point.func,
					  (unsigned long long)point.offset);
	else
		point.name = arena_printf(arena, "%s:%s%s", type, module,
					  point.func);
	point_add(req, out, point);
}

static const char *param_lines(struct search *search, const char *module,
			       const char *func)
{
	struct arena *arena = search->list->arena;
	struct func_proto proto;
	struct strbuf buf = { 0 };
	const char *text;
	u32 reg = 0;

	if (!search->verbose || !search->req->ctx->btf ||
	    kernel_btf_func(search->req->ctx->btf, module, func, &proto))
		return "";
	if (is_return(search->req->parts.type))
		return proto.ret ? arena_printf(arena, "\n    %s retval",
						proto.ret_spelling)
				 : "\n    void";
	for (u32 i = 0; i < proto.nargs; i++)
		strbuf_printf(&buf, "\n    %s arg%u",
			      proto.args[i].spelling ? proto.args[i].spelling
						     : "",
			      reg++);
	text = arena_strdup(arena, strbuf_text(&buf));
	strbuf_fini(&buf);
	return text;
}

static bool each_func(const char *module, const char *func, void *arg)
{
	struct search *search = arg;
	struct arena *arena;

	if (!match_glob(search->func, func) ||
	    (search->module && !match_glob(search->module, module)))
		return true;
	if (search->list) {
		probe_list_add(search->req, search->list, "%s%s%s%s",
			       search->module ? module : "",
			       search->module ? ":" : "", func,
			       param_lines(search, module, func));
		return true;
	}
	arena = point_arena(search->req);
	add_point(search->req, search->out,
		  (struct point){
			  .target = search->module ? arena_strdup(arena, module)
						   : NULL,
			  .func = arena_strdup(arena, func),
			  .via = search->via,
		  });
	return true;
}

static bool resolve_address(struct probe_request *req, const char *text,
			    struct points *out)
{
	struct point point = { .via = VIA_PERF };

	if (!req->ctx->env.unsafe)
		return point_error(req, "Probing by address requires --unsafe");
	if (!probe_number(req, text, "Invalid function/address argument",
			  &point.address))
		return false;
	add_point(req, out, point);
	return true;
}

/* Does module MODULE have FUNC, or without one: does anybody? */
struct finding {
	const char *module, *func;
	bool found;
};

static bool find_in_module(const char *name, u64 addr, const char *module,
			   void *arg)
{
	struct finding *finding = arg;

	(void)addr;
	finding->found = !strcmp(name, finding->func) &&
			 !strcmp(module ? module : "vmlinux", finding->module);
	return !finding->found;
}

static bool func_exists(const char *module, const char *func)
{
	struct finding finding = { module, func, false };

	if (!module)
		return ksyms_address(func) != 0;
	(void)ksyms_each(find_in_module, &finding);
	return finding.found;
}

/* The symbol that follows the one at `start`. */
struct extent {
	u64 start, end; /* end 0: none yet */
};

static bool find_next(const char *name, u64 addr, const char *module, void *arg)
{
	struct extent *extent = arg;

	(void)name;
	(void)module;
	if (addr > extent->start && (!extent->end || addr < extent->end))
		extent->end = addr;
	return true;
}

/* The size of the kernel's function FUNC, 0 when it can't be told. */
static u64 func_size(const char *func)
{
	struct extent extent = { .start = ksyms_address(func) };

	if (extent.start)
		(void)ksyms_each(find_next, &extent);
	return extent.end ? extent.end - extent.start : 0;
}

/* Does OFFSET leave FUNC? The kernel would take the function behind it. */
static bool is_outside(struct probe_request *req, const char *func, u64 offset)
{
	u64 size;

	if (!offset || req->ctx->env.unsafe)
		return false;
	size = func_size(func);
	if (!size || offset < size)
		return false;
	(void)point_error(req,
			  "Offset outside the function bounds ('%s' size is "
			  "%llu)",
			  func, (unsigned long long)size);
	return true;
}

static bool module_loaded(const char *module)
{
	char line[256];
	bool found = !strcmp(module, "vmlinux");
	FILE *file = found ? NULL : fopen("/proc/modules", "re");
	size_t len = strlen(module);

	while (file && !found && fgets(line, sizeof(line), file))
		found = !strncmp(line, module, len) && line[len] == ' ';
	if (file)
		fclose(file);
	return found;
}

/*
 * Is there FUNC? Ftrace's list is looked at first, because it is shorter than
 * that of all symbols. The kernel refuses most functions that are not in it.
 */
static bool is_probable(struct probe_request *req, const char *module,
			const char *func)
{
	struct ctx *ctx = req->ctx;
	enum kfunc_state state = kfuncs_state(ctx->arena, module, func);

	if (state == KFUNC_LISTED)
		return true;
	if (!ctx->env.unsafe && !func_exists(module, func))
		return false;
	if (state == KFUNC_UNLISTED)
		diag_warn(&ctx->diags, req->parts.span,
			  "%s is not traceable (either non-existing, inlined, "
			  "or marked as \"notrace\"); attaching to it will "
			  "likely fail",
			  func);
	return true;
}

/* function[+offset] */
static bool resolve_function(struct probe_request *req, const char *module,
			     const char *text, struct points *out)
{
	struct arena *arena = point_arena(req);
	const char *plus = strchr(text, '+');
	struct point point = { .via = VIA_PERF };

	if (plus && is_return(req->parts.type))
		return point_error(req, "Offset not allowed");
	if (plus && strchr(plus + 1, '+'))
		return point_error(req, "Cannot take more than one offset");
	if (plus &&
	    !probe_number(req, plus + 1, "Invalid offset", &point.offset))
		return false;
	point.func = plus ? arena_strndup(arena, text, (size_t)(plus - text))
			  : arena_strdup(arena, text);
	if (!*point.func)
		return point_error(req, "kprobes should be attached to a "
					"function or an address");
	point.target = module ? arena_strdup(arena, module) : NULL;
	if (module && *module && !module_loaded(module)) {
		diag_warn(&req->ctx->diags, req->parts.span,
			  "specified module %s in probe %s:%s:%s is not "
			  "loaded.",
			  module, req->parts.type->name, module, text);
		return true;
	}
	if (!is_probable(req, module, point.func))
		return true;
	if (!module && is_outside(req, point.func, point.offset))
		return false;
	add_point(req, out, point);
	return true;
}

static bool resolve_pattern(struct probe_request *req, const char *module,
			    const char *func, struct points *out)
{
	struct search search = {
		.req = req,
		.module = module,
		.func = func,
		.out = out,
		.via = VIA_PERF,
	};

	if (!module && req->ctx->features &&
	    feature_has(req->ctx->features, FEAT_kprobe_multi))
		search.via = VIA_MULTI;
	(void)kfuncs_each(req->ctx->arena, each_func, &search);
	return true;
}

static bool kprobe_resolve(struct probe_request *req, struct points *out)
{
	const char *module = NULL;
	const char *func = point_part(req, 0, "");

	if (req->parts.nitems > 1) {
		module = func;
		func = req->parts.items[1];
	}
	if (!*func)
		return point_error(req, "kprobes should be attached to a "
					"function or an address");
	if (isdigit((unsigned char)*func)) {
		if (module)
			return point_error(req, "kprobes by address have no "
						"module");
		return resolve_address(req, func, out);
	}
	if (match_has_wildcard(func) || (module && match_has_wildcard(module)))
		return resolve_pattern(req, module, func, out);
	return resolve_function(req, module, func, out);
}

static const struct type *kprobe_args(struct probe_request *req,
				      const struct point *point)
{
	(void)point;
	point_error(req,
		    "The args builtin can only be used with fentry/fexit, "
		    "tracepoints and uprobes; %s has arg0, arg1, ...",
		    req->parts.type->name);
	return NULL;
}

static const struct type *kprobe_retval(struct probe_request *req,
					const struct point *point)
{
	(void)req;
	(void)point;
	return NULL;
}

static int kprobe_list(struct probe_request *req, struct probe_list *out,
		       bool verbose)
{
	struct search search = {
		.req = req,
		.func = point_part(req, 0, "*"),
		.list = out,
		.verbose = verbose,
	};

	if (req->parts.nitems > 1) {
		search.module = search.func;
		search.func = req->parts.items[1];
	}
	if (req->ctx->features && !feature_has(req->ctx->features, FEAT_kprobe))
		return 0;
	return kfuncs_each(req->ctx->arena, each_func, &search);
}

static int attach_perf(struct session *s, u32 prog, u32 idx,
		       const struct plan_prog *plan)
{
	const struct point *point = &plan->points[idx];
	struct perf_event_attr attr = { .size = sizeof(attr), .disabled = 1 };
	u64 return_bit;
	char name[512];
	int type = perf_pmu_type("kprobe", &return_bit);
	int fd;

	if (type < 0) {
		session_reason(s, "This kernel has no kprobes");
		return type;
	}
	attr.type = (u32)type;
	attr.config = is_return(plan->type) ? return_bit : 0;
	if (point->func) {
		bool module = point->target && strcmp(point->target, "vmlinux");

		snprintf(name, sizeof(name), "%s%s%s",
			 module ? point->target : "", module ? ":" : "",
			 point->func);
		attr.config1 = (u64)(uintptr_t)name;
		attr.config2 = point->offset;
	} else {
		attr.config2 = point->address;
	}
	fd = perf_open(&attr, -1, 0);
	if (fd < 0) {
		log_verbose("%s: %s", point->name, strerror(-fd));
		if (fd == -EILSEQ)
			session_reason(s, "Possible attachment attempt in the "
					  "middle of an instruction, try a "
					  "different offset.");
		if (fd == -EINVAL && point->func)
			session_reason(s, "The kernel allows no probe in %s",
				       point->func);
		return fd;
	}
	return session_attach_perf(s, prog, idx, fd, LINK_SLOW);
}

/* A range of points that share one link. */
struct range {
	struct session *session;
	const struct plan_prog *plan;
	int prog_fd;
	const char **syms;
	u64 *cookies;
};

/*
 * The kernel refuses the whole list for one name that it does not like.
 * Halving finds the bad ones; they are left out.
 */
static int attach_range(struct range *range, u32 first, u32 num, u32 *attached)
{
	int fd = link_kprobe_multi(range->prog_fd, is_return(range->plan->type),
				   range->syms + first, range->cookies + first,
				   num);
	int err;

	if (fd >= 0) {
		session_add_link(range->session, fd, LINK_SLOW);
		*attached += num;
		return 0;
	}
	if (num == 1) {
		log_verbose("%s: %s", range->plan->points[first].name,
			    strerror(-fd));
		return fd;
	}
	if (fd == -EPERM || fd == -EOPNOTSUPP || fd == -ENOMEM)
		return fd;
	err = attach_range(range, first, num / 2, attached);
	if (err == -EPERM || err == -EOPNOTSUPP || err == -ENOMEM)
		return err;
	return attach_range(range, first + num / 2, num - num / 2, attached);
}

static int attach_multi(struct session *s, u32 prog, u32 idx,
			const struct plan_prog *plan)
{
	u32 num;
	u32 first = session_points(s, prog, idx, &num);
	struct arena *arena = arena_new();
	struct range range = {
		.session = s,
		.plan = plan,
		.prog_fd = session_prog_fd(s, prog, idx),
		.syms = ARENA_ARRAY(arena, const char *, plan->npoints),
		.cookies = ARENA_ARRAY(arena, u64, plan->npoints),
	};
	u32 attached = 0;
	int err;

	for (u32 i = 0; i < plan->npoints; i++) {
		range.syms[i] = plan->points[i].func;
		range.cookies[i] = i;
	}
	err = attach_range(&range, first, num, &attached);
	arena_free(arena);
	if (attached)
		return 0;
	session_reason(s, "%s: %s", plan->points[first].name, link_error(err));
	return err;
}

static int kprobe_attach(struct session *s, u32 prog, u32 idx)
{
	const struct plan_prog *plan = &session_plan(s)->progs[prog];

	if (plan->points[idx].via == VIA_MULTI)
		return attach_multi(s, prog, idx, plan);
	return attach_perf(s, prog, idx, plan);
}

const struct probe_ops kprobe_ops = {
	.resolve = kprobe_resolve,
	.args = kprobe_args,
	.retval = kprobe_retval,
	.list = kprobe_list,
	.attach = kprobe_attach,
};
