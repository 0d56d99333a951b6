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

enum { SERIES_WORDS = 3 }; /* of a bucket: value, extra, interval + 1 */

/*
 * Make VALUE, whose type is set, the series that NCPUS parts at BYTES,
 * STRIDE bytes apart, hold together.
 */
void series_fill(struct value *value, struct arena *arena, const void *bytes,
		 u32 stride, u32 ncpus);
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
