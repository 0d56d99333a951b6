/*
 * The kernel's functions that can be traced.
 */
#ifndef AWL_KFUNCS_H
#define AWL_KFUNCS_H

#include "base/arena.h"

/*
 * Call FN for every traceable function (MODULE "vmlinux" or a module's name)
 * until it returns false. Functions that must not be probed are left out.
 * Returns 0 or -errno.
 */
int kfuncs_each(struct arena *arena,
		bool (*fn)(const char *module, const char *func, void *arg),
		void *arg);

/* What ftrace's list says about a function. */
enum kfunc_state {
	KFUNC_LISTED,
	KFUNC_UNLISTED,
	KFUNC_UNKNOWN, /* there is no list that can be read */
};

/* Is FUNC of MODULE (NULL: of any) in ftrace's list? */
enum kfunc_state kfuncs_state(struct arena *arena, const char *module,
			      const char *func);

#endif
