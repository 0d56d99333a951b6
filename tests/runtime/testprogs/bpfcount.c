/*
 * Counts what is loaded and attached in the kernel: BPF programs, maps and
 * links, and the dynamic probes of tracefs.
 *
 *   bpfcount              print the four numbers once they are at rest: the
 *                         kernel frees what was closed a little later
 *   bpfcount "A B C D" S  wait up to S seconds until they are A B C D again;
 *                         status 0 when they are
 */
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned count_ids(int command)
{
	union bpf_attr attr;
	unsigned num = 0;

	memset(&attr, 0, sizeof(attr));
	while (!syscall(SYS_bpf, command, &attr, sizeof(attr))) {
		attr.start_id = attr.next_id;
		num++;
	}
	return num;
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

static void count(char *text, size_t size)
{
	snprintf(text, size, "%u %u %u %u", count_ids(BPF_PROG_GET_NEXT_ID),
		 count_ids(BPF_MAP_GET_NEXT_ID),
		 count_ids(BPF_LINK_GET_NEXT_ID),
		 count_lines("/sys/kernel/tracing/kprobe_events") +
			 count_lines("/sys/kernel/tracing/uprobe_events"));
}

/* The numbers after they have not changed for half a second. */
static void wait_for_rest(char *text, size_t size)
{
	char before[64] = "";

	for (int calm = 0; calm < 5; calm++) {
		count(text, size);
		if (strcmp(text, before))
			calm = 0;
		strcpy(before, text);
		usleep(100000);
	}
}

int main(int argc, char **argv)
{
	char text[64];

	if (argc < 3) {
		wait_for_rest(text, sizeof(text));
		puts(text);
		return 0;
	}
	count(text, sizeof(text));
	for (int i = 0; i < atoi(argv[2]) * 10; i++) {
		if (!strcmp(text, argv[1])) {
			puts("as before");
			return 0;
		}
		usleep(100000);
		count(text, sizeof(text));
	}
	printf("before: %s, now: %s\n", argv[1], text);
	return 1;
}
