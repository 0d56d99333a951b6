/*
 * Small questions to the operating system, each answered once.
 */
#ifndef AWL_SYS_H
#define AWL_SYS_H

#include "base/arena.h"

/*
 * Read all of PATH ("-" is standard input) into ARENA, NUL-terminated; LEN
 * (may be NULL) gets the size. Returns NULL with errno.
 */
char *sys_read_file(struct arena *arena, const char *path, size_t *len);

/* Number of CPUs that the kernel may ever have: size of per-CPU values. */
u32 sys_possible_cpus(void);
/* Online CPU numbers, ascending, in ARENA; NUM gets the count. */
u32 *sys_online_cpus(struct arena *arena, u32 *num);
/* Running kernel as KERNEL_VERSION(a, b, c), and its release string. */
u32 sys_kernel_version(void);
/* May the kernel put a process aside in the midst of its own work? */
bool sys_kernel_preempts(void);
const char *sys_kernel_release(void);
/* "x86_64" */
const char *sys_machine(void);

/*
 * The folder of tracefs, "/sys/kernel/debug/tracing" or
 * "/sys/kernel/tracing"; mounted when missing and we are root. NULL with
 * errno when there is none.
 */
const char *sys_tracefs(void);

/*
 * Find NAME as a shell would: NAME itself when it has a slash, otherwise in
 * $PATH. EXECUTABLE asks for permission to execute. Returns the number of
 * distinct files found (links resolved); the first one, absolute, in *FOUND.
 */
u32 sys_find_in_path(struct arena *arena, const char *name, bool executable,
		     const char **found);

/* Nanoseconds of CLOCK (CLOCK_MONOTONIC, CLOCK_BOOTTIME, ...). */
u64 sys_now(int clock);

/*
 * Tell the service manager that started us, if one did ($NOTIFY_SOCKET), what
 * we do: STATE is "READY=1" or "STOPPING=1". That it hears nothing is no fault
 * of ours.
 */
void sys_notify(const char *state);

/* Device and inode of this process's pid namespace, for pid translation. */
void sys_pid_namespace(u64 *dev, u64 *ino, bool *is_init);

#endif
