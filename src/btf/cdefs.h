/*
 * The script's C preamble: #define, #if and definitions of structs, unions,
 * enums and typedefs, parsed by us. #include needs libclang (headers.h).
 */
#ifndef AWL_CDEFS_H
#define AWL_CDEFS_H

#include "base/diag.h"
#include "btf/type.h"

struct kernel_btf;
struct cdefs;

/* What the command line says about #include. */
struct header_search {
	const char *const *dirs; /* -I */
	u32 ndirs;
	const char *const *files; /* --include: read first */
	u32 nfiles;
	bool have_btf;
};

struct cdefs *cdefs_new(struct arena *arena, struct types *store);
/* Let BTF complete members whose type the preamble does not define. */
void cdefs_use_btf(struct cdefs *defs, struct kernel_btf *btf);
/*
 * Announce a preamble that cdefs_parse() will read later: headers are read
 * once, with all preambles that are known by then.
 */
void cdefs_announce(struct cdefs *defs, u32 pos, const char *text, u32 len);
/*
 * Read the preamble in SRC_TEXT, which lies at position POS; HAVE_BTF
 * defines BPFTRACE_HAVE_BTF. Mistakes go to DIAGS. An #include in effect
 * opens libclang (headers.h).
 */
void cdefs_parse(struct cdefs *defs, struct diags *diags, u32 pos,
		 const char *text, u32 len, bool have_btf);
/* Where cdefs_parse() finds headers; what SEARCH points to must stay. */
void cdefs_search(struct cdefs *defs, const struct header_search *search);
/* Let go of headers; members of their structs can't be asked for any more. */
void cdefs_close(struct cdefs *defs);
/* "struct x", "union x", "enum x" or a typedef's name; NULL: not here. */
const struct type *cdefs_type(struct cdefs *defs, const char *name);
bool cdefs_enumerator(struct cdefs *defs, const char *name, s64 *value,
		      const struct type **type);
/* Body of the object-like macro NAME (trimmed), or NULL. */
const char *cdefs_macro(struct cdefs *defs, const char *name);
/* Does the macro NAME take arguments? */
bool cdefs_is_call(struct cdefs *defs, const char *name);
/*
 * The value of TEXT, the body of a macro, as C computes it; false when it is
 * no constant. *NEGATIVE: VALUE is to be taken as signed, and is below zero.
 */
bool cdefs_constant(struct cdefs *defs, const char *text, u64 *value,
		    bool *negative);

#endif
