/*
 * The names of the language: rows of functions.def and builtins.def, lookup
 * by name, and the reader of signature strings.
 */
#include "ast/registry.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct function functions[] = {
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC) \
	{ #NAME, SIGNATURE, FLAGS, CAPS, DOC, FN_##NAME },
#include "ast/functions.def"
};

static const struct builtin builtins[] = {
#define BUILTIN(NAME, TYPE, CAPS, HOW, DOC) \
	{ #NAME, TYPE, CAPS, DOC, BI_##NAME },
#include "ast/builtins.def"
};

/*
 * The tables are in order of subject, for readers; they are short, so a look
 * at the first letters finds a row faster than a hash would.
 */
const struct function *function_find(const char *name)
{
	for (u32 i = 0; i < countof(functions); i++) {
		if (functions[i].name[0] == name[0] &&
		    strcmp(functions[i].name, name) == 0)
			return &functions[i];
	}
	return NULL;
}

/* The N of "argN"; false when NAME is something else. */
static bool arg_number(const char *name, u32 *num)
{
	size_t digits;

	if (strncmp(name, "arg", 3) != 0)
		return false;
	digits = strspn(name + 3, "0123456789");
	if (digits == 0 || digits > 4 || name[3 + digits])
		return false;
	*num = (u32)strtoul(name + 3, NULL, 10);
	return true;
}

const struct builtin *builtin_find(const char *name, u32 *arg)
{
	u32 num;

	if (arg_number(name, &num)) {
		if (arg)
			*arg = num;
		return &builtins[BI_arg];
	}
	for (u32 i = 0; i < countof(builtins); i++) {
		/* "arg" alone is the row's name, no word of the language. */
		if (i != BI_arg && strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	}
	return NULL;
}

const struct function *function_row(enum function_id id)
{
	return &functions[id];
}

const struct builtin *builtin_row(enum builtin_id id)
{
	return &builtins[id];
}

const struct function *function_script(void)
{
	static const struct function row = {
		.name = "fn",
		.signature = "auto fn(...)",
		.doc = "A function of the script.",
		.id = FN_COUNT,
	};

	return &row;
}

/* A reader of one signature string. */
struct sig_reader {
	const char *all; /* for messages */
	const char *pos;
};

static void sig_skip(struct sig_reader *reader)
{
	while (*reader->pos == ' ')
		reader->pos++;
}

static bool sig_accept(struct sig_reader *reader, const char *text)
{
	size_t len = strlen(text);

	sig_skip(reader);
	if (strncmp(reader->pos, text, len) != 0)
		return false;
	if (isalpha((unsigned char)text[0]) &&
	    (isalnum((unsigned char)reader->pos[len]) ||
	     reader->pos[len] == '_'))
		return false;
	reader->pos += len;
	return true;
}

static void sig_expect(struct sig_reader *reader, const char *text)
{
	if (!sig_accept(reader, text))
		BUG("signature '%s': expected '%s' at '%s'", reader->all, text,
		    reader->pos);
}

/* Step over an argument's name. */
static void sig_name(struct sig_reader *reader)
{
	sig_skip(reader);
	if (!isalpha((unsigned char)*reader->pos) && *reader->pos != '_')
		BUG("signature '%s': expected a name at '%s'", reader->all,
		    reader->pos);
	while (isalnum((unsigned char)*reader->pos) || *reader->pos == '_')
		reader->pos++;
}

static enum arg_kind sig_kind(struct sig_reader *reader)
{
	static const struct {
		const char *word;
		enum arg_kind kind;
		enum arg_kind literal;
	} words[] = {
		{ "any", ARG_ANY, ARG_ANY },
		{ "int", ARG_INT, ARG_LIT_INT },
		{ "ptr", ARG_PTR, ARG_ANY },
		{ "string", ARG_STRING, ARG_LIT_STRING },
		{ "buffer", ARG_BUFFER, ARG_ANY },
		{ "map", ARG_MAP, ARG_ANY },
		{ "ident", ARG_IDENT, ARG_ANY },
	};
	bool literal = sig_accept(reader, "lit");

	for (u32 i = 0; i < countof(words); i++) {
		if (!sig_accept(reader, words[i].word))
			continue;
		if (!literal)
			return words[i].kind;
		if (words[i].literal != ARG_ANY)
			return words[i].literal;
		break;
	}
	BUG("signature '%s': unknown kind at '%s'", reader->all, reader->pos);
}

/* One argument, in brackets when optional; false for "...". */
static bool sig_argument(struct sig_reader *reader, struct signature *out)
{
	bool optional;

	if (sig_accept(reader, "...")) {
		out->max_args = UINT32_MAX;
		return false;
	}
	optional = sig_accept(reader, "[");
	if (out->nkinds == FUNC_MAX_ARGS)
		BUG("signature '%s': too many arguments", reader->all);
	if (!optional && out->max_args != out->min_args)
		BUG("signature '%s': optional arguments come last",
		    reader->all);
	out->kinds[out->nkinds++] = sig_kind(reader);
	sig_name(reader);
	if (optional)
		sig_expect(reader, "]");
	else
		out->min_args++;
	out->max_args++;
	return true;
}

/* The result as one of a few constant spellings, found in the row itself. */
static const char *sig_result(struct sig_reader *reader)
{
	static const char *const results[] = {
		"void",       "auto",   "bool",        "int64",
		"uint32",     "uint64", "ksym_t",      "usym_t",
		"timestamp",  "inet",   "mac_address", "cgroup_path_t",
		"string[64]",
	};

	for (u32 i = 0; i < countof(results); i++) {
		if (sig_accept(reader, results[i]))
			return results[i];
	}
	BUG("signature '%s': unknown result", reader->all);
}

enum mode mode_find(enum mode_group group, const char *name)
{
	static const struct {
		enum mode_group group;
		enum mode mode;
		const char *name;
	} modes[] = {
#define MODE(GROUP, NAME) { MODE_##GROUP, MODE_##GROUP##_##NAME, #NAME },
#include "ast/modes.def"
#undef MODE
	};

	for (u32 i = 0; i < countof(modes); i++)
		if (modes[i].group == group && !strcmp(modes[i].name, name))
			return modes[i].mode;
	return MODE_NONE;
}

void function_signature(const struct function *func, struct signature *out)
{
	struct sig_reader reader = { func->signature, func->signature };

	memset(out, 0, sizeof(*out));
	out->ret = sig_result(&reader);
	sig_expect(&reader, func->name);
	sig_expect(&reader, "(");
	if (!sig_accept(&reader, ")")) {
		while (sig_argument(&reader, out)) {
			if (!sig_accept(&reader, ","))
				break;
		}
		sig_expect(&reader, ")");
	}
	if (*reader.pos)
		BUG("signature '%s': trailing text", func->signature);
}
