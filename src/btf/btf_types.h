/*
 * From raw BTF to struct type and to C text.
 */
#ifndef AWL_BTF_TYPES_H
#define AWL_BTF_TYPES_H

#include "btf/btf.h"
#include "btf/btf_raw.h"

struct strbuf;

/* What every struct from BTF points back to; lives as long as the types. */
struct btf_maker {
	struct types *store;
	bool is_closed; /* the blobs are gone: nothing can be loaded */
};

/* The type ID of BLOB, always the same pointer; type_void() for void. */
const struct type *btf_make_type(struct btf_maker *maker, struct btf_blob *blob,
				 u32 id);
/*
 * The prototype PROTO_ID (kind FUNC_PROTO) without its first DROP
 * parameters. Returns 0, or -EINVAL when it is none.
 */
int btf_make_proto(struct btf_maker *maker, struct btf_blob *blob, u32 proto_id,
		   u32 drop, struct func_proto *proto);

/* The type ID as C spells it: "struct sock *", "const char *". */
const char *btf_spell(struct arena *arena, const struct btf_blob *blob, u32 id);
/* Append the definition of ID (struct, union, enum, typedef) to OUT. */
void btf_define(struct strbuf *out, const struct btf_blob *blob, u32 id);

#endif
