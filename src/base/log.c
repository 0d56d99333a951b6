/*
 * Messages of the running tool, on stderr.
 */
#include "base/log.h"

#include <stdio.h>

static struct log_options current = { .warnings = true };

void log_setup(const struct log_options *options)
{
	current = *options;
}

const struct log_options *log_options(void)
{
	return &current;
}

/* Write one message: PREFIX, the text, a newline; all of it in COLOR. */
static void message(const char *color, const char *prefix, const char *fmt,
		    va_list args) PRINTF_LIKE(3, 0);
static void message(const char *color, const char *prefix, const char *fmt,
		    va_list args)
{
	bool is_colored = current.color && *color;

	flockfile(stderr);
	if (is_colored)
		fputs(color, stderr);
	fputs(prefix, stderr);
	vfprintf(stderr, fmt, args);
	fputs(is_colored ? "\033[0m\n" : "\n", stderr);
	funlockfile(stderr);
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message("\033[31m", "ERROR: ", fmt, args);
	va_end(args);
}

void log_warn(const char *fmt, ...)
{
	va_list args;

	if (!current.warnings)
		return;
	va_start(args, fmt);
	message("\033[33m", "WARNING: ", fmt, args);
	va_end(args);
}

void log_hint(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message("", "HINT: ", fmt, args);
	va_end(args);
}

void log_verbose(const char *fmt, ...)
{
	va_list args;

	if (!current.verbose)
		return;
	va_start(args, fmt);
	message("", "", fmt, args);
	va_end(args);
}
