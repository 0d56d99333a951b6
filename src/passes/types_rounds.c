/*
 * Rounds over the program until no type changes.
 *
 * Types grow first: each round adds what is stored where to what was seen
 * there before, until nothing is added. What is unknown then (`@a++` on its
 * own) starts as a zero literal. On the way something may have been seen
 * that is not stored in the end: `$b = (typeof($a))1` before all of $a was
 * known. So further rounds collect everything anew, with the types found so
 * far: what comes out depends on the program only, not on its order.
 *
 * With these types `comptime` is answered, which brings new code, and all of
 * that begins again. Types that were asked for may not change then.
 */
#include "passes/types.h"

enum { MAX_STEPS = 50, MAX_AFRESH = 16 };

/* Which addresses plain integers of this probe mean. */
static void enter_probe(struct typer *t, struct node *probe)
{
	struct node *point = probe->probe.points;

	t->probe = probe;
	t->ptype = point ? point->point.type : NULL;
	t->npoints = point ? point->point.nitems : 0;
	t->point = t->npoints ? &point->point.items[0] : NULL;
	t->space = probe_space(t->ptype);
}

static void enter_fn(struct typer *t, struct node *fn)
{
	t->probe = NULL;
	t->ptype = NULL;
	t->point = NULL;
	t->npoints = 0;
	t->space = AS_NONE;
	t->fn = fn;
}

void types_round(struct typer *t)
{
	t->changed = false;
	for (struct node *fn = t->prog->fns; fn; fn = fn->next) {
		enter_fn(t, fn);
		infer_fn_head(t, fn);
		infer_statement(t, fn->fn.body);
	}
	t->fn = NULL;
	for (struct node *probe = t->prog->probes; probe; probe = probe->next) {
		enter_probe(t, probe);
		if (probe->probe.pred)
			infer_condition(t, probe->probe.pred);
		infer_statement(t, probe->probe.body);
	}
}

static void grow(struct typer *t)
{
	do {
		types_round(t);
	} while (t->changed);
}

/*
 * Maps that nothing was stored in, or that only `++` and `op=` change, start
 * as zero. Those that an assignment fills wait for its type: it may depend
 * on the former. ALL ends the waiting. True when some map got a type.
 */
static bool default_maps(struct typer *t, bool all)
{
	bool any = false;

	vec_for (i, &t->prog->maps) {
		struct map_sym *sym = t->prog->maps.items[i];

		if (sym->value || !t->maps[i].used || t->maps[i].poisoned ||
		    (t->maps[i].assigned && !all))
			continue;
		stored_add(t, &t->maps[i].values, &sym->value,
			   type_int_flex(1));
		any = true;
	}
	return any;
}

static void grow_with_defaults(struct typer *t)
{
	grow(t);
	if (!t->defaults || default_maps(t, false)) {
		t->defaults = true;
		(void)default_maps(t, false);
		grow(t);
	}
}

/* Only what was stored in the last round counts. */
static void take_next(struct typer *t, struct stored *stored,
		      const struct type **type)
{
	if (!stored->next.len)
		return;
	stored->all.len = 0;
	vec_for (i, &stored->next)
		vec_push(t->ctx->arena, &stored->all, stored->next.items[i]);
	stored->next.len = 0;
	stored_join(t, stored, type);
}

static bool was_mixed(const struct typer *t)
{
	vec_for (i, &t->vars) {
		if (t->vars.items[i]->stored.all.len > 1)
			return true;
	}
	vec_for (i, &t->prog->maps) {
		if (t->maps[i].keys.all.len > 1 ||
		    t->maps[i].values.all.len > 1)
			return true;
	}
	return false;
}

static void collect_afresh(struct typer *t)
{
	t->afresh = true;
	types_round(t);
	t->afresh = false;
	vec_for (i, &t->vars) {
		struct var *var = t->vars.items[i];

		take_next(t, &var->stored, &var->sym.type);
	}
	vec_for (i, &t->prog->maps) {
		struct map_sym *sym = t->prog->maps.items[i];

		take_next(t, &t->maps[i].keys, &sym->key);
		take_next(t, &t->maps[i].values, &sym->value);
	}
}

static void shrink(struct typer *t)
{
	if (!was_mixed(t))
		return;
	for (u32 round = 0; round < MAX_AFRESH; round++) {
		collect_afresh(t);
		if (!t->changed)
			return;
	}
	grow(t);
}

/* Answer each `comptime` that can be answered. False: there was none. */
static bool answer_comptime(struct typer *t)
{
	t->settling = true;
	t->settled = false;
	t->asked.len = 0;
	types_round(t);
	t->settling = false;
	if (t->settled)
		types_lock_asked(t);
	return t->settled;
}

void types_find(struct typer *t)
{
	for (u32 step = 0; step < MAX_STEPS; step++) {
		grow_with_defaults(t);
		shrink(t);
		if (!answer_comptime(t) && !default_maps(t, true))
			return;
	}
	diag_error(&t->ctx->diags, (struct span){ 0 },
		   "Type resolution exceeded maximum iterations (%d); types "
		   "still change",
		   MAX_STEPS);
}
