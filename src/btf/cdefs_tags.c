/*
 * Bodies of structs, unions and enums of the C preamble.
 */
#include "btf/cdefs_decl.h"
#include "btf/type_internal.h"

/* What parse_members() collects. */
struct members {
	VEC(struct cmember) list;
};

static void add_member(struct clex *lex, struct members *members,
		       const struct specs *specs, const char *name,
		       struct cname type, const struct attributes *attrs)
{
	struct cmember member = {
		.type = type.type,
		.align = type.align ? type.align : 1,
		.is_packed = attrs->is_packed || specs->attrs.is_packed,
	};

	if (name)
		member.name = arena_strdup(types_arena(lex->defs->store), name);
	member.min_align = attrs->align > specs->attrs.align
				   ? attrs->align
				   : specs->attrs.align;
	vec_push(lex->defs->arena, &members->list, member);
}

/* The width behind the colon of a bit field, for the last member. */
static void parse_width(struct clex *lex, struct members *members)
{
	struct cmember *member = &members->list.items[members->list.len - 1];
	s64 width = cexpr_eval(lex);

	if (!type_is_int(member->type) && member->type->kind != T_ERROR) {
		clex_fail(lex, "a bit field must be an integer");
		return;
	}
	if (width < 0 || width > (s64)member->type->size * 8 ||
	    (!width && member->name)) {
		if (member->type->kind != T_ERROR)
			clex_fail(lex, "invalid width of a bit field");
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
		add_member(lex, members, specs, decl.name, type, &attrs);
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
	const struct attributes none = { 0 };

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
				   &none);
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
			       members.list.len, attrs->is_packed,
			       attrs->align);
}

/* Choose the integer that holds all enumerators. */
static void size_enum(struct ctag *tag, s64 min, s64 max, bool is_packed)
{
	bool is_signed = min < 0;
	u32 size = 4;

	if (min < INT32_MIN || max > (is_signed ? INT32_MAX : UINT32_MAX))
		size = 8;
	else if (is_packed && min >= (is_signed ? INT8_MIN : 0) &&
		 max <= (is_signed ? INT8_MAX : UINT8_MAX))
		size = 1;
	else if (is_packed && min >= (is_signed ? INT16_MIN : 0) &&
		 max <= (is_signed ? INT16_MAX : UINT16_MAX))
		size = 2;
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

static void parse_enum_body(struct clex *lex, struct ctag *tag,
			    struct attributes *attrs)
{
	struct arena *arena = types_arena(lex->defs->store);
	VEC(struct enumerator) list = { 0 };
	s64 value = -1, min = 0, max = 0;

	while (!lex->failed && lex->tok.kind == C_WORD) {
		struct enumerator item;

		item.name = arena_strndup(arena, lex->tok.text, lex->tok.len);
		clex_next(lex);
		value = clex_accept(lex, '=') ? cexpr_eval(lex)
					      : (s64)((u64)value + 1);
		item.value = value;
		min = value < min ? value : min;
		max = value > max ? value : max;
		add_enumerator(lex, tag, item.name, value);
		vec_push(arena, &list, item);
		if (!clex_accept(lex, ','))
			break;
	}
	clex_expect(lex, '}');
	cdecl_attributes(lex, attrs);
	if (lex->failed || tag->is_defined)
		return;
	tag->origin->layout.enumerators = list.items;
	tag->origin->layout.nenumerators = list.len;
	size_enum(tag, min, max, attrs->is_packed);
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
