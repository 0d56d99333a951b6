/*
 * Paths of cgroups by their id, for printing.
 */
#ifndef AWL_CGROUPS_H
#define AWL_CGROUPS_H

#include "base/arena.h"

struct cgroups;

struct cgroups *cgroups_new(void);
void cgroups_free(struct cgroups *cgroups);
/*
 * "hierarchy:path" of cgroup ID in every mounted hierarchy that matches the
 * pattern FILTER (NULL: all), joined by commas, in ARENA.
 */
const char *cgroups_path(struct cgroups *cgroups, struct arena *arena, u64 id,
			 const char *filter);

#endif
