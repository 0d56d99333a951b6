/*
 * What the user wrote: one kind of struct for every node. Types are not
 * here; they are in a side table (typing.h) that one pass writes.
 */
#ifndef AWL_AST_H
#define AWL_AST_H

#include "base/arena.h"
#include "base/source.h"
#include "base/vec.h"

struct type;
struct builtin;
struct function;
struct point;
struct probe_type;
struct strbuf;

enum node_kind {
	N_NONE,
#define NODE0(KIND, NAME) N_##KIND,
#define NODE1(KIND, NAME, A) N_##KIND,
#define NODE2(KIND, NAME, A, B) N_##KIND,
#define NODE3(KIND, NAME, A, B, C) N_##KIND,
#include "ast/node.def"
	N_KINDS
};

/* Operators of UNARY, BINARY and compound ASSIGN. */
enum op {
	OP_NONE,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_AND,
	OP_OR,
	OP_XOR,
	OP_SHL,
	OP_SHR,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_LAND,
	OP_LOR,
	OP_NOT,
	OP_BNOT,
	OP_NEG,
	OP_KINDS
};

/* A scratch variable; made by the pass `types`, one per declaration. */
struct var_sym {
	const char *name; /* with its $ */
	struct span decl;
	const struct type *type; /* final after `types` */
	u32 idx;                 /* dense within the program */
};

/* A map; one per name in the program, in program.maps. */
struct map_sym {
	const char *name;       /* with its @ */
	struct span first;      /* first use */
	const struct type *key; /* NULL: scalar */
	const struct type *value;
	struct node *decl; /* MAPDECL or NULL */
	u32 idx;           /* in program.maps; in plan.maps as well */
};

/* Which value an update of a map in place yields. */
enum map_result {
	MAP_RESULT_NONE, /* used as a statement */
	MAP_RESULT_OLD,  /* @x++ */
	MAP_RESULT_NEW,  /* ++@x, (@x += 1) */
};

struct node {
	enum node_kind kind;
	u32 id; /* dense, unique: index into the typing table */
	struct span span;
	struct node *next; /* in a list of statements, arguments, ... */
	u32 site;          /* index + 1 of its plan site; 0: none */
	bool settled;      /* the pass `macros` is done with it */
	union {
		struct {
			struct node *points; /* POINT list */
			struct node *pred;   /* or NULL; NULL after lower */
			struct node *body;   /* BLOCK */
			u32 prog;  /* plan.progs index, set by resources */
			u32 nvars; /* var_syms of this probe */
			/* Set by `fields`, NULL where the probe has none: */
			const struct type *args_type;
			const struct type *retval_type;
		} probe;
		struct {
			const char *name; /* of "NAME=kprobe:f", or NULL */
			const char *text; /* as written, parameters expanded */
			/* After the pass `probes`: */
			const struct probe_type *type;
			struct point *items; /* resolved points, an array */
			u32 nitems;
		} point;
		struct {
			const char *name;
			struct node *params; /* VAR, MAP or IDENT */
			struct node *body;   /* BLOCK */
		} macro;
		struct {
			const char *name;
			struct node *params; /* PARAM list */
			struct node *ret;    /* TYPENAME or TYPEOF */
			struct node *body;
			const struct type *type; /* of the result, by `types` */
			u32 nvars;               /* as in a probe */
			u32 depth; /* 1 + functions active below; 0: unknown */
			bool no_circle; /* it is known not to call itself */
			bool is_c;      /* of an imported C file: has no body */
		} fn;
		struct {
			const char *name;
			struct node *type;
			struct var_sym *sym; /* set by `types` */
		} param;
		struct {
			const char *name; /* "@a" */
			const char *kind; /* "hash" */
			u64 max_entries;
		} mapdecl;
		struct {
			const char *path;
		} import;
		struct {
			const char *key;
			struct node *value; /* INT, STR, BOOL or IDENT */
		} setting;
		struct {
			struct node *stmts;
			struct node *value; /* last expression without `;` */
			bool bare;          /* probe, if, loop body: no value */
		} block;
		struct {
			struct node *value; /* may be NULL in RETURN */
		} expr;
		struct {
			struct node *var;   /* VAR */
			struct node *type;  /* TYPENAME, TYPEOF or NULL */
			struct node *value; /* or NULL */
		} let;
		struct {
			struct node *target; /* VAR or MAP */
			struct node *value;
			enum op op; /* OP_NONE for `=` */
		} assign;
		struct {
			struct node *var;  /* FOR: VAR, in reach in body */
			struct node *cond; /* WHILE: condition; UNROLL: count;
					      FOR: MAP or RANGE */
			struct node *body; /* BLOCK */
			/* UNROLL: indices of the variables that the body
			   declares; set by `types` */
			u32 first_var, end_var;
			bool stays;    /* WHILE: no function, see `lower` */
			bool is_while; /* FOR: it was one */
		} loop;
		struct {
			u64 value;
			bool negative; /* folded -N: value is two's complement
					*/
			const char *text; /* as written, or NULL */
			const struct type
				*enum_type; /* of a constant, or NULL */
		} int_;
		struct {
			bool value;
		} bool_;
		struct {
			const char *text; /* escapes resolved; NUL-terminated */
			u32 len;
		} str;
		struct {
			const char *name;
			bool is_unknown; /* stands for nothing */
		} ident;
		struct {
			const struct builtin *row;
			u32 arg; /* N of argN */
		} builtin;
		struct {
			const char *name; /* with its $ */
			struct var_sym *sym;
			/* Macro expansion whose own it is; 0: the script's. */
			u32 scope;
		} var;
		struct {
			const char *name; /* with its @ */
			struct node *key; /* several: one TUPLE; NULL: scalar */
			struct map_sym *sym;
			bool whole; /* the map itself: print(@), clear(@) */
		} map;
		struct {
			u64 num; /* 1-based */
		} posparam;
		struct {
			enum op op; /* INCDEC: OP_ADD or OP_SUB */
			bool post;  /* INCDEC */
			struct node *arg;
		} unary;
		struct {
			enum op op;
			struct node *lhs, *rhs;
		} binary;
		struct {
			struct node *cond;
			struct node *then; /* IF: BLOCK; TERNARY: expression */
			struct node *els;  /* NULL, BLOCK or IF */
		} if_;
		struct {
			const char *name;
			struct node *args;
			const struct function *row; /* NULL: unknown or macro */
			struct node *fn; /* FN of the script that is called */
		} call;
		struct {
			struct node *base;
			const char *name; /* a member, or a tuple's digits */
			bool arrow;       /* written -> */
			bool is_index;    /* $t.1 */
			u32 index;
		} field;
		struct {
			struct node *base;
			struct node *idx;
		} index;
		struct {
			struct node *elems; /* RECORD: NAMED list */
			bool is_key;        /* TUPLE made of @m[a, b] */
		} tuple;
		struct {
			const char *name;
			struct node *value;
		} named;
		struct {
			struct node
				*type; /* TYPENAME, TYPEOF; NULL: implicit */
			struct node *value;
			bool is_ours; /* not written in the script */
		} cast;
		struct {
			struct node *arg; /* TYPENAME or expression */
			const char *path; /* OFFSETOF: "a.b" */
		} query;
		struct {
			const char *base; /* "uint8", "struct file" */
			/* suffixes left to right: 0 is *, else [N]; -1 is [] */
			VEC(s64) suffixes;
			s64 size;        /* string[N], buffer[N]; -1: none */
			struct node *of; /* typeof(of) instead of a base */
		} type;
		struct {
			struct map_sym *sym;
			struct node *key; /* NULL: scalar */
			struct node
				*value; /* MAP_AGG: CALL of the aggregation */
			enum map_result result; /* MAP_ADD */
		} mapop;
	};
};

/* C lines before the first config, import or probe. */
struct preamble {
	u32 pos, len;
	const char *text;
};

/* What clang made of an imported C file. */
struct bitcode {
	const char *path; /* the C file */
	struct span span; /* the import */
	const char *bytes;
	size_t size;
};

struct program {
	struct node *settings; /* SETTING list */
	struct node *imports;  /* IMPORT list */
	struct node *macros;   /* MACRO list */
	VEC(const char *) macro_names; /* of those that are expanded */
	struct node *fns;      /* FN list */
	struct node *cfns;     /* FN list: functions of imported C files */
	VEC(struct bitcode) bitcode;
	struct node *mapdecls; /* MAPDECL list */
	struct node *probes;   /* PROBE list, in source order */
	struct preamble preamble;
	VEC(struct preamble) imported; /* C lines of imports, in order */
	bool has_inner_imports;        /* some block imports */
	const char *shebang;           /* first line or NULL */
	VEC(struct map_sym *) maps;
	u32 nnodes;          /* ids handed out */
	struct arena *arena; /* of all nodes */
};

/* A new zeroed node with the next id. */
struct node *node_new(struct program *prog, enum node_kind kind,
		      struct span span);
/* A deep copy with new ids; resolved symbols are shared. */
struct node *node_clone(struct program *prog, const struct node *node);
/* As node_clone, for a list chained by `next`. */
struct node *node_clone_list(struct program *prog, const struct node *list);

/* The member slots of NODE's children; returns their number (0..3). */
u32 node_slots(struct node *node, struct node **slots[3]);

/*
 * Visit *SLOT and everything below it. PRE is called before the children and
 * may replace the node (*slot = other) or return false to skip them; POST is
 * called after them. Either may be NULL. Lists are followed through `next`;
 * a replacement must keep the chain (node_replace does).
 */
struct node_visitor {
	bool (*pre)(struct node **slot, void *arg);
	void (*post)(struct node **slot, void *arg);
	void *arg;
};
void node_walk(struct node **slot, const struct node_visitor *visitor);
/* node_walk over every list of PROG. */
void program_walk(struct program *prog, const struct node_visitor *visitor);

/* Put NODE where *SLOT is, keeping the list chain. */
void node_replace(struct node **slot, struct node *node);
/* BLOCK gets no value: its last expression becomes a statement. */
void node_make_bare(struct program *prog, struct node *block);
/* `if` or a block that turned out to be a statement has no value. */
void node_make_statement(struct program *prog, struct node *node);
/* Number of nodes in LIST. */
u32 node_count(const struct node *list);
/* "binary", "map", ... for dumps and messages. */
const char *node_kind_name(enum node_kind kind);
/* "+", "==", ... */
const char *op_text(enum op op);
/* Same structure and literals (ids, spans aside). */
bool node_equal(const struct node *a, const struct node *b);

/* The function NAME of the list FNS, or NULL. */
struct node *fn_find(struct node *fns, const char *name);
/* The function NAME of the script or of imported C, or NULL. */
struct node *program_fn(const struct program *prog, const char *name);

/* The map symbol NAME (with @) of PROG; made when missing. */
struct map_sym *program_map(struct program *prog, const char *name,
			    struct span use);

#endif
