/*
 * First step of `types`: every VAR gets its symbol by lexical scope, every
 * MAP its symbol and its shape (scalar or keyed). In text order, once.
 */
#include "ast/registry.h"
#include "base/suggest.h"
#include "passes/types.h"

#include <string.h>

/* A variable in reach; inner blocks push, leaving them pops. */
struct scope_entry {
	struct var *var;
	bool is_let; /* declared without a value: warn when it gets none */
};

struct resolver {
	struct typer *t;
	VEC(struct scope_entry) scope;
	u32 nvars; /* of the probe at work */
	u32 quiet; /* inside sizeof and typeof: values are not read */
};

static void resolve(struct resolver *r, struct node *node);

static void resolve_list(struct resolver *r, struct node *list)
{
	for (struct node *node = list; node; node = node->next)
		resolve(r, node);
}

static struct var *find_var(struct resolver *r, const struct node *node)
{
	vec_for (i, &r->scope) {
		struct var *var = r->scope.items[i].var;

		if (var->scope == node->var.scope &&
		    strcmp(var->sym.name, node->var.name) == 0)
			return var;
	}
	return NULL;
}

static struct var *new_var(struct resolver *r, struct node *node)
{
	struct var *var = ARENA_OBJ(r->t->ctx->arena, struct var);

	var->sym.name = node->var.name;
	var->scope = node->var.scope;
	var->sym.decl = node->span;
	var->sym.idx = r->nvars++;
	vec_push(r->t->ctx->arena, &r->t->vars, var);
	return var;
}

static void declare(struct resolver *r, struct node *node, bool is_let)
{
	struct ctx *ctx = r->t->ctx;
	struct var *var = new_var(r, node);

	node->var.sym = &var->sym;
	vec_push(ctx->arena, &r->scope,
		 (struct scope_entry){ .var = var, .is_let = is_let });
}

static void pop_scope(struct resolver *r, u32 mark)
{
	struct diags *diags = &r->t->ctx->diags;

	for (u32 i = mark; i < r->scope.len; i++) {
		const struct scope_entry *entry = &r->scope.items[i];

		if (entry->is_let && !entry->var->assigned)
			diag_warn(diags, entry->var->sym.decl,
				  "Variable %s was never assigned to.",
				  entry->var->sym.name);
	}
	r->scope.len = mark;
}

static void undefined_var(struct resolver *r, struct node *node)
{
	struct var *var = new_var(r, node);
	struct diags *diags = &r->t->ctx->diags;
	struct diag *diag;
	struct suggestion search;

	diag = diag_error(diags, node->span,
			  "Undefined or undeclared variable: %s",
			  node->var.name);
	suggest_begin(&search, node->var.name);
	vec_for (i, &r->scope)
		suggest_try(&search, r->scope.items[i].var->sym.name);
	suggest_hint(&search, diags, diag);
	var->poisoned = true;
	node->var.sym = &var->sym;
}

/* NODE is read, unless IS_WRITE. */
static void resolve_var(struct resolver *r, struct node *node, bool is_write)
{
	struct var *var = find_var(r, node);

	if (!var) {
		undefined_var(r, node);
		return;
	}
	node->var.sym = &var->sym;
	if (is_write) {
		var->assigned = true;
		return;
	}
	if (!var->assigned && !r->quiet)
		diag_warn(&r->t->ctx->diags, node->span,
			  "Variable used before it was assigned: %s",
			  node->var.name);
}

static void resolve_let(struct resolver *r, struct node *node)
{
	struct node *target = node->let.var;
	struct diags *diags = &r->t->ctx->diags;
	struct var *old = find_var(r, target);

	if (node->let.type)
		resolve(r, node->let.type);
	if (node->let.value)
		resolve(r, node->let.value);
	if (old) {
		struct diag *diag = diag_error(
			diags, target->span,
			"Variable %s was already declared. Variable shadowing "
			"is not allowed.",
			target->var.name);

		diag_context(diags, diag, old->sym.decl,
			     "This is the initial declaration.");
		target->var.sym = &old->sym;
		return;
	}
	declare(r, target, !node->let.value);
	if (node->let.value)
		resolve_var(r, target, true);
}

static void resolve_assign(struct resolver *r, struct node *node)
{
	struct node *target = node->assign.target;

	resolve(r, node->assign.value);
	if (target->kind != N_VAR) {
		resolve(r, target);
		if (node->assign.op == OP_NONE)
			r->t->maps[target->map.sym->idx].assigned = true;
		return;
	}
	if (node->assign.op == OP_NONE && !find_var(r, target))
		declare(r, target, false);
	resolve_var(r, target, true);
}

static void shape_error(struct resolver *r, struct node *node,
			enum map_shape shape)
{
	bool keyed = shape == SHAPE_KEYED;

	diag_error(&r->t->ctx->diags, node->span,
		   keyed ? "%s used as a map with an explicit key (non-scalar "
			   "map), previously used without an explicit key "
			   "(scalar map)"
			 : "%s used as a map without an explicit key (scalar "
			   "map), previously used with an explicit key "
			   "(non-scalar map)",
		   node->map.name);
}

static void use_map(struct resolver *r, struct node *node, enum map_shape shape)
{
	struct map_info *info = &r->t->maps[node->map.sym->idx];

	info->used = true;
	if (info->shape == SHAPE_UNKNOWN)
		info->shape = shape;
	else if (info->shape != shape)
		shape_error(r, node, shape);
}

static void resolve_map(struct resolver *r, struct node *node)
{
	r->t->maps[node->map.sym->idx].mentioned = true;
	if (node->map.key)
		resolve(r, node->map.key);
	if (!node->map.whole)
		use_map(r, node, node->map.key ? SHAPE_KEYED : SHAPE_SCALAR);
}

/* delete(@m, key) and has_key(@m, key) want a map with keys. */
static void resolve_map_call(struct resolver *r, struct node *node)
{
	struct node *map = node->call.args;

	if (node->call.row->id != FN_delete && node->call.row->id != FN_has_key)
		return;
	if (map->next) {
		r->t->maps[map->map.sym->idx].used = true;
		r->t->maps[map->map.sym->idx].asked = true;
	}
}

static bool takes_whole_map(const struct function *row)
{
	return row->id == FN_print || row->id == FN_len ||
	       row->id == FN_clear || row->id == FN_zero ||
	       row->id == FN_delete || row->id == FN_has_key ||
	       row->id == FN_is_scalar;
}

static void resolve_call(struct resolver *r, struct node *node)
{
	struct node *first = node->call.args;

	if (node->call.row && first && first->kind == N_MAP &&
	    !first->map.key && takes_whole_map(node->call.row)) {
		first->map.whole = true;
		resolve_map_call(r, node);
	}
	resolve_list(r, first);
}

static void resolve_query(struct resolver *r, struct node *node)
{
	struct node *arg = node->query.arg;

	if (!arg)
		return;
	if (node->kind == N_TYPEOF && arg->kind == N_MAP && !arg->map.key)
		arg->map.whole = true;
	r->quiet++;
	resolve(r, arg);
	r->quiet--;
}

/* What only lends its type is not read. */
static void resolve_typename(struct resolver *r, struct node *node)
{
	if (!node->type.of)
		return;
	r->quiet++;
	resolve(r, node->type.of);
	r->quiet--;
}

static void resolve_block(struct resolver *r, struct node *node)
{
	u32 mark = r->scope.len;

	resolve_list(r, node->block.stmts);
	if (node->block.value)
		resolve(r, node->block.value);
	pop_scope(r, mark);
}

/* The loop's variable is in reach in its body only. */
static void resolve_for(struct resolver *r, struct node *node)
{
	struct node *cond = node->loop.cond;
	u32 mark;

	if (cond->kind == N_MAP && !cond->map.key)
		cond->map.whole = true;
	resolve(r, cond);
	if (find_var(r, node->loop.var))
		diag_error(&r->t->ctx->diags, node->loop.var->span,
			   "Loop declaration shadows existing variable: %s",
			   node->loop.var->var.name);
	mark = r->scope.len;
	declare(r, node->loop.var, false);
	((struct var *)node->loop.var->var.sym)->assigned = true;
	resolve(r, node->loop.body);
	pop_scope(r, mark);
}

static void resolve_unroll(struct resolver *r, struct node *node)
{
	resolve(r, node->loop.cond);
	node->loop.first_var = r->nvars;
	resolve(r, node->loop.body);
	node->loop.end_var = r->nvars;
}

static void resolve_unary(struct resolver *r, struct node *node)
{
	struct node *arg = node->unary.arg;

	if (node->kind == N_ADDROF && arg->kind == N_MAP && !arg->map.key)
		arg->map.whole = true;
	if (arg->kind == N_VAR)
		resolve_var(r, arg, true);
	else
		resolve(r, arg);
}

static void resolve_children(struct resolver *r, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++)
		resolve_list(r, *slots[i]);
}

/* A construct of the language that no later pass knows what to do with. */
static void refuse(struct resolver *r, struct node *node, const char *what)
{
	diag_error(&r->t->ctx->diags, node->span, "%s not supported yet", what);
}

static void resolve(struct resolver *r, struct node *node)
{
	switch (node->kind) {
	case N_VAR:
		resolve_var(r, node, false);
		break;
	case N_MAP:
		resolve_map(r, node);
		break;
	case N_LET:
		resolve_let(r, node);
		break;
	case N_ASSIGN:
		resolve_assign(r, node);
		break;
	case N_BLOCK:
		resolve_block(r, node);
		break;
	case N_CALL:
		resolve_call(r, node);
		break;
	case N_SIZEOF:
	case N_TYPEOF:
	case N_OFFSETOF:
	case N_TYPEINFO:
		resolve_query(r, node);
		break;
	case N_TYPENAME:
		resolve_typename(r, node);
		break;
	case N_INCDEC:
	case N_ADDROF:
		resolve_unary(r, node);
		break;
	case N_UNROLL:
		resolve_unroll(r, node);
		return;
	case N_FOR:
		resolve_for(r, node);
		break;
	case N_FN:
		refuse(r, node, "fn is");
		break;
	case N_IMPORT:
		refuse(r, node, "import is");
		break;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_PARAM:
	case N_MAPDECL:
	case N_SETTING:
	case N_EXPR:
	case N_DISCARD:
	case N_WHILE:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_BUILTIN:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_DEREF:
	case N_BINARY:
	case N_IF:
	case N_TERNARY:
	case N_COMPTIME:
	case N_FIELD:
	case N_INDEX:
	case N_TUPLE:
	case N_RECORD:
	case N_NAMED:
	case N_CAST:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_KINDS:
		resolve_children(r, node);
		break;
	}
}

/* Give every MAP node its symbol, so that all maps have a number. */
static bool add_map(struct node **slot, void *arg)
{
	struct typer *t = arg;
	struct node *node = *slot;

	if (node->kind == N_MAP && !node->map.sym)
		node->map.sym =
			program_map(t->prog, node->map.name, node->span);
	return true;
}

/* Declarations find their map; one that no probe uses is only warned about. */
static void bind_declarations(struct typer *t)
{
	for (struct node *decl = t->prog->mapdecls; decl; decl = decl->next) {
		struct map_sym *sym = NULL;

		vec_for (i, &t->prog->maps) {
			if (strcmp(t->prog->maps.items[i]->name,
				   decl->mapdecl.name) == 0)
				sym = t->prog->maps.items[i];
		}
		if (sym)
			sym->decl = decl;
		else
			diag_warn(&t->ctx->diags, decl->span, "Unused map: %s",
				  decl->mapdecl.name);
	}
}

/* A parameter is a variable that the caller assigns. */
static void declare_param(struct resolver *r, struct node *param)
{
	struct node *name = node_new(r->t->prog, N_VAR, param->span);

	name->var.name = param->param.name;
	if (find_var(r, name))
		diag_error(&r->t->ctx->diags, param->span,
			   "Variable for function argument has already been "
			   "used: %s",
			   param->param.name);
	resolve(r, param->param.type);
	declare(r, name, false);
	resolve_var(r, name, true);
	param->param.sym = name->var.sym;
}

static void resolve_fn(struct resolver *r, struct node *fn)
{
	r->nvars = 0;
	for (struct node *param = fn->fn.params; param; param = param->next)
		declare_param(r, param);
	resolve(r, fn->fn.ret);
	resolve(r, fn->fn.body);
	pop_scope(r, 0);
	fn->fn.nvars = r->nvars;
}

void types_resolve(struct typer *t)
{
	struct node_visitor visitor = { .pre = add_map, .arg = t };
	struct resolver r = { .t = t };

	for (struct node **probe = &t->prog->probes; *probe;
	     probe = &(*probe)->next) {
		if ((*probe)->probe.pred)
			node_walk(&(*probe)->probe.pred, &visitor);
		node_walk(&(*probe)->probe.body, &visitor);
	}
	for (struct node *fn = t->prog->fns; fn; fn = fn->next) {
		node_walk(&fn->fn.params, &visitor);
		node_walk(&fn->fn.ret, &visitor);
		node_walk(&fn->fn.body, &visitor);
	}
	bind_declarations(t);
	t->maps = ARENA_ARRAY(t->ctx->arena, struct map_info,
			      t->prog->maps.len + 1);
	for (struct node *fn = t->prog->fns; fn; fn = fn->next)
		resolve_fn(&r, fn);
	for (struct node *probe = t->prog->probes; probe; probe = probe->next) {
		r.nvars = 0;
		if (probe->probe.pred)
			resolve(&r, probe->probe.pred);
		resolve(&r, probe->probe.body);
		probe->probe.nvars = r.nvars;
	}
	vec_for (i, &t->prog->maps) {
		if (t->maps[i].shape == SHAPE_UNKNOWN && t->maps[i].asked)
			t->maps[i].shape = SHAPE_KEYED;
	}
}
