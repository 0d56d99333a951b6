/*
 * Results for people. What a script says goes to its output, what we say
 * about the script goes to stderr.
 */
#include "output/sink.h"

#include "base/diag.h"

/* Write out the scratch buffer. */
static void flush_scratch(struct sink *sink)
{
	sink_write(sink, strbuf_text(&sink->buf), sink->buf.len);
	strbuf_clear(&sink->buf);
}

static void text_attached(struct sink *sink, u32 probes)
{
	if (!sink->quiet)
		fprintf(stderr, "Attached %u probe%s\n", probes,
			probes == 1 ? "" : "s");
}

static void text_text(struct sink *sink, enum text_kind kind, const char *text,
		      size_t len)
{
	sink_write(sink, text, len);
	if (kind == TEXT_JOIN)
		sink_write(sink, "\n", 1);
}

static void text_value(struct sink *sink, const struct value *value)
{
	strbuf_clear(&sink->buf);
	value_text(&sink->buf, value);
	if (value->kind != V_HIST && value->kind != V_SERIES)
		strbuf_addch(&sink->buf, '\n');
	flush_scratch(sink);
}

/* "@x: 1" or "@x[key]: 1"; a histogram takes lines of its own. */
static void put_entry(struct strbuf *out, const struct plan_map *map,
		      const struct map_entry *entry)
{
	bool has_rows =
		entry->value.kind == V_HIST || entry->value.kind == V_SERIES;

	strbuf_add(out, map->name);
	if (entry->key.kind != V_NONE) {
		strbuf_addch(out, '[');
		value_key_text(out, &entry->key);
		strbuf_addch(out, ']');
	}
	strbuf_add(out, has_rows ? ":\n" : ": ");
	value_text(out, &entry->value);
	strbuf_addch(out, '\n');
}

static void text_map(struct sink *sink, const struct plan_map *map,
		     const struct map_entry *entries, u32 num)
{
	strbuf_clear(&sink->buf);
	for (u32 i = 0; i < num; i++)
		put_entry(&sink->buf, map, &entries[i]);
	flush_scratch(sink);
}

static void text_lost(struct sink *sink, u64 events)
{
	(void)sink_flush(sink);
	fprintf(stderr, "Lost %llu events\n", (unsigned long long)events);
}

/* The macro calls that led to SITE. */
static void put_parents(const struct sink *sink, const struct site *site,
			enum severity severity)
{
	for (u32 i = 0; i < site->nparents; i++) {
		const struct place *place = &site->parents[i];

		diag_print(stderr, severity, sink->color, place->where,
			   "expanded from", place->text, place->mark);
	}
}

static void text_message(struct sink *sink, const struct site *site,
			 enum event_kind kind, const char *text)
{
	enum severity severity = kind == EV_warnf ? SEV_WARNING : SEV_ERROR;

	if (kind == EV_warnf && sink->no_warnings)
		return;
	(void)sink_flush(sink);
	diag_print(stderr, severity, sink->color, site->place.where, text, NULL,
		   NULL);
	put_parents(sink, site, severity);
}

static void text_runtime_error(struct sink *sink, const struct site *site,
			       const char *text, const char *helper,
			       int retcode)
{
	const struct place *place = &site->place;

	if (sink->no_warnings)
		return;
	(void)sink_flush(sink);
	strbuf_clear(&sink->buf);
	strbuf_add(&sink->buf, text);
	if (helper)
		strbuf_printf(&sink->buf,
			      "\nAdditional Info - helper: %s, retcode: %d",
			      helper, retcode);
	diag_print(stderr, SEV_WARNING, sink->color, place->where,
		   strbuf_text(&sink->buf), place->text, place->mark);
	put_parents(sink, site, SEV_WARNING);
}

static void text_finish(struct sink *sink)
{
	sink_write(sink, "\n\n", 2);
}

const struct sink_ops text_ops = {
	.attached = text_attached,
	.text = text_text,
	.value = text_value,
	.map = text_map,
	.lost = text_lost,
	.message = text_message,
	.runtime_error = text_runtime_error,
	.finish = text_finish,
};
