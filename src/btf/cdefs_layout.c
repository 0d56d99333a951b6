/*
 * Where the members of a C struct lie: the x86-64 System V ABI, which the
 * other 64-bit ones share except for odd corners of bit fields.
 */
#include "btf/cdefs_internal.h"
#include "btf/type_internal.h"

static u32 u32_min(u32 a, u32 b)
{
	return a < b ? a : b;
}

/* The struct so far. */
struct cursor {
	u64 bits;  /* end of the last member */
	u64 end;   /* of the longest one, for unions */
	u32 align; /* bytes */
	bool is_union;
	const struct attributes *attrs;
};

/* Does a bit field of WIDTH at BITS reach over more than its type covers? */
static bool crosses_unit(u64 bits, const struct cmember *member)
{
	u64 align = (u64)member->align * 8;
	u64 units = (u64)member->type->size * 8 / align;

	return (bits % align + member->width + align - 1) / align > units;
}

/* The place in bits of a bit field. */
static u64 place_bit_field(struct cursor *at, const struct cmember *member)
{
	bool is_packed = at->attrs->is_packed || member->is_packed;
	u64 bits = at->bits;

	if (!member->type->size)
		return bits;
	if (member->min_align)
		bits = align_up(bits, (u64)member->min_align * 8);
	if (!member->width) /* `int : 0` ends the unit */
		return align_up(bits, (u64)member->align * 8);
	if (!is_packed && !at->attrs->pack && crosses_unit(bits, member))
		bits = align_up(bits, (u64)member->align * 8);
	if (!member->name)
		return bits;
	/* Compilers let #pragma pack win over the attribute here. */
	if ((!is_packed || at->attrs->pack) && member->align > at->align)
		at->align = member->align;
	if (member->min_align > at->align)
		at->align = member->min_align;
	return bits;
}

static u64 place_plain(struct cursor *at, const struct cmember *member)
{
	u32 align = member->align ? member->align : 1;

	if (at->attrs->is_packed || member->is_packed)
		align = 1;
	if (member->min_align > align)
		align = member->min_align;
	if (align > at->align)
		at->align = align;
	return align_up(at->bits, (u64)align * 8);
}

/* Fill FIELD and move on behind it. */
static void place(struct cursor *at, const struct cmember *member,
		  struct field *field)
{
	u64 bits = member->is_bits ? place_bit_field(at, member)
				   : place_plain(at, member);
	u64 size =
		member->is_bits ? member->width : (u64)member->type->size * 8;

	field->name = member->name;
	field->type = member->type;
	field->offset = (u32)(bits / 8);
	if (member->is_bits && member->width)
		field_place_bits(field, (u32)bits, member->width);
	at->bits = bits + size;
	if (at->bits > at->end)
		at->end = at->bits;
	if (at->is_union)
		at->bits = 0;
}

/* Lower the alignment of MEMBER as #pragma pack does; `: 0` keeps its own. */
static void limit(struct cmember *member, u32 pack)
{
	if (!pack || (member->is_bits && !member->width))
		return;
	member->align = u32_min(member->align, pack);
	member->min_align = u32_min(member->min_align, pack);
}

void clayout_struct(struct cdefs *defs, struct ctag *tag,
		    const struct cmember *members, u32 num,
		    const struct attributes *attrs)
{
	struct arena *arena = types_arena(defs->store);
	struct layout *layout = &tag->origin->layout;
	struct field *fields = ARENA_ARRAY(arena, struct field, num);
	struct cursor at = {
		.align = 1,
		.is_union = tag->type->is_union,
		.attrs = attrs,
	};
	u32 nfields = 0;
	u64 size;

	for (u32 i = 0; i < num; i++) {
		struct field *field = &fields[nfields];
		struct cmember member = members[i];

		limit(&member, attrs->pack);
		place(&at, &member, field);
		if (members[i].is_bits && !members[i].name)
			*field = (struct field){ 0 }; /* padding only */
		else
			nfields++;
	}
	if (attrs->align > at.align)
		at.align = attrs->align;
	size = align_up((at.end + 7) / 8, at.align);
	layout->fields = fields;
	layout->nfields = nfields;
	tag->type->size = size > INT32_MAX ? INT32_MAX : (u32)size;
	tag->type->align = at.align;
	tag->is_defined = true;
}
