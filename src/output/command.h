/*
 * What cat() and system() fetch from outside.
 */
#ifndef AWL_COMMAND_H
#define AWL_COMMAND_H

#include "base/str.h"

/* Append the first MAX bytes of the file PATH. Returns 0 or -errno. */
int command_cat(struct strbuf *out, const char *path, u64 max);
/*
 * Run COMMAND with sh -c, wait for its end and append what it wrote to
 * stdout and stderr. Returns 0 or -errno.
 */
int command_run(struct strbuf *out, const char *command);

#endif
