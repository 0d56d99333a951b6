/*
 * Where results go and in which format. A sink writes values; it never sees
 * bytes of the kernel.
 */
#ifndef AWL_SINK_H
#define AWL_SINK_H

#include "base/str.h"
#include "output/value.h"
#include "plan.h"

#include <stdio.h>

struct sink {
	const struct sink_ops *ops;
	FILE *out;  /* stdout or -o FILE */
	bool quiet; /* -q */
	bool color;
	bool no_warnings;
	struct strbuf buf; /* scratch of the format */
	int error;         /* errno of the first write that failed, or 0 */
};

/* An entry of a map. */
struct map_entry {
	struct value key; /* V_NONE: scalar */
	struct value value;
};

/* A text that was sent by name: printf, time, join, cat, system. */
enum text_kind {
	TEXT_PRINTF,
	TEXT_TIME,
	TEXT_JOIN,
	TEXT_CAT,
	TEXT_SYSTEM,
};

struct sink_ops {
	void (*attached)(struct sink *sink, u32 probes);
	void (*text)(struct sink *sink, enum text_kind kind, const char *text,
		     size_t len);
	void (*value)(struct sink *sink, const struct value *value);
	/* ENTRIES in printing order. */
	void (*map)(struct sink *sink, const struct plan_map *map,
		    const struct map_entry *entries, u32 num);
	void (*lost)(struct sink *sink, u64 events);
	/* errorf, warnf: EV_errorf or EV_warnf. */
	void (*message)(struct sink *sink, const struct site *site,
			enum event_kind kind, const char *text);
	/* HELPER NULL: a runtime error that is no helper's. */
	void (*runtime_error)(struct sink *sink, const struct site *site,
			      const char *text, const char *helper,
			      int retcode);
	/* Before the maps at the end. */
	void (*finish)(struct sink *sink);
};

extern const struct sink_ops text_ops;
extern const struct sink_ops json_ops;

/* Write LEN bytes at TEXT; a failure is noted in SINK. */
void sink_write(struct sink *sink, const char *text, size_t len);
/* Write what is buffered. Returns errno of the first failure ever, or 0. */
int sink_flush(struct sink *sink);

/* The format NAME, or NULL. */
const struct sink_ops *sink_find(const char *name);

/* Append the text form of VALUE. Shared by printf's %s and the text sink. */
void value_text(struct strbuf *out, const struct value *value);
/* Append as a map's key: outer parentheses of a tuple dropped. */
void value_key_text(struct strbuf *out, const struct value *value);

#endif
