/*
 * Results for programs: one JSON object a line, everything on the script's
 * output.
 */
#include "output/series.h"
#include "output/sink.h"

#include <string.h>

/* Write out the scratch buffer as a line. */
static void flush_line(struct sink *sink)
{
	strbuf_addch(&sink->buf, '\n');
	sink_write(sink, strbuf_text(&sink->buf), sink->buf.len);
	strbuf_clear(&sink->buf);
}

/* Start a line: {"type": "TYPE", */
static struct strbuf *start_line(struct sink *sink, const char *type)
{
	strbuf_clear(&sink->buf);
	strbuf_printf(&sink->buf, "{\"type\": \"%s\", ", type);
	return &sink->buf;
}

static void put_escaped(struct strbuf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char ch = text[i];

		if (ch == '"' || ch == '\\') {
			strbuf_addch(out, '\\');
			strbuf_addch(out, ch);
		} else if (ch == '\n') {
			strbuf_add(out, "\\n");
		} else if (ch == '\r') {
			strbuf_add(out, "\\r");
		} else if (ch == '\t') {
			strbuf_add(out, "\\t");
		} else if ((unsigned char)ch < 0x20) {
			strbuf_printf(out, "\\u%04x", (unsigned char)ch);
		} else {
			strbuf_addch(out, ch);
		}
	}
}

static void put_string(struct strbuf *out, const char *text, size_t len)
{
	strbuf_addch(out, '"');
	put_escaped(out, text, len);
	strbuf_addch(out, '"');
}

/* Can a double hold NUM? Readers of JSON may have nothing better. */
static bool is_exact(u64 num)
{
	while (num && !(num & 1))
		num >>= 1;
	return num < 1ULL << 53;
}

static void put_integer(struct strbuf *out, u64 num, bool is_signed)
{
	bool negative = is_signed && (s64)num < 0;
	u64 magnitude = negative ? 0 - num : num;
	const char *quote = is_exact(magnitude) ? "" : "\"";

	strbuf_printf(out, "%s%s%llu%s", quote, negative ? "-" : "",
		      (unsigned long long)magnitude, quote);
}

static void put_value(struct strbuf *out, const struct value *value);

static void put_items(struct strbuf *out, const struct value *value)
{
	strbuf_addch(out, '[');
	for (u32 i = 0; i < value->nitems; i++) {
		if (i)
			strbuf_addch(out, ',');
		put_value(out, &value->items[i]);
	}
	strbuf_addch(out, ']');
}

static void put_bytes(struct strbuf *out, const struct value *value)
{
	strbuf_addch(out, '[');
	for (size_t i = 0; i < value->len; i++)
		strbuf_printf(out, "%s%u", i ? "," : "",
			      (unsigned char)value->text[i]);
	strbuf_addch(out, ']');
}

static void put_record(struct strbuf *out, const struct value *value)
{
	strbuf_addch(out, '{');
	for (u32 i = 0; i < value->nitems; i++) {
		if (i)
			strbuf_add(out, ", ");
		put_string(out, value->names[i], strlen(value->names[i]));
		strbuf_add(out, ": ");
		put_value(out, &value->items[i]);
	}
	strbuf_addch(out, '}');
}

static void put_stats(struct strbuf *out, const struct value *value)
{
	strbuf_add(out, "{\"count\": ");
	put_integer(out, value->count, false);
	strbuf_add(out, ", \"average\": ");
	put_integer(out, (u64)value->average, value->is_signed);
	strbuf_add(out, ", \"total\": ");
	put_integer(out, value->total, value->is_signed);
	strbuf_addch(out, '}');
}

static void put_bucket(struct strbuf *out, const struct bucket *bucket)
{
	/* Bounds below zero occur only without a minimum. */
	strbuf_addch(out, '{');
	if (!bucket->no_min) {
		strbuf_add(out, "\"min\": ");
		put_integer(out, (u64)bucket->min, false);
		strbuf_add(out, ", ");
	}
	if (!bucket->no_max) {
		strbuf_add(out, "\"max\": ");
		put_integer(out, (u64)bucket->max, bucket->no_min);
		strbuf_add(out, ", ");
	}
	strbuf_add(out, "\"count\": ");
	put_integer(out, bucket->count, false);
	strbuf_addch(out, '}');
}

static void put_buckets(struct strbuf *out, const struct value *value)
{
	strbuf_addch(out, '[');
	for (u32 i = 0; i < value->nbuckets; i++) {
		if (i)
			strbuf_addch(out, ',');
		put_bucket(out, &value->buckets[i]);
	}
	strbuf_addch(out, ']');
}

static void put_series(struct strbuf *out, const struct value *value)
{
	bool is_first = true;

	strbuf_addch(out, '[');
	for (u32 i = 0; i < value->nsamples; i++) {
		const struct sample *sample = &value->samples[i];

		if (!sample->is_set)
			continue;
		strbuf_add(out, is_first ? "{\"interval_start\":\""
					 : ",{\"interval_start\":\"");
		series_start(out, value, sample);
		strbuf_add(out, "\",\"value\":");
		put_integer(out, sample->value, value->type->is_signed);
		strbuf_addch(out, '}');
		is_first = false;
	}
	strbuf_addch(out, ']');
}

static void put_value(struct strbuf *out, const struct value *value)
{
	switch (value->kind) {
	case V_NONE:
		strbuf_add(out, "null");
		break;
	case V_INT:
	case V_ENUM:
	case V_PTR:
		put_integer(out, value->num, value->is_signed);
		break;
	case V_BOOL:
		strbuf_add(out, value->num ? "true" : "false");
		break;
	case V_STRING:
		put_string(out, value->text, value->len);
		break;
	case V_BUFFER:
		put_bytes(out, value);
		break;
	case V_ARRAY:
	case V_TUPLE:
		put_items(out, value);
		break;
	case V_RECORD:
		put_record(out, value);
		break;
	case V_STATS:
		put_stats(out, value);
		break;
	case V_HIST:
		put_buckets(out, value);
		break;
	case V_SERIES:
		put_series(out, value);
		break;
	}
}

/* The text form of KEY without any spaces. */
static void put_key(struct strbuf *out, const struct value *key)
{
	struct strbuf text = { 0 };
	size_t len = 0;

	value_key_text(&text, key);
	for (size_t i = 0; i < text.len; i++) {
		if (text.str[i] != ' ')
			text.str[len++] = text.str[i];
	}
	put_string(out, strbuf_text(&text), len);
	strbuf_fini(&text);
}

static void put_place(struct strbuf *out, const struct site *site)
{
	const char *file = site->place.file ? site->place.file : "";

	strbuf_add(out, ", \"filename\": ");
	put_string(out, file, strlen(file));
	strbuf_printf(out, ", \"line\": %u, \"col\": %u}", site->place.line,
		      site->place.column);
}

static void json_attached(struct sink *sink, u32 probes)
{
	if (sink->quiet)
		return;
	strbuf_printf(start_line(sink, "attached_probes"),
		      "\"count\": %u, \"data\": {\"probes\": %u}}", probes,
		      probes);
	flush_line(sink);
}

static const char *text_type(enum text_kind kind)
{
	switch (kind) {
	case TEXT_PRINTF:
		return "printf";
	case TEXT_TIME:
		return "time";
	case TEXT_JOIN:
		return "join";
	case TEXT_CAT:
		return "cat";
	case TEXT_SYSTEM:
		return "syscall";
	}
	BUG("text kind %d", kind);
}

static void json_text(struct sink *sink, enum text_kind kind, const char *text,
		      size_t len)
{
	struct strbuf *out = start_line(sink, text_type(kind));

	strbuf_add(out, "\"data\": ");
	put_string(out, text, len);
	strbuf_addch(out, '}');
	flush_line(sink);
}

static void json_value(struct sink *sink, const struct value *value)
{
	struct strbuf *out = start_line(sink, "value");

	strbuf_add(out, "\"data\": ");
	put_value(out, value);
	strbuf_addch(out, '}');
	flush_line(sink);
}

static const char *map_type(const struct plan_map *map)
{
	if (type_is_histogram(map->value))
		return map->value->kind == T_TSERIES ? "tseries" : "hist";
	if (map->value->kind == T_AVG || map->value->kind == T_STATS)
		return "stats";
	return "map";
}

static void put_entries(struct strbuf *out, const struct map_entry *entries,
			u32 num)
{
	strbuf_addch(out, '{');
	for (u32 i = 0; i < num; i++) {
		if (i)
			strbuf_add(out, ", ");
		put_key(out, &entries[i].key);
		strbuf_add(out, ": ");
		put_value(out, &entries[i].value);
	}
	strbuf_addch(out, '}');
}

static void json_map(struct sink *sink, const struct plan_map *map,
		     const struct map_entry *entries, u32 num)
{
	struct strbuf *out;

	if (!num)
		return;
	out = start_line(sink, map_type(map));
	strbuf_add(out, "\"data\": {");
	put_string(out, map->name, strlen(map->name));
	strbuf_add(out, ": ");
	if (entries[0].key.kind == V_NONE)
		put_value(out, &entries[0].value);
	else
		put_entries(out, entries, num);
	strbuf_add(out, "}}");
	flush_line(sink);
}

static void json_lost(struct sink *sink, u64 events)
{
	unsigned long long num = events;

	strbuf_printf(start_line(sink, "lost_events"),
		      "\"count\": %llu, \"data\": {\"events\": %llu}}", num,
		      num);
	flush_line(sink);
}

static void json_message(struct sink *sink, const struct site *site,
			 enum event_kind kind, const char *text)
{
	bool is_warning = kind == EV_warnf;
	struct strbuf *out;

	if (is_warning && sink->no_warnings)
		return;
	out = start_line(sink, is_warning ? "warnf" : "errorf");
	strbuf_add(out, "\"msg\": ");
	put_string(out, text, strlen(text));
	put_place(out, site);
	flush_line(sink);
}

static void json_runtime_error(struct sink *sink, const struct site *site,
			       const char *text, const char *helper,
			       int retcode)
{
	struct strbuf *out;

	if (sink->no_warnings)
		return;
	out = start_line(sink, helper ? "helper_error" : "runtime_error");
	strbuf_add(out, "\"msg\": ");
	put_string(out, text, strlen(text));
	if (helper)
		strbuf_printf(out, ", \"helper\": \"%s\", \"retcode\": %d",
			      helper, retcode);
	put_place(out, site);
	flush_line(sink);
}

static void json_finish(struct sink *sink)
{
	(void)sink;
}

const struct sink_ops json_ops = {
	.attached = json_attached,
	.text = json_text,
	.value = json_value,
	.map = json_map,
	.lost = json_lost,
	.message = json_message,
	.runtime_error = json_runtime_error,
	.finish = json_finish,
};
