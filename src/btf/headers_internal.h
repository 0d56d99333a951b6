/*
 * Reading headers: the translation unit (headers.c), how libclang is called
 * (headers_args.c), and conversion of its types (headers_types.c).
 */
#ifndef AWL_BTF_HEADERS_INTERNAL_H
#define AWL_BTF_HEADERS_INTERNAL_H

#include "base/hash.h"
#include "btf/cdefs_internal.h"
#include "btf/clang_api.h"
#include "btf/headers.h"

/* A name that a header declares. */
struct hname {
	struct clang_cursor cursor;
	s64 value; /* of an enumerator */
};

struct headers {
	struct clang_api api;
	struct cdefs *defs;
	void *index, *unit; /* NULL once closed */
	struct hash tags;   /* "struct x" -> hname of its definition */
	struct hash typedefs;
	struct hash enumerators;
	struct hash macros;
	struct hash anonymous; /* address of the declaration -> ctag */
};

/* Arguments for libclang: a growing list. */
struct clang_args {
	VEC(const char *) list;
};

/* The command line: where to search, what to define and to include. */
void headers_args(struct arena *arena, const struct header_search *search,
		  struct clang_args *args);
/* Headers of the compiler, for hosts that have only the library. */
extern const struct clang_file headers_builtin[];
extern const u32 headers_nbuiltin;

/* A copy in ARENA of STRING, which is given back. */
const char *headers_string(const struct headers *headers, struct arena *arena,
			   struct clang_string string);
/* The type that CTYPE means. */
struct cname headers_type(struct headers *headers, struct clang_type ctype);
/* The tag that DECL, a definition, makes. */
struct ctag *headers_define(struct headers *headers, struct clang_type ctype);

#endif
