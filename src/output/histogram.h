/*
 * Histograms: which values a bucket holds, and how they are drawn.
 */
#ifndef AWL_HISTOGRAM_H
#define AWL_HISTOGRAM_H

#include "output/value.h"

struct arena;
struct strbuf;

/* What bucket IDX of the HIST or LHIST type counts; `count` is left 0. */
struct bucket histogram_bucket(const struct type *type, u32 idx);
/* Make VALUE, whose type is set, a histogram of NUM COUNTS. */
void histogram_fill(struct value *value, struct arena *arena, const u64 *counts,
		    u32 num);
/* Divide the counts by DIV and drop empty rows at both ends. */
void histogram_divide(struct value *value, u64 div);
/* All counts together. */
u64 histogram_total(const struct value *value);
/* Append one row for each bucket. */
void histogram_text(struct strbuf *out, const struct value *value);

#endif
