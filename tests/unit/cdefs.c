/*
 * The C preamble: what our reader makes of definitions is compared with what
 * the compiler makes of the very same text.
 */
#include "btf/cdefs.h"
#include "btf/clang_api.h"

#include <criterion/criterion.h>
#include <string.h>

/* Compile the definitions and keep their text. */
#define BOTH(NAME, ...) __VA_ARGS__ static const char NAME[] = #__VA_ARGS__

struct fixture {
	struct arena *arena;
	struct types *store;
	struct sources sources;
	struct diags diags;
	struct cdefs *defs;
};

static struct fixture fx;

static void setup(void)
{
	memset(&fx, 0, sizeof(fx));
	fx.arena = arena_new();
	fx.store = types_new();
	sources_init(&fx.sources, fx.arena);
	diags_init(&fx.diags, fx.arena, &fx.sources);
	fx.defs = cdefs_new(fx.arena, fx.store);
}

static void teardown(void)
{
	cdefs_close(fx.defs);
	types_free(fx.store);
	arena_free(fx.arena);
}

TestSuite(cdefs, .init = setup, .fini = teardown);

static void parse(const char *text)
{
	struct source *src =
		sources_add(&fx.sources, "test", text, strlen(text));

	cdefs_parse(fx.defs, &fx.diags, src->base, src->text, src->len, true);
}

/* Parse text without errors. */
static void parse_good(const char *text)
{
	parse(text);
	for (u32 i = 0; i < fx.diags.items.len; i++)
		cr_log_error("%s", fx.diags.items.items[i]->text);
	cr_assert_eq(fx.diags.nerr, 0);
}

/* Parse text whose first error is ERROR. */
static void parse_bad(const char *text, const char *error)
{
	parse(text);
	cr_assert_gt(fx.diags.nerr, 0, "no error in: %s", text);
	cr_assert_str_eq(fx.diags.items.items[0]->text, error);
	cr_assert_gt(fx.diags.items.items[0]->span.pos, 0);
}

static const struct type *find(const char *name)
{
	const struct type *type = cdefs_type(fx.defs, name);

	cr_assert_not_null(type, "%s is not there", name);
	return type;
}

static const struct field *member(const struct type *type, const char *name,
				  u32 *offset)
{
	const struct field *field = type_field(fx.store, type, name, offset);

	cr_assert_not_null(field, "no member %s", name);
	return field;
}

/* The bits of a bit field, found by our description in real memory. */
static u64 read_bits(const void *mem, const struct field *field, u32 offset)
{
	u64 word = 0;
	u32 bytes = (field->bit_offset + field->bit_size + 7u) / 8;

	cr_assert_leq(bytes, 8);
	memcpy(&word, (const char *)mem + offset, bytes);
	word >>= field->bit_offset;
	return field->bit_size == 64 ? word
				     : word & ((1ULL << field->bit_size) - 1);
}

static u64 all_bits(const void *mem, size_t size)
{
	const u8 *bytes = mem;
	u64 num = 0;

	for (size_t i = 0; i < size; i++)
		num += (u64)__builtin_popcount(bytes[i]);
	return num;
}

#define CHECK_SIZE(TYPE)                                                       \
	do {                                                                   \
		const struct type *found_ = find(#TYPE);                       \
		cr_expect_eq(found_->size, sizeof(TYPE), "size " #TYPE ": %u", \
			     found_->size);                                    \
		cr_expect_eq(found_->align, _Alignof(TYPE),                    \
			     "align " #TYPE ": %u", found_->align);            \
	} while (0)

#define CHECK_MEMBER(TYPE, NAME)                                              \
	do {                                                                  \
		u32 offset_ = 0;                                              \
		const struct field *field_ =                                  \
			member(find(#TYPE), #NAME, &offset_);                 \
		cr_expect_eq(offset_, offsetof(TYPE, NAME),                   \
			     #TYPE "." #NAME ": %u", offset_);                \
		cr_expect_eq(field_->type->size, sizeof(((TYPE *)0)->NAME),   \
			     #TYPE "." #NAME " size %u", field_->type->size); \
	} while (0)

/* Set all bits of one member: exactly those must be read back. */
#define CHECK_BITS(TYPE, NAME)                                                 \
	do {                                                                   \
		u32 offset_ = 0;                                               \
		TYPE mem_;                                                     \
		const struct field *field_ =                                   \
			member(find(#TYPE), #NAME, &offset_);                  \
		memset(&mem_, 0, sizeof(mem_));                                \
		mem_.NAME = ~mem_.NAME;                                        \
		cr_expect_eq((u64)__builtin_popcountll(                        \
				     read_bits(&mem_, field_, offset_)),       \
			     all_bits(&mem_, sizeof(mem_)),                    \
			     #TYPE "." #NAME " at %u+%u:%u", offset_,          \
			     field_->bit_offset, field_->bit_size);            \
		cr_expect_eq(field_->bit_size, all_bits(&mem_, sizeof(mem_))); \
	} while (0)

BOTH(
	plain_text, struct plain {
		char a;
		short b;
		long long int c;
		unsigned char d[3];
		unsigned long e;
		int f, *g, h[2][3];
		void (*func)(struct plain *, int (*)(int));
		const volatile unsigned int i;
		int unsigned short j;
		long signed int k;
		_Bool l;
		uint8_t m;
		size_t n;
		double o;
		float p;
		char name[16];
		struct plain *next;
		struct unknown_struct *other;
		int(*matrix)[4];
		char *strings[5];
		signed char s;
		long double wide;
		char last;
	};);

Test(cdefs, members_lie_where_the_compiler_puts_them)
{
	parse_good(plain_text);
	CHECK_MEMBER(struct plain, b);
	CHECK_MEMBER(struct plain, c);
	CHECK_MEMBER(struct plain, d);
	CHECK_MEMBER(struct plain, e);
	CHECK_MEMBER(struct plain, g);
	CHECK_MEMBER(struct plain, h);
	CHECK_MEMBER(struct plain, func);
	CHECK_MEMBER(struct plain, i);
	CHECK_MEMBER(struct plain, j);
	CHECK_MEMBER(struct plain, k);
	CHECK_MEMBER(struct plain, l);
	CHECK_MEMBER(struct plain, m);
	CHECK_MEMBER(struct plain, n);
	CHECK_MEMBER(struct plain, o);
	CHECK_MEMBER(struct plain, p);
	CHECK_MEMBER(struct plain, name);
	CHECK_MEMBER(struct plain, next);
	CHECK_MEMBER(struct plain, other);
	CHECK_MEMBER(struct plain, matrix);
	CHECK_MEMBER(struct plain, strings);
	CHECK_MEMBER(struct plain, s);
	CHECK_MEMBER(struct plain, wide);
	CHECK_MEMBER(struct plain, last);
	cr_expect_eq(find("struct plain")->size, sizeof(struct plain));
}

Test(cdefs, members_have_the_types_they_were_given)
{
	const struct type *type;
	u32 off;

	parse_good(plain_text);
	type = find("struct plain");
	cr_expect_eq(member(type, "a", &off)->type, type_int(1, true));
	cr_expect_eq(member(type, "e", &off)->type, type_int(8, false));
	cr_expect_eq(member(type, "i", &off)->type, type_int(4, false));
	cr_expect_eq(member(type, "j", &off)->type, type_int(2, false));
	cr_expect_eq(member(type, "l", &off)->type, type_bool());
	cr_expect_eq(member(type, "name", &off)->type,
		     type_string(fx.store, 16));
	cr_expect_eq(member(type, "next", &off)->type->base, type);
	cr_expect_str_eq(type_name(fx.store, member(type, "h", &off)->type),
			 "int32[3][2]");
	cr_expect_str_eq(
		type_name(fx.store, member(type, "strings", &off)->type),
		"int8 *[5]");
	cr_expect_eq(member(type, "func", &off)->type->base->kind, T_FUNC);
	cr_expect_str_eq(type_name(fx.store, member(type, "other", &off)->type),
			 "struct unknown_struct *");
	cr_expect_null(cdefs_type(fx.defs, "struct unknown_struct"));
}

BOTH(
	bits_text,
	struct bits {
		unsigned int a : 3, b : 5;
		unsigned char c : 4;
		unsigned char d : 5;
		unsigned short e : 9;
		unsigned long f : 40;
		unsigned int : 0;
		unsigned int g : 1;
		unsigned long long h : 63;
		char i;
		unsigned int j : 20;
		unsigned int k : 20;
	};
	struct tight {
		unsigned char a;
		unsigned int b : 7;
		unsigned int c : 30;
		unsigned short d;
		unsigned int e;
	} __attribute__((packed));
	union bit_union {
		unsigned int a : 3;
		unsigned char b : 7;
	};
	struct only_padding {
		char a;
		int : 7;
		char b;
	};);

BOTH(
	placed_text, typedef int loose __attribute__((aligned(2)));
	typedef int strict __attribute__((aligned(16))); struct placed {
		char a;
		unsigned int b : 3 __attribute__((aligned(8)));
		unsigned int c : 30;
		loose d;
		unsigned short : 9;
		unsigned long e : 63 __attribute__((packed));
		strict f : 5;
		char g;
		strict h : 30;
	};
	struct unnamed {
		char a;
		int : 9 __attribute__((aligned(16)));
		char b;
	};
	struct wide {
		unsigned char a : 3;
		unsigned long b : 62;
		unsigned char c : 7;
	} __attribute__((packed)););

Test(cdefs, attributes_place_bit_fields)
{
	parse_good(placed_text);
	CHECK_BITS(struct placed, b);
	CHECK_BITS(struct placed, c);
	CHECK_MEMBER(struct placed, d);
	CHECK_MEMBER(struct placed, g);
	CHECK_SIZE(struct placed);
	CHECK_MEMBER(struct unnamed, b);
	CHECK_SIZE(struct unnamed);
	CHECK_SIZE(struct wide);
}

Test(cdefs, bit_fields_are_found_in_real_memory)
{
	parse_good(bits_text);
	CHECK_BITS(struct bits, a);
	CHECK_BITS(struct bits, b);
	CHECK_BITS(struct bits, c);
	CHECK_BITS(struct bits, d);
	CHECK_BITS(struct bits, e);
	CHECK_BITS(struct bits, f);
	CHECK_BITS(struct bits, g);
	CHECK_BITS(struct bits, h);
	CHECK_BITS(struct bits, j);
	CHECK_BITS(struct bits, k);
	CHECK_MEMBER(struct bits, i);
	CHECK_SIZE(struct bits);
	CHECK_BITS(struct tight, b);
	CHECK_BITS(struct tight, c);
	CHECK_MEMBER(struct tight, d);
	CHECK_MEMBER(struct tight, e);
	CHECK_SIZE(struct tight);
	CHECK_SIZE(union bit_union);
	CHECK_BITS(union bit_union, b);
	CHECK_MEMBER(struct only_padding, b);
	CHECK_SIZE(struct only_padding);
}

BOTH(
	nested_text,
	union mixed {
		char a[5];
		int b;
		struct inner *c;
	};
	struct inner {
		char a;
		int b;
	} __attribute__((aligned(16)));
	typedef struct {
		short x;
		struct inner in;
	} pair_t;
	typedef unsigned int number, *number_ptr, numbers[4]; struct outer {
		char tag;
		union {
			struct {
				int one;
				char two;
			};
			long three;
		};
		struct deep {
			char c;
			struct {
				short s;
			} named;
		} deep[3];
		pair_t pair;
		number num;
		number_ptr ptr;
		numbers nums;
		enum color { RED, GREEN = 5, BLUE } color;
		enum { SMALL = 1 } __attribute__((packed)) tiny;
		short tail __attribute__((aligned(8)));
		char data[];
	};
	struct packed_outer {
		char a;
		union mixed in;
		long b;
		int c __attribute__((aligned(4)));
	} __attribute__((packed, aligned(2)));
	struct packed_member {
		char a;
		int b __attribute__((packed));
	};);

Test(cdefs, nested_types_and_attributes)
{
	parse_good(nested_text);
	CHECK_SIZE(struct inner);
	CHECK_SIZE(pair_t);
	CHECK_SIZE(struct outer);
	CHECK_SIZE(struct deep);
	CHECK_MEMBER(struct outer, one);
	CHECK_MEMBER(struct outer, two);
	CHECK_MEMBER(struct outer, three);
	CHECK_MEMBER(struct outer, deep);
	CHECK_MEMBER(struct outer, pair);
	CHECK_MEMBER(struct outer, num);
	CHECK_MEMBER(struct outer, ptr);
	CHECK_MEMBER(struct outer, nums);
	CHECK_MEMBER(struct outer, color);
	CHECK_MEMBER(struct outer, tiny);
	CHECK_MEMBER(struct outer, tail);
	CHECK_SIZE(struct packed_outer);
	CHECK_MEMBER(struct packed_outer, in);
	CHECK_MEMBER(struct packed_outer, b);
	CHECK_MEMBER(struct packed_outer, c);
	CHECK_SIZE(struct packed_member);
	CHECK_SIZE(union mixed);
	cr_expect(find("union mixed")->is_union);
	cr_expect_str_eq(type_name(fx.store, find("pair_t")), "pair_t");
}

Test(cdefs, enumerators_have_values_and_a_type)
{
	const struct type *type;
	s64 value;

	parse_good("enum big { A = 1 << 4, B, C = -2, D = B * 2 + 'a' };"
		   "enum { WIDE = 0x1ffffffff };");
	cr_assert(cdefs_enumerator(fx.defs, "B", &value, &type));
	cr_expect_eq(value, 17);
	cr_expect_eq(type, find("enum big"));
	cr_expect(type->is_signed);
	cr_expect_str_eq(type_enum_name(fx.store, type, -2), "C");
	cr_assert(cdefs_enumerator(fx.defs, "D", &value, NULL));
	cr_expect_eq(value, 34 + 'a');
	cr_assert(cdefs_enumerator(fx.defs, "WIDE", &value, &type));
	cr_expect_eq(type->size, 8);
	cr_expect_not(cdefs_enumerator(fx.defs, "E", &value, &type));
}

Test(cdefs, macros_are_kept_and_expanded)
{
	parse_good("#define LEN (2 * 4) // comment\n"
		   "#define TWICE LEN + \\\n  LEN /* more */\n"
		   "#define byte unsigned char\n"
		   "#define F(x) x\n"
		   "#define EMPTY\n"
		   "#define SELF SELF\n"
		   "#define GONE 1\n"
		   "#undef GONE\n"
		   "struct s { byte a[TWICE]; EMPTY int b; };\n");
	cr_expect_str_eq(cdefs_macro(fx.defs, "LEN"), "(2 * 4)");
	cr_expect_str_eq(cdefs_macro(fx.defs, "EMPTY"), "");
	cr_expect_null(cdefs_macro(fx.defs, "F"));
	cr_expect_null(cdefs_macro(fx.defs, "GONE"));
	cr_expect_null(cdefs_macro(fx.defs, "BPFTRACE_HAVE_BTF"));
	cr_expect_eq(find("struct s")->size, 20);
}

Test(cdefs, macros_with_arguments)
{
	s64 value;

	parse_good("#define PLUS(a, b) a + b\n"
		   "#define PASTE(a, b) a ## b\n"
		   "#define NONE( ) 4\n"
		   "#define NAME(x) PASTE(x, _t)\n"
		   "#define LATER(x) PLUS(x, NONE())\n"
		   "typedef short my_t;\n"
		   "struct s { NAME(my) a[PLUS(1, (2 + 1))]; };\n"
		   "enum { A = PLUS(1, 2) * 3, B = LATER(10), C = NONE (\n),\n"
		   "  D = PASTE(0x, ff), E = PLUS(, 7), PLUS = 9 };\n");
	cr_expect_eq(find("struct s")->size, 8);
	cr_assert(cdefs_enumerator(fx.defs, "A", &value, NULL));
	cr_expect_eq(value, 1 + 2 * 3);
	cr_assert(cdefs_enumerator(fx.defs, "B", &value, NULL));
	cr_expect_eq(value, 14);
	cr_assert(cdefs_enumerator(fx.defs, "C", &value, NULL));
	cr_expect_eq(value, 4);
	cr_assert(cdefs_enumerator(fx.defs, "D", &value, NULL));
	cr_expect_eq(value, 255);
	cr_assert(cdefs_enumerator(fx.defs, "E", &value, NULL));
	cr_expect_eq(value, 7);
	cr_assert(cdefs_enumerator(fx.defs, "PLUS", &value, NULL));
	cr_expect(cdefs_is_call(fx.defs, "PLUS"));
	cr_expect_not(cdefs_is_call(fx.defs, "my_t"));
}

Test(cdefs, constants_of_macros)
{
	bool negative;
	u64 value;

	parse_good("#define SHIFT 4\n#define BIT(n) (1UL << (n))\n");
	cr_assert(cdefs_constant(fx.defs, "BIT(SHIFT) - 1", &value, &negative));
	cr_expect_eq(value, 15);
	cr_expect_not(negative);
	cr_assert(cdefs_constant(fx.defs, "-'a'", &value, &negative));
	cr_expect_eq((s64)value, -97);
	cr_expect(negative);
	cr_assert(cdefs_constant(fx.defs, "~0UL", &value, &negative));
	cr_expect_eq(value, UINT64_MAX);
	cr_expect_not(negative);
	cr_assert(cdefs_constant(fx.defs, "~0U", &value, &negative));
	cr_expect_eq(value, UINT32_MAX);
	cr_assert(cdefs_constant(fx.defs, "1 ? -1 : 1U", &value, &negative));
	cr_expect_eq(value, UINT32_MAX);
	cr_assert(cdefs_constant(fx.defs, "(short)0x8000", &value, &negative));
	cr_expect_eq((s64)value, -32768);
	cr_expect_not(cdefs_constant(fx.defs, "", &value, &negative));
	cr_expect_not(cdefs_constant(fx.defs, "1 2", &value, &negative));
	cr_expect_not(cdefs_constant(fx.defs, "BIT(", &value, &negative));
	cr_expect_not(cdefs_constant(fx.defs, "BIT(1, 2)", &value, &negative));
	cr_expect_not(cdefs_constant(fx.defs, "x", &value, &negative));
	cr_expect_eq(fx.diags.nerr, 0);
}

/* Each doubles its argument: text that grows beyond all bounds. */
Test(cdefs, a_macro_bomb_of_arguments_is_an_error)
{
	char text[4096];
	size_t len = 0;

	for (int i = 0; i < 28; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"#define M%d(x) M%d(x + x)\n", i,
					i + 1);
	snprintf(text + len, sizeof(text) - len,
		 "#define M28(x) x\nstruct s { char a[M0(1)]; };");
	parse(text);
	cr_expect_gt(fx.diags.nerr, 0);
}

Test(cdefs, a_macro_bomb_is_an_error)
{
	struct strbuf_text {
		char text[4096];
	} buf = { "" };
	size_t len = 0;

	for (int i = 0; i < 30; i++)
		len += (size_t)snprintf(buf.text + len, sizeof(buf.text) - len,
					"#define M%d M%d + M%d\n", i, i + 1,
					i + 1);
	snprintf(buf.text + len, sizeof(buf.text) - len,
		 "#define M30 1\nstruct s { char a[M0]; };");
	parse(buf.text);
	cr_expect_gt(fx.diags.nerr, 0);
}

Test(cdefs, conditions_choose_branches)
{
	parse_good("#ifndef BPFTRACE_HAVE_BTF\n"
		   "#include <linux/fs.h>\n"
		   "isn't read /* #else\n*/\n"
		   "#elif 1\n"
		   "#define A 1\n"
		   "# else\n"
		   "#define A 2\n"
		   "#endif\n"
		   "#if defined(A) && A == 1 && !defined B && (3 > 2 ? 1 : 0)\n"
		   "struct yes { int a; };\n"
		   "# if 0\n"
		   "#include \"x.h\"\n"
		   "# endif\n"
		   "#else\n"
		   "struct no { int a; };\n"
		   "#endif\n"
		   "struct part {\n"
		   "	int a;\n"
		   "#ifdef NOTHING\n"
		   "	int b;\n"
		   "#endif\n"
		   "	int c;\n"
		   "};\n");
	cr_expect_str_eq(cdefs_macro(fx.defs, "A"), "1");
	find("struct yes");
	cr_expect_null(cdefs_type(fx.defs, "struct no"));
	cr_expect_eq(find("struct part")->size, 8);
}

/* Where libclang is not installed, another message says so. */
Test(cdefs, a_missing_header_is_an_error_at_its_line)
{
	struct clang_api api;

	if (!clang_api_open(&api))
		cr_skip_test("no libclang");
	parse_bad("#ifdef BPFTRACE_HAVE_BTF\n#include <no/such.h>\n#endif\n",
		  "definitions.h:2:10: fatal error: 'no/such.h' file not "
		  "found");
	cr_expect_eq(fx.diags.items.items[0]->span.pos, 26);
	cr_expect_eq(fx.diags.items.items[0]->span.len, 20);
}

Test(cdefs, semicolon_behind_a_struct_may_be_missing)
{
	parse_good("struct a { int x; }\nstruct b { struct a y; char z; }\n"
		   "enum e { X }");
	cr_expect_eq(find("struct b")->size, 8);
	find("enum e");
}

Test(cdefs, mistakes_are_reported_where_they_are)
{
	parse_bad("struct a { struct b x; };\n", "unknown type 'struct b'");
	cr_expect_eq(fx.diags.items.items[0]->span.pos, 12);
	cr_expect_eq(fx.diags.items.items[0]->span.len, 8);
}

Test(cdefs, unknown_typedef)
{
	parse_bad("struct a { foo_t x; };\n", "unknown type 'foo_t'");
}

Test(cdefs, a_struct_does_not_hold_itself)
{
	parse_bad("struct a { int b; struct a x; };\n",
		  "unknown type 'struct a'");
}

Test(cdefs, redefinition)
{
	parse_bad("struct a { int b; }; struct a { long b; };",
		  "redefinition of 'struct a'");
	cr_expect_eq(find("struct a")->size, 4);
}

Test(cdefs, division_by_zero)
{
	parse_bad("struct a { int b[1 / 0]; };", "division by zero");
}

Test(cdefs, reading_goes_on_behind_a_mistake)
{
	parse_bad("struct a { int int int; };\nstruct b { int x; };",
		  "'int' after another type");
	cr_expect_eq(find("struct b")->size, 4);
}

Test(cdefs, unknown_directive_and_open_if)
{
	parse_bad("#foo\n", "unknown directive: #foo");
	parse("#if 1\n");
	cr_expect_str_eq(fx.diags.items.items[1]->text, "#if without #endif");
	parse("#endif\n#else\n");
	cr_expect_str_eq(fx.diags.items.items[2]->text, "#endif without #if");
}

Test(cdefs, common_names_need_no_definition)
{
	cr_expect_eq(find("uint64_t"), type_int(8, false));
	cr_expect_eq(find("pid_t"), type_int(4, true));
	cr_expect_null(cdefs_type(fx.defs, "foo_t"));
	parse_good("typedef char uint64_t;");
	cr_expect_eq(find("uint64_t"), type_int(1, true));
}

Test(cdefs, an_own_type_may_be_completed_later)
{
	parse_good("typedef struct node node_t;\n"
		   "struct list { node_t *first; };\n"
		   "struct node { node_t *next; int value; };\n"
		   "struct holder { node_t by_value; };");
	cr_expect_eq(find("struct holder")->size, 16);
	cr_expect_eq(find("node_t"), find("struct node"));
}

/* Cut and garble a text at every place: nothing may crash or hang. */
Test(cdefs, damaged_text_is_survived)
{
	static const char *const texts[] = {
		plain_text,
		nested_text,
		"#if (1 + 2 * 3) >> 1 && defined(X)\n#define A B\n#endif\n"
		"struct a { int b[sizeof(struct a *) + (char)300]; };",
		"#define A A B\n#define B A\nenum { X = 'a', Y = '\\x41' };",
		"#define F(x, y) x ## y #x F(y, (x))\n#define G() 1\n"
		"#pragma pack(push, n, 2)\n#define S \"a,b)\"\n"
		"enum { X = F(1, 2) + G() + F(S, 'x') };\n#pragma pack(pop)",
	};

	for (u32 i = 0; i < countof(texts); i++) {
		size_t len = strlen(texts[i]);

		for (size_t cut = 0; cut < len; cut++) {
			char *copy = arena_strndup(fx.arena, texts[i], len);

			copy[cut] = "({*;}#'\"/\\"[cut % 11];
			teardown();
			setup();
			copy = arena_strndup(fx.arena, texts[i], len);
			parse(copy);
			copy[cut] = '\0';
			parse(copy);
			strcpy(copy, texts[i]);
			copy[cut] = "({*;}#'\"/\\"[cut % 11];
			parse(copy);
		}
	}
}

Test(cdefs, deep_nesting_is_survived)
{
	char text[4096] = "struct a { int b[";
	size_t len = strlen(text);

	memset(text + len, '(', 1000);
	parse(text);
	cr_expect_gt(fx.diags.nerr, 0);
	memset(text, '*', 2000);
	memcpy(text, "typedef int ", 12);
	parse(text);
	for (size_t i = 0; i + 9 < sizeof(text); i += 8)
		memcpy(text + i, "struct {", 8);
	parse(text);
}
