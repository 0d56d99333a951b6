/*
 * The traced process. A child of ours is forked before anything is attached
 * and waits at a pipe; so its pid is known to the probes, and it runs its
 * first instruction when they are in place.
 */
#include "attach/target.h"

#include "base/log.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct target {
	pid_t pid;
	int pidfd;  /* -1: the kernel has none */
	int go;     /* write end: the child waits for a byte */
	int result; /* read end: errno of a failed exec */
	bool is_child;
	bool ended;
	int status;
};

static struct target *target_new(pid_t pid)
{
	struct target *target = calloc(1, sizeof(*target));

	if (!target)
		BUG("out of memory");
	target->pid = pid;
	target->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	target->go = -1;
	target->result = -1;
	return target;
}

/* Split CMD at spaces into a NULL-terminated list. */
static char **split(struct arena *arena, const char *cmd)
{
	size_t max = strlen(cmd) / 2 + 2;
	char **args = ARENA_ARRAY(arena, char *, max);
	size_t num = 0;

	while (*cmd) {
		size_t len = strcspn(cmd, " ");

		if (len)
			args[num++] = arena_strndup(arena, cmd, len);
		cmd += len;
		cmd += strspn(cmd, " ");
	}
	return args;
}

/* Has the reader of the pipe RESULT, the parent, ended? */
static bool is_orphan(int result)
{
	struct pollfd end = { .fd = result };

	return poll(&end, 1, 0) > 0 && (end.revents & POLLERR);
}

/*
 * The child's side: wait, then become the program. Scripts count the system
 * calls of the command, so this makes none that programs are likely to make.
 */
NORETURN static void run_child(const char *path, char **args, int go,
			       int result)
{
	sigset_t none;
	char byte = 0;
	int err;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (is_orphan(result))
		_exit(1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	while (read(go, &byte, 1) < 0 && errno == EINTR)
		;
	if (byte != 'g')
		_exit(1);
	execv(path, args);
	err = errno;
	if (write(result, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

static const char *find_program(struct arena *arena, const char *name)
{
	const char *path = NULL;
	u32 num = name ? sys_find_in_path(arena, name, true, &path) : 0;

	if (!num) {
		log_error("Failed to fork child: Path '%s' does not exist or "
			  "is not executable",
			  name ? name : "");
		return NULL;
	}
	if (num > 1) {
		log_error("Failed to fork child: Path '%s' must refer to a "
			  "unique binary but matched %u binaries",
			  name, num);
		return NULL;
	}
	return path;
}

struct target *target_spawn(struct arena *arena, const char *cmd)
{
	char **args = split(arena, cmd);
	const char *path = find_program(arena, args[0]);
	struct target *target = NULL;
	int go[2] = { -1, -1 };
	int result[2] = { -1, -1 };
	pid_t pid;

	if (!path)
		return NULL;
	if (pipe2(go, O_CLOEXEC) || pipe2(result, O_CLOEXEC))
		goto out;
	pid = fork();
	if (pid < 0)
		goto out;
	if (!pid) {
		close(go[1]);
		close(result[0]);
		run_child(path, args, go[0], result[1]);
	}
	target = target_new(pid);
	target->is_child = true;
	target->go = go[1];
	target->result = result[0];
	go[1] = -1;
	result[0] = -1;
out:
	if (!target)
		log_error("Failed to fork child: %s", strerror(errno));
	for (u32 i = 0; i < 2; i++) {
		if (go[i] >= 0)
			close(go[i]);
		if (result[i] >= 0)
			close(result[i]);
	}
	return target;
}

struct target *target_open(u32 pid)
{
	if (kill((pid_t)pid, 0) && errno != EPERM) {
		log_error("Failed to attach to pid: %u, %s", pid,
			  strerror(errno));
		return NULL;
	}
	return target_new((pid_t)pid);
}

u32 target_pid(const struct target *target)
{
	return (u32)target->pid;
}

int target_start(struct target *target)
{
	int err = 0;
	ssize_t len;

	if (!target->is_child || target->go < 0)
		return 0;
	/* A child that somebody killed is one that has ended: no mistake. */
	if (write(target->go, "g", 1) != 1 && errno != EPIPE)
		err = errno;
	close(target->go);
	target->go = -1;
	/* Closed without a word when the program was executed. */
	do
		len = err ? 0 : read(target->result, &err, sizeof(err));
	while (len < 0 && errno == EINTR);
	close(target->result);
	target->result = -1;
	if (err)
		log_error("Failed to run child: %s", strerror(err));
	return -err;
}

int target_fd(const struct target *target)
{
	return target->pidfd;
}

static bool child_ended(struct target *target)
{
	pid_t pid;

	do
		pid = waitpid(target->pid, &target->status, WNOHANG);
	while (pid < 0 && errno == EINTR);
	return pid == target->pid || (pid < 0 && errno == ECHILD);
}

bool target_ended(struct target *target, int *status)
{
	struct pollfd wait = { .fd = target->pidfd, .events = POLLIN };

	if (!target->ended) {
		if (target->is_child)
			target->ended = child_ended(target);
		else if (target->pidfd >= 0)
			target->ended = poll(&wait, 1, 0) > 0;
		else
			target->ended = kill(target->pid, 0) && errno == ESRCH;
	}
	if (target->ended && status)
		*status = target->status;
	return target->ended;
}

void target_terminate(struct target *target)
{
	if (target->is_child && !target_ended(target, NULL))
		kill(target->pid, SIGTERM);
}

void target_close(struct target *target)
{
	if (!target)
		return;
	if (target->is_child && !target_ended(target, NULL)) {
		kill(target->pid, SIGKILL);
		while (waitpid(target->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (target->pidfd >= 0)
		close(target->pidfd);
	if (target->go >= 0)
		close(target->go);
	if (target->result >= 0)
		close(target->result);
	free(target);
}
