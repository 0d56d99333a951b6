/*
 * Which memory integers mean as addresses. Pointers have it in their type;
 * an integer made from one, or read beside one, keeps it when it becomes a
 * pointer again, also by way of variables and maps.
 */
#include "ast/registry.h"
#include "passes/types.h"

#include <string.h>

/* Integers among the arguments of a system call are user addresses. */
static bool is_syscall_argument(const struct typer *t, const struct node *node)
{
	if (!t->point || !t->ptype || t->ptype->id != PROBE_tracepoint ||
	    !t->point->target || strcmp(t->point->target, "syscalls") != 0)
		return false;
	return node->kind == N_FIELD && node->field.base->kind == N_BUILTIN &&
	       node->field.base->builtin.row->id == BI_args;
}

static bool known_space(const struct spaces *spaces, enum addr_space *space)
{
	*space = spaces->space;
	return spaces->known;
}

/* What is left of the space of a pointer when it is only a number. */
static bool pointer_space(const struct type *type, enum addr_space *space)
{
	*space = type->space == AS_BTF ? AS_KERNEL : type->space;
	return *space == AS_KERNEL || *space == AS_USER || *space == AS_NONE;
}

bool value_space(struct typer *t, const struct node *node,
		 enum addr_space *space)
{
	const struct type *type = type_of(t->ctx->typing, node);

	if (type && type->kind == T_PTR)
		return pointer_space(type, space);
	if (is_syscall_argument(t, node)) {
		*space = AS_USER;
		return true;
	}
	switch (node->kind) {
	case N_VAR:
		return known_space(&((const struct var *)node->var.sym)->spaces,
				   space);
	case N_MAP:
		return known_space(&t->maps[node->map.sym->idx].spaces, space);
	case N_CAST:
		return value_space(t, node->cast.value, space);
	case N_BINARY:
		return value_space(t, node->binary.lhs, space) ||
		       value_space(t, node->binary.rhs, space);
	case N_FIELD:
		return value_space(t, node->field.base, space);
	case N_INDEX:
		return value_space(t, node->index.base, space);
	case N_DEREF:
		return value_space(t, node->unary.arg, space);
	case N_BLOCK:
		return node->block.value &&
		       value_space(t, node->block.value, space);
	default:
		return false;
	}
}

void spaces_add(struct typer *t, struct spaces *spaces,
		const struct node *value)
{
	enum addr_space space;

	if (!value_space(t, value, &space))
		return;
	if (!spaces->known) {
		spaces->known = true;
		spaces->space = space;
		t->changed = true;
	} else if (spaces->space != space && spaces->space != AS_NONE) {
		spaces->space = AS_NONE;
		t->changed = true;
	}
}
