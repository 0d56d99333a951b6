/*
 * C headers, for #include and --include: libclang reads them, opened when a
 * script first includes something. Nothing is converted before it is asked
 * for by name.
 */
#ifndef AWL_BTF_HEADERS_H
#define AWL_BTF_HEADERS_H

#include "base/diag.h"
#include "btf/cdefs.h"
#include "btf/type.h"

struct headers;
struct cdefs;
struct cname;
struct ctag;

/*
 * Read what the preambles and the command line include. AT is where mistakes
 * without a better place are reported. NULL after an error.
 */
struct headers *headers_read(struct cdefs *defs, struct diags *diags,
			     struct span at);
/* Give libclang's memory back: what was not asked for by now is lost. */
void headers_close(struct headers *headers);

/* The struct, union or enum FULL ("struct x"); NULL: no header defines it. */
struct ctag *headers_tag(struct headers *headers, const char *full);
bool headers_typedef(struct headers *headers, const char *name,
		     struct cname *found);
bool headers_enumerator(struct headers *headers, const char *name, s64 *value,
			const struct type **type);
/* Body of macro NAME, or NULL; *IS_FUNCTION: it takes arguments. */
const char *headers_macro(struct headers *headers, const char *name,
			  bool *is_function);

#endif
