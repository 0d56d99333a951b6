/*
 * Maps: reads, writes, updates in place, aggregations, and increments, which
 * variables have as well.
 */
#include "passes/lower.h"

#include "ast/registry.h"
#include "passes/types.h"

void lower_map_key(struct lowerer *l, struct node **slot,
		   const struct map_sym *sym)
{
	lower_expr(l, slot);
	coerce(l, slot, sym->key);
}

void lower_map_read(struct lowerer *l, struct node *node)
{
	if (node->map.whole)
		return;
	if (node->map.key)
		lower_map_key(l, &node->map.key, node->map.sym);
	typing_set(l->ctx->typing, node, type_decay(node->map.sym->value));
}

static struct node *make_mapop(struct lowerer *l, enum node_kind kind,
			       const struct type *type, struct span span,
			       struct map_sym *sym, struct node *key,
			       struct node *value)
{
	struct node *node = make(l, kind, type, span);

	node->mapop.sym = sym;
	node->mapop.key = key;
	node->mapop.value = value;
	return node;
}

static struct node *make_map_set(struct lowerer *l, struct span span,
				 struct map_sym *sym, struct node *key,
				 struct node *value)
{
	coerce(l, &value, sym->value);
	return make_mapop(l, N_MAP_SET, type_void(), span, sym, key, value);
}

static struct node *make_map_read(struct lowerer *l, struct span span,
				  struct map_sym *sym, struct node *key)
{
	struct node *node = make(l, N_MAP, type_decay(sym->value), span);

	node->map.name = sym->name;
	node->map.sym = sym;
	node->map.key = key;
	return node;
}

/* May NODE be evaluated twice without anybody noticing? */
static bool is_repeatable(const struct node *node)
{
	if (node->kind == N_CAST)
		return is_repeatable(node->cast.value);
	if (node->kind == N_TUPLE) {
		for (const struct node *elem = node->tuple.elems; elem;
		     elem = elem->next) {
			if (!is_repeatable(elem))
				return false;
		}
		return true;
	}
	return node->kind == N_INT || node->kind == N_STR ||
	       node->kind == N_BOOL || node->kind == N_VAR ||
	       node->kind == N_BUILTIN;
}

/*
 * KEY is needed twice. When that makes a difference it goes to a variable
 * first; the `let` is returned, and *KEY reads the variable.
 */
static struct node *bind_key(struct lowerer *l, struct node **key)
{
	struct node *let;

	if (!*key || is_repeatable(*key))
		return NULL;
	let = make_let(l, *key);
	*key = make_var(l, let->let.var->var.sym, (*key)->span);
	return let;
}

/* Put STMT, after FIRST when there is one, in place of *SLOT. */
static void put_statement(struct lowerer *l, struct node **slot,
			  struct node *first, struct node *stmt)
{
	if (first) {
		first->next = stmt;
		stmt = make_block(l, first, NULL, (*slot)->span);
	}
	put(slot, stmt);
}

static bool is_aggregate_call(const struct node *node)
{
	return node->kind == N_CALL && node->call.row &&
	       (node->call.row->flags & FN_AGGREGATE);
}

/* The integer that CALL takes into account, as wide as the total. */
static void lower_aggregate_arg(struct lowerer *l, struct node *call,
				const struct type *total)
{
	struct node **arg = &call->call.args;

	if (!*arg)
		return;
	lower_expr(l, arg);
	if (total->kind == T_HIST || total->kind == T_LHIST)
		coerce_word(l, arg);
	else
		coerce(l, arg, type_int(8, total->is_signed));
}

static struct node *make_map_agg(struct lowerer *l, struct span span,
				 struct map_sym *sym, struct node *key,
				 struct node *call)
{
	lower_aggregate_arg(l, call, sym->value);
	typing_set(l->ctx->typing, call, sym->value);
	return make_mapop(l, N_MAP_AGG, type_void(), span, sym, key, call);
}

/* `@m[k] = { ...; VALUE }`: the statements come before the update. */
static void lower_stored_block(struct lowerer *l, struct node **slot,
			       struct node *block)
{
	struct node *assign = *slot;
	struct node **end = &block->block.stmts;

	put(slot, block);
	assign->assign.value = block->block.value;
	block->block.value = NULL;
	block->block.bare = true;
	while (*end)
		end = &(*end)->next;
	*end = assign;
	lower_block(l, block);
}

static void lower_plain_assign(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot, *target = node->assign.target;
	struct node *value = node->assign.value, *op;
	struct map_sym *sym = target->map.sym;

	if (value->kind == N_BLOCK && value->block.value &&
	    type_is_aggregate(sym->value)) {
		lower_stored_block(l, slot, value);
		return;
	}
	if (target->map.key)
		lower_map_key(l, &target->map.key, sym);
	if (is_aggregate_call(value)) {
		op = make_map_agg(l, node->span, sym, target->map.key, value);
	} else {
		lower_expr(l, &node->assign.value);
		op = make_map_set(l, node->span, sym, target->map.key,
				  node->assign.value);
	}
	put(slot, make_expr(l, op));
}

/* -VALUE as a signed 64-bit integer. */
static struct node *negated(struct lowerer *l, struct node *value)
{
	const struct type *type = type_int(8, true);
	struct node *node;

	coerce(l, &value, type);
	if (value->kind == N_INT)
		return make_int(l, (s64)(0 - value->int_.value), type,
				value->span);
	node = make(l, N_UNARY, type, value->span);
	node->unary.op = OP_NEG;
	node->unary.arg = value;
	return node;
}

static struct node *make_map_add(struct lowerer *l, struct span span,
				 struct map_sym *sym, struct node *key,
				 struct node *value, enum map_result result)
{
	const struct type *word = type_int(8, sym->value->is_signed);
	struct node *node;

	coerce(l, &value, word);
	node = make_mapop(l, N_MAP_ADD,
			  result == MAP_RESULT_NONE ? type_void() : word, span,
			  sym, key, value);
	node->mapop.result = result;
	return node;
}

/* `@m op= value` where the map cannot be updated in place. */
static void lower_read_write(struct lowerer *l, struct node **slot,
			     const struct type *type)
{
	struct node *node = *slot, *target = node->assign.target;
	struct map_sym *sym = target->map.sym;
	struct node *key = target->map.key;
	struct node *first = bind_key(l, &key), *read, *result;

	read = make_map_read(l, target->span, sym, key ? copy(l, key) : NULL);
	result = make_binary(l, node->assign.op, read, node->assign.value,
			     type_plain(l->ctx->types, type));
	result->span = node->span;
	lower_binary_core(l, result);
	put_statement(
		l, slot, first,
		make_expr(l, make_map_set(l, node->span, sym, key, result)));
}

struct writes {
	const struct map_sym *sym;
	bool found;
};

static bool see_write(struct node **slot, void *arg)
{
	struct writes *writes = arg;
	const struct node *node = *slot;

	if (node->kind == N_CALL && node->call.fn)
		writes->found = true;
	if (node->kind == N_MAP_SET || node->kind == N_MAP_ADD ||
	    node->kind == N_MAP_AGG)
		writes->found |= node->mapop.sym == writes->sym;
	return !writes->found;
}

/* May VALUE, core nodes, change map SYM while it is evaluated? */
static bool may_write(struct node *value, const struct map_sym *sym)
{
	struct writes writes = { .sym = sym };
	struct node_visitor visitor = { .pre = see_write, .arg = &writes };

	node_walk(&value, &visitor);
	return writes.found;
}

/*
 * `@m op= value`. Sums are added in place, which loses nothing when others
 * do the same; but @m is read before VALUE is evaluated, so that in place is
 * wrong where VALUE changes @m.
 */
static void lower_compound(struct lowerer *l, struct node **slot)
{
	struct node *node = *slot, *target = node->assign.target;
	struct map_sym *sym = target->map.sym;
	enum op op = node->assign.op;
	const struct type *left = type_decay(type_of(l->ctx->typing, target));
	const struct type *right =
		type_decay(type_of(l->ctx->typing, node->assign.value));
	const struct type *type = arithmetic_result(op, left, right);
	struct node *value;

	if (target->map.key)
		lower_map_key(l, &target->map.key, sym);
	lower_expr(l, &node->assign.value);
	if (sym->value->kind != T_INT || (op != OP_ADD && op != OP_SUB) ||
	    may_write(node->assign.value, sym)) {
		lower_read_write(l, slot, type);
		return;
	}
	value = node->assign.value;
	if (op == OP_SUB)
		value = negated(l, value);
	put(slot, make_expr(l, make_map_add(l, node->span, sym, target->map.key,
					    value, MAP_RESULT_NONE)));
}

void lower_map_assign(struct lowerer *l, struct node **slot)
{
	if ((*slot)->assign.op == OP_NONE)
		lower_plain_assign(l, slot);
	else
		lower_compound(l, slot);
}

/* OLD + 1 or OLD - 1, in OLD's type. */
static struct node *stepped(struct lowerer *l, const struct node *node,
			    struct node *old)
{
	const struct type *type = settled(l, old);
	const struct type *word = type;
	struct node *one, *sum;

	if (type->kind != T_PTR)
		word = type_int(8, type->is_signed);
	one = make_int(l, 1, type_int(8, true), node->span);
	sum = make_binary(l, node->unary.op, old, one, word);
	sum->span = node->span;
	lower_binary_core(l, sum);
	coerce(l, &sum, type);
	return sum;
}

static struct node *make_store(struct lowerer *l, struct span span,
			       struct var_sym *sym, struct node *value)
{
	struct node *node = node_new(l->prog, N_ASSIGN, span);

	coerce(l, &value, sym->type);
	node->assign.target = make_var(l, sym, span);
	node->assign.value = value;
	return node;
}

static void lower_var_step(struct lowerer *l, struct node **slot, bool result)
{
	struct node *node = *slot, *first = NULL, *store;
	struct var_sym *sym = node->unary.arg->var.sym, *seen = sym;
	struct span span = node->span;

	if (result && node->unary.post) {
		first = make_let(l, make_var(l, sym, span));
		seen = first->let.var->var.sym;
	}
	store = make_store(l, span, sym,
			   stepped(l, node, make_var(l, sym, span)));
	if (!result) {
		put(slot, store);
		return;
	}
	if (first)
		first->next = store;
	put(slot, make_block(l, first ? first : store, make_var(l, seen, span),
			     span));
}

static void lower_map_add_step(struct lowerer *l, struct node **slot,
			       bool result)
{
	struct node *node = *slot, *target = node->unary.arg, *add;
	enum map_result kind =
		node->unary.post ? MAP_RESULT_OLD : MAP_RESULT_NEW;
	s64 delta = node->unary.op == OP_SUB ? -1 : 1;

	add = make_map_add(l, node->span, target->map.sym, target->map.key,
			   make_int(l, delta, type_int(8, true), node->span),
			   result ? kind : MAP_RESULT_NONE);
	put(slot, result ? add : make_expr(l, add));
}

/* A map of pointers: read, step, write. */
static void lower_map_ptr_step(struct lowerer *l, struct node **slot,
			       bool result)
{
	struct node *node = *slot, *target = node->unary.arg;
	struct map_sym *sym = target->map.sym;
	struct node *key = target->map.key;
	struct node *first = bind_key(l, &key), *let, *next, *set, *seen;
	struct span span = node->span;

	let = make_let(l,
		       make_map_read(l, span, sym, key ? copy(l, key) : NULL));
	next = make_let(
		l, stepped(l, node, make_var(l, let->let.var->var.sym, span)));
	set = make_expr(
		l, make_map_set(l, span, sym, key,
				make_var(l, next->let.var->var.sym, span)));
	let->next = next;
	next->next = set;
	if (first)
		first->next = let;
	seen = node->unary.post ? let : next;
	put(slot, make_block(l, first ? first : let,
			     result ? make_var(l, seen->let.var->var.sym, span)
				    : NULL,
			     span));
}

void lower_incdec(struct lowerer *l, struct node **slot, bool result)
{
	struct node *target = (*slot)->unary.arg;

	if (target->kind == N_VAR) {
		lower_var_step(l, slot, result);
		return;
	}
	if (target->map.key)
		lower_map_key(l, &target->map.key, target->map.sym);
	if (target->map.sym->value->kind == T_INT)
		lower_map_add_step(l, slot, result);
	else
		lower_map_ptr_step(l, slot, result);
}
