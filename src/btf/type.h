/*
 * What memory looks like. Types are interned and immutable: two equal types
 * are one pointer. They live as long as the process, because the same type
 * lays out an event in the kernel and decodes it here.
 */
#ifndef AWL_TYPE_H
#define AWL_TYPE_H

#include "base/arena.h"

struct strbuf;

enum type_kind {
#define TYPE(KIND, SPELLING) T_##KIND,
#include "btf/type.def"
	T_KINDS
};

/* Which memory a pointer (or an integer that holds an address) means. */
enum addr_space {
	AS_NONE, /* decided by the reader: generic probe read */
	AS_KERNEL,
	AS_USER,
	AS_INTERNAL, /* our own memory: a map value, a buffer; direct loads */
	AS_CTX,      /* the program's context: direct loads only */
	AS_BTF,      /* trusted or BTF pointer of a tracing program: direct */
};

enum stack_mode {
	STACK_BPFTRACE,
	STACK_PERF,
	STACK_RAW,
	STACK_BUILD_ID,
};

enum { STACK_DEFAULT_LIMIT = 127 };

/* What tseries() keeps of the values of one interval: param[2]. */
enum series_function {
	SERIES_NEWEST,
	SERIES_AVG,
	SERIES_MAX,
	SERIES_MIN,
	SERIES_SUM,
};

struct field {
	const char *name; /* NULL in tuples and for anonymous members */
	const struct type *type;
	u32 offset;       /* bytes */
	u16 bit_offset;   /* of a bit field: from `offset`, little endian */
	u16 bit_size;     /* 0: not a bit field */
	bool is_data_loc; /* tracepoint __data_loc: u32 offset | length << 16 */
	bool is_common;   /* tracepoint common_*: BPF can't read it */
	bool is_user;     /* BTF __user tag */
	const char *tag;  /* any other BTF type tag ("percpu", "rcu") or NULL */
	const char *spelling; /* type as its origin spells it (-lv), or NULL */
	u32 loc_base; /* is_data_loc: added to the offset; 0 unless __rel_loc */
};

struct enumerator {
	const char *name;
	s64 value;
};

struct type {
	enum type_kind kind;
	u32 size;
	u32 align;
	bool is_signed;
	bool is_flex; /* integer literal: takes the other side's sign */
	bool is_union;
	enum addr_space space;   /* pointers */
	enum stack_mode mode;    /* stacks */
	const struct type *base; /* pointee, element, enum's or value's int */
	u32 count;               /* elements, string bytes, stack limit */
	s64 param[3];            /* hist, lhist, tseries */
	const char *name; /* enum, struct: with keyword ("struct file") */
	const struct layout *layout; /* tuple, record: the members */
	/* structs and enums from BTF, DWARF or the script fill these lazily: */
	struct origin *origin;
};

/* Members of a struct, union, tuple or record. */
struct layout {
	const struct field *fields;
	u32 nfields;
	const struct enumerator *enumerators; /* of an enum */
	u32 nenumerators;
};

struct types; /* the store */

struct types *types_new(void);
void types_free(struct types *store);
/* The arena of the process, for names and layouts that live as long. */
struct arena *types_arena(struct types *store);

/* Simple types; the store is not needed. */
const struct type *type_error(void);
const struct type *type_none(void);
const struct type *type_void(void);
const struct type *type_bool(void);
/* SIZE 1, 2, 4 or 8. */
const struct type *type_int(u32 size, bool is_signed);
/* Of a non-negative literal, see struct type's is_flex. */
const struct type *type_int_flex(u32 size);
/* SIGN-adjusted kinds without parameters: MAC, KSYM, USERNAME, INET, ... */
const struct type *type_simple(enum type_kind kind);
/* COUNT, SUM, MIN, MAX, AVG, STATS. */
const struct type *type_aggregate(enum type_kind kind, bool is_signed);

const struct type *type_ptr(struct types *store, const struct type *to,
			    enum addr_space space);
const struct type *type_array(struct types *store, const struct type *of,
			      u32 count);
/* BYTES includes the NUL. */
const struct type *type_string(struct types *store, u32 bytes);
/* BYTES of data; the type is 4 bytes larger. */
const struct type *type_buffer(struct types *store, u32 bytes);
const struct type *type_stack(struct types *store, bool user,
			      enum stack_mode mode, u32 limit);
/* BITS 0..5 */
const struct type *type_hist(struct types *store, u32 bits);
const struct type *type_lhist(struct types *store, s64 min, s64 max, s64 step);
/* NUM buckets for INTERVAL ns each. */
const struct type *type_tseries(struct types *store, s64 interval, s64 num,
				enum series_function function, bool is_signed);
/* Elements in order, naturally aligned (reference: layout of tuples). */
const struct type *type_tuple(struct types *store,
			      const struct type *const *elems, u32 num);
const struct type *type_record(struct types *store, const char *const *names,
			       const struct type *const *elems, u32 num);
/*
 * A struct, union or enum. NAME carries its keyword. ORIGIN fills in size
 * and members when first asked; see struct origin. Not interned by content:
 * one call, one type.
 */
const struct type *type_named(struct types *store, enum type_kind kind,
			      const char *name, struct origin *origin);
/* A struct whose members are known now. FIELDS is copied. */
const struct type *type_struct(struct types *store, const char *name,
			       bool is_union, u32 size, u32 align,
			       const struct field *fields, u32 num);

/* Where a lazily described type comes from. */
struct origin {
	/* Fill *LAYOUT (in types_arena). Returns 0 or -errno. */
	int (*load)(struct origin *origin, struct types *store,
		    struct layout *layout);
	void *data;
	struct layout layout;
	bool loaded;
	bool complete; /* type_complete() was here */
};

/* Members (struct, tuple, record) or enumerators; loads them if need be. */
const struct layout *type_layout(struct types *store, const struct type *type);
/*
 * The member NAME of TYPE, looking into anonymous members; *OFFSET gets the
 * offset from TYPE's start. NULL when there is none.
 */
const struct field *type_field(struct types *store, const struct type *type,
			       const char *name, u32 *offset);
/* Load everything below TYPE that printing a value of it needs. */
void type_complete(struct types *store, const struct type *type);
/* Name of enumerator VALUE, or NULL. */
const char *type_enum_name(struct types *store, const struct type *type,
			   s64 value);

/* The spelling for messages: "int64", "struct file *", "(int8,string[4])". */
const char *type_name(struct types *store, const struct type *type);
void type_write(struct strbuf *out, const struct type *type);

bool type_is_int(const struct type *type);       /* INT, ENUM or BOOL */
bool type_is_aggregate(const struct type *type); /* COUNT .. TSERIES */
/* COUNT, SUM, MIN, MAX, AVG: readable as an integer. */
bool type_is_castable(const struct type *type);
/* A TSERIES whose buckets are not in the value; the value is its number. */
bool type_is_long_series(const struct type *type);
bool type_is_histogram(const struct type *type); /* HIST, LHIST, TSERIES */
/* TYPE without the literal's flexibility, also inside tuples. */
const struct type *type_plain(struct types *store, const struct type *type);

/* Number of buckets of a HIST or LHIST value. */
u32 type_buckets(const struct type *type);

#endif
