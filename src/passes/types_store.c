/*
 * What is stored where: each assignment and each key adds to its symbol's type,
 * and the last round reports what does not fit.
 */
#include "passes/types.h"

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

/* What cannot be joined with those before it is left out. */
void stored_join(struct typer *t, struct stored *stored,
		 const struct type **type)
{
	const struct type *joined = NULL;
	u32 num = 0;

	vec_for (i, &stored->all) {
		const struct type *both;

		stored->all.items[num] = stored->all.items[i];
		both = promote_all(t->ctx->types, stored->all.items, num + 1);
		if (!both)
			continue;
		joined = both;
		num++;
	}
	stored->all.len = num;
	if (!joined || joined == *type)
		return;
	*type = joined;
	t->changed = true;
}

void stored_add(struct typer *t, struct stored *stored,
		const struct type **type, const struct type *from)
{
	if (t->afresh) {
		vec_for (i, &stored->next) {
			if (stored->next.items[i] == from)
				return;
		}
		vec_push(t->ctx->arena, &stored->next, from);
		return;
	}
	vec_for (i, &stored->all) {
		if (stored->all.items[i] == from)
			return;
	}
	vec_push(t->ctx->arena, &stored->all, from);
	stored_join(t, stored, type);
}

static void mismatch(struct typer *t, const struct store *store,
		     const char *name, const char *what,
		     const struct type *from, const struct type *to)
{
	struct node *value = store->value;

	if (from->kind == to->kind && from->kind == T_HIST)
		types_error(t, value->span,
			    "Different bits in a single hist unsupported");
	else if (from->kind == to->kind && from->kind == T_LHIST)
		types_error(t, value->span,
			    "Different lhist bounds in a single map "
			    "unsupported");
	else if (from->kind == to->kind && from->kind == T_TSERIES)
		types_error(t, value->span,
			    "Different tseries bounds in a single map "
			    "unsupported");
	else
		types_error(t, store->span,
			    "Type mismatch for %s: trying to assign value of "
			    "type '%s' when %s already has a type '%s'",
			    name, spell(t, from), what, spell(t, to));
}

/* A value of type FROM goes where TO is: report what is wrong with that. */
static void check_store(struct typer *t, const struct store *store,
			const char *name, const char *what,
			const struct type *from, const struct type *to)
{
	struct node *value = store->value;
	bool is_literal = value->kind == N_INT && !value->int_.enum_type;

	if (!t->report || !to)
		return;
	if (!is_assignable(t->ctx->types, from, to) ||
	    (is_literal && to->kind == T_INT &&
	     !literal_fits(value->int_.value, value->int_.negative, to)))
		mismatch(t, store, name, what, from, to);
	else if (!is_literal && loses_value(from, to))
		types_warn(t, value->span,
			   "Expression of type: %s being cast to type: %s. "
			   "This may cause unexpected results. Use an explicit "
			   "cast to suppress this warning.",
			   spell(t, from), spell(t, to));
	else if (from->kind == T_PTR && to->kind == T_PTR &&
		 to->space == AS_NONE && from->space != AS_NONE &&
		 t->space != AS_NONE)
		types_warn(t, value->span, "Addrspace mismatch");
}

/* The type that a value of type FROM has in a variable. */
static const struct type *scratch_type(struct typer *t,
				       const struct store *store,
				       const struct type *from)
{
	if (is_unreadable(from))
		return types_error(t, store->span,
				   "Value '%s' cannot be assigned to a "
				   "scratch variable.",
				   spell(t, from));
	if (from->kind == T_NONE || from->kind == T_VOID)
		return types_error(t, store->value->span,
				   "Invalid expression for assignment");
	return type_decay(from);
}

void assign_var(struct typer *t, const struct store *store,
		const struct type *from)
{
	struct node *node = store->target;
	struct var *var = (struct var *)node->var.sym;

	if (!from)
		return;
	if (from->kind != T_ERROR)
		from = scratch_type(t, store, from);
	if (from->kind == T_ERROR) {
		var->poisoned = true;
		return;
	}
	spaces_add(t, &var->spaces, store->value);
	if (!var->fixed)
		stored_add(t, &var->stored, &var->sym.type, from);
	check_store(t, store, node->var.name, "variable", from, var->sym.type);
}

/* The call or expression that gives VALUE, inside nested blocks. */
static struct node *last_value(struct node *value)
{
	while (value->kind == N_BLOCK && value->block.value)
		value = value->block.value;
	return value;
}

static const struct type *aggregate_copied(struct typer *t,
					   const struct store *store,
					   const struct node *value,
					   const struct type *from)
{
	const char *name = store->target->map.name;
	const char *other = value->kind == N_MAP ? value->map.name : "@b";
	struct diag *diag;

	if (!type_is_castable(from))
		return types_error(t, store->span,
				   "Value '%s' cannot be assigned to a map.",
				   spell(t, from));
	if (!t->report)
		return type_error();
	diag = diag_error(&t->ctx->diags, store->span,
			  "Map value '%s' cannot be assigned from one map to "
			  "another. The function that returns this type must "
			  "be called directly e.g. `%s = %s();`.",
			  spell(t, from), name,
			  from->kind == T_COUNT ? "count"
			  : from->kind == T_SUM ? "sum"
			  : from->kind == T_MIN ? "min"
			  : from->kind == T_MAX ? "max"
						: "avg");
	diag_hint(&t->ctx->diags, diag,
		  "Add a cast to integer if you want the value of the "
		  "aggregate, e.g. `%s = (int64)%s;`.",
		  name, other);
	return type_error();
}

static const struct type *map_value_type(struct typer *t,
					 const struct store *store,
					 const struct type *from)
{
	struct node *last = last_value(store->value);

	if (type_is_aggregate(from) && last->kind != N_CALL)
		return aggregate_copied(t, store, last, from);
	if (from->kind == T_NONE || from->kind == T_VOID)
		return types_error(t, store->value->span,
				   "Invalid expression for assignment");
	return from;
}

void assign_map(struct typer *t, const struct store *store,
		const struct type *from)
{
	struct map_sym *sym = store->target->map.sym;

	if (!from)
		return;
	if (from->kind != T_ERROR)
		from = map_value_type(t, store, from);
	if (from->kind == T_ERROR) {
		t->maps[sym->idx].poisoned = true;
		return;
	}
	spaces_add(t, &t->maps[sym->idx].spaces, store->value);
	stored_add(t, &t->maps[sym->idx].values, &sym->value, from);
	if (!t->report || !sym->value)
		return;
	if (type_is_aggregate(from) || type_is_aggregate(sym->value)) {
		if (from != sym->value &&
		    promote(t->ctx->types, sym->value, from) != sym->value)
			mismatch(t, store, sym->name, "map", from, sym->value);
		return;
	}
	check_store(t, store, sym->name, "map", from, sym->value);
}

/* Does TYPE hold the program's context, which leaves no program? */
static bool holds_context(const struct type *type)
{
	if (type->kind == T_PTR)
		return type->space == AS_CTX;
	if (type->kind != T_TUPLE && type->kind != T_RECORD)
		return false;
	for (u32 i = 0; i < type->layout->nfields; i++) {
		if (holds_context(type->layout->fields[i].type))
			return true;
	}
	return false;
}

static const struct type *key_type(struct typer *t, struct node *key)
{
	const struct type *type = infer(t, key);

	if (!type || type->kind == T_ERROR)
		return type;
	if (is_unreadable(type))
		return types_error(t, key->span,
				   "Value '%s' cannot be used as a map key.",
				   spell(t, type));
	if (type->kind == T_NONE || type->kind == T_VOID)
		return types_error(t, key->span, "Invalid map key type: %s",
				   spell(t, type));
	if (holds_context(type))
		return types_error(t, key->span,
				   "context cannot be part of a map key");
	return type_decay(type);
}

void assign_key(struct typer *t, struct node *node, struct map_sym *sym,
		struct node *key)
{
	const struct type *type = key_type(t, key);

	if (!type)
		return;
	if (type->kind == T_ERROR) {
		t->maps[sym->idx].poisoned = true;
		return;
	}
	stored_add(t, &t->maps[sym->idx].keys, &sym->key, type);
	if (t->report && !is_assignable(t->ctx->types, type, sym->key))
		types_error(t, node->span,
			    "Argument mismatch for %s: trying to access with "
			    "arguments: '%s' when map expects arguments: '%s'",
			    sym->name, spell(t, type), spell(t, sym->key));
}
