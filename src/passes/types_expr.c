/*
 * Types of operators: unary, binary, increments and choices.
 */
#include "ast/registry.h"
#include "passes/types.h"

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

static bool is_error(const struct type *type)
{
	return type->kind == T_ERROR;
}

void infer_condition(struct typer *t, struct node *cond)
{
	const struct type *type = infer(t, cond);

	if (type && !is_error(type) && !is_condition(type))
		types_error(t, cond->span, "Invalid condition: %s",
			    kind_word(type));
}

const struct type *infer_unary(struct typer *t, struct node *node)
{
	const struct type *type = infer_value(t, node->unary.arg);
	enum op op = node->unary.op;

	if (!type || is_error(type))
		return type;
	if (op == OP_NOT && is_condition(type))
		return type_bool();
	if (op != OP_NOT && (type->kind == T_INT || type->kind == T_ENUM))
		return type_int(8, op == OP_NEG || type->is_signed);
	return types_error(t, node->span,
			   "The %s operator can not be used on expressions of "
			   "type '%s'",
			   op_text(op), spell(t, type));
}

/* The type of TARGET before ++ or --; unknown ones start as zero. */
static const struct type *incdec_base(struct typer *t, struct node *target)
{
	if (target->kind == N_VAR && t->defaults && !target->var.sym->type) {
		const struct var *var = (const struct var *)target->var.sym;

		return var->poisoned ? type_error() : type_int_flex(1);
	}
	return infer(t, target);
}

const struct type *infer_incdec(struct typer *t, struct node *node)
{
	struct node *target = node->unary.arg;
	const struct store store = { target, node, node->span };
	const struct type *old = incdec_base(t, target);
	const struct type *grown;

	if (!old || is_error(old))
		return old;
	if (old->kind == T_PTR)
		return old;
	if (old->kind != T_INT && old->kind != T_ENUM &&
	    !type_is_aggregate(old))
		return types_error(t, node->span,
				   "The %s operator can not be used on "
				   "expressions of type '%s'",
				   node->unary.op == OP_ADD ? "++" : "--",
				   spell(t, old));
	grown = type_int(8, node->unary.op == OP_SUB || is_fixed_signed(old));
	if (target->kind == N_MAP) {
		assign_map(t, &store, grown);
		return target->map.sym->value && !type_is_aggregate(
							 target->map.sym->value)
			       ? type_int(8, is_fixed_signed(
						     target->map.sym->value))
			       : type_error();
	}
	if (!((const struct var *)target->var.sym)->fixed)
		assign_var(t, &store, grown);
	infer(t, target);
	return target->var.sym->type;
}

const struct type *infer_deref(struct typer *t, struct node *node)
{
	struct node *arg = node->unary.arg;
	const struct type *type = infer_value(t, arg);

	if (!type || is_error(type))
		return type;
	if (type->kind == T_INT)
		return type_int(8, false);
	if (type->kind == T_STRUCT && arg->kind == N_BUILTIN)
		return type; /* *args */
	if (type->kind == T_STRUCT)
		return types_error(t, node->span,
				   "Can not dereference struct/union of type "
				   "'%s'. It is not a pointer.",
				   spell(t, type));
	if (type->kind != T_PTR)
		return types_error(t, node->span,
				   "Can not dereference type '%s'. It is not "
				   "a pointer.",
				   spell(t, type));
	if (type->base->kind == T_VOID)
		return type_int(8, false);
	return complete_type(t, type->base);
}

static const struct type *bad_operands(struct typer *t, struct node *node,
				       enum op op, const struct type *left,
				       const struct type *right)
{
	return types_error(t, node->span,
			   "The %s operator can not be used on expressions of "
			   "types %s, %s",
			   op_text(op), spell(t, left), spell(t, right));
}

static bool is_aggregate_call(const struct node *node)
{
	return node->kind == N_CALL && node->call.row &&
	       (node->call.row->flags & FN_AGGREGATE);
}

static const struct type *type_mismatch(struct typer *t, struct node *node,
					enum op op, struct node *lhs,
					const struct type *left,
					struct node *rhs,
					const struct type *right)
{
	struct diags *diags = &t->ctx->diags;
	struct diag *diag;

	if (!t->report)
		return type_error();
	if (is_aggregate_call(rhs))
		return types_error(t, rhs->span,
				   "%s() must be assigned directly to a map",
				   rhs->call.name);
	diag = diag_error(diags, node->span,
			  "Type mismatch for '%s': comparing %s with %s",
			  op_text(op), spell(t, left), spell(t, right));
	diag_context(diags, diag, lhs->span, "left (%s)", spell(t, left));
	diag_context(diags, diag, rhs->span, "right (%s)", spell(t, right));
	return type_error();
}

static bool is_comparison(enum op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

static bool is_logical(enum op op)
{
	return op == OP_LAND || op == OP_LOR;
}

/* Both are integers, enums or booleans; OP computes. */
static const struct type *arithmetic_type(struct typer *t, struct node *node,
					  enum op op, const struct type *left,
					  const struct type *right)
{
	if ((op == OP_DIV || op == OP_MOD) && !left->is_flex &&
	    !right->is_flex && left != right &&
	    (is_fixed_signed(left) || is_fixed_signed(right)))
		types_warn(t, node->span,
			   "signed operands for '%s' can lead to undefined "
			   "behavior (cast to unsigned to silence warning)",
			   op_text(op));
	return arithmetic_result(op, left, right);
}

static bool is_integer_array(const struct type *type)
{
	return type->kind == T_ARRAY && type_is_int(type->base);
}

static const struct type *compare_arrays(struct typer *t, struct node *node,
					 enum op op, const struct type *left,
					 const struct type *right)
{
	if (op != OP_EQ && op != OP_NE)
		return types_error(t, node->span,
				   "The %s operator cannot be used on arrays.",
				   op_text(op));
	if (left->count != right->count)
		return types_error(t, node->span,
				   "Only arrays of same size support "
				   "comparison operators.");
	if (!is_integer_array(left) || left->base != right->base)
		return types_error(t, node->span,
				   "Only arrays of same sized integer support "
				   "comparison operators.");
	return type_bool();
}

static bool same_pointee(struct typer *t, const struct type *left,
			 const struct type *right)
{
	if (type_is_int(left) && type_is_int(right))
		return left == right;
	return promote(t->ctx->types, left, right) != NULL;
}

/* One points into the kernel, the other one into a process. */
static bool spaces_differ(const struct type *left, const struct type *right)
{
	return left->space != AS_NONE && right->space != AS_NONE &&
	       (left->space == AS_USER) != (right->space == AS_USER);
}

/* At least one side is a pointer; OP compares or is logical. */
static const struct type *compare_pointers(struct typer *t, struct node *node,
					   enum op op, struct node *lhs,
					   const struct type *left,
					   struct node *rhs,
					   const struct type *right)
{
	struct diags *diags = &t->ctx->diags;
	struct diag *diag;

	if (!is_condition(left) || !is_condition(right))
		return type_mismatch(t, node, op, lhs, left, rhs, right);
	if (!t->report || left->kind != T_PTR || right->kind != T_PTR)
		return type_bool();
	if (spaces_differ(left, right))
		types_warn(t, node->span, "Addrspace mismatch");
	if (same_pointee(t, left->base, right->base))
		return type_bool();
	diag = diag_warn(diags, node->span,
			 "comparison of distinct pointer types: %s, %s",
			 spell(t, left), spell(t, right));
	diag_context(diags, diag, lhs->span, "left (%s)", spell(t, left));
	diag_context(diags, diag, rhs->span, "right (%s)", spell(t, right));
	return type_bool();
}

static const struct type *pointer_type(struct typer *t, struct node *node,
				       enum op op, struct node *lhs,
				       const struct type *left,
				       struct node *rhs,
				       const struct type *right)
{
	if (is_comparison(op) || is_logical(op))
		return compare_pointers(t, node, op, lhs, left, rhs, right);
	if (left->kind == T_PTR && right->kind == T_INT &&
	    (op == OP_ADD || op == OP_SUB))
		return left;
	if (right->kind == T_PTR && left->kind == T_INT && op == OP_ADD)
		return right;
	return bad_operands(t, node, op, left, right);
}

static bool compares_bytes(const struct type *type)
{
	return type->kind == T_STRING || type->kind == T_BUFFER ||
	       type->kind == T_TUPLE || type->kind == T_RECORD;
}

static const struct type *compare_bytes(struct typer *t, struct node *node,
					enum op op, struct node *lhs,
					const struct type *left,
					struct node *rhs,
					const struct type *right)
{
	if (op != OP_EQ && op != OP_NE)
		return bad_operands(t, node, op, left, right);
	if (left->kind != T_BUFFER && !promote(t->ctx->types, left, right))
		return type_mismatch(t, node, op, lhs, left, rhs, right);
	return type_bool();
}

const struct type *binary_type(struct typer *t, struct node *node, enum op op,
			       struct node *lhs, const struct type *left,
			       struct node *rhs, const struct type *right)
{
	if (is_error(left) || is_error(right))
		return type_error();
	if (left->kind == T_PTR || right->kind == T_PTR)
		return pointer_type(t, node, op, lhs, left, rhs, right);
	if (type_is_int(left) && type_is_int(right))
		return is_comparison(op) || is_logical(op)
			       ? type_bool()
			       : arithmetic_type(t, node, op, left, right);
	if (left->kind == T_ARRAY && right->kind == T_ARRAY)
		return compare_arrays(t, node, op, left, right);
	if (left->kind != right->kind)
		return type_mismatch(t, node, op, lhs, left, rhs, right);
	if (compares_bytes(left))
		return compare_bytes(t, node, op, lhs, left, rhs, right);
	return bad_operands(t, node, op, left, right);
}

const struct type *infer_binary(struct typer *t, struct node *node)
{
	struct node *lhs = node->binary.lhs;
	struct node *rhs = node->binary.rhs;
	const struct type *left = infer_value(t, lhs);
	const struct type *right = infer_value(t, rhs);

	if (!left || !right)
		return NULL;
	return binary_type(t, node, node->binary.op, lhs, left, rhs, right);
}

static const struct type *branch_type(struct typer *t, struct node *branch)
{
	const struct type *type = infer(t, branch);

	/* `c ? count() : count()` is refused by `check`. */
	return type_decay(type);
}

static bool is_nothing(const struct type *type)
{
	return type->kind == T_NONE || type->kind == T_VOID;
}

/* `c ? a : b`, and `if` as an expression. */
const struct type *infer_choice(struct typer *t, struct node *node)
{
	const struct type *then, *els = type_none(), *both;

	infer_condition(t, node->if_.cond);
	then = branch_type(t, node->if_.then);
	if (node->if_.els)
		els = branch_type(t, node->if_.els);
	if (!then || !els)
		return then && !is_error(then) ? then : els;
	if (is_error(then) || is_error(els))
		return type_error();
	if (is_nothing(then) && is_nothing(els))
		return type_none();
	both = promote(t->ctx->types, then, els);
	if (!both)
		return types_error(t, node->span,
				   "Branches must return the same type or "
				   "compatible types: have '%s' and '%s'",
				   spell(t, then), spell(t, els));
	return both;
}
