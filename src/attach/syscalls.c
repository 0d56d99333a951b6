/*
 * Trace event of a system call -> its number. With it one raw tracepoint
 * program serves any number of tracepoint:syscalls:* points: attaching and
 * detaching that is hundreds of times cheaper than one perf event each.
 */
#include "attach/syscalls.h"

#include "base/str.h"

#include <string.h>

struct syscall_row {
	s32 number;
	const char *name;
};

#if defined(__x86_64__)
static const struct syscall_row rows[] = {
#define SYSCALL(NUMBER, NAME) { NUMBER, #NAME },
#include "syscalls.def"
};
enum { NROWS = countof(rows) };
#else
/* Other machines go through the perf tracepoints. */
static const struct syscall_row rows[1];
enum { NROWS = 0 };
#endif

static s32 number_of(const char *name)
{
	for (u32 i = 0; i < NROWS; i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].number;
	return -1;
}

s32 syscall_number(const char *event, bool *is_exit)
{
	bool leaves = str_starts(event, "sys_exit_");

	if (is_exit)
		*is_exit = leaves;
	if (leaves)
		return number_of(event + strlen("sys_exit_"));
	if (str_starts(event, "sys_enter_"))
		return number_of(event + strlen("sys_enter_"));
	return -1;
}
