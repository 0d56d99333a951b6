/*
 * BTF: a small blob made here shows every kind of type, whole and damaged;
 * the running kernel's own is read when there is one.
 */
#include "btf/btf.h"
#include "base/log.h"

#include <bpf/btf.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct types *store;
static struct arena *arena;
static struct kernel_btf *kernel;
static char path[] = "/tmp/unit_btf_XXXXXX";

/* Type ids of the blob that make_blob() fills in. */
struct ids {
	int int_, char_, bool_, u64_;
	int node;
};

static void add_ints(struct btf *btf, struct ids *ids)
{
	ids->int_ = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	ids->char_ = btf__add_int(btf, "char", 1, 0);
	ids->bool_ = btf__add_int(btf, "_Bool", 1, BTF_INT_BOOL);
	ids->u64_ = btf__add_int(btf, "long unsigned int", 8, 0);
}

/* struct node: pointers to itself, tags, arrays, bit fields, anonymous. */
static void add_node(struct btf *btf, struct ids *ids)
{
	int name = btf__add_array(btf, ids->int_, ids->char_, 16);
	int rows = btf__add_array(btf, ids->int_, ids->int_, 3);
	int matrix = btf__add_array(btf, ids->int_, rows, 2);
	int flex = btf__add_array(btf, ids->int_, ids->char_, 0);
	int user =
		btf__add_ptr(btf, btf__add_type_tag(btf, "user", ids->char_));
	int percpu =
		btf__add_ptr(btf, btf__add_type_tag(btf, "percpu", ids->int_));
	int anon, fwd, next, func;

	anon = btf__add_union(btf, NULL, 8);
	btf__add_field(btf, "as_int", ids->int_, 0, 0);
	btf__add_field(btf, "as_long", ids->u64_, 0, 0);
	fwd = btf__add_ptr(btf, btf__add_fwd(btf, "hidden", BTF_FWD_STRUCT));
	func = btf__add_ptr(btf, btf__add_func_proto(btf, ids->int_));
	next = btf__type_cnt(btf); /* the pointer, then the struct */
	btf__add_ptr(btf, next + 1);
	ids->node = btf__add_struct(btf, "node", 128);
	btf__add_field(btf, "next", next, 0, 0);
	btf__add_field(btf, "name", name, 64, 0);
	btf__add_field(btf, "low", ids->int_, 192, 3);
	btf__add_field(btf, "high", ids->int_, 195, 29);
	btf__add_field(btf, "flag", ids->bool_, 224, 0);
	btf__add_field(btf, NULL, anon, 256, 0);
	btf__add_field(btf, "user", user, 320, 0);
	btf__add_field(btf, "percpu", percpu, 384, 0);
	btf__add_field(btf, "matrix", matrix, 448, 0);
	btf__add_field(btf, "fwd", fwd, 640, 0);
	btf__add_field(btf, "func", func, 704, 0);
	btf__add_field(btf, "flex", flex, 1024, 0);
}

static void add_enums(struct btf *btf)
{
	btf__add_enum(btf, "color", 4);
	btf__add_enum_value(btf, "RED", 0);
	btf__add_enum_value(btf, "GREEN", 5);
	btf__add_enum64(btf, "wide", 8, true);
	btf__add_enum64_value(btf, "MINUS", (u64)-3);
	btf__add_enum64_value(btf, "FAR", 1ULL << 40);
}

static void add_funcs(struct btf *btf, struct ids *ids)
{
	int big = btf__add_struct(btf, "big", 16);
	int ptr, constant, proto;

	btf__add_field(btf, "a", ids->u64_, 0, 0);
	btf__add_field(btf, "b", ids->u64_, 64, 0);
	constant = btf__add_const(btf, ids->char_);
	ptr = btf__add_ptr(btf, constant);
	proto = btf__add_func_proto(btf, ids->int_);
	btf__add_func_param(btf, "text", ptr);
	btf__add_func(btf, "unused", BTF_FUNC_STATIC, proto);
	proto = btf__add_func_proto(btf, 0);
	btf__add_func_param(btf, "text", ptr);
	btf__add_func_param(btf, "big", big);
	btf__add_func_param(btf, "last", ids->int_);
	btf__add_func_param(btf, NULL, 0);
	btf__add_func(btf, "do_things", BTF_FUNC_STATIC, proto);
	proto = btf__add_func_proto(btf, 0);
	btf__add_func_param(btf, "__data", btf__type_cnt(btf) + 1);
	btf__add_func_param(btf, "preempt", ids->bool_);
	btf__add_typedef(btf, "btf_trace_event", btf__type_cnt(btf) + 1);
	btf__add_ptr(btf, proto);
	btf__add_typedef(btf, "pid_t", ids->int_);
	btf__add_struct(btf, "bpf_iter__task", 0);
}

static void *make_blob(u32 *size)
{
	struct btf *btf = btf__new_empty();
	struct ids ids = { 0 };
	const void *raw;
	void *copy;

	add_ints(btf, &ids);
	add_node(btf, &ids);
	add_enums(btf);
	add_funcs(btf, &ids);
	raw = btf__raw_data(btf, size);
	copy = malloc(*size);
	memcpy(copy, raw, *size);
	btf__free(btf);
	return copy;
}

static void write_file(const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, data, size), (ssize_t)size);
	close(fd);
}

static void setup(void)
{
	const struct log_options quiet = { .verbose = false };
	u32 size;
	void *blob = make_blob(&size);

	log_setup(&quiet);
	close(mkstemp(path));
	write_file(blob, size);
	free(blob);
	setenv("BPFTRACE_BTF", path, 1);
	store = types_new();
	arena = arena_new();
	kernel = kernel_btf_open(store);
}

static void teardown(void)
{
	kernel_btf_close(kernel);
	types_free(store);
	arena_free(arena);
	unlink(path);
}

TestSuite(btf, .init = setup, .fini = teardown);

static const struct field *member(const struct type *type, const char *name,
				  u32 *offset)
{
	const struct field *field = type_field(store, type, name, offset);

	cr_assert_not_null(field, "no member %s", name);
	return field;
}

Test(btf, structs_are_described)
{
	const struct type *node = kernel_btf_type(kernel, "struct node");
	const struct field *field;
	u32 off;

	cr_assert_not_null(node);
	cr_expect_eq(node->size, 128);
	cr_expect_eq(node->align, 8);
	field = member(node, "next", &off);
	cr_expect_eq(field->type->base, node);
	cr_expect_eq(field->type->space, AS_KERNEL);
	field = member(node, "name", &off);
	cr_expect_eq(off, 8);
	cr_expect_eq(field->type, type_string(store, 16));
	field = member(node, "high", &off);
	cr_expect_eq(off, 24);
	cr_expect_eq(field->bit_offset, 3);
	cr_expect_eq(field->bit_size, 29);
	cr_expect_eq(member(node, "flag", &off)->type, type_bool());
	cr_expect_eq(member(node, "as_long", &off)->type, type_int(8, false));
	cr_expect_eq(off, 32);
	cr_expect_str_eq(type_name(store, member(node, "matrix", &off)->type),
			 "int32[3][2]");
	cr_expect_eq(member(node, "func", &off)->type->base->kind, T_FUNC);
	field = member(node, "fwd", &off);
	cr_expect_str_eq(type_name(store, field->type), "struct hidden *");
	cr_expect_eq(type_layout(store, field->type->base)->nfields, 0);
	cr_expect_eq(member(node, "flex", &off)->type->size, 0);
	cr_expect_eq(off, 128);
	type_complete(store, node);
}

Test(btf, tags_of_pointers_are_kept)
{
	const struct type *node = kernel_btf_type(kernel, "struct node");
	const struct field *field;
	u32 off;

	field = member(node, "user", &off);
	cr_expect(field->is_user);
	cr_expect_null(field->tag);
	cr_expect_eq(field->type->space, AS_USER);
	cr_expect_eq(field->type->base, type_int(1, true));
	field = member(node, "percpu", &off);
	cr_expect_not(field->is_user);
	cr_expect_str_eq(field->tag, "percpu");
}

Test(btf, enums)
{
	const struct type *type;
	s64 value;

	cr_assert(kernel_btf_enumerator(kernel, "GREEN", &value, &type));
	cr_expect_eq(value, 5);
	cr_expect_eq(type, kernel_btf_type(kernel, "enum color"));
	cr_expect_str_eq(type_enum_name(store, type, 5), "GREEN");
	cr_assert(kernel_btf_enumerator(kernel, "MINUS", &value, &type));
	cr_expect_eq(value, -3);
	cr_expect_eq(type->size, 8);
	cr_expect(type->is_signed);
	cr_assert(kernel_btf_enumerator(kernel, "FAR", &value, NULL));
	cr_expect_eq(value, 1LL << 40);
	cr_expect_not(kernel_btf_enumerator(kernel, "BLUE", &value, NULL));
}

Test(btf, names_without_keyword_are_typedefs)
{
	cr_expect_eq(kernel_btf_type(kernel, "pid_t"), type_int(4, true));
	cr_expect_null(kernel_btf_type(kernel, "node"));
	cr_expect_null(kernel_btf_type(kernel, "struct nothing"));
	cr_expect_null(kernel_btf_type(kernel, "struct "));
	cr_expect_null(kernel_btf_type(kernel, ""));
	cr_expect_null(kernel_btf_type(kernel, "union node"));
}

Test(btf, many_lookups_find_the_same)
{
	const struct type *node = kernel_btf_type(kernel, "struct node");

	for (int i = 0; i < 40; i++) {
		cr_expect_eq(kernel_btf_type(kernel, "struct node"), node);
		cr_expect_null(kernel_btf_type(kernel, "struct nothing"));
	}
}

Test(btf, functions_have_slots_and_spellings)
{
	struct func_proto proto;
	int fd = -1;

	cr_assert_eq(kernel_btf_func(kernel, NULL, "do_things", &proto), 0);
	cr_expect_eq(proto.nargs, 3);
	cr_expect_eq(proto.nslots, 4);
	cr_expect_null(proto.ret);
	cr_expect_str_eq(proto.ret_spelling, "void");
	cr_expect_str_eq(proto.module, "vmlinux");
	cr_expect_str_eq(proto.args[0].spelling, "const char *");
	cr_expect_str_eq(proto.args[1].name, "big");
	cr_expect_eq(proto.args[1].offset, 8);
	cr_expect_eq(proto.args[2].offset, 24);
	cr_expect_gt(kernel_btf_func_id(kernel, "vmlinux", "do_things", &fd),
		     0);
	cr_expect_eq(fd, 0);
	cr_expect_eq(kernel_btf_func(kernel, NULL, "nothing", &proto), -ENOENT);
	cr_expect_eq(kernel_btf_func(kernel, "xfs", "do_things", &proto),
		     -ENOENT);
}

Test(btf, raw_tracepoints_lose_their_first_argument)
{
	struct func_proto proto;
	int fd = -1;

	cr_assert_eq(kernel_btf_rawtp(kernel, "event", &proto), 0);
	cr_expect_eq(proto.nargs, 1);
	cr_expect_str_eq(proto.args[0].name, "preempt");
	cr_expect_eq(proto.args[0].offset, 0);
	cr_expect_gt(kernel_btf_rawtp_id(kernel, "event", &fd), 0);
	cr_expect_eq(kernel_btf_rawtp(kernel, "nothing", &proto), -ENOENT);
	cr_expect_eq(kernel_btf_rawtp_id(kernel, "nothing", &fd), -ENOENT);
}

static bool collect(const char *name, void *arg)
{
	char *text = arg;

	strcat(strcat(text, name), ",");
	return true;
}

static bool collect_func(const char *module, const char *func, void *arg)
{
	return collect(module, arg) && collect(func, arg);
}

Test(btf, listing)
{
	char text[512] = "";

	kernel_btf_each_type(kernel, collect, text);
	cr_expect_str_eq(text, "struct node,enum color,enum wide,struct big,"
			       "struct bpf_iter__task,");
	*text = '\0';
	kernel_btf_each_iter(kernel, collect, text);
	cr_expect_str_eq(text, "task,");
	*text = '\0';
	kernel_btf_each_func(kernel, collect_func, text);
	cr_expect_str_eq(text, "vmlinux,unused,vmlinux,do_things,");
}

Test(btf, definitions)
{
	cr_expect_str_eq(kernel_btf_definition(kernel, arena, "struct node"),
			 "vmlinux: struct node {\n"
			 "\tstruct node *next;\n"
			 "\tchar name[16];\n"
			 "\tint low: 3;\n"
			 "\tint high: 29;\n"
			 "\t_Bool flag;\n"
			 "\tunion {\n"
			 "\t\tint as_int;\n"
			 "\t\tlong unsigned int as_long;\n"
			 "\t};\n"
			 "\tchar *user;\n"
			 "\tint *percpu;\n"
			 "\tint matrix[2][3];\n"
			 "\tstruct hidden *fwd;\n"
			 "\tint (*func)(void);\n"
			 "\tchar flex[];\n"
			 "};");
	cr_expect_str_eq(kernel_btf_definition(kernel, arena, "enum wide"),
			 "vmlinux: enum wide {\n\tMINUS = -3,\n"
			 "\tFAR = 1099511627776,\n};");
	cr_expect_null(kernel_btf_definition(kernel, arena, "enum nothing"));
}

Test(btf, types_outlive_the_blob)
{
	const struct type *node = kernel_btf_type(kernel, "struct node");

	kernel_btf_close(kernel);
	kernel = NULL;
	cr_expect_str_eq(type_name(store, node), "struct node");
	cr_expect_eq(type_layout(store, node)->nfields, 0);
}

Test(btf, a_missing_file_is_no_btf)
{
	setenv("BPFTRACE_BTF", "/nowhere/btf", 1);
	cr_expect_not(kernel_btf_available());
	cr_expect_null(kernel_btf_type(kernel, "struct node"));
	cr_expect_null(kernel_btf_type(kernel, "struct node"));
}

/* Ask for everything that there is. */
static bool use_type(const char *name, void *arg)
{
	const struct type *type = kernel_btf_type(kernel, name);

	(void)arg;
	if (type) {
		type_complete(store, type);
		type_name(store, type);
		type_field(store, type, "no such member", NULL);
	}
	kernel_btf_definition(kernel, arena, name);
	return true;
}

static bool use_func(const char *module, const char *func, void *arg)
{
	struct func_proto proto;

	(void)arg;
	(void)kernel_btf_func(kernel, module, func, &proto);
	return true;
}

static void use_all(void)
{
	struct func_proto proto;
	s64 value;

	kernel_btf_close(kernel);
	kernel = kernel_btf_open(store);
	kernel_btf_each_type(kernel, use_type, NULL);
	kernel_btf_each_func(kernel, use_func, NULL);
	(void)kernel_btf_rawtp(kernel, "event", &proto);
	kernel_btf_enumerator(kernel, "FAR", &value, NULL);
	use_type("struct node", NULL);
	use_type("pid_t", NULL);
}

Test(btf, damaged_bytes_are_survived)
{
	static const u8 values[] = { 0x00, 0xff, 0x01, 0x80, 0x05 };
	u32 size;
	u8 *blob = make_blob(&size);

	for (u32 i = 0; i < size; i++) {
		u8 old = blob[i];

		blob[i] = values[i % countof(values)];
		write_file(blob, size);
		use_all();
		blob[i] = (u8)(old + 1);
		write_file(blob, size);
		use_all();
		blob[i] = old;
	}
	free(blob);
}

Test(btf, cut_files_are_survived)
{
	u32 size;
	u8 *blob = make_blob(&size);

	for (u32 len = 0; len < size; len += 7) {
		write_file(blob, len);
		use_all();
	}
	free(blob);
}

Test(btf, the_running_kernel)
{
	struct func_proto proto;
	const struct type *task;
	u32 off;

	unsetenv("BPFTRACE_BTF");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		cr_skip_test("no BTF here");
	cr_expect(kernel_btf_available());
	task = kernel_btf_type(kernel, "struct task_struct");
	cr_assert_not_null(task);
	cr_expect_eq(member(task, "comm", &off)->type, type_string(store, 16));
	cr_expect_eq(member(task, "pid", &off)->type, type_int(4, true));
	cr_expect_eq(member(task, "real_parent", &off)->type->base, task);
	cr_assert_eq(kernel_btf_func(kernel, NULL, "vfs_read", &proto), 0);
	cr_expect_eq(proto.nargs, 4);
	cr_expect_str_eq(proto.args[0].spelling, "struct file *");
	cr_assert_eq(kernel_btf_rawtp(kernel, "sched_switch", &proto), 0);
	cr_expect_eq(proto.args[1].type->base, task);
	type_complete(store, task);
}
