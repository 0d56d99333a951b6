/*
 * Bodies of structs, unions and enums of the C preamble.
 */
#include "btf/cdefs_decl.h"
#include "btf/type_internal.h"

#include <string.h>

/* What parse_members() collects. */
struct members {
	VEC(struct cmember) list;
};

static bool is_member(const struct members *members, const char *name)
{
	vec_for (i, &members->list) {
		const char *other = members->list.items[i].name;

		if (other && !strcmp(other, name))
			return true;
	}
	return false;
}

static void add_member(struct clex *lex, struct members *members,
		       const struct specs *specs, const char *name,
		       struct cname type, struct span span)
{
	struct cmember member = {
		.type = type.type,
		.align = type.align ? type.align : 1,
		.is_packed = specs->attrs.is_packed,
	};

	if (name && is_member(members, name))
		diag_error(lex->diags, span, "duplicate member '%s'", name);
	if (name)
		member.name = arena_strdup(types_arena(lex->defs->store), name);
	member.min_align = specs->attrs.align;
	vec_push(lex->defs->arena, &members->list, member);
}

/* The width behind the colon of a bit field, for the last member. */
static void parse_width(struct clex *lex, struct members *members)
{
	struct cmember *member = &members->list.items[members->list.len - 1];
	struct span start = lex->tok.span;
	s64 width = cexpr_eval(lex);
	struct span span = clex_since(lex, start);
	s64 most = member->type->kind == T_BOOL ? 1 : member->type->size * 8;

	if (!type_is_int(member->type) && member->type->kind != T_ERROR) {
		clex_fail_at(lex, span, "a bit field must be an integer");
		return;
	}
	if (width < 0 || width > most || (!width && member->name)) {
		if (member->type->kind != T_ERROR)
			clex_fail_at(lex, span, "invalid width of a bit field");
		return;
	}
	member->is_bits = true;
	member->width = (u32)width;
}

/* `a, *b, c : 3;` behind the specifiers of a member. */
static void parse_member_names(struct clex *lex, struct members *members,
			       const struct specs *specs)
{
	do {
		struct declarator decl = { 0 };
		struct attributes attrs = { 0 };
		struct span start = lex->tok.span;
		struct cname type;
		bool has_width;

		if (!clex_is_punct(lex, ':'))
			cdecl_name(lex, &decl);
		if (lex->failed)
			return;
		has_width = clex_is_punct(lex, ':');
		if (!decl.name && !has_width) {
			clex_fail(lex, "a member needs a name");
			return;
		}
		type = cdecl_type(lex, specs, &decl);
		add_member(lex, members, specs, decl.name, type,
			   clex_since(lex, start));
		if (clex_accept(lex, ':'))
			parse_width(lex, members);
		if (cdecl_at_attribute(lex)) {
			struct cmember *last =
				&members->list.items[members->list.len - 1];

			cdecl_attributes(lex, &attrs);
			last->is_packed |= attrs.is_packed;
			if (attrs.align > last->min_align)
				last->min_align = attrs.align;
		}
	} while (!lex->failed && clex_accept(lex, ','));
}

static void parse_members(struct clex *lex, struct members *members)
{
	while (!lex->failed && !clex_is_punct(lex, '}') &&
	       lex->tok.kind != C_END) {
		struct specs specs;

		if (clex_accept(lex, ';'))
			continue;
		if (!cdecl_specs(lex, &specs))
			return;
		if (!clex_is_punct(lex, ';'))
			parse_member_names(lex, members, &specs);
		else if (specs.has_body && !specs.tag->type->name &&
			 specs.name.type->kind == T_STRUCT)
			add_member(lex, members, &specs, NULL, specs.name,
				   specs.span);
		clex_expect(lex, ';');
	}
}

static void parse_struct_body(struct clex *lex, struct ctag *tag,
			      struct attributes *attrs)
{
	struct members members = { 0 };

	parse_members(lex, &members);
	clex_expect(lex, '}');
	cdecl_attributes(lex, attrs);
	if (!lex->failed && !tag->is_defined)
		clayout_struct(lex->defs, tag, members.list.items,
			       members.list.len, attrs);
}

/* The range of the values of an enum. */
struct range {
	s64 min; /* 0 or negative */
	u64 max;
};

/* Choose the integer that holds all enumerators. */
static void size_enum(struct ctag *tag, struct range range, bool is_packed)
{
	static const u32 sizes[] = { 1, 2, 4, 8 };
	bool is_signed = range.min < 0;
	u32 size = 8;

	for (u32 i = is_packed ? 0 : 2; i < countof(sizes); i++) {
		u32 rest = 64 - sizes[i] * 8;
		u64 most = UINT64_MAX >> rest >> is_signed;

		if (range.max > most || range.min < INT64_MIN >> rest)
			continue;
		size = sizes[i];
		break;
	}
	tag->type->size = size;
	tag->type->align = size;
	tag->type->is_signed = is_signed;
	tag->type->base = type_int(size, is_signed);
	tag->is_defined = true;
}

static void add_enumerator(struct clex *lex, struct ctag *tag, const char *name,
			   s64 value)
{
	struct cenumerator *item =
		ARENA_OBJ(lex->defs->arena, struct cenumerator);

	item->value = value;
	item->type = tag->type;
	hash_set(&lex->defs->enumerators, name, item);
}

/* `A`, `A = 1`; VALUE is the one before. */
static void parse_enumerator(struct clex *lex, struct ctag *tag,
			     struct cvalue *value, struct enumerator *item)
{
	struct span span = lex->tok.span;

	item->name = arena_strndup(types_arena(lex->defs->store), lex->tok.text,
				   lex->tok.len);
	if (hash_find(&lex->defs->enumerators, item->name))
		diag_error(lex->diags, span, "redefinition of enumerator '%s'",
			   item->name);
	clex_next(lex);
	if (clex_accept(lex, '='))
		*value = cexpr_value(lex);
	else
		value->num++;
	item->value = (s64)value->num;
	/* Until the enum is complete its constants say what they are. */
	tag->type->is_signed = !value->is_unsigned;
	add_enumerator(lex, tag, item->name, item->value);
}

static void parse_enum_body(struct clex *lex, struct ctag *tag,
			    struct attributes *attrs)
{
	struct cvalue value = { UINT64_MAX, 8, false };
	struct range range = { 0, 0 };
	VEC(struct enumerator) list = { 0 };

	while (!lex->failed && lex->tok.kind == C_WORD) {
		struct enumerator item;

		parse_enumerator(lex, tag, &value, &item);
		if (!value.is_unsigned && item.value < 0)
			range.min =
				item.value < range.min ? item.value : range.min;
		else if (value.num > range.max)
			range.max = value.num;
		vec_push(types_arena(lex->defs->store), &list, item);
		if (!clex_accept(lex, ','))
			break;
	}
	clex_expect(lex, '}');
	cdecl_attributes(lex, attrs);
	if (lex->failed || tag->is_defined)
		return;
	tag->origin->layout.enumerators = list.items;
	tag->origin->layout.nenumerators = list.len;
	size_enum(tag, range, attrs->is_packed);
}

/* `struct x`, `struct x { ... }`, `enum { ... }`. */
void cdecl_tag(struct clex *lex, struct specs *specs)
{
	const char *keyword = clex_word(lex), *name = NULL;
	struct attributes attrs = { 0 };
	struct span span = lex->tok.span;

	clex_next(lex);
	cdecl_attributes(lex, &attrs);
	if (lex->tok.kind == C_WORD) {
		span = span_join(span, lex->tok.span);
		name = clex_word(lex);
		specs->tag = cdefs_tag(lex->defs, keyword, name);
		clex_next(lex);
		cdecl_attributes(lex, &attrs);
	} else if (clex_is_punct(lex, '{')) {
		specs->tag = cdefs_anonymous(lex->defs, keyword);
	} else {
		clex_fail(lex, "expected a name or '{' after '%s'", keyword);
		return;
	}
	specs->span = span;
	attrs.pack = lex->pack;
	if (clex_accept(lex, '{')) {
		if (specs->tag->is_header)
			specs->tag =
				cdefs_replace_tag(lex->defs, keyword, name);
		if (specs->tag->is_defined)
			diag_error(lex->diags, span, "redefinition of '%s'",
				   specs->tag->type->name);
		if (++lex->depth > C_MAX_DEPTH)
			clex_fail(lex, "structs are nested too deeply");
		else if (specs->tag->type->kind == T_ENUM)
			parse_enum_body(lex, specs->tag, &attrs);
		else
			parse_struct_body(lex, specs->tag, &attrs);
		lex->depth--;
		specs->has_body = true;
	}
	specs->name.type = specs->tag->type;
	specs->name.align = specs->tag->type->align;
	specs->has_type = true;
}
