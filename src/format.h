/*
 * printf formats: parsed once. Checked by the compiler, applied by
 * output/apply.c; that is why they are a contract and not part of either.
 */
#ifndef AWL_FORMAT_H
#define AWL_FORMAT_H

#include "btf/type.h"

enum format_length {
	LENGTH_NONE, /* 32 bits, as in C */
	LENGTH_HH,
	LENGTH_H,
	LENGTH_L, /* l ll L j z t: 64 bits */
};

/* What a directive does with its argument. */
enum format_spec {
	SPEC_TEXT,         /* no argument: literal text, `%%` resolved */
	SPEC_SIGNED,       /* d i */
	SPEC_UNSIGNED,     /* u o x X */
	SPEC_CHAR,         /* c */
	SPEC_POINTER,      /* p */
	SPEC_STRING,       /* s */
	SPEC_BUFFER,       /* r */
	SPEC_BUFFER_HEX,   /* rx */
	SPEC_BUFFER_BYTES, /* rh */
	SPEC_GFP,          /* gr */
};

struct directive {
	enum format_spec spec;
	enum format_length length;
	char conv; /* 'd', 'x', ... */
	bool minus, plus, space, alt, zero;
	int width; /* -1: none */
	int prec;
	const char *text; /* SPEC_TEXT */
	u32 len;
};

struct format {
	const struct directive *items;
	u32 nitems;
	u32 nargs; /* directives that take an argument */
};

/*
 * Parse LEN bytes at TEXT into ARENA. Returns NULL with *ERROR such as
 * "unsupported format specifier: f".
 */
const struct format *format_parse(struct arena *arena, const char *text,
				  size_t len, const char **error);
/* What is wrong with giving NUM arguments to FORMAT, or NULL. */
const char *format_check_number(struct arena *arena,
				const struct format *format, u32 num);
/*
 * Can the directive of argument ARG print TYPE? NULL, or why not
 * ("unsupported format specifier for type 'T': d").
 */
const char *format_check(struct arena *arena, const struct format *format,
			 u32 arg, struct types *types, const struct type *type);

#endif
