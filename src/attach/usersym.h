/*
 * Symbols of the program that a user probe is in, for uaddr().
 */
#ifndef AWL_USERSYM_H
#define AWL_USERSYM_H

#include "plan.h"

struct user_symbol {
	u64 addr; /* as in the file */
	u64 size;
	u64 place;           /* address of the probed place, as in the file */
	bool is_relocatable; /* the program is loaded anywhere */
};

/* Find NAME in the target of POINT. Returns 0 or -errno (-ENOENT: none). */
int user_symbol(const struct point *point, const char *name,
		struct user_symbol *out);

#endif
