/*
 * Wildcards: only `*`. When a literal run fails, matching goes on after the
 * last `*`, so the time is at most the product of both lengths.
 */
#include "attach/match.h"

#include <string.h>

bool match_has_wildcard(const char *pattern)
{
	return strchr(pattern, '*') != NULL;
}

bool match_glob(const char *pattern, const char *str)
{
	const char *star = NULL;  /* behind the last `*` met */
	const char *retry = NULL; /* where its run started to match */

	while (*str) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = str;
		} else if (*pattern == *str) {
			pattern++;
			str++;
		} else if (star) {
			pattern = star;
			str = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
