/*
 * Declarations as they are being read; shared by cdefs_decl.c (specifiers
 * and declarators), cdefs_attrs.c (attributes) and cdefs_tags.c (what is in
 * braces).
 */
#ifndef AWL_CDEFS_DECL_H
#define AWL_CDEFS_DECL_H

#include "btf/cdefs_internal.h"

enum { MAX_PARTS = 16 }; /* of one declarator */

/* What `unsigned long` and the like are made of. */
enum base_word {
	BASE_NONE,
	BASE_CHAR,
	BASE_INT,
	BASE_VOID,
	BASE_BOOL,
	BASE_FLOAT,
	BASE_DOUBLE,
	BASE_INT128,
};

/* Everything left of the declared names. */
struct specs {
	struct cname name;
	struct ctag *tag;    /* of a struct, union or enum; else NULL */
	const char *unknown; /* a word that should be a type's name */
	struct span span;    /* of the type's name */
	struct attributes attrs;
	enum base_word base;
	u32 nlong;
	bool is_short, is_signed, is_unsigned;
	bool is_typedef;
	bool has_type;
	bool has_body; /* defines TAG */
};

/* A part of a declarator; applied from the last to the first. */
struct part {
	enum { PART_PTR, PART_ARRAY, PART_FUNC } kind;
	u32 count;
};

struct declarator {
	const char *name; /* NULL: abstract */
	struct part parts[MAX_PARTS];
	u32 nparts;
};

/* Read specifiers; false after a failure. */
bool cdecl_specs(struct clex *lex, struct specs *specs);
/* Read a declarator, with a name or abstract. */
void cdecl_name(struct clex *lex, struct declarator *decl);
/* The type of what DECL declares. */
struct cname cdecl_type(struct clex *lex, const struct specs *specs,
			const struct declarator *decl);
bool cdecl_at_attribute(const struct clex *lex);
/* Step over what is in parentheses, the first of which was read. */
void cdecl_skip_parens(struct clex *lex);
/* Read `_Alignas(8)` or `_Alignas(long)`. */
void cdecl_alignas(struct clex *lex, struct attributes *attrs);
/* Read any number of __attribute__((...)). */
void cdecl_attributes(struct clex *lex, struct attributes *attrs);
/* Read `struct x`, `struct x { ... }`, `enum { ... }`. */
void cdecl_tag(struct clex *lex, struct specs *specs);

#endif
