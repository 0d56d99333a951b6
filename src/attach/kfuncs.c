/*
 * The kernel's functions that can be traced: what ftrace lists, without those
 * on the kprobe blacklist and some that are known to hang machines. Where
 * ftrace's list can't be read, every text symbol.
 */
#include "attach/kfuncs.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "base/sys.h"
#include "symbols/ksyms.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	bool (*fn)(const char *module, const char *func, void *arg);
	void *arg;
	struct hash blacklist;
};

static bool is_dangerous(const char *func)
{
	static const char *const names[] = {
		"arch_cpu_idle",
		"default_idle",
		"bpf_dispatcher_xdp_func",
	};

	for (u32 i = 0; i < countof(names); i++)
		if (!strcmp(func, names[i]))
			return true;
	return str_starts(func, "__ftrace_invalid_address__") ||
	       str_starts(func, "rcu_");
}

static bool may_trace(const struct walk *walk, const char *func)
{
	return !is_dangerous(func) && !strstr(func, ".part.") &&
	       !hash_find(&walk->blacklist, func);
}

/* Lines "0xstart-0xend\tname". */
static void read_blacklist(struct walk *walk, struct arena *arena)
{
	FILE *file = fopen("/sys/kernel/debug/kprobes/blacklist", "re");
	char *line = NULL;
	size_t size = 0;

	hash_init(&walk->blacklist, arena);
	if (!file)
		return;
	while (getline(&line, &size, file) > 0) {
		char *name = strchr(line, '\t');

		if (!name)
			continue;
		name[strcspn(name, "\n")] = '\0';
		hash_set(&walk->blacklist, name + 1, walk);
	}
	free(line);
	fclose(file);
}

/* "name" or "name [module]"; returns the module and cuts the name off. */
static const char *split_line(char *name)
{
	const char *module = "vmlinux";
	char *rest;

	name[strcspn(name, "\n")] = '\0';
	rest = strchr(name, ' ');
	if (rest) {
		*rest = '\0';
		if (rest[1] == '[') {
			module = rest + 2;
			rest[2 + strcspn(rest + 2, "]")] = '\0';
		}
	}
	return module;
}

static bool take_line(struct walk *walk, char *line)
{
	const char *module = split_line(line);

	if (!*line || !may_trace(walk, line))
		return true;
	return walk->fn(module, line, walk->arg);
}

static const char *list_path(struct arena *arena)
{
	const char *tracefs = sys_tracefs();

	return arena_printf(arena, "%s/available_filter_functions",
			    tracefs ? tracefs : "/sys/kernel/tracing");
}

enum kfunc_state kfuncs_state(struct arena *arena, const char *module,
			      const char *func)
{
	FILE *file = fopen(list_path(arena), "re");
	enum kfunc_state state = KFUNC_UNKNOWN;
	size_t size = 0, len = strlen(func);
	char *line = NULL;

	while (file && state != KFUNC_LISTED &&
	       getline(&line, &size, file) > 0) {
		const char *where;

		state = KFUNC_UNLISTED;
		if (strncmp(line, func, len) != 0)
			continue;
		where = split_line(line);
		if (!line[len] && (!module || !strcmp(where, module)))
			state = KFUNC_LISTED;
	}
	free(line);
	if (file)
		fclose(file);
	return state;
}

static bool take_symbol(const char *name, u64 addr, const char *module,
			void *arg)
{
	struct walk *walk = arg;

	(void)addr;
	if (!may_trace(walk, name))
		return true;
	return walk->fn(module ? module : "vmlinux", name, walk->arg);
}

int kfuncs_each(struct arena *arena,
		bool (*fn)(const char *module, const char *func, void *arg),
		void *arg)
{
	struct walk walk = { .fn = fn, .arg = arg };
	const char *path = list_path(arena);
	char *line = NULL;
	size_t size = 0;
	FILE *file;
	bool empty = true;

	read_blacklist(&walk, arena);
	file = fopen(path, "re");
	if (file) {
		while (getline(&line, &size, file) > 0) {
			empty = false;
			if (!take_line(&walk, line))
				break;
		}
		free(line);
		fclose(file);
	}
	if (!empty)
		return 0;
	log_warn("Could not read functions from %s. If this is expected, use "
		 "--traceable-functions to name another list.",
		 path);
	return ksyms_each(take_symbol, &walk);
}
