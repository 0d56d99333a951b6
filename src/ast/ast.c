/*
 * Nodes: making, copying, walking and comparing them. What children a kind
 * has is said once, in node.def.
 */
#include "ast/ast.h"

#include <string.h>

static const char *const kind_names[N_KINDS] = {
	[N_NONE] = "none",
#define NODE0(KIND, NAME) [N_##KIND] = NAME,
#define NODE1(KIND, NAME, A) [N_##KIND] = NAME,
#define NODE2(KIND, NAME, A, B) [N_##KIND] = NAME,
#define NODE3(KIND, NAME, A, B, C) [N_##KIND] = NAME,
#include "ast/node.def"
};

static const char *const op_texts[OP_KINDS] = {
	[OP_NONE] = "",  [OP_ADD] = "+",   [OP_SUB] = "-",  [OP_MUL] = "*",
	[OP_DIV] = "/",  [OP_MOD] = "%",   [OP_AND] = "&",  [OP_OR] = "|",
	[OP_XOR] = "^",  [OP_SHL] = "<<",  [OP_SHR] = ">>", [OP_EQ] = "==",
	[OP_NE] = "!=",  [OP_LT] = "<",    [OP_LE] = "<=",  [OP_GT] = ">",
	[OP_GE] = ">=",  [OP_LAND] = "&&", [OP_LOR] = "||", [OP_NOT] = "!",
	[OP_BNOT] = "~", [OP_NEG] = "-",
};

const char *node_kind_name(enum node_kind kind)
{
	return kind_names[kind];
}

const char *op_text(enum op op)
{
	return op_texts[op];
}

struct node *node_new(struct program *prog, enum node_kind kind,
		      struct span span)
{
	struct node *node = ARENA_OBJ(prog->arena, struct node);

	node->kind = kind;
	node->id = prog->nnodes++;
	node->span = span;
	return node;
}

/* Offsets of the slots of a kind in struct node; 0 ends them. */
static const u16 slot_offsets[N_KINDS][3] = {
#define SLOT(MEMBER) offsetof(struct node, MEMBER)
#define NODE0(KIND, NAME) [N_##KIND] = { 0 },
#define NODE1(KIND, NAME, A) [N_##KIND] = { SLOT(A) },
#define NODE2(KIND, NAME, A, B) [N_##KIND] = { SLOT(A), SLOT(B) },
#define NODE3(KIND, NAME, A, B, C) [N_##KIND] = { SLOT(A), SLOT(B), SLOT(C) },
#include "ast/node.def"
#undef SLOT
};

u32 node_slots(struct node *node, struct node **slots[3])
{
	u32 num = 0;

	while (num < 3 && slot_offsets[node->kind][num]) {
		u16 offset = slot_offsets[node->kind][num];

		slots[num++] = (struct node **)(void *)((char *)node + offset);
	}
	return num;
}

struct node *node_clone(struct program *prog, const struct node *node)
{
	struct node **slots[3];
	struct node *copy;
	u32 id, num;

	if (!node)
		return NULL;
	copy = node_new(prog, node->kind, node->span);
	id = copy->id;
	*copy = *node;
	copy->id = id;
	copy->next = NULL;
	num = node_slots(copy, slots);
	for (u32 i = 0; i < num; i++)
		*slots[i] = node_clone_list(prog, *slots[i]);
	if (node->kind == N_TYPENAME && node->type.suffixes.len)
		copy->type.suffixes.items =
			arena_copy(prog->arena, node->type.suffixes.items,
				   sizeof(s64) * node->type.suffixes.cap);
	return copy;
}

struct node *node_clone_list(struct program *prog, const struct node *list)
{
	struct node *first = NULL;
	struct node **tail = &first;

	for (; list; list = list->next) {
		*tail = node_clone(prog, list);
		tail = &(*tail)->next;
	}
	return first;
}

/* The children of NODE. */
static void walk_children(struct node *node, const struct node_visitor *visitor)
{
	struct node **slots[3];
	u32 num = node_slots(node, slots);

	for (u32 i = 0; i < num; i++)
		node_walk(slots[i], visitor);
}

void node_walk(struct node **slot, const struct node_visitor *visitor)
{
	while (*slot) {
		bool deeper = true;

		if (visitor->pre)
			deeper = visitor->pre(slot, visitor->arg);
		if (!*slot)
			return; /* removed, and it was the last one */
		if (deeper)
			walk_children(*slot, visitor);
		if (visitor->post)
			visitor->post(slot, visitor->arg);
		if (!*slot)
			return;
		slot = &(*slot)->next;
	}
}

void program_walk(struct program *prog, const struct node_visitor *visitor)
{
	node_walk(&prog->settings, visitor);
	node_walk(&prog->imports, visitor);
	node_walk(&prog->macros, visitor);
	node_walk(&prog->fns, visitor);
	node_walk(&prog->mapdecls, visitor);
	node_walk(&prog->probes, visitor);
}

void node_replace(struct node **slot, struct node *node)
{
	node->next = (*slot)->next;
	*slot = node;
}

void node_make_bare(struct program *prog, struct node *block)
{
	struct node **tail = &block->block.stmts;
	struct node *value = block->block.value;

	block->block.bare = true;
	if (!value)
		return;
	block->block.value = NULL;
	while (*tail)
		tail = &(*tail)->next;
	if (value->kind == N_IF || value->kind == N_BLOCK) {
		node_make_statement(prog, value);
		*tail = value;
		return;
	}
	*tail = node_new(prog, N_EXPR, value->span);
	(*tail)->expr.value = value;
}

void node_make_statement(struct program *prog, struct node *node)
{
	for (; node && node->kind == N_IF; node = node->if_.els)
		node_make_bare(prog, node->if_.then);
	if (node)
		node_make_bare(prog, node);
}

u32 node_count(const struct node *list)
{
	u32 num = 0;

	for (; list; list = list->next)
		num++;
	return num;
}

static bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool type_name_equal(const struct node *a, const struct node *b)
{
	if (!text_equal(a->type.base, b->type.base) ||
	    a->type.size != b->type.size ||
	    a->type.suffixes.len != b->type.suffixes.len)
		return false;
	vec_for (i, &a->type.suffixes) {
		if (a->type.suffixes.items[i] != b->type.suffixes.items[i])
			return false;
	}
	return true;
}

/* The members of two nodes of one kind that are not children. */
static bool payload_equal(const struct node *a, const struct node *b)
{
	switch (a->kind) {
	case N_POINT:
		return text_equal(a->point.name, b->point.name) &&
		       text_equal(a->point.text, b->point.text);
	case N_MACRO:
		return text_equal(a->macro.name, b->macro.name);
	case N_FN:
		return text_equal(a->fn.name, b->fn.name);
	case N_PARAM:
		return text_equal(a->param.name, b->param.name);
	case N_MAPDECL:
		return text_equal(a->mapdecl.name, b->mapdecl.name) &&
		       text_equal(a->mapdecl.kind, b->mapdecl.kind) &&
		       a->mapdecl.max_entries == b->mapdecl.max_entries;
	case N_IMPORT:
		return text_equal(a->import.path, b->import.path);
	case N_SETTING:
		return text_equal(a->setting.key, b->setting.key);
	case N_BLOCK:
		return a->block.bare == b->block.bare;
	case N_ASSIGN:
		return a->assign.op == b->assign.op;
	case N_INT:
		return a->int_.value == b->int_.value &&
		       a->int_.negative == b->int_.negative;
	case N_BOOL:
		return a->bool_.value == b->bool_.value;
	case N_STR:
		return a->str.len == b->str.len &&
		       memcmp(a->str.text, b->str.text, a->str.len) == 0;
	case N_IDENT:
		return text_equal(a->ident.name, b->ident.name);
	case N_BUILTIN:
		return a->builtin.row == b->builtin.row &&
		       a->builtin.arg == b->builtin.arg;
	case N_VAR:
		return text_equal(a->var.name, b->var.name) &&
		       a->var.scope == b->var.scope && a->var.sym == b->var.sym;
	case N_MAP:
		return text_equal(a->map.name, b->map.name);
	case N_POSPARAM:
		return a->posparam.num == b->posparam.num;
	case N_UNARY:
		return a->unary.op == b->unary.op;
	case N_INCDEC:
		return a->unary.op == b->unary.op &&
		       a->unary.post == b->unary.post;
	case N_BINARY:
		return a->binary.op == b->binary.op;
	case N_CALL:
		return text_equal(a->call.name, b->call.name);
	case N_FIELD:
		return a->field.is_index == b->field.is_index &&
		       (a->field.is_index
				? a->field.index == b->field.index
				: text_equal(a->field.name, b->field.name));
	case N_TUPLE:
		return a->tuple.is_key == b->tuple.is_key;
	case N_NAMED:
		return text_equal(a->named.name, b->named.name);
	case N_OFFSETOF:
		return text_equal(a->query.path, b->query.path);
	case N_TYPENAME:
		return type_name_equal(a, b);
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
		return a->mapop.sym == b->mapop.sym &&
		       a->mapop.result == b->mapop.result;
	case N_NONE:
	case N_PROBE:
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_WHILE:
	case N_FOR:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_NPARAMS:
	case N_ADDROF:
	case N_DEREF:
	case N_IF:
	case N_TERNARY:
	case N_COMPTIME:
	case N_INDEX:
	case N_RECORD:
	case N_CAST:
	case N_SIZEOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_RANGE:
	case N_KINDS:
		break;
	}
	return true;
}

static bool list_equal(const struct node *a, const struct node *b)
{
	for (; a && b; a = a->next, b = b->next) {
		if (!node_equal(a, b))
			return false;
	}
	return !a && !b;
}

bool node_equal(const struct node *a, const struct node *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind || !payload_equal(a, b))
		return false;
	for (u32 i = 0; i < 3 && slot_offsets[a->kind][i]; i++) {
		u16 offset = slot_offsets[a->kind][i];
		const void *ca = (const char *)a + offset;
		const void *cb = (const char *)b + offset;

		if (!list_equal(*(struct node *const *)ca,
				*(struct node *const *)cb))
			return false;
	}
	return true;
}

struct node *fn_find(struct node *fns, const char *name)
{
	while (fns && strcmp(fns->fn.name, name) != 0)
		fns = fns->next;
	return fns;
}

struct node *program_fn(const struct program *prog, const char *name)
{
	struct node *fn = fn_find(prog->fns, name);

	return fn ? fn : fn_find(prog->cfns, name);
}

struct map_sym *program_map(struct program *prog, const char *name,
			    struct span use)
{
	struct map_sym *sym;

	vec_for (i, &prog->maps) {
		if (strcmp(prog->maps.items[i]->name, name) == 0)
			return prog->maps.items[i];
	}
	sym = ARENA_OBJ(prog->arena, struct map_sym);
	sym->name = name;
	sym->first = use;
	sym->idx = prog->maps.len;
	vec_push(prog->arena, &prog->maps, sym);
	return sym;
}
