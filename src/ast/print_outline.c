/*
 * Tree -> outline: a node a line, children indented, types in brackets.
 */
#include "ast/print.h"

#include "ast/registry.h"
#include "base/str.h"
#include "btf/type.h"

struct outline {
	struct strbuf *out;
	const struct typing *typing; /* or NULL */
};

/* Kinds whose text is longer than what their children will say. */
static bool is_leaf(enum node_kind kind)
{
	return kind == N_INT || kind == N_BOOL || kind == N_STR ||
	       kind == N_IDENT || kind == N_BUILTIN || kind == N_VAR ||
	       kind == N_POSPARAM || kind == N_NPARAMS || kind == N_TYPENAME ||
	       kind == N_POINT || kind == N_IMPORT || kind == N_MAPDECL;
}

/* The name or operator that tells NODE from others of its kind, or NULL. */
static const char *node_label(const struct node *node)
{
	switch (node->kind) {
	case N_MACRO:
		return node->macro.name;
	case N_FN:
		return node->fn.name;
	case N_PARAM:
		return node->param.name;
	case N_SETTING:
		return node->setting.key;
	case N_ASSIGN:
		return op_text(node->assign.op);
	case N_MAP:
		return node->map.name;
	case N_UNARY:
		return op_text(node->unary.op);
	case N_INCDEC:
		return node->unary.op == OP_ADD ? "++" : "--";
	case N_BINARY:
		return op_text(node->binary.op);
	case N_CALL:
		return node->call.name;
	case N_FIELD:
		return node->field.name;
	case N_NAMED:
		return node->named.name;
	case N_OFFSETOF:
		return node->query.path;
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
		return node->mapop.sym->name;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MAPDECL:
	case N_IMPORT:
	case N_BLOCK:
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_BUILTIN:
	case N_VAR:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_ADDROF:
	case N_DEREF:
	case N_IF:
	case N_TERNARY:
	case N_COMPTIME:
	case N_INDEX:
	case N_TUPLE:
	case N_RECORD:
	case N_CAST:
	case N_SIZEOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_KINDS:
		break;
	}
	return NULL;
}

static void outline_type(const struct outline *ol, const struct node *node)
{
	const struct type *type;

	if (!ol->typing || !ol->typing->store)
		return;
	type = type_of(ol->typing, node);
	if (type)
		strbuf_printf(ol->out, " [%s]",
			      type_name(ol->typing->store, type));
}

static void outline_line(const struct outline *ol, const struct node *node,
			 u32 depth)
{
	const char *label = node_label(node);

	strbuf_pad(ol->out, ' ', (size_t)depth * 2);
	strbuf_add(ol->out, node_kind_name(node->kind));
	if (is_leaf(node->kind)) {
		strbuf_addch(ol->out, ' ');
		print_node(ol->out, node);
	} else if (label && *label) {
		strbuf_printf(ol->out, " %s", label);
	}
	outline_type(ol, node);
	strbuf_addch(ol->out, '\n');
}

static void outline_list(const struct outline *ol, struct node *list, u32 depth)
{
	for (; list; list = list->next) {
		struct node **slots[3];
		u32 num = node_slots(list, slots);

		outline_line(ol, list, depth);
		for (u32 i = 0; i < num; i++)
			outline_list(ol, *slots[i], depth + 1);
	}
}

void print_outline(struct strbuf *out, const struct program *prog,
		   const struct typing *typing)
{
	struct outline ol = { out, typing };

	outline_list(&ol, prog->settings, 0);
	outline_list(&ol, prog->imports, 0);
	outline_list(&ol, prog->mapdecls, 0);
	outline_list(&ol, prog->macros, 0);
	outline_list(&ol, prog->fns, 0);
	outline_list(&ol, prog->probes, 0);
}
