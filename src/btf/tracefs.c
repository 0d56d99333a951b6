/*
 * Format files of tracefs. A line is a C declaration that the kernel made by
 * pasting text, so its type is a hint only; offset, size and sign behind it
 * are facts. The members' types are made when `args` is first looked into:
 * only then is BTF asked, and only for what needs it.
 */
#include "btf/tracefs.h"

#include "btf/btf.h"
#include "btf/type_internal.h"

#include "base/str.h"
#include "base/sys.h"
#include "base/vec.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_RECORD = 1 << 16, /* no event is larger */
	MAX_POINTERS = 8,     /* stars in one declaration */
};

/* One line of the file. */
struct decl {
	const char *name;
	const char *base;     /* type without qualifiers, stars and brackets */
	const char *spelling; /* as the file has it, with "[N]" at its end */
	u32 offset, size;
	u32 stars;
	u32 count; /* elements as declared; 0: not a plain number */
	bool is_signed;
	bool is_array;
	bool is_func;     /* pointer to a function */
	bool is_data_loc; /* __data_loc or __rel_loc */
	bool is_rel_loc;
};

/* A format file whose members' types are still to be made. */
struct format_origin {
	struct origin origin;   /* first: found again from there */
	struct kernel_btf *btf; /* or NULL */
	enum addr_space space;  /* of pointers */
	VEC(struct decl) decls;
};

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

/* Words that say nothing about the size or the sign. */
static bool is_qualifier(const char *word, size_t len)
{
	static const char *const words[] = {
		"const",      "volatile",  "restrict", "__restrict", "__user",
		"__rcu",      "__percpu",  "__iomem",  "__force",    "__kernel",
		"__data_loc", "__rel_loc", "__seg_gs", "__seg_fs",   "_Atomic",
	};

	for (u32 i = 0; i < countof(words); i++) {
		if (strlen(words[i]) == len && !memcmp(words[i], word, len))
			return true;
	}
	return false;
}

/* Take stars and words of the type's TEXT apart. */
static void read_type(struct arena *arena, struct decl *decl, const char *text)
{
	struct strbuf base = { 0 };

	while (*text) {
		const char *start = text;
		size_t len;

		if (*text == '*')
			decl->stars++;
		if (!is_word(*text)) {
			text++;
			continue;
		}
		while (is_word(*text))
			text++;
		len = (size_t)(text - start);
		if (len == 10 && !memcmp(start, "__data_loc", len))
			decl->is_data_loc = true;
		if (len == 9 && !memcmp(start, "__rel_loc", len))
			decl->is_data_loc = decl->is_rel_loc = true;
		if (is_qualifier(start, len))
			continue;
		if (base.len)
			strbuf_addch(&base, ' ');
		strbuf_addn(&base, start, len);
	}
	decl->base = arena_strdup(arena, strbuf_text(&base));
	strbuf_fini(&base);
}

/* The product of the dimensions at TEXT; 0 when one is not a number. */
static u32 read_dimensions(const char *text)
{
	u64 num = 1;

	while (*text == '[') {
		char *end;
		u64 dim = strtoull(text + 1, &end, 0);

		if (end == text + 1 || *end != ']' || dim > MAX_RECORD)
			return 0;
		num *= dim;
		if (num > MAX_RECORD)
			return 0;
		text = end + 1;
	}
	return (u32)num;
}

/* The end of TEXT of length LEN without spaces. */
static size_t trim_end(const char *text, size_t len)
{
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return len;
}

/* `int (*func)(void)`: the name is in the middle. */
static bool read_func_decl(struct arena *arena, struct decl *decl,
			   const char *text)
{
	const char *name = strstr(text, "(*");
	size_t len = 0;

	if (!name)
		return false;
	name += 2;
	while (is_word(name[len]))
		len++;
	if (!len)
		return false;
	decl->name = arena_strndup(arena, name, len);
	decl->spelling = arena_printf(arena, "%.*s%s", (int)(name - text), text,
				      name + len);
	decl->base = "void";
	decl->is_func = true;
	return true;
}

/* Split LEN bytes of declaration at TEXT into type, name and dimensions. */
static bool read_decl(struct arena *arena, struct decl *decl, const char *text,
		      size_t len)
{
	const char *dims = "";
	size_t start;

	len = trim_end(text, len);
	text = arena_strndup(arena, text, len);
	if (read_func_decl(arena, decl, text))
		return true;
	while (len && text[len - 1] == ']') {
		while (len && text[len - 1] != '[')
			len--;
		if (!len)
			return false;
		dims = text + --len;
		len = trim_end(text, len);
	}
	for (start = len; start && is_word(text[start - 1]);)
		start--;
	if (start == len || !start)
		return false;
	decl->name = arena_strndup(arena, text + start, len - start);
	start = trim_end(text, start);
	decl->spelling = arena_printf(arena, "%.*s%s", (int)start, text, dims);
	if (!*dims) { /* `char[16] comm`, `__data_loc char[] name` */
		text = arena_strndup(arena, text, start);
		dims = strchr(text, '[');
		start = dims ? (size_t)(dims - text) : start;
	}
	decl->is_array = dims && *dims;
	decl->count = decl->is_array ? read_dimensions(dims) : 0;
	read_type(arena, decl, arena_strndup(arena, text, start));
	return *decl->base != '\0';
}

/* The number behind KEY in the LEN bytes at LINE. */
static bool read_number(const char *line, size_t len, const char *key,
			u32 *value)
{
	const char *at = memmem(line, len, key, strlen(key));
	char *end;
	unsigned long num;

	if (!at)
		return false;
	at += strlen(key);
	if (!isdigit((unsigned char)*at))
		return false;
	num = strtoul(at, &end, 10);
	*value = num > UINT32_MAX ? UINT32_MAX : (u32)num;
	return true;
}

/* Read one `field:` line of LEN bytes. */
static bool read_line(struct arena *arena, struct decl *decl, const char *line,
		      size_t len)
{
	const char *end = memchr(line, ';', len);
	u32 is_signed = 0;
	size_t rest;

	memset(decl, 0, sizeof(*decl));
	if (!end)
		return false;
	rest = len - (size_t)(end - line);
	(void)read_number(end, rest, "signed:", &is_signed); /* old: absent */
	decl->is_signed = is_signed;
	return read_number(end, rest, "offset:", &decl->offset) &&
	       read_number(end, rest, "size:", &decl->size) &&
	       decl->offset < MAX_RECORD && decl->size < MAX_RECORD &&
	       read_decl(arena, decl, line, (size_t)(end - line));
}

/* SIZE bytes that are no struct we know: an integer, or just bytes. */
static const struct type *plain_type(struct types *store, u32 size,
				     bool is_signed)
{
	if (size == 1 || size == 2 || size == 4 || size == 8)
		return type_int(size, is_signed);
	return type_array(store, type_int(1, false), size);
}

/* What BTF knows as NAME, or NULL. */
static const struct type *ask_btf(const struct format_origin *from,
				  const char *name)
{
	return from->btf ? kernel_btf_type(from->btf, name) : NULL;
}

static bool is_tagged(const char *base)
{
	return str_starts(base, "struct ") || str_starts(base, "union ") ||
	       str_starts(base, "enum ");
}

/* The size of an integer by its name; 0: not one of them. */
static u32 size_of_name(const char *base)
{
	static const struct {
		const char *word;
		u32 size;
	} words[] = {
		{ "char", 1 },     { "short", 2 },    { "long", 8 },
		{ "int", 4 },      { "unsigned", 4 }, { "signed", 4 },
		{ "u8", 1 },       { "s8", 1 },       { "__u8", 1 },
		{ "__s8", 1 },     { "uint8_t", 1 },  { "int8_t", 1 },
		{ "u16", 2 },      { "s16", 2 },      { "__u16", 2 },
		{ "__s16", 2 },    { "uint16_t", 2 }, { "int16_t", 2 },
		{ "__be16", 2 },   { "__le16", 2 },   { "u32", 4 },
		{ "s32", 4 },      { "__u32", 4 },    { "__s32", 4 },
		{ "uint32_t", 4 }, { "int32_t", 4 },  { "__be32", 4 },
		{ "__le32", 4 },   { "u64", 8 },      { "s64", 8 },
		{ "__u64", 8 },    { "__s64", 8 },    { "uint64_t", 8 },
		{ "int64_t", 8 },  { "__be64", 8 },   { "__le64", 8 },
		{ "bool", 1 },     { "_Bool", 1 },    { "size_t", 8 },
		{ "ssize_t", 8 },  { "pid_t", 4 },    { "loff_t", 8 },
	};

	for (u32 i = 0; i < countof(words); i++) {
		const char *at = strstr(base, words[i].word);
		size_t len = strlen(words[i].word);

		if (at && (at == base || at[-1] == ' ') &&
		    (!at[len] || at[len] == ' '))
			return words[i].size;
	}
	return 0;
}

static bool is_unsigned_name(const char *base)
{
	return str_starts(base, "unsigned") || str_starts(base, "u") ||
	       str_starts(base, "__u") || !strcmp(base, "size_t");
}

/* What one of DECL's pointers means after all its stars. */
static const struct type *pointee_type(const struct format_origin *from,
				       const struct decl *decl)
{
	const struct type *type = NULL;
	u32 size;

	if (decl->is_func)
		return type_simple(T_FUNC);
	if (!strcmp(decl->base, "void"))
		return type_void();
	size = is_tagged(decl->base) ? 0 : size_of_name(decl->base);
	if (size)
		return type_int(size, !is_unsigned_name(decl->base));
	type = ask_btf(from, decl->base);
	return type ? type : type_void();
}

/* An element of DECL, which has SIZE bytes. */
static const struct type *element_type(const struct format_origin *from,
				       struct types *store,
				       const struct decl *decl, u32 size)
{
	const struct type *type;

	if ((decl->stars || decl->is_func) && size == 8) {
		u32 stars = decl->stars < MAX_POINTERS ? decl->stars : 0;

		type = pointee_type(from, decl);
		for (u32 i = 1; i < stars; i++)
			type = type_ptr(store, type, from->space);
		return type_ptr(store, type, from->space);
	}
	if (size == 1 &&
	    (!strcmp(decl->base, "bool") || !strcmp(decl->base, "_Bool")))
		return type_bool();
	if (is_tagged(decl->base) ||
	    (size != 1 && size != 2 && size != 4 && size != 8)) {
		type = ask_btf(from, decl->base);
		if (type && type->size == size)
			return type;
	}
	return plain_type(store, size, decl->is_signed);
}

static const struct type *array_type(const struct format_origin *from,
				     struct types *store,
				     const struct decl *decl)
{
	u32 count = decl->count, size;

	if (!decl->stars && !strcmp(decl->base, "char") && decl->size)
		return type_string(store, decl->size);
	if (!count || decl->size % count) { /* `[MAX_LEN]`, or `[0]` */
		size = decl->stars ? 8 : size_of_name(decl->base);
		if (!size || decl->size % size)
			size = 1;
		count = decl->size / size;
	} else {
		size = decl->size / count;
	}
	return type_array(store, element_type(from, store, decl, size), count);
}

static const struct type *field_type(const struct format_origin *from,
				     struct types *store,
				     const struct decl *decl)
{
	if (decl->is_data_loc)
		return type_int(8, true);
	if (decl->is_array)
		return array_type(from, store, decl);
	return element_type(from, store, decl, decl->size);
}

/* The load of a format's origin: now the types are wanted. */
static int load_format(struct origin *origin, struct types *store,
		       struct layout *layout)
{
	const struct format_origin *from = origin->data;
	struct field *fields =
		ARENA_ARRAY(types_arena(store), struct field, from->decls.len);

	vec_for (i, &from->decls) {
		const struct decl *decl = &from->decls.items[i];
		struct field *field = &fields[i];

		field->name = decl->name;
		field->type = field_type(from, store, decl);
		field->offset = decl->offset;
		field->is_data_loc = decl->is_data_loc;
		field->is_common = str_starts(decl->name, "common_");
		field->is_user =
			field->type->kind == T_PTR && from->space == AS_USER;
		field->spelling = decl->spelling;
		if (decl->is_rel_loc)
			field->loc_base = decl->offset + decl->size;
	}
	layout->fields = fields;
	layout->nfields = from->decls.len;
	return 0;
}

/* Read every line of TEXT that makes sense. Returns 0, or -EINVAL without id.
 */
static int read_format(struct arena *arena, const char *text, u64 *id,
		       struct format_origin *from)
{
	bool has_id = false;

	while (*text) {
		size_t len = strcspn(text, "\n");
		const char *line = text + strspn(text, " \t");
		struct decl decl;

		if (str_starts(text, "ID:")) {
			*id = strtoull(text + 3, NULL, 10);
			has_id = true;
		}
		if (str_starts(text, "print fmt:"))
			break;
		if (str_starts(line, "field:")) {
			line += strlen("field:");
			if (read_line(arena, &decl, line,
				      len - (size_t)(line - text)))
				vec_push(arena, &from->decls, decl);
		}
		text += len + (text[len] == '\n');
	}
	return has_id ? 0 : -EINVAL;
}

static int make_format(struct types *store, struct kernel_btf *btf,
		       const char *name, const char *text,
		       enum addr_space space, struct tracepoint_format *out)
{
	struct arena *arena = types_arena(store);
	struct format_origin *from = ARENA_OBJ(arena, struct format_origin);
	u32 size = 0;
	int err;

	from->origin.load = load_format;
	from->origin.data = from;
	from->btf = btf;
	from->space = space;
	out->id = 0;
	out->args = NULL;
	err = read_format(arena, text, &out->id, from);
	if (err)
		return err;
	vec_for (i, &from->decls) {
		const struct decl *decl = &from->decls.items[i];

		if (decl->offset + decl->size > size)
			size = decl->offset + decl->size;
	}
	out->args = type_named_sized(
		store, T_STRUCT, arena_printf(arena, "struct %s_args", name),
		&from->origin, (u32)align_up(size, 8), 8);
	return 0;
}

int tracefs_parse_format(struct types *store, struct kernel_btf *btf,
			 const char *name, const char *text,
			 struct tracepoint_format *out)
{
	return make_format(store, btf, name, text,
			   str_starts(name, "syscalls_") ? AS_USER : AS_KERNEL,
			   out);
}

/* True when NAME is one folder's name and nothing else. */
static bool is_folder_name(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/');
}

/* The path of FILE of an event, in ARENA; NULL with errno. */
static const char *event_path(struct arena *arena, const char *category,
			      const char *event, const char *file)
{
	const char *tracefs;

	if (!is_folder_name(category) || !is_folder_name(event)) {
		errno = ENOENT;
		return NULL;
	}
	tracefs = sys_tracefs();
	if (!tracefs)
		return NULL;
	return arena_printf(arena, "%s/events/%s/%s/%s", tracefs, category,
			    event, file);
}

int tracefs_format(struct types *store, struct kernel_btf *btf,
		   const char *category, const char *event,
		   struct tracepoint_format *out)
{
	struct arena *tmp = arena_new();
	const char *path = event_path(tmp, category, event, "format");
	const char *text = path ? sys_read_file(tmp, path, NULL) : NULL;
	int err = -errno;

	if (text)
		err = make_format(
			store, btf, arena_printf(tmp, "%s_%s", category, event),
			text,
			strcmp(category, "syscalls") ? AS_KERNEL : AS_USER,
			out);
	arena_free(tmp);
	return err;
}

int tracefs_each_event(bool (*fn)(const char *category, const char *event,
				  void *arg),
		       void *arg)
{
	const char *tracefs = sys_tracefs();
	struct arena *arena;
	char *text, *next;
	int err = 0;

	if (!tracefs)
		return -errno;
	arena = arena_new();
	text = sys_read_file(
		arena, arena_printf(arena, "%s/available_events", tracefs),
		NULL);
	if (!text)
		err = -errno;
	for (; text && *text; text = next) {
		size_t len = strcspn(text, "\n");
		char *colon = memchr(text, ':', len);

		next = text + len + (text[len] == '\n');
		text[len] = '\0';
		if (!colon)
			continue;
		*colon = '\0';
		if (!fn(text, colon + 1, arg))
			break;
	}
	arena_free(arena);
	return err;
}

bool tracefs_has_event(const char *category, const char *event)
{
	struct arena *tmp = arena_new();
	/* events/ftrace has formats too, but nothing to switch on */
	const char *path = event_path(tmp, category, event, "enable");
	bool found = path && !access(path, F_OK);

	arena_free(tmp);
	return found;
}
