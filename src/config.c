/*
 * Configuration: one table made from config.def, one setter for the config
 * block and the environment. A key that is not in the table is unknown; no
 * other file knows names of keys.
 */
#include "config.h"

#include "base/str.h"
#include "base/suggest.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { KEY_MAX = 64 };

enum key_kind {
	KEY_U64,
	KEY_BOOL,
	KEY_STR,
	KEY_ENUM,
	KEY_RENAMED,
	KEY_RETIRED,
};

/* A word that an enumerated key accepts. */
struct word {
	const char *text;
	int value;
};

struct config_key {
	const char *name;
	enum key_kind kind;
	size_t offset;       /* of the member in struct config */
	const char *renamed; /* KEY_RENAMED: its name now */
	const char *values;  /* KEY_ENUM: "name=MEMBER,..." */
	const char *error;   /* KEY_ENUM: what to say of another word */
};

/* The values of a number that make sense. */
struct range {
	const char *name;
	u64 min, max;
};

static const struct range ranges[] = {
#define CONFIG_RANGE(KEY, MIN, MAX) { #KEY, MIN, MAX },
#include "config.def"
};

static const struct config_key keys[] = {
#define CONFIG(KEY, TYPE, DEFAULT, DOC) \
	{ .name = #KEY,                 \
	  .kind = KEY_##TYPE,           \
	  .offset = offsetof(struct config, KEY) },
#define CONFIG_ENUM(KEY, DEFAULT, VALUES, ERROR, DOC) \
	{ .name = #KEY,                               \
	  .kind = KEY_ENUM,                           \
	  .offset = offsetof(struct config, KEY),     \
	  .values = (VALUES),                         \
	  .error = (ERROR) },
#define CONFIG_RENAMED(OLD, NEW) \
	{ .name = #OLD, .kind = KEY_RENAMED, .renamed = #NEW },
#define CONFIG_RETIRED(KEY) { .name = #KEY, .kind = KEY_RETIRED },
#include "config.def"
};

/* The members that config.def's value lists name. */
static const struct word members[] = {
#define MEMBER(NAME) .text = #NAME, .value = (NAME)
	{ MEMBER(SYMCACHE_DEFAULT) },
	{ MEMBER(SYMCACHE_PER_PID) },
	{ MEMBER(SYMCACHE_PER_PROGRAM) },
	{ MEMBER(SYMCACHE_NONE) },
	{ MEMBER(MISSING_IGNORE) },
	{ MEMBER(MISSING_WARN) },
	{ MEMBER(MISSING_ERROR) },
	{ MEMBER(UNSTABLE_ENABLE) },
	{ MEMBER(UNSTABLE_WARN) },
	{ MEMBER(UNSTABLE_ERROR) },
	{ MEMBER(STACK_BPFTRACE) },
	{ MEMBER(STACK_PERF) },
	{ MEMBER(STACK_RAW) },
	{ MEMBER(STACK_BUILD_ID) },
#undef MEMBER
};

/* Variables that are no keys. */
static const char *const env_only[] = {
	"btf",   "kernel_source", "kernel_build", "vmlinux",
	"color", "objcopy",       "kconfig_test", "dummy_ts_map",
};

static const char *const licenses[] = {
	"GPL",          "GPL v2",       "GPL and additional rights",
	"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
};

void config_init(struct config *cfg)
{
	*cfg = (struct config){
#define CONFIG(KEY, TYPE, DEFAULT, DOC) .KEY = (DEFAULT),
#define CONFIG_ENUM(KEY, DEFAULT, VALUES, ERROR, DOC) .KEY = (DEFAULT),
#include "config.def"
	};
}

/* KEY in lower case without bpftrace_; false when it is too long. */
static bool key_normalize(char out[KEY_MAX], const char *key)
{
	size_t len;

	if (strncasecmp(key, "bpftrace_", 9) == 0)
		key += 9;
	len = strlen(key);
	if (len >= KEY_MAX)
		return false;
	for (size_t i = 0; i <= len; i++)
		out[i] = (char)tolower((unsigned char)key[i]);
	return true;
}

static const struct config_key *key_find(const char *key)
{
	char name[KEY_MAX];

	if (!key_normalize(name, key))
		return NULL;
	for (size_t i = 0; i < countof(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

static bool key_is_env_only(const char *key)
{
	char name[KEY_MAX];

	if (!key_normalize(name, key))
		return false;
	for (size_t i = 0; i < countof(env_only); i++)
		if (strcmp(env_only[i], name) == 0)
			return true;
	return false;
}

static bool parse_bool(const char *text, bool *value)
{
	static const char *const words[] = { "0",   "1",  "false", "true",
					     "off", "on", "no",    "yes" };

	for (size_t i = 0; i < countof(words); i++) {
		if (strcasecmp(text, words[i]) == 0) {
			*value = i % 2;
			return true;
		}
	}
	return false;
}

static bool member_value(const char *name, size_t len, int *value)
{
	for (size_t i = 0; i < countof(members); i++) {
		if (strlen(members[i].text) == len &&
		    memcmp(members[i].text, name, len) == 0) {
			*value = members[i].value;
			return true;
		}
	}
	return false;
}

/* Look TEXT up in VALUES, "word=MEMBER,word=MEMBER". */
static bool parse_word(const char *values, const char *text, int *value)
{
	size_t len = strlen(text);

	while (*values) {
		size_t item = strcspn(values, ",");
		size_t word = strcspn(values, "=");

		if (word == len && memcmp(values, text, len) == 0) {
			if (!member_value(values + word + 1, item - word - 1,
					  value))
				BUG("config.def: unknown value in %s", values);
			return true;
		}
		values += item;
		if (*values == ',')
			values++;
	}
	return false;
}

static const char *check_license(struct arena *arena, const char *text)
{
	for (size_t i = 0; i < countof(licenses); i++)
		if (strcmp(licenses[i], text) == 0)
			return NULL;
	return arena_printf(
		arena,
		"Invalid value for license. Found: %s. Valid values: "
		"Dual MIT/GPL, Dual BSD/GPL, Dual MPL/GPL, "
		"GPL and additional rights, GPL v2, GPL. "
		"Read more about licenses in the manual.",
		text);
}

/* Why VALUE is none for the key NAME, or NULL. */
static const char *check_range(struct arena *arena, const char *name, u64 value)
{
	for (size_t i = 0; i < countof(ranges); i++) {
		const struct range *range = &ranges[i];

		if (strcmp(range->name, name) == 0 &&
		    (value < range->min || value > range->max))
			return arena_printf(
				arena,
				"%s: expecting a number from %" PRIu64
				" to %" PRIu64 ", got %" PRIu64,
				name, range->min, range->max, value);
	}
	return NULL;
}

static const char *set_u64(u64 *member, struct arena *arena, const char *name,
			   const char *text)
{
	const char *error;
	u64 value;

	if (str_parse_int(arena, text, strlen(text), &value, NULL))
		return arena_printf(arena, "%s: expecting a number, got %s",
				    name, text);
	error = check_range(arena, name, value);
	if (error)
		return error;
	*member = value;
	return NULL;
}

static const char *set_str(const char **member, struct arena *arena,
			   const char *name, const char *text)
{
	const char *error = NULL;

	if (strcmp(name, "license") == 0)
		error = check_license(arena, text);
	if (!error)
		*member = arena_strdup(arena, text);
	return error;
}

static const char *set_key(struct config *cfg, struct arena *arena,
			   const struct config_key *key, const char *text)
{
	char *member = (char *)cfg + key->offset;

	switch (key->kind) {
	case KEY_U64:
		return set_u64((u64 *)(void *)member, arena, key->name, text);
	case KEY_STR:
		return set_str((const char **)(void *)member, arena, key->name,
			       text);
	case KEY_BOOL:
		if (parse_bool(text, (bool *)(void *)member))
			return NULL;
		return arena_printf(arena,
				    "%s: Invalid bool value: valid values are "
				    "true, false, 1 or 0.",
				    key->name);
	case KEY_ENUM:
		if (parse_word(key->values, text, (int *)(void *)member))
			return NULL;
		return key->error;
	case KEY_RENAMED:
	case KEY_RETIRED:
		break;
	}
	BUG("config key %s has no value", key->name);
}

const char *config_set(struct config *cfg, struct arena *arena, const char *key,
		       const char *text, const char **warning)
{
	const struct config_key *row = key_find(key);
	const char *note = NULL;

	if (warning)
		*warning = NULL;
	if (!row && key_is_env_only(key))
		return arena_printf(
			arena, "%s: can only be set as an environment variable",
			key);
	if (!row)
		return arena_printf(
			arena, "%s: not a known configuration option", key);
	if (row->kind == KEY_RETIRED)
		note = arena_printf(arena, "%s is deprecated and has no effect",
				    key);
	if (row->kind == KEY_RENAMED) {
		note = arena_printf(arena, "%s has been renamed, please use %s",
				    key, row->renamed);
		row = key_find(row->renamed);
		if (!row)
			BUG("config.def: %s is renamed to nothing", key);
	}
	if (warning)
		*warning = note;
	if (row->kind == KEY_RETIRED)
		return NULL;
	return set_key(cfg, arena, row, text);
}

void config_suggest(const char *key, struct suggestion *search)
{
	suggest_begin(search, key);
	if (key_find(key) || key_is_env_only(key))
		return;
	for (size_t i = 0; i < countof(keys); i++)
		if (keys[i].kind != KEY_RETIRED && keys[i].kind != KEY_RENAMED)
			suggest_try(search, keys[i].name);
}

/* The text that the environment gives ROW, or NULL. */
static const char *key_env(const struct config_key *row)
{
	char name[KEY_MAX + 16] = "BPFTRACE_";
	size_t at = strlen(name);

	for (const char *c = row->name; *c; c++)
		name[at++] = (char)toupper((unsigned char)*c);
	name[at] = '\0';
	return getenv(name);
}

/* "BPFTRACE_MAX_STRLEN" */
static const char *key_env_name(struct arena *arena,
				const struct config_key *row)
{
	char *name = arena_printf(arena, "BPFTRACE_%s", row->name);

	for (char *c = name; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return name;
}

const char *config_from_env(struct config *cfg, struct arena *arena,
			    const char **key)
{
	for (size_t i = 0; i < countof(keys); i++) {
		const char *text, *error;

		if (keys[i].kind == KEY_RENAMED || keys[i].kind == KEY_RETIRED)
			continue;
		text = key_env(&keys[i]);
		if (!text)
			continue;
		error = set_key(cfg, arena, &keys[i], text);
		if (error) {
			*key = key_env_name(arena, &keys[i]);
			return error;
		}
	}
	return NULL;
}

bool config_in_env(const char *key)
{
	const struct config_key *row = key_find(key);

	if (row && row->kind == KEY_RENAMED)
		row = key_find(row->renamed);
	return row && row->kind != KEY_RETIRED && key_env(row) != NULL;
}

/* The first word of KEY that means VALUE. */
static const char *word_of(struct arena *arena, const struct config_key *key,
			   int value)
{
	const char *pos = key->values;

	while (pos && *pos) {
		size_t len = strcspn(pos, "="), end = strcspn(pos, ",");
		const char *member = pos + len + 1;

		for (size_t i = 0; i < countof(members); i++) {
			if (members[i].value == value &&
			    strlen(members[i].text) == end - len - 1 &&
			    !strncmp(members[i].text, member, end - len - 1))
				return arena_strndup(arena, pos, len);
		}
		pos += end + (pos[end] == ',');
	}
	return "";
}

bool config_item(const struct config *cfg, struct arena *arena, u32 idx,
		 struct config_item *item)
{
	const struct config_key *key;
	const char *from;

	if (idx >= countof(keys))
		return false;
	*item = (struct config_item){ 0 };
	key = &keys[idx];
	from = (const char *)cfg + key->offset;
	switch (key->kind) {
	case KEY_U64:
		memcpy(&item->num, from, sizeof(item->num));
		break;
	case KEY_BOOL:
		item->is_bool = true;
		item->num = *(const bool *)from;
		break;
	case KEY_STR:
		memcpy(&item->text, from, sizeof(item->text));
		break;
	case KEY_ENUM:
		item->text =
			word_of(arena, key, *(const int *)(const void *)from);
		break;
	case KEY_RENAMED:
	case KEY_RETIRED:
		return true;
	}
	if (strcmp(key->name, "cache_user_symbols") != 0)
		item->name = key->name;
	return true;
}
