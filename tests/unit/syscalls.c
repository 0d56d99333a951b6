/*
 * Trace events of system calls and their numbers.
 */
#include "attach/syscalls.h"

#include "attach/link.h"
#include "base/sys.h"
#include "btf/tracefs.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

Test(syscalls, events_have_the_number_of_their_call)
{
	bool is_exit = true;

	cr_assert_eq(syscall_number("sys_enter_openat", &is_exit), SYS_openat);
	cr_assert_not(is_exit);
	cr_assert_eq(syscall_number("sys_exit_read", &is_exit), SYS_read);
	cr_assert(is_exit);
	cr_assert_eq(syscall_number("sys_enter_futex_waitv", NULL),
		     SYS_futex_waitv);
}

Test(syscalls, events_named_otherwise_than_their_call)
{
	cr_assert_eq(syscall_number("sys_enter_newstat", NULL), SYS_stat);
	cr_assert_eq(syscall_number("sys_exit_newfstat", NULL), SYS_fstat);
	cr_assert_eq(syscall_number("sys_enter_newlstat", NULL), SYS_lstat);
	cr_assert_eq(syscall_number("sys_enter_newuname", NULL), SYS_uname);
	cr_assert_eq(syscall_number("sys_enter_sendfile64", NULL),
		     SYS_sendfile);
	cr_assert_eq(syscall_number("sys_enter_umount", NULL), SYS_umount2);
}

Test(syscalls, what_is_no_system_call_has_no_number)
{
	cr_assert_eq(syscall_number("sys_enter_", NULL), -1);
	cr_assert_eq(syscall_number("sys_enter_opena", NULL), -1);
	cr_assert_eq(syscall_number("sys_enter", NULL), -1);
	cr_assert_eq(syscall_number("openat", NULL), -1);
	cr_assert_eq(syscall_number("", NULL), -1);
}

/* Start counting EVENT for this thread; -errno where that can't be done. */
static int count_event(const char *event)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_TRACEPOINT,
	};
	const char *tracefs = sys_tracefs();
	char path[256];
	s64 id;

	snprintf(path, sizeof(path), "%s/events/syscalls/%s/id",
		 tracefs ? tracefs : "", event);
	id = read_number(path);
	if (id < 0)
		return (int)id;
	attr.config = (u64)id;
	return perf_open(&attr, 0, -1);
}

static u64 counted(int fd)
{
	u64 num = 0;

	cr_assert_eq(read(fd, &num, sizeof(num)), sizeof(num));
	return num;
}

/* The kernel itself says which event a call of that number hits. */
Test(syscalls, real_calls_hit_the_event_of_their_number)
{
	static const char *const events[] = {
		"sys_enter_newstat",    "sys_exit_newuname",
		"sys_enter_sendfile64", "sys_enter_getppid",
		"sys_enter_umount",     "sys_exit_openat",
		"sys_enter_newfstat",
	};

	for (u32 i = 0; i < countof(events); i++) {
		int fd = count_event(events[i]);
		u64 before;

		if (fd < 0)
			cr_skip_test("tracepoints can't be counted here");
		before = counted(fd);
		/* All arguments zero or bad: fails, but is a call. */
		syscall(syscall_number(events[i], NULL), 0, 0, 0, 0);
		cr_expect_eq(counted(fd), before + 1, "%s", events[i]);
		close(fd);
	}
}

static bool check_known(const char *category, const char *event, void *arg)
{
	u32 *unknown = arg;

	if (!strcmp(category, "syscalls") && syscall_number(event, NULL) < 0) {
		printf("no number for %s\n", event);
		*unknown += 1;
	}
	return true;
}

Test(syscalls, every_event_of_this_kernel_is_known)
{
	u32 unknown = 0;

	if (tracefs_each_event(check_known, &unknown))
		cr_skip_test("no tracefs here");
	cr_assert_eq(unknown, 0);
}
