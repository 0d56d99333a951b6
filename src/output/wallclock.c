/*
 * Times of day, for time() and strftime().
 */
#include "output/wallclock.h"

#include "base/sys.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NS_PER_S = 1000000000 };

static s64 measure_offset(void)
{
	return (s64)(sys_now(CLOCK_REALTIME) - sys_now(CLOCK_BOOTTIME));
}

u64 wallclock_ns(struct clock_offset *offset, u64 ns, u32 clock)
{
	if (clock == CLOCK_TAI)
		return ns;
	if (!offset)
		return ns + (u64)measure_offset();
	if (!offset->is_known) {
		offset->boot_to_wall = measure_offset();
		offset->is_known = true;
	}
	return ns + (u64)offset->boot_to_wall;
}

/* Replace the conversions that strftime doesn't have by their digits. */
static void expand_format(struct strbuf *out, const char *format, u64 ns)
{
	u32 rest = (u32)(ns % NS_PER_S);

	for (; *format; format++) {
		if (format[0] != '%' || !format[1]) {
			strbuf_addch(out, *format);
			continue;
		}
		switch (*++format) {
		case 'f':
			strbuf_printf(out, "%06u", rest / 1000);
			break;
		case 'k':
			strbuf_printf(out, "%09u", rest);
			break;
		case 'l':
			strbuf_printf(out, "%03u", rest / 1000000);
			break;
		default:
			strbuf_addch(out, '%');
			strbuf_addch(out, *format);
			break;
		}
	}
}

/* strftime takes only literal formats without a warning. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static size_t format_time(char *text, size_t size, const char *format,
			  const struct tm *tm)
{
	return strftime(text, size, format, tm);
}
#pragma GCC diagnostic pop

bool wallclock_text(struct strbuf *out, const char *format, u64 ns, size_t max)
{
	time_t seconds = (time_t)(ns / NS_PER_S);
	struct strbuf expanded = { 0 };
	struct tm tm;
	char *text;
	size_t len = 0;

	if (!*format)
		return true;
	expand_format(&expanded, format, ns);
	text = malloc(max + 1);
	if (text && localtime_r(&seconds, &tm))
		len = format_time(text, max + 1, strbuf_text(&expanded), &tm);
	strbuf_addn(out, text, len);
	free(text);
	strbuf_fini(&expanded);
	return len > 0;
}
