/*
 * One printable value, decoded and independent of any output format.
 */
#ifndef AWL_VALUE_H
#define AWL_VALUE_H

#include "btf/type.h"

enum value_kind {
	V_NONE,
	V_INT, /* is_signed tells how num reads */
	V_BOOL,
	V_ENUM, /* num, and text when it has a name */
	V_PTR,
	V_STRING, /* text, len: anything that prints as text */
	V_BUFFER, /* text, len: raw bytes */
	V_ARRAY,  /* items */
	V_TUPLE,  /* items */
	V_RECORD, /* items with names */
	V_STATS,  /* count, average, total */
	V_HIST,   /* items: buckets, see struct bucket */
	V_SERIES, /* samples */
};

struct bucket {
	s64 min, max;        /* inclusive */
	bool no_min, no_max; /* open ends */
	u64 count;
};

/* An interval of a series. */
struct sample {
	u64 epoch; /* its number since the epoch */
	u64 value;
	bool is_set; /* false: nothing was seen in it */
};

struct value {
	enum value_kind kind;
	bool is_signed;
	u64 num;
	const char *text;
	size_t len;
	struct value *items;
	const char **names; /* RECORD */
	u32 nitems;
	struct bucket *buckets; /* HIST: first to last non-empty, in order */
	u32 nbuckets;
	bool is_linear;         /* HIST: of lhist() */
	struct sample *samples; /* SERIES: oldest first */
	u32 nsamples;
	u64 count, total; /* STATS */
	s64 average;
	const struct type *type;
};

#endif
