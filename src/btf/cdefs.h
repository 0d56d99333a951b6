/*
 * The script's C preamble: #define, #if and definitions of structs, unions,
 * enums and typedefs, parsed by us. #include needs libclang (headers.h).
 */
#ifndef AWL_CDEFS_H
#define AWL_CDEFS_H

#include "btf/type.h"
#include "base/diag.h"

struct kernel_btf;
struct cdefs;

struct cdefs *cdefs_new(struct arena *arena, struct types *store);
/* Let BTF complete members whose type the preamble does not define. */
void cdefs_use_btf(struct cdefs *defs, struct kernel_btf *btf);
/*
 * Read the preamble in SRC_TEXT, which lies at position POS; HAVE_BTF
 * defines BPFTRACE_HAVE_BTF. Mistakes go to DIAGS; an #include in effect is
 * an error as long as no header reader is there.
 */
void cdefs_parse(struct cdefs *defs, struct diags *diags, u32 pos,
		 const char *text, u32 len, bool have_btf);
/* "struct x", "union x", "enum x" or a typedef's name; NULL: not here. */
const struct type *cdefs_type(struct cdefs *defs, const char *name);
bool cdefs_enumerator(struct cdefs *defs, const char *name, s64 *value,
		      const struct type **type);
/* Body of the object-like macro NAME (trimmed), or NULL. */
const char *cdefs_macro(struct cdefs *defs, const char *name);

#endif
