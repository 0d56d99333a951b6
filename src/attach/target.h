/*
 * The traced process: a child of our own (-c) or an existing one (-p).
 */
#ifndef AWL_TARGET_H
#define AWL_TARGET_H

#include "base/arena.h"

struct target;

/*
 * Fork a child that will execute CMD (split at spaces, found in $PATH) and
 * waits for target_start. Returns NULL after log_error.
 */
struct target *target_spawn(struct arena *arena, const char *cmd);
/* Watch the existing process PID. Returns NULL after log_error. */
struct target *target_open(u32 pid);
u32 target_pid(const struct target *target);
/* Let the child run its program. 0 or -errno after log_error. */
int target_start(struct target *target);
/* A pidfd that polls readable when the process has ended; -1 without one. */
int target_fd(const struct target *target);
/* Has it ended? *STATUS gets a child's wait status. */
bool target_ended(struct target *target, int *status);
/* Ask a child of ours to end (SIGTERM); nothing for -p. */
void target_terminate(struct target *target);
/* Kill and reap a child of ours; free. NULL is fine. */
void target_close(struct target *target);

#endif
