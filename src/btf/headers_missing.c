/*
 * Types that headers use and no header defines are the kernel's. libclang
 * only has to know how large they are: it gets a stand-in for each, and
 * where a member has the type of a stand-in we take what BTF knows.
 */
#include "btf/headers_internal.h"

#include "btf/btf.h"
#include "btf/type_internal.h"

#include <string.h>

/* In front of a typedef's name: its stand-in's tag. */
#define TAG_PREFIX "awl_kernel_"

/* What libclang says about a type that it misses; its name is in quotes. */
static const char *const complaints[] = {
	"unknown type name '",
	"field has incomplete type '",
	"array has incomplete element type '",
	"invalid application of 'sizeof' to an incomplete type '",
	"use of undeclared identifier '",
};

/* The first quoted name behind one of the complaints, or NULL. */
static const char *find_name(struct arena *arena, const char *message)
{
	for (u32 i = 0; i < countof(complaints); i++) {
		size_t len = strlen(complaints[i]);
		const char *name = message + len, *end;

		if (strncmp(message, complaints[i], len) != 0)
			continue;
		if (!strncmp(name, "const ", 6))
			name += 6;
		end = strpbrk(name, "'[*");
		return end ? arena_strndup(arena, name, (size_t)(end - name))
			   : NULL;
	}
	return NULL;
}

static void add_int(struct strbuf *out, const struct type *type,
		    const char *name)
{
	static const char *const words[] = {
		[1] = "char",
		[2] = "short",
		[4] = "int",
		[8] = "long",
	};

	strbuf_printf(out, "typedef %s %s %s;\n",
		      type->is_signed ? "signed" : "unsigned",
		      words[type->size], name);
}

/* As large as TYPE, under the tag KEYWORD NAME. */
static void add_bytes(struct headers *h, const struct type *type,
		      const char *keyword, const char *name)
{
	const char *full = arena_printf(h->defs->arena, "%s %s", keyword, name);

	strbuf_printf(&h->standins,
		      "%s { char bytes[%u]; } __attribute__((aligned(%u)));\n",
		      full, type->size, type->align ? type->align : 1);
	hash_set(&h->missing, full, (struct type *)type);
}

/* An enum needs a value; a name that no script uses. */
static void add_enum(struct headers *h, const struct type *type,
		     const char *full)
{
	strbuf_printf(&h->standins, "%s { awl_enum_%s = %s };\n", full,
		      full + strlen("enum "),
		      type->size == 8   ? "1LL << 62"
		      : type->is_signed ? "-1"
					: "0");
	hash_set(&h->missing, full, (struct type *)type);
}

/* What NAME means in a header that does not say so itself, or NULL. */
static const struct type *find_type(const struct headers *h, const char *name)
{
	struct cname known;

	if (!strcmp(name, "bool"))
		return type_bool();
	if (cdefs_find_known(name, &known))
		return known.type;
	return h->defs->btf ? kernel_btf_type(h->defs->btf, name) : NULL;
}

static bool add_constant(struct headers *h, const char *name)
{
	s64 value;

	if (!h->defs->btf ||
	    !kernel_btf_enumerator(h->defs->btf, name, &value, NULL))
		return false;
	strbuf_printf(&h->standins, "#define %s %lldLL\n", name,
		      (long long)value);
	return true;
}

/* Write a stand-in for NAME; false when nobody knows what it is. */
static bool add_standin(struct headers *h, const char *name)
{
	const struct type *type = find_type(h, name);
	const char *space = strchr(name, ' ');

	if (!type)
		return !space && add_constant(h, name);
	if (str_starts(name, "enum ")) {
		add_enum(h, type, name);
	} else if (space) {
		const char *keyword = arena_strndup(h->defs->arena, name,
						    (size_t)(space - name));

		add_bytes(h, type, keyword, space + 1);
	} else if (type->kind == T_INT) {
		add_int(&h->standins, type, name);
	} else if (type->kind == T_BOOL) {
		strbuf_printf(&h->standins, "typedef _Bool %s;\n", name);
	} else {
		const char *tag =
			arena_printf(h->defs->arena, TAG_PREFIX "%s", name);

		add_bytes(h, type, "struct", tag);
		strbuf_printf(&h->standins, "typedef struct %s %s;\n", tag,
			      name);
	}
	return true;
}

bool headers_stand_in(struct headers *h)
{
	struct hname *seen;
	bool added = false;

	for (u32 i = 0; i < h->api.getNumDiagnostics(h->unit); i++) {
		struct header_message message;
		const char *name;

		headers_message(h, i, &message);
		if (message.severity < CLANG_ERROR || message.is_main)
			continue;
		name = find_name(h->defs->arena, message.text);
		if (!name || hash_find(&h->asked, name))
			continue;
		seen = ARENA_OBJ(h->defs->arena, struct hname);
		hash_set(&h->asked, name, seen);
		added |= add_standin(h, name);
	}
	return added;
}

const struct type *headers_missing(const struct headers *h, const char *full)
{
	return hash_find(&h->missing, full);
}
