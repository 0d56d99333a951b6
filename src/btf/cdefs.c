/*
 * What the C preamble defined, by name.
 */
#include "btf/cdefs.h"

#include "btf/btf.h"
#include "btf/cdefs_internal.h"
#include "btf/headers.h"
#include "btf/type_internal.h"

#include "base/str.h"

#include <string.h>

/*
 * Names that scripts use without a header, as the kernel has them on 64-bit
 * machines. A typedef in the script comes first.
 */
static const struct {
	const char *name;
	u8 size;
	bool is_signed;
} known_names[] = {
	{ "u8", 1, false },          { "s8", 1, true },
	{ "u16", 2, false },         { "s16", 2, true },
	{ "u32", 4, false },         { "s32", 4, true },
	{ "u64", 8, false },         { "s64", 8, true },
	{ "__u8", 1, false },        { "__s8", 1, true },
	{ "__u16", 2, false },       { "__s16", 2, true },
	{ "__u32", 4, false },       { "__s32", 4, true },
	{ "__u64", 8, false },       { "__s64", 8, true },
	{ "uint8_t", 1, false },     { "int8_t", 1, true },
	{ "uint16_t", 2, false },    { "int16_t", 2, true },
	{ "uint32_t", 4, false },    { "int32_t", 4, true },
	{ "uint64_t", 8, false },    { "int64_t", 8, true },
	{ "__be16", 2, false },      { "__le16", 2, false },
	{ "__be32", 4, false },      { "__le32", 4, false },
	{ "__be64", 8, false },      { "__le64", 8, false },
	{ "__sum16", 2, false },     { "__wsum", 4, false },
	{ "size_t", 8, false },      { "ssize_t", 8, true },
	{ "uintptr_t", 8, false },   { "intptr_t", 8, true },
	{ "ptrdiff_t", 8, true },    { "pid_t", 4, true },
	{ "uid_t", 4, false },       { "gid_t", 4, false },
	{ "dev_t", 4, false },       { "ino_t", 8, false },
	{ "mode_t", 4, false },      { "umode_t", 2, false },
	{ "nlink_t", 4, false },     { "off_t", 8, true },
	{ "loff_t", 8, true },       { "time_t", 8, true },
	{ "time64_t", 8, true },     { "ktime_t", 8, true },
	{ "clockid_t", 4, true },    { "sector_t", 8, false },
	{ "blkcnt_t", 8, false },    { "dma_addr_t", 8, false },
	{ "phys_addr_t", 8, false }, { "gfp_t", 4, false },
	{ "fmode_t", 4, false },     { "uint", 4, false },
	{ "ushort", 2, false },      { "ulong", 8, false },
	{ "u_char", 1, false },      { "u_short", 2, false },
	{ "u_int", 4, false },       { "u_long", 8, false },
	{ "key_t", 4, true },        { "wchar_t", 4, true },
};

struct cdefs *cdefs_new(struct arena *arena, struct types *store)
{
	struct cdefs *defs = ARENA_OBJ(arena, struct cdefs);

	defs->arena = arena;
	defs->store = store;
	hash_init(&defs->macros, arena);
	hash_init(&defs->tags, arena);
	hash_init(&defs->typedefs, arena);
	hash_init(&defs->enumerators, arena);
	return defs;
}

void cdefs_use_btf(struct cdefs *defs, struct kernel_btf *btf)
{
	defs->btf = btf;
}

void cdefs_announce(struct cdefs *defs, u32 pos, const char *text, u32 len)
{
	const struct ctext entry = { pos, len, text };

	vec_for (i, &defs->texts) {
		if (defs->texts.items[i].pos == pos)
			return;
	}
	vec_push(defs->arena, &defs->texts, entry);
}

void cdefs_parse(struct cdefs *defs, struct diags *diags, u32 pos,
		 const char *text, u32 len, bool have_btf)
{
	struct clex lex;

	if (have_btf)
		cdefs_define(defs, "BPFTRACE_HAVE_BTF", "1", false, true);
#if defined(__x86_64__)
	cdefs_define(defs, "__x86_64__", "1", false, true);
#elif defined(__aarch64__)
	cdefs_define(defs, "__aarch64__", "1", false, true);
#endif
	cdefs_announce(defs, pos, text, len);
	defs->search.have_btf = have_btf;
	if (defs->search.nfiles)
		cdefs_include(defs, diags, (struct span){ .pos = pos });
	clex_init(&lex, defs, diags, text, len, pos);
	cparse_all(&lex);
	vec_for (i, &lex.conds)
		diag_error(diags, lex.conds.items[i].span,
			   "#if without "
			   "#endif");
}

void cdefs_search(struct cdefs *defs, const struct header_search *search)
{
	defs->search = *search;
}

void cdefs_include(struct cdefs *defs, struct diags *diags, struct span at)
{
	if (!defs->included)
		defs->headers = headers_read(defs, diags, at);
	defs->included = true;
}

void cdefs_close(struct cdefs *defs)
{
	if (defs)
		headers_close(defs->headers);
}

/* The tag FULL of the script or of a header, or NULL. */
static struct ctag *find_tag(struct cdefs *defs, const char *full)
{
	struct ctag *tag = hash_find(&defs->tags, full);

	if (tag || !defs->headers)
		return tag;
	tag = headers_tag(defs->headers, full);
	if (tag)
		hash_set(&defs->tags, full, tag);
	return tag;
}

const struct type *cdefs_type(struct cdefs *defs, const char *name)
{
	const struct ctag *tag = find_tag(defs, name);
	struct cname found;

	if (tag)
		return tag->is_defined ? tag->type : NULL;
	return cdefs_find_name(defs, name, &found) ? found.type : NULL;
}

bool cdefs_enumerator(struct cdefs *defs, const char *name, s64 *value,
		      const struct type **type)
{
	const struct cenumerator *item = hash_find(&defs->enumerators, name);

	if (!item)
		return defs->headers &&
		       headers_enumerator(defs->headers, name, value, type);
	*value = item->value;
	if (type)
		*type = item->type;
	return true;
}

const char *cdefs_macro(struct cdefs *defs, const char *name)
{
	const struct cmacro *macro =
		cdefs_find_macro(defs, name, (u32)strlen(name));

	if (!macro || macro->is_function || macro->is_predefined)
		return NULL;
	return macro->body;
}

bool cdefs_is_call(struct cdefs *defs, const char *name)
{
	const struct cmacro *macro =
		cdefs_find_macro(defs, name, (u32)strlen(name));

	return macro && macro->is_function;
}

bool cdefs_constant(struct cdefs *defs, const char *text, u64 *value,
		    bool *negative)
{
	struct cvalue result;

	if (!cexpr_constant(defs, text, &result))
		return false;
	*value = result.num;
	*negative = !result.is_unsigned && (s64)result.num < 0;
	return true;
}

/* A macro of a header, kept like the script's own from now on. */
static struct cmacro *header_macro(const struct cdefs *defs, const char *name,
				   u32 len)
{
	const char *copy = arena_strndup(defs->arena, name, len);
	bool is_function = false;
	const char *body = headers_macro(defs->headers, copy, &is_function);
	struct cmacro *macro;

	if (!body)
		return NULL;
	macro = ARENA_OBJ(defs->arena, struct cmacro);
	macro->body = body;
	macro->is_function = is_function;
	macro->is_defined = true;
	hash_set((struct hash *)&defs->macros, copy, macro);
	return macro;
}

struct cmacro *cdefs_find_macro(const struct cdefs *defs, const char *name,
				u32 len)
{
	struct cmacro *macro = hash_findn(&defs->macros, name, len);

	if (!macro && defs->headers)
		macro = header_macro(defs, name, len);
	return macro && macro->is_defined ? macro : NULL;
}

void cdefs_define(struct cdefs *defs, const char *name, const char *body,
		  bool is_function, bool is_predefined)
{
	struct cmacro *macro = ARENA_OBJ(defs->arena, struct cmacro);

	macro->body = arena_strdup(defs->arena, body);
	macro->is_function = is_function;
	macro->is_predefined = is_predefined;
	macro->is_defined = true;
	hash_set(&defs->macros, name, macro);
}

/* A type whose members come later, if ever. */
struct ctag *cdefs_new_tag(struct cdefs *defs, const char *keyword,
			   const char *name)
{
	struct ctag *tag = ARENA_OBJ(defs->arena, struct ctag);

	tag->origin = ARENA_OBJ(types_arena(defs->store), struct origin);
	tag->origin->loaded = true; /* as empty as it is */
	tag->type = type_named_sized(
		defs->store, strcmp(keyword, "enum") ? T_STRUCT : T_ENUM, name,
		tag->origin, 0, 1);
	tag->type->is_union = !strcmp(keyword, "union");
	return tag;
}

struct ctag *cdefs_tag(struct cdefs *defs, const char *keyword,
		       const char *name)
{
	const char *full = arena_printf(defs->arena, "%s %s", keyword, name);
	struct ctag *tag = find_tag(defs, full);

	if (!tag) {
		tag = cdefs_new_tag(defs, keyword, full);
		hash_set(&defs->tags, full, tag);
	}
	return tag;
}

struct ctag *cdefs_anonymous(struct cdefs *defs, const char *keyword)
{
	return cdefs_new_tag(defs, keyword, NULL);
}

struct ctag *cdefs_replace_tag(struct cdefs *defs, const char *keyword,
			       const char *name)
{
	const char *full = arena_printf(defs->arena, "%s %s", keyword, name);
	struct ctag *tag = cdefs_new_tag(defs, keyword, full);

	hash_set(&defs->tags, full, tag);
	return tag;
}

bool cdefs_find_known(const char *name, struct cname *found)
{
	for (u32 i = 0; i < countof(known_names); i++) {
		if (strcmp(known_names[i].name, name) != 0)
			continue;
		*found = (struct cname){
			.type = type_int(known_names[i].size,
					 known_names[i].is_signed),
			.align = known_names[i].size,
		};
		return true;
	}
	return false;
}

bool cdefs_find_name(const struct cdefs *defs, const char *name,
		     struct cname *found)
{
	const struct cname *known = hash_find(&defs->typedefs, name);

	if (known) {
		*found = *known;
		return true;
	}
	if (defs->headers && headers_typedef(defs->headers, name, found))
		return true;
	return cdefs_find_known(name, found);
}
