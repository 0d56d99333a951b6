/*
 * Messages of the running tool that have no place in a script. Errors in a
 * script are diagnostics (diag.h). Everything goes to stderr.
 */
#ifndef AWL_LOG_H
#define AWL_LOG_H

#include "base/base.h"

#include <stdarg.h>

/* What is printed; set once from the command line. */
struct log_options {
	bool verbose;  /* -v: log_verbose lines appear */
	bool warnings; /* off with --no-warnings */
	bool color;
};

void log_setup(const struct log_options *options);
const struct log_options *log_options(void);

void log_error(const char *fmt, ...) PRINTF_LIKE(1, 2);   /* "ERROR: text" */
void log_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);    /* "WARNING: text" */
void log_hint(const char *fmt, ...) PRINTF_LIKE(1, 2);    /* "HINT: text" */
void log_verbose(const char *fmt, ...) PRINTF_LIKE(1, 2); /* text, with -v */

#endif
