/*
 * What a program of some probe type may ask of its context. One bit each:
 * rows of attach/probe.def grant them, rows of ast/builtins.def and
 * ast/functions.def require them.
 */
#ifndef AWL_CAPS_H
#define AWL_CAPS_H

enum probe_cap {
	CAP_NONE = 0,
	CAP_ARGN = 1 << 0,    /* arg0..argN */
	CAP_RETVAL = 1 << 1,  /* retval */
	CAP_ARGS = 1 << 2,    /* args */
	CAP_REGS = 1 << 3,    /* reg(), usermode from registers */
	CAP_CTX = 1 << 4,     /* ctx */
	CAP_FUNC = 1 << 5,    /* func */
	CAP_PROBE = 1 << 6,   /* probe, probetype: everything with a name */
	CAP_USER = 1 << 7,    /* symbols of a user program: uaddr() */
	CAP_TRACING = 1 << 8, /* fentry, fexit, rawtracepoint, iter helpers */
	CAP_KPROBE = 1 << 9,  /* override() */
	CAP_SIGNAL = 1 << 10, /* signal() */
	CAP_DPATH = 1 << 11,  /* path() */
};

#endif
