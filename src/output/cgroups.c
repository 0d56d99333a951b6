/*
 * Paths of cgroups. An id is the inode of the cgroup's folder, so the folder
 * is searched for in every mounted hierarchy; what was found is kept, since
 * a cgroup may be gone when it is printed the next time.
 */
#include "output/cgroups.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <fnmatch.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 64 };

/* A mounted hierarchy. */
struct hierarchy {
	const char *name; /* "unified", or its controllers */
	const char *root;
};

struct cgroups {
	struct arena *arena;
	bool mounted; /* hierarchies were read */
	VEC(struct hierarchy) list;
	struct hash known; /* "hierarchy:id" -> path */
};

struct cgroups *cgroups_new(void)
{
	struct arena *arena = arena_new();
	struct cgroups *cgroups = ARENA_OBJ(arena, struct cgroups);

	cgroups->arena = arena;
	hash_init(&cgroups->known, arena);
	return cgroups;
}

void cgroups_free(struct cgroups *cgroups)
{
	if (cgroups)
		arena_free(cgroups->arena);
}

/* The controllers among the options of a mount: those without a '='. */
static const char *controllers(struct arena *arena, const char *options)
{
	static const char *const plain[] = {
		"rw",       "ro",      "nosuid", "nodev",         "noexec",
		"relatime", "noatime", "xattr",  "clone_children"
	};
	struct strbuf out = { 0 };
	char *rest = arena_strdup(arena, options);
	const char *text;

	for (char *word; (word = strsep(&rest, ",")) != NULL;) {
		bool skip = str_starts(word, "release_agent=");

		for (u32 i = 0; i < countof(plain); i++)
			skip |= !strcmp(word, plain[i]);
		if (skip)
			continue;
		if (out.len)
			strbuf_addch(&out, ',');
		strbuf_add(&out, word);
	}
	text = arena_strdup(arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}

static bool has_hierarchy(const struct cgroups *cgroups, const char *name)
{
	vec_for (i, &cgroups->list) {
		if (!strcmp(cgroups->list.items[i].name, name))
			return true;
	}
	return false;
}

static void read_mounts(struct cgroups *cgroups)
{
	struct arena *arena = cgroups->arena;
	FILE *file = setmntent("/proc/self/mounts", "re");
	struct mntent *mount;

	cgroups->mounted = true;
	while (file && (mount = getmntent(file)) != NULL) {
		struct hierarchy item = { 0 };

		if (!strcmp(mount->mnt_type, "cgroup2"))
			item.name = "unified";
		else if (!strcmp(mount->mnt_type, "cgroup"))
			item.name = controllers(arena, mount->mnt_opts);
		if (!item.name || has_hierarchy(cgroups, item.name))
			continue;
		item.root = arena_strdup(arena, mount->mnt_dir);
		vec_push(arena, &cgroups->list, item);
	}
	if (file)
		endmntent(file);
}

/* Search folder PATH for inode ID; the path is left in PATH. */
static bool find_folder(struct strbuf *path, u64 id, u32 depth)
{
	size_t len = path->len;
	struct dirent *entry;
	struct stat st;
	bool found = false;
	DIR *dir;

	if (stat(strbuf_text(path), &st) == 0 && st.st_ino == id)
		return true;
	dir = depth < MAX_DEPTH ? opendir(strbuf_text(path)) : NULL;
	while (dir && !found && (entry = readdir(dir)) != NULL) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		strbuf_addch(path, '/');
		strbuf_add(path, entry->d_name);
		found = find_folder(path, id, depth + 1);
		if (!found) {
			path->len = len;
			path->str[len] = '\0';
		}
	}
	if (dir)
		closedir(dir);
	return found;
}

/* The path of ID below the root of HIERARCHY, or NULL. */
static const char *path_in(struct cgroups *cgroups,
			   const struct hierarchy *hierarchy, u64 id)
{
	struct arena *arena = cgroups->arena;
	const char *key = arena_printf(arena, "%s:%llu", hierarchy->name,
				       (unsigned long long)id);
	const char *path = hash_find(&cgroups->known, key);
	struct strbuf text = { 0 };

	if (path)
		return path;
	strbuf_add(&text, hierarchy->root);
	if (find_folder(&text, id, 0)) {
		path = strbuf_text(&text) + strlen(hierarchy->root);
		path = arena_strdup(arena, *path ? path : "/");
		hash_set(&cgroups->known, key, (void *)path);
	}
	strbuf_fini(&text);
	return path;
}

const char *cgroups_path(struct cgroups *cgroups, struct arena *arena, u64 id,
			 const char *filter)
{
	struct strbuf out = { 0 };
	const char *text;

	if (!cgroups->mounted)
		read_mounts(cgroups);
	vec_for (i, &cgroups->list) {
		const struct hierarchy *item = &cgroups->list.items[i];
		const char *path;

		if (filter && fnmatch(filter, item->name, 0))
			continue;
		path = path_in(cgroups, item, id);
		if (!path)
			continue;
		if (out.len)
			strbuf_addch(&out, ',');
		strbuf_printf(&out, "%s:%s", item->name, path);
	}
	text = arena_strdup(arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}
