/*
 * Run a program and listen to what it says.
 */
#include "base/child.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_TEXT = 64 << 10 };

static int spawn(const char *const *argv, int fd, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, normal;
	int err;

	sigemptyset(&none);
	sigemptyset(&normal);
	sigaddset(&normal, SIGINT);
	sigaddset(&normal, SIGTERM);
	sigaddset(&normal, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fd, STDERR_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &normal);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF);
	err = posix_spawn(pid, argv[0], &actions, &attr, (char *const *)argv,
			  environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return -err;
}

/* Read until the other end is closed; text beyond the limit is dropped. */
static void listen_to(int fd, struct strbuf *text)
{
	char piece[4096];

	for (;;) {
		ssize_t len = read(fd, piece, sizeof(piece));

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return;
		if (text->len < MOST_TEXT)
			strbuf_addn(text, piece, (size_t)len);
	}
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int child_run(struct arena *arena, const char *const *argv, const char **out)
{
	struct strbuf text = { 0 };
	int fds[2], err;
	pid_t pid;

	*out = "";
	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	err = spawn(argv, fds[1], &pid);
	close(fds[1]);
	if (!err) {
		listen_to(fds[0], &text);
		err = wait_for(pid);
		*out = arena_strdup(arena, strbuf_text(&text));
	}
	close(fds[0]);
	strbuf_fini(&text);
	return err;
}
