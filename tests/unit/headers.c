/*
 * Headers through libclang: what is in them can be asked for, until they are
 * closed. Skipped where the library is not installed.
 */
#include "btf/cdefs.h"
#include "btf/clang_api.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct types *store;
static struct sources sources;
static struct diags diags;
static struct cdefs *defs;
static char path[] = "/tmp/awl-header-XXXXXX";

static const char header[] =
	"#define HDR_ONE 1 /* one */ + \\\n 1 // end\n"
	"#define HDR_CALL(x) x\n#define HDR_EMPTY\n"
	"typedef struct { int a; struct hdr_in { char name[4]; } in; } hdr_t;\n"
	"enum hdr_e { HDR_A, HDR_B = -5 };\n"
	"struct hdr { unsigned x : 3, y : 5; union { long l; char c; };\n"
	"  struct hdr *next; struct nowhere *far; double d; int list[]; };\n";

static void setup(void)
{
	struct clang_api api;
	int fd;

	if (!clang_api_open(&api))
		cr_skip_test("no libclang");
	arena = arena_new();
	store = types_new();
	sources_init(&sources, arena);
	diags_init(&diags, arena, &sources);
	defs = cdefs_new(arena, store);
	fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, header, strlen(header)),
		     (ssize_t)strlen(header));
	close(fd);
}

static void teardown(void)
{
	unlink(path);
	cdefs_close(defs);
	types_free(store);
	arena_free(arena);
}

TestSuite(headers, .init = setup, .fini = teardown);

static void parse(const char *rest)
{
	const char *text =
		arena_printf(arena, "#include \"%s\"\n%s", path, rest);
	struct source *src = sources_add(&sources, "t", text, strlen(text));

	cdefs_parse(defs, &diags, src->base, src->text, src->len, true);
	vec_for (i, &diags.items)
		cr_log_error("%s", diags.items.items[i]->text);
}

Test(headers, macros_lose_comments_and_line_ends)
{
	parse("");
	cr_expect_str_eq(cdefs_macro(defs, "HDR_ONE"), "1   +   1");
	cr_expect_null(cdefs_macro(defs, "HDR_CALL"));
	cr_expect_str_eq(cdefs_macro(defs, "HDR_EMPTY"), "");
	cr_expect_null(cdefs_macro(defs, "HDR_NONE"));
}

Test(headers, members_lie_where_the_compiler_puts_them)
{
	const struct type *type;
	const struct field *field;
	u32 offset = 0;

	parse("");
	type = cdefs_type(defs, "struct hdr");
	cr_assert_not_null(type);
	cr_expect_eq(type->size, 40);
	field = type_field(store, type, "y", &offset);
	cr_assert_not_null(field);
	cr_expect_eq(field->bit_size, 5);
	cr_expect_eq(offset * 8 + field->bit_offset, 3);
	field = type_field(store, type, "c", &offset);
	cr_assert_not_null(field);
	cr_expect_eq(offset, 8);
	field = type_field(store, type, "next", &offset);
	cr_expect_eq(field->type->base, type);
}

Test(headers, tags_inside_structs_and_typedefs)
{
	parse("");
	cr_expect_eq(cdefs_type(defs, "hdr_t")->size, 8);
	cr_expect_str_eq(cdefs_type(defs, "hdr_t")->name, "hdr_t");
	cr_expect_eq(cdefs_type(defs, "struct hdr_in")->size, 4);
	cr_expect_null(cdefs_type(defs, "struct nowhere"));
}

Test(headers, enumerators_have_the_type_of_their_enum)
{
	const struct type *type = NULL;
	s64 value = 0;

	parse("");
	cr_expect(cdefs_enumerator(defs, "HDR_B", &value, &type));
	cr_expect_eq(value, -5);
	cr_expect_eq(type, cdefs_type(defs, "enum hdr_e"));
	cr_expect_str_eq(type_enum_name(store, type, -5), "HDR_B");
}

Test(headers, the_script_beats_the_header)
{
	parse("struct hdr { char only; };\n#define HDR_ONE 7\n"
	      "#undef HDR_EMPTY\n");
	cr_expect_eq(diags.nerr, 0);
	cr_expect_eq(cdefs_type(defs, "struct hdr")->size, 1);
	cr_expect_str_eq(cdefs_macro(defs, "HDR_ONE"), "7");
	cr_expect_null(cdefs_macro(defs, "HDR_EMPTY"));
}

Test(headers, what_was_not_asked_for_is_lost_when_closed)
{
	const struct type *type;

	parse("");
	type = cdefs_type(defs, "struct hdr");
	cdefs_close(defs);
	cr_expect_eq(type_layout(store, type)->nfields, 0);
	cr_expect_eq(type->size, 40);
}
