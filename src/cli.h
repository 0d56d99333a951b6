/*
 * The command line.
 */
#ifndef AWL_CLI_H
#define AWL_CLI_H

#include "base/base.h"

#include <stdio.h>

enum cli_action {
	ACTION_RUN,
	ACTION_LIST,
	ACTION_INFO,
	ACTION_VERSION,
	ACTION_HELP,
};

enum debug_stage {
	DEBUG_AST = 1 << 0,
	DEBUG_TYPES = 1 << 1,
	DEBUG_CODEGEN = 1 << 2,
	DEBUG_CODEGEN_OPT = 1 << 3,
	DEBUG_DIS = 1 << 4,
	DEBUG_LIBBPF = 1 << 5,
	DEBUG_VERIFIER = 1 << 6,
	DEBUG_PARSE = 1 << 7,
	DEBUG_ALL = (1 << 8) - 1,
};

enum { CLI_MAX_INCLUDES = 64 };

struct options {
	enum cli_action action;
	const char *text;    /* -e */
	const char *file;    /* script, "-" is standard input */
	const char *pattern; /* -l */
	const char *const *params;
	u32 nparams;
	const char *const *named; /* program options, without their -- */
	u32 nnamed;
	const char *include_dirs[CLI_MAX_INCLUDES]; /* -I */
	u32 ninclude_dirs;
	const char *includes[CLI_MAX_INCLUDES]; /* --include */
	u32 nincludes;
	u32 pid;
	const char *cmd;
	const char *output;
	const char *format;
	const char *emit_elf;
	const char *emit_llvm;
	int buffering;         /* of setvbuf: _IOLBF, _IOFBF, _IONBF; or -1 */
	unsigned debug;        /* enum debug_stage */
	u32 disabled_features; /* bit set of enum feature */
	u32 warn_level;        /* runtime warnings: 0, 1 or 2 */
	bool quiet;
	bool unsafe;
	bool dry_run;
	bool verify_ir;
	bool codegen_only;
	bool verbose;
};

/*
 * Read the command line into OPT, which keeps pointers into ARGV. Returns 0,
 * or the exit status + 1 after a message.
 */
int cli_parse(struct options *opt, int argc, char **argv);
void cli_help(FILE *out);
void cli_version(FILE *out);

#endif
