/*
 * Times of the kernel -> times of day as text.
 */
#ifndef AWL_WALLCLOCK_H
#define AWL_WALLCLOCK_H

#include "base/str.h"

/*
 * What the `clock` word of a timestamp (btf/type.def) says: CLOCK_TAI for
 * nanoseconds that count from the epoch already, anything else (normally
 * CLOCK_BOOTTIME) for nanoseconds since boot.
 */

/* The distance between two clocks, measured when first needed. */
struct clock_offset {
	bool is_known;
	s64 boot_to_wall; /* ns to add to CLOCK_BOOTTIME */
};

/*
 * NS of CLOCK as nanoseconds since the epoch. OFFSET (may be NULL) keeps the
 * measured distance, so that equal inputs give equal outputs.
 */
u64 wallclock_ns(struct clock_offset *offset, u64 ns, u32 clock);
/*
 * Append the local time NS (since the epoch) by a strftime FORMAT, in which
 * also %f, %k and %l mean micro-, nano- and milliseconds. Returns false and
 * appends nothing when the result is longer than MAX bytes.
 */
bool wallclock_text(struct strbuf *out, const char *format, u64 ns, size_t max);

#endif
