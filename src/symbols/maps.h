/*
 * Who mapped what where: the executable mappings of processes, kept after a
 * process is gone.
 */
#ifndef AWL_MAPS_H
#define AWL_MAPS_H

#include "base/base.h"

struct maps;

struct mapping {
	u64 start, end;
	u64 file_offset;
	const char *path; /* to open: /proc/PID/root/... where needed */
	const char *name; /* as the process sees it */
};

struct maps *maps_new(void);
void maps_free(struct maps *maps);
/*
 * Follow mmap, exec and exit of all processes (or only PID and its threads)
 * from now on through perf side-band events. Returns a descriptor to poll,
 * or -errno; without it only living processes have mappings.
 */
int maps_follow(struct maps *maps, u32 pid);
/* Take in what the kernel reported since the last call. */
void maps_update(struct maps *maps);
/* Read and keep the mappings of PID as they are now. */
void maps_snapshot(struct maps *maps, u32 pid);
/* The mapping of PID that holds ADDR; NULL when unknown. */
const struct mapping *maps_find(struct maps *maps, u32 pid, u64 addr);

#endif
