/*
 * Types of all nodes, by one fixpoint over the whole program.
 *
 * Requires: identifiers resolved, one point = one probe, literals folded.
 * Provides: ctx->typing, var_sym and map_sym with their types.
 *
 * A symbol's type is the promotion over everything stored in it, wherever in
 * the program: types_rounds.c goes over the program until nothing changes,
 * then pass_types once more to report. When two types cannot be joined the
 * first in text order wins and the other is the mistake.
 */
#include "passes/types.h"

#include "base/suggest.h"
#include "passes/pass.h"
#include "passes/queries.h"
#include "passes/repeated.h"

const struct type *types_error(struct typer *t, struct span at, const char *fmt,
			       ...)
{
	va_list args;

	if (t->report) {
		va_start(args, fmt);
		diag_error(&t->ctx->diags, at, "%s",
			   arena_vprintf(t->ctx->arena, fmt, args));
		va_end(args);
	}
	return type_error();
}

void types_warn(struct typer *t, struct span at, const char *fmt, ...)
{
	va_list args;

	if (!t->report)
		return;
	va_start(args, fmt);
	diag_warn(&t->ctx->diags, at, "%s",
		  arena_vprintf(t->ctx->arena, fmt, args));
	va_end(args);
}

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

static const struct type *infer_var(struct typer *t, struct node *node)
{
	const struct var *var = (const struct var *)node->var.sym;

	if (var->sym.type)
		return var->sym.type;
	if (var->poisoned)
		return type_error();
	if (!t->report)
		return NULL;
	return types_error(t, node->span,
			   "Could not resolve the type of this variable");
}

static const struct type *infer_map(struct typer *t, struct node *node)
{
	struct map_sym *sym = node->map.sym;

	if (node->map.key)
		assign_key(t, node, sym, node->map.key);
	if (node->map.whole)
		return type_none();
	if (!sym->value && t->maps[sym->idx].poisoned)
		return type_error();
	return sym->value;
}

static const struct type *infer_int(struct node *node)
{
	u64 value = node->int_.value;
	u32 size = 8;

	if (node->int_.enum_type)
		return node->int_.enum_type;
	for (u32 bytes = 4; bytes >= 1; bytes /= 2) {
		if (literal_fits(value, node->int_.negative,
				 type_int(bytes, true)))
			size = bytes;
	}
	if (node->int_.negative)
		return type_int(size, true);
	if (value > (u64)INT64_MAX)
		return type_int(8, false);
	return type_int_flex(size);
}

static const struct type *infer_addrof(struct typer *t, struct node *node)
{
	struct node *arg = node->unary.arg;
	const struct type *type;

	if (arg->kind == N_MAP && !arg->map.key)
		return type_ptr(t->ctx->types, type_void(), AS_KERNEL);
	if (arg->kind != N_VAR)
		return types_error(t, node->span,
				   "address-of operator (&) can only be used "
				   "on a map or variable");
	type = infer(t, arg);
	if (!type || type->kind == T_ERROR)
		return type;
	return type_ptr(t->ctx->types, type_plain(t->ctx->types, type),
			AS_KERNEL);
}

static const struct type *infer_sizeof(struct typer *t, struct node *node)
{
	struct node *arg = node->query.arg;
	const struct type *type;

	if (arg->kind == N_TYPENAME || arg->kind == N_TYPEOF)
		type = type_of_name(t, arg, NULL);
	else
		type = infer(t, arg);
	types_asked(t, &node->query.arg);
	if (type && type->kind == T_ERROR)
		return type;
	return type_int(8, false);
}

/* typeinfo(): a record of texts about the type. */
static const struct type *infer_typeinfo(struct typer *t, struct node *node)
{
	struct node *arg = node->query.arg;
	const struct type *type;

	if (t->ctx->config.unstable_typeinfo == UNSTABLE_ERROR)
		return types_error(t, node->span,
				   "typeinfo feature is not enabled by "
				   "default. To enable this unstable feature, "
				   "set the config flag to enable. "
				   "unstable_typeinfo=enable");
	if (t->ctx->config.unstable_typeinfo == UNSTABLE_WARN)
		types_warn(t, node->span,
			   "Script is using an unstable feature: typeinfo. To "
			   "prevent this warning you must explicitly enable "
			   "the unstable feature in the config e.g. "
			   "unstable_typeinfo=enable");
	if (arg->kind == N_TYPENAME || arg->kind == N_TYPEOF)
		type = type_of_name(t, arg, NULL);
	else
		type = infer(t, arg);
	types_asked(t, &node->query.arg);
	if (!type || type->kind == T_ERROR)
		return type;
	typing_set(t->ctx->typing, arg, type);
	return query_typeinfo_type(t->ctx, type);
}

/* What NODE yields; NULL while it depends on something unknown. */
static const struct type *infer_node(struct typer *t, struct node *node)
{
	switch (node->kind) {
	case N_INT:
		return infer_int(node);
	case N_BOOL:
		return type_bool();
	case N_STR:
		return type_string(t->ctx->types, node->str.len + 1);
	case N_BUILTIN:
		return infer_builtin(t, node);
	case N_VAR:
		return infer_var(t, node);
	case N_MAP:
		return infer_map(t, node);
	case N_UNARY:
		return infer_unary(t, node);
	case N_INCDEC:
		return infer_incdec(t, node);
	case N_ADDROF:
		return infer_addrof(t, node);
	case N_DEREF:
		return infer_deref(t, node);
	case N_BINARY:
		return infer_binary(t, node);
	case N_IF:
		if (node->if_.cond->kind != N_COMPTIME)
			return infer_choice(t, node);
		types_comptime(t, node);
		return NULL;
	case N_TERNARY:
		return infer_choice(t, node);
	case N_COMPTIME:
		types_comptime(t, node);
		return NULL;
	case N_BLOCK:
		return infer_block(t, node, true);
	case N_CALL:
		return infer_call(t, node);
	case N_FIELD:
		return infer_field(t, node);
	case N_INDEX:
		return infer_index(t, node);
	case N_TUPLE:
		return infer_tuple(t, node);
	case N_RECORD:
		return infer_record(t, node);
	case N_NAMED:
		return infer(t, node->named.value);
	case N_CAST:
		return infer_cast(t, node);
	case N_SIZEOF:
		return infer_sizeof(t, node);
	case N_OFFSETOF:
		return infer_offsetof(t, node);
	case N_TYPEINFO:
		return infer_typeinfo(t, node);
	case N_IDENT:
		return infer_unknown(t, node);
	case N_TYPEOF:
		return types_error(t, node->span,
				   "When used as a call argument, `typeof` "
				   "builtin only valid for macro calls that "
				   "are expecting a type parameter");
	case N_TYPENAME:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_RANGE:
		return types_error(t, node->span, "unexpected %s",
				   node_kind_name(node->kind));
	case N_ASSIGN:
	case N_LET:
	case N_EXPR:
	case N_DISCARD:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
		infer_statement(t, node);
		return type_none();
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_KINDS:
		break;
	}
	BUG("a node of kind %d has no type", node->kind);
}

const struct type *infer(struct typer *t, struct node *node)
{
	const struct type *type = infer_node(t, node);

	if (!type && t->report)
		type = type_error();
	if (type)
		typing_set(t->ctx->typing, node, type);
	return type;
}

const struct type *infer_value(struct typer *t, struct node *node)
{
	const struct type *type = infer(t, node);

	if (type && is_unreadable(type))
		return types_error(t, node->span,
				   "Value '%s' cannot be used in an "
				   "expression.",
				   spell(t, type));
	return type_decay(type);
}

const struct type *infer_block(struct typer *t, struct node *node,
			       bool as_value)
{
	for (struct node *stmt = node->block.stmts; stmt; stmt = stmt->next)
		infer_statement(t, stmt);
	if (!node->block.value)
		return type_none();
	if (as_value)
		return infer(t, node->block.value);
	infer_statement(t, node->block.value);
	return type_none();
}

/* The declared type of `let $x: T`, or NULL. */
static void fix_var(struct typer *t, struct node *node)
{
	struct var *var = (struct var *)node->let.var->var.sym;
	const struct type *type = type_of_name(t, node->let.type, NULL);

	if (!type)
		return;
	if (type->kind == T_VOID || type->kind == T_NONE ||
	    type_is_aggregate(type))
		type = types_error(t, node->let.type->span,
				   "Invalid variable declaration type: %s",
				   spell(t, type));
	if (type->kind == T_ERROR) {
		var->poisoned = true;
		return;
	}
	var->fixed = true;
	if (type->kind == T_PTR && var->spaces.known)
		type = type_ptr(t->ctx->types, type->base, var->spaces.space);
	if (var->sym.type != type) {
		var->sym.type = type;
		t->changed = true;
	}
}

static void infer_let(struct typer *t, struct node *node)
{
	const struct type *from = NULL;
	struct var *var = (struct var *)node->let.var->var.sym;

	if (node->let.type)
		fix_var(t, node);
	if (node->let.value) {
		from = infer(t, node->let.value);
		assign_var(t,
			   &(struct store){ node->let.var, node->let.value,
					    node->span },
			   from);
	}
	if (var->sym.type)
		typing_set(t->ctx->typing, node->let.var, var->sym.type);
}

/* The value of TARGET in `TARGET op= ...`. */
static const struct type *current_type(struct typer *t, struct node *target)
{
	const struct type *type;

	if (target->kind == N_VAR && t->defaults && !target->var.sym->type)
		return type_int_flex(1);
	type = infer(t, target);
	return type_decay(type);
}

static void infer_target(struct typer *t, struct node *target)
{
	const struct type *type;

	if (target->kind == N_VAR) {
		type = target->var.sym->type;
	} else {
		type = target->map.sym->value;
		if (target->map.key)
			assign_key(t, target, target->map.sym, target->map.key);
	}
	if (type)
		typing_set(t->ctx->typing, target, type);
}

static void infer_assign(struct typer *t, struct node *node)
{
	struct node *target = node->assign.target;
	struct node *value = node->assign.value;
	const struct type *from = infer(t, value);
	const struct type *old;
	struct store store;

	if (node->assign.op != OP_NONE) {
		old = current_type(t, target);
		if (!old || !from)
			return;
		from = binary_type(t, node, node->assign.op, target, old, value,
				   type_decay(from));
		value = node; /* what is stored is no literal */
	} else {
		infer_target(t, target);
	}
	store = (struct store){ target, value, node->span };
	if (target->kind == N_VAR)
		assign_var(t, &store, from);
	else
		assign_map(t, &store, from);
}

static void infer_if(struct typer *t, struct node *node)
{
	infer_condition(t, node->if_.cond);
	infer_statement(t, node->if_.then);
	if (node->if_.els)
		infer_statement(t, node->if_.els);
	typing_set(t->ctx->typing, node, type_none());
}

static void infer_return(struct typer *t, struct node *node)
{
	const struct type *type;

	if (t->fn) {
		infer_fn_return(t, node);
		return;
	}
	if (!node->expr.value)
		return;
	type = infer_value(t, node->expr.value);
	if (type && type->kind != T_ERROR && !type_is_int(type))
		types_error(t, node->expr.value->span,
			    "Probe return values can only be integers. Found "
			    "%s",
			    spell(t, type));
}

static bool is_range_end(struct typer *t, struct node *end, const char *which)
{
	const struct type *type = infer_value(t, end);

	if (!type)
		return false;
	if (type->kind == T_ERROR || type_is_int(type))
		return type->kind != T_ERROR;
	types_error(t, end->span,
		    "Loop range requires an integer for the %s value", which);
	return false;
}

static const struct type *range_type(struct typer *t, struct node *range)
{
	bool start = is_range_end(t, range->binary.lhs, "start");

	if (!is_range_end(t, range->binary.rhs, "end") || !start)
		return t->report ? type_error() : NULL;
	return type_int(8, true);
}

/* (key, value) of the map that is walked. */
static const struct type *entry_type(struct typer *t, struct node *map)
{
	const struct map_sym *sym = map->map.sym;
	const struct map_info *info = &t->maps[sym->idx];
	const struct type *parts[2];

	if (map->map.key)
		return types_error(t, map->span,
				   "Loops are over whole maps: for ($kv : %s)",
				   sym->name);
	if (info->shape == SHAPE_SCALAR)
		return types_error(t, map->span,
				   "%s has no explicit keys (scalar map), and "
				   "cannot be used for iteration",
				   sym->name);
	if (!sym->key || !sym->value)
		return info->poisoned || t->report ? type_error() : NULL;
	if (is_unreadable(sym->value))
		return types_error(t, map->span,
				   "Loop expression does not support type: %s",
				   spell(t, sym->value));
	parts[0] = sym->key;
	parts[1] = type_decay(sym->value);
	return type_tuple(t->ctx->types, parts, 2);
}

static void infer_for(struct typer *t, struct node *node)
{
	struct node *cond = node->loop.cond, *var = node->loop.var;
	const struct type *type;

	if (cond->kind == N_RANGE)
		type = range_type(t, cond);
	else
		type = entry_type(t, cond);
	assign_var(t, &(struct store){ var, cond, cond->span }, type);
	if (var->var.sym->type)
		typing_set(t->ctx->typing, var, var->var.sym->type);
	infer_statement(t, node->loop.body);
}

void infer_statement(struct typer *t, struct node *node)
{
	switch (node->kind) {
	case N_BLOCK:
		infer_block(t, node, false);
		typing_set(t->ctx->typing, node, type_none());
		break;
	case N_EXPR:
	case N_DISCARD:
		if (node->expr.value->kind == N_IF)
			infer_statement(t, node->expr.value);
		else
			infer(t, node->expr.value);
		break;
	case N_LET:
		infer_let(t, node);
		break;
	case N_ASSIGN:
		infer_assign(t, node);
		break;
	case N_IF:
		if (node->if_.cond->kind == N_COMPTIME)
			types_comptime(t, node);
		else
			infer_if(t, node);
		break;
	case N_WHILE:
		infer_condition(t, node->loop.cond);
		infer_statement(t, node->loop.body);
		break;
	case N_UNROLL:
		infer(t, node->loop.cond);
		infer_statement(t, node->loop.body);
		break;
	case N_RETURN:
		infer_return(t, node);
		break;
	case N_FOR:
		infer_for(t, node);
		break;
	case N_BREAK:
	case N_CONTINUE:
		break;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_BUILTIN:
	case N_VAR:
	case N_MAP:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_INCDEC:
	case N_ADDROF:
	case N_DEREF:
	case N_BINARY:
	case N_TERNARY:
	case N_COMPTIME:
	case N_CALL:
	case N_FIELD:
	case N_INDEX:
	case N_TUPLE:
	case N_RECORD:
	case N_NAMED:
	case N_CAST:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_KINDS:
		infer(t, node);
		break;
	}
}

/* Nothing is ever stored in the map SYM. */
static void undefined_map(struct typer *t, const struct map_sym *sym)
{
	struct diags *diags = &t->ctx->diags;
	struct diag *diag =
		diag_error(diags, sym->first, "Undefined map: %s", sym->name);
	struct suggestion search;

	suggest_begin(&search, sym->name);
	vec_for (i, &t->prog->maps)
		if (t->maps[i].used)
			suggest_try(&search, t->prog->maps.items[i]->name);
	suggest_hint(&search, diags, diag);
}

static void check_undefined(struct typer *t)
{
	vec_for (i, &t->prog->maps)
		if (t->maps[i].mentioned && !t->maps[i].used)
			undefined_map(t, t->prog->maps.items[i]);
}

static void settle_type(struct typer *t, const struct type **type)
{
	if (*type)
		*type = type_plain(t->ctx->types, *type);
}

/* Literals lose their flexibility: symbols are what later passes read. */
static void settle(struct typer *t)
{
	vec_for (i, &t->prog->maps) {
		settle_type(t, &t->prog->maps.items[i]->key);
		settle_type(t, &t->prog->maps.items[i]->value);
	}
	vec_for (i, &t->vars)
		settle_type(t, &t->vars.items[i]->sym.type);
}

void pass_types(struct ctx *ctx, struct program *prog)
{
	struct typer t = { .ctx = ctx, .prog = prog };

	ctx->typing = ARENA_OBJ(ctx->arena, struct typing);
	ctx->typing->arena = ctx->arena;
	ctx->typing->store = ctx->types;
	types_resolve(&t);
	check_undefined(&t);
	types_find(&t);
	t.report = true;
	types_round(&t);
	types_check_locks(&t);
	settle(&t);
	drop_repeated(&ctx->diags);
}
