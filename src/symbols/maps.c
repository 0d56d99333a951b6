/*
 * Executable mappings of processes.
 *
 * A process becomes known when somebody asks for it, when it is snapshotted,
 * or through side-band events once maps_follow runs. What is known stays
 * after its end, so that stacks collected for the report at exit still get
 * names; the processes that ended longest ago are forgotten first.
 */
#include "symbols/maps.h"

#include "symbols/perfring.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/sys.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	BUCKETS = 1024,
	MAX_ENDED = 4096, /* processes remembered after their end */
};

/* A miss in a living process reads its mappings anew, but not more often. */
static const u64 REREAD_NS = 200000000;

struct process {
	struct process *next; /* in the bucket */
	struct process *next_ended;
	u32 pid;
	bool is_ended;
	const char *root;      /* before its paths: "" or "/proc/PID/root" */
	u64 read_at;           /* when the mappings were read; 0: never */
	struct mapping *items; /* ascending, not overlapping */
	u32 len, cap;
};

struct maps {
	struct process *buckets[BUCKETS];
	struct process *ended, **ended_tail; /* oldest first */
	u32 nended;
	struct strpool *paths;
	struct arena *arena; /* of the pool */
	struct arena *tmp;
	struct perfrings *rings;
	bool wants_scan; /* the processes that ran before following */
};

struct maps *maps_new(void)
{
	struct arena *arena = arena_new();
	struct maps *maps = ARENA_OBJ(arena, struct maps);

	maps->arena = arena;
	maps->tmp = arena_new();
	maps->paths = strpool_new(arena);
	maps->ended_tail = &maps->ended;
	return maps;
}

static void process_free(struct process *process)
{
	free(process->items);
	free(process);
}

void maps_free(struct maps *maps)
{
	struct process *process, *next;

	if (!maps)
		return;
	perfrings_close(maps->rings);
	for (u32 i = 0; i < BUCKETS; i++) {
		for (process = maps->buckets[i]; process; process = next) {
			next = process->next;
			process_free(process);
		}
	}
	arena_free(maps->tmp);
	arena_free(maps->arena);
}

static struct process *process_find(const struct maps *maps, u32 pid)
{
	struct process *process = maps->buckets[pid % BUCKETS];

	while (process && process->pid != pid)
		process = process->next;
	return process;
}

/* Put the text of link PATH into DST. Returns false when it has none. */
static bool link_read(const char *path, char *dst, size_t size)
{
	ssize_t len = readlink(path, dst, size - 1);

	if (len < 0)
		return false;
	dst[len] = '\0';
	return true;
}

/*
 * Where the paths of process PID start: it may live in another mount
 * namespace or under another root. NULL when it is gone.
 */
static const char *process_root(struct maps *maps, u32 pid)
{
	char path[64], theirs[PATH_MAX], ours[PATH_MAX];

	snprintf(path, sizeof(path), "/proc/%u/ns/mnt", pid);
	if (!link_read(path, theirs, sizeof(theirs)) ||
	    !link_read("/proc/self/ns/mnt", ours, sizeof(ours)))
		return NULL;
	snprintf(path, sizeof(path), "/proc/%u/root", pid);
	if (!strcmp(theirs, ours)) {
		if (!link_read(path, theirs, sizeof(theirs)))
			return NULL;
		if (!link_read("/proc/self/root", ours, sizeof(ours)) ||
		    !strcmp(theirs, ours))
			return "";
	}
	return strpool_add(maps->paths, path, strlen(path));
}

/* Find PID or make it known, with no mappings yet. */
static struct process *process_get(struct maps *maps, u32 pid)
{
	struct process *process = process_find(maps, pid);

	if (process)
		return process;
	process = calloc(1, sizeof(*process));
	if (!process)
		BUG("out of memory");
	process->pid = pid;
	process->root = process_root(maps, pid);
	process->next = maps->buckets[pid % BUCKETS];
	maps->buckets[pid % BUCKETS] = process;
	return process;
}

static void process_forget(struct maps *maps, struct process *process)
{
	struct process **link = &maps->buckets[process->pid % BUCKETS];

	while (*link != process)
		link = &(*link)->next;
	*link = process->next;
	process_free(process);
}

/* Note the end of PROCESS; perhaps another one is forgotten for it. */
static void process_end(struct maps *maps, struct process *process)
{
	struct process *oldest = maps->ended;

	if (process->is_ended)
		return;
	process->is_ended = true;
	process->next_ended = NULL;
	*maps->ended_tail = process;
	maps->ended_tail = &process->next_ended;
	if (++maps->nended <= MAX_ENDED)
		return;
	maps->ended = oldest->next_ended;
	maps->nended--;
	process_forget(maps, oldest);
}

/* A process with the number of an ended one appeared: take that off. */
static void process_revive(struct maps *maps, struct process *process)
{
	struct process **link = &maps->ended;

	if (!process->is_ended)
		return;
	while (*link != process)
		link = &(*link)->next_ended;
	*link = process->next_ended;
	if (maps->ended_tail == &process->next_ended)
		maps->ended_tail = link;
	maps->nended--;
	process->is_ended = false;
	process->len = 0;
}

/* Remove NUM mappings from index AT and put COUNT of ITEMS there. */
static void items_replace(struct process *process, u32 at, u32 num,
			  const struct mapping *items, u32 count)
{
	u32 len = process->len - num + count;

	if (len > process->cap) {
		process->cap = len + 16;
		process->items = realloc(
			process->items, process->cap * sizeof(*process->items));
		if (!process->items)
			BUG("out of memory");
	}
	if (process->len > at + num)
		memmove(process->items + at + count, process->items + at + num,
			(process->len - at - num) * sizeof(*process->items));
	if (count)
		memcpy(process->items + at, items, count * sizeof(*items));
	process->len = len;
}

/* The first mapping that ends behind ADDR. */
static u32 items_search(const struct process *process, u64 addr)
{
	u32 low = 0, high = process->len;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (process->items[middle].end <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Add MAP; what it covers of older mappings is gone. */
static void items_add(struct process *process, const struct mapping *map)
{
	u32 first = items_search(process, map->start), last = first;
	struct mapping pieces[3];
	u32 num = 0;

	while (last < process->len && process->items[last].start < map->end)
		last++;
	if (first < last && process->items[first].start < map->start) {
		pieces[num] = process->items[first];
		pieces[num++].end = map->start;
	}
	pieces[num++] = *map;
	if (first < last && process->items[last - 1].end > map->end) {
		struct mapping *rest = &pieces[num++];

		*rest = process->items[last - 1];
		rest->file_offset += map->end - rest->start;
		rest->start = map->end;
	}
	items_replace(process, first, last - first, pieces, num);
}

/* Set NAME, and the path under which we can open it. */
static void mapping_name(struct maps *maps, const struct process *process,
			 struct mapping *map, const char *name)
{
	const char *path = name;

	map->name = strpool_add(maps->paths, name, strlen(name));
	map->path = map->name;
	if (name[0] != '/')
		return; /* [vdso], //anon, ... */
	if (str_ends(name, " (deleted)"))
		path = arena_printf(maps->tmp,
				    "/proc/%u/map_files/%" PRIx64 "-%" PRIx64,
				    process->pid, map->start, map->end);
	else if (process->root && process->root[0])
		path = arena_printf(maps->tmp, "%s%s", process->root, name);
	map->path = strpool_add(maps->paths, path, strlen(path));
}

/* Keep one line of /proc/PID/maps if it is executable. */
static void line_add(struct maps *maps, struct process *process, char *line)
{
	struct mapping map = { 0 };
	int name = 0;
	char flags[5];

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n",
		   &map.start, &map.end, flags, &map.file_offset, &name) < 4 ||
	    !name || flags[2] != 'x' || map.start >= map.end)
		return;
	mapping_name(maps, process, &map, line + name);
	items_add(process, &map);
}

void maps_snapshot(struct maps *maps, u32 pid)
{
	struct process *process = process_get(maps, pid);
	char path[64], *line = NULL;
	const char *root;
	bool is_first = true;
	size_t size = 0;
	FILE *file;

	process->read_at = sys_now(CLOCK_MONOTONIC);
	snprintf(path, sizeof(path), "/proc/%u/maps", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	while (getline(&line, &size, file) > 0) {
		if (is_first) { /* it is alive: what we knew is out of date */
			process_revive(maps, process);
			process->len = 0;
			root = process_root(maps, pid);
			if (root)
				process->root = root;
		}
		is_first = false;
		line_add(maps, process, line);
	}
	free(line);
	fclose(file);
	arena_reset(maps->tmp);
}

/* Read all processes that nobody told us about yet. */
static void processes_scan(struct maps *maps)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;

	maps->wants_scan = false;
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		u32 pid = (u32)strtoul(entry->d_name, NULL, 10);

		if (pid && !process_find(maps, pid))
			maps_snapshot(maps, pid);
	}
	closedir(dir);
}

int maps_follow(struct maps *maps, u32 pid)
{
	int err;

	if (maps->rings)
		return perfrings_fd(maps->rings);
	err = perfrings_open(&maps->rings, pid);
	if (err)
		return err;
	if (pid)
		maps_snapshot(maps, pid);
	else
		maps->wants_scan = true;
	return perfrings_fd(maps->rings);
}

/* A new process starts with what its parent has. */
static void on_fork(struct maps *maps, const struct side_event *event)
{
	const struct process *parent = process_find(maps, event->parent);
	struct process *process = process_get(maps, event->pid);

	process_revive(maps, process);
	process->read_at = sys_now(CLOCK_MONOTONIC);
	if (!parent) {
		maps_snapshot(maps, event->parent);
		parent = process_find(maps, event->parent);
	}
	if (!process->root)
		process->root = parent->root;
	items_replace(process, 0, process->len, parent->items, parent->len);
}

static void on_exec(struct maps *maps, u32 pid)
{
	struct process *process = process_get(maps, pid);
	const char *root = process_root(maps, pid);

	process_revive(maps, process);
	process->len = 0;
	process->read_at = sys_now(CLOCK_MONOTONIC);
	if (root)
		process->root = root;
}

static void on_mmap(struct maps *maps, const struct side_event *event)
{
	struct process *process = process_find(maps, event->pid);
	struct mapping map = {
		.start = event->start,
		.end = event->start + event->size,
		.file_offset = event->file_offset,
	};

	if (map.end <= map.start)
		return;
	if (!process) {
		/* It ran before us: the rest of its mappings counts too. */
		maps_snapshot(maps, event->pid);
		process = process_find(maps, event->pid);
	}
	mapping_name(maps, process, &map, event->path);
	items_add(process, &map);
}

static void on_event(const struct side_event *event, void *arg)
{
	struct maps *maps = arg;
	struct process *process;

	switch (event->kind) {
	case SIDE_MMAP:
		on_mmap(maps, event);
		break;
	case SIDE_EXEC:
		on_exec(maps, event->pid);
		break;
	case SIDE_FORK:
		on_fork(maps, event);
		break;
	case SIDE_EXIT:
		process = process_find(maps, event->pid);
		if (process)
			process_end(maps, process);
		break;
	case SIDE_LOST:
		break; /* a miss reads the process again */
	}
}

void maps_update(struct maps *maps)
{
	if (!maps->rings)
		return;
	perfrings_read(maps->rings, on_event, maps);
	arena_reset(maps->tmp);
	if (maps->wants_scan)
		processes_scan(maps);
}

static const struct mapping *mapping_at(const struct process *process, u64 addr)
{
	u32 at = items_search(process, addr);

	if (at == process->len || process->items[at].start > addr)
		return NULL;
	return &process->items[at];
}

const struct mapping *maps_find(struct maps *maps, u32 pid, u64 addr)
{
	const struct process *process = process_find(maps, pid);
	const struct mapping *found = NULL;

	if (process)
		found = mapping_at(process, addr);
	if (found || (process && process->is_ended))
		return found;
	if (process && process->read_at &&
	    sys_now(CLOCK_MONOTONIC) - process->read_at < REREAD_NS)
		return NULL;
	maps_snapshot(maps, pid);
	process = process_find(maps, pid);
	return process ? mapping_at(process, addr) : NULL;
}
