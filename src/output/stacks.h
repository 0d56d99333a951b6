/*
 * Addresses and stacks -> printable frames, kernel and user.
 */
#ifndef AWL_STACKS_H
#define AWL_STACKS_H

#include "btf/type.h"

struct stacks;

struct stacks *stacks_new(bool demangle, bool debug_info);
void stacks_free(struct stacks *stacks);
/* Follow processes so that their symbols outlive them; see maps_follow. */
int stacks_follow(struct stacks *stacks, u32 pid);
void stacks_update(struct stacks *stacks);
/* Keep what PID has mapped now. */
void stacks_snapshot(struct stacks *stacks, u32 pid);

/* Text of a whole stack of TYPE (KSTACK, USTACK) at BYTES, in ARENA. */
const char *stacks_text(struct stacks *stacks, struct arena *arena,
			const struct type *type, const void *bytes);
/* The same with INDENT spaces before each frame (4 inside a map's key). */
const char *stacks_text_indent(struct stacks *stacks, struct arena *arena,
			       const struct type *type, const void *bytes,
			       u32 indent);
/* ksym() and usym(): a name, or 0x... */
const char *stacks_ksym(struct stacks *stacks, struct arena *arena, u64 addr);
const char *stacks_usym(struct stacks *stacks, struct arena *arena, u32 pid,
			u64 addr);

#endif
