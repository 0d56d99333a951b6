/*
 * The first process of a test machine. It loads the modules that were packed
 * beside it, puts the host's files (read-only, by 9p) with a layer in memory
 * above them under the root, and then runs commands that come through the
 * virtio-serial port, one at a time, sending back what they print and how
 * they end. machine.py is the other side.
 *
 * Both directions carry frames: kind and length, four bytes each, then that
 * many bytes. Whatever goes wrong before the first command ends the machine
 * with a message on its console, which machine.py shows.
 *
 * On the host the same program prints the frequency of the time stamp
 * counter: under emulation the guest sees the host's counter and has nothing
 * to measure it with.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT "/dev/vport0p1"
#define MAX_FRAME (1u << 20)
#define MAX_WORDS 4096

enum frame_kind {
	/* from the host */
	FRAME_SETUP = 'S', /* words: modules' folder, release, shared folders */
	FRAME_RUN = 'R',   /* words: a program and its arguments */
	FRAME_SIGNAL = 'K', /* one byte: a signal for what runs */
	/* from here */
	FRAME_READY = 'r', /* the root is in place */
	FRAME_OUT = 'o',   /* bytes of standard output */
	FRAME_ERR = 'e',   /* bytes of standard error */
	FRAME_EXIT = 'x',  /* one byte: the exit status, 128 + signal */
};

struct frame {
	uint32_t kind;
	uint32_t len;
};

/* A command that runs. */
struct command {
	pid_t pid;     /* also its process group */
	int stream[2]; /* what it prints: output, errors; -1 when closed */
	int status;    /* exit status, once it has ended */
	bool running;
};

/* The port to the host. */
static int port = -1;
/* The payload of the last frame that was read. */
static char payload[MAX_FRAME + 1];
/* Its zero-terminated words. */
static char *words[MAX_WORDS + 1];

__attribute__((format(printf, 1, 2), noreturn)) static void
die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "init: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(errno));
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

static void send_all(const void *data, size_t len)
{
	const char *next = data;
	ssize_t n;

	for (; len; next += n, len -= (size_t)n) {
		n = write(port, next, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			die("write to the host");
	}
}

static void send_frame(enum frame_kind kind, const void *data, size_t len)
{
	struct frame frame = { .kind = kind, .len = (uint32_t)len };

	send_all(&frame, sizeof(frame));
	send_all(data, len);
}

/* Read LEN bytes; the port reads as empty while the host is not there. */
static void receive_all(void *data, size_t len)
{
	char *next = data;
	ssize_t n;

	for (; len; next += n, len -= (size_t)n) {
		n = read(port, next, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			die("read from the host");
		if (n == 0)
			usleep(2000);
	}
}

/* Read one frame into PAYLOAD, zero-terminated; returns its kind. */
static struct frame receive_frame(void)
{
	struct frame frame;

	receive_all(&frame, sizeof(frame));
	if (frame.len > MAX_FRAME) {
		errno = EMSGSIZE;
		die("frame of %u bytes", frame.len);
	}
	receive_all(payload, frame.len);
	payload[frame.len] = '\0';
	return frame;
}

/* Split the LEN bytes of PAYLOAD into WORDS; returns how many. */
static int split_words(size_t len)
{
	char *next = payload;
	int n = 0;

	while (next < payload + len && n < MAX_WORDS) {
		words[n++] = next;
		next += strlen(next) + 1;
	}
	words[n] = NULL;
	return n;
}

static void make_dirs(const char *path)
{
	char *copy = strdup(path);
	char *slash;

	for (slash = strchr(copy + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(copy, 0755); /* what is missing shows at mount */
		*slash = '/';
	}
	(void)mkdir(copy, 0755);
	free(copy);
}

/* Mount; the kernel may lack what is not NEEDED. */
static void mount_at(bool needed, const char *source, const char *target,
		     const char *type, unsigned long flags, const char *options)
{
	make_dirs(target);
	if (mount(source, target, type, flags, options) == 0)
		return;
	if (needed)
		die("mount %s on %s", source, target);
	fprintf(stderr, "init: no %s: %s\n", target, strerror(errno));
}

/* Load the modules that /modules/list names, in its order. */
static void load_modules(void)
{
	FILE *list = fopen("/modules/list", "re");
	char name[256];

	while (list && fgets(name, sizeof(name), list)) {
		char path[sizeof(name) + 16];
		int fd;

		name[strcspn(name, "\n")] = '\0';
		snprintf(path, sizeof(path), "/modules/%s", name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 ||
		    (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST))
			die("module %s", name);
		close(fd);
	}
	if (list)
		fclose(list);
}

/* Share the host's folders PATHS: the tags share0, share1... are theirs. */
static void mount_shares(char **paths)
{
	char target[4096];
	char tag[32];
	int i;

	for (i = 0; paths[i]; i++) {
		snprintf(tag, sizeof(tag), "share%d", i);
		snprintf(target, sizeof(target), "/new%s", paths[i]);
		mount_at(true, tag, target, "9p", 0,
			 "trans=virtio,version=9p2000.L,msize=131072,"
			 "cache=none,access=any");
	}
}

/* The kernel's own modules, from the host's FOLDER, where modprobe looks. */
static void mount_modules(const char *folder, const char *release)
{
	char source[4096];
	char target[4096];

	snprintf(source, sizeof(source), "/host%s", folder);
	snprintf(target, sizeof(target), "/new/lib/modules/%s", release);
	mount_at(false, source, target, NULL, MS_BIND, NULL);
}

static void link_fds(void)
{
	static const char *const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i][0], links[i][1]) && errno != EEXIST)
			fprintf(stderr, "init: no %s\n", links[i][1]);
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
		fprintf(stderr, "init: no loopback: %s\n", strerror(errno));
	close(fd);
}

/* Build the root under /new and move there. SETUP: the words of the frame. */
static void setup_root(char **setup, int n)
{
	if (n < 2) {
		errno = EPROTO;
		die("setup");
	}
	mount_at(true, "root", "/host", "9p", MS_RDONLY,
		 "trans=virtio,version=9p2000.L,msize=131072,cache=loose,"
		 "access=any");
	mount_at(true, "layer", "/layer", "tmpfs", 0, "mode=755");
	make_dirs("/layer/upper");
	make_dirs("/layer/work");
	mount_at(true, "overlay", "/new", "overlay", 0,
		 "lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work");
	mount_at(true, "/dev", "/new/dev", NULL, MS_MOVE, NULL);
	mount_at(true, "/proc", "/new/proc", NULL, MS_MOVE, NULL);
	mount_at(true, "/sys", "/new/sys", NULL, MS_MOVE, NULL);
	mount_at(true, "run", "/new/run", "tmpfs", 0, "mode=755");
	mount_at(true, "devpts", "/new/dev/pts", "devpts", 0,
		 "mode=620,ptmxmode=666");
	mount_at(true, "shm", "/new/dev/shm", "tmpfs", 0, "mode=1777");
	mount_at(true, "tracefs", "/new/sys/kernel/tracing", "tracefs", 0,
		 NULL);
	mount_at(false, "debugfs", "/new/sys/kernel/debug", "debugfs", 0, NULL);
	mount_at(true, "bpf", "/new/sys/fs/bpf", "bpf", 0, NULL);
	mount_at(true, "cgroup2", "/new/sys/fs/cgroup", "cgroup2", 0, NULL);
	mount_modules(setup[0], setup[1]);
	mount_shares(setup + 2);
	if (chdir("/new") || mount(".", "/", NULL, MS_MOVE, NULL) ||
	    chroot(".") || chdir("/"))
		die("change of the root");
	link_fds();
	loopback_up();
}

static void start(struct command *cmd, char **args)
{
	int out[2];
	int err[2];

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		die("pipe");
	cmd->pid = fork();
	if (cmd->pid < 0)
		die("fork");
	if (cmd->pid == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		setsid();
		dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		execvp(args[0], args);
		fprintf(stderr, "init: %s: %s\n", args[0], strerror(errno));
		_exit(127);
	}
	close(out[1]);
	close(err[1]);
	cmd->stream[0] = out[0];
	cmd->stream[1] = err[0];
	cmd->running = true;
}

/* Pass on what the command printed on one of its two streams. */
static void forward(struct command *cmd, int stream)
{
	static char buf[1 << 16];
	ssize_t n = read(cmd->stream[stream], buf, sizeof(buf));

	if (n > 0) {
		send_frame(stream ? FRAME_ERR : FRAME_OUT, buf, (size_t)n);
	} else if (n == 0 || errno != EINTR) {
		close(cmd->stream[stream]);
		cmd->stream[stream] = -1;
	}
}

/* Collect the dead. When CMD has ended, what it left behind ends too. */
static void reap(struct command *cmd)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != cmd->pid)
			continue;
		cmd->running = false;
		cmd->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
						  : WEXITSTATUS(status);
		kill(-1, SIGKILL);
	}
}

/* The host speaks while CMD runs: only a signal makes sense. */
static void hear(const struct command *cmd)
{
	struct frame frame = receive_frame();

	if (frame.kind == FRAME_SIGNAL && frame.len == 1 && cmd->running)
		kill(-cmd->pid, payload[0]);
}

/* Run a command to its end. CHILDREN: a signalfd for SIGCHLD. */
static void run(char **args, int children)
{
	struct signalfd_siginfo info;
	struct command cmd = { 0 };
	unsigned char status;

	start(&cmd, args);
	while (cmd.running || cmd.stream[0] >= 0 || cmd.stream[1] >= 0) {
		struct pollfd fds[] = {
			{ .fd = port, .events = POLLIN },
			{ .fd = children, .events = POLLIN },
			{ .fd = cmd.stream[0], .events = POLLIN },
			{ .fd = cmd.stream[1], .events = POLLIN },
		};

		if (poll(fds, 4, -1) < 0)
			continue;
		if (fds[0].revents & POLLHUP)
			die("the host is gone");
		if (fds[0].revents & POLLIN)
			hear(&cmd);
		if (fds[2].revents)
			forward(&cmd, 0);
		if (fds[3].revents)
			forward(&cmd, 1);
		if (fds[1].revents &&
		    read(children, &info, sizeof(info)) == sizeof(info))
			reap(&cmd);
	}
	status = (unsigned char)cmd.status;
	send_frame(FRAME_EXIT, &status, 1);
}

static void mount_first(void)
{
	int fd;

	mount_at(true, "dev", "/dev", "devtmpfs", 0, "mode=755");
	fd = open("/dev/console", O_RDWR);
	if (fd >= 0) {
		dup2(fd, 0);
		dup2(fd, 1);
		dup2(fd, 2);
	}
	mount_at(true, "proc", "/proc", "proc", 0, NULL);
	mount_at(true, "sys", "/sys", "sysfs", 0, NULL);
}

/* The port's device appears some time after its driver. */
static void open_port(void)
{
	int tries;

	for (tries = 0; port < 0 && tries < 5000; tries++) {
		port = open(PORT, O_RDWR | O_CLOEXEC);
		if (port < 0)
			usleep(2000);
	}
	if (port < 0)
		die("%s", PORT);
}

/* Seconds of CLOCK_MONOTONIC_RAW. */
static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Print the host's time stamp frequency in kHz. */
static int print_tsc(void)
{
	double begin = seconds();
	uint64_t first = __builtin_ia32_rdtsc();
	double end;
	uint64_t last;

	usleep(100000);
	end = seconds();
	last = __builtin_ia32_rdtsc();
	printf("%.0f\n", (double)(last - first) / (end - begin) / 1e3);
	return 0;
}

int main(void)
{
	struct frame frame;
	sigset_t child;
	int children;

	if (getpid() != 1)
		return print_tsc();
	mount_first();
	load_modules();
	open_port();
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	for (;;) {
		frame = receive_frame();
		if (frame.kind == FRAME_SETUP) {
			setup_root(words, split_words(frame.len));
			send_frame(FRAME_READY, "", 0);
		} else if (frame.kind == FRAME_RUN && split_words(frame.len)) {
			run(words, children);
		}
	}
}
