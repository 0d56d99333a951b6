/*
 * Sources and places in them. Every source takes one position more than its
 * text has bytes, so that the end of a file is a place too.
 */
#include "base/source.h"

#include "base/vec.h"

#include <string.h>

void sources_init(struct sources *list, struct arena *arena)
{
	*list = (struct sources){ .arena = arena };
}

/* The first position that is not taken. */
static u32 next_base(const struct sources *list)
{
	const struct source *last;

	if (!list->len)
		return 1;
	last = list->items[list->len - 1];
	return last->base + last->len + 1;
}

struct source *sources_add(struct sources *list, const char *name,
			   const char *text, size_t len)
{
	struct source *src = ARENA_OBJ(list->arena, struct source);
	u32 base = next_base(list);

	if (len >= UINT32_MAX - base)
		BUG("%s: more than 4 GiB of sources", name);
	src->name = arena_strdup(list->arena, name);
	src->text = arena_strndup(list->arena, text, len);
	src->len = (u32)len;
	src->base = base;
	src->arena = list->arena;
	vec_push(list->arena, list, src);
	return src;
}

u32 sources_expand(struct sources *list, struct span text, struct span parent)
{
	struct source *src;
	u32 base = next_base(list);

	if (text.len >= UINT32_MAX / 2 - base)
		return 0;
	src = ARENA_OBJ(list->arena, struct source);
	src->len = text.len;
	src->base = base;
	src->origin = text.pos;
	src->parent = parent;
	vec_push(list->arena, list, src);
	return base;
}

/* The source or expansion at POS. */
static struct source *find(const struct sources *list, u32 pos)
{
	u32 low = 0, high = list->len;

	if (!high || pos < list->items[0]->base)
		return NULL;
	/* The last one that starts at or before POS. */
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (list->items[middle]->base <= pos)
			low = middle;
		else
			high = middle;
	}
	return pos - list->items[low]->base <= list->items[low]->len
		       ? list->items[low]
		       : NULL;
}

struct span sources_origin(const struct sources *list, struct span span,
			   struct span *parent)
{
	const struct source *src = find(list, span.pos);

	if (parent)
		*parent = (struct span){ 0 };
	if (src && !src->text) {
		span.pos = src->origin + (span.pos - src->base);
		if (parent)
			*parent = src->parent;
	}
	return span;
}

bool sources_is_expanded(const struct sources *list, u32 pos)
{
	const struct source *src = find(list, pos);

	return src && !src->text;
}

struct source *sources_find(const struct sources *list, u32 pos)
{
	struct span span = { .pos = pos, .len = 0 };

	return find(list, sources_origin(list, span, NULL).pos);
}

/* Find where the lines start; the end of the text counts for no line. */
static void lines_make(struct source *src)
{
	u32 num = 1;

	for (u32 i = 0; i < src->len; i++)
		num += src->text[i] == '\n';
	src->lines = ARENA_ARRAY(src->arena, u32, num);
	src->nlines = num;
	num = 1;
	for (u32 i = 0; i < src->len; i++) {
		if (src->text[i] == '\n')
			src->lines[num++] = i + 1;
	}
}

void source_place(struct source *src, u32 pos, u32 *line, u32 *column)
{
	u32 offset = pos < src->base ? 0 : pos - src->base;
	u32 low = 0, high;

	if (!src->lines)
		lines_make(src);
	if (offset > src->len)
		offset = src->len;
	/* The last line that starts at or before the offset. */
	high = src->nlines;
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (src->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	*line = low + 1;
	*column = offset - src->lines[low] + 1;
}

const char *source_line(struct source *src, u32 line, u32 *len)
{
	u32 start, end;

	if (!src->lines)
		lines_make(src);
	if (!line || line > src->nlines) {
		*len = 0;
		return "";
	}
	start = src->lines[line - 1];
	end = line < src->nlines ? src->lines[line] - 1 : src->len;
	*len = end - start;
	return src->text + start;
}

struct span span_join(struct span a, struct span b)
{
	u32 start, end;

	if (!a.pos)
		return b;
	if (!b.pos)
		return a;
	start = a.pos < b.pos ? a.pos : b.pos;
	end = (u32)u64_max(a.pos + a.len, b.pos + b.len);
	return (struct span){ .pos = start, .len = end - start };
}
