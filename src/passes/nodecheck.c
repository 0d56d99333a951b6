/*
 * Which kinds of nodes may stand where. The tree's shape is an agreement
 * between ten passes; this finds the one that broke it at once, instead of
 * three passes later.
 */
#include "passes/nodecheck.h"

#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NODE_CHECK
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
#undef NODE_CHECK
#define NODE_CHECK
#endif

#ifdef NODE_CHECK

/* What a slot may hold. */
enum slot_class {
	SLOT_NONE = 0,
	SLOT_EXPR = 1 << 0,
	SLOT_STMT = 1 << 1,
	SLOT_BLOCK = 1 << 2,
	SLOT_VAR = 1 << 3,
	SLOT_MAP = 1 << 4,
	SLOT_TYPE = 1 << 5,
	SLOT_POINT = 1 << 6,
	SLOT_PARAM = 1 << 7,
	SLOT_IDENT = 1 << 8,
	SLOT_NAMED = 1 << 9,
	SLOT_IF = 1 << 10,
	SLOT_RANGE = 1 << 11,
	SLOT_CALL = 1 << 12,
	SLOT_TOP = 1 << 13,
};

struct checker {
	const struct typing *typing;
	const char *pass;
	u32 nnodes;
	bool *seen; /* by id */
};

/* Every slot that a node of KIND can fill. */
static unsigned kind_classes(enum node_kind kind)
{
	switch (kind) {
	case N_NONE:
	case N_KINDS:
		return SLOT_NONE;
	case N_PROBE:
	case N_MACRO:
	case N_FN:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
		return SLOT_TOP | SLOT_STMT;
	case N_POINT:
		return SLOT_POINT;
	case N_PARAM:
		return SLOT_PARAM;
	case N_BLOCK:
		return SLOT_BLOCK | SLOT_STMT | SLOT_EXPR;
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
		return SLOT_STMT;
	case N_ASSIGN:
		return SLOT_STMT | SLOT_EXPR;
	case N_IF:
		return SLOT_STMT | SLOT_EXPR | SLOT_IF;
	case N_IDENT:
		return SLOT_EXPR | SLOT_IDENT;
	case N_VAR:
		return SLOT_EXPR | SLOT_VAR;
	case N_MAP:
		return SLOT_EXPR | SLOT_MAP;
	case N_CALL:
		return SLOT_EXPR | SLOT_CALL;
	case N_NAMED:
		return SLOT_NAMED;
	case N_TYPEOF:
	case N_TYPENAME:
		return SLOT_TYPE | SLOT_EXPR;
	case N_RANGE:
		return SLOT_RANGE;
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_BUILTIN:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_INCDEC:
	case N_ADDROF:
	case N_DEREF:
	case N_BINARY:
	case N_TERNARY:
	case N_COMPTIME:
	case N_FIELD:
	case N_INDEX:
	case N_TUPLE:
	case N_RECORD:
	case N_CAST:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEINFO:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
		return SLOT_EXPR;
	}
	return SLOT_NONE;
}

/* What slot IDX of a node of KIND accepts. */
static unsigned slot_accepts(enum node_kind kind, u32 idx)
{
	switch (kind) {
	case N_PROBE:
		return idx == 0   ? SLOT_POINT
		       : idx == 1 ? SLOT_EXPR
				  : SLOT_BLOCK;
	case N_MACRO:
		return idx == 0 ? SLOT_VAR | SLOT_MAP | SLOT_IDENT : SLOT_BLOCK;
	case N_FN:
		return idx == 0   ? SLOT_PARAM
		       : idx == 1 ? SLOT_TYPE
				  : SLOT_BLOCK;
	case N_PARAM:
		return SLOT_TYPE;
	case N_BLOCK:
		return idx == 0 ? SLOT_STMT : SLOT_EXPR;
	case N_LET:
		return idx == 0 ? SLOT_VAR : idx == 1 ? SLOT_TYPE : SLOT_EXPR;
	case N_ASSIGN:
		return idx == 0 ? SLOT_VAR | SLOT_MAP : SLOT_EXPR;
	case N_WHILE:
	case N_UNROLL:
		return idx == 0 ? SLOT_EXPR : SLOT_BLOCK;
	case N_FOR:
		return idx == 0   ? SLOT_VAR
		       : idx == 1 ? SLOT_EXPR | SLOT_RANGE
				  : SLOT_BLOCK;
	case N_IF:
		return idx == 0   ? SLOT_EXPR
		       : idx == 1 ? SLOT_BLOCK
				  : SLOT_BLOCK | SLOT_IF;
	case N_RECORD:
		return SLOT_NAMED;
	case N_CAST:
		return idx == 0 ? SLOT_TYPE : SLOT_EXPR;
	case N_INCDEC:
		return SLOT_VAR | SLOT_MAP;
	case N_ADDROF:
		return SLOT_VAR | SLOT_MAP;
	case N_MAP_AGG:
		return idx == 0 ? SLOT_EXPR : SLOT_CALL;
	case N_NONE:
	case N_POINT:
	case N_MAPDECL:
	case N_IMPORT:
	case N_BREAK:
	case N_CONTINUE:
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_BUILTIN:
	case N_VAR:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_KINDS:
		return SLOT_NONE;
	case N_SETTING:
	case N_EXPR:
	case N_DISCARD:
	case N_RETURN:
	case N_MAP:
	case N_UNARY:
	case N_DEREF:
	case N_BINARY:
	case N_TERNARY:
	case N_COMPTIME:
	case N_CALL:
	case N_FIELD:
	case N_INDEX:
	case N_TUPLE:
	case N_NAMED:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_MAP_SET:
	case N_MAP_ADD:
		return SLOT_EXPR;
	}
	return SLOT_NONE;
}

/* Must NODE, in a slot for values, have a type? Modes and names need none. */
static bool wants_type(const struct node *node)
{
	if (node->kind == N_MAP)
		return !node->map.whole;
	return node->kind != N_IDENT && node->kind != N_TYPENAME &&
	       node->kind != N_TYPEOF;
}

static void check_node(struct checker *checker, struct node *node,
		       unsigned accepts);

static void check_list(struct checker *checker, struct node *list,
		       unsigned accepts)
{
	for (struct node *node = list; node; node = node->next)
		check_node(checker, node, accepts);
}

static void check_node(struct checker *checker, struct node *node,
		       unsigned accepts)
{
	struct node **slots[3];
	u32 num;

	if (node->id > checker->nnodes || checker->seen[node->id])
		BUG("after %s: id %u of a %s node is not unique", checker->pass,
		    node->id, node_kind_name(node->kind));
	checker->seen[node->id] = true;
	if (!(kind_classes(node->kind) & accepts))
		BUG("after %s: a %s node (id %u) in a wrong slot",
		    checker->pass, node_kind_name(node->kind), node->id);
	if (accepts == SLOT_EXPR && checker->typing && wants_type(node) &&
	    !type_of(checker->typing, node))
		BUG("after %s: a %s node (id %u) has no type", checker->pass,
		    node_kind_name(node->kind), node->id);
	if (node->kind == N_TYPEOF || node->kind == N_SIZEOF ||
	    node->kind == N_OFFSETOF)
		return; /* operands are looked at, never evaluated */
	num = node_slots(node, slots);
	for (u32 i = 0; i < num; i++)
		check_list(checker, *slots[i], slot_accepts(node->kind, i));
}

void node_check(struct program *prog, const struct typing *typing,
		const char *pass)
{
	struct checker checker = { .typing = typing,
				   .pass = pass,
				   .nnodes = prog->nnodes };

	checker.seen = calloc(prog->nnodes + 1, sizeof(*checker.seen));
	if (!checker.seen)
		return;
	check_list(&checker, prog->fns, SLOT_TOP);
	check_list(&checker, prog->probes, SLOT_TOP);
	free(checker.seen);
}

#else

void node_check(struct program *prog, const struct typing *typing,
		const char *pass)
{
	(void)prog; /* release builds trust the passes */
	(void)typing;
	(void)pass;
}

#endif
