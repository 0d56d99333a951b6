/*
 * Tracepoint format files of tracefs as struct type.
 */
#ifndef AWL_TRACEFS_H
#define AWL_TRACEFS_H

#include "btf/type.h"

struct kernel_btf;

/* A parsed format file. */
struct tracepoint_format {
	u64 id;
	const struct type *args; /* struct NAME_args, common fields included */
};

/*
 * Read events/CATEGORY/EVENT/format. Types of fields that BTF knows (struct
 * pointers, enums) come from BTF when that is not NULL; sizes and signs
 * always come from the file. Returns 0 or -errno.
 */
int tracefs_format(struct types *store, struct kernel_btf *btf,
		   const char *category, const char *event,
		   struct tracepoint_format *out);
/* The same from TEXT, for tests; 0 or -EINVAL. NAME names the struct. */
int tracefs_parse_format(struct types *store, struct kernel_btf *btf,
			 const char *name, const char *text,
			 struct tracepoint_format *out);

/* Call FN for every "category", "event" until it returns false; 0 or -errno. */
int tracefs_each_event(bool (*fn)(const char *category, const char *event,
				  void *arg),
		       void *arg);
bool tracefs_has_event(const char *category, const char *event);

#endif
