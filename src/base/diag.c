/*
 * Diagnostics: collected in any order, rendered once.
 */
#include "base/diag.h"

#include "base/str.h"

#include <string.h>

enum { TAB_SPACES = 4 };

void diags_init(struct diags *list, struct arena *arena,
		struct sources *sources)
{
	*list = (struct diags){ .arena = arena, .sources = sources };
}

/* Add a message; errors beyond the limit are returned but not listed. */
static struct diag *diag_add(struct diags *list, enum severity severity,
			     struct span at, const char *text)
{
	struct diag *diag = ARENA_OBJ(list->arena, struct diag);

	diag->severity = severity;
	diag->span = at;
	diag->text = text;
	list->last = diag;
	if (severity == SEV_ERROR && list->nerr++ >= DIAG_MAX_ERRORS)
		return diag;
	vec_push(list->arena, &list->items, diag);
	return diag;
}

/* Bytes that a terminal would obey. */
static bool is_control(char ch)
{
	return (unsigned char)ch < ' ' || ch == 0x7f;
}

/* A message, without what its words from the script would do to a terminal. */
PRINTF_LIKE(2, 0)
static char *message(struct arena *arena, const char *fmt, va_list args)
{
	char *text = arena_vprintf(arena, fmt, args);

	for (char *at = text; *at; at++)
		if (is_control(*at) && *at != '\n')
			*at = *at == '\t' ? ' ' : '?';
	return text;
}

struct diag *diag_error(struct diags *list, struct span at, const char *fmt,
			...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = message(list->arena, fmt, args);
	va_end(args);
	return diag_add(list, SEV_ERROR, at, text);
}

struct diag *diag_warn(struct diags *list, struct span at, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = message(list->arena, fmt, args);
	va_end(args);
	return diag_add(list, SEV_WARNING, at, text);
}

void diag_context(struct diags *list, struct diag *diag, struct span at,
		  const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = message(list->arena, fmt, args);
	va_end(args);
	vec_push(list->arena, &diag->contexts,
		 (struct diag_note){ .span = at, .text = text });
}

void diag_hint(struct diags *list, struct diag *diag, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = message(list->arena, fmt, args);
	va_end(args);
	vec_push(list->arena, &diag->hints, text);
}

void diag_from(struct diags *list, struct diag *diag, struct span parent)
{
	vec_push(list->arena, &diag->parents, parent);
}

/* Append one line of the script, tabs as spaces. */
static void line_add(struct strbuf *out, const char *text, u32 len)
{
	for (u32 i = 0; i < len; i++) {
		if (text[i] == '\t')
			strbuf_pad(out, ' ', TAB_SPACES);
		else if (text[i] != '\r')
			strbuf_addch(out, is_control(text[i]) ? '?' : text[i]);
	}
}

/* Append CH for every column that bytes START..END of TEXT take. */
static void columns_add(struct strbuf *out, char ch, const char *text, u32 len,
			u32 start, u32 end)
{
	for (u32 i = start; i < end; i++) {
		bool is_tab = i < len && text[i] == '\t';

		strbuf_pad(out, ch, is_tab ? TAB_SPACES : 1);
	}
}

struct diag_place diag_place(struct arena *arena, const struct sources *sources,
			     struct span span)
{
	struct diag_place place = { 0 };
	struct source *src;
	struct strbuf buf = { 0 };
	u32 line, column, len, bytes = span.len ? span.len : 1;
	const char *text;

	if (!sources)
		return place;
	span = sources_origin(sources, span, NULL);
	src = sources_find(sources, span.pos);
	if (!src)
		return place;
	place.file = src->name;
	source_place(src, span.pos, &place.line, &place.column);
	/* The last byte of the span decides; its newline is still the line. */
	source_place(src, span.pos + bytes - 1, &line, &column);
	if (line == place.line) {
		text = source_line(src, line, &len);
		line_add(&buf, text, len);
		place.text = arena_strdup(arena, strbuf_text(&buf));
		place.where = arena_printf(arena, "%s:%u:%u-%u", src->name,
					   line, place.column, column + 1);
		strbuf_clear(&buf);
		columns_add(&buf, ' ', text, len, 0, place.column - 1);
		columns_add(&buf, '~', text, len, place.column - 1, column);
		place.mark = arena_strdup(arena, strbuf_text(&buf));
	} else {
		for (u32 i = place.line; i <= line; i++) {
			text = source_line(src, i, &len);
			line_add(&buf, text, len);
			if (i < line)
				strbuf_addch(&buf, '\n');
		}
		place.text = arena_strdup(arena, strbuf_text(&buf));
		place.where = arena_printf(arena, "%s:%u-%u", src->name,
					   place.line, line);
	}
	strbuf_fini(&buf);
	return place;
}

void diag_print(FILE *out, enum severity severity, bool color,
		const char *where, const char *text, const char *line,
		const char *mark)
{
	bool is_error = severity == SEV_ERROR;

	if (color)
		fputs(is_error ? "\033[31m" : "\033[33m", out);
	if (where)
		fprintf(out, "%s: ", where);
	fprintf(out, "%s: %s", is_error ? "ERROR" : "WARNING", text);
	if (line)
		fprintf(out, "\n%s", line);
	if (mark)
		fprintf(out, "\n%s", mark);
	fputs(color ? "\033[0m\n" : "\n", out);
}

/* Write one message with its own place. */
static void note_render(const struct diags *list, FILE *out, bool color,
			enum severity severity, struct span span,
			const char *text)
{
	struct diag_place place = diag_place(list->arena, list->sources, span);

	diag_print(out, severity, color, place.where, text, place.text,
		   place.mark);
}

/* The macro calls that SPAN was expanded for, innermost first. */
static void parents_render(const struct diags *list, FILE *out, bool color,
			   enum severity severity, struct span span)
{
	if (!list->sources)
		return;
	for (;;) {
		(void)sources_origin(list->sources, span, &span);
		if (!span.pos)
			return;
		note_render(list, out, color, severity, span, "expanded from");
	}
}

static void diag_render(const struct diags *list, const struct diag *diag,
			FILE *out, bool color)
{
	/* Hints may stand alone. */
	if (diag->text[0])
		note_render(list, out, color, diag->severity, diag->span,
			    diag->text);
	vec_for (i, &diag->contexts)
		note_render(list, out, color, diag->severity,
			    diag->contexts.items[i].span,
			    diag->contexts.items[i].text);
	vec_for (i, &diag->hints)
		fprintf(out, "HINT: %s\n", diag->hints.items[i]);
	vec_for (i, &diag->parents)
		note_render(list, out, color, diag->severity,
			    diag->parents.items[i], "expanded from");
	parents_render(list, out, color, diag->severity, diag->span);
}

void diags_render(const struct diags *list, FILE *out, bool color,
		  bool warnings)
{
	vec_for (i, &list->items) {
		if (list->items.items[i]->severity == SEV_ERROR)
			diag_render(list, list->items.items[i], out, color);
	}
	if (!warnings)
		return;
	vec_for (i, &list->items) {
		if (list->items.items[i]->severity == SEV_WARNING)
			diag_render(list, list->items.items[i], out, color);
	}
}
