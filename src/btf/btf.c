/*
 * The kernel's BTF and that of its modules. Everything is opened by the
 * first lookup that needs it. libbpf reads the odd cases (BTF inside an ELF
 * file) and talks to the kernel; the usual blob is read where it lies, which
 * takes a tenth of the time.
 */
#include "btf/btf.h"

#include "btf/btf_types.h"

#include "base/log.h"
#include "base/str.h"
#include "base/sys.h"
#include "base/vec.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BTF_FOLDER "/sys/kernel/btf"

/* Where distributions keep a vmlinux with BTF, %s is the release. */
static const char *const vmlinux_paths[] = {
	"/boot/vmlinux-%s",
	"/lib/modules/%s/vmlinux-%s",
	"/lib/modules/%s/build/vmlinux",
	"/usr/lib/modules/%s/kernel/vmlinux",
	"/usr/lib/debug/boot/vmlinux-%s",
	"/usr/lib/debug/lib/modules/%s/vmlinux",
};

struct module {
	const char *name;
	struct btf_blob *blob; /* NULL: not opened, or not readable */
	bool is_tried;
};

struct kernel_btf {
	struct arena *arena;
	struct btf_maker *maker; /* outlives this struct */
	struct btf_blob *vmlinux;
	bool is_tried;    /* VMLINUX was looked for */
	bool is_foreign;  /* a file of BPFTRACE_BTF: has no modules here */
	bool has_modules; /* the folder was read */
	VEC(struct module) modules;
	VEC(struct btf_blob *) objects; /* of other files; no lookups there */
};

/* A type found by name. */
struct hit {
	struct btf_blob *blob;
	u32 id; /* 0: nothing found */
};

struct kernel_btf *kernel_btf_open(struct types *store)
{
	struct arena *arena = arena_new();
	struct kernel_btf *btf = ARENA_OBJ(arena, struct kernel_btf);

	btf->arena = arena;
	btf->maker = ARENA_OBJ(types_arena(store), struct btf_maker);
	btf->maker->store = store;
	return btf;
}

void kernel_btf_close(struct kernel_btf *btf)
{
	if (!btf)
		return;
	btf->maker->is_closed = true;
	vec_for (i, &btf->modules)
		btf_blob_free(btf->modules.items[i].blob);
	vec_for (i, &btf->objects)
		btf_blob_free(btf->objects.items[i]);
	btf_blob_free(btf->vmlinux);
	arena_free(btf->arena);
}

/* BTF inside an ELF file. */
static struct btf_blob *open_elf(const char *path)
{
	struct btf *parsed = btf__parse(path, NULL);
	struct btf_blob *blob = NULL;
	const void *data;
	void *copy = NULL;
	u32 size = 0;

	if (!parsed)
		return NULL;
	data = btf__raw_data(parsed, &size);
	if (data)
		copy = malloc(size);
	if (copy)
		blob = btf_blob_new("vmlinux", memcpy(copy, data, size), size,
				    NULL);
	if (!blob)
		free(copy);
	btf__free(parsed);
	return blob;
}

static struct btf_blob *open_file(const char *path)
{
	struct btf_blob *blob = btf_blob_open("vmlinux", path, NULL);

	if (!blob && errno == EINVAL)
		blob = open_elf(path);
	return blob;
}

static const char *vmlinux_path(struct arena *arena, u32 idx)
{
	const char *release = sys_kernel_release();
	const char *pattern = vmlinux_paths[idx];
	struct strbuf path = { 0 };
	const char *copy;

	for (; *pattern; pattern++) {
		if (pattern[0] == '%' && pattern[1] == 's') {
			strbuf_add(&path, release);
			pattern++;
		} else {
			strbuf_addch(&path, *pattern);
		}
	}
	copy = arena_strdup(arena, strbuf_text(&path));
	strbuf_fini(&path);
	return copy;
}

static void warn_foreign(const char *path, int err)
{
	/* What libbpf and libelf say of a file that they don't understand. */
	bool is_strange = err >= __LIBBPF_ERRNO__START || err == EINVAL ||
			  err == EIO || err == ENODATA ||
			  (err == ENOENT && !access(path, F_OK));

	log_warn("No BTF found in '%s': %s", path,
		 err == ENOTSUP ? "not a regular file"
		 : is_strange   ? "neither BTF nor an ELF file with BTF"
				: strerror(err));
}

static struct btf_blob *open_first(struct kernel_btf *btf)
{
	const char *path = getenv("BPFTRACE_BTF");
	struct btf_blob *blob;

	if (path && *path) {
		btf->is_foreign = true;
		return open_file(path); /* its absence was told before */
	}
	blob = open_file(BTF_FOLDER "/vmlinux");
	for (u32 i = 0; !blob && i < countof(vmlinux_paths); i++) {
		path = vmlinux_path(btf->arena, i);
		if (!access(path, R_OK))
			blob = open_file(path);
	}
	return blob;
}

static struct btf_blob *get_vmlinux(struct kernel_btf *btf)
{
	libbpf_print_fn_t print;

	if (btf->is_tried)
		return btf->vmlinux;
	btf->is_tried = true;
	print = libbpf_set_print(NULL);
	btf->vmlinux = open_first(btf);
	libbpf_set_print(print);
	return btf->vmlinux;
}

static int by_name(const void *a, const void *b)
{
	const struct module *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* Learn the names of the modules that have BTF. */
static void list_modules(struct kernel_btf *btf)
{
	struct dirent *entry;
	DIR *dir;

	if (btf->has_modules || !get_vmlinux(btf))
		return;
	btf->has_modules = true;
	dir = btf->is_foreign ? NULL : opendir(BTF_FOLDER);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		struct module module = { 0 };

		if (entry->d_name[0] == '.' ||
		    !strcmp(entry->d_name, "vmlinux"))
			continue;
		module.name = arena_strdup(btf->arena, entry->d_name);
		vec_push(btf->arena, &btf->modules, module);
	}
	closedir(dir);
	if (btf->modules.len)
		qsort(btf->modules.items, btf->modules.len,
		      sizeof(struct module), by_name);
}

static struct btf_blob *open_module(struct kernel_btf *btf,
				    struct module *module)
{
	const char *path;

	if (module->is_tried)
		return module->blob;
	module->is_tried = true;
	path = arena_printf(btf->arena, BTF_FOLDER "/%s", module->name);
	module->blob = btf_blob_open(module->name, path, btf->vmlinux);
	return module->blob;
}

/* Blob number IDX, opened: 0 is vmlinux. False behind the last one. */
static bool get_blob(struct kernel_btf *btf, u32 idx, struct btf_blob **blob)
{
	if (!idx) {
		*blob = get_vmlinux(btf);
		return *blob;
	}
	list_modules(btf);
	if (idx > btf->modules.len)
		return false;
	*blob = open_module(btf, &btf->modules.items[idx - 1]);
	return true;
}

/* Is there BTF in the file that the user names? */
static bool is_foreign_btf(const char *path)
{
	libbpf_print_fn_t print = libbpf_set_print(NULL);
	struct btf_blob *blob = open_file(path);
	int err = errno;

	libbpf_set_print(print);
	if (!blob)
		warn_foreign(path, err);
	btf_blob_free(blob);
	return blob;
}

bool kernel_btf_available(void)
{
	const char *path = getenv("BPFTRACE_BTF");
	struct arena *arena;
	bool found = false;

	if (path && *path)
		return is_foreign_btf(path);
	if (!access(BTF_FOLDER "/vmlinux", R_OK))
		return true;
	arena = arena_new();
	for (u32 i = 0; !found && i < countof(vmlinux_paths); i++)
		found = !access(vmlinux_path(arena, i), R_OK);
	arena_free(arena);
	return found;
}

/* The first NAME of KINDS: in vmlinux, then in the modules. */
static struct hit find_anywhere(struct kernel_btf *btf, const char *name,
				u32 kinds)
{
	struct hit hit = { 0 };

	for (u32 i = 0; !hit.id && get_blob(btf, i, &hit.blob); i++) {
		if (hit.blob)
			hit.id = btf_blob_find(hit.blob, name, kinds);
	}
	return hit;
}

/* Split "struct x" into kinds and name. */
static u32 kinds_of(const char **name)
{
	const char *text = *name;

	if (str_starts(text, "struct ")) {
		*name = text + strlen("struct ");
		return BTF_KIND_BIT(STRUCT);
	}
	if (str_starts(text, "union ")) {
		*name = text + strlen("union ");
		return BTF_KIND_BIT(UNION);
	}
	if (str_starts(text, "enum ")) {
		*name = text + strlen("enum ");
		return BTF_KIND_BIT(ENUM) | BTF_KIND_BIT(ENUM64);
	}
	return BTF_KIND_BIT(TYPEDEF) | BTF_KIND_BIT(INT);
}

static struct hit find_type(struct kernel_btf *btf, const char *name)
{
	u32 kinds = kinds_of(&name);
	struct hit hit = find_anywhere(btf, name, kinds);

	if (!hit.id && kinds & (BTF_KIND_BIT(STRUCT) | BTF_KIND_BIT(UNION)))
		hit = find_anywhere(btf, name, BTF_KIND_BIT(FWD));
	return hit;
}

const struct type *kernel_btf_type(struct kernel_btf *btf, const char *name)
{
	struct hit hit = find_type(btf, name);

	return hit.id ? btf_make_type(btf->maker, hit.blob, hit.id) : NULL;
}

u32 kernel_btf_type_id(struct kernel_btf *btf, const struct type *type)
{
	struct hit hit;

	if ((type->kind != T_STRUCT && type->kind != T_ENUM) || !type->name)
		return 0;
	hit = find_type(btf, type->name);
	/* The script may have a type of its own with that name. */
	if (!hit.id || btf_make_type(btf->maker, hit.blob, hit.id) != type)
		return 0;
	return hit.id;
}

const struct type *kernel_btf_variable(struct kernel_btf *btf, const char *name)
{
	struct btf_blob *blob;
	u32 id;

	/* Those of modules can't be named in a program. */
	if (!get_blob(btf, 0, &blob) || !blob)
		return NULL;
	id = btf_blob_find(blob, name, BTF_KIND_BIT(VAR));
	return id ? btf_make_type(btf->maker, blob,
				  btf_blob_type(blob, id)->type)
		  : NULL;
}

bool kernel_btf_enumerator(struct kernel_btf *btf, const char *name, s64 *value,
			   const struct type **type)
{
	struct btf_blob *blob;

	for (u32 i = 0; get_blob(btf, i, &blob); i++) {
		u32 idx, id;

		id = blob ? btf_blob_find_enumerator(blob, name, &idx) : 0;
		if (!id)
			continue;
		(void)btf_blob_enumerator(blob, btf_blob_type(blob, id), idx,
					  value);
		if (type)
			*type = btf_make_type(btf->maker, blob, id);
		return true;
	}
	return false;
}

/* FUNC of MODULE; MODULE NULL: any. Returns 0, -ENOENT or -E2BIG. */
static int find_func(struct kernel_btf *btf, const char *module,
		     const char *func, struct hit *hit)
{
	u32 nhits = 0, id;
	struct btf_blob *blob;

	if (!get_vmlinux(btf))
		return -ENOENT;
	if (!module || !strcmp(module, "vmlinux")) {
		id = btf_blob_find(btf->vmlinux, func, BTF_KIND_BIT(FUNC));
		*hit = (struct hit){ btf->vmlinux, id };
		nhits += id != 0;
		if (module)
			return id ? 0 : -ENOENT;
	}
	list_modules(btf);
	vec_for (i, &btf->modules) {
		if (module && strcmp(module, btf->modules.items[i].name) != 0)
			continue;
		blob = open_module(btf, &btf->modules.items[i]);
		id = blob ? btf_blob_find(blob, func, BTF_KIND_BIT(FUNC)) : 0;
		if (!id)
			continue;
		*hit = (struct hit){ blob, id };
		nhits++;
	}
	return nhits == 1 ? 0 : nhits ? -E2BIG : -ENOENT;
}

int kernel_btf_func(struct kernel_btf *btf, const char *module,
		    const char *func, struct func_proto *proto)
{
	struct hit hit = { 0 };
	int err = find_func(btf, module, func, &hit);

	if (err)
		return err;
	return btf_make_proto(btf->maker, hit.blob,
			      btf_blob_type(hit.blob, hit.id)->type, 0, proto);
}

/* The prototype that a typedef of a pointer to a function names. */
static u32 typedef_proto(const struct btf_blob *blob, u32 id)
{
	const struct btf_type *type;

	type = btf_blob_type(blob, btf_blob_strip(blob, id, NULL, NULL));
	if (!type || btf_kind_of(type) != BTF_KIND_PTR)
		return 0;
	return btf_blob_strip(blob, type->type, NULL, NULL);
}

/* Prototype of EVENT in BLOB, 0: none. */
static u32 rawtp_proto(struct arena *arena, struct btf_blob *blob,
		       const char *event)
{
	/* Functions name their parameters, the typedef does not. */
	static const char *const prefixes[] = { "__probestub_", "__traceiter_",
						"__bpf_trace_" };
	const char *name;
	u32 id;

	for (u32 i = 0; i < countof(prefixes); i++) {
		name = arena_printf(arena, "%s%s", prefixes[i], event);
		id = btf_blob_find(blob, name, BTF_KIND_BIT(FUNC));
		if (id)
			return btf_blob_type(blob, id)->type;
	}
	name = arena_printf(arena, "btf_trace_%s", event);
	id = btf_blob_find(blob, name, BTF_KIND_BIT(TYPEDEF));
	return id ? typedef_proto(blob, id) : 0;
}

int kernel_btf_rawtp(struct kernel_btf *btf, const char *event,
		     struct func_proto *proto)
{
	struct btf_blob *blob;

	for (u32 i = 0; get_blob(btf, i, &blob); i++) {
		u32 id = blob ? rawtp_proto(btf->arena, blob, event) : 0;

		if (id)
			return btf_make_proto(btf->maker, blob, id, 1, proto);
	}
	return -ENOENT;
}

/* Other files may call what is global, or only declared here. */
static bool is_callable(const struct btf_type *type)
{
	return btf_kind_of(type) == BTF_KIND_FUNC && type->name_off &&
	       btf_vlen_of(type) != BTF_FUNC_STATIC;
}

int kernel_btf_object(struct kernel_btf *btf, const char *path,
		      bool (*fn)(const char *name,
				 const struct func_proto *proto, void *arg),
		      void *arg)
{
	/* A file without functions has no BTF: not worth a word of libbpf. */
	libbpf_print_fn_t print = libbpf_set_print(NULL);
	struct btf_blob *blob = open_elf(path);
	int err = blob ? 0 : -errno;
	struct func_proto proto;

	libbpf_set_print(print);
	if (!blob)
		return (err == -ENOENT || err == -ENODATA) &&
				       !access(path, R_OK)
			       ? 0
			       : err;
	vec_push(btf->arena, &btf->objects, blob);
	for (u32 k = 0; k < blob->ntypes; k++) {
		const struct btf_type *type =
			btf_blob_type(blob, blob->first_id + k);

		if (!is_callable(type) ||
		    btf_make_proto(btf->maker, blob, type->type, 0, &proto))
			continue;
		if (!fn(btf_blob_str(blob, type->name_off), &proto, arg))
			break;
	}
	return 0;
}

/* Call FN for every type of KINDS that has a name. */
static void each_named(struct kernel_btf *btf, u32 kinds,
		       bool (*fn)(const struct btf_blob *blob, u32 kind,
				  const char *name, void *arg),
		       void *arg)
{
	struct btf_blob *blob;

	for (u32 i = 0; get_blob(btf, i, &blob); i++) {
		for (u32 k = 0; blob && k < blob->ntypes; k++) {
			const struct btf_type *type =
				btf_blob_type(blob, blob->first_id + k);
			u32 kind = btf_kind_of(type);

			if (!(kinds >> kind & 1) || !type->name_off)
				continue;
			if (!fn(blob, kind, btf_blob_str(blob, type->name_off),
				arg))
				return;
		}
	}
}

/* A caller's function and argument, while types are walked. */
struct visit {
	bool (*func)(const char *module, const char *func, void *arg);
	bool (*name)(const char *name, void *arg);
	void *arg;
	struct strbuf buf;
};

static bool visit_func(const struct btf_blob *blob, u32 kind, const char *name,
		       void *arg)
{
	struct visit *visit = arg;

	(void)kind; /* always FUNC */
	return visit->func(blob->module, name, visit->arg);
}

void kernel_btf_each_func(struct kernel_btf *btf,
			  bool (*fn)(const char *module, const char *func,
				     void *arg),
			  void *arg)
{
	struct visit visit = { .func = fn, .arg = arg };

	each_named(btf, BTF_KIND_BIT(FUNC), visit_func, &visit);
}

static bool visit_iter(const struct btf_blob *blob, u32 kind, const char *name,
		       void *arg)
{
	struct visit *visit = arg;

	(void)blob;
	(void)kind; /* always STRUCT */
	if (!str_starts(name, "bpf_iter__"))
		return true;
	return visit->name(name + strlen("bpf_iter__"), visit->arg);
}

void kernel_btf_each_iter(struct kernel_btf *btf,
			  bool (*fn)(const char *name, void *arg), void *arg)
{
	struct visit visit = { .name = fn, .arg = arg };

	each_named(btf, BTF_KIND_BIT(STRUCT), visit_iter, &visit);
}

static bool visit_type(const struct btf_blob *blob, u32 kind, const char *name,
		       void *arg)
{
	struct visit *visit = arg;
	const char *keyword = "enum";

	(void)blob;
	if (kind == BTF_KIND_STRUCT)
		keyword = "struct";
	else if (kind == BTF_KIND_UNION)
		keyword = "union";
	strbuf_clear(&visit->buf);
	strbuf_printf(&visit->buf, "%s %s", keyword, name);
	return visit->name(strbuf_text(&visit->buf), visit->arg);
}

void kernel_btf_each_type(struct kernel_btf *btf,
			  bool (*fn)(const char *name, void *arg), void *arg)
{
	struct visit visit = { .name = fn, .arg = arg };

	each_named(btf,
		   BTF_KIND_BIT(STRUCT) | BTF_KIND_BIT(UNION) |
			   BTF_KIND_BIT(ENUM) | BTF_KIND_BIT(ENUM64),
		   visit_type, &visit);
	strbuf_fini(&visit.buf);
}

const char *kernel_btf_definition(struct kernel_btf *btf, struct arena *arena,
				  const char *name)
{
	struct hit hit = find_type(btf, name);
	struct strbuf text = { 0 };
	const char *copy;

	if (!hit.id)
		return NULL;
	strbuf_printf(&text, "%s: ", hit.blob->module);
	btf_define(&text, hit.blob, hit.id);
	copy = arena_strdup(arena, strbuf_text(&text));
	strbuf_fini(&text);
	return copy;
}

/* True when FD is the kernel's BTF of MODULE. */
static bool is_module_btf(int fd, const char *module)
{
	char name[64] = "";
	struct bpf_btf_info info = {
		.name = (u64)(uintptr_t)name,
		.name_len = sizeof(name),
	};
	u32 len = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &len) && info.kernel_btf &&
	       !strcmp(name, module);
}

/* The BTF object that the kernel has for BLOB's module. */
static int module_fd(struct btf_blob *blob)
{
	u32 id = 0;

	while (blob->fd < 0 && !bpf_btf_get_next_id(id, &id)) {
		int fd = bpf_btf_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (is_module_btf(fd, blob->module))
			blob->fd = fd;
		else
			close(fd);
	}
	return blob->fd < 0 ? -ENOENT : blob->fd;
}

static s32 attach_id(const struct hit *hit, int *obj_fd)
{
	*obj_fd = 0;
	if (hit->blob->base)
		*obj_fd = module_fd(hit->blob);
	return *obj_fd < 0 ? *obj_fd : (s32)hit->id;
}

s32 kernel_btf_func_id(struct kernel_btf *btf, const char *module,
		       const char *func, int *obj_fd)
{
	struct hit hit = { 0 };
	int err = find_func(btf, module, func, &hit);

	return err ? err : attach_id(&hit, obj_fd);
}

s32 kernel_btf_rawtp_id(struct kernel_btf *btf, const char *event, int *obj_fd)
{
	const char *name = arena_printf(btf->arena, "btf_trace_%s", event);
	struct hit hit = find_anywhere(btf, name, BTF_KIND_BIT(TYPEDEF));

	return hit.id ? attach_id(&hit, obj_fd) : -ENOENT;
}
