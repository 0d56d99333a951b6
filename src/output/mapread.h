/*
 * BPF map -> entries in printing order.
 */
#ifndef AWL_MAPREAD_H
#define AWL_MAPREAD_H

#include "output/decode.h"
#include "output/sink.h"

/*
 * Read all entries of MAP through FD into *ENTRIES (dec->arena), merged over
 * CPUs, sorted, cut to the last TOP (0: all), divided by DIV (0: not).
 * A scalar that was never assigned gives no entry, unless EMPTY_SCALAR asks
 * for its zero value. Returns their number or -errno.
 */
int mapread(const struct decoder *dec, const struct plan_map *map, int fd,
	    u32 top, u64 div, bool empty_scalar, struct map_entry **entries);
/* Delete all entries; set all values to zero. 0 or -errno. */
int mapread_clear(const struct plan_map *map, int fd);
int mapread_zero(const struct plan_map *map, int fd);
/*
 * MAP of long series is about to be cleared or zeroed: delete the buckets
 * that its series have in the map of buckets. 0 or -errno.
 */
int mapread_forget(const struct decoder *dec, const struct plan_map *map,
		   int fd);

#endif
