/*
 * What the run needs besides code: programs with their points, maps with
 * their layout, call sites with their text and payload. Fills ctx->plan.
 *
 * Requires: lower. Provides: ctx->plan, node.site, probe.prog, map_sym.idx.
 * Nothing in the plan points into ctx->arena.
 */
#include "passes/resources.h"

#include "ast/registry.h"
#include "passes/pass.h"
#include "passes/types.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LIMIT = 127 };

static const char *plan_text(struct resources *r, const char *text)
{
	return text ? arena_strdup(r->plan->arena, text) : NULL;
}

/* What the body of a probe asks for. */
struct usage {
	bool probe; /* which point fired */
	bool func;
	bool elapsed;
};

static bool note_usage(struct node **slot, void *arg)
{
	struct usage *usage = arg;
	const struct node *node = *slot;

	if (node->kind == N_CALL && node->call.row->id == FN_uaddr)
		usage->probe = true;
	if (node->kind != N_BUILTIN)
		return true;
	if (node->builtin.row->id == BI_probe)
		usage->probe = true;
	if (node->builtin.row->id == BI_func)
		usage->func = true;
	if (node->builtin.row->id == BI_elapsed)
		usage->elapsed = true;
	return true;
}

/* "kprobe:vfs_read" as the C identifier "kprobe_vfs_read_1". */
static const char *prog_name(struct resources *r, const char *point, u32 idx)
{
	char *name = arena_printf(r->plan->arena, "%s_%u", point, idx + 1);
	size_t len = strlen(name);

	for (char *ch = name; *ch; ch++) {
		if (!isalnum((unsigned char)*ch))
			*ch = '_';
	}
	if (len <= NAME_LIMIT)
		return name;
	return arena_printf(
		r->plan->arena, "%.100s_%llx_%u", name,
		(unsigned long long)hash_bytes(point, strlen(point)), idx + 1);
}

static const char *prog_section(const struct probe_type *type,
				const struct point *point)
{
	switch (point->context) {
	case CTX_NONE:
	case CTX_RAW:
		return "raw_tp";
	case CTX_SYSCALL:
		return point->via == VIA_PERF ? "tracepoint" : "raw_tp";
	case CTX_REGS:
		if (type->flags & PF_USER)
			return type->flags & PF_RETURN ? "uretprobe" : "uprobe";
		return type->flags & PF_RETURN ? "kretprobe" : "kprobe";
	case CTX_PERF:
		return "perf_event";
	case CTX_TRACEPOINT:
		return "tracepoint";
	case CTX_BTF:
		if (point->via == VIA_RAW)
			return "tp_btf";
		return type->flags & PF_RETURN ? "fexit" : "fentry";
	case CTX_ITER:
		return "iter";
	}
	BUG("a context of kind %d", point->context);
}

/* How the program learns which of its points fired. */
static enum point_source prog_source(struct resources *r,
				     const struct plan_prog *prog,
				     const struct usage *usage)
{
	enum feature cookie = FEAT_attach_cookie;

	if (prog->npoints <= 1)
		return POINT_SINGLE;
	if (prog->context == CTX_SYSCALL)
		return POINT_SYSCALL;
	if (!usage->probe)
		return POINT_COOKIE;
	if (prog->points[0].via == VIA_RAW)
		cookie = FEAT_raw_cookie;
	return feature_has(r->ctx->features, cookie) ? POINT_COOKIE
						     : POINT_PATCH;
}

static void copy_points(struct resources *r, struct plan_prog *prog,
			const struct node *point)
{
	u32 num = point->point.nitems;

	prog->npoints = num;
	prog->points = ARENA_ARRAY(r->plan->arena, struct point, num + 1);
	for (u32 i = 0; i < num; i++)
		prog->points[i] = point->point.items[i];
	r->plan->nprobes += num;
}

static void add_prog(struct resources *r, struct node *probe, u32 idx)
{
	struct node *point = probe->probe.points;
	struct plan_prog *prog = &r->plan->progs[idx];
	struct usage usage = { 0 };
	struct node_visitor visitor = { .pre = note_usage, .arg = &usage };

	if (!point || !point->point.nitems || !point->point.type)
		BUG("resources: a probe without points");
	node_walk(&probe->probe.body, &visitor);
	probe->probe.prog = idx;
	copy_points(r, prog, point);
	prog->name = prog_name(r, prog->points[0].name, idx);
	prog->type = point->point.type;
	prog->context = prog->points[0].context;
	prog->section = prog_section(prog->type, &prog->points[0]);
	prog->source = prog_source(r, prog, &usage);
	prog->space = probe_space(prog->type);
	prog->caps = prog->type->caps;
	prog->args = probe->probe.args_type;
	prog->place = resources_place(r, point->span);
	prog->result = prog->type->id == PROBE_tracepoint;
	if (prog->type->flags & PF_PID_INJECT)
		prog->pid_filter = r->ctx->env.pid;
	if (prog->args)
		type_complete(r->ctx->types, prog->args);
	if (usage.elapsed)
		r->plan->needs_start = true;
}

static void add_progs(struct resources *r)
{
	struct node *probe = r->prog->probes;

	r->plan->nprogs = node_count(probe);
	r->plan->progs = ARENA_ARRAY(r->plan->arena, struct plan_prog,
				     r->plan->nprogs + 1);
	for (u32 idx = 0; probe; probe = probe->next)
		add_prog(r, probe, idx++);
}

static enum map_kind declared_kind(const char *name, enum map_kind otherwise)
{
	if (strcmp(name, "hash") == 0)
		return MAP_HASH;
	if (strcmp(name, "lruhash") == 0)
		return MAP_LRU_HASH;
	if (strcmp(name, "percpuhash") == 0)
		return MAP_PERCPU_HASH;
	if (strcmp(name, "percpulruhash") == 0)
		return MAP_LRU_PERCPU_HASH;
	return otherwise;
}

static enum map_kind map_kind(const struct map_sym *sym)
{
	bool percpu = type_is_aggregate(sym->value);
	enum map_kind kind;

	if (!sym->key)
		return percpu ? MAP_PERCPU_ARRAY : MAP_ARRAY;
	kind = percpu ? MAP_PERCPU_HASH : MAP_HASH;
	if (sym->decl)
		kind = declared_kind(sym->decl->mapdecl.kind, kind);
	return kind;
}

static u32 map_capacity(struct resources *r, const struct map_sym *sym)
{
	if (!sym->key)
		return 1;
	if (sym->decl)
		return (u32)sym->decl->mapdecl.max_entries;
	return (u32)r->ctx->config.max_map_keys;
}

static void add_map(struct resources *r, struct map_sym *sym)
{
	struct plan_map *map = &r->plan->maps[sym->idx];

	type_complete(r->ctx->types, sym->value);
	if (sym->key)
		type_complete(r->ctx->types, sym->key);
	map->name = plan_text(r, sym->name);
	map->kernel_name = arena_printf(r->plan->arena, "AT_%s", sym->name + 1);
	map->is_scalar = !sym->key;
	map->kind = map_kind(sym);
	map->key = sym->key;
	map->value = sym->value;
	map->key_size = sym->key ? sym->key->size : 4;
	if (map->key_size == 0)
		map->key_size = 1; /* (): the kernel wants keys with bytes */
	map->value_size =
		plan_value_size(sym->value, map->is_scalar, &map->set_offset);
	map->max_entries = map_capacity(r, sym);
	resources_note_type(r, sym->value);
	if (sym->key)
		resources_note_type(r, sym->key);
}

/* Maps that no remaining probe uses have no type: they go away. */
static void drop_unused_maps(struct program *prog)
{
	u32 num = 0;

	vec_for (i, &prog->maps) {
		struct map_sym *sym = prog->maps.items[i];

		if (!sym->value)
			continue;
		sym->idx = num;
		prog->maps.items[num++] = sym;
	}
	prog->maps.len = num;
}

enum { MAX_BUCKETS = 1 << 22 };

/* Buckets of long series: by the series' number and their place in it. */
static void add_buckets(struct resources *r)
{
	struct plan_map *map = &r->plan->maps[r->plan->nmaps];
	u64 num = 0;

	for (u32 i = 0; i < r->plan->nmaps; i++) {
		const struct plan_map *series = &r->plan->maps[i];

		if (!type_is_long_series(series->value))
			continue;
		num += (u64)series->value->param[1] * series->max_entries *
		       r->plan->ncpus;
		r->plan->needs_buckets = true;
	}
	*map = (struct plan_map){
		.name = "",
		.kernel_name = PLAN_BUCKETS,
		.value = type_int(8, false), /* three words */
		.kind = MAP_HASH,
		.key_size = 2 * sizeof(u64),
		.value_size = 3 * sizeof(u64),
		.max_entries = (u32)u64_min(num, MAX_BUCKETS),
	};
}

static void add_maps(struct resources *r)
{
	drop_unused_maps(r->prog);
	r->plan->nmaps = r->prog->maps.len;
	r->plan->maps = ARENA_ARRAY(r->plan->arena, struct plan_map,
				    r->plan->nmaps + 1);
	vec_for (i, &r->prog->maps)
		add_map(r, r->prog->maps.items[i]);
	add_buckets(r);
}

static bool note_loop(struct node **slot, void *arg)
{
	struct plan *plan = arg;

	plan->has_loops |= (*slot)->kind == N_FOR || (*slot)->kind == N_WHILE;
	return !plan->has_loops;
}

void pass_resources(struct ctx *ctx, struct program *prog)
{
	struct resources r = { .ctx = ctx, .prog = prog, .plan = ctx->plan };
	struct node_visitor loops = { .pre = note_loop, .arg = ctx->plan };

	ctx->plan->ncpus = ctx->env.ncpus;
	add_progs(&r);
	add_maps(&r);
	resources_add_sites(&r);
	program_walk(prog, &loops);
}
