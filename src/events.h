/*
 * From events.def: the kinds, the structs that the reader sees, and the
 * descriptions from which code generation builds the same layout.
 */
#ifndef AWL_EVENTS_H
#define AWL_EVENTS_H

#include "base/base.h"

enum event_kind {
#define EVENT(KIND, PROMPT) EV_##KIND,
#define FIELD(KIND, TYPE, NAME)
#define END_EVENT(KIND)
#include "events.def"
#undef EVENT
#undef FIELD
#undef END_EVENT
	EV_KINDS
};

struct ev_head {
	u32 kind; /* enum event_kind */
	u32 site; /* index into plan->sites */
};

#define EVENT(KIND, PROMPT) \
	struct ev_##KIND {  \
		struct ev_head head;
#define FIELD(KIND, TYPE, NAME) TYPE NAME;
#define END_EVENT(KIND) \
	}               \
	;
#include "events.def"
#undef EVENT
#undef FIELD
#undef END_EVENT

struct event_field {
	const char *name;
	u32 offset;
	u32 size;
};

enum { EVENT_MAX_FIELDS = 8 };

/* The fixed part of one kind; `size` is where the payload starts. */
struct event_desc {
	const char *name;
	u32 size;
	u32 nfields; /* without the head */
	bool is_prompt;
	struct event_field fields[EVENT_MAX_FIELDS];
};

/* By enum event_kind. */
extern const struct event_desc event_descs[EV_KINDS];

#endif
