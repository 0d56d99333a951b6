/*
 * The command line: one row an option in options.def, from which come the
 * table for getopt_long, the switch below and --help.
 */
#include "cli.h"

#include "base/str.h"
#include "ctx.h"
#include "version.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* Values of getopt_long for options without a letter start here. */
enum { OPT_FIRST = 256 };

enum option_id {
#define OPTION(ID, LONG, SHORT, ARG, STATE, HELP) OPT_##ID,
#include "options.def"
#undef OPTION
	OPT_COUNT
};

enum option_state {
	NOW,
	LATER,
};

struct option_row {
	const char *name;
	int letter; /* 0: none */
	const char *arg;
	enum option_state state;
	const char *help;
};

static const struct option_row rows[OPT_COUNT] = {
#define OPTION(ID, LONG, SHORT, ARG, STATE, HELP) \
	[OPT_##ID] = { LONG, SHORT, ARG, STATE, HELP },
#include "options.def"
#undef OPTION
};

static const struct {
	const char *name;
	unsigned bits;
} stages[] = {
	{ "ast", DEBUG_AST },           { "types", DEBUG_TYPES },
	{ "codegen", DEBUG_CODEGEN },   { "codegen-opt", DEBUG_CODEGEN_OPT },
	{ "dis", DEBUG_DIS },           { "libbpf", DEBUG_LIBBPF },
	{ "verifier", DEBUG_VERIFIER }, { "parse", DEBUG_PARSE },
	{ "all", DEBUG_ALL },
};

/* Features that --no-feature may name. */
static const struct {
	const char *name;
	enum feature feature;
} optional_features[] = {
	{ "kprobe_multi", FEAT_kprobe_multi },
	{ "kprobe_session", FEAT_kprobe_session },
	{ "uprobe_multi", FEAT_uprobe_multi },
};

/* Exit status STATUS in the form that cli_parse returns. */
static int fail(int status)
{
	return status + 1;
}

static int usage_error(const char *text)
{
	fprintf(stderr, "USAGE: %s\n", text);
	return fail(1);
}

void cli_version(FILE *out)
{
	fprintf(out, "bpftrace v%s (awl %s)\n", LANGUAGE_VERSION, AWL_VERSION);
}

static void print_row(FILE *out, const struct option_row *row)
{
	char left[64];
	int len = 0;

	if (row->letter)
		len += snprintf(left, sizeof(left), "-%c, ", row->letter);
	else
		len += snprintf(left, sizeof(left), "    ");
	snprintf(left + len, sizeof(left) - (size_t)len, "--%s%s%s", row->name,
		 row->arg ? " " : "", row->arg ? row->arg : "");
	fprintf(out, "  %-28s %s%s\n", left, row->help,
		row->state == LATER ? " (not supported yet)" : "");
}

/* Every configuration key is an environment variable too. */
static const struct {
	const char *key;
	const char *doc;
} variables[] = {
#define CONFIG(KEY, TYPE, DEFAULT, DOC) { #KEY, DOC },
#define CONFIG_ENUM(KEY, DEFAULT, VALUES, ERROR, DOC) { #KEY, DOC },
#include "config.def"
};

static void print_variable(FILE *out, const char *key, const char *doc)
{
	char name[64];
	int len = snprintf(name, sizeof(name), "BPFTRACE_");

	for (; *key; key++)
		name[len++] = (char)toupper((unsigned char)*key);
	name[len] = '\0';
	fprintf(out, "  %-36s %s\n", name, doc);
}

void cli_help(FILE *out)
{
	fputs("USAGE:\n"
	      "  awl [OPTIONS] FILE [PARAMETERS] [-- --NAME[=VALUE]...]\n"
	      "  awl [OPTIONS] -e PROGRAM [PARAMETERS] [-- --NAME[=VALUE]...]\n"
	      "  awl [OPTIONS] -l [PATTERN]\n"
	      "FILE \"-\" is standard input. Options of the script follow "
	      "--;\n-- --help lists them.\n\nOPTIONS:\n",
	      out);
	for (u32 i = 0; i < OPT_COUNT; i++)
		print_row(out, &rows[i]);
	fputs("\nENVIRONMENT:\n"
	      "  BPFTRACE_BTF                         file with the kernel's "
	      "BTF\n"
	      "  BPFTRACE_COLOR                       auto, always or never\n",
	      out);
	for (u32 i = 0; i < countof(variables); i++)
		print_variable(out, variables[i].key, variables[i].doc);
	fputs("\nEXAMPLES:\n"
	      "  awl -e 'BEGIN { printf(\"hello\\n\"); exit(); }'\n"
	      "  awl -l 'tracepoint:syscalls:sys_enter_*'\n"
	      "  awl -e 'tracepoint:raw_syscalls:sys_enter "
	      "{ @[comm] = count(); }'\n",
	      out);
}

/* Add the stages of the comma-separated LIST; 0 or what cli_parse returns. */
static int parse_debug(struct options *opt, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		u32 i;

		for (i = 0; i < countof(stages); i++)
			if (strlen(stages[i].name) == len &&
			    !strncmp(stages[i].name, list, len))
				break;
		if (i == countof(stages)) {
			fprintf(stderr, "USAGE: invalid option for -d: %.*s\n",
				(int)len, list);
			return fail(1);
		}
		opt->debug |= stages[i].bits;
		list += len;
		list += *list == ',';
	}
	return 0;
}

static int parse_no_feature(struct options *opt, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		u32 i;

		for (i = 0; i < countof(optional_features); i++)
			if (strlen(optional_features[i].name) == len &&
			    !strncmp(optional_features[i].name, list, len))
				break;
		if (i == countof(optional_features))
			return usage_error(
				"--no-feature can only have values "
				"'kprobe_multi,kprobe_session,uprobe_multi'.");
		opt->disabled_features |= 1U << optional_features[i].feature;
		list += len;
		list += *list == ',';
	}
	return 0;
}

static int parse_pid(struct options *opt, const char *text)
{
	enum { PID_MAX = 0x400000 };
	struct arena *arena = arena_new();
	u64 value = 0;
	const char *error =
		str_parse_int(arena, text, strlen(text), &value, NULL);
	int err = 0;

	if (error) {
		fprintf(stderr, "ERROR: Failed to parse pid: %s\n", error);
		err = fail(1);
	} else if (!value || value > PID_MAX) {
		fprintf(stderr, "ERROR: Pid out of range: %s\n", text);
		err = fail(1);
	}
	opt->pid = (u32)value;
	arena_free(arena);
	return err;
}

static int parse_buffering(struct options *opt, const char *text)
{
	if (!strcmp(text, "line"))
		opt->buffering = _IOLBF;
	else if (!strcmp(text, "full"))
		opt->buffering = _IOFBF;
	else if (!strcmp(text, "none"))
		opt->buffering = _IONBF;
	else
		return usage_error(
			"-B must be either 'line', 'full', or 'none'.");
	return 0;
}

static int parse_mode(struct options *opt, const char *text)
{
	static const char *const later[] = { "compiler-bench", "bench", "test",
					     "format" };

	if (!strcmp(text, "codegen")) {
		opt->codegen_only = true;
		return 0;
	}
	for (u32 i = 0; i < countof(later); i++) {
		if (strcmp(text, later[i]))
			continue;
		fprintf(stderr, "ERROR: --mode %s is not supported yet\n",
			text);
		return fail(1);
	}
	return usage_error("--mode can only be 'codegen', 'compiler-bench', "
			   "'bench', 'test' or 'format'.");
}

/* One more of -I or --include. */
static int add_include(const char **list, u32 *num, const char *arg)
{
	if (*num == CLI_MAX_INCLUDES)
		return usage_error("too many -I or --include options.");
	list[(*num)++] = arg;
	return 0;
}

/* Take one option; 0 or what cli_parse returns. */
static int take(struct options *opt, enum option_id id, const char *arg)
{
	switch (id) {
	case OPT_exec:
		opt->text = arg;
		return 0;
	case OPT_list:
		opt->action = ACTION_LIST;
		return 0;
	case OPT_pid:
		return parse_pid(opt, arg);
	case OPT_cmd:
		opt->cmd = arg;
		return 0;
	case OPT_output:
		opt->output = arg;
		return 0;
	case OPT_format:
		opt->format = arg;
		return 0;
	case OPT_buffer:
		return parse_buffering(opt, arg);
	case OPT_quiet:
		opt->quiet = true;
		return 0;
	case OPT_warnings:
		if (opt->warn_level == 2)
			return usage_error("-kk has been deprecated. Use a "
					   "single -k for all warnings.");
		if (opt->warn_level == 0)
			return usage_error("-k conflicts with --no-warnings");
		opt->warn_level = 2;
		return 0;
	case OPT_no_warnings:
		if (opt->warn_level == 2)
			return usage_error("-k conflicts with --no-warnings");
		opt->warn_level = 0;
		return 0;
	case OPT_unsafe:
		opt->unsafe = true;
		return 0;
	case OPT_dry_run:
		opt->dry_run = true;
		return 0;
	case OPT_no_feature:
		return parse_no_feature(opt, arg);
	case OPT_mode:
		return parse_mode(opt, arg);
	case OPT_debug:
		return parse_debug(opt, arg);
	case OPT_verify_ir:
		opt->verify_ir = true;
		return 0;
	case OPT_emit_elf:
		opt->emit_elf = arg;
		return 0;
	case OPT_emit_llvm:
		opt->emit_llvm = arg;
		return 0;
	case OPT_verbose:
		opt->verbose = true;
		return 0;
	case OPT_btf:
		return 0;
	case OPT_include_dir:
		return add_include(opt->include_dirs, &opt->ninclude_dirs, arg);
	case OPT_include:
		return add_include(opt->includes, &opt->nincludes, arg);
	case OPT_info:
		opt->action = ACTION_INFO;
		return 0;
	case OPT_version:
		opt->action = ACTION_VERSION;
		return 0;
	case OPT_help:
		opt->action = ACTION_HELP;
		return 0;
	case OPT_debuginfo:
	case OPT_dwarf_pid:
	case OPT_usdt_file:
	case OPT_traceable:
	case OPT_filter:
	case OPT_test:
	case OPT_bench:
	case OPT_fmt:
	case OPT_aot:
	case OPT_COUNT:
		break;
	}
	BUG("option %d is refused before", (int)id);
}

/* The tables of getopt_long, from the rows. */
static void getopt_tables(struct option *longs, char *shorts)
{
	for (u32 i = 0; i < OPT_COUNT; i++) {
		longs[i] = (struct option){
			.name = rows[i].name,
			.has_arg =
				rows[i].arg ? required_argument : no_argument,
			.val = rows[i].letter ? rows[i].letter
					      : OPT_FIRST + (int)i,
		};
		if (!rows[i].letter)
			continue;
		*shorts++ = (char)rows[i].letter;
		if (rows[i].arg)
			*shorts++ = ':';
	}
	*shorts = '\0';
}

static enum option_id option_of(int val)
{
	for (u32 i = 0; i < OPT_COUNT; i++)
		if (val == rows[i].letter || val == OPT_FIRST + (int)i)
			return (enum option_id)i;
	return OPT_COUNT;
}

/*
 * Parameters that start with -- are options of the program: they go behind
 * the others, without their dashes. Returns how many others there are.
 */
static int split_params(int num, char **params)
{
	int others = 0;

	for (int i = 0; i < num; i++) {
		char *param = params[i];

		if (!strncmp(param, "--", 2) && param[2])
			continue;
		memmove(&params[others + 1], &params[others],
			sizeof(*params) * (size_t)(i - others));
		params[others++] = param;
	}
	for (int i = others; i < num; i++)
		params[i] += 2;
	return others;
}

/* What is left after the options: script, parameters or a pattern. */
static int take_operands(struct options *opt, int num, char **operands)
{
	if (opt->action == ACTION_LIST) {
		if (num > 1) {
			cli_help(stderr);
			return fail(1);
		}
		opt->pattern = num ? operands[0] : NULL;
		return 0;
	}
	if (!opt->text && num) {
		opt->file = operands[0];
		operands++;
		num--;
	}
	opt->params = (const char *const *)operands;
	opt->nparams = (u32)split_params(num, operands);
	opt->named = opt->params + opt->nparams;
	opt->nnamed = (u32)num - opt->nparams;
	if (opt->action == ACTION_RUN && !opt->text && !opt->file)
		return usage_error("filename or -e 'program' required.");
	return 0;
}

int cli_parse(struct options *opt, int argc, char **argv)
{
	struct option longs[OPT_COUNT + 1] = { { 0 } };
	char shorts[2 * OPT_COUNT + 1];
	int val;

	*opt = (struct options){ .format = "text",
				 .buffering = -1,
				 .warn_level = 1 };
	if (argc < 2) {
		cli_help(stderr);
		return fail(1);
	}
	getopt_tables(longs, shorts);
	while ((val = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		enum option_id id = option_of(val);
		int err;

		if (id == OPT_COUNT) {
			cli_help(stderr);
			return fail(1);
		}
		if (rows[id].state == LATER) {
			fprintf(stderr, "ERROR: --%s is not supported yet\n",
				rows[id].name);
			return fail(1);
		}
		err = take(opt, id, optarg);
		if (err)
			return err;
	}
	if (opt->pid && opt->cmd)
		return usage_error("Cannot use both -c and -p.");
	return take_operands(opt, argc - optind, argv + optind);
}
