/*
 * Functions of the script: their declared types, what they return, and calls
 * of them. Nothing is inferred across a call; a fn's types are written down.
 */
#include "passes/types.h"

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

/* What typeof() names in a head may not be known before the last round. */
static const struct type *head_type(struct typer *t, struct node *name,
				    const char *unknown)
{
	const struct type *type = type_of_name(t, name, NULL);

	if (!type && t->report)
		return types_error(t, name->span, "%s", unknown);
	return type;
}

static void infer_param(struct typer *t, struct node *param)
{
	struct var *var = (struct var *)param->param.sym;
	const struct type *type = head_type(t, param->param.type,
					    "Unable to resolve argument type.");

	if (!type)
		return;
	if (type->kind == T_VOID || type->kind == T_NONE ||
	    type_is_aggregate(type))
		type = types_error(t, param->param.type->span,
				   "Invalid function argument type: %s",
				   spell(t, type));
	if (type->kind == T_ERROR) {
		var->poisoned = true;
		return;
	}
	if (var->sym.type != type)
		t->changed = true;
	var->fixed = true;
	var->sym.type = type;
}

void infer_fn_head(struct typer *t, struct node *fn)
{
	const struct type *type = head_type(
		t, fn->fn.ret, "Unable to resolve suitable return type.");

	for (struct node *param = fn->fn.params; param; param = param->next)
		infer_param(t, param);
	if (type && type_is_aggregate(type))
		type = types_error(t, fn->fn.ret->span,
				   "Invalid function return type: %s",
				   spell(t, type));
	if (fn->fn.type != type)
		t->changed = true;
	fn->fn.type = type;
}

/* Literals have to fit; what is computed is cut to the declared width. */
static bool is_passable(struct typer *t, const struct node *value,
			const struct type *from, const struct type *to)
{
	if (value->kind == N_INT && !value->int_.enum_type && type_is_int(to))
		return literal_fits(value->int_.value, value->int_.negative,
				    to);
	return is_assignable(t->ctx->types, from, to);
}

void infer_fn_return(struct typer *t, struct node *node)
{
	const struct type *to = t->fn->fn.type;
	const struct type *from = type_void();
	struct node *value = node->expr.value;

	if (value)
		from = infer_value(t, value);
	if (!from || !to || from->kind == T_ERROR || to->kind == T_ERROR)
		return;
	if (to->kind == T_VOID ? !value || from->kind == T_VOID
			       : value && is_passable(t, value, from, to))
		return;
	types_error(t, value ? value->span : node->span,
		    "Function %s is of type %s, cannot return %s",
		    t->fn->fn.name, spell(t, to), spell(t, from));
}

/* Is ARG the address of a variable that C takes for something larger? */
static bool is_too_small(const struct node *arg, const struct type *from,
			 const struct type *to)
{
	/* Scalars always have 8 bytes. */
	u32 size = from->base->size > 8 ? from->base->size : 8;

	return arg->kind == N_ADDROF && arg->unary.arg->kind == N_VAR &&
	       to->base->size > size;
}

/* C is told no more than that there is an integer, or an address. */
static bool is_c_argument(const struct node *arg, const struct type *from,
			  const struct type *to)
{
	if (to->kind == T_PTR)
		return from->kind == T_PTR && !is_too_small(arg, from, to);
	return type_is_int(from) && type_is_int(to);
}

/* Any address will do where a function asks for no more than that. */
static bool is_argument(struct typer *t, const struct node *arg,
			const struct type *from, const struct type *to)
{
	if (from->kind == T_PTR && to->kind == T_PTR &&
	    to->base->kind == T_VOID)
		return true;
	return is_passable(t, arg, from, to);
}

static bool check_argument(struct typer *t, const struct node *fn,
			   struct node *arg, const struct node *param)
{
	const struct type *from = type_decay(type_of(t->ctx->typing, arg));
	const struct type *to = param->param.sym->type;

	if (!from || !to)
		return true;
	if (fn->fn.is_c ? is_c_argument(arg, from, to)
			: is_argument(t, arg, from, to))
		return true;
	types_error(t, arg->span, "Expected %s for argument `%s` got %s",
		    spell(t, to), param->param.name, spell(t, from));
	return false;
}

const struct type *infer_fn_call(struct typer *t, struct node *call)
{
	struct node *fn = call->call.fn, *arg = call->call.args;
	u32 want = node_count(fn->fn.params), num = node_count(arg);
	bool good = true;

	if (num != want)
		return types_error(t, call->span,
				   num < want ? "Function `%s` requires %u "
						"arguments, got only %u"
					      : "Function `%s` requires %u "
						"arguments, got %u",
				   fn->fn.name, want, num);
	for (const struct node *param = fn->fn.params; param;
	     param = param->next, arg = arg->next) {
		if (!check_argument(t, fn, arg, param))
			good = false;
	}
	return good ? fn->fn.type : type_error();
}
