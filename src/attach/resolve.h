/*
 * What the files of probe types share when they read attach points: adding
 * points, matching the parts of a listing, structs from prototypes.
 */
#ifndef AWL_RESOLVE_H
#define AWL_RESOLVE_H

#include "attach/probe.h"

struct func_proto;

/* The arena that points live in. */
struct arena *point_arena(struct probe_request *req);
/* Add POINT (its span is filled in here) to OUT. */
void point_add(struct probe_request *req, struct points *out,
	       struct point point);
/* Report a mistake at the attach point; returns false for `return`. */
bool point_error(struct probe_request *req, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* "X probe type requires N arguments, found M", counted as the user does. */
bool point_count_error(struct probe_request *req, const char *want);
/* Part IDX of the attach point, or MISSING when there are not so many. */
const char *point_part(const struct probe_request *req, u32 idx,
		       const char *missing);
/* Is PID's filter to be applied when attaching? The target of -p or -c. */
u32 point_pid(const struct probe_request *req);

/* Add the line TYPE:REST to a listing. */
void probe_list_add(struct probe_request *req, struct probe_list *out,
		    const char *fmt, ...) PRINTF_LIKE(3, 4);

/*
 * A struct with PROTO's arguments as fields at 8 * slot; RETVAL adds the
 * field "$retval" behind them.
 */
const struct type *proto_struct(struct types *store, const char *name,
				const struct func_proto *proto, bool retval);
/* PROTO's arguments as indented lines for -lv, each with a newline before. */
const char *proto_lines(struct arena *arena, const struct func_proto *proto,
			bool retval);

#endif
