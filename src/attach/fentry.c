/*
 * fentry and fexit: kernel functions with typed arguments from BTF. The
 * target is part of loading a program, so every point is a program of its
 * own; attaching is a mere switch then.
 */
#include "attach/kfuncs.h"
#include "attach/link.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "attach/session_impl.h"
#include "base/hash.h"
#include "btf/btf.h"

#include <errno.h>
#include <string.h>

enum { MAX_ARGS = 6 };

struct search {
	struct probe_request *req;
	const char *module, *func; /* patterns; module NULL: any */
	struct points *out;        /* either this */
	struct probe_list *list;   /* or that */
	struct hash traceable;     /* names; empty: not known */
	bool verbose;
};

static bool is_exit(const struct probe_type *type)
{
	return type->flags & PF_RETURN;
}

static void add_point(struct probe_request *req, struct points *out,
		      const char *module, const char *func)
{
	struct arena *arena = point_arena(req);

	point_add(req, out,
		  (struct point){
			  .name = arena_printf(arena, "%s:%s:%s",
					       req->parts.type->name, module,
					       func),
			  .target = arena_strdup(arena, module),
			  .func = arena_strdup(arena, func),
			  .via = VIA_TRAMPOLINE,
			  .context = CTX_BTF,
		  });
}

static void list_func(struct search *search, const char *module,
		      const char *func)
{
	struct func_proto proto;
	const char *lines = "";

	if (search->verbose &&
	    !kernel_btf_func(search->req->ctx->btf, module, func, &proto))
		lines = proto_lines(search->list->arena, &proto,
				    is_exit(search->req->parts.type));
	probe_list_add(search->req, search->list, "%s:%s%s", module, func,
		       lines);
}

static bool each_func(const char *module, const char *func, void *arg)
{
	struct search *search = arg;
	struct func_proto proto;

	if (!match_glob(search->func, func) ||
	    (search->module && !match_glob(search->module, module)))
		return true;
	if (strstr(func, ".part.") ||
	    (search->traceable.len && !hash_find(&search->traceable, func)))
		return true;
	if (search->list) {
		list_func(search, module, func);
		return true;
	}
	/* What the kernel would refuse does not match a wildcard. */
	if (!kernel_btf_func(search->req->ctx->btf, module, func, &proto) &&
	    proto.nslots <= MAX_ARGS)
		add_point(search->req, search->out, module, func);
	return true;
}

static bool note_traceable(const char *module, const char *func, void *arg)
{
	struct search *search = arg;

	(void)module;
	if (match_glob(search->func, func))
		hash_set(&search->traceable, func, search);
	return true;
}

static void search_run(struct search *search)
{
	struct arena *arena = search->req->ctx->arena;

	hash_init(&search->traceable, arena);
	if (!search->req->ctx->btf)
		return;
	(void)kfuncs_each(arena, note_traceable, search);
	kernel_btf_each_func(search->req->ctx->btf, each_func, search);
}

static bool resolve_exact(struct probe_request *req, const char *module,
			  const char *func, struct points *out)
{
	struct func_proto proto;
	int err;

	if (!req->ctx->btf || !req->ctx->env.has_btf)
		return point_error(req, "%s probes require kernel BTF",
				   req->parts.type->name);
	err = kernel_btf_func(req->ctx->btf, module, func, &proto);
	if (err == -E2BIG)
		return point_error(req,
				   "ambiguous attach point, please specify "
				   "module containing the function '%s'",
				   func);
	if (err)
		return true;
	if (proto.nslots > MAX_ARGS)
		return point_error(req,
				   "Could not parse arguments of \"%s\": "
				   "functions with more than 6 parameters are "
				   "not supported.",
				   func);
	add_point(req, out, proto.module ? proto.module : "vmlinux", func);
	return true;
}

static bool fentry_resolve(struct probe_request *req, struct points *out)
{
	struct search search = { .req = req, .out = out };
	const char *first = point_part(req, 0, "");

	if (!strcmp(first, "bpf") && req->parts.nitems > 1)
		return point_error(req,
				   "%s of BPF programs is not supported yet",
				   req->parts.type->name);
	if (req->parts.nitems > 2)
		return point_error(req, "Only the 'bpf' variant of this probe "
					"supports 4 arguments");
	search.func = first;
	if (req->parts.nitems > 1) {
		search.module = first;
		search.func = req->parts.items[1];
	}
	if (!*search.func)
		return point_error(req,
				   "fentry/fexit should specify a function");
	if (match_has_wildcard(search.func) ||
	    (search.module && match_has_wildcard(search.module))) {
		search_run(&search);
		return true;
	}
	return resolve_exact(req, search.module, search.func, out);
}

static const struct type *fentry_args(struct probe_request *req,
				      const struct point *point)
{
	struct types *types = req->ctx->types;
	struct func_proto proto;
	int err = kernel_btf_func(req->ctx->btf, point->target, point->func,
				  &proto);

	if (err) {
		point_error(req, "Could not parse arguments of \"%s\": %s",
			    point->func, strerror(-err));
		return NULL;
	}
	return proto_struct(
		types,
		arena_printf(types_arena(types), "struct %s_args", point->func),
		&proto, is_exit(req->parts.type));
}

static const struct type *fentry_retval(struct probe_request *req,
					const struct point *point)
{
	struct func_proto proto;

	if (kernel_btf_func(req->ctx->btf, point->target, point->func, &proto))
		return NULL;
	return proto.ret;
}

static int fentry_list(struct probe_request *req, struct probe_list *out,
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
	if (req->ctx->features && !feature_has(req->ctx->features, FEAT_fentry))
		return 0;
	search_run(&search);
	return 0;
}

static int fentry_attach(struct session *s, u32 prog, u32 idx)
{
	const struct plan_prog *plan = &session_plan(s)->progs[prog];
	u64 storage;
	int fd;

	fd = link_tracing(session_prog_fd(s, prog, idx), is_exit(plan->type),
			  session_cookie(s, prog, idx, &storage));
	if (fd < 0) {
		session_reason(s, "%s: %s", plan->points[idx].name,
			       link_error(fd));
		return fd;
	}
	session_add_link(s, fd, LINK_SLOW);
	return 0;
}

const struct probe_ops fentry_ops = {
	.resolve = fentry_resolve,
	.args = fentry_args,
	.retval = fentry_retval,
	.list = fentry_list,
	.attach = fentry_attach,
};
