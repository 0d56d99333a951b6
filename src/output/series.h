/*
 * Series of values over time, of tseries(): merging of what CPUs collected,
 * and drawing.
 */
#ifndef AWL_SERIES_H
#define AWL_SERIES_H

#include "output/value.h"

struct arena;
struct map_entry;
struct strbuf;

/*
 * Make VALUE, whose type is set, the series that NCPUS parts at BYTES,
 * STRIDE bytes apart, hold together.
 */
void series_fill(struct value *value, struct arena *arena, const void *bytes,
		 u32 stride, u32 ncpus);

/* One bucket of one CPU. */
struct series_bucket {
	u64 value;
	u64 extra; /* of averages: how many; of the newest value: when */
	u64 epoch; /* interval + 1, 0: never used */
};

/* A bucket of a long series, as the kernel has it in the map of buckets. */
struct distant_bucket {
	u64 series; /* its number */
	struct series_bucket bucket;
};

/* By number, for series_gather(). */
void series_sort(struct distant_bucket *buckets, u32 num);
/*
 * series_fill() for a long series: BYTES are the numbers of its parts. ALL
 * are the NUM buckets of all series, sorted.
 */
void series_gather(struct value *value, struct arena *arena, const void *bytes,
		   u32 stride, u32 ncpus, const struct distant_bucket *all,
		   u32 num);
/*
 * All series of a map end with the newest interval of any of them: drop what
 * is too old for that and add empty intervals at the end.
 */
void series_align(struct arena *arena, struct map_entry *entries, u32 num);
/* Append the drawing. */
void series_text(struct strbuf *out, const struct value *value);
/* Append the start of SAMPLE's interval for JSON: date and time in UTC. */
void series_start(struct strbuf *out, const struct value *value,
		  const struct sample *sample);

#endif
