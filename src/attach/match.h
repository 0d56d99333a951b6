/*
 * Wildcards: only `*`, any number of characters.
 */
#ifndef AWL_MATCH_H
#define AWL_MATCH_H

#include "base/base.h"

bool match_has_wildcard(const char *pattern);
/* Does all of STR match PATTERN? */
bool match_glob(const char *pattern, const char *str);

#endif
