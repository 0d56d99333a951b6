/*
 * Fuzz target: records of any content through the dispatcher of a fixed
 * plan. The first byte chooses the output format. Messages go to stderr
 * (-close_fd_mask=2 silences them).
 */
#include "base/log.h"
#include "output/event.h"
#include "output/pcap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

enum { SITES = 13, FIELDS = 10 };

/* A plan with one site of every kind that harms nobody. */
struct fixture {
	struct types *types;
	struct plan plan;
	struct site sites[SITES];
	struct plan_map map;
	struct config cfg;
};

static void add_site(struct fixture *fix, enum event_kind kind,
		     const char *format, const struct record *record)
{
	struct site *site = &fix->sites[fix->plan.nsites++];

	site->kind = kind;
	site->format = format;
	site->format_len = format ? (u32)strlen(format) : 0;
	site->record = record;
	site->place.where = "stdin:1:1-2";
}

static struct fixture *fixture_new(void)
{
	static const char *strings[] = { "%H %f" };
	struct fixture *fix = calloc(1, sizeof(*fix));
	struct types *types = fix->types = types_new();
	struct arena *arena = types_arena(types);
	const struct type *pair[2] = { type_int(1, true),
				       type_string(types, 5) };
	const struct type *fields[FIELDS] = {
		type_int(4, true),
		type_string(types, 8),
		type_buffer(types, 12),
		type_simple(T_INET),
		type_simple(T_MAC),
		type_stack(types, false, STACK_BPFTRACE, 3),
		type_stack(types, true, STACK_RAW, 3),
		type_simple(T_TIMESTAMP),
		type_tuple(types, pair, 2),
		type_hist(types, 2),
	};

	fix->plan.sites = fix->sites;
	fix->plan.maps = &fix->map;
	fix->plan.nmaps = 1;
	fix->plan.ncpus = 1;
	fix->plan.strings = strings;
	fix->plan.nstrings = 1;
	fix->cfg.str_trunc_trailer = "..";
	add_site(fix, EV_printf, "%d %s %rh %s %s %s %s %s %s %d\n",
		 record_layout(arena, EV_printf, fields, FIELDS));
	add_site(fix, EV_errorf, "%s",
		 record_layout(arena, EV_errorf, fields + 1, 1));
	add_site(fix, EV_warnf, "%s", NULL);
	for (u32 i = 5; i < FIELDS; i++)
		add_site(fix, EV_print_value, NULL,
			 record_layout(arena, EV_print_value, fields + i, 1));
	add_site(fix, EV_print_map, NULL, NULL);
	add_site(fix, EV_exit, NULL, NULL);
	add_site(fix, EV_time, NULL, NULL);
	add_site(fix, EV_join, ", ", NULL);
	add_site(fix, EV_skboutput, "/dev/null", NULL);
	fix->plan.needs_packets = true;
	return fix;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	static struct fixture *fix;
	static FILE *null;
	struct sink sink = { 0 };
	struct output *output;

	if (!size)
		return 0;
	if (!fix) {
		fix = fixture_new();
		null = fopen("/dev/null", "w");
		if (!null)
			abort();
		log_setup(&(struct log_options){ 0 });
	}
	sink.ops = bytes[0] & 1 ? &json_ops : &text_ops;
	sink.out = null;
	output = output_new(&fix->plan, &fix->cfg, fix->types, &sink);
	output->warn_level = 2;
	if (pcaps_open(&output->pcaps, &fix->plan))
		abort();
	(void)event_dispatch(output, bytes + 1, size - 1);
	output_free(output);
	strbuf_fini(&sink.buf);
	return 0;
}
