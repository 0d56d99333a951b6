/*
 * Failure on demand: loaded in front of libc, it makes one kind of call fail.
 *
 *   AWL_FAULT="KIND N ERRNO"   the Nth call of KIND fails with ERRNO
 *   AWL_FAULT="KIND N+ ERRNO"  and all calls of KIND after it
 *   AWL_FAULT_COUNT=FILE       write to FILE how often each kind was called
 *
 * Only awl is treated so, and no program that it starts. The kinds are the
 * words of the table below; those of bpf(2) are named after its commands.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind {
	MAP_CREATE,
	PROG_LOAD,
	LINK_CREATE,
	RAW_TRACEPOINT_OPEN,
	TEST_RUN,
	MAP_LOOKUP,
	MAP_OTHER,
	BPF_OTHER,
	PERF_EVENT_OPEN,
	PIDFD_OPEN,
	IOCTL,
	MMAP,
	OPEN,
	READ,
	EPOLL,
	EVENTFD,
	PIPE,
	FORK,
	THREAD,
	MALLOC,
	KINDS
};

static const char *const names[KINDS] = {
	[MAP_CREATE] = "map_create",
	[PROG_LOAD] = "prog_load",
	[LINK_CREATE] = "link_create",
	[RAW_TRACEPOINT_OPEN] = "raw_tracepoint_open",
	[TEST_RUN] = "test_run",
	[MAP_LOOKUP] = "map_lookup",
	[MAP_OTHER] = "map_other",
	[BPF_OTHER] = "bpf_other",
	[PERF_EVENT_OPEN] = "perf_event_open",
	[PIDFD_OPEN] = "pidfd_open",
	[IOCTL] = "ioctl",
	[MMAP] = "mmap",
	[OPEN] = "open",
	[READ] = "read",
	[EPOLL] = "epoll",
	[EVENTFD] = "eventfd",
	[PIPE] = "pipe",
	[FORK] = "fork",
	[THREAD] = "thread",
	[MALLOC] = "malloc",
};

#define REAL(NAME) ((__typeof__(&NAME))(uintptr_t)dlsym(RTLD_NEXT, #NAME))

static unsigned long calls[KINDS];
static bool armed;
static int fault_kind = -1;
static unsigned long fault_at;
static bool fault_stays;
static int fault_errno;
static pid_t own_pid;

/* glibc's own names: asking dlsym() for these would allocate. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t num, size_t size);
void *__libc_realloc(void *old, size_t size);

/* Count a call of KIND; true with errno when it shall fail. */
static bool fails(enum kind kind)
{
	unsigned long num;

	if (!armed)
		return false;
	num = __atomic_add_fetch(&calls[kind], 1, __ATOMIC_RELAXED);
	if ((int)kind != fault_kind || num < fault_at ||
	    (num > fault_at && !fault_stays))
		return false;
	errno = fault_errno;
	return true;
}

static void read_fault(const char *text)
{
	char name[32], stays[2] = "";

	if (!text || sscanf(text, "%31s %lu%1[+] %d", name, &fault_at, stays,
			    &fault_errno) < 4) {
		stays[0] = '\0';
		if (!text || sscanf(text, "%31s %lu %d", name, &fault_at,
				    &fault_errno) != 3)
			return;
	}
	fault_stays = stays[0];
	for (int i = 0; i < KINDS; i++)
		if (!strcmp(names[i], name))
			fault_kind = i;
}

__attribute__((constructor)) static void start(void)
{
	if (strcmp(program_invocation_short_name, "awl"))
		return;
	read_fault(getenv("AWL_FAULT"));
	own_pid = getpid();
	armed = true;
}

__attribute__((destructor)) static void stop(void)
{
	const char *path = getenv("AWL_FAULT_COUNT");
	FILE *file;

	if (!armed || getpid() != own_pid)
		return;
	armed = false;
	file = path ? fopen(path, "w") : NULL;
	if (!file)
		return;
	for (int i = 0; i < KINDS; i++)
		fprintf(file, "%s %lu\n", names[i], calls[i]);
	fclose(file);
}

/* The end without destructors. */
void _exit(int status)
{
	stop();
	REAL(_exit)(status);
	abort();
}

static enum kind bpf_kind(long cmd)
{
	switch (cmd) {
	case BPF_MAP_CREATE:
		return MAP_CREATE;
	case BPF_PROG_LOAD:
		return PROG_LOAD;
	case BPF_LINK_CREATE:
		return LINK_CREATE;
	case BPF_RAW_TRACEPOINT_OPEN:
		return RAW_TRACEPOINT_OPEN;
	case BPF_PROG_TEST_RUN:
		return TEST_RUN;
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_LOOKUP_BATCH:
		return MAP_LOOKUP;
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_DELETE_ELEM:
	case BPF_MAP_GET_NEXT_KEY:
	case BPF_MAP_FREEZE:
		return MAP_OTHER;
	}
	return BPF_OTHER;
}

long syscall(long number, ...)
{
	long arg[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	if ((number == SYS_bpf && fails(bpf_kind((int)arg[0]))) ||
	    (number == SYS_perf_event_open && fails(PERF_EVENT_OPEN)) ||
	    (number == SYS_pidfd_open && fails(PIDFD_OPEN)))
		return -1;
	return REAL(syscall)(number, arg[0], arg[1], arg[2], arg[3], arg[4],
			     arg[5]);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	long arg;

	va_start(args, request);
	arg = va_arg(args, long);
	va_end(args);
	if (fails(IOCTL))
		return -1;
	return (int)syscall(SYS_ioctl, fd, request, arg);
}

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t pos)
{
	if (fails(MMAP))
		return MAP_FAILED;
	return REAL(mmap)(addr, len, prot, flags, fd, pos);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	if (fails(OPEN))
		return -1;
	return REAL(open)(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	if (fails(OPEN))
		return NULL;
	return REAL(fopen)(path, mode);
}

ssize_t read(int fd, void *buf, size_t size)
{
	if (fails(READ))
		return -1;
	return REAL(read)(fd, buf, size);
}

int epoll_create1(int flags)
{
	return fails(EPOLL) ? -1 : REAL(epoll_create1)(flags);
}

int epoll_ctl(int epoll, int op, int fd, struct epoll_event *event)
{
	return fails(EPOLL) ? -1 : REAL(epoll_ctl)(epoll, op, fd, event);
}

int epoll_wait(int epoll, struct epoll_event *events, int max, int timeout)
{
	if (fails(EPOLL))
		return -1;
	return REAL(epoll_wait)(epoll, events, max, timeout);
}

int eventfd(unsigned count, int flags);
int eventfd(unsigned count, int flags)
{
	return fails(EVENTFD) ? -1 : REAL(eventfd)(count, flags);
}

int pipe2(int fds[2], int flags)
{
	return fails(PIPE) ? -1 : REAL(pipe2)(fds, flags);
}

pid_t fork(void)
{
	return fails(FORK) ? -1 : REAL(fork)();
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr,
		   void *(*run)(void *), void *arg)
{
	if (fails(THREAD))
		return errno;
	return REAL(pthread_create)(thread, attr, run, arg);
}

void *malloc(size_t size)
{
	return fails(MALLOC) ? NULL : __libc_malloc(size);
}

void *calloc(size_t num, size_t size)
{
	return fails(MALLOC) ? NULL : __libc_calloc(num, size);
}

void *realloc(void *old, size_t size)
{
	return fails(MALLOC) ? NULL : __libc_realloc(old, size);
}
