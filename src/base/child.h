/*
 * Other programs, run to their end.
 */
#ifndef AWL_CHILD_H
#define AWL_CHILD_H

#include "base/arena.h"

/*
 * Run ARGV, whose first word is the path of a program; what it writes (both
 * streams) is put into ARENA and *OUT, NUL-terminated, its tail cut off when
 * there is very much. Returns its exit status, 128 + N when signal N ended
 * it, or -errno when it could not be run.
 */
int child_run(struct arena *arena, const char *const *argv, const char **out);

#endif
