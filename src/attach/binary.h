/*
 * From what a user calls a program or library to files.
 */
#ifndef AWL_BINARY_H
#define AWL_BINARY_H

#include "base/vec.h"

struct binary {
	const char *name; /* absolute, as the target process sees it */
	const char *path; /* to open from here: /proc/PID/root/... if needed */
};

struct binaries {
	struct binary *items;
	u32 len, cap;
};

/*
 * Find the files that NAME means: a path, a pattern of paths, a library
 * ("libc", "libssl.so.3") or a program in $PATH; with PID (not 0) as that
 * process sees it. Only ELF files are found. Strings are in ARENA. Returns
 * the number of files.
 */
u32 binary_find(struct arena *arena, const char *name, u32 pid,
		struct binaries *out);
/* The program that PID runs. False with errno. */
bool binary_of_pid(struct arena *arena, u32 pid, struct binary *out);
/*
 * The file of library NAME in CACHE, the text of ld.so.cache of LEN bytes;
 * NULL when there is none or the cache is damaged. For tests.
 */
const char *binary_in_cache(struct arena *arena, const char *name,
			    const char *cache, size_t len);

#endif
