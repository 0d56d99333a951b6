/*
 * Readable names. The C++ runtime does the work; it is opened when the first
 * mangled name comes along, so that a run without one never pays for it.
 * Rust's older scheme is the C++ one with a hash at the end and its own
 * escapes for what C++ names can't hold.
 */
#include "symbols/demangle.h"

#include "base/str.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* The hash of a Rust name: "::h" and 16 hex digits. */
enum { RUST_HASH_LEN = 19 };

typedef char *(*cxa_demangle_fn)(const char *name, char *buf, size_t *len,
				 int *status);

/* What a Rust escape `$name$` stands for. */
static const struct {
	const char *name;
	const char *text;
} rust_escapes[] = {
	{ "$SP$", "@" }, { "$BP$", "*" }, { "$RF$", "&" }, { "$LT$", "<" },
	{ "$GT$", ">" }, { "$LP$", "(" }, { "$RP$", ")" }, { "$C$", "," },
};

/* The C++ runtime's function, or NULL where there is none. */
static cxa_demangle_fn runtime_function(void)
{
	static cxa_demangle_fn fn;
	static bool is_tried;
	void *lib, *sym = NULL;

	if (is_tried)
		return fn;
	is_tried = true;
	lib = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
	if (!lib)
		lib = dlopen("libc++abi.so.1", RTLD_LAZY | RTLD_LOCAL);
	if (lib)
		sym = dlsym(lib, "__cxa_demangle");
	/* ISO C has no cast from an object pointer to a function pointer. */
	memcpy(&fn, &sym, sizeof(fn));
	return fn;
}

static bool is_hash(const char *str)
{
	if (strncmp(str, "::h", 3))
		return false;
	for (u32 i = 3; i < RUST_HASH_LEN; i++) {
		if (!isdigit((unsigned char)str[i]) &&
		    (str[i] < 'a' || str[i] > 'f'))
			return false;
	}
	return true;
}

/* Append what the escape at STR means; return its length, 0 for none. */
static size_t escape_add(struct strbuf *out, const char *str)
{
	char *end;
	unsigned long code;

	for (size_t i = 0; i < countof(rust_escapes); i++) {
		if (!str_starts(str, rust_escapes[i].name))
			continue;
		strbuf_add(out, rust_escapes[i].text);
		return strlen(rust_escapes[i].name);
	}
	if (str[1] != 'u' || !isxdigit((unsigned char)str[2]))
		return 0;
	code = strtoul(str + 2, &end, 16);
	if (*end != '$' || code < ' ' || code > '~')
		return 0;
	strbuf_addch(out, (char)code);
	return (size_t)(end - str) + 1;
}

/* Undo Rust's escapes in the LEN bytes at STR. */
static const char *rust_name(struct arena *arena, const char *str, size_t len)
{
	struct strbuf out = { 0 };
	const char *end = str + len, *name;

	while (str < end) {
		size_t used = *str == '$' ? escape_add(&out, str) : 0;

		if (used) {
			str += used;
		} else if (str_starts(str, "_$") &&
			   (!out.len || out.str[out.len - 1] == ':')) {
			str++; /* an underscore only makes it an identifier */
		} else if (str_starts(str, "..")) {
			strbuf_add(&out, "::");
			str += 2;
		} else {
			strbuf_addch(&out, *str++);
		}
	}
	name = arena_strndup(arena, strbuf_text(&out), out.len);
	strbuf_fini(&out);
	return name;
}

const char *demangle(struct arena *arena, const char *name)
{
	cxa_demangle_fn fn;
	const char *result;
	char *text;
	size_t len;
	int status = 0;

	if (!str_starts(name, "_Z"))
		return name;
	fn = runtime_function();
	text = fn ? fn(name, NULL, NULL, &status) : NULL;
	if (!text)
		return name;
	len = strlen(text);
	if (len > RUST_HASH_LEN && is_hash(text + len - RUST_HASH_LEN))
		result = rust_name(arena, text, len - RUST_HASH_LEN);
	else
		result = arena_strndup(arena, text, len);
	free(text);
	return result;
}
