/*
 * Declarations of the C preamble: specifiers, declarators, typedefs. What C
 * knows beyond types (functions, variables) is read over or refused.
 */
#include "btf/cdefs_decl.h"
#include "btf/btf.h"
#include "btf/type_internal.h"

#include <string.h>

static bool is_one_of(const struct clex *lex, const char *const *words, u32 num)
{
	for (u32 i = 0; i < num; i++) {
		if (clex_is_word(lex, words[i]))
			return true;
	}
	return false;
}

static bool is_qualifier(const struct clex *lex)
{
	static const char *const words[] = {
		"const",    "volatile",     "restrict",      "__restrict",
		"__const",  "__volatile__", "__restrict__",  "inline",
		"__inline", "__inline__",   "static",        "extern",
		"register", "_Noreturn",    "__extension__", "__user",
		"__kernel", "__rcu",        "__percpu",      "__iomem",
		"__force",  "_Atomic",
	};

	return is_one_of(lex, words, countof(words));
}

static bool is_tag_word(const struct clex *lex)
{
	return clex_is_word(lex, "struct") || clex_is_word(lex, "union") ||
	       clex_is_word(lex, "enum");
}

/* Step over `__extension__`, `const` and attributes without meaning here. */
static void skip_qualifiers(struct clex *lex)
{
	struct attributes unused = { 0 };

	for (;;) {
		if (is_qualifier(lex))
			clex_next(lex);
		else if (cdecl_at_attribute(lex) && !lex->failed)
			cdecl_attributes(lex, &unused);
		else
			return;
	}
}

static void add_part(struct clex *lex, struct declarator *decl, int kind,
		     u32 count)
{
	if (decl->nparts == MAX_PARTS) {
		clex_fail(lex, "declaration is nested too deeply");
		return;
	}
	decl->parts[decl->nparts].kind = kind;
	decl->parts[decl->nparts++].count = count;
}

/* The `[N]` and `(...)` behind a name. */
static void parse_suffixes(struct clex *lex, struct declarator *decl)
{
	while (!lex->failed) {
		struct span start;
		s64 count = 0;

		if (clex_accept(lex, '(')) {
			cdecl_skip_parens(lex);
			add_part(lex, decl, PART_FUNC, 0);
			continue;
		}
		if (!clex_accept(lex, '['))
			return;
		start = lex->tok.span;
		if (!clex_is_punct(lex, ']'))
			count = cexpr_eval(lex);
		if (count < 0 || count > INT32_MAX)
			clex_fail_at(lex, clex_since(lex, start),
				     "invalid array size");
		clex_expect(lex, ']');
		add_part(lex, decl, PART_ARRAY, (u32)count);
	}
}

/* Behind `(`: does a declarator follow, and not parameters? */
static bool at_declarator(const struct clex *lex)
{
	return clex_is_punct(lex, '*') || clex_is_punct(lex, '(') ||
	       (lex->tok.kind == C_WORD && !cparse_at_type(lex));
}

void cdecl_name(struct clex *lex, struct declarator *decl)
{
	u32 nstars = 0;

	if (++lex->depth > C_MAX_DEPTH)
		clex_fail(lex, "declaration is nested too deeply");
	skip_qualifiers(lex);
	while (clex_accept(lex, '*')) {
		nstars++;
		skip_qualifiers(lex);
	}
	if (!lex->failed && clex_accept(lex, '(')) {
		if (at_declarator(lex)) {
			cdecl_name(lex, decl);
			clex_expect(lex, ')');
		} else {
			cdecl_skip_parens(lex);
			add_part(lex, decl, PART_FUNC, 0);
		}
	} else if (lex->tok.kind == C_WORD) {
		decl->name = clex_word(lex);
		clex_next(lex);
	}
	parse_suffixes(lex, decl);
	while (nstars-- && !lex->failed)
		add_part(lex, decl, PART_PTR, 0);
	lex->depth--;
}

static bool is_by_value(const struct declarator *decl)
{
	for (u32 i = 0; i < decl->nparts; i++) {
		if (decl->parts[i].kind != PART_ARRAY)
			return false;
	}
	return true;
}

/* A struct that was only declared may be the kernel's. */
static void complete(struct clex *lex, const struct specs *specs,
		     struct cname *name)
{
	const struct type *type = name->type;
	const struct ctag *tag = NULL;

	if ((type->kind == T_STRUCT || type->kind == T_ENUM) && type->name)
		tag = hash_find(&lex->defs->tags, type->name);
	if (!tag || tag->type != type || tag->is_defined)
		return;
	if (lex->defs->btf) {
		type = kernel_btf_type(lex->defs->btf, type->name);
		if (type) {
			name->type = type;
			name->align = type->align;
			return;
		}
	}
	diag_error(lex->diags, specs->span, "unknown type '%s'",
		   tag->type->name);
	name->type = type_error();
}

static struct cname array_of(struct types *store, struct cname elem, u32 count)
{
	if (elem.is_char && count)
		elem.type = type_string(store, count);
	else
		elem.type = type_array(store, elem.type, count);
	elem.is_char = false;
	return elem;
}

/* The type of what DECL declares. */
struct cname cdecl_type(struct clex *lex, const struct specs *specs,
			const struct declarator *decl)
{
	struct types *store = lex->defs->store;
	struct cname name = specs->name;

	if (specs->unknown) {
		diag_error(lex->diags, specs->span, "unknown type '%s'",
			   specs->unknown);
		name.type = type_error();
	} else if (is_by_value(decl)) {
		complete(lex, specs, &name);
	}
	for (u32 i = decl->nparts; i-- > 0;) {
		switch (decl->parts[i].kind) {
		case PART_ARRAY:
			name = array_of(store, name, decl->parts[i].count);
			break;
		case PART_PTR:
			name = (struct cname){
				.type = type_ptr(store, name.type, AS_NONE),
				.align = 8,
			};
			break;
		case PART_FUNC:
			name = (struct cname){
				.type = type_simple(T_FUNC),
				.align = 1,
			};
			break;
		}
	}
	return name;
}

/* A word of an integer's spelling; false: none. */
static bool take_base_word(struct clex *lex, struct specs *specs)
{
	static const struct {
		const char *word;
		enum base_word base;
	} words[] = {
		{ "char", BASE_CHAR },     { "int", BASE_INT },
		{ "void", BASE_VOID },     { "bool", BASE_BOOL },
		{ "_Bool", BASE_BOOL },    { "float", BASE_FLOAT },
		{ "double", BASE_DOUBLE }, { "__int128", BASE_INT128 },
	};

	if (clex_is_word(lex, "long")) {
		specs->nlong++;
	} else if (clex_is_word(lex, "short")) {
		specs->is_short = true;
	} else if (clex_is_word(lex, "unsigned")) {
		specs->is_unsigned = true;
	} else if (clex_is_word(lex, "signed") ||
		   clex_is_word(lex, "__signed__")) {
		specs->is_signed = true;
	} else {
		u32 i = 0;

		while (i < countof(words) && !clex_is_word(lex, words[i].word))
			i++;
		if (i == countof(words))
			return false;
		if (specs->base != BASE_NONE) {
			clex_fail(lex, "'%s' after another type",
				  words[i].word);
			return true;
		}
		specs->base = words[i].base;
	}
	if (!specs->has_type)
		specs->span = lex->tok.span;
	specs->has_type = true;
	clex_next(lex);
	return true;
}

/* The type that the words of an integer's spelling make together. */
static void finish_base(struct clex *lex, struct specs *specs)
{
	bool is_signed = !specs->is_unsigned;
	u32 size = 4;

	if (specs->base == BASE_VOID) {
		specs->name.type = type_void();
		specs->name.align = 1;
		return;
	}
	if (specs->base == BASE_BOOL) {
		specs->name.type = type_bool();
		specs->name.align = 1;
		return;
	}
	if (specs->base == BASE_INT128 ||
	    (specs->base == BASE_DOUBLE && specs->nlong)) {
		specs->name.type =
			type_array(lex->defs->store, type_int(8, false), 2);
		specs->name.align = 16;
		return;
	}
	if (specs->base == BASE_FLOAT || specs->base == BASE_DOUBLE)
		is_signed = false;
	if (specs->base == BASE_CHAR)
		size = 1;
	else if (specs->is_short)
		size = 2;
	else if (specs->nlong || specs->base == BASE_DOUBLE)
		size = 8;
	specs->name.type = type_int(size, is_signed);
	specs->name.align = size;
	specs->name.is_char = specs->base == BASE_CHAR && !specs->is_signed &&
			      !specs->is_unsigned;
}

/* A typedef's name: the script's, a common one, the kernel's, or unknown. */
static void take_name(struct clex *lex, struct specs *specs)
{
	const char *name = clex_word(lex);
	const struct type *type = NULL;

	specs->span = lex->tok.span;
	specs->has_type = true;
	clex_next(lex);
	if (cdefs_find_name(lex->defs, name, &specs->name))
		return;
	if (lex->defs->btf)
		type = kernel_btf_type(lex->defs->btf, name);
	if (!type) {
		specs->unknown = name;
		type = type_error();
	}
	specs->name.type = type;
	specs->name.align = type->align;
}

/* True when the words read so far can't be added to. */
static bool is_whole(const struct specs *specs)
{
	return specs->has_type && specs->name.type;
}

bool cdecl_specs(struct clex *lex, struct specs *specs)
{
	memset(specs, 0, sizeof(*specs));
	while (lex->tok.kind == C_WORD && !lex->failed) {
		if (is_qualifier(lex)) {
			clex_next(lex);
		} else if (cdecl_at_attribute(lex)) {
			cdecl_attributes(lex, &specs->attrs);
		} else if (clex_is_word(lex, "_Alignas")) {
			cdecl_alignas(lex, &specs->attrs);
		} else if (clex_is_word(lex, "typedef") && !specs->has_type) {
			specs->is_typedef = true;
			clex_next(lex);
		} else if (is_whole(specs)) {
			break;
		} else if (is_tag_word(lex) && !specs->has_type) {
			cdecl_tag(lex, specs);
		} else if (!take_base_word(lex, specs)) {
			if (specs->has_type)
				break;
			take_name(lex, specs);
		}
	}
	if (!lex->failed && !specs->has_type)
		clex_fail(lex, "unexpected '%.*s' in C definitions",
			  (int)lex->tok.len, lex->tok.text);
	if (lex->failed)
		return false;
	if (!specs->name.type)
		finish_base(lex, specs);
	return true;
}

bool cparse_at_type(const struct clex *lex)
{
	static const char *const words[] = {
		"char",   "int",    "void",  "bool",  "_Bool",
		"float",  "double", "long",  "short", "unsigned",
		"signed", "struct", "union", "enum",  "__int128",
	};
	struct cname unused;

	return lex->tok.kind == C_WORD &&
	       (is_one_of(lex, words, countof(words)) || is_qualifier(lex) ||
		cdefs_find_name(lex->defs, clex_word(lex), &unused));
}

bool cparse_type_name(struct clex *lex, struct cname *name)
{
	struct declarator decl = { 0 };
	struct specs specs;

	if (!cdecl_specs(lex, &specs))
		return false;
	cdecl_name(lex, &decl);
	if (lex->failed || decl.name)
		return false;
	*name = cdecl_type(lex, &specs, &decl);
	return true;
}

/* Saying the same again is fine in C, anything else is not. */
static void check_typedef(struct clex *lex, const char *name,
			  const struct cname *entry)
{
	struct types *store = lex->defs->store;
	const struct cname *old = hash_find(&lex->defs->typedefs, name);

	if (old && old->type != entry->type)
		diag_error(lex->diags, lex->tok.span,
			   "typedef redefinition with different types ('%s' "
			   "and '%s')",
			   type_name(store, old->type),
			   type_name(store, entry->type));
}

static void add_typedef(struct clex *lex, const struct specs *specs,
			const struct declarator *decl,
			const struct attributes *attrs)
{
	struct cdefs *defs = lex->defs;
	struct cname *entry = ARENA_OBJ(defs->arena, struct cname);

	if (decl->nparts || specs->unknown)
		*entry = cdecl_type(lex, specs, decl);
	else /* may stay incomplete for now */
		*entry = specs->name;
	if (specs->tag && !specs->tag->type->name && !decl->nparts)
		specs->tag->type->name =
			arena_strdup(types_arena(defs->store), decl->name);
	/* Unlike on members, the attribute may lower it here. */
	if (attrs->align || specs->attrs.align)
		entry->align = attrs->align > specs->attrs.align
				       ? attrs->align
				       : specs->attrs.align;
	check_typedef(lex, decl->name, entry);
	hash_set(&defs->typedefs, decl->name, entry);
}

/* A definition; the `;` behind a struct's body may be left out. */
static void parse_definition(struct clex *lex)
{
	struct specs specs;

	if (!cdecl_specs(lex, &specs) || clex_accept(lex, ';'))
		return;
	if (specs.has_body && !specs.is_typedef &&
	    (lex->tok.kind == C_END || cparse_at_type(lex) ||
	     clex_is_word(lex, "typedef")))
		return;
	do {
		struct declarator decl = { 0 };
		struct attributes attrs = { 0 };

		cdecl_name(lex, &decl);
		cdecl_attributes(lex, &attrs);
		if (lex->failed)
			return;
		if (!decl.name)
			clex_fail(lex, "expected a name before '%.*s'",
				  (int)lex->tok.len, lex->tok.text);
		else if (specs.is_typedef)
			add_typedef(lex, &specs, &decl, &attrs);
	} while (!lex->failed && clex_accept(lex, ','));
	clex_expect(lex, ';');
}

/* After an error, go on behind the next definition's end. */
static void recover(struct clex *lex)
{
	while (lex->tok.kind != C_END) {
		bool is_end = (!lex->braces && clex_is_punct(lex, ';')) ||
			      (lex->braces <= 1 && clex_is_punct(lex, '}'));

		clex_next(lex);
		if (is_end)
			break;
	}
	lex->failed = false;
	lex->depth = 0;
}

void cparse_all(struct clex *lex)
{
	clex_next(lex);
	while (lex->tok.kind != C_END) {
		if (clex_accept(lex, ';'))
			continue;
		parse_definition(lex);
		if (lex->failed)
			recover(lex);
	}
}
