/*
 * Kernel and module symbols, from /proc/kallsyms. Read when first asked.
 */
#ifndef AWL_KSYMS_H
#define AWL_KSYMS_H

#include "base/base.h"

struct ksyms;

struct ksyms *ksyms_new(void);
void ksyms_free(struct ksyms *syms);
/*
 * Symbol at or before ADDR. *OFFSET and *MODULE (NULL: the kernel itself)
 * may be NULL. Returns NULL when ADDR is in no symbol.
 */
const char *ksyms_find(struct ksyms *syms, u64 addr, u64 *offset,
		       const char **module);
/* Address of NAME, 0 when there is none. Scans, keeps nothing. */
u64 ksyms_address(const char *name);
/* Call FN for every text symbol until it returns false; 0 or -errno. */
int ksyms_each(bool (*fn)(const char *name, u64 addr, const char *module,
			  void *arg),
	       void *arg);

#endif
