/*
 * What is well typed but not allowed: builtins in the wrong probe, aggregations
 * outside of maps, statements that never run.
 *
 * Requires: types. Provides: nothing but diagnostics; the tree is unchanged.
 */
#include "passes/check.h"

#include "ast/registry.h"
#include "passes/pass.h"
#include "passes/repeated.h"
#include "passes/types.h"

#include <string.h>

enum { UNROLL_MAX = 100, X86_ARGUMENTS = 6, TRACEPOINT_ARGUMENTS = 12 };

static void check_node(struct checker *c, struct node *node);
static void check_statement(struct checker *c, struct node *node);

void check_error(struct checker *c, struct span at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag_error(&c->ctx->diags, at, "%s",
		   arena_vprintf(c->ctx->arena, fmt, args));
	va_end(args);
}

const char *probe_word(const struct checker *c)
{
	return c->ptype ? c->ptype->name : "unknown";
}

static bool is_probe(const struct checker *c, enum probe_id id)
{
	return c->ptype && c->ptype->id == id;
}

static void misplaced_builtin(struct checker *c, struct node *node)
{
	const char *probe = probe_word(c);

	switch (node->builtin.row->id) {
	case BI_args:
		check_error(c, node->span,
			    "The args builtin can only be used with "
			    "tracepoint, rawtracepoint, fentry/fexit, and "
			    "uprobe probes (%s used here)",
			    probe);
		break;
	case BI_arg:
		check_error(c, node->span,
			    "The arg%u builtin can only be used with "
			    "'kprobes', 'uprobes' and 'usdt' probes",
			    node->builtin.arg);
		break;
	case BI_retval:
		if (is_probe(c, PROBE_fentry)) {
			check_error(c, node->span,
				    "Can't find a field $retval");
			break;
		}
		check_error(c, node->span,
			    "The retval builtin can only be used with "
			    "'kretprobe' and 'uretprobe' and 'fentry' "
			    "probes%s",
			    is_probe(c, PROBE_tracepoint)
				    ? " (try to use args.ret instead)"
				    : "");
		break;
	case BI_ctx:
		if (is_probe(c, PROBE_tracepoint)) {
			check_error(c, node->span,
				    "Use args instead of ctx in tracepoint");
			break;
		}
		/* fallthrough */
	default:
		check_error(c, node->span,
			    "The %s builtin can not be used with '%s' probes",
			    node->builtin.row->name, probe);
		break;
	}
}

/* What is taken from the program's context: a loop's body has none. */
static bool is_of_context(const struct builtin *row)
{
	return row->id == BI_args || row->id == BI_arg ||
	       row->id == BI_retval || row->id == BI_func || row->id == BI_ctx;
}

static void refuse_in_for(struct checker *c, struct span at, const char *name)
{
	check_error(c, at, "'%s' builtin is not allowed in a for-loop", name);
}

static void check_builtin(struct checker *c, struct node *node)
{
	const struct builtin *row = node->builtin.row;

	if (c->fors && is_of_context(row)) {
		refuse_in_for(c, node->span,
			      row->id == BI_arg
				      ? arena_printf(c->ctx->arena, "arg%u",
						     node->builtin.arg)
				      : row->name);
		return;
	}
	if (row->caps && (!c->ptype || !(c->ptype->caps & row->caps))) {
		misplaced_builtin(c, node);
		return;
	}
	if (row->id == BI_arg && is_probe(c, PROBE_rawtracepoint) &&
	    node->builtin.arg >= TRACEPOINT_ARGUMENTS)
		check_error(c, node->span,
			    "rawtracepoint doesn't support arg%u",
			    node->builtin.arg);
	else if (row->id == BI_arg && !is_probe(c, PROBE_rawtracepoint) &&
		 node->builtin.arg >= X86_ARGUMENTS)
		check_error(c, node->span, "x86_64 doesn't support arg%u",
			    node->builtin.arg);
	if (row->id == BI_func && !is_probe(c, PROBE_kprobe) &&
	    !is_probe(c, PROBE_uprobe) &&
	    !feature_has(c->ctx->features, FEAT_get_func_ip))
		check_error(c, node->span,
			    "BPF_FUNC_get_func_ip not available for your "
			    "kernel version. Consider using the 'probe' "
			    "builtin instead.");
}

/* A literal that str() and friends could not hold either. */
static void check_string(struct checker *c, struct node *node)
{
	u64 limit = c->ctx->config.max_strlen;

	if (node->str.len + 1 > limit)
		check_error(c, node->span,
			    "String is too long (over %llu bytes): %s",
			    (unsigned long long)limit, node->str.text);
}

/* An expression that is only asked about. */
struct query {
	struct checker *checker;
	const char *name; /* who asks, for the message */
};

static bool is_map_store(struct node **slot, void *arg)
{
	struct query *query = arg;
	struct node *node = *slot;

	if ((node->kind == N_ASSIGN && node->assign.target->kind == N_MAP) ||
	    (node->kind == N_INCDEC && node->unary.arg->kind == N_MAP))
		check_error(query->checker, node->span,
			    "Map assignments not allowed inside of %s",
			    query->name);
	return true;
}

static void check_query(struct checker *c, struct node *node, const char *name)
{
	struct query query = { .checker = c, .name = name };
	struct node_visitor visitor = { .pre = is_map_store, .arg = &query };

	node_walk(&node->query.arg, &visitor);
}

static void check_list(struct checker *c, struct node *list)
{
	for (struct node *node = list; node; node = node->next)
		check_node(c, node);
}

/* Formats are longer than other strings may be. */
static bool is_format(const struct node *call, const struct node *arg)
{
	const struct function *row = call->call.row;

	if (arg != call->call.args || arg->kind != N_STR)
		return false;
	return (row->flags & FN_FORMAT) || row->id == FN_cgroupid;
}

static void check_arguments(struct checker *c, struct node *call)
{
	for (struct node *arg = call->call.args; arg; arg = arg->next) {
		if (!is_format(call, arg))
			check_node(c, arg);
	}
}

/* CALL is exit(), but not that of a macro: there execution goes on. */
static bool ends_program(const struct checker *c, const struct node *call)
{
	return call->call.row && call->call.row->id == FN_exit &&
	       !sources_is_expanded(&c->ctx->sources, call->span.pos);
}

static void check_call_node(struct checker *c, struct node *node,
			    bool aggregates)
{
	if (!node->call.row)
		return;
	if (c->fors && ends_program(c, node))
		check_error(c, node->span,
			    "'return' statement is not allowed in a for-loop");
	if (c->fors && node->call.row->id == FN_reg)
		refuse_in_for(c, node->span, "reg");
	if ((node->call.row->flags & FN_AGGREGATE) && !aggregates)
		check_error(c, node->span,
			    "%s() must be assigned directly to a map",
			    node->call.name);
	else if (!node->call.fn)
		check_call(c, node);
	check_arguments(c, node);
}

static bool is_exit(const struct checker *c, const struct node *node)
{
	return node->kind == N_EXPR && node->expr.value->kind == N_CALL &&
	       ends_program(c, node->expr.value);
}

/* Does nothing after NODE run? */
static bool is_last(const struct checker *c, const struct node *node)
{
	return node->kind == N_RETURN || node->kind == N_BREAK ||
	       node->kind == N_CONTINUE || is_exit(c, node);
}

/* Statements of a block; true when its end is never reached. */
static bool check_statements(struct checker *c, struct node *block)
{
	bool ended = false;

	for (struct node *stmt = block->block.stmts; stmt; stmt = stmt->next) {
		check_statement(c, stmt);
		if (!ended && is_last(c, stmt)) {
			ended = true;
			if (stmt->next)
				diag_warn(&c->ctx->diags, stmt->next->span,
					  "Unreachable statement.");
		}
	}
	return ended;
}

/* A value that may be an aggregation: a map gets it. */
static void check_stored(struct checker *c, struct node *value)
{
	if (value->kind == N_CALL) {
		check_call_node(c, value, true);
		return;
	}
	if (value->kind != N_BLOCK || !value->block.value) {
		check_node(c, value);
		return;
	}
	if (check_statements(c, value))
		diag_warn(&c->ctx->diags, value->block.value->span,
			  "Unreachable expression; block type is implicitly "
			  "none.");
	check_stored(c, value->block.value);
}

static void check_block(struct checker *c, struct node *node)
{
	bool ended = check_statements(c, node);

	if (!node->block.value)
		return;
	if (ended && node->block.bare)
		diag_warn(&c->ctx->diags, node->block.value->span,
			  "Unreachable statement.");
	else if (ended)
		diag_warn(&c->ctx->diags, node->block.value->span,
			  "Unreachable expression; block type is implicitly "
			  "none.");
	check_node(c, node->block.value);
}

static void check_assign(struct checker *c, struct node *node)
{
	struct node *target = node->assign.target;

	if (target->kind == N_MAP && node->assign.op == OP_NONE)
		check_stored(c, node->assign.value);
	else
		check_node(c, node->assign.value);
	if (target->kind == N_MAP)
		check_list(c, target->map.key);
}

static bool discards_value(const struct checker *c, const struct node *value)
{
	const struct type *type = type_of(c->ctx->typing, value);

	if (!type || type->kind == T_VOID || type->kind == T_NONE ||
	    type->kind == T_ERROR || value->kind == N_INCDEC)
		return false;
	return value->kind != N_CALL || !value->call.row ||
	       !(value->call.row->flags & (FN_DISCARD | FN_AGGREGATE));
}

static void check_expression_statement(struct checker *c, struct node *node)
{
	struct node *value = node->expr.value;

	if (node->kind == N_EXPR && discards_value(c, value))
		diag_warn(&c->ctx->diags, value->span,
			  "Return value discarded.");
	check_node(c, value);
}

static void check_while(struct checker *c, struct node *node)
{
	struct diag *diag = diag_warn(
		&c->ctx->diags, node->span,
		"While loops are deprecated and may be removed in the "
		"future.");

	diag_hint(&c->ctx->diags, diag,
		  "Loop over a range instead, e.g. `for $i : 0..10 { ... }`");
	check_node(c, node->loop.cond);
	c->loops++;
	check_node(c, node->loop.body);
	c->loops--;
}

static void check_for(struct checker *c, struct node *node)
{
	if (node->loop.cond->kind == N_RANGE &&
	    !feature_has(c->ctx->features, FEAT_loop))
		check_error(c, node->span,
			    "Missing required kernel feature: loop");
	check_node(c, node->loop.cond);
	c->fors++;
	c->loops++;
	check_node(c, node->loop.body);
	c->loops--;
	c->fors--;
}

static void check_unroll(struct checker *c, struct node *node)
{
	const struct node *count = node->loop.cond;

	if (count->kind != N_INT)
		check_error(c, count->span, "invalid unroll value");
	else if (count->int_.negative || count->int_.value < 1)
		check_error(c, count->span, "unroll minimum value is 1");
	else if (count->int_.value > UNROLL_MAX)
		check_error(c, count->span, "unroll maximum value is %d",
			    UNROLL_MAX);
	check_node(c, node->loop.body);
}

static void check_statement(struct checker *c, struct node *node)
{
	check_node(c, node);
}

static void check_children(struct checker *c, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++)
		check_list(c, *slots[i]);
}

static void check_node(struct checker *c, struct node *node)
{
	switch (node->kind) {
	case N_BUILTIN:
		check_builtin(c, node);
		break;
	case N_STR:
		check_string(c, node);
		break;
	case N_CALL:
		check_call_node(c, node, false);
		break;
	case N_SIZEOF:
	case N_OFFSETOF:
		check_query(c, node, "sizeof");
		break;
	case N_TYPEOF:
	case N_TYPEINFO:
		check_query(c, node, "typeof or typeinfo");
		break;
	case N_BLOCK:
		check_block(c, node);
		break;
	case N_ASSIGN:
		check_assign(c, node);
		break;
	case N_EXPR:
	case N_DISCARD:
		check_expression_statement(c, node);
		break;
	case N_WHILE:
		check_while(c, node);
		break;
	case N_UNROLL:
		check_unroll(c, node);
		break;
	case N_FOR:
		check_for(c, node);
		break;
	case N_BREAK:
	case N_CONTINUE:
		break;
	case N_FN:
	case N_IMPORT:
	case N_MACRO:
		check_error(c, node->span, "%s is not supported yet",
			    node_kind_name(node->kind));
		break;
	case N_TYPENAME:
		break;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_PARAM:
	case N_MAPDECL:
	case N_SETTING:
	case N_LET:
	case N_INT:
	case N_BOOL:
	case N_IDENT:
	case N_VAR:
	case N_MAP:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_INCDEC:
	case N_ADDROF:
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
	case N_RETURN:
	case N_KINDS:
		check_children(c, node);
		break;
	}
}

/* What `let @m = KIND(n)` may be, and whether it has a value per CPU. */
struct decl_kind {
	const char *name;
	bool percpu;
};

static const struct decl_kind decl_kinds[] = {
	{ "hash", false },
	{ "lruhash", false },
	{ "percpuhash", true },
	{ "percpulruhash", true },
};

static const struct decl_kind *find_decl_kind(const char *name)
{
	for (size_t i = 0; i < countof(decl_kinds); i++) {
		if (strcmp(decl_kinds[i].name, name) == 0)
			return &decl_kinds[i];
	}
	return NULL;
}

static void check_declaration(struct checker *c, const struct node *decl)
{
	const struct decl_kind *kind = find_decl_kind(decl->mapdecl.kind);
	struct diag *diag;

	if (kind)
		return;
	diag = diag_error(&c->ctx->diags, decl->span,
			  "Invalid bpf map type: %s", decl->mapdecl.kind);
	diag_hint(&c->ctx->diags, diag,
		  "Valid map types: hash, lruhash, percpuhash, "
		  "percpulruhash");
}

/* The declared kind must suit what the map holds. */
static void check_map(struct checker *c, const struct map_sym *sym)
{
	const struct decl_kind *kind;
	bool percpu;

	if (!sym->decl || !sym->value)
		return;
	kind = find_decl_kind(sym->decl->mapdecl.kind);
	percpu = type_is_aggregate(sym->value);
	if (kind && kind->percpu != percpu)
		check_error(c, sym->decl->span,
			    "Incompatible map types. Type from declaration: "
			    "%s. Type from value/key type: %s",
			    kind->name, percpu ? "percpuhash" : "hash");
}

/* A poisoned type that nobody reported would reach code generation. */
static bool find_poison(struct node **slot, void *arg)
{
	struct checker *c = arg;
	const struct type *type = type_of(c->ctx->typing, *slot);

	if (type && type->kind == T_ERROR && c->ctx->diags.nerr == 0)
		check_error(c, (*slot)->span,
			    "Cannot resolve the type of this expression");
	return true;
}

static void check_probe(struct checker *c, struct node *probe)
{
	struct node_visitor poison = { .pre = find_poison, .arg = c };
	struct node *point = probe->probe.points;

	c->ptype = point ? point->point.type : NULL;
	c->point = point && point->point.nitems ? point->point.items : NULL;
	c->loops = 0;
	c->fors = 0;
	if (probe->probe.pred)
		check_node(c, probe->probe.pred);
	check_node(c, probe->probe.body);
	if (probe->probe.pred)
		node_walk(&probe->probe.pred, &poison);
	node_walk(&probe->probe.body, &poison);
	if (!c->ctx->diags.nerr)
		check_depth(c, probe->probe.body);
}

static void check_fn(struct checker *c, struct node *fn)
{
	struct node_visitor poison = { .pre = find_poison, .arg = c };

	c->ptype = NULL;
	c->point = NULL;
	c->fn = fn;
	c->loops = 0;
	c->fors = 0;
	check_node(c, fn->fn.body);
	node_walk(&fn->fn.body, &poison);
	c->fn = NULL;
}

void pass_check(struct ctx *ctx, struct program *prog)
{
	struct checker c = { .ctx = ctx, .prog = prog };

	for (struct node *decl = prog->mapdecls; decl; decl = decl->next)
		check_declaration(&c, decl);
	vec_for (i, &prog->maps)
		check_map(&c, prog->maps.items[i]);
	check_fns(&c);
	for (struct node *fn = prog->fns; fn; fn = fn->next)
		check_fn(&c, fn);
	for (struct node *probe = prog->probes; probe; probe = probe->next)
		check_probe(&c, probe);
	drop_repeated(&ctx->diags);
}
