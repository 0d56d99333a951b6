/*
 * The lexer: tokens, layout, attach points, C definitions.
 */
#include "ast/lex.h"

#include <criterion/criterion.h>
#include <string.h>

static struct lexer lexer_of(const char *text)
{
	return (struct lexer){ text, (u32)strlen(text), 0 };
}

Test(lex, every_token_is_known_by_its_kind_and_length)
{
	static const struct {
		const char *text;
		enum token_kind kind;
		u32 len;
	} cases[] = {
		{ "", TOK_EOF, 0 },
		{ "a1_", TOK_WORD, 3 },
		{ "_", TOK_WORD, 1 },
		{ "iff", TOK_WORD, 3 },
		{ "if(", TOK_IF, 2 },
		{ "while", TOK_WHILE, 5 },
		{ "typeof", TOK_TYPEOF, 6 },
		{ "typeinfo", TOK_TYPEINFO, 8 },
		{ "12ms+", TOK_INT, 4 },
		{ "0..5", TOK_INT, 1 },
		{ "1_000;", TOK_INT, 5 },
		{ "\"a\\\"b\"c", TOK_STR, 6 },
		{ "\"\\\\\"", TOK_STR, 4 },
		{ "\"abc\n\"", TOK_OPEN_STR, 4 },
		{ "\"abc\\", TOK_OPEN_STR, 5 },
		{ "\"", TOK_OPEN_STR, 1 },
		{ "$x1 ", TOK_VAR, 3 },
		{ "$12x", TOK_POSPARAM, 3 },
		{ "$#1", TOK_NPARAMS, 2 },
		{ "$ x", TOK_DOLLAR, 1 },
		{ "$", TOK_DOLLAR, 1 },
		{ "@", TOK_MAP, 1 },
		{ "@a[", TOK_MAP, 2 },
		{ "@1", TOK_MAP, 1 },
		{ "..5", TOK_DOTDOT, 2 },
		{ ".5", TOK_DOT, 1 },
		{ "<<=1", TOK_SHL_SET, 3 },
		{ ">>1", TOK_SHR, 2 },
		{ ">=", TOK_GE, 2 },
		{ "==", TOK_EQ, 2 },
		{ "=1", TOK_SET, 1 },
		{ "->", TOK_ARROW, 2 },
		{ "--", TOK_DEC, 2 },
		{ "-", TOK_SUB, 1 },
		{ "/=", TOK_DIV_SET, 2 },
		{ "/ =", TOK_DIV, 1 },
		{ "#", TOK_HASH, 1 },
		{ "`", TOK_BAD, 1 },
		{ "\\", TOK_BAD, 1 },
		{ "\xc3\xa4x", TOK_BAD, 2 },
		{ "\xff\xff", TOK_BAD, 1 },
		{ "\x80", TOK_BAD, 1 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct lexer lex = lexer_of(cases[i].text);
		struct token token = lex_code(&lex);

		cr_assert_eq(token.kind, cases[i].kind, "'%s' is %d",
			     cases[i].text, token.kind);
		cr_assert_eq(token.len, cases[i].len, "'%s'", cases[i].text);
	}
}

Test(lex, a_nul_is_a_character_like_others)
{
	struct lexer lex = { "\0a", 2, 0 };

	cr_assert_eq(lex_code(&lex).kind, TOK_BAD);
	cr_assert_eq(lex_code(&lex).kind, TOK_WORD);
	cr_assert_eq(lex_code(&lex).kind, TOK_EOF);
	cr_assert_eq(lex_code(&lex).kind, TOK_EOF);
}

Test(lex, space_and_comments_are_layout)
{
	static const struct {
		const char *text;
		u32 pos;
	} cases[] = {
		{ "a", 0 },         { " \t\n\r\v\fa", 6 }, { "// x\na", 5 },
		{ "/* x */a", 7 },  { "/**/a", 4 },        { "/*/a", 4 },
		{ "/* a", 4 },      { "//", 2 },           { "/a", 0 },
		{ "/* /* */a", 8 }, { "//x\n//y\n a", 9 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct lexer lex = lexer_of(cases[i].text);

		cr_assert_eq(lex_layout(&lex, 0), cases[i].pos, "'%s'",
			     cases[i].text);
	}
}

Test(lex, an_attach_point_ends_where_it_should)
{
	static const struct {
		const char *text;
		const char *point;
	} cases[] = {
		{ " kprobe:f {", "kprobe:f" },
		{ "kprobe:f{", "kprobe:f" },
		{ "kprobe:f,k:g", "kprobe:f" },
		{ "begin/pid/", "begin" },
		{ "begin//x", "begin" },
		{ "u:/bin/sh:f /x/", "u:/bin/sh:f" },
		{ "u:/usr/lib/*:f{", "u:/usr/lib/*:f" },
		{ "u://x:f ", "u://x:f" },
		{ "u:\"a b,{}\":f ", "u:\"a b,{}\":f" },
		{ "u:\"a\\\"b\":f ", "u:\"a\\\"b\":f" },
		{ "u:\"open {\n}", "u:\"open {" },
		{ "a=k:f/b {", "a=k:f/b" },
		{ "{", "" },
		{ "/x/", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct lexer lex = lexer_of(cases[i].text);
		struct token token = lex_point(&lex);

		cr_assert_eq(token.len, strlen(cases[i].point), "'%s' gave %u",
			     cases[i].text, token.len);
		cr_assert_eq(memcmp(cases[i].text + token.pos, cases[i].point,
				    token.len),
			     0);
		cr_assert_eq(token.kind, token.len ? TOK_WORD : TOK_BAD);
	}
}

Test(lex, a_c_definition_is_stepped_over_as_a_whole)
{
	static const struct {
		const char *text;
		const char *rest;
		const char *problem;
	} cases[] = {
		{ "#define A\nb", "b", NULL },
		{ "#define A \\\nb", "b", NULL },
		{ "#", "", NULL },
		{ "struct a { int b; } c", " c", NULL },
		{ "struct a { int b; };c", "c", NULL },
		{ "struct a { struct { int x; } b; } ; c", " c", NULL },
		{ "struct a { char c; /* } */ } x", " x", NULL },
		{ "struct a { char c; // }\n} x", " x", NULL },
		{ "union a {} x", " x", NULL },
		{ "enum { A, B = '}' } x", " x", NULL },
		{ "struct a; x", " x", NULL },
		{ "struct __attribute__((packed)) a {} x", " x", NULL },
		{ "struct a {} __attribute__((a(1))) "
		  "__attribute__((b));x",
		  "x", NULL },
		{ "typedef struct { int a; } b; x", " x", NULL },
		{ "typedef int b", "", "expected ';'" },
		{ "struct a x", "", "expected '{'" },
		{ "struct a { int b;", "", "expected '}'" },
		{ "struct a {} __attribute__(a) x", "",
		  "__attribute__ syntax error, expected '(('" },
		{ "struct a {} __attribute__((a) x", "",
		  "__attribute__ syntax error, mismatched '(' and ')'" },
		{ "struct a {} __attribute__", "",
		  "__attribute__ syntax error, expected '(('" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct lexer lex = lexer_of(cases[i].text);
		struct c_problem problem;

		cr_assert(lex_definition(&lex, &problem), "'%s'",
			  cases[i].text);
		cr_assert_str_eq(lex.text + lex.pos, cases[i].rest, "'%s'",
				 cases[i].text);
		if (cases[i].problem)
			cr_assert_str_eq(problem.text, cases[i].problem);
		else
			cr_assert_null(problem.text, "'%s': %s", cases[i].text,
				       problem.text);
	}
}

Test(lex, what_is_no_c_definition_stays)
{
	static const char *const cases[] = { "", "begin {}", "structs {}",
					     "config = {}", "kprobe:f {}" };

	for (size_t i = 0; i < countof(cases); i++) {
		struct lexer lex = lexer_of(cases[i]);
		struct c_problem problem;

		cr_assert_not(lex_definition(&lex, &problem), "'%s'", cases[i]);
		cr_assert_eq(lex.pos, 0);
	}
}
