/*
 * Reading headers: the translation unit (headers.c), how libclang is called
 * (headers_args.c), types that only the kernel has (headers_missing.c), and
 * conversion of types (headers_types.c).
 */
#ifndef AWL_BTF_HEADERS_INTERNAL_H
#define AWL_BTF_HEADERS_INTERNAL_H

#include "base/hash.h"
#include "base/str.h"
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
	struct hash anonymous;   /* address of the declaration -> ctag */
	VEC(const char *) roots; /* folders of the kernel's headers */
	struct strbuf standins;  /* text of headers_missing.c */
	struct hash missing;     /* tag of a stand-in -> type it stands for */
	struct hash asked;       /* names that were missed once */
};

/* Something that libclang has to say. */
struct header_message {
	int severity;
	const char *file; /* NULL: nowhere */
	unsigned line, column;
	const char *text;
	bool is_main; /* about a preamble, not a header */
};

void headers_message(struct headers *headers, u32 number,
		     struct header_message *out);

/* Arguments for libclang: a growing list. */
struct clang_args {
	VEC(const char *) list;
	VEC(const char *) roots; /* folders of the kernel's headers */
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
/*
 * Write stand-ins for what libclang missed; true when there are new ones and
 * it makes sense to read everything again.
 */
bool headers_stand_in(struct headers *headers);
/* What the tag FULL stands in for, or NULL. */
const struct type *headers_missing(const struct headers *headers,
				   const char *full);
/* The text of the stand-ins is read under this name. */
#define HEADERS_STANDINS "/awl/include/kernel_types.h"
/* The tag that DECL, a definition, makes. */
struct ctag *headers_define(struct headers *headers, struct clang_type ctype);

#endif
