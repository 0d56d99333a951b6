/*
 * Constants: arithmetic, comparisons and choices whose operands are literals
 * are done here, exactly, so that types are given to results and not to
 * intermediate values.
 *
 * An integer literal is any number from -2^63 to 2^64-1. Arithmetic goes by
 * sign and magnitude, bit operations by two's complement.
 */
#include "passes/pass.h"
#include "passes/queries.h"

#include "ast/registry.h"
#include "passes/types.h"

#include <inttypes.h>
#include <string.h>

struct folder {
	struct ctx *ctx;
	struct program *prog;
};

/* A number that may need 65 bits. */
struct number {
	u64 magnitude;
	bool negative;
	bool overflow; /* the magnitude does not fit */
};

static const u64 min_magnitude = (u64)1 << 63; /* of INT64_MIN */

static void fold_node(struct folder *fold, struct node **slot);

static void fold_list(struct folder *fold, struct node **slot)
{
	for (; *slot; slot = &(*slot)->next)
		fold_node(fold, slot);
}

static bool is_literal(const struct node *node)
{
	return node->kind == N_INT || node->kind == N_BOOL ||
	       node->kind == N_STR;
}

static struct number number_of(const struct node *node)
{
	u64 value = node->int_.value;
	bool negative = node->int_.negative && value;

	return (struct number){ .magnitude = negative ? 0 - value : value,
				.negative = negative };
}

static struct number number_add(struct number a, struct number b)
{
	struct number sum = { .negative = a.negative };

	if (a.negative == b.negative) {
		sum.magnitude = a.magnitude + b.magnitude;
		sum.overflow = sum.magnitude < a.magnitude;
	} else if (a.magnitude >= b.magnitude) {
		sum.magnitude = a.magnitude - b.magnitude;
	} else {
		sum.magnitude = b.magnitude - a.magnitude;
		sum.negative = b.negative;
	}
	return sum;
}

static struct number number_mul(struct number a, struct number b)
{
	struct number product = { .magnitude = a.magnitude * b.magnitude,
				  .negative = a.negative != b.negative };

	product.overflow =
		a.magnitude && product.magnitude / a.magnitude != b.magnitude;
	return product;
}

static int number_compare(struct number a, struct number b)
{
	int order = (a.magnitude > b.magnitude) - (a.magnitude < b.magnitude);

	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.negative ? -order : order;
}

static void replace_int(struct folder *fold, struct node **slot, u64 value,
			bool negative)
{
	struct node *node = node_new(fold->prog, N_INT, (*slot)->span);

	node->int_.value = value;
	node->int_.negative = negative;
	node_replace(slot, node);
}

static void replace_bool(struct folder *fold, struct node **slot, bool value)
{
	struct node *node = node_new(fold->prog, N_BOOL, (*slot)->span);

	node->bool_.value = value;
	node_replace(slot, node);
}

static void replace_str(struct folder *fold, struct node **slot,
			const char *text, size_t len)
{
	struct node *node = node_new(fold->prog, N_STR, (*slot)->span);

	node->str.text = arena_strndup(fold->ctx->arena, text, len);
	node->str.len = (u32)len;
	node_replace(slot, node);
}

/* Put NUMBER in place of *SLOT, or report that it does not fit. */
static void replace_number(struct folder *fold, struct node **slot,
			   struct number number)
{
	u64 value = number.negative ? 0 - number.magnitude : number.magnitude;
	bool low = number.negative &&
		   (number.overflow || number.magnitude > min_magnitude);

	if (low || number.overflow) {
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "unable to fold: literals will %s",
			   low ? "underflow" : "overflow");
		value = 0;
	}
	replace_int(fold, slot, value, number.negative && value);
}

/* Division of magnitudes, rounded to zero; a remainder has A's sign. */
static void fold_divide(struct folder *fold, struct node **slot,
			struct number a, struct number b, enum op op)
{
	struct number result = { 0 };

	if (b.magnitude == 0) {
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "unable to fold: division by zero");
	} else if (op == OP_DIV) {
		result.magnitude = a.magnitude / b.magnitude;
		result.negative = a.negative != b.negative;
	} else {
		result.magnitude = a.magnitude % b.magnitude;
		result.negative = a.negative;
	}
	replace_number(fold, slot, result);
}

/* Shifts of 64-bit patterns; to the right always logical. */
static void fold_shift(struct folder *fold, struct node **slot,
		       const struct node *lhs, struct number count, enum op op)
{
	u64 value = lhs->int_.value;

	if (count.negative || count.magnitude >= 64) {
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "unable to fold: literals will %s",
			   op == OP_SHL ? "overflow" : "underflow");
		value = 0;
	} else if (op == OP_SHL) {
		value <<= count.magnitude;
	} else {
		value >>= count.magnitude;
	}
	replace_int(fold, slot, value, lhs->int_.negative && (s64)value < 0);
}

/* A bit operation is signed when an operand is negative. */
static void fold_bits(struct folder *fold, struct node **slot,
		      const struct node *lhs, const struct node *rhs,
		      enum op op)
{
	u64 a = lhs->int_.value, b = rhs->int_.value;
	u64 value = op == OP_AND ? a & b : op == OP_OR ? a | b : a ^ b;
	bool is_signed = lhs->int_.negative || rhs->int_.negative;

	replace_int(fold, slot, value, is_signed && (s64)value < 0);
}

static bool compare_result(enum op op, int order)
{
	return op == OP_EQ   ? order == 0
	       : op == OP_NE ? order != 0
	       : op == OP_LT ? order < 0
	       : op == OP_LE ? order <= 0
	       : op == OP_GT ? order > 0
			     : order >= 0;
}

static bool truth(const struct node *literal)
{
	if (literal->kind == N_INT)
		return literal->int_.value != 0;
	if (literal->kind == N_BOOL)
		return literal->bool_.value;
	return literal->str.len != 0;
}

static void fold_ints(struct folder *fold, struct node **slot,
		      const struct node *lhs, const struct node *rhs)
{
	struct number a = number_of(lhs), b = number_of(rhs);
	enum op op = (*slot)->binary.op;

	switch (op) {
	case OP_ADD:
		replace_number(fold, slot, number_add(a, b));
		return;
	case OP_SUB:
		b.negative = !b.negative && b.magnitude;
		replace_number(fold, slot, number_add(a, b));
		return;
	case OP_MUL:
		replace_number(fold, slot, number_mul(a, b));
		return;
	case OP_DIV:
	case OP_MOD:
		fold_divide(fold, slot, a, b, op);
		return;
	case OP_SHL:
	case OP_SHR:
		fold_shift(fold, slot, lhs, b, op);
		return;
	case OP_AND:
	case OP_OR:
	case OP_XOR:
		fold_bits(fold, slot, lhs, rhs, op);
		return;
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		replace_bool(fold, slot,
			     compare_result(op, number_compare(a, b)));
		return;
	default:
		return;
	}
}

static void fold_bools(struct folder *fold, struct node **slot, bool a, bool b)
{
	enum op op = (*slot)->binary.op;

	if (op == OP_AND || op == OP_OR || op == OP_XOR)
		replace_bool(fold, slot,
			     op == OP_AND  ? a && b
			     : op == OP_OR ? a || b
					   : a != b);
	else if (op >= OP_EQ && op <= OP_GE)
		replace_bool(fold, slot, compare_result(op, a - b));
}

static void fold_strings(struct folder *fold, struct node **slot,
			 const struct node *lhs, const struct node *rhs)
{
	enum op op = (*slot)->binary.op;
	bool equal = lhs->str.len == rhs->str.len &&
		     memcmp(lhs->str.text, rhs->str.text, lhs->str.len) == 0;

	if (op == OP_ADD) {
		size_t len = (size_t)lhs->str.len + rhs->str.len;
		char *text = arena_alloc(fold->ctx->arena, len + 1);

		memcpy(text, lhs->str.text, lhs->str.len);
		memcpy(text + lhs->str.len, rhs->str.text, rhs->str.len);
		replace_str(fold, slot, text, len);
	} else if (op == OP_EQ || op == OP_NE) {
		replace_bool(fold, slot, equal == (op == OP_EQ));
	} else {
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "illegal literal operation with strings");
		replace_str(fold, slot, "", 0);
	}
}

/* "foo" + 1 is "oo". */
static void fold_offset(struct folder *fold, struct node **slot,
			const struct node *str, const struct node *offset)
{
	struct number num = number_of(offset);

	if ((*slot)->binary.op != OP_ADD || num.negative) {
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "illegal literal operation with strings");
		replace_str(fold, slot, "", 0);
		return;
	}
	if (num.magnitude >= str->str.len) {
		diag_warn(&fold->ctx->diags, (*slot)->span,
			  "literal string will always be empty");
		num.magnitude = str->str.len;
	}
	replace_str(fold, slot, str->str.text + num.magnitude,
		    str->str.len - num.magnitude);
}

/* -1: not literal all through; otherwise whether A equals B. */
static int tuples_equal(const struct node *a, const struct node *b)
{
	const struct node *x, *y;
	int result = 1;

	if (a->kind == N_INT && b->kind == N_INT)
		return number_compare(number_of(a), number_of(b)) == 0;
	if (a->kind == N_BOOL && b->kind == N_BOOL)
		return a->bool_.value == b->bool_.value;
	if (a->kind == N_STR && b->kind == N_STR)
		return a->str.len == b->str.len &&
		       memcmp(a->str.text, b->str.text, a->str.len) == 0;
	if (a->kind != N_TUPLE || b->kind != N_TUPLE ||
	    node_count(a->tuple.elems) != node_count(b->tuple.elems))
		return -1;
	for (x = a->tuple.elems, y = b->tuple.elems; x;
	     x = x->next, y = y->next) {
		int equal = tuples_equal(x, y);

		if (equal < 0)
			return -1;
		result &= equal;
	}
	return result;
}

static void fold_tuples(struct folder *fold, struct node **slot)
{
	enum op op = (*slot)->binary.op;
	int equal;

	if (op != OP_EQ && op != OP_NE)
		return;
	equal = tuples_equal((*slot)->binary.lhs, (*slot)->binary.rhs);
	if (equal >= 0)
		replace_bool(fold, slot, equal == (op == OP_EQ));
}

static void fold_binary(struct folder *fold, struct node **slot)
{
	const struct node *lhs = (*slot)->binary.lhs;
	const struct node *rhs = (*slot)->binary.rhs;
	enum op op = (*slot)->binary.op;

	if (lhs->kind == N_TUPLE && rhs->kind == N_TUPLE)
		fold_tuples(fold, slot);
	if (!is_literal(lhs) || !is_literal(rhs))
		return;
	if (op == OP_LAND)
		replace_bool(fold, slot, truth(lhs) && truth(rhs));
	else if (op == OP_LOR)
		replace_bool(fold, slot, truth(lhs) || truth(rhs));
	else if (lhs->kind == N_INT && rhs->kind == N_INT)
		fold_ints(fold, slot, lhs, rhs);
	else if (lhs->kind == N_BOOL && rhs->kind == N_BOOL)
		fold_bools(fold, slot, lhs->bool_.value, rhs->bool_.value);
	else if (lhs->kind == N_STR && rhs->kind == N_STR)
		fold_strings(fold, slot, lhs, rhs);
	else if (lhs->kind == N_STR && rhs->kind == N_INT && op < OP_EQ)
		fold_offset(fold, slot, lhs, rhs);
}

static void fold_negate(struct folder *fold, struct node **slot,
			const struct node *arg)
{
	struct number num = number_of(arg);

	num.negative = !num.negative && num.magnitude;
	if (num.negative && num.magnitude > min_magnitude) {
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "negative value will underflow");
		num = (struct number){ 0 };
	}
	replace_number(fold, slot, num);
}

static void fold_unary(struct folder *fold, struct node **slot)
{
	const struct node *arg = (*slot)->unary.arg;
	enum op op = (*slot)->unary.op;

	if (op == OP_NOT && (arg->kind == N_INT || arg->kind == N_BOOL)) {
		replace_bool(fold, slot, !truth(arg));
	} else if (op == OP_NEG && arg->kind == N_INT) {
		fold_negate(fold, slot, arg);
	} else if (op == OP_BNOT && arg->kind == N_INT) {
		u64 value = ~arg->int_.value;
		/* What is above INT64_MAX is unsigned and remains so. */
		bool is_signed =
			arg->int_.negative || arg->int_.value <= INT64_MAX;

		replace_int(fold, slot, value, is_signed && (s64)value < 0);
	}
}

/* "ab"[0] is a character; the NUL may be read, too. */
static void fold_index(struct folder *fold, struct node **slot)
{
	const struct node *base = (*slot)->index.base;
	const struct node *idx = (*slot)->index.idx;
	s8 value = 0;

	if (base->kind != N_STR || idx->kind != N_INT || idx->int_.negative)
		return;
	if (idx->int_.value > base->str.len)
		diag_error(&fold->ctx->diags, (*slot)->span,
			   "the index %" PRIu64 " is out of bounds for array "
			   "of size %u",
			   idx->int_.value, base->str.len + 1);
	else
		value = (s8)base->str.text[idx->int_.value];
	replace_int(fold, slot, (u64)(s64)value, value < 0);
}

/* str(5) is "5", str("abc", 2) is "ab". */
static void fold_str(struct folder *fold, struct node **slot)
{
	const struct node *arg = (*slot)->call.args;
	const struct node *len = arg ? arg->next : NULL;
	char text[32];

	if (!arg || (len && (len->kind != N_INT || len->next)))
		return;
	if (arg->kind == N_STR && len && len->int_.negative) {
		diag_error(&fold->ctx->diags, len->span,
			   "strcannot use negative length (%" PRId64 ")",
			   (s64)len->int_.value);
	} else if (arg->kind == N_STR) {
		replace_str(fold, slot, arg->str.text,
			    len ? u64_min(len->int_.value, arg->str.len)
				: arg->str.len);
	} else if (arg->kind == N_INT && !len && !arg->int_.enum_type) {
		int num = snprintf(text, sizeof(text),
				   arg->int_.negative ? "%" PRId64 : "%" PRIu64,
				   arg->int_.value);

		replace_str(fold, slot, text, (size_t)num);
	}
}

/* `c ? a : b` with a known condition; only the branch taken stays. */
static void fold_ternary(struct folder *fold, struct node **slot)
{
	struct node *node = *slot, *taken;

	fold_node(fold, &node->if_.cond);
	if (node->if_.cond->kind == N_INT || node->if_.cond->kind == N_BOOL) {
		taken = truth(node->if_.cond) ? node->if_.then : node->if_.els;
		node_replace(slot, taken);
		fold_node(fold, slot);
		return;
	}
	fold_node(fold, &node->if_.then);
	fold_node(fold, &node->if_.els);
}

static void report_comptime(struct folder *fold, const struct node *node)
{
	diag_error(&fold->ctx->diags, node->span,
		   "Unable to resolve comptime expression");
}

static bool find_query(struct node **slot, void *arg)
{
	const struct node *node = *slot;

	if (node->kind == N_SIZEOF || node->kind == N_TYPEINFO ||
	    node->kind == N_OFFSETOF || type_is_query(node))
		*(bool *)arg = true;
	return true;
}

/* Does the answer of *SLOT depend on types? Then `types` will know. */
static bool asks_types(struct node **slot)
{
	bool found = false;
	struct node_visitor visitor = { .pre = find_query, .arg = &found };

	node_walk(slot, &visitor);
	return found;
}

static bool find_fail(struct node **slot, void *arg)
{
	const struct node *node = *slot;

	if (node->kind == N_CALL && node->call.row &&
	    node->call.row->id == FN_fail)
		*(bool *)arg = true;
	return true;
}

/* fail() behind a literal condition that does not hold is not reached. */
static void drop_fail(struct folder *fold, struct node *node)
{
	struct node **branch;
	bool found = false;
	struct node_visitor visitor = { .pre = find_fail, .arg = &found };

	fold_node(fold, &node->if_.cond);
	if (!is_literal(node->if_.cond))
		return;
	branch = truth(node->if_.cond) ? &node->if_.els : &node->if_.then;
	node_walk(branch, &visitor);
	if (!found)
		return;
	if (branch == &node->if_.els)
		*branch = NULL;
	else
		node_replace(branch,
			     node_new(fold->prog, N_BLOCK, (*branch)->span));
}

/* `if comptime`: the branch not taken is not even looked at. */
static void fold_comptime_if(struct folder *fold, struct node **slot)
{
	struct node *node = *slot, *cond = node->if_.cond, *taken;

	fold_node(fold, &cond->expr.value);
	if (!is_literal(cond->expr.value)) {
		if (!asks_types(&cond->expr.value))
			report_comptime(fold, cond);
		return;
	}
	taken = truth(cond->expr.value) ? node->if_.then : node->if_.els;
	if (!taken)
		taken = node_new(fold->prog, N_BLOCK, node->span);
	node_replace(slot, taken);
	fold_node(fold, slot);
}

static void fold_comptime(struct folder *fold, struct node **slot)
{
	struct node *node = *slot;

	fold_node(fold, &node->expr.value);
	if (is_literal(node->expr.value))
		node_replace(slot, node->expr.value);
	else if (!asks_types(&node->expr.value))
		report_comptime(fold, node);
}

/* config.max_strlen, typeinfo(x).full_type */
static void fold_field(struct node **slot)
{
	const struct node *node = *slot;
	struct node *member = query_member(node->field.base, node->field.name);

	if (member && !node->field.is_index)
		node_replace(slot, member);
}

static void fold_children(struct folder *fold, struct node *node)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++)
		fold_list(fold, slots[i]);
}

static void fold_node(struct folder *fold, struct node **slot)
{
	struct node *node = *slot;

	if (node->kind == N_TERNARY) {
		fold_ternary(fold, slot);
		return;
	}
	if (node->kind == N_COMPTIME) {
		fold_comptime(fold, slot);
		return;
	}
	if (node->kind == N_IF && node->if_.cond->kind == N_COMPTIME) {
		fold_comptime_if(fold, slot);
		return;
	}
	if (node->kind == N_IF)
		drop_fail(fold, node);
	fold_children(fold, node);
	if (node->kind == N_BINARY)
		fold_binary(fold, slot);
	else if (node->kind == N_UNARY)
		fold_unary(fold, slot);
	else if (node->kind == N_INDEX)
		fold_index(fold, slot);
	else if (node->kind == N_FIELD)
		fold_field(slot);
	else if (node->kind == N_CALL && node->call.row &&
		 node->call.row->id == FN_str)
		fold_str(fold, slot);
}

void fold_expression(struct ctx *ctx, struct program *prog, struct node **slot)
{
	struct folder fold = { .ctx = ctx, .prog = prog };

	fold_node(&fold, slot);
}

/*
 * requires: no IDENT and POSPARAM nodes in values.
 * provides: no expression of literals only, no COMPTIME; folded INT nodes
 *	     carry just value and negative.
 * breaks:   nothing.
 */
void pass_fold(struct ctx *ctx, struct program *prog)
{
	struct folder fold = { .ctx = ctx, .prog = prog };

	fold_list(&fold, &prog->fns);
	fold_list(&fold, &prog->probes);
}
