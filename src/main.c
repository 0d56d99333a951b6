/*
 * Read the command line and do what it says.
 */
#include "base/base.h"
#include "base/log.h"
#include "cli.h"
#include "compile.h"
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool use_color(void)
{
	const char *text = getenv("BPFTRACE_COLOR");

	if (text && !strcmp(text, "always"))
		return true;
	if (text && !strcmp(text, "never"))
		return false;
	if (text && strcmp(text, "auto"))
		log_warn("Invalid value for BPFTRACE_COLOR: %s (auto, always "
			 "or never)",
			 text);
	return isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
}

static void setup_log(const struct options *opt)
{
	struct log_options log = { .verbose = opt->verbose,
				   .warnings = opt->warn_level > 0 };

	log_setup(&log);
	log.color = use_color();
	log_setup(&log);
}

/*
 * Leave without running the destructors of LLVM's libraries: the kernel
 * takes everything back at once.
 */
static NORETURN void leave(int status)
{
	fflush(NULL);
#ifdef AWL_CHECKED
	exit(status); /* the leak checker waits for it */
#else
	_exit(status);
#endif
}

/*
 * A program started with closed standard files must not print into the first
 * file that it opens: writing to these here fails instead.
 */
static void hold_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			_exit(STATUS_ERROR);
}

/* STATUS, unless it is a success that nobody got to see. */
static int check_stdout(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	if (errno != EPIPE)
		log_error("Failed to write the output: %s", strerror(errno));
	return status == STATUS_OK ? STATUS_ERROR : status;
}

int main(int argc, char **argv)
{
	struct options opt;
	int err;

	hold_standard_files();
	err = cli_parse(&opt, argc, argv);
	if (err)
		return err - 1;
	setup_log(&opt);
	switch (opt.action) {
	case ACTION_HELP:
		cli_help(stdout);
		break;
	case ACTION_VERSION:
		cli_version(stdout);
		break;
	case ACTION_INFO:
		err = run_info();
		break;
	case ACTION_LIST:
		err = run_list(&opt);
		break;
	case ACTION_RUN:
		leave(run_script(&opt));
	}
	return check_stdout(err);
}
