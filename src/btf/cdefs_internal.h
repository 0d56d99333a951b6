/*
 * The parts of the C preamble's reader: tokens and directives (cdefs_lex.c),
 * macros (cdefs_macro.c), constant expressions (cdefs_expr.c), declarations
 * (cdefs_decl.c), #pragma pack (cdefs_pack.c), layout (cdefs_layout.c), what
 * was found (cdefs.c).
 */
#ifndef AWL_CDEFS_INTERNAL_H
#define AWL_CDEFS_INTERNAL_H

#include "base/diag.h"
#include "base/hash.h"
#include "btf/cdefs.h"

/* A #define. */
struct cmacro {
	const char *body;   /* trimmed, without comments */
	bool is_function;   /* BODY begins with its parameters: "(a, b) a" */
	bool is_predefined; /* ours, not the script's */
	bool is_defined;    /* false after #undef */
};

/* A struct, union or enum by its name with keyword. */
struct ctag {
	struct type *type;     /* its size is 0 until defined */
	struct origin *origin; /* holds the members */
	bool is_defined;
	bool is_header; /* a header defined it: the script's own beats it */
};

/* What a typedef or another spelling of a type means. */
struct cname {
	const struct type *type;
	u32 align;    /* may differ from the type's: __int128, aligned() */
	bool is_char; /* arrays of it are strings */
};

/* An enum's constant. */
struct cenumerator {
	s64 value;
	const struct type *type;
};

/* A preamble: the script's, or that of an import. */
struct ctext {
	u32 pos; /* of its first byte */
	u32 len;
	const char *text;
};

struct cdefs {
	struct arena *arena; /* for everything but types */
	struct types *store;
	struct kernel_btf *btf; /* for names that are not here, or NULL */
	struct hash macros;
	struct hash tags;
	struct hash typedefs;
	struct hash enumerators;
	struct header_search search;
	struct headers *headers; /* NULL: nothing was included */
	bool included;           /* headers were read, or that failed */
	VEC(struct ctext) texts; /* for headers to be read with */
};

/* A constant with its type: int, long, or their unsigned forms. */
struct cvalue {
	u64 num; /* signed ones are extended to 64 bits */
	u32 size;
	bool is_unsigned;
};

enum ctoken_kind {
	C_END,
	C_WORD,
	C_NUMBER, /* also character constants */
	C_STRING,
	C_PUNCT,
};

/* Code of a punctuator of two characters; one character is itself. */
#define C_PAIR(A, B) ((u32)(A) << 8 | (u32)(B))

struct ctoken {
	enum ctoken_kind kind;
	const char *text;
	u32 len;
	u32 punct;           /* C_PUNCT */
	struct cvalue value; /* C_NUMBER */
	struct span span;    /* of a macro's token: where the macro is used */
};

/* A text being read: the preamble, a directive's line, or a macro's body. */
struct cinput {
	const char *text;
	u32 len, pos;
	const char *macro; /* its name, for a body */
	struct span span;  /* a body: of its use; else pos of text[0] */
};

/* An #if that is open. */
struct ccond {
	struct span span;
	bool is_outer;  /* what encloses it is in effect */
	bool is_active; /* the branch we are in is in effect */
	bool was_taken; /* one of its branches was */
	bool has_else;
};

enum {
	C_MAX_INPUTS = 32,          /* macros in one another */
	C_MAX_EXPANSIONS = 1 << 14, /* in one preamble */
	C_MAX_DEPTH = 64,           /* parentheses, declarators, structs */
};

struct clex {
	struct cdefs *defs;
	struct diags *diags;
	struct cinput inputs[C_MAX_INPUTS];
	u32 ninputs;
	u32 expansions;
	VEC(struct ccond) conds;
	struct ctoken tok; /* the current one */
	u32 end;           /* position behind the token before it */
	u32 braces;        /* open ones before the current token */
	u32 depth;         /* recursion of the parser */
	bool is_line;      /* reads a directive, not a preamble */
	bool no_expand;    /* behind `defined` */
	bool failed;       /* a syntax error was reported */
	u32 pack;          /* of #pragma pack; 0: none */
	VEC(u32) packs;    /* those of #pragma pack(push) */
};

/* __attribute__((packed)) and ((aligned(N))), #pragma pack. */
struct attributes {
	u32 align;
	u32 pack; /* no member is aligned to more; 0: as it wants */
	bool is_packed;
};

void clex_init(struct clex *lex, struct cdefs *defs, struct diags *diags,
	       const char *text, u32 len, u32 pos);
/* Advance to the next token; directives on the way take effect. */
void clex_next(struct clex *lex);
/* Report once (until FAILED is cleared) that the text makes no sense. */
void clex_fail(struct clex *lex, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same about SPAN and not about the current token. */
void clex_fail_at(struct clex *lex, struct span span, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* From the token at START to the one before the current. */
struct span clex_since(const struct clex *lex, struct span start);
/* Go on with the body of the macro that the current word names, if any. */
bool cmacro_expand(struct clex *lex);
/* Take in TEXT, which stands behind `#pragma pack` at SPAN. */
void cpack_pragma(struct clex *lex, const char *text, struct span span);
/* A copy of the current word. */
const char *clex_word(const struct clex *lex);
bool clex_is_word(const struct clex *lex, const char *word);
bool clex_is_punct(const struct clex *lex, u32 punct);
/* Step over the punctuator if it is there. */
bool clex_accept(struct clex *lex, u32 punct);
/* Step over it or fail. */
bool clex_expect(struct clex *lex, u32 punct);

/* Evaluate the expression at the current token; 0 after a failure. */
struct cvalue cexpr_value(struct clex *lex);
/* The same where a plain number is wanted; too large ones are INT64_MAX. */
s64 cexpr_eval(struct clex *lex);
/* The value of TEXT, all of it; false when it is no constant. */
bool cexpr_constant(struct cdefs *defs, const char *text, struct cvalue *value);

/* Read the whole preamble. */
void cparse_all(struct clex *lex);
/* `struct x *` and the like inside sizeof(). False when it is no type. */
bool cparse_type_name(struct clex *lex, struct cname *name);
/* Does a type start at the current token? */
bool cparse_at_type(const struct clex *lex);

/* A member before it has a place. */
struct cmember {
	const char *name; /* NULL: anonymous */
	const struct type *type;
	u32 align;     /* of its type */
	u32 min_align; /* of an attribute; packing does not undo it */
	u32 width;     /* of a bit field */
	bool is_bits;
	bool is_packed;
};

/* Fill TAG's type from NUM members as the x86-64 ABI lays them out. */
void clayout_struct(struct cdefs *defs, struct ctag *tag,
		    const struct cmember *members, u32 num,
		    const struct attributes *attrs);

struct cmacro *cdefs_find_macro(const struct cdefs *defs, const char *name,
				u32 len);
void cdefs_define(struct cdefs *defs, const char *name, const char *body,
		  bool is_function, bool is_predefined);
/* The tag of KEYWORD ("struct") and NAME, made when it is new. */
struct ctag *cdefs_tag(struct cdefs *defs, const char *keyword,
		       const char *name);
/* A new tag FULL ("struct x", NULL: anonymous) that no lookup finds yet. */
struct ctag *cdefs_new_tag(struct cdefs *defs, const char *keyword,
			   const char *full);
/* The script defines KEYWORD NAME that a header had defined. */
struct ctag *cdefs_replace_tag(struct cdefs *defs, const char *keyword,
			       const char *name);
/* Read the headers of all preambles, once; AT is an #include of them. */
void cdefs_include(struct cdefs *defs, struct diags *diags, struct span at);
/* A struct, union or enum without a name. */
struct ctag *cdefs_anonymous(struct cdefs *defs, const char *keyword);
/* The names that every script may use, of the same size everywhere. */
bool cdefs_find_known(const char *name, struct cname *found);
/* A typedef, also one every script may use (uint8_t); false: unknown. */
bool cdefs_find_name(const struct cdefs *defs, const char *name,
		     struct cname *found);

#endif
