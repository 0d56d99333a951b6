/*
 * Reading headers. The whole preamble goes through libclang once; its own
 * definitions are skipped (cdefs_*.c reads them), what headers define is
 * remembered by name.
 */
#include "btf/headers_internal.h"

#include "base/log.h"
#include "base/str.h"

#include <string.h>

#define PREAMBLE "definitions.h"

enum { MAX_ROUNDS = 8 }; /* of reading, until all is known */

static void add_name(struct headers *h, struct hash *table, const char *name,
		     struct clang_cursor cursor, s64 value)
{
	struct hname *entry = ARENA_OBJ(h->defs->arena, struct hname);

	entry->cursor = cursor;
	entry->value = value;
	hash_set(table, name, entry);
}

static const char *spelling(struct headers *h, struct clang_cursor cursor)
{
	return headers_string(h, h->defs->arena,
			      h->api.getCursorSpelling(cursor));
}

static bool in_preamble(const struct headers *h, struct clang_cursor cursor)
{
	struct clang_location at = h->api.getCursorLocation(cursor);

	return h->api.Location_isFromMainFile(at);
}

static void add_tag(struct headers *h, struct clang_cursor cursor)
{
	const char *keyword = cursor.kind == CLANG_STRUCT  ? "struct"
			      : cursor.kind == CLANG_UNION ? "union"
							   : "enum";
	const char *name;

	if (!h->api.isCursorDefinition(cursor))
		return;
	name = spelling(h, cursor);
	if (!*name || strchr(name, '('))
		return;
	name = arena_printf(h->defs->arena, "%s %s", keyword, name);
	if (!headers_missing(h, name) && !hash_find(&h->tags, name))
		add_name(h, &h->tags, name, cursor, 0);
}

/* Macros of the compiler itself are in no file. */
static void add_macro(struct headers *h, struct clang_cursor cursor)
{
	struct clang_location at = h->api.getCursorLocation(cursor);
	unsigned line, column, offset;
	void *file = NULL;

	h->api.getExpansionLocation(at, &file, &line, &column, &offset);
	if (file)
		add_name(h, &h->macros, spelling(h, cursor), cursor, 0);
}

static int visit(struct clang_cursor cursor, struct clang_cursor parent,
		 void *arg)
{
	struct headers *h = arg;

	switch (cursor.kind) {
	case CLANG_STRUCT:
	case CLANG_UNION:
	case CLANG_ENUM:
		if (in_preamble(h, cursor))
			return CLANG_CONTINUE;
		add_tag(h, cursor);
		return CLANG_RECURSE;
	case CLANG_ENUMERATOR:
		/* In C its own type is int. */
		add_name(h, &h->enumerators, spelling(h, cursor), parent,
			 h->api.getEnumConstantDeclValue(cursor));
		return CLANG_CONTINUE;
	case CLANG_TYPEDEF:
		if (!in_preamble(h, cursor))
			add_name(h, &h->typedefs, spelling(h, cursor), cursor,
				 0);
		return CLANG_CONTINUE;
	case CLANG_MACRO:
		if (!in_preamble(h, cursor))
			add_macro(h, cursor);
		return CLANG_CONTINUE;
	}
	return CLANG_CONTINUE;
}

/* Where line LINE of all preambles lies; *LINE becomes that of its own. */
static struct span line_span(const struct headers *h, struct span at, u32 *line)
{
	vec_for (i, &h->defs->texts) {
		const struct ctext *text = &h->defs->texts.items[i];
		u32 pos = 0, number = *line, end;

		while (--number && pos < text->len) {
			const char *next =
				memchr(text->text + pos, '\n', text->len - pos);

			pos = next ? (u32)(next - text->text) + 1 : text->len;
			if (pos == text->len && !next)
				break;
		}
		if (number) { /* the next one starts on a line of its own */
			*line = number;
			continue;
		}
		end = pos;
		while (end < text->len && text->text[end] != '\n')
			end++;
		return (struct span){ text->pos + pos, end - pos };
	}
	return at;
}

void headers_message(struct headers *h, u32 number, struct header_message *out)
{
	struct arena *arena = h->defs->arena;
	void *diag = h->api.getDiagnostic(h->unit, number), *file = NULL;
	struct clang_location where = h->api.getDiagnosticLocation(diag);
	unsigned offset;

	*out = (struct header_message){
		.severity = h->api.getDiagnosticSeverity(diag),
		.text = headers_string(h, arena,
				       h->api.getDiagnosticSpelling(diag)),
	};
	h->api.getExpansionLocation(where, &file, &out->line, &out->column,
				    &offset);
	if (file)
		out->file = headers_string(h, arena, h->api.getFileName(file));
	out->is_main = file && h->api.Location_isFromMainFile(where);
	h->api.disposeDiagnostic(diag);
}

/*
 * Headers of the kernel and of the system are not the user's to mend, and
 * seldom meant for one another.
 */
static bool is_foreign(const struct headers *h, const char *file)
{
	vec_for (i, &h->roots) {
		if (str_starts(file, h->roots.items[i]))
			return true;
	}
	return str_starts(file, "/usr/");
}

/* A header that is read twice says the same twice; the first time counts. */
static bool is_repeated(const char *text)
{
	return str_starts(text, "redefinition of ") ||
	       str_starts(text, "typedef redefinition ");
}

/* What went wrong, as far as it matters. */
static void report(struct headers *h, struct diags *diags, struct span at,
		   u32 number)
{
	struct header_message message;
	const char *name;

	headers_message(h, number, &message);
	if (message.severity < CLANG_ERROR)
		return;
	name = message.file ? message.file : PREAMBLE;
	if (message.severity < CLANG_FATAL &&
	    (message.is_main || is_foreign(h, name) ||
	     is_repeated(message.text))) {
		log_verbose("%s:%u:%u: error: %s", name, message.line,
			    message.column, message.text);
		return;
	}
	if (message.is_main)
		at = line_span(h, at, &message.line);
	diag_error(diags, at, "%s:%u:%u: %s: %s", name, message.line,
		   message.column,
		   message.severity < CLANG_FATAL ? "error" : "fatal error",
		   message.text);
}

static struct headers *new_headers(struct cdefs *defs)
{
	struct headers *h = ARENA_OBJ(types_arena(defs->store), struct headers);

	h->defs = defs;
	hash_init(&h->tags, defs->arena);
	hash_init(&h->typedefs, defs->arena);
	hash_init(&h->enumerators, defs->arena);
	hash_init(&h->macros, defs->arena);
	hash_init(&h->anonymous, defs->arena);
	hash_init(&h->missing, defs->arena);
	hash_init(&h->asked, defs->arena);
	return h;
}

/* All preambles, each starting on a line of its own. */
static const char *join_texts(const struct cdefs *defs)
{
	struct strbuf all = { 0 };
	const char *text;

	vec_for (i, &defs->texts) {
		strbuf_addn(&all, defs->texts.items[i].text,
			    defs->texts.items[i].len);
		strbuf_addch(&all, '\n');
	}
	text = arena_strdup(defs->arena, strbuf_text(&all));
	strbuf_fini(&all);
	return text;
}

/* Read everything; false: libclang gave up. */
static bool parse(struct headers *h, const char *text,
		  const struct clang_args *args)
{
	struct arena *arena = h->defs->arena;
	u32 num = headers_nbuiltin + 2;
	struct clang_file *files = ARENA_ARRAY(arena, struct clang_file, num);
	const char *standins = arena_strdup(arena, strbuf_text(&h->standins));
	int err;

	files[0] = (struct clang_file){ PREAMBLE, text, strlen(text) };
	files[1] = (struct clang_file){ HEADERS_STANDINS, standins,
					strlen(standins) };
	memcpy(files + 2, headers_builtin,
	       headers_nbuiltin * sizeof(*headers_builtin));
	err = h->api.parseTranslationUnit2(
		h->index, PREAMBLE, args->list.items, (int)args->list.len,
		files, num, CLANG_RECORD_MACROS | CLANG_SKIP_BODIES, &h->unit);
	return err == 0 && h->unit;
}

/* Read until nothing is missing that the kernel has. */
static bool parse_all(struct headers *h)
{
	const char *text = join_texts(h->defs);
	struct clang_args args = { 0 };

	headers_args(h->defs->arena, &h->defs->search, &args);
	h->roots.items = args.roots.items;
	h->roots.len = args.roots.len;
	h->index = h->api.createIndex(0, 0);
	for (u32 round = 0; round < MAX_ROUNDS; round++) {
		if (!parse(h, text, &args))
			return false;
		if (!headers_stand_in(h))
			break;
		h->api.disposeTranslationUnit(h->unit);
		h->unit = NULL;
	}
	return h->unit || parse(h, text, &args);
}

struct headers *headers_read(struct cdefs *defs, struct diags *diags,
			     struct span at)
{
	struct headers *h = new_headers(defs);
	struct diag *diag;
	bool fine;

	if (!clang_api_open(&h->api)) {
		diag = diag_error(diags, at,
				  "#include needs libclang, which is not "
				  "installed");
		diag_hint(diags, diag,
			  "install the package libclang1-19 (or "
			  "libclang-19-dev), or another version from "
			  "14 on");
		return NULL;
	}
	fine = parse_all(h);
	strbuf_fini(&h->standins);
	if (!fine) {
		diag_error(diags, at, "Clang parse error");
		headers_close(h);
		return NULL;
	}
	for (u32 i = 0; i < h->api.getNumDiagnostics(h->unit); i++)
		report(h, diags, at, i);
	h->api.visitChildren(h->api.getTranslationUnitCursor(h->unit), visit,
			     h);
	return h;
}

void headers_close(struct headers *h)
{
	if (!h || !h->index)
		return;
	if (h->unit)
		h->api.disposeTranslationUnit(h->unit);
	h->api.disposeIndex(h->index);
	h->unit = NULL;
	h->index = NULL;
}

struct ctag *headers_tag(struct headers *h, const char *full)
{
	struct hname *name = hash_find(&h->tags, full);

	if (!name)
		return NULL;
	return headers_define(
		h, h->api.getCanonicalType(h->api.getCursorType(name->cursor)));
}

bool headers_typedef(struct headers *h, const char *name, struct cname *found)
{
	struct hname *entry = hash_find(&h->typedefs, name);
	struct clang_type type;

	if (!entry)
		return false;
	type = h->api.getTypedefDeclUnderlyingType(entry->cursor);
	*found = headers_type(h, type);
	if ((found->type->kind == T_STRUCT || found->type->kind == T_ENUM) &&
	    !found->type->name) {
		/* Made by us and not shared yet: it may get a name. */
		struct type *unnamed = (struct type *)found->type;

		unnamed->name = arena_strdup(types_arena(h->defs->store), name);
	}
	return true;
}

bool headers_enumerator(struct headers *h, const char *name, s64 *value,
			const struct type **type)
{
	struct hname *entry = hash_find(&h->enumerators, name);
	struct clang_type ctype;

	if (!entry)
		return false;
	*value = entry->value;
	if (!type)
		return true;
	ctype = h->api.getCursorType(entry->cursor);
	*type = headers_type(h, ctype).type;
	return true;
}

/* The definition behind NAME: without comments, lines joined. */
static const char *clean_body(struct arena *arena, const char *text, size_t len)
{
	struct strbuf out = { 0 };
	const char *result;
	size_t end;

	for (size_t i = 0; i < len; i++) {
		bool more = i + 1 < len;

		if (text[i] == '\\' && more && text[i + 1] == '\n') {
			i++;
			strbuf_addch(&out, ' ');
		} else if (text[i] == '/' && more && text[i + 1] == '*') {
			i += 2;
			while (i + 1 < len &&
			       (text[i] != '*' || text[i + 1] != '/'))
				i++;
			i++;
			strbuf_addch(&out, ' ');
		} else if (text[i] == '/' && more && text[i + 1] == '/') {
			break;
		} else {
			strbuf_addch(&out, text[i]);
		}
	}
	result = strbuf_text(&out);
	result += strspn(result, " \t");
	end = strlen(result);
	while (end && strchr(" \t\r\n", result[end - 1]))
		end--;
	result = arena_strndup(arena, result, end);
	strbuf_fini(&out);
	return result;
}

/* The compiler's own macros, which headers make their limits of. */
static const char *compiler_macro(const char *name)
{
	static const struct {
		const char *name, *body;
	} macros[] = {
		{ "__CHAR_BIT__", "8" },
		{ "__SCHAR_MAX__", "127" },
		{ "__SHRT_MAX__", "32767" },
		{ "__INT_MAX__", "2147483647" },
		{ "__LONG_MAX__", "9223372036854775807L" },
		{ "__LONG_LONG_MAX__", "9223372036854775807LL" },
		{ "__SIZE_MAX__", "18446744073709551615UL" },
		{ "__SIZEOF_INT__", "4" },
		{ "__SIZEOF_LONG__", "8" },
		{ "__SIZEOF_POINTER__", "8" },
	};

	for (u32 i = 0; i < countof(macros); i++) {
		if (!strcmp(macros[i].name, name))
			return macros[i].body;
	}
	return NULL;
}

const char *headers_macro(struct headers *h, const char *name,
			  bool *is_function)
{
	struct hname *entry = hash_find(&h->macros, name);
	unsigned line, column, from = 0, to = 0;
	struct clang_range range;
	const char *text;
	void *file = NULL;
	size_t size = 0, skip = strlen(name);

	if (!entry)
		return compiler_macro(name);
	*is_function = h->api.Cursor_isMacroFunctionLike(entry->cursor);
	range = h->api.getCursorExtent(entry->cursor);
	h->api.getExpansionLocation(h->api.getRangeStart(range), &file, &line,
				    &column, &from);
	h->api.getExpansionLocation(h->api.getRangeEnd(range), &file, &line,
				    &column, &to);
	text = file ? h->api.getFileContents(h->unit, file, &size) : NULL;
	if (!text || to > size || from + skip > to)
		return "";
	return clean_body(h->defs->arena, text + from + skip, to - from - skip);
}
