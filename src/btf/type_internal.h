/*
 * What only the makers of types (BTF, tracefs, the C preamble) need to know
 * of type.c.
 */
#ifndef AWL_TYPE_INTERNAL_H
#define AWL_TYPE_INTERNAL_H

#include "btf/type.h"

/*
 * Like type_named(), with SIZE and ALIGN known and the mutable type returned:
 * a maker may correct size, align and is_signed until it hands the type on.
 */
struct type *type_named_sized(struct types *store, enum type_kind kind,
			      const char *name, struct origin *origin, u32 size,
			      u32 align);

/*
 * Say where a bit field of FIELD's type lies that starts BITS bits into its
 * struct: in a unit of its type when it can, else from the byte it starts in.
 */
void field_place_bits(struct field *field, u32 bits, u32 width);

#endif
