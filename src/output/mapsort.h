/*
 * The order in which entries of a map are printed.
 */
#ifndef AWL_MAPSORT_H
#define AWL_MAPSORT_H

#include "output/sink.h"

struct arena;

/*
 * Sort NUM ENTRIES of MAP: numbers, averages and histograms by their value,
 * everything else by key. Equal ones keep their order.
 */
void mapsort(struct arena *arena, const struct plan_map *map,
	     struct map_entry *entries, u32 num);
/* Divide the numbers of VALUE by DIV, not 0. */
void mapsort_divide(struct value *value, u64 div);

#endif
