/*
 * Read the command line and do what it says.
 */
#include "base/base.h"
#include "base/log.h"
#include "cli.h"
#include "run.h"

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

int main(int argc, char **argv)
{
	struct options opt;
	int err = cli_parse(&opt, argc, argv);

	if (err)
		return err - 1;
	setup_log(&opt);
	switch (opt.action) {
	case ACTION_HELP:
		cli_help(stdout);
		return 0;
	case ACTION_VERSION:
		cli_version(stdout);
		return 0;
	case ACTION_INFO:
		return run_info();
	case ACTION_LIST:
		return run_list(&opt);
	case ACTION_RUN:
		break;
	}
	leave(run_script(&opt));
}
