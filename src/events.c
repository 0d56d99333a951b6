/*
 * The table that describes the fixed part of every event.
 */
#include "events.h"

#include "base/base.h"

#define EVENT(KIND, PROMPT)                               \
	_Static_assert(sizeof(struct ev_##KIND) % 8 == 0, \
		       "event " #KIND " is padded to 8 bytes");
#define FIELD(KIND, TYPE, NAME)                                              \
	_Static_assert(offsetof(struct ev_##KIND, NAME) % sizeof(TYPE) == 0, \
		       "field " #KIND "." #NAME " is aligned");
#define END_EVENT(KIND)
#include "events.def"
#undef EVENT
#undef FIELD
#undef END_EVENT

enum {
#define EVENT(KIND, PROMPT) NFIELDS_##KIND = 0
#define FIELD(KIND, TYPE, NAME) +1
#define END_EVENT(KIND) ,
#include "events.def"
#undef EVENT
#undef FIELD
#undef END_EVENT
};

const struct event_desc event_descs[EV_KINDS] = {
#define EVENT(KIND, PROMPT)                               \
	[EV_##KIND] = { .name = #KIND,                    \
			.size = sizeof(struct ev_##KIND), \
			.nfields = NFIELDS_##KIND,        \
			.is_prompt = PROMPT,              \
			.fields = {
#define FIELD(KIND, TYPE, NAME) \
	{ #NAME, offsetof(struct ev_##KIND, NAME), sizeof(TYPE) },
#define END_EVENT(KIND) \
	{               \
		0       \
	}               \
	}               \
	}               \
	,
#include "events.def"
#undef EVENT
#undef FIELD
#undef END_EVENT
};
