/*
 * Aggregations as maps keep them, one part for each CPU -> one value.
 */
#ifndef AWL_AGGREGATE_H
#define AWL_AGGREGATE_H

#include "output/decode.h"

/*
 * Merge NCPUS parts of the aggregation TYPE, STRIDE bytes apart. All parts
 * are whole.
 */
struct value aggregate_decode(struct arena *arena, const struct type *type,
			      const void *bytes, u32 stride, u32 ncpus);

#endif
