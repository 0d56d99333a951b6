/*
 * From options to an exit status: the only place that sees compile time,
 * attaching and output together.
 */
#ifndef AWL_RUN_H
#define AWL_RUN_H

struct options;

/* Compile, attach and run a script; returns the exit status. */
int run_script(const struct options *opt);
/* -l */
int run_list(const struct options *opt);
/* --info */
int run_info(void);

#endif
