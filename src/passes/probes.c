/*
 * From attach points as written to points that exist. A probe of the script
 * becomes as few programs as possible: all points that hand the same context
 * to the program, and are attached in the same way, share one.
 */
#include "passes/probes.h"

#include "attach/match.h"
#include "attach/probe.h"
#include "base/hash.h"
#include "base/str.h"
#include "passes/pass.h"
#include "passes/probes_hint.h"

#include <inttypes.h>
#include <string.h>

/* Points that one program serves. */
struct group {
	const struct probe_type *type;
	const struct type *args;   /* see probe_wants_args */
	const struct type *retval; /* when it uses `retval` */
	struct span span;          /* of the attach points in the script */
	struct strbuf text;        /* the attach points, comma-separated */
	const struct node *last;   /* attach point that was added last */
	struct points points;
	struct hash names; /* of its points, where one could come twice */
};

/* The probe at hand. */
struct expander {
	struct ctx *ctx;
	struct program *prog;
	struct node *probe;
	struct arena *plan; /* for names and points */
	bool uses_args, uses_retval, uses_probe, uses_kstack, uses_tracing;
	bool several;  /* points must be told apart by their types */
	bool reported; /* an error named what is missing */
	VEC(struct group *) groups;
};

/* What probe_uses looks for. */
struct use_search {
	enum builtin_id id;
	bool is_call; /* look for calls of FUNC instead */
	enum function_id func;
	bool is_tracing; /* look for calls that want a typed program */
	bool found;
};

static bool wants_tracing(const struct node *node)
{
	return node->kind == N_CALL && node->call.row &&
	       (node->call.row->flags & FN_KFUNC ||
		node->call.row->caps & CAP_TRACING);
}

static bool on_use(struct node **slot, void *arg)
{
	struct use_search *search = arg;
	const struct node *node = *slot;

	bool is_it = search->is_tracing ? wants_tracing(node)
		     : search->is_call
			     ? node->kind == N_CALL && node->call.row &&
				       node->call.row->id == search->func
			     : node->kind == N_BUILTIN &&
				       node->builtin.row->id == search->id;

	search->found |= is_it;
	return !search->found;
}

static bool search_probe(const struct node *probe, struct use_search *search)
{
	struct node_visitor visitor = { .pre = on_use, .arg = search };
	struct node *pred = probe->probe.pred;
	struct node *body = probe->probe.body;

	if (pred)
		node_walk(&pred, &visitor);
	if (body && !search->found)
		node_walk(&body, &visitor);
	return search->found;
}

bool probe_uses(const struct node *probe, enum builtin_id id)
{
	return search_probe(probe, &(struct use_search){ .id = id });
}

bool probe_uses_kstack(const struct node *probe)
{
	struct use_search call = { .is_call = true, .func = FN_kstack };

	return probe_uses(probe, BI_kstack) || search_probe(probe, &call);
}

static bool uses_tracing(const struct node *probe)
{
	return search_probe(probe, &(struct use_search){ .is_tracing = true });
}

bool probe_wants_args(const struct probe_type *type, bool uses_args,
		      bool uses_retval)
{
	if (!(type->caps & CAP_ARGS) || !type->ops->args)
		return false;
	return uses_args || (uses_retval && (type->caps & CAP_RETVAL));
}

/* Equal members at equal places: code for A works on B. */
static bool same_layout(struct types *types, const struct type *a,
			const struct type *b)
{
	const struct layout *left, *right;

	if (a == b)
		return true;
	if (!a || !b || a->kind != T_STRUCT || b->kind != T_STRUCT)
		return false;
	left = type_layout(types, a);
	right = type_layout(types, b);
	if (!left || !right || left->nfields != right->nfields)
		return false;
	for (u32 i = 0; i < left->nfields; i++) {
		const struct field *x = &left->fields[i];
		const struct field *y = &right->fields[i];

		if (!x->name || !y->name || strcmp(x->name, y->name) != 0 ||
		    x->type != y->type || x->offset != y->offset ||
		    x->bit_offset != y->bit_offset ||
		    x->bit_size != y->bit_size ||
		    x->is_data_loc != y->is_data_loc ||
		    x->is_common != y->is_common || x->is_user != y->is_user)
			return false;
	}
	return true;
}

/* One raw tracepoint serves a whole group of system calls: one direction. */
static bool same_direction(const struct point *a, const struct point *b)
{
	return str_starts(a->func, "sys_exit_") ==
	       str_starts(b->func, "sys_exit_");
}

/* Is the return value, which lies behind the arguments, in one place? */
static bool same_retval(struct types *types, const struct type *a,
			const struct type *b)
{
	const struct field *left, *right;
	u32 x = 0, y = 0;

	if (!a || !b)
		return a == b;
	left = type_field(types, a, "$retval", &x);
	right = type_field(types, b, "$retval", &y);
	return left && right && x == y;
}

static bool same_target(const struct point *a, const struct point *b)
{
	if (!a->target || !b->target)
		return a->target == b->target;
	return strcmp(a->target, b->target) == 0;
}

/* May POINT, of TYPE, with ARGS and RETVAL, join GROUP? */
static bool group_fits(struct expander *exp, const struct group *group,
		       const struct probe_type *type, const struct point *point,
		       const struct type *args, const struct type *retval)
{
	const struct point *first = &group->points.items[0];

	if (group->type != type || first->via != point->via ||
	    first->context != point->context || group->retval != retval)
		return false;
	if (point->via == VIA_MULTI && (type->flags & PF_USER) &&
	    !same_target(first, point))
		return false;
	if (point->context == CTX_SYSCALL && !same_direction(first, point))
		return false;
	/* Written twice, it fires twice: in a program of its own. */
	if (hash_find(&group->names, point->name))
		return false;
	if (!exp->uses_args)
		return same_retval(exp->ctx->types, group->args, args);
	return same_layout(exp->ctx->types, group->args, args);
}

static struct group *group_new(struct expander *exp,
			       const struct probe_type *type,
			       const struct type *args,
			       const struct type *retval)
{
	struct group *group = ARENA_OBJ(exp->ctx->arena, struct group);

	group->type = type;
	group->args = args;
	group->retval = retval;
	hash_init(&group->names, exp->ctx->arena);
	vec_push(exp->ctx->arena, &exp->groups, group);
	return group;
}

static void group_add(struct expander *exp, struct group *group,
		      const struct node *node, const struct point *point)
{
	struct arena *arena = exp->ctx->arena;

	vec_push(arena, &group->points, *point);
	if (exp->probe->probe.points->next)
		hash_set(&group->names, point->name, group);
	if (node->point.name)
		group->points.items[group->points.len - 1].name =
			arena_strdup(exp->plan, node->point.name);
	if (group->last == node)
		return;
	group->last = node;
	group->span = span_join(group->span, node->span);
	if (group->text.len)
		strbuf_addch(&group->text, ',');
	strbuf_add(&group->text, node->point.text);
}

/*
 * Types that POINT gives the body, so that points with others get a program
 * of their own; a lone point's are left to `fields`. False after a diagnostic.
 */
static bool point_types(struct expander *exp, struct probe_request *req,
			const struct point *point, const struct type **args,
			const struct type **retval)
{
	const struct probe_type *type = req->parts.type;
	u32 nerr = exp->ctx->diags.nerr;

	*args = *retval = NULL;
	if (!exp->several)
		return true;
	if (probe_wants_args(type, exp->uses_args, exp->uses_retval)) {
		*args = type->ops->args(req, point);
		if (!*args)
			return false;
	}
	if (exp->uses_retval && (type->caps & CAP_RETVAL) && type->ops->retval)
		*retval = type->ops->retval(req, point);
	return exp->ctx->diags.nerr == nerr;
}

/* Put POINT, an expansion of NODE, where it belongs. */
static void place_point(struct expander *exp, struct probe_request *req,
			const struct node *node, struct point *point)
{
	const struct probe_type *type = req->parts.type;
	const struct type *args, *retval;
	struct group *group = NULL;

	point->span = node->span;
	if (!point_types(exp, req, point, &args, &retval))
		return;
	/* Newest first: neighbours are alike, and wildcards give thousands. */
	for (u32 i = exp->groups.len; i > 0 && !group; i--)
		if (group_fits(exp, exp->groups.items[i - 1], type, point, args,
			       retval))
			group = exp->groups.items[i - 1];
	if (!group)
		group = group_new(exp, type, args, retval);
	group_add(exp, group, node, point);
}

/* "kprobe vfs_foo": how messages name the attach point of PARTS. */
static const char *parts_text(struct arena *arena,
			      const struct probe_parts *parts)
{
	const char *text = parts->type->name;

	for (u32 i = 0; i < parts->nitems; i++)
		text = arena_printf(arena, "%s%c%s", text, i ? ':' : ' ',
				    parts->items[i]);
	return text;
}

/* An exact attach point found nothing. */
static void report_missing(struct expander *exp,
			   const struct probe_parts *parts)
{
	struct ctx *ctx = exp->ctx;
	const char *text = parts_text(ctx->arena, parts);

	for (u32 i = 0; i < parts->nitems; i++)
		if (match_has_wildcard(parts->items[i]))
			return;
	if (ctx->config.missing_probes == MISSING_ERROR) {
		probes_hint(ctx, parts,
			    diag_error(&ctx->diags, parts->span,
				       "No matches for %s.", text));
		exp->reported = true;
	} else if (ctx->config.missing_probes == MISSING_WARN) {
		diag_warn(&ctx->diags, parts->span,
			  "No matches for %s. Skipping.", text);
	}
}

/*
 * Resolve NODE for one probe type. QUIET is for a type that only a wildcard
 * named: what does not suit it is no mistake of the user.
 */
static void expand_type(struct expander *exp, const struct node *node,
			const struct probe_parts *parts, bool quiet)
{
	struct diags *diags = &exp->ctx->diags;
	struct probe_request req = { .ctx = exp->ctx,
				     .parts = *parts,
				     .uses_args = exp->uses_args,
				     .uses_probe = exp->uses_probe,
				     .uses_kstack = exp->uses_kstack,
				     .uses_tracing = exp->uses_tracing };
	u32 len = diags->items.len, nerr = diags->nerr;
	struct points found = { 0 };
	bool fine = parts->type->ops->resolve(&req, &found);

	if (quiet && diags->nerr > nerr) {
		diags->items.len = len;
		diags->nerr = nerr;
		return;
	}
	if (!fine)
		return;
	if (found.len == 0 && !quiet)
		report_missing(exp, parts);
	/* Above the limit an error follows: don't read thousands of types. */
	exp->several = (exp->probe->probe.points->next || found.len > 1) &&
		       found.len <= exp->ctx->config.max_bpf_progs;
	for (u32 i = 0; i < found.len; i++)
		place_point(exp, &req, node, &found.items[i]);
}

static void expand_point(struct expander *exp, const struct node *node)
{
	struct probe_parts *parts;
	u32 num = probe_split(exp->ctx, node->point.text, node->span, &parts);
	bool quiet =
		match_has_wildcard(node->point.text) &&
		strcspn(node->point.text, "*") < strcspn(node->point.text, ":");

	for (u32 i = 0; i < num; i++)
		expand_type(exp, node, &parts[i], quiet);
}

/* Programs that GROUP costs: a point that can't share has its own. */
static u64 group_programs(const struct group *group)
{
	return group->points.items[0].via == VIA_MULTI ? 1 : group->points.len;
}

static bool check_programs(struct expander *exp, struct span span)
{
	struct ctx *ctx = exp->ctx;
	struct diag *diag;
	u64 num = 0;

	vec_for (i, &exp->groups)
		num += group_programs(exp->groups.items[i]);
	if (num <= ctx->config.max_bpf_progs || num <= 1)
		return true;
	diag = diag_error(&ctx->diags, span,
			  "Your program is trying to generate more than "
			  "%" PRIu64 " BPF programs, which exceeds the "
			  "current limit of %" PRIu64,
			  num, ctx->config.max_bpf_progs);
	diag_hint(&ctx->diags, diag,
		  "You can increase the limit through the "
		  "BPFTRACE_MAX_BPF_PROGS environment variable.");
	return false;
}

static struct span points_span(const struct node *probe)
{
	struct span span = { 0 };

	for (struct node *node = probe->probe.points; node; node = node->next)
		span = span_join(span, node->span);
	return span;
}

/* No point of the probe is left. */
static void report_empty(struct expander *exp, struct span span)
{
	struct ctx *ctx = exp->ctx;

	if (ctx->config.missing_probes == MISSING_ERROR && !exp->reported)
		diag_error(&ctx->diags, span,
			   "Probe has no valid attach points. If this is "
			   "expected, set the 'missing_probes' config "
			   "variable to 'warn'.");
	if (ctx->config.missing_probes == MISSING_WARN)
		diag_warn(&ctx->diags, span,
			  "Probe has no valid attach points. It is being "
			  "removed which may cause issues with program "
			  "behavior.");
}

/* Give PROBE the points of GROUP, and only them. */
static void probe_assign(struct expander *exp, struct node *probe,
			 struct group *group)
{
	struct node *node = node_new(exp->prog, N_POINT, group->span);

	node->point.text =
		arena_strdup(exp->ctx->arena, strbuf_text(&group->text));
	node->point.type = group->type;
	node->point.items = group->points.items;
	node->point.nitems = group->points.len;
	probe->probe.points = node;
	probe->probe.args_type = group->args;
	probe->probe.retval_type = group->retval;
}

/* A copy of PROBE that has no attach points. */
static struct node *probe_copy(struct expander *exp, const struct node *probe)
{
	struct node *copy = node_new(exp->prog, N_PROBE, probe->span);

	if (probe->probe.pred)
		copy->probe.pred = node_clone(exp->prog, probe->probe.pred);
	copy->probe.body = node_clone(exp->prog, probe->probe.body);
	return copy;
}

/* Replace the probe at *SLOT by one probe for each group; return the end. */
static struct node **replace_probe(struct expander *exp, struct node **slot)
{
	struct node *probe = *slot, *rest = probe->next;

	*slot = NULL;
	vec_for (i, &exp->groups) {
		struct group *group = exp->groups.items[i];
		/* The last group takes the original, after all copies. */
		struct node *one = i + 1 < exp->groups.len
					   ? probe_copy(exp, probe)
					   : probe;

		probe_assign(exp, one, group);
		strbuf_fini(&group->text);
		one->next = NULL;
		*slot = one;
		slot = &one->next;
	}
	*slot = rest;
	return slot;
}

/* Expand the probe at *SLOT; return the slot behind what became of it. */
static struct node **expand_probe(struct ctx *ctx, struct program *prog,
				  struct node **slot)
{
	struct expander exp = { .ctx = ctx,
				.prog = prog,
				.probe = *slot,
				.plan = ctx->plan->arena };
	struct span span = points_span(*slot);
	u32 nerr = ctx->diags.nerr;

	exp.uses_args = probe_uses(*slot, BI_args);
	exp.uses_retval = probe_uses(*slot, BI_retval);
	exp.uses_probe = probe_uses(*slot, BI_probe);
	exp.uses_kstack = probe_uses_kstack(*slot);
	exp.uses_tracing = uses_tracing(*slot);
	for (struct node *node = (*slot)->probe.points; node; node = node->next)
		expand_point(&exp, node);
	if (exp.groups.len == 0 && ctx->diags.nerr == nerr)
		report_empty(&exp, span);
	check_programs(&exp, span);
	return replace_probe(&exp, slot);
}

/* The script's points in all must not exceed max_probes. */
static void check_probes(struct ctx *ctx, const struct program *prog)
{
	struct span nowhere = { 0 };
	struct diag *diag;
	u64 num = 0;

	for (struct node *node = prog->probes; node; node = node->next)
		num += node->probe.points->point.nitems;
	if (num <= ctx->config.max_probes || ctx->diags.nerr)
		return;
	diag = diag_error(&ctx->diags, nowhere,
			  "Can't attach to %" PRIu64 " probes because it "
			  "exceeds the current limit of %" PRIu64 " probes.",
			  num, ctx->config.max_probes);
	diag_hint(&ctx->diags, diag,
		  "You can increase the limit through the "
		  "BPFTRACE_MAX_PROBES environment variable.\n"
		  "Attaching very many probes takes long and may slow the "
		  "whole system down.");
}

/*
 * requires: BUILTIN nodes instead of words; ctx->config.
 * provides: every PROBE has exactly one POINT, whose points are of one type,
 *	     context and attach way; probes without points are gone.
 * breaks:   nothing.
 */
void pass_probes(struct ctx *ctx, struct program *prog)
{
	struct node **slot = &prog->probes;

	if (!ctx->plan) {
		ctx->plan = ARENA_OBJ(types_arena(ctx->types), struct plan);
		ctx->plan->arena = types_arena(ctx->types);
	}
	while (*slot)
		slot = expand_probe(ctx, prog, slot);
	check_probes(ctx, prog);
}
