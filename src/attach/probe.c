/*
 * The table of probe types and what all of them share: finding a type,
 * splitting an attach point, listing. What the parts mean is the business of
 * each type's file.
 */
#include "attach/probe.h"

#include "attach/match.h"
#include "base/str.h"
#include "base/suggest.h"
#include "btf/btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PARTS_MAX = 8 };

#define PROBE(ID, NAME, ALIASES, PARTS, FLAGS, CAPS, OPS, DOC) \
	extern const struct probe_ops OPS##_ops;
#include "attach/probe.def"

#define P(MIN, MAX) .min_parts = (MIN), .max_parts = (MAX)
static const struct probe_type probe_types[PROBE_KINDS] = {
#define PROBE(ID, NAME, ALIASES, PARTS, FLAGS, CAPS, OPS, DOC) \
	[PROBE_##ID] = { .id = PROBE_##ID,                     \
			 .name = (NAME),                       \
			 .aliases = (ALIASES),                 \
			 PARTS,                                \
			 .flags = (FLAGS),                     \
			 .caps = (CAPS),                       \
			 .ops = &OPS##_ops,                    \
			 .doc = (DOC) },
#include "attach/probe.def"
};
#undef P

/* What the message about a wrong number of parts says, where it differs. */
static const struct {
	enum probe_id id;
	const char *text;
} counts[] = {
	{ PROBE_begin, "0" },       { PROBE_end, "0" },
	{ PROBE_fentry, "1 or 3" }, { PROBE_fexit, "1 or 3" },
	{ PROBE_tracepoint, "2" },  { PROBE_rawtracepoint, "2 or 1" },
	{ PROBE_uprobe, "2 or 3" }, { PROBE_uretprobe, "2 or 3" },
	{ PROBE_usdt, "2 or 3" },
};

/* How to treat an attach point: as a script's, or as a pattern of -l. */
struct splitter {
	struct ctx *ctx;
	struct span span;
	bool listing;
	const char *type;   /* first part */
	const char **items; /* the others */
	u32 nitems;
};

const struct probe_type *probe_type(enum probe_id id)
{
	return &probe_types[id];
}

/* Is the LEN bytes at NAME one of the comma-separated ALIASES? */
static bool alias_matches(const char *aliases, const char *name, size_t len,
			  bool any_case)
{
	while (*aliases) {
		size_t item = strcspn(aliases, ",");

		if (item == len &&
		    (any_case ? strncasecmp(aliases, name, len) == 0
			      : memcmp(aliases, name, len) == 0))
			return true;
		aliases += item;
		if (*aliases == ',')
			aliases++;
	}
	return false;
}

const struct probe_type *probe_type_find(const char *name, size_t len)
{
	for (size_t i = 0; i < countof(probe_types); i++) {
		const struct probe_type *type = &probe_types[i];

		if (strlen(type->name) == len &&
		    strncasecmp(type->name, name, len) == 0)
			return type;
		if (alias_matches(type->aliases, name, len, false))
			return type;
	}
	return NULL;
}

/* Split TEXT at its colons; false when the quotes or the number are wrong. */
static bool split_text(struct splitter *split, const char *text)
{
	const char **items =
		ARENA_ARRAY(split->ctx->arena, const char *, PARTS_MAX + 1);
	char *out = arena_alloc(split->ctx->arena, strlen(text) + 1);
	bool quoted = false;
	u32 num = 1;

	items[0] = out;
	for (const char *c = text; *c; c++) {
		if (*c == '"') {
			quoted = !quoted;
		} else if (quoted && *c == '\\' && c[1]) {
			*out++ = *++c;
		} else if (!quoted && *c == ':') {
			if (num > PARTS_MAX)
				return false;
			*out++ = '\0';
			items[num++] = out;
		} else {
			*out++ = *c;
		}
	}
	*out = '\0';
	split->type = items[0];
	split->items = items + 1;
	split->nitems = num - 1;
	return !quoted;
}

static const char *count_text(struct arena *arena,
			      const struct probe_type *type)
{
	for (size_t i = 0; i < countof(counts); i++)
		if (counts[i].id == type->id)
			return counts[i].text;
	if (type->min_parts == type->max_parts)
		return arena_printf(arena, "%u", type->min_parts);
	return arena_printf(arena, "%u or %u", type->min_parts,
			    type->max_parts);
}

/* May TYPE have the parts of SPLIT? Patterns of -l may leave parts out. */
static bool count_fits(const struct splitter *split,
		       const struct probe_type *type)
{
	u32 num = split->nitems;

	if (num > type->max_parts)
		return false;
	if (split->listing)
		return true;
	if (num < type->min_parts)
		return false;
	if (num == 1 && type->id == PROBE_tracepoint)
		return match_has_wildcard(split->items[0]);
	if (num == 1 && (type->id == PROBE_uprobe || type->id == PROBE_usdt ||
			 type->id == PROBE_uretprobe))
		return split->ctx->env.pid || split->ctx->env.cpid;
	return true;
}

/* Fill OUT for TYPE. A tracepoint without a category means any. */
static void parts_fill(const struct splitter *split,
		       const struct probe_type *type, struct probe_parts *out)
{
	*out = (struct probe_parts){ .type = type,
				     .items = split->items,
				     .nitems = split->nitems,
				     .span = split->span };
	if (type->id == PROBE_tracepoint && split->nitems == 1) {
		out->items = ARENA_ARRAY(split->ctx->arena, const char *, 2);
		out->items[0] = "*";
		out->items[1] = split->items[0];
		out->nitems = 2;
	}
}

/* Not supported yet here; some types can be listed before they attach. */
static bool is_later(const struct splitter *split,
		     const struct probe_type *type)
{
	bool listed = split->listing && (type->flags & PF_LIST_ASKED);

	return (type->flags & PF_LATER) && !listed;
}

/* Say in DIAG which type the attach point may have been meant to have. */
static void hint_type(const struct splitter *split, struct diag *diag)
{
	struct suggestion search;

	suggest_begin(&search, split->type);
	for (size_t i = 0; i < countof(probe_types); i++)
		if (!is_later(split, &probe_types[i]))
			suggest_try(&search, probe_types[i].name);
	suggest_hint(&search, &split->ctx->diags, diag);
}

/* The type by its name: exactly one, or a diagnostic. */
static u32 split_named(const struct splitter *split, struct probe_parts *out)
{
	struct diags *diags = &split->ctx->diags;
	size_t len = strlen(split->type);
	const struct probe_type *type = probe_type_find(split->type, len);

	if (!type) {
		bool alias = false;

		for (size_t i = 0; i < countof(probe_types); i++)
			alias |= alias_matches(probe_types[i].aliases,
					       split->type, len, true);
		hint_type(split, diag_error(diags, split->span,
					    alias ? "Invalid provider: '%s'"
						  : "Invalid probe type: %s",
					    split->type));
		return 0;
	}
	if (!count_fits(split, type)) {
		diag_error(diags, split->span,
			   "%s probe type requires %s arguments, found %u",
			   type->name, count_text(split->ctx->arena, type),
			   split->nitems);
		return 0;
	}
	if (is_later(split, type)) {
		diag_error(diags, split->span,
			   "probe type %s is not supported yet", type->name);
		return 0;
	}
	parts_fill(split, type, out);
	return 1;
}

/* Does the first part after the type name a program? */
static bool names_program(const struct splitter *split)
{
	const char *target = split->nitems ? split->items[0] : "";

	if (!split->listing)
		return strchr(target, '/') != NULL;
	return !match_has_wildcard(target) && strchr(target, '/') &&
	       access(target, F_OK) == 0;
}

static int compare_types(const void *a, const void *b)
{
	return strcmp(((const struct probe_parts *)a)->type->name,
		      ((const struct probe_parts *)b)->type->name);
}

/* All types that a wildcard means, alphabetically. */
static u32 split_wildcard(const struct splitter *split, struct probe_parts *out)
{
	bool program = names_program(split);
	bool user = program || split->ctx->env.pid;
	u32 num = 0;

	for (size_t i = 0; i < countof(probe_types); i++) {
		const struct probe_type *type = &probe_types[i];
		bool wanted = (type->flags & PF_LIST) && !program;

		if (type->flags & PF_USER)
			wanted = user && !(type->flags & PF_RETURN);
		if (!wanted || is_later(split, type))
			continue;
		if (!match_glob(split->type, type->name) ||
		    !count_fits(split, type))
			continue;
		parts_fill(split, type, &out[num++]);
	}
	if (num == 0)
		diag_error(&split->ctx->diags, split->span,
			   "No probe type matched for %s", split->type);
	qsort(out, num, sizeof(*out), compare_types);
	return num;
}

static u32 split_point(struct splitter *split, const char *text,
		       struct probe_parts **out)
{
	*out = ARENA_ARRAY(split->ctx->arena, struct probe_parts, PROBE_KINDS);
	if (!split_text(split, text) || !*split->type) {
		diag_error(&split->ctx->diags, split->span,
			   "Invalid attachpoint definition");
		return 0;
	}
	if (match_has_wildcard(split->type))
		return split_wildcard(split, *out);
	return split_named(split, *out);
}

u32 probe_split(struct ctx *ctx, const char *text, struct span span,
		struct probe_parts **out)
{
	struct splitter split = { .ctx = ctx, .span = span };

	return split_point(&split, text, out);
}

bool probe_number(struct probe_request *req, const char *text, const char *what,
		  u64 *value)
{
	struct ctx *ctx = req->ctx;
	const char *error =
		str_parse_int(ctx->arena, text, strlen(text), value, NULL);

	if (error)
		diag_error(&ctx->diags, req->parts.span, "%s: %s", what, error);
	return error == NULL;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Append the lines of FROM to OUT, sorted and each once. A line that begins
 * with a space belongs to the one before it.
 */
static void list_append(struct probe_list *out, struct probe_list *from)
{
	u32 num = 0;

	vec_for (i, &from->lines) {
		const char *line = from->lines.items[i];

		if (num && line[0] == ' ')
			from->lines.items[num - 1] =
				arena_printf(out->arena, "%s\n%s",
					     from->lines.items[num - 1], line);
		else
			from->lines.items[num++] = line;
	}
	if (num == 0)
		return;
	qsort(from->lines.items, num, sizeof(*from->lines.items),
	      compare_lines);
	for (u32 i = 0; i < num; i++) {
		const char *line = from->lines.items[i];

		if (i == 0 || strcmp(line, from->lines.items[i - 1]) != 0)
			vec_push(out->arena, &out->lines, line);
	}
}

/* What kernel_btf_each_type collects. */
struct type_search {
	struct ctx *ctx;
	const char *pattern;
	bool verbose;
	struct probe_list *found;
};

static bool on_type(const char *name, void *arg)
{
	struct type_search *search = arg;
	struct arena *arena = search->found->arena;
	const char *text = NULL;

	if (!match_glob(search->pattern, name))
		return true;
	if (search->verbose)
		text = kernel_btf_definition(search->ctx->btf, arena, name);
	if (!text)
		text = arena_strdup(arena, name);
	vec_push(arena, &search->found->lines, text);
	return true;
}

static bool is_type_pattern(const char *pattern)
{
	return str_starts(pattern, "struct ") ||
	       str_starts(pattern, "union ") || str_starts(pattern, "enum ");
}

static int list_types(struct ctx *ctx, const char *pattern, bool verbose,
		      struct probe_list *out)
{
	struct probe_list found = { .arena = out->arena };
	struct type_search search = { ctx, pattern, verbose, &found };

	if (!ctx->btf)
		return 0;
	kernel_btf_each_type(ctx->btf, on_type, &search);
	list_append(out, &found);
	return 0;
}

/* List one item of the comma list. */
static int list_pattern(struct ctx *ctx, const char *pattern, bool verbose,
			struct probe_list *out)
{
	struct splitter split = { .ctx = ctx, .listing = true };
	struct probe_parts *parts;
	u32 num;

	if (is_type_pattern(pattern))
		return list_types(ctx, pattern, verbose, out);
	if (!strchr(pattern, ':'))
		pattern = arena_printf(ctx->arena, "*:%s", pattern);
	num = split_point(&split, pattern, &parts);
	if (num == 0)
		return -EINVAL;
	for (u32 i = 0; i < num; i++) {
		struct probe_request req = { .ctx = ctx, .parts = parts[i] };
		struct probe_list found = { .arena = out->arena };
		int err = 0;

		if (parts[i].type->ops->list)
			err = parts[i].type->ops->list(&req, &found, verbose);
		if (err < 0 && num == 1)
			return err;
		list_append(out, &found);
	}
	return 0;
}

/* Length of the first item of the comma list at TEXT; quotes protect. */
static size_t item_len(const char *text)
{
	bool quoted = false;
	size_t len = 0;

	for (; text[len] && (quoted || text[len] != ','); len++) {
		if (text[len] == '"')
			quoted = !quoted;
		else if (quoted && text[len] == '\\' && text[len + 1])
			len++;
	}
	return len;
}

int probe_list(struct ctx *ctx, const char *pattern, bool verbose,
	       struct probe_list *out)
{
	if (!pattern || strcmp(pattern, "*") == 0)
		pattern = "*:*";
	for (;;) {
		size_t len = item_len(pattern);
		int err = list_pattern(ctx,
				       arena_strndup(ctx->arena, pattern, len),
				       verbose, out);

		if (err < 0)
			return err;
		if (!pattern[len])
			return (int)out->lines.len;
		pattern += len + 1;
	}
}
