/*
 * The names of the language, from builtins.def and functions.def: lookup for
 * the parser and the checker, hooks for typing and code generation.
 */
#ifndef AWL_REGISTRY_H
#define AWL_REGISTRY_H

#include "base/arena.h"
#include "caps.h"

#include <stdio.h>

/* One id a row, so that tables of hooks can be indexed. */
enum builtin_id {
#define BUILTIN(NAME, TYPE, CAPS, HOW, DOC) BI_##NAME,
#include "ast/builtins.def"
	BI_COUNT
};

enum function_id {
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC) FN_##NAME,
#include "ast/functions.def"
	FN_COUNT
};

/* Which function's modes a word belongs to. */
enum mode_group {
	MODE_STACK,
	MODE_CLOCK,
	MODE_PIDNS,
};

enum mode {
	MODE_NONE,
#define MODE(GROUP, NAME) MODE_##GROUP##_##NAME,
#include "ast/modes.def"
#undef MODE
};

/* The mode of GROUP that NAME spells; MODE_NONE: none. */
enum mode mode_find(enum mode_group group, const char *name);

enum function_flag {
	FN_ASYNC = 1 << 0,     /* sends an event: wants a call site */
	FN_UNSAFE = 1 << 1,    /* needs --unsafe */
	FN_AGGREGATE = 1 << 2, /* only as the whole value of a map */
	FN_FORMAT = 1 << 3,    /* first argument is a printf format */
	FN_DISCARD = 1 << 4,   /* the result may be ignored silently */
	FN_CAN_FAIL = 1 << 5,  /* a helper error is reported: wants a site */
	FN_LATER = 1 << 6,     /* known, but not supported yet */
	FN_PRELUDE = 1 << 7,   /* a macro of prelude.bt */
	FN_KFUNC = 1 << 8,     /* calls functions of the kernel */
};

/* What an argument must be. */
enum arg_kind {
	ARG_ANY,
	ARG_INT,
	ARG_PTR, /* integer, pointer, array or string: an address */
	ARG_STRING,
	ARG_LIT_STRING, /* literals */
	ARG_LIT_INT,
	ARG_MAP,   /* the map itself */
	ARG_IDENT, /* a bare word: a mode */
	ARG_BUFFER,
};

enum { FUNC_MAX_ARGS = 4 };

/* A parsed signature: arity and kinds. */
struct signature {
	const char *ret; /* "void", "auto" or a type's spelling */
	u32 min_args;
	u32 max_args; /* UINT32_MAX: any number ("...") */
	u32 nkinds;
	enum arg_kind kinds[FUNC_MAX_ARGS];
};

struct function {
	const char *name;
	const char *signature;
	unsigned flags; /* enum function_flag */
	unsigned caps;  /* probe must have one of these; 0: any */
	const char *doc;
	enum function_id id;
};

struct builtin {
	const char *name;
	const char *type; /* spelling, or "auto": the typing hook knows */
	unsigned caps;
	const char *doc;
	enum builtin_id id;
};

/* NULL when there is none. */
const struct function *function_find(const char *name);
/* NAME may be "arg3": *ARG gets 3. */
const struct builtin *builtin_find(const char *name, u32 *arg);
const struct function *function_row(enum function_id id);
const struct builtin *builtin_row(enum builtin_id id);
/* What calls of the script's own functions (call.fn) have; id FN_COUNT. */
const struct function *function_script(void);

/* Parse FUNC's signature string. BUG on a malformed row. */
void function_signature(const struct function *func, struct signature *out);

#endif
