/*
 * printf: a parsed format and values -> text.
 */
#ifndef AWL_APPLY_H
#define AWL_APPLY_H

#include "base/str.h"
#include "format.h"
#include "output/value.h"

/* Append the text for NUM VALUES to OUT. */
void format_apply(const struct format *format, const struct value *values,
		  u32 num, struct strbuf *out);

#endif
