/*
 * Raw BTF as C text: type names for listings, definitions for `-lv`.
 */
#include "btf/btf_types.h"

#include "base/str.h"

#include <string.h>

/* Real types stay far below; damaged ones lead into themselves. */
enum { MAX_DEPTH = 32, MAX_TEXT = 256 << 10 };

static void declare(struct strbuf *out, const struct btf_blob *blob, u32 id,
		    const char *inner, u32 indent, u32 depth);

/* The definition's body belongs where an anonymous type is used. */
static void write_body(struct strbuf *out, const struct btf_blob *blob,
		       const struct btf_type *type, u32 indent, u32 depth);

static const char *keyword_of(const struct btf_type *type)
{
	switch (btf_kind_of(type)) {
	case BTF_KIND_STRUCT:
		return "struct";
	case BTF_KIND_UNION:
		return "union";
	case BTF_KIND_FWD:
		return btf_kflag_of(type) ? "union" : "struct";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum";
	}
	return NULL;
}

/* What stands left of the declared name. */
static void write_base(struct strbuf *out, const struct btf_blob *blob,
		       const struct btf_type *type, u32 indent, u32 depth)
{
	const char *keyword = type ? keyword_of(type) : NULL;
	const char *name = type ? btf_blob_str(blob, type->name_off) : "void";

	if (keyword)
		strbuf_add(out, keyword);
	if (keyword && *name)
		strbuf_addch(out, ' ');
	strbuf_add(out, name);
	if (keyword && !*name) {
		strbuf_addch(out, ' ');
		if (indent)
			write_body(out, blob, type, indent, depth);
		else
			strbuf_add(out, "{...}");
	}
}

static void write_inner(struct strbuf *out, const char *inner)
{
	if (*inner)
		strbuf_addch(out, ' ');
	strbuf_add(out, inner);
}

/* The parameters of PROTO in parentheses. */
static void write_params(struct strbuf *out, const struct btf_blob *blob,
			 const struct btf_type *proto, u32 depth)
{
	const struct btf_param *params = btf_tail_of(proto);
	u32 num = btf_vlen_of(proto);

	strbuf_addch(out, '(');
	for (u32 i = 0; i < num && out->len <= MAX_TEXT; i++) {
		if (i)
			strbuf_add(out, ", ");
		if (i + 1 == num && !params[i].type)
			strbuf_add(out, "...");
		else
			declare(out, blob, params[i].type, "", 0, depth + 1);
	}
	strbuf_add(out, num ? ")" : "void)");
}

/* Wrap INNER as `*inner`, in parentheses before an array or function. */
static void declare_ptr(struct strbuf *out, const struct btf_blob *blob,
			const struct btf_type *type, const char *inner,
			u32 indent, u32 depth)
{
	const struct btf_type *to = btf_blob_type(blob, type->type);
	u32 kind = to ? btf_kind_of(to) : 0;
	bool paren = kind == BTF_KIND_FUNC_PROTO || kind == BTF_KIND_ARRAY;
	struct strbuf text = { 0 };

	strbuf_printf(&text, paren ? "(*%s)" : "*%s", inner);
	declare(out, blob, type->type, strbuf_text(&text), indent, depth + 1);
	strbuf_fini(&text);
}

/* A qualifier goes left of a base type, but right of a pointer's star. */
static void declare_qualified(struct strbuf *out, const struct btf_blob *blob,
			      const struct btf_type *type, const char *word,
			      const char *inner, u32 indent, u32 depth)
{
	const struct btf_type *of = btf_blob_type(blob, type->type);
	struct strbuf text = { 0 };

	if (!of || btf_kind_of(of) != BTF_KIND_PTR) {
		strbuf_printf(out, "%s ", word);
		declare(out, blob, type->type, inner, indent, depth + 1);
		return;
	}
	strbuf_printf(&text, *inner ? "%s %s" : "%s%s", word, inner);
	declare(out, blob, type->type, strbuf_text(&text), indent, depth + 1);
	strbuf_fini(&text);
}

static void declare_array(struct strbuf *out, const struct btf_blob *blob,
			  const struct btf_type *type, const char *inner,
			  u32 indent, u32 depth)
{
	const struct btf_array *array = btf_tail_of(type);
	struct strbuf text = { 0 };

	strbuf_add(&text, inner);
	if (array->nelems)
		strbuf_printf(&text, "[%u]", array->nelems);
	else
		strbuf_add(&text, "[]");
	declare(out, blob, array->type, strbuf_text(&text), indent, depth + 1);
	strbuf_fini(&text);
}

static void declare_func(struct strbuf *out, const struct btf_blob *blob,
			 const struct btf_type *type, const char *inner,
			 u32 depth)
{
	struct strbuf text = { 0 };

	strbuf_add(&text, inner);
	write_params(&text, blob, type, depth);
	declare(out, blob, type->type, strbuf_text(&text), 0, depth + 1);
	strbuf_fini(&text);
}

/*
 * Append a declaration of INNER (a name, "" or a part of a declarator) as
 * type ID. INDENT 0 writes anonymous types without their members.
 */
static void declare(struct strbuf *out, const struct btf_blob *blob, u32 id,
		    const char *inner, u32 indent, u32 depth)
{
	const struct btf_type *type = btf_blob_type(blob, id);

	/*
	 * What is cut keeps its text: then all around it is too long as well
	 * and ends soon, however often the types branch.
	 */
	if (depth > MAX_DEPTH || out->len + strlen(inner) > MAX_TEXT) {
		strbuf_add(out, "...");
		write_inner(out, inner);
		return;
	}
	switch (type ? btf_kind_of(type) : BTF_KIND_UNKN) {
	case BTF_KIND_PTR:
		declare_ptr(out, blob, type, inner, indent, depth);
		return;
	case BTF_KIND_CONST:
		declare_qualified(out, blob, type, "const", inner, indent,
				  depth);
		return;
	case BTF_KIND_VOLATILE:
		declare_qualified(out, blob, type, "volatile", inner, indent,
				  depth);
		return;
	case BTF_KIND_RESTRICT:
		declare_qualified(out, blob, type, "restrict", inner, indent,
				  depth);
		return;
	case BTF_KIND_TYPE_TAG:
		declare(out, blob, type->type, inner, indent, depth + 1);
		return;
	case BTF_KIND_ARRAY:
		declare_array(out, blob, type, inner, indent, depth);
		return;
	case BTF_KIND_FUNC_PROTO:
		declare_func(out, blob, type, inner, depth);
		return;
	}
	write_base(out, blob, type, indent, depth);
	write_inner(out, inner);
}

static void write_members(struct strbuf *out, const struct btf_blob *blob,
			  const struct btf_type *type, u32 indent, u32 depth)
{
	const struct btf_member *members = btf_tail_of(type);

	for (u32 i = 0; i < btf_vlen_of(type) && out->len <= MAX_TEXT; i++) {
		u32 width =
			btf_kflag_of(type)
				? BTF_MEMBER_BITFIELD_SIZE(members[i].offset)
				: 0;

		strbuf_pad(out, '\t', indent);
		declare(out, blob, members[i].type,
			btf_blob_str(blob, members[i].name_off), indent,
			depth + 1);
		if (width)
			strbuf_printf(out, ": %u", width);
		strbuf_add(out, ";\n");
	}
}

static void write_enumerators(struct strbuf *out, const struct btf_blob *blob,
			      const struct btf_type *type, u32 indent)
{
	for (u32 i = 0; i < btf_vlen_of(type); i++) {
		s64 value;
		const char *name = btf_blob_enumerator(blob, type, i, &value);

		strbuf_pad(out, '\t', indent);
		if (btf_kflag_of(type))
			strbuf_printf(out, "%s = %lld,\n", name,
				      (long long)value);
		else
			strbuf_printf(out, "%s = %llu,\n", name,
				      (unsigned long long)value);
	}
}

static void write_body(struct strbuf *out, const struct btf_blob *blob,
		       const struct btf_type *type, u32 indent, u32 depth)
{
	u32 kind = btf_kind_of(type);

	if (depth > MAX_DEPTH) {
		strbuf_add(out, "{...}");
		return;
	}
	strbuf_add(out, "{\n");
	if (kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION)
		write_members(out, blob, type, indent + 1, depth + 1);
	else if (kind != BTF_KIND_FWD)
		write_enumerators(out, blob, type, indent + 1);
	strbuf_pad(out, '\t', indent);
	strbuf_addch(out, '}');
}

const char *btf_spell(struct arena *arena, const struct btf_blob *blob, u32 id)
{
	struct strbuf text = { 0 };
	const char *copy;

	declare(&text, blob, id, "", 0, 0);
	copy = arena_strdup(arena, strbuf_text(&text));
	strbuf_fini(&text);
	return copy;
}

void btf_define(struct strbuf *out, const struct btf_blob *blob, u32 id)
{
	const struct btf_type *type = btf_blob_type(blob, id);
	const char *keyword = type ? keyword_of(type) : NULL;
	const char *name;

	if (!type)
		return;
	name = btf_blob_str(blob, type->name_off);
	if (keyword) {
		strbuf_printf(out, "%s %s ", keyword, name);
		write_body(out, blob, type, 0, 0);
	} else if (btf_kind_of(type) == BTF_KIND_TYPEDEF) {
		strbuf_add(out, "typedef ");
		declare(out, blob, type->type, name, 0, 0);
	} else {
		declare(out, blob, id, "", 0, 0);
	}
	strbuf_addch(out, ';');
}
