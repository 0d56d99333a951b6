/*
 * Types that something in the program relies on: sizeof, typeof, typeinfo,
 * is_str() and its like were answered with them, and code was chosen since.
 */
#include "passes/types.h"

struct lock_walk {
	struct typer *t;
	bool chosen; /* `comptime` itself asks */
};

static bool is_locked(const struct typer *t, const struct type *const *current)
{
	vec_for (i, &t->locks) {
		if (t->locks.items[i].current == current)
			return true;
	}
	return false;
}

static void lock(struct lock_walk *walk, const char *name, struct span at,
		 const struct type *const *current)
{
	struct typer *t = walk->t;
	struct type_lock lock = {
		.name = name,
		.at = at,
		.current = current,
		.type = *current,
	};

	if (!lock.type)
		return;
	if (!walk->chosen)
		vec_push(t->ctx->arena, &t->asked, lock);
	else if (!is_locked(t, current))
		vec_push(t->ctx->arena, &t->locks, lock);
}

static bool lock_symbol(struct node **slot, void *arg)
{
	struct lock_walk *walk = arg;
	const struct node *node = *slot;
	struct map_sym *map;

	if (node->kind == N_VAR && node->var.sym) {
		lock(walk, node->var.name, node->span, &node->var.sym->type);
	} else if (node->kind == N_MAP) {
		map = node->map.sym;
		lock(walk, node->map.name, node->span,
		     node->map.whole && map->key ? &map->key : &map->value);
	}
	return true;
}

static void walk_symbols(struct typer *t, struct node **slot, bool chosen)
{
	struct lock_walk walk = { .t = t, .chosen = chosen };
	struct node_visitor visitor = { .pre = lock_symbol, .arg = &walk };

	node_walk(slot, &visitor);
}

void types_asked(struct typer *t, struct node **slot)
{
	if (t->settling)
		walk_symbols(t, slot, false);
}

void types_lock(struct typer *t, struct node **slot)
{
	walk_symbols(t, slot, true);
}

void types_lock_asked(struct typer *t)
{
	vec_for (i, &t->asked) {
		if (!is_locked(t, t->asked.items[i].current))
			vec_push(t->ctx->arena, &t->locks, t->asked.items[i]);
	}
}

void types_check_locks(struct typer *t)
{
	struct types *store = t->ctx->types;

	vec_for (i, &t->locks) {
		const struct type_lock *lock = &t->locks.items[i];
		const struct type *was = type_plain(store, lock->type);
		const struct type *now = type_plain(store, *lock->current);

		if (was == now || now->kind == T_ERROR)
			continue;
		types_error(t, lock->at,
			    "Type mismatch for %s: this type has been locked "
			    "because it was used in another part of the type "
			    "graph that was already resolved (e.g. `sizeof`, "
			    "`typeinfo`, etc.). The new type '%s' doesn't fit "
			    "into the locked type '%s'",
			    lock->name, type_name(store, now),
			    type_name(store, was));
	}
}
