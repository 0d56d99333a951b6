/*
 * The C library knows errors and signals; system calls are in a table.
 */
#include "names.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
	u32 number;
	const char *name;
} syscalls[] = {
#if defined(__x86_64__)
#define SYSCALL(NUMBER, NAME) { NUMBER, #NAME },
#include "syscalls.def"
#else
	{ 0, NULL },
#endif
};

/* Numbers are dense, so the first one without a text is the end. */
static u32 errors_limit(void)
{
	enum { FIRST_GAP_IS_NO_END = 16 };
	u32 num = 1, gap = 0;

	for (u32 i = 1; gap < FIRST_GAP_IS_NO_END; i++) {
		if (strerrordesc_np((int)i)) {
			num = i + 1;
			gap = 0;
		} else {
			gap++;
		}
	}
	return num;
}

u32 names_limit(enum name_table table)
{
	u32 num = 0;

	switch (table) {
	case NAMES_ERROR:
		return errors_limit();
	case NAMES_SIGNAL:
		return (u32)SIGRTMAX + 1;
	case NAMES_SYSCALL:
		for (u32 i = 0; i < countof(syscalls); i++)
			if (syscalls[i].name && syscalls[i].number >= num)
				num = syscalls[i].number + 1;
		break;
	}
	return num;
}

static const char *error_name(u32 num)
{
	const char *text = strerrordesc_np((int)num);

	return text ? text : "unknown error";
}

/* "SIGKILL", "SIGRTMIN+1" */
static const char *signal_name(u32 num, char *buf, size_t size)
{
	const char *text = num ? sigabbrev_np((int)num) : NULL;

	if (text)
		snprintf(buf, size, "SIG%s", text);
	else if (num && num == (u32)SIGRTMIN)
		snprintf(buf, size, "SIGRTMIN");
	else if (num > (u32)SIGRTMIN && num <= (u32)SIGRTMAX)
		snprintf(buf, size, "SIGRTMIN+%u", num - (u32)SIGRTMIN);
	else
		return "unknown signal";
	return buf;
}

static const char *syscall_name(u32 num)
{
	for (u32 i = 0; i < countof(syscalls); i++)
		if (syscalls[i].name && syscalls[i].number == num)
			return syscalls[i].name;
	return "unknown syscall";
}

const char *names_get(enum name_table table, u32 num, char *buf, size_t size)
{
	switch (table) {
	case NAMES_ERROR:
		return error_name(num);
	case NAMES_SIGNAL:
		return signal_name(num, buf, size);
	case NAMES_SYSCALL:
		break;
	}
	return syscall_name(num);
}
