/*
 * Records from the kernel: each kind has one handler, handle_KIND. A record is
 * checked before its handler sees it: the site exists, the fixed part and
 * the payload are there.
 */
#include "output/event.h"

#include "base/log.h"
#include "base/sys.h"
#include "output/apply.h"
#include "output/cgroups.h"
#include "output/command.h"
#include "output/mapread.h"
#include "output/pcap.h"
#include "output/users.h"
#include "output/wallclock.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	MAX_TIME = 63, /* bytes that time() prints */
	LEVEL_ALL = 2, /* runtime warnings of reads too */
};

/* A record that passed the checks. */
struct event {
	const struct site *site;
	u32 site_idx;
	const u8 *bytes;
	size_t size;
};

typedef void (*handler_fn)(struct output *output, const struct event *event);

/* The kernel's name of a BPF helper. */
struct helper_name {
	u32 number;
	const char *name;
};

static const struct helper_name helper_names[] = {
#define HELPER(NAME, NUMBER, RESULT, ARGS, SINCE) { NUMBER, #NAME },
#include "helpers.def"
#undef HELPER
};

static const char *const runtime_texts[RTE_KINDS] = {
	[RTE_DIV_BY_ZERO] = ("Divide or modulo by 0 detected. This can lead "
			     "to unexpected results. 1 is being used as the "
			     "result."),
	[RTE_ARRAY_BOUNDS] = ("Array access out of bounds. This can lead to "
			      "unexpected results."),
	[RTE_NO_CPID] = "No child command (`-c`); cpid is zero",
};

/* Report a damaged record, but only the first one. */
static void report_damage(struct output *output, const char *what)
{
	if (!output->damaged)
		log_warn("skipped a damaged event: %s", what);
	output->damaged = true;
}

/* The format of the event's site, parsed when first used; NULL: none. */
static const struct format *event_format(struct output *output,
					 const struct event *event)
{
	const struct format **slot = &output->formats[event->site_idx];
	const char *error = "it has no format";

	if (!*slot && event->site->format)
		*slot = format_parse(types_arena(output->dec.types),
				     event->site->format,
				     event->site->format_len, &error);
	if (!*slot)
		report_damage(output, error);
	return *slot;
}

/* All fields of the event's payload. */
static const struct value *event_values(struct output *output,
					const struct event *event)
{
	const struct record *record = event->site->record;
	struct value *values;

	if (!record || !record->nfields)
		return NULL;
	values = ARENA_ARRAY(output->dec.arena, struct value, record->nfields);
	for (u32 i = 0; i < record->nfields; i++) {
		const struct record_field *field = &record->fields[i];

		values[i] = decode_value(&output->dec, field->type,
					 event->bytes + field->offset,
					 event->size - field->offset);
	}
	return values;
}

/* The event's formatted text, in output->text; false: there is none. */
static bool event_text(struct output *output, const struct event *event)
{
	const struct format *format = event_format(output, event);
	const struct record *record = event->site->record;

	strbuf_clear(&output->text);
	if (!format)
		return false;
	format_apply(format, event_values(output, event),
		     record ? record->nfields : 0, &output->text);
	return true;
}

/* Hand output->text over to the sink. */
static void send_text(struct output *output, enum text_kind kind)
{
	output->sink->ops->text(output->sink, kind, strbuf_text(&output->text),
				output->text.len);
}

static void handle_printf(struct output *output, const struct event *event)
{
	if (event_text(output, event))
		send_text(output, TEXT_PRINTF);
}

static void send_message(struct output *output, const struct event *event,
			 enum event_kind kind)
{
	if (event_text(output, event))
		output->sink->ops->message(output->sink, event->site, kind,
					   strbuf_text(&output->text));
}

static void handle_errorf(struct output *output, const struct event *event)
{
	send_message(output, event, EV_errorf);
}

static void handle_warnf(struct output *output, const struct event *event)
{
	send_message(output, event, EV_warnf);
}

static void handle_print_value(struct output *output, const struct event *event)
{
	const struct value *values = event_values(output, event);

	if (values)
		output->sink->ops->value(output->sink, &values[0]);
	else
		report_damage(output, "print() without a value");
}

/* Map IDX of an event and its descriptor; NULL when there is none. */
static const struct plan_map *event_map(struct output *output, u32 idx, int *fd)
{
	if (idx >= output->plan->nmaps) {
		report_damage(output, "there is no such map");
		return NULL;
	}
	if (!output->map_fds)
		return NULL;
	*fd = output->map_fds[idx];
	return &output->plan->maps[idx];
}

/* What the script asked for could not be done: DID is "read", "clear"... */
static void report_map(struct output *output, const char *did,
		       const struct plan_map *map, int err)
{
	log_error("failed to %s map %s: %s", did, map->name, strerror(-err));
	output->failed = true;
}

/* What decodes a map's values; it knows where buckets of series are. */
static const struct decoder *map_decoder(struct output *output)
{
	const struct plan *plan = output->plan;

	if (plan->needs_buckets)
		output->dec.buckets_fd = output->map_fds[plan->nmaps];
	return &output->dec;
}

static void print_map(struct output *output, const struct plan_map *map, int fd,
		      u32 top, u64 div, bool empty_scalar)
{
	struct map_entry *entries;
	int num = mapread(map_decoder(output), map, fd, top, div, empty_scalar,
			  &entries);

	if (num < 0)
		report_map(output, "read", map, num);
	else
		output->sink->ops->map(output->sink, map, entries, (u32)num);
}

static void handle_print_map(struct output *output, const struct event *event)
{
	struct ev_print_map record;
	const struct plan_map *map;
	int fd;

	memcpy(&record, event->bytes, sizeof(record));
	map = event_map(output, record.map, &fd);
	if (map)
		print_map(output, map, fd, record.top, record.div, true);
}

static void handle_clear(struct output *output, const struct event *event)
{
	const struct plan_map *map;
	struct ev_clear record;
	int fd, err = 0;

	memcpy(&record, event->bytes, sizeof(record));
	map = event_map(output, record.map, &fd);
	if (map && type_is_long_series(map->value))
		err = mapread_forget(map_decoder(output), map, fd);
	if (map && !err)
		err = mapread_clear(map, fd);
	if (err)
		report_map(output, "clear", map, err);
}

static void handle_zero(struct output *output, const struct event *event)
{
	const struct plan_map *map;
	struct ev_zero record;
	int fd, err = 0;

	memcpy(&record, event->bytes, sizeof(record));
	map = event_map(output, record.map, &fd);
	if (map && type_is_long_series(map->value))
		err = mapread_forget(map_decoder(output), map, fd);
	if (map && !err)
		err = mapread_zero(map, fd);
	if (err)
		report_map(output, "zero", map, err);
}

static void handle_exit(struct output *output, const struct event *event)
{
	struct ev_exit record;

	memcpy(&record, event->bytes, sizeof(record));
	output->exit_code = (u8)record.code;
	if (event->site->record)
		memcpy(&output->exit_time,
		       event->bytes + event->site->record->fields[0].offset,
		       sizeof(output->exit_time));
	output->exited = true;
}

static void handle_time(struct output *output, const struct event *event)
{
	const char *format = event->site->format;

	strbuf_clear(&output->text);
	if (!wallclock_text(&output->text, format ? format : "%H:%M:%S\n",
			    sys_now(CLOCK_REALTIME), MAX_TIME)) {
		log_error("time(): the result is longer than %d bytes",
			  MAX_TIME);
		return;
	}
	send_text(output, TEXT_TIME);
}

static void handle_cat(struct output *output, const struct event *event)
{
	const char *path;
	int err;

	if (!event_text(output, event))
		return;
	path = arena_strdup(output->dec.arena, strbuf_text(&output->text));
	strbuf_clear(&output->text);
	err = command_cat(&output->text, path, output->cfg->max_cat_bytes);
	if (err)
		log_error("failed to open file '%s' (%s)", path,
			  strerror(-err));
	else
		send_text(output, TEXT_CAT);
}

static void handle_system(struct output *output, const struct event *event)
{
	struct strbuf *text = &output->text;
	const char *command;
	int err;

	if (!event_text(output, event))
		return;
	command = arena_strdup(output->dec.arena, strbuf_text(text));
	strbuf_clear(text);
	(void)sink_flush(output->sink); /* noted there */
	err = command_run(text, command);
	if (err)
		log_error("failed to run '%s': %s", command, strerror(-err));
	if (text->len && text->str[text->len - 1] != '\n')
		strbuf_addch(text, '\n');
	if (text->len)
		send_text(output, TEXT_SYSTEM);
}

static void handle_join(struct output *output, const struct event *event)
{
	const char *separator = event->site->format ? event->site->format : " ";
	const char *text = (const char *)event->bytes + sizeof(struct ev_join);
	struct ev_join record;
	size_t left;

	memcpy(&record, event->bytes, sizeof(record));
	left = event->size - sizeof(record);
	if (record.bytes > left) {
		report_damage(output, "join() is cut");
		return;
	}
	left = record.bytes;
	strbuf_clear(&output->text);
	for (u32 i = 0; i < record.num && left; i++) {
		size_t len = strnlen(text, left);

		if (i)
			strbuf_add(&output->text, separator);
		strbuf_addn(&output->text, text, len);
		if (len < left)
			len++; /* its NUL */
		text += len;
		left -= len;
	}
	send_text(output, TEXT_JOIN);
}

static void handle_skboutput(struct output *output, const struct event *event)
{
	struct ev_skboutput record;
	struct packet packet;

	memcpy(&record, event->bytes, sizeof(record));
	if (record.bytes > event->size - sizeof(record)) {
		report_damage(output, "a packet is cut");
		return;
	}
	/* The probe goes on until it is detached. */
	if (output->exited && record.time > output->exit_time)
		return;
	if (record.skipped >= record.bytes)
		return;
	packet = (struct packet){
		.ns = wallclock_ns(output->dec.offset, record.time,
				   CLOCK_BOOTTIME),
		.bytes = event->bytes + sizeof(record) + record.skipped,
		.size = record.bytes - record.skipped,
		.length = record.len - record.skipped,
	};
	pcaps_write(output->pcaps, event->site->format, &packet);
}

static const char *helper_name(u32 number)
{
	for (size_t i = 0; i < countof(helper_names); i++) {
		if (helper_names[i].number == number)
			return helper_names[i].name;
	}
	return NULL;
}

static const char *helper_text(const char *helper, int retcode)
{
	if (!strcmp(helper, "map_update_elem") && retcode == -E2BIG)
		return "Map full; can't update element. Try increasing "
		       "max_map_keys config or manually setting the max "
		       "entries in a map declaration e.g. "
		       "`let @a = hash(5000)`";
	if (!strcmp(helper, "map_delete_elem") && retcode == -ENOENT)
		return "Can't delete map element because it does not exist.";
	if (!strcmp(helper, "map_lookup_elem") && !retcode)
		return "Can't lookup map element because it does not exist.";
	/* INT_MIN has no counterpart; it is no error number either. */
	return strerror(retcode < 0 && retcode != INT_MIN ? -retcode : retcode);
}

/* Reads fail all the time: that is worth a word only when asked for. */
static bool is_read_helper(const char *helper)
{
	return !strncmp(helper, "probe_read", strlen("probe_read")) ||
	       !strncmp(helper, "map_lookup", strlen("map_lookup"));
}

static void handle_helper_error(struct output *output,
				const struct event *event)
{
	struct ev_helper_error record;
	const char *helper;

	memcpy(&record, event->bytes, sizeof(record));
	helper = helper_name(record.helper);
	if (!helper)
		helper = arena_printf(output->dec.arena, "helper %u",
				      record.helper);
	if (!output->warn_level ||
	    (output->warn_level < LEVEL_ALL && is_read_helper(helper)))
		return;
	output->sink->ops->runtime_error(output->sink, event->site,
					 helper_text(helper, record.retcode),
					 helper, record.retcode);
}

static void handle_runtime_error(struct output *output,
				 const struct event *event)
{
	struct ev_runtime_error record;

	memcpy(&record, event->bytes, sizeof(record));
	if (record.error >= RTE_KINDS) {
		report_damage(output, "an unknown runtime error");
		return;
	}
	if (output->warn_level)
		output->sink->ops->runtime_error(output->sink, event->site,
						 runtime_texts[record.error],
						 NULL, 0);
}

static const handler_fn event_handlers[EV_KINDS] = {
#define EVENT(KIND, PROMPT) [EV_##KIND] = handle_##KIND,
#define FIELD(KIND, TYPE, NAME)
#define END_EVENT(KIND)
#include "events.def"
#undef EVENT
#undef FIELD
#undef END_EVENT
};

struct output *output_new(const struct plan *plan, const struct config *cfg,
			  struct types *types, struct sink *sink)
{
	struct output *output = calloc(1, sizeof(*output));

	if (!output)
		BUG("out of memory");
	output->plan = plan;
	output->cfg = cfg;
	output->sink = sink;
	output->warn_level = 1;
	output->dec.types = types;
	output->dec.arena = arena_new();
	output->dec.plan = plan;
	output->dec.trunc_trailer = cfg->str_trunc_trailer;
	output->dec.users = users_new();
	output->dec.cgroups = cgroups_new();
	output->dec.offset = ARENA_OBJ(types_arena(types), struct clock_offset);
	output->formats = ARENA_ARRAY(types_arena(types), const struct format *,
				      plan->nsites);
	return output;
}

void output_free(struct output *output)
{
	if (!output)
		return;
	users_free(output->dec.users);
	cgroups_free(output->dec.cgroups);
	pcaps_close(output->pcaps);
	arena_free(output->dec.arena);
	strbuf_fini(&output->text);
	free(output);
}

/* Make an event of a record; false when it makes no sense. */
static bool check_record(struct output *output, const void *bytes, size_t size,
			 u32 *kind, struct event *event)
{
	struct ev_head head;
	const struct record *record;

	if (size < sizeof(head)) {
		report_damage(output, "it has no head");
		return false;
	}
	memcpy(&head, bytes, sizeof(head));
	if (head.kind >= EV_KINDS || head.site >= output->plan->nsites ||
	    size < event_descs[head.kind].size) {
		report_damage(output, "its head is wrong");
		return false;
	}
	*event = (struct event){ &output->plan->sites[head.site], head.site,
				 bytes, size };
	*kind = head.kind;
	if (head.kind == EV_helper_error || head.kind == EV_runtime_error)
		return true;
	record = event->site->record;
	if (event->site->kind != (enum event_kind)head.kind ||
	    (record && size < record->size)) {
		report_damage(output, "it does not fit its place");
		return false;
	}
	return true;
}

bool event_dispatch(struct output *output, const void *bytes, size_t size)
{
	struct event event;
	u32 kind;

	if (!check_record(output, bytes, size, &kind, &event))
		return true;
	event_handlers[kind](output, &event);
	arena_reset(output->dec.arena);
	return kind != EV_exit;
}

static int compare_maps(const void *a, const void *b)
{
	const struct plan_map *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

void output_maps(struct output *output)
{
	const struct plan *plan = output->plan;
	const struct plan_map **maps;

	if (!output->cfg->print_maps_on_exit || !output->map_fds ||
	    !plan->nmaps)
		return;
	maps = calloc(plan->nmaps, sizeof(*maps));
	if (!maps)
		BUG("out of memory");
	for (u32 i = 0; i < plan->nmaps; i++)
		maps[i] = &plan->maps[i];
	qsort(maps, plan->nmaps, sizeof(*maps), compare_maps);
	for (u32 i = 0; i < plan->nmaps; i++) {
		print_map(output, maps[i],
			  output->map_fds[maps[i] - plan->maps], 0, 0, false);
		arena_reset(output->dec.arena);
	}
	free(maps);
}
