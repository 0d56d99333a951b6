/*
 * Watches what is loaded and attached in the kernel: BPF programs, maps and
 * links, and the dynamic probes of tracefs.
 *
 *   bpfcount              print where things stand: the newest program, map
 *                         and link, and the number of dynamic probes
 *   bpfcount "A B C D" S  wait up to S seconds until all that is newer than
 *                         that has gone, except what processes of other
 *                         sessions hold; status 0 when it has
 */
#include <ctype.h>
#include <dirent.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PROG, MAP, LINK, KINDS, HELD_MAX = 4096 };

static const struct kind {
	int command;
	const char *field; /* in /proc/PID/fdinfo */
} kinds[KINDS] = {
	{ BPF_PROG_GET_NEXT_ID, "prog_id" },
	{ BPF_MAP_GET_NEXT_ID, "map_id" },
	{ BPF_LINK_GET_NEXT_ID, "link_id" },
};

/* Where things stand. */
struct state {
	unsigned newest[KINDS];
	unsigned probes;
};

/* What processes of other sessions hold. */
struct held {
	unsigned ids[KINDS][HELD_MAX];
	unsigned num[KINDS];
};

/* The object after ID, 0: there is none. */
static unsigned next_id(int kind, unsigned id)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.start_id = id;
	if (syscall(SYS_bpf, kinds[kind].command, &attr, sizeof(attr)))
		return 0;
	return attr.next_id;
}

static unsigned newest_id(int kind)
{
	unsigned id = 0, next;

	while ((next = next_id(kind, id)))
		id = next;
	return id;
}

static unsigned count_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned num = 0;
	int ch;

	if (!file)
		return 0;
	while ((ch = getc(file)) != EOF)
		num += ch == '\n';
	fclose(file);
	return num;
}

static unsigned count_probes(void)
{
	return count_lines("/sys/kernel/tracing/kprobe_events") +
	       count_lines("/sys/kernel/tracing/uprobe_events");
}

static void read_fdinfo(struct held *held, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[256], name[32];
	unsigned id;

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31[a-z_]: %u", name, &id) != 2)
			continue;
		for (int kind = 0; kind < KINDS; kind++)
			if (!strcmp(name, kinds[kind].field) &&
			    held->num[kind] < HELD_MAX)
				held->ids[kind][held->num[kind]++] = id;
	}
	fclose(file);
}

static void read_process(struct held *held, const char *pid)
{
	struct dirent *entry;
	char path[600];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/fdinfo", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%s/fdinfo/%s", pid,
			 entry->d_name);
		read_fdinfo(held, path);
	}
	if (dir)
		closedir(dir);
}

static void read_held(struct held *held)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	memset(held, 0, sizeof(*held));
	while (proc && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    getsid(atoi(entry->d_name)) != getsid(0))
			read_process(held, entry->d_name);
	if (proc)
		closedir(proc);
}

static int is_held(const struct held *held, int kind, unsigned id)
{
	for (unsigned i = 0; i < held->num[kind]; i++)
		if (held->ids[kind][i] == id)
			return 1;
	return 0;
}

/* How much is there that was not BEFORE? */
static unsigned count_new(const struct state *before)
{
	unsigned probes = count_probes();
	static struct held held;
	unsigned num = 0;
	int known = 0;

	if (probes > before->probes)
		num += probes - before->probes;
	for (int kind = 0; kind < KINDS; kind++) {
		unsigned id = before->newest[kind];

		while ((id = next_id(kind, id))) {
			if (!known++)
				read_held(&held);
			num += !is_held(&held, kind, id);
		}
	}
	return num;
}

int main(int argc, char **argv)
{
	struct state state;
	unsigned num;

	if (argc < 3) {
		printf("%u %u %u %u\n", newest_id(PROG), newest_id(MAP),
		       newest_id(LINK), count_probes());
		return 0;
	}
	if (sscanf(argv[1], "%u %u %u %u", &state.newest[PROG],
		   &state.newest[MAP], &state.newest[LINK], &state.probes) != 4)
		return 2;
	num = count_new(&state);
	for (int i = 0; num && i < atoi(argv[2]) * 10; i++) {
		usleep(100000);
		num = count_new(&state);
	}
	if (num)
		printf("%u objects stay loaded\n", num);
	else
		puts("as before");
	return num != 0;
}
