/*
 * Names of small numbers that the system defines: errors, signals, system
 * calls. A contract: the compiler puts them into programs.
 */
#ifndef AWL_NAMES_H
#define AWL_NAMES_H

#include "base/base.h"

enum name_table {
	NAMES_ERROR,   /* "No such file or directory" */
	NAMES_SIGNAL,  /* "SIGKILL" */
	NAMES_SYSCALL, /* "openat" */
};

/* One more than the highest number that has a name. */
u32 names_limit(enum name_table table);
/*
 * The name of NUM, or the table's text for numbers without one; the caller
 * gives BUF of SIZE bytes, which may be used.
 */
const char *names_get(enum name_table table, u32 num, char *buf, size_t size);

#endif
