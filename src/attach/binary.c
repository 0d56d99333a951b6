/*
 * From what a user calls a program or library to files: paths, patterns,
 * $PATH, the loader's cache, the mappings of a process.
 */
#include "attach/binary.h"

#include "attach/match.h"
#include "base/str.h"
#include "base/sys.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_elf(const char *path)
{
	char magic[SELFMAG];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool ok;

	if (fd < 0)
		return false;
	ok = !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	     read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
	     !memcmp(magic, ELFMAG, SELFMAG);
	close(fd);
	return ok;
}

/* Does PID live in another mount namespace than we do? */
static bool other_root(u32 pid)
{
	struct stat mine, theirs;
	char path[64];

	if (!pid)
		return false;
	snprintf(path, sizeof(path), "/proc/%u/ns/mnt", pid);
	return !stat("/proc/self/ns/mnt", &mine) && !stat(path, &theirs) &&
	       mine.st_ino != theirs.st_ino;
}

static const char *root_of(struct arena *arena, u32 pid)
{
	return other_root(pid) ? arena_printf(arena, "/proc/%u/root", pid) : "";
}

/* Add NAME below ROOT when it is an ELF file that was not found before. */
static bool add_file(struct arena *arena, const char *root, const char *name,
		     struct binaries *out)
{
	const char *path = arena_printf(arena, "%s%s", root, name);
	char real[PATH_MAX];

	if (!is_elf(path))
		return false;
	if (!*root && realpath(path, real))
		path = arena_strdup(arena, real);
	vec_for (i, out)
		if (!strcmp(out->items[i].path, path))
			return true;
	vec_push(arena, out,
		 (struct binary){
			 .name = *root ? arena_strdup(arena, name) : path,
			 .path = path,
		 });
	return true;
}

static void find_pattern(struct arena *arena, const char *root,
			 const char *name, struct binaries *out)
{
	glob_t found;

	if (glob(arena_printf(arena, "%s%s", root, name), GLOB_NOSORT, NULL,
		 &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_file(arena, root, found.gl_pathv[i] + strlen(root), out);
	globfree(&found);
}

/* $PATH, that of process PID when it has a root of its own. */
static const char *path_variable(struct arena *arena, u32 pid)
{
	const char *env = NULL;
	size_t len = 0;

	if (!other_root(pid))
		return getenv("PATH");
	env = sys_read_file(arena, arena_printf(arena, "/proc/%u/environ", pid),
			    &len);
	for (size_t at = 0; env && at < len; at += strlen(env + at) + 1)
		if (str_starts(env + at, "PATH="))
			return env + at + strlen("PATH=");
	return NULL;
}

static void find_in_path(struct arena *arena, const char *root, u32 pid,
			 const char *name, struct binaries *out)
{
	const char *at = path_variable(arena, pid);

	while (at && *at) {
		size_t len = strcspn(at, ":");
		const char *file =
			arena_printf(arena, "%.*s/%s", (int)len, at, name);

		if (len && match_has_wildcard(name))
			find_pattern(arena, root, file, out);
		else if (len)
			add_file(arena, root, file, out);
		at += len;
		at += *at == ':';
	}
}

/*
 * Does FILE ("libc.so.6", "libc-2.31.so") belong to library NAME ("libc",
 * "libc.so", "libc.so.6")?
 */
static bool is_library(const char *file, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(file, name, len) != 0)
		return false;
	file += len;
	if (!*file || (*file == '.' && str_ends(name, ".so")))
		return true;
	if (str_starts(file, ".so"))
		return !file[3] || file[3] == '.';
	return *file == '-' && isdigit((unsigned char)file[1]) &&
	       str_ends(file, ".so");
}

/* One mapped file of /proc/PID/maps whose name fits. */
static bool find_mapped(struct arena *arena, const char *root, u32 pid,
			const char *name, struct binaries *out)
{
	char path[64];
	char *line = NULL;
	size_t size = 0;
	bool found = false;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%u/maps", pid);
	maps = fopen(path, "re");
	while (maps && !found && getline(&line, &size, maps) > 0) {
		char *file = strchr(line, '/');
		char *base = file ? strrchr(file, '/') + 1 : NULL;

		if (!base)
			continue;
		base[strcspn(base, "\n")] = '\0';
		if (is_library(base, name))
			found = add_file(arena, root, file, out);
	}
	free(line);
	if (maps)
		fclose(maps);
	return found;
}

/* The loader's cache, as glibc writes it since 2.2. */
#define CACHE_MAGIC "glibc-ld.so.cache1.1"

struct cache_head {
	char magic[20];
	u32 num;
	u32 strings;
	u32 unused[5];
};

struct cache_entry {
	u32 flags;
	u32 key, value; /* offsets of strings from the head */
	u32 os_version;
	u64 hwcap;
};

enum {
	CACHE_TYPE_MASK = 0x00ff,
	CACHE_TYPE_LIBC6 = 3,
	CACHE_ABI_MASK = 0xff00,
	CACHE_ABI_X86_64 = 0x0300,
	CACHE_ABI_AARCH64 = 0x0a00,
};

#if defined(__aarch64__)
enum { CACHE_ABI = CACHE_ABI_AARCH64 };
#else
enum { CACHE_ABI = CACHE_ABI_X86_64 };
#endif

static const char *cache_string(const char *base, size_t len, u32 at)
{
	if (at >= len || !memchr(base + at, '\0', len - at))
		return NULL;
	return base + at;
}

const char *binary_in_cache(struct arena *arena, const char *name,
			    const char *cache, size_t len)
{
	const char *base = memmem(cache, len, CACHE_MAGIC, 20);
	struct cache_head head;

	if (!base)
		return NULL;
	len -= (size_t)(base - cache);
	if (len < sizeof(head))
		return NULL;
	memcpy(&head, base, sizeof(head));
	if (head.num > (len - sizeof(head)) / sizeof(struct cache_entry))
		return NULL;
	for (u32 i = 0; i < head.num; i++) {
		struct cache_entry entry;
		const char *key, *value;

		memcpy(&entry, base + sizeof(head) + i * sizeof(entry),
		       sizeof(entry));
		if ((entry.flags & CACHE_TYPE_MASK) != CACHE_TYPE_LIBC6 ||
		    (entry.flags & CACHE_ABI_MASK) != CACHE_ABI)
			continue;
		key = cache_string(base, len, entry.key);
		value = cache_string(base, len, entry.value);
		if (key && value && is_library(key, name))
			return arena_strdup(arena, value);
	}
	return NULL;
}

static bool find_library(struct arena *arena, const char *root, u32 pid,
			 const char *name, struct binaries *out)
{
	const char *file = NULL;
	char *cache;
	size_t len = 0;

	if (pid && find_mapped(arena, root, pid, name, out))
		return true;
	cache = sys_read_file(
		arena, arena_printf(arena, "%s/etc/ld.so.cache", root), &len);
	if (cache)
		file = binary_in_cache(arena, name, cache, len);
	return file && add_file(arena, root, file, out);
}

u32 binary_find(struct arena *arena, const char *name, u32 pid,
		struct binaries *out)
{
	const char *root = root_of(arena, pid);

	if (strchr(name, '/')) {
		/* A relative path is meant from where we are. */
		if (*name != '/')
			root = "";
		if (match_has_wildcard(name))
			find_pattern(arena, root, name, out);
		else
			add_file(arena, root, name, out);
		return out->len;
	}
	if (str_starts(name, "lib") && !match_has_wildcard(name) &&
	    find_library(arena, root, pid, name, out))
		return out->len;
	find_in_path(arena, root, pid, name, out);
	/* A file of the current folder will do as well. */
	if (!out->len)
		add_file(arena, "", name, out);
	return out->len;
}

bool binary_of_pid(struct arena *arena, u32 pid, struct binary *out)
{
	const char *exe = arena_printf(arena, "/proc/%u/exe", pid);
	char name[PATH_MAX];
	ssize_t len = readlink(exe, name, sizeof(name) - 1);

	if (len < 0)
		return false;
	name[len] = '\0';
	out->name = arena_strdup(arena, name);
	out->path = other_root(pid) || str_ends(name, " (deleted)") ? exe
								    : out->name;
	return true;
}
