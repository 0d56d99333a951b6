/*
 * The configuration of a run, one member for each row of config.def.
 */
#ifndef AWL_CONFIG_H
#define AWL_CONFIG_H

#include "btf/type.h"

struct suggestion;

enum symcache {
	SYMCACHE_DEFAULT,
	SYMCACHE_PER_PID,
	SYMCACHE_PER_PROGRAM,
	SYMCACHE_NONE,
};

enum missing_probes {
	MISSING_IGNORE,
	MISSING_WARN,
	MISSING_ERROR,
};

enum unstable {
	UNSTABLE_ENABLE,
	UNSTABLE_WARN,
	UNSTABLE_ERROR,
};

typedef u64 config_U64;
typedef bool config_BOOL;
typedef const char *config_STR;

struct config {
#define CONFIG(KEY, TYPE, DEFAULT, DOC) config_##TYPE KEY;
#define CONFIG_ENUM(KEY, DEFAULT, VALUES, ERROR, DOC) int KEY;
#include "config.def"
};

/* All defaults. */
void config_init(struct config *cfg);
/*
 * Set KEY (any case, with or without bpftrace_) from TEXT. Returns NULL, or
 * what is wrong, in ARENA. *WARNING (may be NULL) gets a text when the key
 * was renamed or has no effect.
 */
const char *config_set(struct config *cfg, struct arena *arena, const char *key,
		       const char *text, const char **warning);
/*
 * Read the BPFTRACE_* variables. *KEY gets the variable at fault when the
 * result is not NULL.
 */
const char *config_from_env(struct config *cfg, struct arena *arena,
			    const char **key);
/* Search for what KEY may have meant; nothing is found for a known key. */
void config_suggest(const char *key, struct suggestion *search);
/* A key as scripts read it. */
struct config_item {
	const char *name; /* NULL: not to be read */
	const char *text; /* of words and strings, or NULL */
	u64 num;
	bool is_bool;
};

/* Key number IDX of CFG; false: there are no more. */
bool config_item(const struct config *cfg, struct arena *arena, u32 idx,
		 struct config_item *item);
/* True when the environment sets KEY, so that a config block must not. */
bool config_in_env(const char *key);

#endif
