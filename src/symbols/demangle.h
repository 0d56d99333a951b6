/*
 * C++ and Rust names.
 */
#ifndef AWL_DEMANGLE_H
#define AWL_DEMANGLE_H

#include "base/arena.h"

/* The readable form of NAME in ARENA, or NAME itself when it has none. */
const char *demangle(struct arena *arena, const char *name);

#endif
