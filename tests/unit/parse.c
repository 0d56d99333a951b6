/*
 * The parser: what a text means, and what is said about mistakes.
 */
#include "parsing.h"

/* Both texts, as the value of an assignment, have the same tree. */
static bool same(const char *a, const char *b)
{
	struct parsed *parsed[2];
	const char *const texts[2] = { a, b };
	bool equal;

	for (u32 i = 0; i < 2; i++) {
		char text[256];

		snprintf(text, sizeof(text), "begin { $x = %s; }", texts[i]);
		parsed[i] = parsed_good(text);
	}
	equal = programs_equal(parsed[0]->prog, parsed[1]->prog);
	parsed_free(parsed[0]);
	parsed_free(parsed[1]);
	return equal;
}

Test(parse, operators_bind_in_order)
{
	static const char *const pairs[][2] = {
		{ "1 + 2 * 3", "1 + (2 * 3)" },
		{ "1 * 2 + 3", "(1 * 2) + 3" },
		{ "1 - 2 - 3", "(1 - 2) - 3" },
		{ "8 / 4 / 2", "(8 / 4) / 2" },
		{ "8 / 4 % 2 * 3", "((8 / 4) % 2) * 3" },
		{ "1 << 2 + 3", "1 << (2 + 3)" },
		{ "1 < 2 << 3", "1 < (2 << 3)" },
		{ "1 == 2 < 3", "1 == (2 < 3)" },
		{ "1 & 2 == 3", "1 & (2 == 3)" },
		{ "1 ^ 2 & 3", "1 ^ (2 & 3)" },
		{ "1 | 2 ^ 3", "1 | (2 ^ 3)" },
		{ "1 && 2 | 3", "1 && (2 | 3)" },
		{ "1 || 2 && 3", "1 || (2 && 3)" },
		{ "1 ? 2 : 3 ? 4 : 5", "1 ? 2 : (3 ? 4 : 5)" },
		{ "1 || 2 ? 3 : 4", "(1 || 2) ? 3 : 4" },
		{ "$a ?: 2", "$a ? $a : 2" },
		{ "$a ? : 2", "$a ? $a : 2" },
		{ "-$a + 1", "(-$a) + 1" },
		{ "!$a == 1", "(!$a) == 1" },
		{ "*$a.b", "*($a.b)" },
		{ "**$a", "*(*$a)" },
		{ "-$a.b[1]", "-(($a.b)[1])" },
		{ "$a->b.c", "($a.b).c" },
		{ "(uint8)$a + 1", "((uint8)$a) + 1" },
		{ "(uint8)$a.b", "(uint8)($a.b)" },
		{ "(uint8)(uint16)$a", "(uint8)((uint16)$a)" },
		{ "$a++ + ++$b", "($a++) + (++$b)" },
		{ "$a - -1", "$a - (-1)" },
		{ "comptime 1 + 2", "comptime (1 + 2)" },
	};

	for (u32 i = 0; i < countof(pairs); i++)
		cr_assert(same(pairs[i][0], pairs[i][1]), "%s", pairs[i][0]);
}

Test(parse, a_parenthesis_is_a_group_a_cast_a_tuple_or_a_record)
{
	static const struct {
		const char *text;
		enum node_kind kind;
	} cases[] = {
		{ "(x)", N_IDENT },
		{ "(x) + 1", N_BINARY },
		{ "(x) - 1", N_CAST },
		{ "(x) * $y", N_CAST },
		{ "(x) & $y", N_CAST },
		{ "(x) && 1", N_BINARY },
		{ "(x)(1)", N_CAST },
		{ "(x)y", N_CAST },
		{ "(x)!1", N_CAST },
		{ "(x)\"s\"", N_CAST },
		{ "(x).y", N_FIELD },
		{ "(x)[1]", N_INDEX },
		{ "(x) ? 1 : 2", N_TERNARY },
		{ "(x[1])", N_INDEX },
		{ "(x[1])y", N_CAST },
		{ "(x[])y", N_CAST },
		{ "(x*)y", N_CAST },
		{ "(x**[2]*)y", N_CAST },
		{ "(x * y)", N_BINARY },
		{ "(x[y])1", N_NONE },
		{ "(pid) - 1", N_BINARY },
		{ "(pid) + 1", N_BINARY },
		{ "(nsecs) * 2", N_BINARY },
		{ "(comm) == \"a\"", N_BINARY },
		{ "(cpu) - 1", N_BINARY },
		{ "(arg0) - 1", N_BINARY },
		{ "(retval) & 1", N_BINARY },
		{ "(struct s *)1", N_CAST },
		{ "(union u)x", N_CAST },
		{ "(enum e)1", N_CAST },
		{ "(unsigned long)1", N_CAST },
		{ "(long unsigned int *)1", N_CAST },
		{ "(typeof($x))1", N_CAST },
		{ "(typeof(x *))1", N_CAST },
		{ "(string[16])x", N_CAST },
		{ "()", N_TUPLE },
		{ "(1,)", N_TUPLE },
		{ "(1, 2)", N_TUPLE },
		{ "(1, 2,)", N_TUPLE },
		{ "(x, y)", N_TUPLE },
		{ "((1, 2), 3)", N_TUPLE },
		{ "(a = 1)", N_RECORD },
		{ "(a = 1, pid = 2,)", N_RECORD },
		{ "(comm = comm)", N_RECORD },
		{ "(a == 1)", N_BINARY },
		{ "(pid = 1)", N_NONE },
		{ "sizeof(x)", N_SIZEOF },
	};

	for (u32 i = 0; i < countof(cases); i++) {
		char text[100];
		struct parsed *parsed;

		snprintf(text, sizeof(text), "begin { $v = %s; }",
			 cases[i].text);
		parsed = parsed_any(text);
		if (cases[i].kind == N_NONE)
			cr_assert_neq(parsed->diags.nerr, 0, "%s",
				      cases[i].text);
		else
			cr_assert_eq(parsed_stmt(parsed)->assign.value->kind,
				     cases[i].kind, "%s", cases[i].text);
		parsed_free(parsed);
	}
}

/* The value of `$x = TEXT`. */
static struct node *value_of(struct parsed **parsed, const char *text)
{
	char buf[200];

	snprintf(buf, sizeof(buf), "begin { $x = %s; }", text);
	parsed_free(*parsed);
	*parsed = parsed_good(buf);
	return parsed_stmt(*parsed)->assign.value;
}

Test(parse, a_query_takes_a_type_or_an_expression)
{
	struct parsed *parsed = NULL;

	cr_assert_eq(value_of(&parsed, "sizeof(x)")->query.arg->kind,
		     N_TYPENAME);
	cr_assert_eq(value_of(&parsed, "sizeof(struct x *)")->query.arg->kind,
		     N_TYPENAME);
	cr_assert_eq(value_of(&parsed, "sizeof(x())")->query.arg->kind, N_CALL);
	cr_assert_eq(value_of(&parsed, "sizeof(pid)")->query.arg->kind,
		     N_IDENT);
	cr_assert_eq(value_of(&parsed, "sizeof((x))")->query.arg->kind,
		     N_IDENT);
	cr_assert_eq(value_of(&parsed, "sizeof({ 1 })")->query.arg->kind,
		     N_BLOCK);
	cr_assert_eq(value_of(&parsed, "typeof(x * y)")->query.arg->kind,
		     N_BINARY);
	cr_assert_eq(value_of(&parsed, "typeof(@m)")->query.arg->kind, N_MAP);
	cr_assert_eq(value_of(&parsed, "typeinfo(1).a")->field.base->kind,
		     N_TYPEINFO);
	cr_assert_str_eq(
		value_of(&parsed, "offsetof(struct a, b.c.d)")->query.path,
		"b.c.d");
	cr_assert_eq(value_of(&parsed, "offsetof($p, b)")->query.arg->kind,
		     N_VAR);
	cr_assert_eq(
		value_of(&parsed, "f($p, struct a, b)")->call.args->next->kind,
		N_TYPENAME);
	parsed_free(parsed);
}

Test(parse, types_keep_their_suffixes_in_order)
{
	struct parsed *parsed = NULL;
	struct node *type;

	type = value_of(&parsed, "(int32*[4][])x")->cast.type;
	cr_assert_str_eq(type->type.base, "int32");
	cr_assert_eq(type->type.size, -1);
	cr_assert_eq(type->type.suffixes.len, 3);
	cr_assert_eq(type->type.suffixes.items[0], 0);
	cr_assert_eq(type->type.suffixes.items[1], 4);
	cr_assert_eq(type->type.suffixes.items[2], -1);

	type = value_of(&parsed, "(string[16][2])x")->cast.type;
	cr_assert_eq(type->type.size, 16);
	cr_assert_eq(type->type.suffixes.len, 1);
	cr_assert_eq(type->type.suffixes.items[0], 2);

	type = value_of(&parsed, "(string)x")->cast.type;
	cr_assert_eq(type->type.size, -1);
	type = value_of(&parsed, "(unsigned  long long*)x")->cast.type;
	cr_assert_str_eq(type->type.base, "unsigned long long");
	type = value_of(&parsed, "(struct  task_struct*)x")->cast.type;
	cr_assert_str_eq(type->type.base, "struct task_struct");
	parsed_free(parsed);
}

Test(parse, integers_have_their_value)
{
	static const struct {
		const char *text;
		u64 value;
		bool negative;
	} cases[] = {
		{ "0", 0, false },
		{ "12", 12, false },
		{ "0x1F", 31, false },
		{ "0Xff", 255, false },
		{ "017", 15, false },
		{ "08", 8, false },
		{ "1_000", 1000, false },
		{ "1e6", 1000000, false },
		{ "2E3", 2000, false },
		{ "5ull", 5, false },
		{ "4294967295u", 4294967295, false },
		{ "1us", 1000, false },
		{ "100ms", 100000000, false },
		{ "1d", 86400000000000, false },
		{ "18446744073709551615", UINT64_MAX, false },
		{ "-1", UINT64_MAX, true },
		{ "- 1", UINT64_MAX, true },
		{ "-(5)", (u64)-5, true },
		{ "-0", 0, false },
		{ "-9223372036854775808", 1ULL << 63, true },
	};
	struct parsed *parsed = NULL;

	for (u32 i = 0; i < countof(cases); i++) {
		struct node *node = value_of(&parsed, cases[i].text);

		cr_assert_eq(node->kind, N_INT, "%s", cases[i].text);
		cr_assert_eq(node->int_.value, cases[i].value, "%s",
			     cases[i].text);
		cr_assert_eq(node->int_.negative, cases[i].negative, "%s",
			     cases[i].text);
	}
	cr_assert_eq(value_of(&parsed, "-9223372036854775809")->kind, N_UNARY);
	cr_assert_eq(value_of(&parsed, "- -1")->kind, N_UNARY);
	parsed_free(parsed);
}

Test(parse, strings_have_their_bytes)
{
	static const struct {
		const char *text;
		const char *bytes;
		u32 len;
	} cases[] = {
		{ "\"\"", "", 0 },
		{ "\"abc\"", "abc", 3 },
		{ "\"a\\n\\t\\r\\\"\\\\\"", "a\n\t\r\"\\", 6 },
		{ "\"\\x41\\x4\\X42z\"",
		  "A\x04"
		  "Bz",
		  4 },
		{ "\"\\101\\7\\08\"",
		  "A\7\0"
		  "8",
		  4 },
		{ "\"\\0\"", "\0", 1 },
		{ "\"\\377\"", "\377", 1 },
		{ "\"// /* no comment\"", "// /* no comment", 16 },
		{ "\"\xc3\xa4\"", "\xc3\xa4", 2 },
	};
	struct parsed *parsed = NULL;

	for (u32 i = 0; i < countof(cases); i++) {
		struct node *node = value_of(&parsed, cases[i].text);

		cr_assert_eq(node->kind, N_STR);
		cr_assert_eq(node->str.len, cases[i].len, "%s", cases[i].text);
		cr_assert_eq(memcmp(node->str.text, cases[i].bytes,
				    cases[i].len + 1),
			     0, "%s", cases[i].text);
	}
	parsed_free(parsed);
}

Test(parse, members_calls_and_maps)
{
	struct parsed *parsed = NULL;
	struct node *node;

	node = value_of(&parsed, "$t.1.25");
	cr_assert(node->field.is_index);
	cr_assert_eq(node->field.index, 25);
	cr_assert_eq(node->field.base->field.index, 1);
	cr_assert_eq(value_of(&parsed, "$t.99999999999")->field.index,
		     UINT32_MAX);
	node = value_of(&parsed, "args->if");
	cr_assert(node->field.arrow);
	cr_assert_str_eq(node->field.name, "if");
	cr_assert_eq(node->field.base->kind, N_IDENT);

	node = value_of(&parsed, "str(1, 2)");
	cr_assert_not_null(node->call.row);
	cr_assert_eq(node_count(node->call.args), 2);
	cr_assert_null(value_of(&parsed, "mine()")->call.row);
	cr_assert_null(value_of(&parsed, "mine()")->call.args);

	node = value_of(&parsed, "@");
	cr_assert_str_eq(node->map.name, "@");
	cr_assert_null(node->map.key);
	cr_assert_eq(value_of(&parsed, "@a[1]")->map.key->kind, N_INT);
	node = value_of(&parsed, "@a[1, 2]")->map.key;
	cr_assert(node->kind == N_TUPLE && node->tuple.is_key);
	node = value_of(&parsed, "@a[(1, 2)]")->map.key;
	cr_assert(node->kind == N_TUPLE && !node->tuple.is_key);
	cr_assert_eq(value_of(&parsed, "@a[1][2]")->kind, N_INDEX);
	cr_assert_eq(value_of(&parsed, "$2")->posparam.num, 2);
	cr_assert_eq(value_of(&parsed, "$#")->kind, N_NPARAMS);
	parsed_free(parsed);
}

Test(parse, statements_have_their_kind)
{
	static const struct {
		const char *text;
		enum node_kind kind;
	} cases[] = {
		{ "let $x;", N_LET },
		{ "let $x = 1;", N_LET },
		{ "let $x: uint8 = 1;", N_LET },
		{ "let $x: typeof($y);", N_LET },
		{ "$x = 1;", N_ASSIGN },
		{ "@x[1] += 1;", N_ASSIGN },
		{ "$x = 1", N_ASSIGN },
		{ "_ = f();", N_DISCARD },
		{ "_ == f();", N_EXPR },
		{ "f();", N_EXPR },
		{ "f()", N_EXPR },
		{ "delete(@m[1]);", N_EXPR },
		{ "$x++;", N_EXPR },
		{ "if ($x) { }", N_IF },
		{ "if $x { }", N_IF },
		{ "if $x == 1 { };", N_IF },
		{ "if (x) { }", N_IF },
		{ "if (x) { } else if y { } else { }", N_IF },
		{ "if comptime (x) { }", N_IF },
		{ "if ({ 1 }) { }", N_IF },
		{ "(if (x) { 1 } else { 2 });", N_EXPR },
		{ "{ 1; }", N_BLOCK },
		{ "{ 1 }", N_BLOCK },
		{ "while ($i < 3) { }", N_WHILE },
		{ "while $i { }", N_WHILE },
		{ "unroll (5) { }", N_UNROLL },
		{ "unroll $1 { }", N_UNROLL },
		{ "for ($kv : @m) { }", N_FOR },
		{ "for $kv : @m { }", N_FOR },
		{ "for $i : 0..5 { }", N_FOR },
		{ "for ($i : (-1)..(a)) { }", N_FOR },
		{ "for $i : 0..(a) { }", N_FOR },
		{ "for $i : $a.b..ncpus { }", N_FOR },
		{ "break;", N_BREAK },
		{ "continue", N_CONTINUE },
		{ "return;", N_RETURN },
		{ "return", N_RETURN },
		{ "return 1;", N_RETURN },
		{ "import \"x\";", N_IMPORT },
		{ "; ; f();", N_EXPR },
		{ "config(1);", N_EXPR },
	};

	for (u32 i = 0; i < countof(cases); i++) {
		char text[100];
		struct parsed *parsed;

		snprintf(text, sizeof(text), "begin { %s }", cases[i].text);
		parsed = parsed_good(text);
		cr_assert_eq(parsed_stmt(parsed)->kind, cases[i].kind, "%s",
			     cases[i].text);
		cr_assert_null(parsed_stmt(parsed)->next, "%s", cases[i].text);
		parsed_free(parsed);
	}
}

Test(parse, only_a_block_expression_has_a_value)
{
	struct parsed *parsed = NULL;
	struct node *node;

	node = value_of(&parsed, "{ let $y = 1; $y + 1 }");
	cr_assert_not(node->block.bare);
	cr_assert_eq(node->block.value->kind, N_BINARY);
	cr_assert_eq(node_count(node->block.stmts), 1);

	node = value_of(&parsed, "{ f(); }");
	cr_assert_null(node->block.value);

	node = value_of(&parsed, "{ if ($a) { 1 } else { 2 } }")->block.value;
	cr_assert_eq(node->kind, N_IF);
	cr_assert_not(node->if_.then->block.bare);
	cr_assert_not_null(node->if_.els->block.value);

	node = value_of(&parsed, "{ if ($a) { 1 } else if (0) { { 2 } }; }");
	cr_assert_null(node->block.value);
	node = node->block.stmts;
	cr_assert(node->if_.then->block.bare);
	cr_assert_eq(node->if_.then->block.stmts->kind, N_EXPR);
	node = node->if_.els->if_.then;
	cr_assert(node->block.bare && node->block.stmts->block.bare);

	parsed_free(parsed);
	parsed = parsed_good("begin { f(); if (1) { g() } }");
	node = parsed->prog->probes->probe.body;
	cr_assert(node->block.bare);
	cr_assert_null(node->block.value);
	cr_assert_eq(node_count(node->block.stmts), 2);
	cr_assert_null(node->block.stmts->next->if_.then->block.value);
	parsed_free(parsed);
}

Test(parse, attach_points_are_kept_as_written)
{
	static const struct {
		const char *text;
		const char *points[4];
		const char *name;
		bool pred;
	} cases[] = {
		{ "begin{}", { "begin" }, NULL, false },
		{ "BEGIN/*c*/{}", { "BEGIN" }, NULL, false },
		{ "begin/1/{}", { "begin" }, NULL, true },
		{ "k:f /1/ {}", { "k:f" }, NULL, true },
		{ "k:f / *$x / /* c */ {}", { "k:f" }, NULL, true },
		{ "k:f /1 / 2/ {}", { "k:f" }, NULL, true },
		{ "k:f,k:g {}", { "k:f", "k:g" }, NULL, false },
		{ "k:f ,\n// x\nk:g , {}", { "k:f", "k:g" }, NULL, false },
		{ "k:f, /1/ {}", { "k:f" }, NULL, true },
		{ "n1=k:f {}", { "k:f" }, "n1", false },
		{ "u:/a/b:f=1 {}", { "u:/a/b:f=1" }, NULL, false },
		{ "u:\"a b\":\"f,{\" {}",
		  { "u:\"a b\":\"f,{\"" },
		  NULL,
		  false },
		{ "u:/x@f.c:12 {}", { "u:/x@f.c:12" }, NULL, false },
		{ "*ware:* {}", { "*ware:*" }, NULL, false },
		{ "config:x {}", { "config:x" }, NULL, false },
		{ "fn:x {}", { "fn:x" }, NULL, false },
	};

	for (u32 i = 0; i < countof(cases); i++) {
		struct parsed *parsed = parsed_good(cases[i].text);
		struct node *probe = parsed->prog->probes;
		struct node *point = probe->probe.points;

		for (u32 j = 0; cases[i].points[j]; j++) {
			cr_assert_not_null(point, "%s", cases[i].text);
			cr_assert_str_eq(point->point.text, cases[i].points[j]);
			cr_assert_eq(point->span.len,
				     strlen(cases[i].points[j]));
			point = point->next;
		}
		cr_assert_null(point);
		cr_assert_eq(probe->probe.pred != NULL, cases[i].pred, "%s",
			     cases[i].text);
		point = probe->probe.points;
		if (cases[i].name)
			cr_assert_str_eq(point->point.name, cases[i].name);
		else
			cr_assert_null(point->point.name);
		parsed_free(parsed);
	}
}

Test(parse, parameters_in_attach_points_are_text)
{
	static const char *const params[] = { "100", "kprobe:f", "IN" };
	static const struct {
		const char *text;
		const char *point;
		const char *error;
	} cases[] = {
		{ "i:ms:$1 {}", "i:ms:100", NULL },
		{ "$2 {}", "kprobe:f", NULL },
		{ "BEG$3 {}", "BEGIN", NULL },
		{ "i:s:$# {}", "i:s:3", NULL },
		{ "k:f$9 {}", "k:f", NULL },
		{ "u:\"$1\":$1 {}", "u:\"$1\":100", NULL },
		{ "u:\"\\\"$1\":$1 {}", "u:\"\\\"$1\":100", NULL },
		{ "k:$1* {}", "k:100*", NULL },
		{ "k:$1x {}", NULL,
		  "invalid trailing character for positional param: x" },
		{ "k:$0 {}", NULL, "positional parameter is not valid: 0" },
		{ "k:$foo:b {}", NULL,
		  "positional parameter is not valid: foo" },
	};

	for (u32 i = 0; i < countof(cases); i++) {
		struct parsed *parsed =
			parsed_bytes(cases[i].text, strlen(cases[i].text),
				     params, countof(params));

		if (cases[i].error) {
			cr_assert_eq(parsed->diags.nerr, 1);
			cr_assert_str_eq(parsed->diags.items.items[0]->text,
					 cases[i].error);
		} else {
			cr_assert_eq(parsed->diags.nerr, 0, "%s",
				     cases[i].text);
			cr_assert_str_eq(
				parsed->prog->probes->probe.points->point.text,
				cases[i].point);
		}
		parsed_free(parsed);
	}
}

Test(parse, the_top_level_has_its_sections)
{
	static const char text[] =
		"// first\n#!/usr/bin/env bpftrace\n"
		"#include <linux/fs.h>\n// c\nstruct a { int b; };\n"
		"import \"x.bt\";\n"
		"config = { stack_mode = perf; a = \"s\"; b = 5; c = true }\n"
		"import \"y.bt\";\n"
		"let @a = lruhash(100); let @b = hash(0x10)\n"
		"macro one() { 1 } macro add($v, @m, e) { $v += e; @m }\n"
		"fn f($a: int64, $b: struct s *): uint64 { return $a; }\n"
		"begin { } kprobe:f { } end { }";
	struct parsed *parsed = parsed_good(text);
	struct program *prog = parsed->prog;

	cr_assert_str_eq(prog->shebang, "#!/usr/bin/env bpftrace");
	cr_assert_str_eq(prog->preamble.text,
			 "#include <linux/fs.h>\n// c\nstruct a { int b; };");
	cr_assert_eq(prog->preamble.len, strlen(prog->preamble.text));
	cr_assert_eq(prog->preamble.pos, 1 + (strstr(text, "#include") - text));
	cr_assert_eq(node_count(prog->settings), 4);
	cr_assert_str_eq(prog->settings->setting.key, "stack_mode");
	cr_assert_eq(prog->settings->setting.value->kind, N_IDENT);
	cr_assert_eq(node_count(prog->imports), 2);
	cr_assert_str_eq(prog->imports->next->import.path, "y.bt");
	cr_assert_eq(node_count(prog->mapdecls), 2);
	cr_assert_str_eq(prog->mapdecls->mapdecl.kind, "lruhash");
	cr_assert_eq(prog->mapdecls->next->mapdecl.max_entries, 16);
	cr_assert_eq(node_count(prog->macros), 2);
	cr_assert_eq(node_count(prog->macros->next->macro.params), 3);
	cr_assert_eq(prog->macros->macro.body->block.value->kind, N_INT);
	cr_assert_eq(node_count(prog->fns->fn.params), 2);
	cr_assert_str_eq(prog->fns->fn.params->param.name, "$a");
	cr_assert_eq(node_count(prog->probes), 3);
	parsed_free(parsed);
}

Test(parse, an_empty_text_is_an_empty_program)
{
	static const char *const texts[] = { "", " \n", "// x", "/* x",
					     "#!/bin/x" };

	for (u32 i = 0; i < countof(texts); i++) {
		struct parsed *parsed = parsed_good(texts[i]);

		cr_assert_null(parsed->prog->probes);
		cr_assert_eq(parsed->prog->preamble.len, 0);
		parsed_free(parsed);
	}
}

/* A mistake: AT is what the message points at, the first time it occurs. */
struct mistake {
	const char *text;
	const char *error;
	const char *at; /* NULL: behind the last token */
};

static void check_mistake(const struct mistake *mistake)
{
	struct parsed *parsed = parsed_any(mistake->text);
	const struct diag *diag;
	char full[200];
	const char *at;

	cr_assert_eq(parsed->diags.nerr, 1, "%u errors in '%s', second: %s",
		     parsed->diags.nerr, mistake->text,
		     parsed->diags.nerr > 1 ? parsed->diags.items.items[1]->text
					    : "");
	diag = parsed->diags.items.items[0];
	snprintf(full, sizeof(full), "syntax: %s", mistake->error);
	cr_assert_str_eq(diag->text, full, "'%s' gave '%s'", mistake->text,
			 diag->text);
	if (mistake->at) {
		at = strstr(mistake->text, mistake->at);
		cr_assert_eq(diag->span.pos, 1 + (at - mistake->text),
			     "'%s' at %u", mistake->text, diag->span.pos);
		cr_assert_eq(diag->span.len, strlen(mistake->at),
			     "'%s' length %u", mistake->text, diag->span.len);
	}
	parsed_free(parsed);
}

Test(parse, mistakes_in_statements)
{
	static const struct mistake mistakes[] = {
		{ "begin { $x = 1 $y = 2; }", "expected ';'", "$y" },
		{ "begin { f() ", "expected '}'", NULL },
		{ "begin { if (1) { f(); ", "expected '}'", NULL },
		{ "begin { ) }", "unexpected input in block", ")" },
		{ "begin { else }", "unexpected input in block", "else" },
		{ "begin { struct a; }", "unexpected input in block",
		  "struct" },
		{ "begin { \x01 }", "unexpected input in block", "\x01" },
		{ "begin { let 5; }", "expected variable after 'let'", "5" },
		{ "begin { let @a; }", "expected variable after 'let'", "@a" },
		{ "begin { let $x: = 1; }", "expected type name", "=" },
		{ "begin { let $x: struct 5; }", "expected type name", "5" },
		{ "begin { f() = 1; }", "invalid assignment target", "f()" },
		{ "begin { 1 += 2; }", "invalid assignment target", "1" },
		{ "begin { $t.1 = 2; }",
		  "Tuples and records are immutable once created. Consider "
		  "creating a new value and assigning it instead.",
		  "$t.1" },
		{ "begin { $r.a += 2; }",
		  "Tuples and records are immutable once created. Consider "
		  "creating a new value and assigning it instead.",
		  "$r.a" },
		{ "begin { 3++; }",
		  "increment/decrement requires a variable or map", "3++" },
		{ "begin { --f(); }",
		  "increment/decrement requires a variable or map", "--f()" },
		{ "begin { $x = &5; }",
		  "address-of operator (&) can only be used on a map or "
		  "variable",
		  "&5" },
		{ "begin { if 1 h(); }", "expected '{'", "h" },
		{ "begin { if (1 ; }", "expected ')'", ";" },
		{ "begin { if 1 {} else 3; }",
		  "expected '{' or 'if' after 'else'", "3" },
		{ "begin { while (1) 2; }", "expected '{'", "2" },
		{ "begin { for 5 : @m {} }", "expected variable in for loop",
		  "5" },
		{ "begin { for $i 5 {} }", "expected ':'", "5" },
		{ "begin { for $i : 5 {} }",
		  "expected map or range in for loop", "5" },
		{ "begin { for $i : {} }", "expected map or range in for loop",
		  "{}" },
		{ "begin { for ($i : 0..5 ; }", "expected ')'", ";" },
		{ "begin { for $i : 0.. ; }", "expected expression", ";" },
		{ "begin { import x; }", "expected string after 'import'",
		  "x" },
	};

	for (u32 i = 0; i < countof(mistakes); i++)
		check_mistake(&mistakes[i]);
}

Test(parse, mistakes_in_expressions)
{
	static const struct mistake mistakes[] = {
		{ "begin { $x = ; }", "expected expression", ";" },
		{ "begin { $x = 1 + ; }", "expected expression", ";" },
		{ "begin { f(1, ); }", "expected expression", ")" },
		{ "begin { @m[]; }", "expected expression", "]" },
		{ "begin { $x = `; }", "expected expression", "`" },
		{ "begin { f(1; }", "expected ')'", ";" },
		{ "begin { @m[1; }", "expected ']'", ";" },
		{ "begin { $x[1; }", "expected ']'", ";" },
		{ "begin { $x = (1, 2; }", "expected ')'", ";" },
		{ "begin { $x = 1 ? 2; }", "expected ':'", ";" },
		{ "begin { sizeof 5; }", "expected '('", "5" },
		{ "begin { offsetof(struct a 5); }", "expected ','", "5" },
		{ "begin { offsetof(struct a, 5); }", "expected identifier",
		  "5" },
		{ "begin { offsetof(struct a, b.5); }",
		  "expected field name after '.'", "5" },
		{ "begin { $ = 1; }", "expected identifier after '$'", "$" },
		{ "begin { $a.$b; }", "expected field name after '.'", "$b" },
		{ "begin { $a->5; }", "expected field name after '->'", "5" },
		{ "begin { $a.0x1; }", "expected field name after '.'", "0x1" },
		{ "begin { (a=1, a=2); }",
		  "Named argument list already contains name: a", NULL },
		{ "begin { (a=1, 5); }", "expected identifier", "5" },
		{ "begin { (a=1, b 5); }", "expected '='", "5" },
		{ "begin { (uint8[0])$x; }",
		  "expected positive integer for array size", NULL },
		{ "begin { (struct a[0])$x; }",
		  "expected positive integer for array size", "0" },
		{ "begin { $x = (struct a *); }", "expected expression", ";" },
	};

	for (u32 i = 0; i < countof(mistakes); i++)
		check_mistake(&mistakes[i]);
}

Test(parse, mistakes_in_literals)
{
	static const struct mistake mistakes[] = {
		{ "begin { 12q; }", "invalid integer suffix 'q'", "12q" },
		{ "begin { 0b11; }", "invalid integer suffix 'b11'", "0b11" },
		{ "begin { 0x1Fu; }", "invalid integer suffix 'u'", "0x1Fu" },
		{ "begin { 1e; }", "invalid integer suffix 'e'", "1e" },
		{ "begin { 12_; }", "trailing underscore in integer literal",
		  "12_" },
		{ "begin { 0x1_; }", "trailing underscore in integer literal",
		  "0x1_" },
		{ "begin { 1_u; }", "trailing underscore in integer literal",
		  "1_u" },
		{ "begin { 123UL; }", "invalid trailing bytes: 123UL",
		  "123UL" },
		{ "begin { 10e3; }",
		  "coefficient part of scientific literal must be 1-9: 10e3",
		  "10e3" },
		{ "begin { 18446744073709551616; }",
		  "overflow error, maximum value is 18446744073709551615: "
		  "18446744073709551616",
		  "18446744073709551616" },
		{ "begin { 4294967296u; }",
		  "overflow error, maximum value is 4294967295: 4294967296u",
		  "4294967296u" },
		{ "begin { $0; }",
		  "param $0 is out of integer range [1, 9223372036854775807]",
		  "$0" },
		{ "begin { $9223372036854775808; }",
		  "param $9223372036854775808 is out of integer range [1, "
		  "9223372036854775807]",
		  "$9223372036854775808" },
		{ "begin { \"a\\q\"; }", "invalid escape character '\\q'",
		  "\\q" },
		{ "begin { \"a\\777\"; }",
		  "octal escape sequence out of range '\\777'", "\\777" },
		{ "begin { \"a\\xg\"; }", "invalid hex escape sequence",
		  "\\x" },
		{ "begin { f(\"abc); }", "unterminated string", "\"abc); }" },
		{ "begin { f(\"abc\n); }", "unterminated string", "\"abc" },
	};

	for (u32 i = 0; i < countof(mistakes); i++)
		check_mistake(&mistakes[i]);
}

Test(parse, mistakes_at_the_top_level)
{
	static const struct mistake mistakes[] = {
		{ "{ }", "expected attach point", "{" },
		{ "/1/ { }", "expected attach point", "/" },
		{ "k:f,, k:g { }", "expected attach point", NULL },
		{ "k:f,", "expected attach point", NULL },
		{ "k:f pid { }", "expected '{'", "pid" },
		{ "k:f", "expected '{'", NULL },
		{ "k:f /1 { }", "expected '/' to close predicate", "{" },
		{ "k:f /1/ 2 { }", "expected '/' to close predicate", "{" },
		{ "begin { } } end { }", "unexpected input", NULL },
		{ ") begin { }", "unexpected input", ")" },
		{ "begin { } #include <a.h>\n",
		  "C definitions must appear before probes and functions",
		  "#" },
		{ "begin { } struct a { int b; };",
		  "C definitions must appear before probes and functions",
		  "struct" },
		{ "config = { } #define A\nbegin { }",
		  "C definitions must appear before probes and functions",
		  "#" },
		{ "begin { } config = { a = 1 }",
		  "config must appear before probes and functions", "config" },
		{ "config = { } config = { a = 1 }", "duplicate config block",
		  NULL },
		{ "begin { } import \"x\";",
		  "root imports must appear before probes and functions",
		  "import" },
		{ "import 5;", "expected string after 'import'", "5" },
		{ "import \"x\" begin { }", "expected ';' after import",
		  "begin" },
		{ "let $x = 1; begin { }",
		  "root-level let statements need to be map declarations, "
		  "e.g. let @a = hash(2);",
		  "$x" },
		{ "let @a hash(2);", "expected '='", "hash" },
		{ "let @a = 5;", "expected map type name", "5" },
		{ "let @a = hash 5;", "expected '('", "5" },
		{ "let @a = hash(0);",
		  "expected positive integer for map declaration max entries",
		  "0" },
		{ "let @a = hash(-1);",
		  "expected positive integer for map declaration max entries",
		  "-" },
		{ "let @a = hash(1;", "expected ')'", ";" },
		{ "config { }", "expected '='", "{" },
		{ "config = 5 { }", "expected '{'", "5" },
		{ "config = { 5 = 1 }", "expected config key", "5" },
		{ "config = { a 1 }", "expected '='", "1" },
		{ "config = { a = 0b1; }", "invalid integer in config", "0b1" },
		{ "config = { a = -1; }",
		  "expected string, int, boolean, or ident", "-" },
		{ "config = { a = 1 b = 2 }", "expected ';'", "b" },
		{ "macro (a) { }", "expected macro name", "(" },
		{ "macro greet { }", "expected '('", "{" },
		{ "macro m(5) { }",
		  "expected macro argument ($var, @map, or identifier)", "5" },
		{ "macro m(pid) { }",
		  "builtin 'pid' can't be used as a macro argument", "pid" },
		{ "fn ($a: b): c { }", "expected function name", "(" },
		{ "fn f(a: b): c { }", "expected variable in function argument",
		  "a" },
		{ "fn f($a) : c { }", "expected ':'", ")" },
		{ "fn f() { }", "expected ':'", "{" },
		{ "fn f(): { }", "expected type name", "{" },
		{ "struct a { int b; } __attribute__(packed) begin { }",
		  "__attribute__ syntax error, expected '(('", NULL },
		{ "struct a { int b; } __attribute__((packed) begin { }",
		  "__attribute__ syntax error, mismatched '(' and ')'", NULL },
	};

	for (u32 i = 0; i < countof(mistakes); i++)
		check_mistake(&mistakes[i]);
}

Test(parse, each_mistake_is_reported_once)
{
	static const struct {
		const char *text;
		u32 errors;
	} cases[] = {
		{ "begin { $x = ; $y = 1 $z = 2; f( ; }", 3 },
		{ "begin { f(; } end { g(; } kprobe:f h { }", 3 },
		{ "begin { if (x { b; } } end { 1 + ; }", 2 },
		{ "begin { $x = { 1 + ; 2 + ; 3 }; }", 2 },
		{ "begin { if (1) { let 5; } else { let 6; } let 7; }", 3 },
		{ "begin { 1q; \"\\q\"; $0; 2q; }", 4 },
		{ "config = { 1; a = ; b = 2 } begin { ) }", 3 },
		{ "macro 1() { } fn 2() { } let 3; begin { f( }", 4 },
		{ "begin { for $i : 5 { let 5; } ; let 6; }", 2 },
	};

	for (u32 i = 0; i < countof(cases); i++) {
		struct parsed *parsed = parsed_any(cases[i].text);

		cr_assert_eq(parsed->diags.nerr, cases[i].errors,
			     "%u errors in '%s'", parsed->diags.nerr,
			     cases[i].text);
		parsed_free(parsed);
	}
}

/* HEAD, then NUM times PIECE, then TAIL. */
static struct parsed *parsed_repeat(const char *head, const char *piece,
				    u32 num, const char *tail)
{
	struct strbuf text = { 0 };
	struct parsed *parsed;

	strbuf_add(&text, head);
	for (u32 i = 0; i < num; i++)
		strbuf_add(&text, piece);
	strbuf_add(&text, tail);
	parsed = parsed_bytes(strbuf_text(&text), text.len, NULL, 0);
	strbuf_fini(&text);
	return parsed;
}

Test(parse, deep_nesting_is_an_error)
{
	static const char *const pieces[] = {
		"(",         "{ ",         "-",        "!",       "f(",
		"@a[",       "$a[",        "(1, ",     "(a = ",   "1 ? ",
		"1 ? 2 : ",  "*",          "sizeof(",  "if 1 { ", "(uint8)",
		"comptime ", "typeof(",    "(typeof(", "1 + (",   "while 1 { ",
		"1 +",       "$a.b + $a.", "1 ?: ",
	};

	for (u32 i = 0; i < countof(pieces); i++) {
		struct parsed *parsed =
			parsed_repeat("begin { ", pieces[i], 20000, "");

		cr_assert_neq(parsed->diags.nerr, 0, "%s", pieces[i]);
		parsed_free(parsed);
	}
}

Test(parse, long_chains_are_an_error_and_long_lists_are_not)
{
	static const char *const chains[] = { " + 1", ".a", "[1]", "++" };
	struct parsed *parsed;

	for (u32 i = 0; i < countof(chains); i++) {
		parsed = parsed_repeat("begin { $x = $a", chains[i], 100000,
				       "; }");
		cr_assert_eq(parsed->diags.nerr, 1, "%s", chains[i]);
		parsed_free(parsed);
	}
	parsed = parsed_repeat("begin { ", "if (1) { 1 + 1; } ", 5000, "}");
	cr_assert_eq(parsed->diags.nerr, 0);
	parsed_free(parsed);
	parsed = parsed_repeat("begin { f(0", ", 1", 50000, "); }");
	cr_assert_eq(parsed->diags.nerr, 0);
	parsed_free(parsed);
	parsed = parsed_repeat("begin { if 0 { }", " else if 1 { 2 }", 900,
			       " }");
	cr_assert_eq(parsed->diags.nerr, 0);
	parsed_free(parsed);
}

Test(parse, short_ternaries_may_not_copy_without_end)
{
	struct strbuf text = { 0 };
	struct parsed *parsed;

	strbuf_add(&text, "begin { $x = ");
	for (u32 i = 0; i < 100; i++)
		strbuf_add(&text, "(");
	strbuf_add(&text, "$a");
	for (u32 i = 0; i < 100; i++)
		strbuf_add(&text, " ?: 1)");
	strbuf_add(&text, "; }");
	parsed = parsed_any(strbuf_text(&text));
	cr_assert_eq(parsed->diags.nerr, 1);
	cr_assert_str_eq(parsed->diags.items.items[0]->text,
			 "syntax: nesting too deep");
	parsed_free(parsed);
	strbuf_fini(&text);
}

Test(parse, moderate_nesting_is_fine)
{
	struct strbuf text = { 0 };
	struct parsed *parsed;

	strbuf_add(&text, "begin { $x = ");
	for (u32 i = 0; i < 150; i++)
		strbuf_add(&text, "(");
	strbuf_add(&text, "1");
	for (u32 i = 0; i < 150; i++)
		strbuf_add(&text, ")");
	strbuf_add(&text, "; }");
	parsed = parsed_good(strbuf_text(&text));
	parsed_free(parsed);
	strbuf_fini(&text);
}

Test(parse, any_bytes_end_somewhere)
{
	static const char bytes[] = "begin \0 { \0 $x = \xff\xfe; \"a\0b\"; "
				    "@\0 } \0:\0 { }";
	struct parsed *parsed = parsed_bytes(bytes, sizeof(bytes) - 1, NULL, 0);

	cr_assert_neq(parsed->diags.nerr, 0);
	parsed_free(parsed);
}

Test(parse, a_text_can_be_one_expression)
{
	struct parsed *parsed = parsed_good("begin { }");
	struct parse_input input = {
		.arena = parsed->arena,
		.diags = &parsed->diags,
		.src = sources_add(&parsed->sources, "M", "1 + N", 5),
	};
	struct node *node = parse_expression(&input, parsed->prog);

	cr_assert_eq(node->kind, N_BINARY);
	cr_assert_eq(node->span.pos, input.src->base);
	input.src = sources_add(&parsed->sources, "M", "1 + 2;", 6);
	cr_assert_null(parse_expression(&input, parsed->prog));
	cr_assert_str_eq(parsed->diags.items.items[0]->text,
			 "syntax: unexpected input");
	input.src = sources_add(&parsed->sources, "M", "", 0);
	cr_assert_null(parse_expression(&input, parsed->prog));
	parsed_free(parsed);
}

Test(parse, spans_cover_what_they_are_about)
{
	static const char text[] = "begin { $x = f(1, 2) + $a->b[3]; }";
	struct parsed *parsed = parsed_good(text);
	struct node *value = parsed_stmt(parsed)->assign.value;

	cr_assert_eq(value->span.pos, 14);
	cr_assert_eq(value->span.len, strlen("f(1, 2) + $a->b[3]"));
	cr_assert_eq(value->binary.lhs->span.pos, 14);
	cr_assert_eq(value->binary.lhs->span.len, strlen("f(1, 2)"));
	cr_assert_eq(value->binary.rhs->span.pos, 24);
	cr_assert_eq(value->binary.rhs->span.len, strlen("$a->b[3]"));
	cr_assert_eq(parsed->prog->probes->span.len, strlen(text));
	parsed_free(parsed);
}
