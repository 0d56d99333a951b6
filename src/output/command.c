/*
 * Files and shell commands on behalf of a script.
 */
#include "output/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { CHUNK = 4096 };

/* Append up to MAX bytes that FD has; 0 or -errno. */
static int read_some(struct strbuf *out, int fd, u64 max)
{
	char chunk[CHUNK];

	while (max) {
		ssize_t len = read(fd, chunk, u64_min(sizeof(chunk), max));

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return len ? -errno : 0;
		strbuf_addn(out, chunk, (size_t)len);
		max -= (u64)len;
	}
	return 0;
}

int command_cat(struct strbuf *out, const char *path, u64 max)
{
	/* A pipe without a writer must not stop us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int err;

	if (fd < 0)
		return -errno;
	err = read_some(out, fd, max);
	close(fd);
	return err;
}

/* Start COMMAND with both outputs on FD; 0 or -errno. */
static int spawn_shell(const char *command, int fd, pid_t *pid)
{
	char shell[] = "sh", option[] = "-c";
	char *argv[] = { shell, option, (char *)(uintptr_t)command, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, ignored;
	int err;

	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	sigaddset(&ignored, SIGXFSZ);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fd, STDERR_FILENO);
	posix_spawnattr_init(&attr);
	/* The signals that our own loop waits for are not blocked there. */
	posix_spawnattr_setsigmask(&attr, &none);
	/* Those that we ignore do there what they always do. */
	posix_spawnattr_setsigdefault(&attr, &ignored);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF);
	err = posix_spawn(pid, "/bin/sh", &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return -err;
}

int command_run(struct strbuf *out, const char *command)
{
	int fds[2], err, status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	err = spawn_shell(command, fds[1], &pid);
	close(fds[1]);
	if (!err) {
		err = read_some(out, fds[0], UINT64_MAX);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	close(fds[0]);
	return err;
}
