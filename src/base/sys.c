/*
 * Questions to the operating system.
 */
#include "base/sys.h"

#include "base/str.h"
#include "base/vec.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Whoever gives us more than READ_MAX never ends: a device. */
enum { READ_STEP = 64 * 1024, READ_MAX = 256 << 20 };

/* Append all that FD gives to BUF. Returns 0 or -errno. */
static int read_all(int fd, struct strbuf *buf)
{
	char *step = malloc(READ_STEP);
	int err = 0;

	if (!step)
		return -ENOMEM;
	for (;;) {
		ssize_t num = read(fd, step, READ_STEP);

		if (num < 0 && errno == EINTR)
			continue;
		if (num < 0)
			err = -errno;
		else if (buf->len > READ_MAX)
			err = -EFBIG;
		if (num <= 0 || err)
			break;
		strbuf_addn(buf, step, (size_t)num);
	}
	free(step);
	return err;
}

char *sys_read_file(struct arena *arena, const char *path, size_t *len)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct strbuf buf = { 0 };
	char *text = NULL;
	int err;

	if (fd < 0)
		return NULL;
	err = read_all(fd, &buf);
	if (!err) {
		text = arena_strndup(arena, strbuf_text(&buf), buf.len);
		if (len)
			*len = buf.len;
	}
	strbuf_fini(&buf);
	if (!is_stdin)
		close(fd);
	if (err)
		errno = -err;
	return text;
}

/*
 * Read a kernel's list such as "0-3,8" and store the first CAP numbers in
 * CPUS. Returns how many there are.
 */
static u32 cpu_list(const char *path, u32 *cpus, u32 cap)
{
	char text[4096], *at = text;
	FILE *file = fopen(path, "re");
	u32 num = 0;

	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	while (isdigit((unsigned char)*at)) {
		unsigned long first = strtoul(at, &at, 10), last = first;

		if (*at == '-')
			last = strtoul(at + 1, &at, 10);
		for (; first <= last && first < UINT32_MAX; first++) {
			if (num < cap)
				cpus[num] = (u32)first;
			num++;
		}
		if (*at == ',')
			at++;
	}
	return num;
}

u32 sys_possible_cpus(void)
{
	static u32 num;

	if (!num)
		num = cpu_list("/sys/devices/system/cpu/possible", NULL, 0);
	if (!num)
		num = (u32)sysconf(_SC_NPROCESSORS_CONF);
	return num;
}

u32 *sys_online_cpus(struct arena *arena, u32 *num)
{
	static const char path[] = "/sys/devices/system/cpu/online";
	u32 count = cpu_list(path, NULL, 0);
	u32 *cpus = ARENA_ARRAY(arena, u32, count ? count : 1);

	/* Without sysfs there is at least the first one. */
	*num = count ? (u32)u64_min(cpu_list(path, cpus, count), count) : 1;
	return cpus;
}

/* What uname says; asked once. */
static const struct utsname *kernel_name(void)
{
	static struct utsname name;

	if (!name.release[0] && uname(&name))
		BUG("uname: %s", strerror(errno));
	return &name;
}

u32 sys_kernel_version(void)
{
	u32 a = 0, b = 0, c = 0;

	if (sscanf(kernel_name()->release, "%u.%u.%u", &a, &b, &c) < 2)
		return 0;
	return (a << 16) + (b << 8) + (u32)u64_min(c, 255);
}

/*
 * Most kernels are built for every mode and say under debugfs which one is
 * in force: "none (voluntary) full". From 7.0 on there is none without.
 */
bool sys_kernel_preempts(void)
{
	static const char path[] = "/sys/kernel/debug/sched/preempt";
	const char *version = kernel_name()->version;
	char text[128] = "";
	FILE *file;

	if (!strstr(version, "PREEMPT"))
		return false;
	if (!strstr(version, "PREEMPT_DYNAMIC"))
		return true;
	file = fopen(path, "re");
	if (file) {
		if (!fgets(text, sizeof(text), file))
			text[0] = '\0';
		fclose(file);
	}
	if (strstr(text, "(none)") || strstr(text, "(voluntary)"))
		return false;
	return text[0] || sys_kernel_version() >= 7 << 16;
}

const char *sys_kernel_release(void)
{
	return kernel_name()->release;
}

const char *sys_machine(void)
{
	return kernel_name()->machine;
}

static bool has_events(const char *tracefs)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/events", tracefs);
	return !access(path, F_OK);
}

/* The first place that has it, or NULL with errno. */
static const char *tracefs_find(void)
{
	static const char *const places[] = {
		"/sys/kernel/tracing",
		"/sys/kernel/debug/tracing",
	};
	int err = ENOENT;

	for (size_t i = 0; i < countof(places); i++) {
		if (has_events(places[i]))
			return places[i];
		if (errno != ENOENT)
			err = errno;
	}
	errno = err;
	return NULL;
}

const char *sys_tracefs(void)
{
	static const char *found;

	if (found)
		return found;
	found = tracefs_find();
	if (found || geteuid())
		return found;
	if (mount("tracefs", "/sys/kernel/tracing", "tracefs",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return NULL;
	found = tracefs_find();
	return found;
}

/* Is PATH a regular file that we may use? */
static bool is_usable(const char *path, bool executable)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	return !executable || st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH);
}

/* Is the file behind PATH among the NUM files of SEEN? Adds it if not. */
static bool is_seen(const char *path, struct stat *seen, u32 *num, u32 cap)
{
	struct stat st;

	if (stat(path, &st))
		return true;
	for (u32 i = 0; i < *num; i++) {
		if (seen[i].st_dev == st.st_dev && seen[i].st_ino == st.st_ino)
			return true;
	}
	if (*num < cap)
		seen[(*num)++] = st;
	return false;
}

/* An absolute spelling of PATH, links kept. */
static const char *absolute(struct arena *arena, const char *path)
{
	char folder[PATH_MAX];

	while (str_starts(path, "./"))
		path += 2;
	if (path[0] == '/' || !getcwd(folder, sizeof(folder)))
		return arena_strdup(arena, path);
	return arena_printf(arena, "%s/%s", folder, path);
}

u32 sys_find_in_path(struct arena *arena, const char *name, bool executable,
		     const char **found)
{
	const char *at = getenv("PATH");
	struct stat seen[64];
	u32 num = 0;

	if (strchr(name, '/')) {
		if (!is_usable(name, executable))
			return 0;
		*found = absolute(arena, name);
		return 1;
	}
	if (!at)
		at = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		     "/sbin:/bin";
	while (*at && *name) {
		size_t len = strcspn(at, ":");
		const char *path =
			arena_printf(arena, "%.*s/%s", len ? (int)len : 1,
				     len ? at : ".", name);

		if (is_usable(path, executable) &&
		    !is_seen(path, seen, &num, countof(seen)) && num == 1)
			*found = absolute(arena, path);
		at += len + (at[len] == ':');
	}
	return num;
}

u64 sys_now(int clock)
{
	struct timespec now = { 0 };

	if (clock_gettime(clock, &now))
		return 0;
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

void sys_pid_namespace(u64 *dev, u64 *ino, bool *is_init)
{
	/* Inode of the first pid namespace: PROC_PID_INIT_INO. */
	const u64 init_ino = 0xEFFFFFFC;
	struct stat st;

	if (stat("/proc/self/ns/pid", &st)) {
		*dev = 0;
		*ino = 0;
		*is_init = true;
		return;
	}
	*dev = st.st_dev;
	*ino = st.st_ino;
	*is_init = st.st_ino == init_ino;
}

void sys_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = path ? strlen(path) : 0;
	int fd;

	if (!len || len >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@') /* a name that is in no file system */
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	(void)sendto(fd, state, strlen(state), MSG_DONTWAIT | MSG_NOSIGNAL,
		     (const struct sockaddr *)&to,
		     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	close(fd);
}
