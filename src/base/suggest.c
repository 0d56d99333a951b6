/*
 * Misspelt names. The distance of two names is the number of letters to
 * insert, delete, replace or swap with their neighbours.
 */
#include "base/suggest.h"

#include <ctype.h>
#include <string.h>

/* Mistakes that a name of LEN letters may have, plus one. */
static u32 distance_limit(size_t len)
{
	if (len < 3)
		return 1;
	if (len < 5)
		return 2;
	return len < 9 ? 3 : 4;
}

static u32 min3(u32 a, u32 b, u32 c)
{
	u32 min = a < b ? a : b;

	return min < c ? min : c;
}

/* Small and capital letters are the same. */
static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static u32 distance(const char *a, size_t alen, const char *b, size_t blen)
{
	u32 rows[3][SUGGEST_MAX + 1];
	u32 *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	for (u32 j = 0; j <= blen; j++)
		last[j] = j;
	for (u32 i = 1; i <= alen; i++) {
		row[0] = i;
		for (u32 j = 1; j <= blen; j++) {
			bool same = same_letter(a[i - 1], b[j - 1]);

			row[j] = min3(last[j] + 1, row[j - 1] + 1,
				      last[j - 1] + !same);
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]) &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[blen];
}

void suggest_begin(struct suggestion *search, const char *name)
{
	search->name = name;
	search->best[0] = '\0';
	search->distance = distance_limit(strlen(name));
}

void suggest_try(struct suggestion *search, const char *candidate)
{
	size_t alen = strlen(search->name), blen = strlen(candidate);
	u32 found;

	if (alen >= SUGGEST_MAX || blen >= SUGGEST_MAX ||
	    alen + search->distance <= blen || blen + search->distance <= alen)
		return;
	found = distance(search->name, alen, candidate, blen);
	if (found >= search->distance)
		return;
	search->distance = found;
	memcpy(search->best, candidate, blen + 1);
}

bool suggest_found(const struct suggestion *search)
{
	return search->best[0] != '\0';
}

void suggest_hint(const struct suggestion *search, struct diags *list,
		  struct diag *diag)
{
	if (suggest_found(search))
		diag_hint(list, diag, "Did you mean %s?", search->best);
}
