/*
 * Record -> handler, one for each kind of event.
 */
#ifndef AWL_EVENT_H
#define AWL_EVENT_H

#include "config.h"
#include "format.h"
#include "output/decode.h"
#include "output/sink.h"

/* Everything that handlers need. */
struct output {
	const struct plan *plan;
	const struct config *cfg;
	struct sink *sink;
	struct decoder dec;  /* its arena is reset after each record */
	struct pcaps *pcaps; /* NULL: no packets are captured */
	const int *map_fds;  /* by index of plan.maps */
	const struct format **formats; /* by site, parsed when first used */
	u32 warn_level;
	int exit_code; /* of exit(), once seen */
	u64 exit_time; /* since boot */
	bool exited;
	struct strbuf text; /* scratch of the handlers */
	bool damaged;       /* a damaged record was reported */
	bool failed;        /* a map could not be read or changed */
};

struct output *output_new(const struct plan *plan, const struct config *cfg,
			  struct types *types, struct sink *sink);
void output_free(struct output *output);

/*
 * Handle one record of SIZE bytes. Returns false after exit(). A record that
 * makes no sense is reported and skipped.
 */
bool event_dispatch(struct output *output, const void *bytes, size_t size);
/* Print all maps by name, as at the end of a script. */
void output_maps(struct output *output);

#endif
