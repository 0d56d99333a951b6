/*
 * Statements. Temporaries of a statement are given back when it is over.
 */
#include "llvm/gen_internal.h"

/* Does NODE's tree read the variable SYM? */
struct mention {
	const struct var_sym *sym;
	bool found;
};

static bool see_var(struct node **slot, void *arg)
{
	struct mention *mention = arg;

	if ((*slot)->kind == N_VAR && (*slot)->var.sym == mention->sym)
		mention->found = true;
	return !mention->found;
}

static bool mentions(struct node *node, const struct var_sym *sym)
{
	struct mention mention = { .sym = sym };
	struct node_visitor visitor = { .pre = see_var, .arg = &mention };
	struct node *next = node->next, *slot = node;

	/* A walk follows lists; only this node is meant. */
	node->next = NULL;
	node_walk(&slot, &visitor);
	node->next = next;
	return mention.found;
}

/* Set variable SYM to VALUE, which may use the variable itself. */
static void assign(struct gen *g, const struct var_sym *sym, struct node *value)
{
	struct mem *dst = gen_var(g, sym);
	struct mem src;

	if (!gen_is_memory(sym->type)) {
		gen_store_raw(g, dst, gen_scalar(g, value), 8);
		return;
	}
	if (!mentions(value, sym)) {
		gen_into(g, value, dst);
		return;
	}
	src = gen_temp(g, sym->type, sym->type->size);
	gen_into(g, value, &src);
	gen_copy(g, dst, &src, sym->type->size, value);
}

static void gen_let(struct gen *g, struct node *node)
{
	const struct var_sym *sym = node->let.var->var.sym;

	if (node->let.value)
		assign(g, sym, node->let.value);
	else if (!sym->type || sym->type->kind == T_NONE)
		return; /* declared and never assigned */
	else if (gen_is_memory(sym->type))
		gen_zero(g, gen_var(g, sym), sym->type->size);
	else
		gen_store_raw(g, gen_var(g, sym), gen_const(g, 0), 8);
}

/* Go to YES or NO; temporaries of the condition end here. */
static void gen_branch(struct gen *g, struct node *cond, LLVMBasicBlockRef yes,
		       LLVMBasicBlockRef no)
{
	struct temps_mark mark = gen_temps_mark(g);

	LLVMBuildCondBr(g->b, gen_cond(g, cond), yes, no);
	gen_temps_release(g, mark);
}

/*
 * The condition stands in front of the loop and at its end: older verifiers
 * let only jumps lead backwards ("back-edge from insn"), and a condition at
 * the top is entered from the body's end without one.
 */
static void gen_while(struct gen *g, struct node *node)
{
	struct loop loop = { .outer = g->f.loop,
			     .on_break = gen_new_block(g, "done"),
			     .on_continue = gen_new_block(g, "while") };
	LLVMBasicBlockRef body = gen_new_block(g, "body");

	gen_branch(g, node->loop.cond, body, loop.on_break);
	gen_at(g, body);
	g->f.loop = &loop;
	gen_body(g, node->loop.body);
	g->f.loop = loop.outer;
	gen_fall(g, loop.on_continue);
	gen_branch(g, node->loop.cond, body, loop.on_break);
	gen_at(g, loop.on_break);
}

static void gen_jump(struct gen *g, LLVMBasicBlockRef to)
{
	gen_br(g, to);
	gen_at(g, gen_new_block(g, "after"));
}

static void gen_return_node(struct gen *g, struct node *node)
{
	LLVMValueRef value = NULL;

	if (g->f.script_fn) {
		gen_fn_return(g, node->expr.value);
		return;
	}
	if (node->expr.value)
		value = gen_scalar(g, node->expr.value);
	gen_return(g, value);
}

static void gen_statement(struct gen *g, struct node *node)
{
	switch (node->kind) {
	case N_EXPR:
	case N_DISCARD:
		gen_discard(g, node->expr.value);
		return;
	case N_LET:
		gen_let(g, node);
		return;
	case N_ASSIGN:
		assign(g, node->assign.target->var.sym, node->assign.value);
		return;
	case N_WHILE:
		gen_while(g, node);
		return;
	case N_BREAK:
		gen_jump(g, g->f.loop->on_break);
		return;
	case N_CONTINUE:
		gen_jump(g, g->f.loop->on_continue);
		return;
	case N_RETURN:
		gen_return_node(g, node);
		return;
	case N_FOR:
		gen_for(g, node);
		return;
	case N_BLOCK:
	case N_IF:
	case N_TERNARY:
	case N_CALL:
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_BUILTIN:
	case N_UNARY:
	case N_BINARY:
	case N_CAST:
	case N_FIELD:
	case N_INDEX:
	case N_DEREF:
	case N_ADDROF:
	case N_TUPLE:
	case N_RECORD:
	case N_MAP:
	case N_VAR:
	case N_INT:
	case N_BOOL:
	case N_STR:
		gen_discard(g, node);
		return;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_UNROLL:
	case N_IDENT:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_INCDEC:
	case N_COMPTIME:
	case N_NAMED:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_KINDS:
		break;
	}
	BUG("%s is no statement", node_kind_name(node->kind));
}

/* Nothing after it in its block can run. */
static bool ends_block(const struct node *node)
{
	return node->kind == N_RETURN || node->kind == N_BREAK ||
	       node->kind == N_CONTINUE;
}

void gen_statements(struct gen *g, struct node *list)
{
	for (; list; list = list->next) {
		struct temps_mark mark = gen_temps_mark(g);

		debuginfo_at(g, list->span);
		gen_statement(g, list);
		gen_temps_release(g, mark);
		if (ends_block(list))
			break;
	}
}

void gen_body(struct gen *g, struct node *block)
{
	gen_statements(g, block->block.stmts);
	if (block->block.value)
		gen_discard(g, block->block.value);
}
