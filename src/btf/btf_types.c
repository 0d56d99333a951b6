/*
 * Raw BTF to struct type. A struct is made with its name, size and alignment
 * only; its members are made when first asked for, so a pointer to a struct
 * costs nothing of what that struct leads to.
 */
#include "btf/btf_types.h"

#include "btf/type_internal.h"

#include <errno.h>
#include <string.h>

enum {
	MAX_DEPTH = 32,     /* pointers, arrays, structs in one another */
	MAX_VISITED = 4096, /* members looked at for a cycle */
	MAX_ALIGN = 8,      /* nothing here needs more */
};

/* A struct or enum whose members are still in BTF. */
struct btf_origin {
	struct origin origin; /* first: found again from there */
	struct btf_maker *maker;
	struct btf_blob *blob;
	u32 id;
};

static const struct type *make_type(struct btf_maker *maker,
				    struct btf_blob *blob, u32 id, u32 depth);

static bool is_struct(const struct btf_type *type)
{
	u32 kind = btf_kind_of(type);

	return kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION;
}

static const struct type *make_int(struct btf_maker *maker,
				   const struct btf_blob *blob,
				   const struct btf_type *type)
{
	u32 encoding = BTF_INT_ENCODING(btf_int_of(type));
	bool is_signed = encoding & BTF_INT_SIGNED;

	switch (type->size) {
	case 1:
		if (encoding & BTF_INT_BOOL)
			return type_bool();
		if (!strcmp(btf_blob_str(blob, type->name_off), "char"))
			is_signed = true; /* whatever the kernel's flags say */
		break;
	case 2:
	case 4:
	case 8:
		break;
	case 16:
		return type_array(maker->store, type_int(8, false), 2);
	default:
		return type_void();
	}
	return type_int(type->size, is_signed);
}

static const struct type *make_ptr(struct btf_maker *maker,
				   struct btf_blob *blob,
				   const struct btf_type *type, u32 depth)
{
	bool is_user = false;

	(void)btf_blob_strip(blob, type->type, &is_user, NULL);
	return type_ptr(maker->store,
			make_type(maker, blob, type->type, depth + 1),
			is_user ? AS_USER : AS_KERNEL);
}

static bool is_char(const struct btf_blob *blob, u32 id)
{
	const struct btf_type *type =
		btf_blob_type(blob, btf_blob_strip(blob, id, NULL, NULL));

	return type && btf_kind_of(type) == BTF_KIND_INT && type->size == 1 &&
	       !strcmp(btf_blob_str(blob, type->name_off), "char");
}

static const struct type *make_array(struct btf_maker *maker,
				     struct btf_blob *blob,
				     const struct btf_type *type, u32 depth)
{
	const struct btf_array *array = btf_tail_of(type);

	if (array->nelems && is_char(blob, array->type))
		return type_string(maker->store, array->nelems);
	return type_array(maker->store,
			  make_type(maker, blob, array->type, depth + 1),
			  array->nelems);
}

/* Offset in bits and width (0: no bit field) of a member. */
static u32 member_bits(const struct btf_blob *blob, const struct btf_type *type,
		       const struct btf_member *member, u32 *width)
{
	const struct btf_type *of;
	u32 info;

	*width = 0;
	if (btf_kflag_of(type)) {
		*width = BTF_MEMBER_BITFIELD_SIZE(member->offset);
		return BTF_MEMBER_BIT_OFFSET(member->offset);
	}
	of = btf_blob_type(blob,
			   btf_blob_strip(blob, member->type, NULL, NULL));
	if (!of || btf_kind_of(of) != BTF_KIND_INT)
		return member->offset;
	info = btf_int_of(of);
	if (BTF_INT_BITS(info) < of->size * 8 || BTF_INT_OFFSET(info) ||
	    member->offset % 8)
		*width = BTF_INT_BITS(info);
	return member->offset + BTF_INT_OFFSET(info);
}

static u32 raw_align(const struct btf_blob *blob, u32 id, u32 depth,
		     u32 *visited);

/* Alignment of a struct: BTF does not say, its members do. */
static u32 struct_align(const struct btf_blob *blob,
			const struct btf_type *type, u32 depth, u32 *visited)
{
	const struct btf_member *members = btf_tail_of(type);
	u32 align = 1;

	for (u32 i = 0; i < btf_vlen_of(type); i++) {
		u32 width, bits, wanted;

		if (++*visited > MAX_VISITED)
			break;
		bits = member_bits(blob, type, &members[i], &width);
		wanted = raw_align(blob, members[i].type, depth + 1, visited);
		if (!width && bits / 8 % wanted)
			return 1; /* packed */
		if (wanted > align)
			align = wanted;
	}
	return type->size % align ? 1 : align;
}

/* Alignment of ID without making any type: that could lead far away. */
static u32 raw_align(const struct btf_blob *blob, u32 id, u32 depth,
		     u32 *visited)
{
	const struct btf_type *type =
		btf_blob_type(blob, btf_blob_strip(blob, id, NULL, NULL));

	if (!type || depth > MAX_DEPTH)
		return 1;
	switch (btf_kind_of(type)) {
	case BTF_KIND_PTR:
		return MAX_ALIGN;
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		if (type->size >= MAX_ALIGN)
			return MAX_ALIGN;
		return type->size == 2 || type->size == 4 ? type->size : 1;
	case BTF_KIND_ARRAY:
		return raw_align(
			blob,
			((const struct btf_array *)btf_tail_of(type))->type,
			depth + 1, visited);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return struct_align(blob, type, depth, visited);
	}
	return 1;
}

/* The bytes that ID takes by value, arrays multiplied. */
static u64 raw_size(const struct btf_blob *blob, u32 id, u32 *elem)
{
	const struct btf_type *type;
	u64 num = 1;

	for (u32 i = 0; i < MAX_DEPTH; i++) {
		id = btf_blob_strip(blob, id, NULL, NULL);
		type = btf_blob_type(blob, id);
		*elem = id;
		if (!type)
			return 0;
		switch (btf_kind_of(type)) {
		case BTF_KIND_PTR:
			return num * 8;
		case BTF_KIND_INT:
		case BTF_KIND_FLOAT:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			return num * type->size;
		case BTF_KIND_ARRAY:
			break;
		default: /* has no values */
			return 0;
		}
		num *= ((const struct btf_array *)btf_tail_of(type))->nelems;
		if (num > UINT32_MAX)
			return UINT64_MAX;
		id = ((const struct btf_array *)btf_tail_of(type))->type;
	}
	return UINT64_MAX;
}

/*
 * Does a value of ID hold one of TARGET, which is SIZE bytes large? Only in
 * damaged BTF, and then all on the way have the same size.
 */
static bool holds(const struct btf_blob *blob, u32 id, u32 target, u64 size,
		  u32 *visited)
{
	const struct btf_member *members;
	const struct btf_type *type;
	u32 elem;

	if (raw_size(blob, id, &elem) != size)
		return false;
	type = btf_blob_type(blob, elem);
	if (elem == target)
		return true;
	if (!type || !is_struct(type))
		return false;
	members = btf_tail_of(type);
	for (u32 i = 0; i < btf_vlen_of(type); i++) {
		if (++*visited > MAX_VISITED ||
		    holds(blob, members[i].type, target, size, visited))
			return true;
	}
	return false;
}

/* A member that leaves its struct or holds it is not believed. */
static bool is_sound(const struct btf_origin *from, const struct btf_type *type,
		     const struct btf_member *member, u32 bits, u32 width)
{
	u32 visited = 0, elem;
	u64 size = raw_size(from->blob, member->type, &elem);

	if (width)
		return width <= 64 && (u64)bits + width <= (u64)type->size * 8;
	if (bits / 8 + size > type->size || size == UINT64_MAX)
		return false;
	return size != type->size ||
	       !holds(from->blob, member->type, from->id, size, &visited);
}

/* Note the tags of what a pointer member points to. */
static void read_tags(const struct btf_origin *from, u32 id,
		      struct field *field)
{
	const char *tag = NULL;
	const struct btf_type *type = btf_blob_type(
		from->blob, btf_blob_strip(from->blob, id, NULL, NULL));

	if (!type || btf_kind_of(type) != BTF_KIND_PTR)
		return;
	(void)btf_blob_strip(from->blob, type->type, &field->is_user, &tag);
	if (tag)
		field->tag = arena_strdup(types_arena(from->maker->store), tag);
}

static void load_members(const struct btf_origin *from,
			 const struct btf_type *type, struct layout *layout)
{
	const struct btf_member *members = btf_tail_of(type);
	struct arena *arena = types_arena(from->maker->store);
	u32 num = btf_vlen_of(type);
	struct field *fields = ARENA_ARRAY(arena, struct field, num);

	for (u32 i = 0; i < num; i++) {
		const struct btf_member *member = &members[i];
		struct field *field = &fields[i];
		const char *name = btf_blob_str(from->blob, member->name_off);
		u32 width;
		u32 bits = member_bits(from->blob, type, member, &width);

		field->name = *name ? arena_strdup(arena, name) : NULL;
		field->offset = bits / 8;
		field->type = type_void();
		if (!is_sound(from, type, member, bits, width))
			continue;
		field->type =
			make_type(from->maker, from->blob, member->type, 0);
		read_tags(from, member->type, field);
		if (width)
			field_place_bits(field, bits, width);
	}
	layout->fields = fields;
	layout->nfields = num;
}

static void load_enumerators(const struct btf_origin *from,
			     const struct btf_type *type, struct layout *layout)
{
	struct arena *arena = types_arena(from->maker->store);
	u32 num = btf_vlen_of(type);
	struct enumerator *items = ARENA_ARRAY(arena, struct enumerator, num);

	for (u32 i = 0; i < num; i++)
		items[i].name = arena_strdup(
			arena, btf_blob_enumerator(from->blob, type, i,
						   &items[i].value));
	layout->enumerators = items;
	layout->nenumerators = num;
}

/* The load of every origin made here. */
static int load_origin(struct origin *origin, struct types *store,
		       struct layout *layout)
{
	const struct btf_origin *from = origin->data;
	const struct btf_type *type;

	(void)store; /* the maker has it */
	if (from->maker->is_closed)
		return -ENODEV;
	type = btf_blob_type(from->blob, from->id);
	if (is_struct(type))
		load_members(from, type, layout);
	else if (btf_kind_of(type) != BTF_KIND_FWD)
		load_enumerators(from, type, layout);
	return 0;
}

/* "struct x", or NULL for what has no name. */
static const char *full_name(struct arena *arena, const struct btf_blob *blob,
			     const struct btf_type *type, const char *keyword)
{
	const char *name = btf_blob_str(blob, type->name_off);

	return *name ? arena_printf(arena, "%s %s", keyword, name) : NULL;
}

static struct origin *new_origin(struct btf_maker *maker, struct btf_blob *blob,
				 u32 id)
{
	struct btf_origin *from =
		ARENA_OBJ(types_arena(maker->store), struct btf_origin);

	from->origin.load = load_origin;
	from->origin.data = from;
	from->maker = maker;
	from->blob = blob;
	from->id = id;
	return &from->origin;
}

static const struct type *make_struct(struct btf_maker *maker,
				      struct btf_blob *blob, u32 id,
				      const struct btf_type *type)
{
	bool is_union = btf_kind_of(type) == BTF_KIND_UNION;
	u32 visited = 0;
	const char *name = full_name(types_arena(maker->store), blob, type,
				     is_union ? "union" : "struct");
	struct type *made = type_named_sized(
		maker->store, T_STRUCT, name, new_origin(maker, blob, id),
		type->size, struct_align(blob, type, 0, &visited));

	made->is_union = is_union;
	return made;
}

static const struct type *make_enum(struct btf_maker *maker,
				    struct btf_blob *blob, u32 id,
				    const struct btf_type *type)
{
	u32 size = type->size;
	const char *name =
		full_name(types_arena(maker->store), blob, type, "enum");
	struct type *made;

	if (size != 1 && size != 2 && size != 8)
		size = 4;
	made = type_named_sized(maker->store, T_ENUM, name,
				new_origin(maker, blob, id), size, size);
	made->is_signed = btf_kflag_of(type);
	made->base = type_int(size, made->is_signed);
	return made;
}

/* A declaration without definition: look in what the blob continues. */
static const struct type *make_fwd(struct btf_maker *maker,
				   struct btf_blob *blob, u32 id,
				   const struct btf_type *type, u32 depth)
{
	bool is_union = btf_kflag_of(type);
	const char *name = btf_blob_str(blob, type->name_off);
	struct type *made;
	u32 full = 0;

	if (blob->base)
		full = btf_blob_find(blob->base, name,
				     is_union ? BTF_KIND_BIT(UNION)
					      : BTF_KIND_BIT(STRUCT));
	if (full)
		return make_type(maker, blob->base, full, depth + 1);
	made = type_named_sized(maker->store, T_STRUCT,
				full_name(types_arena(maker->store), blob, type,
					  is_union ? "union" : "struct"),
				new_origin(maker, blob, id), 0, 1);
	made->is_union = is_union;
	return made;
}

static const struct type *make_new(struct btf_maker *maker,
				   struct btf_blob *blob, u32 id, u32 depth)
{
	const struct btf_type *type = btf_blob_type(blob, id);

	switch (btf_kind_of(type)) {
	case BTF_KIND_INT:
		return make_int(maker, blob, type);
	case BTF_KIND_FLOAT:
		return type->size == 4 || type->size == 8
			       ? type_int(type->size, false)
			       : type_void();
	case BTF_KIND_PTR:
		return make_ptr(maker, blob, type, depth);
	case BTF_KIND_ARRAY:
		return make_array(maker, blob, type, depth);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return make_struct(maker, blob, id, type);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return make_enum(maker, blob, id, type);
	case BTF_KIND_FWD:
		return make_fwd(maker, blob, id, type, depth);
	case BTF_KIND_FUNC_PROTO:
		return type_simple(T_FUNC);
	}
	return type_void();
}

static const struct type *make_type(struct btf_maker *maker,
				    struct btf_blob *blob, u32 id, u32 depth)
{
	const struct type **memo;
	const struct type *made;

	id = btf_blob_strip(blob, id, NULL, NULL);
	if (!id || depth > MAX_DEPTH)
		return type_void();
	blob = btf_blob_home(blob, id);
	memo = &blob->memo[id - blob->first_id];
	if (*memo)
		return *memo;
	made = make_new(maker, blob, id, depth);
	if (!*memo) /* a damaged struct may have met itself on the way */
		*memo = made;
	return *memo;
}

const struct type *btf_make_type(struct btf_maker *maker, struct btf_blob *blob,
				 u32 id)
{
	return make_type(maker, blob, id, 0);
}

/* Fill ARG from PARAM; *SLOTS counts the 8-byte slots. */
static void make_arg(struct btf_maker *maker, struct btf_blob *blob,
		     const struct btf_param *param, struct field *arg, u32 idx,
		     u32 *slots)
{
	struct arena *arena = types_arena(maker->store);
	struct btf_origin from = { .maker = maker, .blob = blob };
	const char *name = btf_blob_str(blob, param->name_off);

	arg->name = *name ? arena_strdup(arena, name)
			  : arena_printf(arena, "arg%u", idx);
	arg->type = make_type(maker, blob, param->type, 0);
	arg->offset = *slots * 8;
	arg->spelling = btf_spell(arena, blob, param->type);
	read_tags(&from, param->type, arg);
	*slots += arg->type->size > 8 ? (arg->type->size + 7) / 8 : 1;
}

int btf_make_proto(struct btf_maker *maker, struct btf_blob *blob, u32 proto_id,
		   u32 drop, struct func_proto *proto)
{
	const struct btf_type *type = btf_blob_type(blob, proto_id);
	const struct btf_param *params;
	struct field *args;
	u32 num;

	if (!type || btf_kind_of(type) != BTF_KIND_FUNC_PROTO)
		return -EINVAL;
	params = btf_tail_of(type);
	num = btf_vlen_of(type);
	if (num && !params[num - 1].type)
		num--; /* the "..." of a variadic function */
	memset(proto, 0, sizeof(*proto));
	args = ARENA_ARRAY(types_arena(maker->store), struct field, num);
	for (u32 i = drop; i < num; i++)
		make_arg(maker, blob, &params[i], &args[proto->nargs++],
			 i - drop, &proto->nslots);
	proto->args = args;
	proto->ret_spelling =
		btf_spell(types_arena(maker->store), blob, type->type);
	if (btf_blob_strip(blob, type->type, NULL, NULL))
		proto->ret = make_type(maker, blob, type->type, 0);
	proto->module = arena_strdup(types_arena(maker->store), blob->module);
	return 0;
}
