/*
 * System calls by the name of their trace event.
 */
#ifndef AWL_SYSCALLS_H
#define AWL_SYSCALLS_H

#include "base/base.h"

/*
 * Number of the call that EVENT ("sys_enter_openat", "sys_exit_openat")
 * belongs to, or -1. *IS_EXIT (may be NULL) tells which of the two it is.
 */
s32 syscall_number(const char *event, bool *is_exit);

#endif
