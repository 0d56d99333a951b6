/*
 * Format files: all shapes of declarations that kernels have written.
 */
#include "btf/tracefs.h"

#include "base/sys.h"
#include "btf/btf.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct types *store;
static struct tracepoint_format format;

static void setup(void)
{
	store = types_new();
}

static void teardown(void)
{
	types_free(store);
}

TestSuite(tracefs, .init = setup, .fini = teardown);

static const char head[] =
	"name: event\nID: 42\nformat:\n"
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";

static const struct field *field_of(const char *name)
{
	const struct field *field = type_field(store, format.args, name, NULL);

	cr_assert_not_null(field, "no field %s", name);
	return field;
}

/* Parse one LINE behind the usual head; NAME decides about user pointers. */
static void parse(const char *event, const char *line)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "%s\tfield:%s\n\nprint fmt: \"field:int x; offset:1;\"\n",
		 head, line);
	cr_assert_eq(tracefs_parse_format(store, NULL, event, text, &format),
		     0);
	cr_expect_eq(format.id, 42);
}

/* LINE makes a field FIELD of TYPE, spelled so. */
static void check(const char *line, const char *field, const char *type,
		  const char *spelling)
{
	parse("sched_event", line);
	cr_expect_eq(type_layout(store, format.args)->nfields, 3);
	cr_expect_str_eq(type_name(store, field_of(field)->type), type);
	cr_expect_str_eq(field_of(field)->spelling, spelling);
}

Test(tracefs, declarations)
{
	check("unsigned long addr;\toffset:8;\tsize:8;\tsigned:0;", "addr",
	      "uint64", "unsigned long");
	check("pid_t pid;\toffset:8;\tsize:4;\tsigned:1;", "pid", "int32",
	      "pid_t");
	check("char comm[16];\toffset:8;\tsize:16;\tsigned:0;", "comm",
	      "string[16]", "char[16]");
	check("char[16] comm;\toffset:8;\tsize:16;\tsigned:0;", "comm",
	      "string[16]", "char[16]");
	check("char name[MAX_LEN];\toffset:8;\tsize:24;\tsigned:0;", "name",
	      "string[24]", "char[MAX_LEN]");
	check("unsigned char addr[6];\toffset:8;\tsize:6;\tsigned:0;", "addr",
	      "uint8[6]", "unsigned char[6]");
	check("unsigned long args[6];\toffset:8;\tsize:48;\tsigned:0;", "args",
	      "uint64[6]", "unsigned long[6]");
	check("__u32 x[N_MAX];\toffset:8;\tsize:16;\tsigned:0;", "x",
	      "uint32[4]", "__u32[N_MAX]");
	check("u8 m[2][3];\toffset:8;\tsize:6;\tsigned:0;", "m", "uint8[6]",
	      "u8[2][3]");
	check("u32 buf[];\toffset:8;\tsize:0;\tsigned:0;", "buf", "uint32[0]",
	      "u32[]");
	check("bool preempt;\toffset:8;\tsize:1;\tsigned:0;", "preempt", "bool",
	      "bool");
	check("char c;\toffset:8;\tsize:1;\tsigned:1;", "c", "int8", "char");
	check("int flags;\toffset:8;\tsize:8;\tsigned:0;", "flags", "uint64",
	      "int");
	check("enum zone_type z;\toffset:8;\tsize:4;\tsigned:0;", "z", "uint32",
	      "enum zone_type");
	check("struct thing t;\toffset:8;\tsize:12;\tsigned:0;", "t",
	      "uint8[12]", "struct thing");
	check("struct page * page;\toffset:8;\tsize:8;\tsigned:0;", "page",
	      "void *", "struct page *");
	check("const char *const *argv;\toffset:8;\tsize:8;\tsigned:0;", "argv",
	      "int8 * *", "const char *const *");
	check("u32 __user *p;\toffset:8;\tsize:8;\tsigned:0;", "p", "uint32 *",
	      "u32 __user *");
	check("void *list[3];\toffset:8;\tsize:24;\tsigned:0;", "list",
	      "void *[3]", "void *[3]");
	check("int (*func)(void *);\toffset:8;\tsize:8;\tsigned:0;", "func",
	      "func *", "int (*)(void *)");
	check("unsigned flags;\toffset:8;\tsize:4;\tsigned:0;", "flags",
	      "uint32", "unsigned");
	check("char name[IFNAMSIZ + 4];\toffset:8;\tsize:20;\tsigned:0;",
	      "name", "string[20]", "char[IFNAMSIZ + 4]");
	check("char name[0];\toffset:8;\tsize:0;\tsigned:0;", "name", "uint8[0]",
	      "char[0]");
	check("signed char t[3];\toffset:8;\tsize:3;\tsigned:1;", "t",
	      "int8[3]", "signed char[3]");
	check("long long unsigned int x;\toffset:8;\tsize:8;\tsigned:0;", "x",
	      "uint64", "long long unsigned int");
	check("struct page **pages;\toffset:8;\tsize:8;\tsigned:0;", "pages",
	      "void * *", "struct page **");
	check("const volatile struct x __rcu *p;\toffset:8;\tsize:8;"
	      "\tsigned:0;",
	      "p", "void *", "const volatile struct x __rcu *");
	check("u16 v[3];\toffset:8;\tsize:7;\tsigned:0;", "v", "uint8[7]",
	      "u16[3]");
	check("int x;\toffset:8;\tsize:3;\tsigned:1;", "x", "uint8[3]", "int");
	check("int arr[2][2];\toffset:8;\tsize:16;\tsigned:1;", "arr",
	      "int32[4]", "int[2][2]");
}

Test(tracefs, data_loc_is_an_address)
{
	check("__data_loc char[] name;\toffset:8;\tsize:4;\tsigned:0;", "name",
	      "int64", "__data_loc char[]");
	cr_expect(field_of("name")->is_data_loc);
	cr_expect_eq(field_of("name")->loc_base, 0);
	cr_expect_eq(field_of("name")->offset, 8);
	check("__data_loc cpumask_t cpus;\toffset:8;\tsize:4;\tsigned:0;",
	      "cpus", "int64", "__data_loc cpumask_t");
	cr_expect(field_of("cpus")->is_data_loc);
	check("__data_loc unsigned long[] mask;\toffset:12;\tsize:4;"
	      "\tsigned:0;",
	      "mask", "int64", "__data_loc unsigned long[]");
	cr_expect_eq(field_of("mask")->offset, 12);
	check("__rel_loc u8[] name;\toffset:8;\tsize:4;\tsigned:0;", "name",
	      "int64", "__rel_loc u8[]");
	cr_expect(field_of("name")->is_data_loc);
	cr_expect_eq(field_of("name")->loc_base, 12);
}

Test(tracefs, common_fields_are_marked)
{
	parse("sched_event", "int x;\toffset:8;\tsize:4;\tsigned:1;");
	cr_expect(field_of("common_pid")->is_common);
	cr_expect_not(field_of("x")->is_common);
	cr_expect_str_eq(format.args->name, "struct sched_event_args");
	cr_expect_eq(format.args->size, 16);
}

Test(tracefs, pointers_of_system_calls_are_user_pointers)
{
	static const char line[] =
		"const char * file;\toffset:16;\tsize:8;\tsigned:0;";

	parse("syscalls_sys_enter_open", line);
	cr_expect_eq(field_of("file")->type->space, AS_USER);
	cr_expect(field_of("file")->is_user);
	parse("sched_event", line);
	cr_expect_eq(field_of("file")->type->space, AS_KERNEL);
}

Test(tracefs, odd_files)
{
	static const char *const bad[] = {
		"",
		"name: x\nformat:\n",
		"\tfield:int x;\toffset:0;\tsize:4;\tsigned:0;\n",
	};

	for (u32 i = 0; i < countof(bad); i++)
		cr_expect_eq(
			tracefs_parse_format(store, NULL, "e", bad[i], &format),
			-EINVAL);
	/* lines without sense are left out, the others stay */
	cr_assert_eq(tracefs_parse_format(
			     store, NULL, "e",
			     "ID: 1\nfield:;\nfield:int;offset:1;size:4;\n"
			     "field:[4];offset:1;size:4;\n"
			     "field:int a;offset:x;size:4;\n"
			     "field:int b;offset:99999999;size:4;\n"
			     "field:int d;offset:8;size:-4;signed:1;\n"
			     "field:int e;offset:-8;size:4;signed:1;\n"
			     "field:int f[;offset:8;size:99999999999;\n"
			     "field:int g;size:4;signed:1;\n"
			     "field:;;;;\nfield:\n"
			     "field:int c;offset:8;size:4;signed:1",
			     &format),
		     0);
	cr_expect_eq(type_layout(store, format.args)->nfields, 1);
	cr_expect_eq(field_of("c")->offset, 8);
}

Test(tracefs, damaged_files_are_survived)
{
	static const char line[] =
		"ID: 3\n\tfield:__data_loc const char *const (*x)[16][4];"
		"\toffset:8;\tsize:16;\tsigned:1;\n";
	size_t len = sizeof(line) - 1;

	for (size_t i = 0; i < len; i++) {
		for (const char *ch = "\n;[](*: 9"; *ch; ch++) {
			char text[sizeof(line)];

			memcpy(text, line, sizeof(line));
			text[i] = *ch;
			if (tracefs_parse_format(store, NULL, "e", text,
						 &format) == 0)
				type_layout(store, format.args);
			text[i] = '\0';
			if (tracefs_parse_format(store, NULL, "e", text,
						 &format) == 0)
				type_layout(store, format.args);
		}
	}
}

Test(tracefs, names_are_not_paths)
{
	cr_expect_neq(tracefs_format(store, NULL, "..", "..", &format), 0);
	cr_expect_neq(
		tracefs_format(store, NULL, "sched", "../sched/x", &format), 0);
	cr_expect_not(tracefs_has_event("sched", ""));
}

/* What the walk over all events of this machine counts. */
struct walk {
	struct kernel_btf *btf;
	u32 nevents;
};

static bool visit(const char *category, const char *event, void *arg)
{
	const struct layout *layout;
	struct walk *walk = arg;

	cr_assert_eq(tracefs_format(store, walk->btf, category, event, &format),
		     0, "%s:%s", category, event);
	layout = type_layout(store, format.args);
	cr_expect_gt(layout->nfields, 0);
	for (u32 i = 0; i < layout->nfields; i++) {
		const struct field *field = &layout->fields[i];

		cr_expect_leq(field->offset + (field->is_data_loc
						       ? 4
						       : field->type->size),
			      format.args->size, "%s:%s.%s", category, event,
			      field->name);
	}
	walk->nevents++;
	return true;
}

Test(tracefs, every_event_of_this_machine)
{
	struct walk walk = { 0 };

	if (!sys_tracefs() || tracefs_each_event(visit, &walk))
		cr_skip_test("no tracefs here");
	walk.btf = kernel_btf_open(store);
	cr_expect_eq(tracefs_each_event(visit, &walk), 0);
	cr_expect_gt(walk.nevents, 0);
	cr_expect(tracefs_has_event("sched", "sched_switch"));
	cr_expect_not(tracefs_has_event("sched", "nothing"));
	kernel_btf_close(walk.btf);
}
