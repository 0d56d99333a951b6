/*
 * Bytes and their type -> value.
 */
#ifndef AWL_DECODE_H
#define AWL_DECODE_H

#include "output/value.h"
#include "plan.h"

struct cgroups;
struct clock_offset;
struct stacks;
struct users;

struct decoder {
	struct types *types;
	struct arena *arena; /* of the event */
	const struct plan *plan;
	int buckets_fd; /* plan->needs_buckets: the map of buckets */
	const char *trunc_trailer;
	struct stacks *stacks;       /* names addresses; NULL: hex */
	u32 stack_indent;            /* spaces before a frame; 0: the usual */
	struct users *users;         /* names of users; NULL: not cached */
	struct cgroups *cgroups;     /* paths of cgroups; NULL: their ids */
	struct clock_offset *offset; /* boot to wall; NULL: not cached */
};

/* Decode TYPE at BYTES; SIZE bytes are there, missing ones read as zero. */
struct value decode_value(const struct decoder *dec, const struct type *type,
			  const void *bytes, size_t size);
/*
 * Decode a map's value of all NCPUS CPUs, laid out VALUE_SIZE apart:
 * aggregations are merged, others take the first.
 */
struct value decode_map_value(const struct decoder *dec,
			      const struct plan_map *map, const void *bytes,
			      u32 ncpus);

#endif
