/*
 * uprobe and uretprobe: uprobe:target:function[+offset], uprobe:target:0xADDR,
 * uprobe:target:cpp:"signature", and without a target for the process of -p.
 *
 * A uprobe_multi link is preferred wherever the kernel has it, even for one
 * place: detaching costs 40 ms instead of 116, and one wait serves all.
 */
#include "attach/binary.h"
#include "attach/link.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "attach/session_impl.h"
#include "base/log.h"
#include "base/str.h"
#include "symbols/demangle.h"
#include "symbols/elf.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An attach point of one file, while it is resolved. */
struct search {
	struct probe_request *req;
	struct points *out;      /* either this */
	struct probe_list *list; /* or that */
	struct binary binary;
	struct elf_file *elf;
	bool cpp;         /* compare demangled names */
	const char *func; /* name or pattern */
	enum attach_via via;
};

static bool is_return(const struct probe_request *req)
{
	return req->parts.type->flags & PF_RETURN;
}

static enum attach_via choose_via(struct probe_request *req)
{
	struct features *features = req->ctx->features;

	return features && feature_has(features, FEAT_uprobe_multi) ? VIA_MULTI
								    : VIA_PERF;
}

/* Add the place at file offset OFFSET; DETAIL is the name's last part. */
static void add_point(struct search *search, const char *func, u64 offset,
		      u64 from, const char *detail)
{
	struct probe_request *req = search->req;
	struct arena *arena = point_arena(req);

	point_add(req, search->out,
		  (struct point){
			  .name = arena_printf(
				  arena, "%s:%s:%s%s", req->parts.type->name,
				  search->binary.name,
				  search->cpp ? "cpp:" : "", detail),
			  .target = arena_strdup(arena, search->binary.path),
			  .func = func ? arena_strdup(arena, func) : NULL,
			  .address = offset,
			  .offset = from,
			  .via = search->via,
			  .context = CTX_REGS,
		  });
}

/* "f(int)" matches "f(int)" and, where the pattern has no "(", "f". */
static bool match_cpp(struct arena *arena, const char *pattern,
		      const char *mangled, const char **name)
{
	const char *params;

	*name = demangle(arena, mangled);
	if (match_glob(pattern, *name))
		return true;
	params = strchr(*name, '(');
	return params && !strchr(pattern, '(') &&
	       match_glob(pattern, arena_strndup(arena, *name,
						 (size_t)(params - *name)));
}

static bool each_func(const struct elf_symbol *sym, void *arg)
{
	struct search *search = arg;
	const char *name = sym->name;

	if (strstr(sym->name, ".part.") || sym->file_offset == ~0ULL)
		return true;
	if (search->cpp ? !match_cpp(search->req->ctx->arena, search->func,
				     sym->name, &name)
			: !match_glob(search->func, sym->name))
		return true;
	if (!search->list)
		add_point(search, sym->name, sym->file_offset, 0, name);
	else if (search->cpp)
		probe_list_add(search->req, search->list, "%s:cpp:\"%s\"",
			       search->binary.name, name);
	else
		probe_list_add(search->req, search->list, "%s:%s",
			       search->binary.name, name);
	return true;
}

static bool middle_error(struct search *search, const char *what)
{
	struct probe_request *req = search->req;
	struct diag *diag;

	if (req->ctx->env.unsafe) {
		diag_warn(&req->ctx->diags, req->parts.span, "%s", what);
		return true;
	}
	diag = diag_error(&req->ctx->diags, req->parts.span, "%s", what);
	diag_hint(
		&req->ctx->diags, diag,
		"Use --unsafe to force attachment. WARNING: This option could "
		"lead to data corruption in the target process.");
	return false;
}

/* May a breakpoint be set at OFFSET of the file, which is in SYM? */
static bool check_boundary(struct search *search, const struct elf_symbol *sym,
			   u64 offset, const char *place)
{
	struct arena *arena = search->req->ctx->arena;

	if (offset == sym->file_offset)
		return true;
	if (!sym->size)
		return middle_error(
			search,
			arena_printf(arena,
				     "Could not determine boundary for %s "
				     "(symbol has size 0).",
				     sym->name));
	if (elf_is_boundary(search->elf, sym, offset))
		return true;
	return middle_error(search,
			    arena_printf(arena,
					 "Could not add uprobe into middle of "
					 "instruction: %s:%s",
					 search->binary.name, place));
}

/* uprobe:target:0xADDR */
static bool resolve_address(struct search *search)
{
	struct probe_request *req = search->req;
	const char *text = search->func;
	struct elf_symbol sym = { 0 };
	u64 addr, offset;

	if (!probe_number(req, text, "Invalid function/address argument",
			  &addr))
		return false;
	offset = elf_addr_to_offset(search->elf, addr);
	if (offset == ~0ULL)
		return point_error(req, "Could not resolve address: %s:%s",
				   search->binary.name, text);
	if (elf_find_addr(search->elf, addr, &sym)) {
		if (is_return(req) && sym.file_offset != offset)
			return point_error(
				req,
				"uretprobes cannot be attached at function "
				"offset. (address resolved to: %s+%llu)",
				sym.name,
				(unsigned long long)(offset - sym.file_offset));
		if (!check_boundary(search, &sym, offset, text))
			return false;
	} else if (!middle_error(search,
				 arena_printf(req->ctx->arena,
					      "Could not determine instruction "
					      "boundary for %s:%s (the file is "
					      "stripped).",
					      search->binary.name, text))) {
		return false;
	}
	add_point(search, sym.name, offset,
		  sym.name ? offset - sym.file_offset : 0,
		  arena_printf(point_arena(req), "%llu",
			       (unsigned long long)addr));
	return true;
}

/* uprobe:target:function[+offset] */
static bool resolve_function(struct search *search)
{
	struct probe_request *req = search->req;
	const char *text = search->func;
	const char *plus = strchr(text, '+');
	struct elf_symbol sym;
	const char *func = text;
	u64 offset = 0;

	if (plus && is_return(req))
		return point_error(req, "uretprobes can not be attached to a "
					"function offset");
	if (plus && strchr(plus + 1, '+'))
		return point_error(req, "Cannot take more than one offset");
	if (plus) {
		if (!probe_number(req, plus + 1, "Invalid offset", &offset))
			return false;
		func = arena_strndup(req->ctx->arena, text,
				     (size_t)(plus - text));
	}
	if (!elf_find(search->elf, func, &sym) || sym.file_offset == ~0ULL)
		return true;
	if (offset && sym.size && offset >= sym.size)
		return point_error(req,
				   "Offset outside the function bounds ('%s' "
				   "size is %llu)",
				   func, (unsigned long long)sym.size);
	if (!check_boundary(search, &sym, sym.file_offset + offset, text))
		return false;
	add_point(search, func, sym.file_offset + offset, offset,
		  offset ? arena_printf(req->ctx->arena, "%s+%llu", func,
					(unsigned long long)offset)
			 : func);
	return true;
}

static bool resolve_binary(struct search *search)
{
	bool ok = true;

	search->elf = elf_open(search->binary.path);
	if (!search->elf)
		return point_error(search->req, "Could not read %s: %s",
				   search->binary.path, strerror(errno));
	if (search->cpp || match_has_wildcard(search->func))
		elf_each_func(search->elf, each_func, search);
	else if (isdigit((unsigned char)*search->func))
		ok = resolve_address(search);
	else
		ok = resolve_function(search);
	elf_close(search->elf);
	search->elf = NULL;
	return ok;
}

/* The files that the first part means; an error when there are none. */
static bool find_target(struct probe_request *req, const char *target,
			struct binaries *out)
{
	if (binary_find(req->ctx->arena, target, point_pid(req), out)) {
		if (out->len > 1 && !match_has_wildcard(target)) {
			diag_warn(&req->ctx->diags, req->parts.span,
				  "attaching to %s target file '%s' but "
				  "matched %u binaries",
				  req->parts.type->name, out->items[0].name,
				  out->len);
			out->len = 1;
		}
		return true;
	}
	if (match_has_wildcard(target))
		return true;
	if (strchr(target, '@'))
		return point_error(req, "attaching by source line is not "
					"supported yet");
	return point_error(req,
			   "%s target file '%s' does not exist or is not "
			   "executable",
			   req->parts.type->name, target);
}

/* Read the parts: target (NULL: the process), language, function. */
static bool read_parts(struct probe_request *req, struct search *search,
		       const char **target)
{
	u32 num = req->parts.nitems;

	*target = num > 1 ? req->parts.items[0] : NULL;
	search->func = num ? req->parts.items[num - 1] : "";
	if (num == 3) {
		if (strcmp(req->parts.items[1], "cpp") != 0)
			return point_error(req, "unsupported language type: %s",
					   req->parts.items[1]);
		search->cpp = true;
	}
	if (num < 2 && !point_pid(req))
		return point_error(req, "%s should have a target",
				   req->parts.type->name);
	if (*target && !**target)
		return point_error(req, "%s should have a target",
				   req->parts.type->name);
	if (!*search->func || *search->func == '+')
		return point_error(req,
				   "%s should be attached to a function and/or "
				   "address",
				   req->parts.type->name);
	if (*target && match_has_wildcard(*target) &&
	    isdigit((unsigned char)*search->func))
		return point_error(req, "Cannot use wildcards with absolute "
					"address");
	return true;
}

static bool find_binaries(struct probe_request *req, const char *target,
			  struct binaries *out)
{
	struct binary own;

	if (target)
		return find_target(req, target, out);
	if (!binary_of_pid(req->ctx->arena, point_pid(req), &own))
		return point_error(req,
				   "Could not read the program of process "
				   "%u: %s",
				   point_pid(req), strerror(errno));
	vec_push(req->ctx->arena, out, own);
	return true;
}

static bool uprobe_resolve(struct probe_request *req, struct points *out)
{
	struct search search = { .req = req, .out = out };
	struct binaries files = { 0 };
	const char *target;
	bool ok = true;

	if (!read_parts(req, &search, &target) ||
	    !find_binaries(req, target, &files))
		return false;
	search.via = choose_via(req);
	vec_for (i, &files) {
		search.binary = files.items[i];
		ok &= resolve_binary(&search);
	}
	return ok;
}

static const struct type *uprobe_args(struct probe_request *req,
				      const struct point *point)
{
	point_error(req,
		    "args of %s is not supported yet: it needs debug "
		    "information; use arg0, arg1, ...",
		    point->name);
	return NULL;
}

static const struct type *uprobe_retval(struct probe_request *req,
					const struct point *point)
{
	(void)req;
	(void)point;
	return NULL;
}

static int uprobe_list(struct probe_request *req, struct probe_list *out,
		       bool verbose)
{
	struct search search = { .req = req, .list = out };
	struct binaries files = { 0 };
	const char *target;

	(void)verbose;
	if (!read_parts(req, &search, &target) ||
	    !find_binaries(req, target, &files))
		return -EINVAL;
	vec_for (i, &files) {
		search.binary = files.items[i];
		search.elf = elf_open(search.binary.path);
		if (search.elf)
			elf_each_func(search.elf, each_func, &search);
		elf_close(search.elf);
	}
	return 0;
}

static int attach_perf(struct session *s, u32 prog, u32 idx,
		       const struct plan_prog *plan)
{
	const struct point *point = &plan->points[idx];
	struct perf_event_attr attr = { .size = sizeof(attr), .disabled = 1 };
	u32 pid = session_options(s)->pid;
	u64 return_bit;
	int type = perf_pmu_type("uprobe", &return_bit);
	int fd;

	if (type < 0) {
		session_reason(s, "This kernel has no uprobes");
		return type;
	}
	attr.type = (u32)type;
	attr.config = plan->type->flags & PF_RETURN ? return_bit : 0;
	attr.config1 = (u64)(uintptr_t)point->target;
	attr.config2 = point->address;
	fd = perf_open(&attr, pid ? (s32)pid : -1, pid ? -1 : 0);
	if (fd < 0) {
		session_reason(s, "%s: %s", point->name, link_error(fd));
		return fd;
	}
	return session_attach_perf(s, prog, idx, fd, LINK_SLOW);
}

/* Points FIRST.. of PLAN that are in one file: one link. */
static int attach_file(struct session *s, int prog_fd,
		       const struct plan_prog *plan, u32 first, u32 num)
{
	struct arena *arena = arena_new();
	u64 *offsets = ARENA_ARRAY(arena, u64, num);
	u64 *cookies = ARENA_ARRAY(arena, u64, num);
	struct uprobe_multi multi = {
		.path = plan->points[first].target,
		.offsets = offsets,
		.cookies = cookies,
		.num = num,
		.pid = session_options(s)->pid,
		.is_return = plan->type->flags & PF_RETURN,
	};
	int fd;

	for (u32 i = 0; i < num; i++) {
		offsets[i] = plan->points[first + i].address;
		cookies[i] = first + i;
	}
	fd = link_uprobe_multi(prog_fd, &multi);
	arena_free(arena);
	if (fd >= 0)
		session_add_link(s, fd, LINK_SLOW);
	return fd < 0 ? fd : 0;
}

static int attach_multi(struct session *s, u32 prog, u32 idx,
			const struct plan_prog *plan)
{
	int prog_fd = session_prog_fd(s, prog, idx);
	u32 num;
	u32 first = session_points(s, prog, idx, &num);
	u32 end = first + num;
	int err = 0;

	while (first < end && !err) {
		u32 next = first + 1;

		while (next < end && !strcmp(plan->points[next].target,
					     plan->points[first].target))
			next++;
		err = attach_file(s, prog_fd, plan, first, next - first);
		if (err)
			session_reason(s, "%s: %s", plan->points[first].name,
				       link_error(err));
		first = next;
	}
	return err;
}

static int uprobe_attach(struct session *s, u32 prog, u32 idx)
{
	const struct plan_prog *plan = &session_plan(s)->progs[prog];

	if (plan->points[idx].via == VIA_MULTI)
		return attach_multi(s, prog, idx, plan);
	return attach_perf(s, prog, idx, plan);
}

const struct probe_ops uprobe_ops = {
	.resolve = uprobe_resolve,
	.args = uprobe_args,
	.retval = uprobe_retval,
	.list = uprobe_list,
	.attach = uprobe_attach,
};
