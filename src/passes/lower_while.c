/*
 * Loops whose end the verifier cannot see. It follows a `while` instruction
 * by instruction, each iteration anew, so it has to know the numbers that
 * end it. Often it does not: they come from a map or from an event, or they
 * are variables that the body of a `for` mentions, which are in memory. Such
 * a loop becomes one whose body the kernel calls:
 *
 *     for $.0 : 0..ITERATIONS { if (!cond) { break; } body }
 *
 * The others stay what they are: numbers in registers are faster.
 */
#include "passes/lower.h"

#include "passes/check.h"

enum {
	ITERATIONS = 1 << 23, /* what bpf_loop() grants */
	MAX_COST = 4096,      /* "The sequence of 8193 jumps is too complex" */
	MAX_COUNTERS = 8,     /* variables that end loops, in registers */
};

/* What is known of the variables of one probe or fn. */
struct watch {
	struct lowerer *l;
	const struct node **owners; /* by index: innermost FOR, or the body */
	bool *unknown;              /* by index: not known to the verifier */
	bool *counters;             /* by index: ends a loop */
	u32 ncounters;
	u64 *most; /* by index: largest number that it was given */
	const struct node *owner;
	bool changed;
};

typedef void (*each_fn)(struct watch *w, struct node **slot);

static void each_child(struct watch *w, struct node *node, each_fn fn)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++) {
		for (struct node **slot = slots[i]; *slot;
		     slot = &(*slot)->next)
			fn(w, slot);
	}
}

static void forget(struct watch *w, const struct node *var)
{
	if (var->kind != N_VAR || w->unknown[var->var.sym->idx])
		return;
	w->unknown[var->var.sym->idx] = true;
	w->changed = true;
}

static void see_owners(struct watch *w, struct node **slot);

static void see_for(struct watch *w, struct node *node)
{
	const struct node *outer = w->owner;

	see_owners(w, &node->loop.cond);
	forget(w, node->loop.var);
	w->owner = node;
	see_owners(w, &node->loop.body);
	w->owner = outer;
}

/* Variables in several functions, or changed from elsewhere, are unknown. */
static void see_owners(struct watch *w, struct node **slot)
{
	struct node *node = *slot;
	const struct node **owner;

	if (node->kind == N_FOR) {
		see_for(w, node);
		return;
	}
	if (node->kind == N_VAR) {
		owner = &w->owners[node->var.sym->idx];
		if (*owner && *owner != w->owner)
			forget(w, node);
		*owner = w->owner;
		return;
	}
	if (node->kind == N_ADDROF)
		forget(w, node->unary.arg);
	each_child(w, node, see_owners);
}

/* Values of these kinds are known when their parts are. */
static const bool transparent[N_KINDS] = {
	[N_INT] = true,    [N_BOOL] = true, [N_VAR] = true,
	[N_UNARY] = true,  [N_CAST] = true, [N_BINARY] = true,
	[N_IF] = true,     [N_LET] = true,  [N_TERNARY] = true,
	[N_ASSIGN] = true, [N_EXPR] = true, [N_BLOCK] = true,
};

/* Is NODE computed from nothing but literals and known variables? */
static bool is_known(const struct watch *w, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	if (!transparent[node->kind])
		return false;
	if (node->kind == N_VAR)
		return !w->unknown[node->var.sym->idx];
	for (u32 i = 0; i < num; i++) {
		for (struct node *child = *slots[i]; child; child = child->next)
			if (!is_known(w, child))
				return false;
	}
	return true;
}

struct most {
	const struct watch *w;
	u64 value;
};

static bool see_number(struct node **slot, void *arg)
{
	struct most *most = arg;
	const struct node *node = *slot;

	if (node->kind == N_INT && !node->int_.negative)
		most->value = u64_max(most->value, node->int_.value);
	if (node->kind == N_VAR)
		most->value =
			u64_max(most->value, most->w->most[node->var.sym->idx]);
	return true;
}

/* The largest number in NODE, or that a variable in it was given. */
static u64 most_in(const struct watch *w, struct node *node)
{
	struct most most = { .w = w };
	struct node_visitor visitor = { .pre = see_number, .arg = &most };

	node_walk(&node, &visitor);
	return most.value;
}

static void see_value(struct watch *w, struct node *var, struct node *value)
{
	u64 *most = &w->most[var->var.sym->idx];

	*most = u64_max(*most, most_in(w, value));
	if (!is_known(w, value))
		forget(w, var);
}

static void see_values(struct watch *w, struct node **slot)
{
	struct node *node = *slot;

	if (node->kind == N_LET && node->let.value)
		see_value(w, node->let.var, node->let.value);
	if (node->kind == N_ASSIGN)
		see_value(w, node->assign.target, node->assign.value);
	each_child(w, node, see_values);
}

static void watch_body(struct watch *w, struct node **body)
{
	struct arena *arena = w->l->ctx->arena;
	u32 num = *w->l->nvars + 1;

	w->owners = ARENA_ARRAY(arena, const struct node *, num);
	w->unknown = ARENA_ARRAY(arena, bool, num);
	w->counters = ARENA_ARRAY(arena, bool, num);
	w->most = ARENA_ARRAY(arena, u64, num);
	w->ncounters = 0;
	w->owner = *body;
	for (struct node *p = w->l->fn ? w->l->fn->fn.params : NULL; p;
	     p = p->next)
		w->unknown[p->param.sym->idx] = true;
	see_owners(w, body);
	do {
		w->changed = false;
		see_values(w, body);
	} while (w->changed);
}

static bool has_exit(struct node *node)
{
	struct node **slots[3];
	u32 num;

	if (node->kind == N_BREAK || node->kind == N_RETURN)
		return true;
	if (node->kind == N_WHILE || node->kind == N_FOR)
		return false;
	num = node_slots(node, slots);
	for (u32 i = 0; i < num; i++) {
		for (struct node *child = *slots[i]; child; child = child->next)
			if (has_exit(child))
				return true;
	}
	return false;
}

static void see_counters(struct watch *w, struct node **slot)
{
	struct node *node = *slot;

	if (node->kind == N_VAR && !w->counters[node->var.sym->idx]) {
		w->counters[node->var.sym->idx] = true;
		w->ncounters++;
	}
	each_child(w, node, see_counters);
}

static bool see_var(struct node **slot, void *arg)
{
	bool *found = arg;

	*found = *found || (*slot)->kind == N_VAR;
	return !*found;
}

static bool has_var(struct node *node)
{
	bool found = false;
	struct node_visitor visitor = { .pre = see_var, .arg = &found };

	node_walk(&node, &visitor);
	return found;
}

/* Conditions of a loop `while (true)` are those of its ifs with an exit. */
struct exits {
	struct watch *w;
	u32 num, known;
	u64 most;
};

static bool see_exit(struct node **slot, void *arg)
{
	struct exits *exits = arg;
	struct node *node = *slot;

	if (node->kind == N_WHILE || node->kind == N_FOR)
		return false;
	if (node->kind != N_IF || !has_exit(node))
		return true;
	exits->num++;
	if (has_var(node->if_.cond) && is_known(exits->w, node->if_.cond)) {
		exits->known++;
		exits->most =
			u64_max(exits->most, most_in(exits->w, node->if_.cond));
		see_counters(exits->w, &node->if_.cond);
	}
	return true;
}

static struct exits exits_of(struct watch *w, struct node *loop)
{
	struct exits exits = { .w = w };
	struct node_visitor visitor = { .pre = see_exit, .arg = &exits };

	node_walk(&loop->loop.body, &visitor);
	return exits;
}

/* Does the verifier see what ends LOOP, if anything does? */
static bool ends_visibly(struct watch *w, struct node *loop)
{
	struct exits exits;

	if (!is_known(w, loop->loop.cond))
		return false;
	if (has_var(loop->loop.cond))
		return true;
	exits = exits_of(w, loop);
	return exits.known || !exits.num;
}

/* How often LOOP runs, judging by the numbers that end it. */
static u64 times_of(struct watch *w, struct node *loop)
{
	u64 times = has_var(loop->loop.cond) ? most_in(w, loop->loop.cond)
					     : exits_of(w, loop).most;

	return times < MAX_COST ? times : MAX_COST + 1;
}

/* These branch. */
static const bool branches[N_KINDS] = {
	[N_IF] = true,      [N_TERNARY] = true, [N_CALL] = true,
	[N_MAP] = true,     [N_MAP_SET] = true, [N_MAP_ADD] = true,
	[N_MAP_AGG] = true,
};

/* Jumps that the verifier follows below NODE, very roughly. */
static u64 cost_of(struct watch *w, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);
	u64 cost = branches[node->kind];

	for (u32 i = 0; i < num; i++) {
		for (struct node *child = *slots[i]; child; child = child->next)
			cost += cost_of(w, child);
	}
	cost = cost < MAX_COST ? cost : MAX_COST;
	if (node->kind == N_WHILE)
		cost = u64_max(times_of(w, node), 1) * (cost + 1);
	return cost;
}

static bool must_be_called(struct watch *w, struct node *loop)
{
	if (!ends_visibly(w, loop) || cost_of(w, loop) > MAX_COST)
		return true;
	see_counters(w, &loop->loop.cond);
	return w->ncounters > MAX_COUNTERS;
}

static struct node *called_body(struct lowerer *l, struct node *loop)
{
	struct node *guard, *not, *leave;
	struct span span = loop->loop.cond->span;

	not = make(l, N_UNARY, type_bool(), span);
	not ->unary.op = OP_NOT;
	not ->unary.arg = loop->loop.cond;
	leave = node_new(l->prog, N_BREAK, span);
	guard = make(l, N_IF, type_none(), span);
	guard->if_.cond = not ;
	guard->if_.then = make_block(l, leave, NULL, span);
	guard->next = loop->loop.body;
	return make_block(l, guard, NULL, loop->span);
}

static struct node *called(struct lowerer *l, struct node *loop)
{
	const struct type *word = type_int(8, true);
	struct node *node = node_new(l->prog, N_FOR, loop->span);
	struct node *zero = make_int(l, 0, word, loop->span);
	struct node *range = make(l, N_RANGE, type_none(), loop->span);

	range->binary.lhs = zero;
	range->binary.rhs = make_int(l, ITERATIONS, word, loop->span);
	node->loop.cond = range;
	node->loop.var = make_let(l, zero)->let.var;
	node->loop.body = called_body(l, loop);
	node->loop.is_while = true;
	return node;
}

/* The first loop at *SLOT or below that the verifier would refuse. */
static struct node **find_invisible(struct watch *w, struct node **slot)
{
	struct node **slots[3], **found;
	u32 num = node_slots(*slot, slots);

	if ((*slot)->kind == N_WHILE && !(*slot)->loop.stays &&
	    must_be_called(w, *slot))
		return slot;
	for (u32 i = 0; i < num; i++) {
		for (struct node **child = slots[i]; *child;
		     child = &(*child)->next) {
			found = find_invisible(w, child);
			if (found)
				return found;
		}
	}
	return NULL;
}

/* The kernel allows only so many functions at once: then it stays. */
static void call_body(struct lowerer *l, struct node **slot)
{
	struct node *loop = *slot;

	put(slot, called(l, loop));
	if (check_fits(l->prog))
		return;
	put(slot, loop);
	loop->loop.stays = true;
	(void)check_fits(l->prog); /* the depths are as they were */
}

void lower_whiles(struct lowerer *l, struct node **body)
{
	struct watch w = { .l = l };
	struct node **slot;

	for (;;) {
		watch_body(&w, body);
		slot = find_invisible(&w, body);
		if (!slot || !feature_has(l->ctx->features, FEAT_loop))
			return;
		call_body(l, slot);
	}
}
