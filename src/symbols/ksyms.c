/*
 * Kernel symbols from /proc/kallsyms. The file has some 200000 lines, so one
 * scanner reads it in large pieces and hands each line to whoever asks; only
 * the table for ksyms_find keeps what it saw: 16 bytes a symbol and the name.
 */
#include "symbols/ksyms.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	PIECE = 256 * 1024,
	/* How far the last symbol of the kernel or of a module may reach. */
	LAST_SYMBOL_SIZE = 64 * 1024,
};

/* One line of the file; not NUL-terminated. */
struct line {
	u64 addr;
	char kind; /* as nm(1) prints it */
	const char *name;
	size_t len;
	const char *module; /* without brackets */
	size_t module_len;  /* 0: the kernel itself */
};

typedef bool (*line_fn)(const struct line *line, void *arg);

struct symbol {
	u64 addr;
	u32 name;   /* offset into names */
	u32 module; /* index of modules; 0 is the kernel itself */
};

struct ksyms {
	bool is_read;
	struct symbol *items; /* ascending */
	u32 len, cap;
	bool is_sorted;      /* so far every one came in order */
	struct strbuf names; /* NUL-terminated, one behind the other */
	char **modules;
	u32 nmodules;
};

static void *resize(void *ptr, size_t size)
{
	ptr = realloc(ptr, size);
	if (!ptr)
		BUG("out of memory (%zu bytes)", size);
	return ptr;
}

/* Take LEN bytes apart; false when they are no symbol. */
static bool line_parse(struct line *line, const char *at, size_t len)
{
	const char *end = at + len;
	const char *tab;

	*line = (struct line){ 0 };
	for (; at < end && *at != ' '; at++) {
		u32 ch = (u8)*at;

		if (ch >= '0' && ch <= '9')
			line->addr = line->addr << 4 | (ch - '0');
		else if (ch >= 'a' && ch <= 'f')
			line->addr = line->addr << 4 | (ch - 'a' + 10);
		else
			return false;
	}
	if (end - at < 4 || at[2] != ' ')
		return false;
	line->kind = at[1];
	line->name = at + 3;
	tab = memchr(line->name, '\t', (size_t)(end - line->name));
	line->len = (size_t)((tab ? tab : end) - line->name);
	if (tab && end - tab > 3 && tab[1] == '[' && end[-1] == ']') {
		line->module = tab + 2;
		line->module_len = (size_t)(end - tab) - 3;
	}
	return line->len > 0;
}

/* Hand the whole lines of LEN bytes to FN; *USED says how many were. */
static bool piece_scan(const char *piece, size_t len, size_t *used, line_fn fn,
		       void *arg)
{
	const char *at = piece, *end = piece + len, *newline;

	for (; at < end; at = newline + 1) {
		struct line line;

		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			break;
		if (line_parse(&line, at, (size_t)(newline - at)) &&
		    !fn(&line, arg))
			return false;
	}
	*used = (size_t)(at - piece);
	return true;
}

/* Call FN for every line until it returns false. Returns 0 or -errno. */
static int scan(line_fn fn, void *arg)
{
	int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	size_t len = 0, used;
	char *piece;
	int err = 0;

	if (fd < 0)
		return -errno;
	piece = resize(NULL, PIECE);
	for (;;) {
		ssize_t num = read(fd, piece + len, PIECE - len);

		if (num < 0 && errno == EINTR)
			continue;
		if (num < 0)
			err = -errno;
		if (num <= 0)
			break;
		len += (size_t)num;
		if (!piece_scan(piece, len, &used, fn, arg))
			break;
		len -= used;
		memmove(piece, piece + used, len);
		if (len == PIECE)
			len = 0; /* no line is that long: skip it */
	}
	free(piece);
	close(fd);
	return err;
}

/* The index of the module that LINE names; they come in runs. */
static u32 module_index(struct ksyms *syms, const struct line *line)
{
	if (!line->module_len)
		return 0;
	for (u32 i = syms->nmodules; i > 1; i--) {
		const char *name = syms->modules[i - 1];

		if (!strncmp(name, line->module, line->module_len) &&
		    !name[line->module_len])
			return i - 1;
	}
	syms->modules =
		resize(syms->modules, (syms->nmodules + 1) * sizeof(char *));
	syms->modules[syms->nmodules] = strndup(line->module, line->module_len);
	return syms->nmodules++;
}

static bool keep_line(const struct line *line, void *arg)
{
	struct ksyms *syms = arg;

	/* Hidden addresses are 0; absolute symbols are offsets, not places. */
	if (!line->addr || line->kind == 'A' || line->kind == 'a')
		return true;
	if (syms->len == syms->cap) {
		syms->cap = syms->cap ? syms->cap * 2 : 64 * 1024;
		syms->items =
			resize(syms->items, syms->cap * sizeof(*syms->items));
	}
	if (syms->len && syms->items[syms->len - 1].addr > line->addr)
		syms->is_sorted = false;
	syms->items[syms->len++] = (struct symbol){
		.addr = line->addr,
		.name = (u32)syms->names.len,
		.module = module_index(syms, line),
	};
	strbuf_addn(&syms->names, line->name, line->len);
	strbuf_addch(&syms->names, '\0');
	return true;
}

/* By address; of several names for one, the first in the file stays first. */
static int symbol_compare(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

static void table_read(struct ksyms *syms)
{
	syms->is_read = true;
	syms->is_sorted = true;
	syms->modules = resize(NULL, sizeof(char *));
	syms->modules[0] = NULL;
	syms->nmodules = 1;
	(void)scan(keep_line, syms); /* what could be read is all we have */
	if (!syms->is_sorted)
		qsort(syms->items, syms->len, sizeof(*syms->items),
		      symbol_compare);
}

struct ksyms *ksyms_new(void)
{
	struct ksyms *syms = resize(NULL, sizeof(*syms));

	*syms = (struct ksyms){ 0 };
	return syms;
}

void ksyms_free(struct ksyms *syms)
{
	if (!syms)
		return;
	for (u32 i = 1; i < syms->nmodules; i++)
		free(syms->modules[i]);
	free(syms->modules);
	free(syms->items);
	strbuf_fini(&syms->names);
	free(syms);
}

/* How many symbols start at or before ADDR. */
static u32 count_before(const struct ksyms *syms, u64 addr)
{
	u32 low = 0, high = syms->len;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (syms->items[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *ksyms_find(struct ksyms *syms, u64 addr, u64 *offset,
		       const char **module)
{
	const struct symbol *sym, *next;
	u32 num;

	if (!syms->is_read)
		table_read(syms);
	num = count_before(syms, addr);
	if (!num)
		return NULL;
	sym = &syms->items[num - 1];
	next = num < syms->len ? sym + 1 : NULL;
	/* A symbol has no size: it ends at the next one of the same owner. */
	if ((!next || next->module != sym->module) &&
	    addr - sym->addr >= LAST_SYMBOL_SIZE)
		return NULL;
	while (sym > syms->items && sym[-1].addr == sym->addr)
		sym--;
	if (offset)
		*offset = addr - sym->addr;
	if (module)
		*module = syms->modules[sym->module];
	return syms->names.str + sym->name;
}

/* What ksyms_address looks for, and finds. */
struct wanted {
	const char *name;
	size_t len;
	u64 addr;
};

static bool match_line(const struct line *line, void *arg)
{
	struct wanted *wanted = arg;

	if (line->len != wanted->len ||
	    memcmp(line->name, wanted->name, wanted->len))
		return true;
	wanted->addr = line->addr;
	return false;
}

u64 ksyms_address(const char *name)
{
	struct wanted wanted = { .name = name, .len = strlen(name) };

	(void)scan(match_line, &wanted); /* unreadable: none found */
	return wanted.addr;
}

/* The caller of ksyms_each, and room for its NUL-terminated strings. */
struct caller {
	bool (*fn)(const char *name, u64 addr, const char *module, void *arg);
	void *arg;
	struct strbuf name, module;
};

static bool pass_line(const struct line *line, void *arg)
{
	struct caller *caller = arg;

	if (!strchr("tTwW", line->kind))
		return true;
	strbuf_clear(&caller->name);
	strbuf_addn(&caller->name, line->name, line->len);
	strbuf_clear(&caller->module);
	strbuf_addn(&caller->module, line->module, line->module_len);
	return caller->fn(caller->name.str, line->addr,
			  line->module_len ? caller->module.str : NULL,
			  caller->arg);
}

int ksyms_each(bool (*fn)(const char *name, u64 addr, const char *module,
			  void *arg),
	       void *arg)
{
	struct caller caller = { .fn = fn, .arg = arg };
	int err = scan(pass_line, &caller);

	strbuf_fini(&caller.name);
	strbuf_fini(&caller.module);
	return err;
}
