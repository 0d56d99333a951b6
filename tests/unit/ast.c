/*
 * Nodes: clone, walk, replace, compare; the typing table.
 */
#include "parsing.h"

#include "ast/typing.h"

static const char everything[] =
	"config = { a = 1; b = \"x\" }\n"
	"macro m($a, @b, c) { $a + c }\n"
	"begin, k:f / $x == 1 / {\n"
	"  let $t: uint8 *[4] = (uint8 *[4])5;\n"
	"  if ($x) { @a[1, $y] = count(); } else if ($z) { } else { 1; }\n"
	"  for ($i : 0..5) { print((1, \"s\"), $i.1, sizeof(struct s)); }\n"
	"  $r = (a = 1, b = *$p); $s = { 1; 2 };\n"
	"}\n";

Test(ast, a_clone_is_equal_and_shares_no_node)
{
	struct parsed *parsed = parsed_good(everything);
	struct node *probe = parsed->prog->probes;
	u32 before = parsed->prog->nnodes;
	struct node *copy = node_clone(parsed->prog, probe);

	cr_assert(node_equal(probe, copy));
	cr_assert_geq(copy->id, before);
	cr_assert_null(copy->next);
	/* A change in the copy does not reach the original. */
	copy->probe.body->block.stmts->let.type->type.suffixes.items[1] = 5;
	cr_assert_not(node_equal(probe, copy));
	cr_assert_null(node_clone(parsed->prog, NULL));
	cr_assert_null(node_clone_list(parsed->prog, NULL));
	parsed_free(parsed);
}

/* Every id that is met, once. */
struct id_set {
	bool seen[500];
	u32 count;
};

static bool note_id(struct node **slot, void *arg)
{
	struct id_set *set = arg;

	cr_assert_lt((*slot)->id, countof(set->seen));
	cr_assert_not(set->seen[(*slot)->id]);
	set->seen[(*slot)->id] = true;
	set->count++;
	return true;
}

Test(ast, a_walk_meets_every_node_once)
{
	struct parsed *parsed = parsed_good(everything);
	struct id_set set = { 0 };
	struct node_visitor visitor = { .pre = note_id, .arg = &set };

	program_walk(parsed->prog, &visitor);
	cr_assert_eq(set.count, parsed->prog->nnodes);
	parsed_free(parsed);
}

/* The kinds in order of leaving. */
static void note_kind(struct node **slot, void *arg)
{
	strbuf_printf(arg, "%s;", node_kind_name((*slot)->kind));
}

static bool skip_calls(struct node **slot, void *arg)
{
	(void)arg;
	return (*slot)->kind != N_CALL;
}

Test(ast, children_come_before_their_parent_in_post)
{
	struct parsed *parsed = parsed_good("begin { $x = f(1) + 2; }");
	struct strbuf out = { 0 };
	struct node_visitor visitor = { .pre = skip_calls,
					.post = note_kind,
					.arg = &out };

	node_walk(&parsed->prog->probes->probe.body->block.stmts, &visitor);
	cr_assert_str_eq(strbuf_text(&out),
			 "variable;call;integer;binary;assignment;");
	strbuf_fini(&out);
	parsed_free(parsed);
}

/* Replaces 1 by (1, 1): the new child is walked and kept. */
static bool replace_int(struct node **slot, void *arg)
{
	struct program *prog = arg;
	struct node *node = *slot;
	struct node *tuple;

	if (node->kind != N_INT || node->int_.value != 1)
		return true;
	tuple = node_new(prog, N_TUPLE, node->span);
	tuple->tuple.elems = node_clone(prog, node);
	tuple->tuple.elems->next = node_clone(prog, node);
	node_replace(slot, tuple);
	return false;
}

Test(ast, a_replaced_node_keeps_its_place_in_the_list)
{
	struct parsed *parsed = parsed_good("begin { f(0, 1, 2, 1); }");
	struct parsed *wanted =
		parsed_good("begin { f(0, (1, 1), 2, (1, 1)); }");
	struct node_visitor visitor = { .pre = replace_int,
					.arg = parsed->prog };

	program_walk(parsed->prog, &visitor);
	cr_assert(programs_equal(parsed->prog, wanted->prog));
	cr_assert_eq(node_count(parsed_stmt(parsed)->expr.value->call.args), 4);
	parsed_free(parsed);
	parsed_free(wanted);
}

/* Removes break statements. */
static bool remove_break(struct node **slot, void *arg)
{
	(void)arg;
	while (*slot && (*slot)->kind == N_BREAK)
		*slot = (*slot)->next;
	return true;
}

Test(ast, nodes_may_be_removed_in_a_walk)
{
	struct parsed *parsed =
		parsed_good("begin { break; 1; break; break; 2; break; }");
	struct parsed *wanted = parsed_good("begin { 1; 2; }");
	struct node_visitor visitor = { .pre = remove_break };

	program_walk(parsed->prog, &visitor);
	cr_assert(programs_equal(parsed->prog, wanted->prog));
	parsed_free(parsed);
	parsed_free(wanted);
}

Test(ast, different_trees_are_not_equal)
{
	static const char *const texts[] = {
		"1",
		"2",
		"-1",
		"\"1\"",
		"true",
		"false",
		"$a",
		"$b",
		"@a",
		"@b",
		"@a[1]",
		"@a[1, 2]",
		"@a[(1, 2)]",
		"a",
		"a()",
		"a(1)",
		"$a.b",
		"$a.c",
		"$a.1",
		"$a[1]",
		"$a++",
		"++$a",
		"$a--",
		"!$a",
		"~$a",
		"-$a",
		"*$a",
		"&$a",
		"$a + 1",
		"$a - 1",
		"1 + $a",
		"(1,)",
		"(1, 2)",
		"(a = 1)",
		"(b = 1)",
		"(uint8)$a",
		"(uint8 *)$a",
		"(uint8[2])$a",
		"(uint8[3])$a",
		"(string[4])$a",
		"(string)$a",
		"sizeof(a)",
		"sizeof($a)",
		"offsetof(a, b)",
		"offsetof(a, c)",
		"typeinfo($a)",
		"$1",
		"$2",
		"$#",
		"$a ? 1 : 2",
		"$a ? 1 : 3",
		"{ 1 }",
		"{ 1; }",
		"comptime 1",
		"if (1) { 2 }",
		"if (1) { 2 } else { 3 }",
	};
	struct parsed *all[countof(texts)];

	for (u32 i = 0; i < countof(texts); i++) {
		char text[100];

		snprintf(text, sizeof(text), "begin { $x = %s; }", texts[i]);
		all[i] = parsed_good(text);
	}
	for (u32 i = 0; i < countof(texts); i++) {
		for (u32 j = 0; j < countof(texts); j++)
			cr_assert_eq(programs_equal(all[i]->prog, all[j]->prog),
				     i == j, "%s and %s", texts[i], texts[j]);
	}
	for (u32 i = 0; i < countof(texts); i++)
		parsed_free(all[i]);
}

Test(ast, a_map_has_one_symbol)
{
	struct parsed *parsed = parsed_good("begin { }");
	struct span span = { 5, 2 };
	struct map_sym *a = program_map(parsed->prog, "@a", span);
	struct map_sym *b = program_map(parsed->prog, "@b", span);

	cr_assert_neq(a, b);
	cr_assert_eq(program_map(parsed->prog, "@a", (struct span){ 9, 9 }), a);
	cr_assert_eq(a->first.pos, 5);
	cr_assert_eq(a->idx, 0);
	cr_assert_eq(b->idx, 1);
	parsed_free(parsed);
}

Test(ast, the_typing_table_grows_and_starts_empty)
{
	struct arena *arena = arena_new();
	struct typing typing = { .arena = arena };
	struct node low = { .id = 3 }, high = { .id = 1000 };
	const struct type *type = (const struct type *)(void *)arena;

	cr_assert_null(type_of(&typing, &low));
	cr_assert_null(type_of(&typing, NULL));
	typing_set(&typing, &low, type);
	typing_set(&typing, &high, type);
	cr_assert_eq(type_of(&typing, &low), type);
	cr_assert_eq(type_of(&typing, &high), type);
	cr_assert_null(type_of(&typing, &(struct node){ .id = 999 }));
	cr_assert_null(type_of(&typing, &(struct node){ .id = 1001 }));
	/* A table that is started anew forgets. */
	typing.len = 0;
	cr_assert_null(type_of(&typing, &low));
	typing_set(&typing, &high, type);
	cr_assert_null(type_of(&typing, &low));
	arena_free(arena);
}
