/*
 * Printing: canonical text, and that it means the same as what was parsed.
 */
#include "parsing.h"

#include "base/sys.h"

/* Parse TEXT, print, parse again: the trees and both prints are equal. */
static void check_round_trip(const char *text)
{
	struct parsed *first = parsed_good(text);
	char *printed = parsed_print(first);
	struct parsed *second = parsed_good(printed);

	cr_assert(programs_equal(first->prog, second->prog), "%s\n---\n%s",
		  text, printed);
	cr_assert_str_eq(parsed_print(second), printed);
	parsed_free(first);
	parsed_free(second);
}

Test(print, every_expression_survives_a_round_trip)
{
	static const char *const values[] = {
		"1",
		"-1",
		"- -1",
		"-(-0)",
		"-$x",
		"-(-$x)",
		"- --$x",
		"-9223372036854775809",
		"0x1F",
		"1_000",
		"100ms",
		"\"a\\n\\t\\\"\\\\\\001\\177\\0008\"",
		"true",
		"false",
		"a",
		"$1",
		"$#",
		"$x",
		"@",
		"@a",
		"@a[1]",
		"@a[1, 2]",
		"@a[(1, 2)]",
		"@a[(1,)]",
		"@a[1][2]",
		"(@a)[1]",
		"@a++",
		"++@a[1]",
		"!$x",
		"~~$x",
		"!-$x",
		"*$x",
		"**$x",
		"(*$x).a",
		"*$x.a",
		"&$x",
		"&@a",
		"1 + 2 * 3",
		"(1 + 2) * 3",
		"1 - (2 - 3)",
		"1 - 2 - 3",
		"1 / 2 / 3",
		"1 / (2 / 3)",
		"1 << 2 >> 3",
		"1 < 2 == 3 > 4",
		"1 & 2 | 3 ^ 4",
		"(1 | 2) & 3",
		"1 && 2 || 3 && 4",
		"(1 || 2) && 3",
		"$a ? 1 : 2",
		"($a ? 1 : 2) ? 3 : 4",
		"$a ? 1 : $b ? 2 : 3",
		"$a ? $b ? 1 : 2 : 3",
		"($a ? 1 : 2) + 3",
		"$a ?: $b ?: 3",
		"f()",
		"f(1, \"x\", g(2))",
		"f(struct a *, x)",
		"f(typeof(x *))",
		"$a.b",
		"$a->b.c",
		"$a.1.2",
		"(1, 2).0",
		"(1 + 2).x",
		"(-1).x",
		"-1.x",
		"$a[1][2]",
		"\"abc\"[1]",
		"a[1]",
		"()",
		"(1,)",
		"(1, (2, 3),)",
		"(a = 1, b = (c = 2))",
		"(uint8)$x",
		"(uint8)(1 + 2)",
		"(uint8)-1",
		"(uint8)*$x",
		"((uint8)$x).a",
		"(struct a *)$x",
		"(struct a **[2][]*)$x",
		"(string[5])$x",
		"(string)$x",
		"(string[5][2])$x",
		"(typeof($x))1",
		"(unsigned long *)1",
		"(x)(1 + 2)",
		"(enum e)1",
		"sizeof(a)",
		"sizeof((a))",
		"sizeof((a[1]))",
		"sizeof((a[1][2]))",
		"sizeof(a[1])",
		"sizeof(pid)",
		"sizeof(struct a)",
		"sizeof({ 1 })",
		"offsetof(struct a, b.c)",
		"offsetof((a), b)",
		"typeinfo($x).a",
		"typeinfo(uint8 *).a",
		"{ 1 }",
		"{ 1; }",
		"{}",
		"{ { 1 } }",
		"{ { 1 }; }",
		"{ { 1 } 2 }",
		"{ if (1) { 2 } }",
		"{ if (1) { 2 }; }",
		"{ if (1) { 2 } 3 }",
		"{ (if (1) { 2 }); }",
		"if (1) { 2 } else { 3 }",
		"if 1 {} else if 2 {} else {}",
		"(if (1) { 2 } else { 3 }) + 4",
		"({ 1 }) + 2",
		"({ 1 }).a",
		"1 / ({ 2 })",
		"if (a) { (a) } else { 1 }",
		"if ((a = 1).a) { 1 }",
		"comptime 1 + 2",
		"(comptime 1) + 2",
		"1 + comptime 2 + 3",
		"if comptime (a) { 1 }",
		"if comptime a == b { 1 }",
		"if (comptime 1) + 2 { 3 }",
		"$a ? comptime 1 : comptime 2",
		"-comptime 1",
	};

	for (u32 i = 0; i < countof(values); i++) {
		char text[200];

		snprintf(text, sizeof(text), "begin { $v = %s; }", values[i]);
		check_round_trip(text);
		snprintf(text, sizeof(text), "begin { f(%s, 1); }", values[i]);
		check_round_trip(text);
		snprintf(text, sizeof(text), "begin { (%s); 1; }", values[i]);
		check_round_trip(text);
		snprintf(text, sizeof(text), "begin { $v = { (%s) }; }",
			 values[i]);
		check_round_trip(text);
		snprintf(text, sizeof(text), "k:f / (%s) / { return %s; }",
			 values[i], values[i]);
		check_round_trip(text);
	}
}

Test(print, every_statement_survives_a_round_trip)
{
	static const char *const texts[] = {
		"",
		"begin { }",
		"BEGIN { ; ; }",
		"begin { let $x; let $y = 1; let $z: uint8 *; "
		"let $w: typeof(a) = 2; }",
		"begin { $x = 1; @ += 2; @a[1] -= 3; $x *= 4; $x /= 5; "
		"$x %= 6; $x &= 7; $x |= 8; $x ^= 9; $x <<= 1; $x >>= 2; }",
		"begin { _ = f(); f(); $x++; --@a; f() }",
		"begin { if 1 { 2 } else if (x) { 3 } else { 4 } { 5 } }",
		"begin { while ($x) { break; continue } unroll 5 { } }",
		"begin { for $kv : @m { } for ($i : 0..5) { } "
		"for $i : (-1)..$x.y { } for $i : (1 + 2)..(uint8)x { } }",
		"begin { return } end { return; } end { return 1 }",
		"begin { import \"x y\"; }",
		"k:f,\nk:g, / 1 / { } n=u:\"a b\":f { } k:f / *$x == 1 / { }",
		"k:f / $x / 2 / { } k:f / (if (1) { 2 }) / { }",
		"#!/bin/bpftrace\n#define A 1\nstruct a { int b; }\n"
		"config = { a = 1; b = \"x\"; c = true; d = e }\n"
		"import \"a\"; import \"b\";\n"
		"let @a = hash(10); let @b = lruhash(0x20);\n"
		"macro m() { } macro n($a, @b, c) { $a += c; @b }\n"
		"macro o() { 1 }\n"
		"fn f(): void { } fn g($a: int64, $b: struct s *): uint8[2] "
		"{ return $a }\nbegin { } end { }",
	};

	for (u32 i = 0; i < countof(texts); i++)
		check_round_trip(texts[i]);
}

Test(print, the_seeds_survive_a_round_trip)
{
	static const char *const names[] = { "basics.bt", "expr.bt" };
	struct arena *arena = arena_new();

	for (u32 i = 0; i < countof(names); i++) {
		char *path = arena_printf(
			arena, SOURCE_DIR "/tests/fuzz/seeds/parse/%s",
			names[i]);
		char *text = sys_read_file(arena, path, NULL);

		cr_assert_not_null(text, "%s", path);
		check_round_trip(text);
	}
	arena_free(arena);
}

Test(print, the_text_is_canonical)
{
	static const char text[] =
		"config={a=1}\n"
		"kprobe:f,k:g /pid==1&&comm!=\"x\"/{@[comm]=count();"
		"if $x{exit()}else if(1){}else{2}for $i:0..5{printf(\"a\\n\")}"
		"$y=(struct file*)arg0;print(@x,5);delete(@m[1,2]);}\n"
		"let @a=hash(5)\nend{$z=args->b?1:2}";
	static const char wanted[] =
		"config = {\n"
		"  a = 1;\n"
		"}\n"
		"\n"
		"let @a = hash(5);\n"
		"\n"
		"kprobe:f, k:g /pid == 1 && comm != \"x\"/ {\n"
		"  @[comm] = count();\n"
		"  if ($x) {\n"
		"    exit();\n"
		"  } else if (1) {} else {\n"
		"    2;\n"
		"  }\n"
		"  for ($i : 0..5) {\n"
		"    printf(\"a\\n\");\n"
		"  }\n"
		"  $y = (struct file *)arg0;\n"
		"  print(@x, 5);\n"
		"  delete(@m[1, 2]);\n"
		"}\n"
		"\n"
		"end {\n"
		"  $z = args.b ? 1 : 2;\n"
		"}\n";
	struct parsed *parsed = parsed_good(text);

	cr_assert_str_eq(parsed_print(parsed), wanted);
	parsed_free(parsed);
}

Test(print, what_lower_makes_can_be_read)
{
	struct parsed *parsed = parsed_good("begin { 1; }");
	struct program *prog = parsed->prog;
	struct node *value = parsed_stmt(parsed)->expr.value;
	struct map_sym *sym = program_map(prog, "@m", value->span);
	struct node *add = node_new(prog, N_MAP_ADD, value->span);
	struct node *cast = node_new(prog, N_CAST, value->span);
	struct strbuf out = { 0 };

	add->mapop.sym = sym;
	add->mapop.value = value;
	cast->cast.value = add;
	print_node(&out, cast);
	cr_assert_str_eq(strbuf_text(&out), "@m += 1");
	strbuf_fini(&out);
	parsed_free(parsed);
}

Test(print, the_outline_has_a_line_a_node)
{
	static const char wanted[] = "probe\n"
				     "  attach point k:f\n"
				     "  binary ==\n"
				     "    identifier pid\n"
				     "    integer 1\n"
				     "  block\n"
				     "    assignment +\n"
				     "      map @x\n"
				     "        string \"a\"\n"
				     "      call str\n"
				     "        field b\n"
				     "          variable $p\n";
	struct parsed *parsed =
		parsed_good("k:f /pid == 1/ { @x[\"a\"] += str($p->b); }");
	struct strbuf out = { 0 };

	print_outline(&out, parsed->prog, NULL);
	cr_assert_str_eq(strbuf_text(&out), wanted);
	strbuf_fini(&out);
	parsed_free(parsed);
}
