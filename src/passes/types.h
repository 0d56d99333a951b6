/*
 * Inside the pass `types`: the state of inference and the functions that its
 * files share. Nobody else includes this, except for the promotion rules,
 * which `check` and `lower` ask too.
 */
#ifndef AWL_PASSES_TYPES_H
#define AWL_PASSES_TYPES_H

#include "ast/ast.h"
#include "ast/typing.h"
#include "attach/probe.h"
#include "ctx.h"

/* The types of all that is stored in one place, each once, in text order. */
struct stored {
	VEC(const struct type *) all;
	VEC(const struct type *) next; /* of the round that is going on */
};

/* Which memory the integers and addresses stored in one place mean. */
struct spaces {
	bool known;            /* something that tells was stored */
	enum addr_space space; /* AS_NONE: several kinds */
};

/* A scratch variable while its type is being found. */
struct var {
	struct var_sym sym;
	struct stored stored;
	struct spaces spaces;
	bool fixed;    /* declared with a type */
	bool assigned; /* something was stored before here, in text order */
	bool poisoned; /* an error was reported: no follow-ups */
	u32 scope;     /* macro expansion whose own it is, or 0 */
};

/* How a map is used; the two must not be mixed. */
enum map_shape {
	SHAPE_UNKNOWN,
	SHAPE_SCALAR,
	SHAPE_KEYED,
};

struct map_info {
	enum map_shape shape;
	struct stored keys, values;
	struct spaces spaces;
	bool used;      /* accessed, not only printed or cleared */
	bool assigned;  /* by `=`, somewhere: its type follows from there */
	bool mentioned; /* in a probe that is still there */
	bool asked;     /* delete(@m, key), has_key(@m, key): wants a key */
	bool poisoned;  /* an error was reported: no follow-ups */
};

/* A symbol whose type was asked for: it may not grow afterwards. */
struct type_lock {
	const char *name;
	struct span at;
	const struct type *const *current;
	const struct type *type; /* as it was then */
};

struct typer {
	struct ctx *ctx;
	struct program *prog;
	struct node *probe;             /* the one at work; NULL in a fn */
	struct node *fn;                /* the one at work, or NULL */
	const struct probe_type *ptype; /* its type, NULL in odd trees */
	const struct point *point;      /* its first point, or NULL */
	u32 npoints;
	enum addr_space space; /* of addresses in plain integers */
	bool report;           /* last round: diagnostics are wanted */
	bool changed;          /* a symbol's type changed in this round */
	bool defaults;         /* the unknown is taken as zero now */
	bool afresh;           /* this round collects what is stored anew */
	bool settling;         /* this round answers `comptime` */
	bool settled;          /* it did */
	struct map_info *maps; /* by map_sym.idx */
	VEC(struct var *) vars;
	VEC(struct type_lock) locks;
	VEC(struct type_lock) asked; /* of this round: locks, if it settles */
};

/* types_rounds.c: rounds over the program until no type changes. */
void types_find(struct typer *t);
/* One more round. */
void types_round(struct typer *t);

/* types_vars.c: resolve names to symbols, in text order. */
void types_resolve(struct typer *t);

/* types.c */
const struct type *infer(struct typer *t, struct node *node);
/* Like infer, but aggregations read as their integer. */
const struct type *infer_value(struct typer *t, struct node *node);
void infer_statement(struct typer *t, struct node *node);
const struct type *infer_block(struct typer *t, struct node *node,
			       bool as_value);
/* Report with the last round only; always the poisoned type. */
const struct type *types_error(struct typer *t, struct span at, const char *fmt,
			       ...) PRINTF_LIKE(3, 4);
void types_warn(struct typer *t, struct span at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* types_locks.c: a question is asked about the expression in *SLOT. */
void types_asked(struct typer *t, struct node **slot);
/* The same; code was chosen by the answer. */
void types_lock(struct typer *t, struct node **slot);
/* More code was chosen after all the questions of this round. */
void types_lock_asked(struct typer *t);
/* Report symbols that grew all the same. */
void types_check_locks(struct typer *t);

/* types_store.c */
/* Something of type FROM is stored in a place, whose type is *TYPE. */
void stored_add(struct typer *t, struct stored *stored,
		const struct type **type, const struct type *from);
/* Find *TYPE anew from all that is stored there. */
void stored_join(struct typer *t, struct stored *stored,
		 const struct type **type);

/* A value goes to a variable or into a map. */
struct store {
	struct node *target, *value;
	struct span span; /* of the whole assignment */
};
/* The type that holds all of STORED; *TYPE becomes it. */
void stored_join(struct typer *t, struct stored *stored,
		 const struct type **type);
/* Something of type FROM is stored where *TYPE is. */
void stored_add(struct typer *t, struct stored *stored,
		const struct type **type, const struct type *from);
/* A value of type FROM is stored in a variable, or in a map. */
void assign_var(struct typer *t, const struct store *store,
		const struct type *from);
void assign_map(struct typer *t, const struct store *store,
		const struct type *from);
/* The key KEY is used on map SYM; reports a mismatch at NODE. */
void assign_key(struct typer *t, struct node *node, struct map_sym *sym,
		struct node *key);

/* types_expr.c */
const struct type *infer_unary(struct typer *t, struct node *node);
const struct type *infer_incdec(struct typer *t, struct node *node);
const struct type *infer_deref(struct typer *t, struct node *node);
const struct type *infer_binary(struct typer *t, struct node *node);
const struct type *binary_type(struct typer *t, struct node *node, enum op op,
			       struct node *lhs, const struct type *left,
			       struct node *rhs, const struct type *right);
const struct type *infer_choice(struct typer *t, struct node *node);
void infer_condition(struct typer *t, struct node *cond);

/* types_place.c: members, elements, tuples. */
const struct type *infer_field(struct typer *t, struct node *node);
const struct type *infer_index(struct typer *t, struct node *node);
const struct type *infer_tuple(struct typer *t, struct node *node);
const struct type *infer_record(struct typer *t, struct node *node);
const struct type *infer_offsetof(struct typer *t, struct node *node);
/* An incomplete struct, also behind pointers, replaced by BTF's. */
const struct type *complete_type(struct typer *t, const struct type *type);

/* types_spaces.c */

/* Which memory NODE means as an address; false: nothing tells. */
bool value_space(struct typer *t, const struct node *node,
		 enum addr_space *space);
/* VALUE is stored where SPACES are those of what was stored before. */
void spaces_add(struct typer *t, struct spaces *spaces,
		const struct node *value);

/* types_cast.c */
const struct type *infer_cast(struct typer *t, struct node *node);

/*
 * types_query.c: NODE is a COMPTIME, or an IF with such a condition. In the
 * round that settles it becomes what it stands for, if that is known.
 */
void types_comptime(struct typer *t, struct node *node);
/* Is NODE a call that asks about the type of its argument? */
bool type_is_query(const struct node *node);
/* The answer of CALL, but for is_scalar(), whose argument has TYPE. */
bool type_query_holds(const struct node *call, const struct type *type);

/* types_names.c: NODE is a TYPENAME or TYPEOF; NULL: not known yet. */
const struct type *type_of_name(struct typer *t, struct node *node,
				bool *open_array);
/* A type that a table spells. */
const struct type *type_spelled(struct typer *t, const char *spelling);

/* types_calls.c */
const struct type *infer_call(struct typer *t, struct node *node);
/* The type that an earlier infer() found for argument NODE of a call. */
const struct type *call_arg_type(struct typer *t, struct node *node);
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC) \
	const struct type *type_fn_##TYPING(struct typer *t, struct node *call);
#include "ast/functions.def"

/* types_fn.c: functions of the script. */
const struct type *infer_fn_call(struct typer *t, struct node *call);
/* The declared types of FN, its result and its parameters. */
void infer_fn_head(struct typer *t, struct node *fn);
/* The type of a `return` in the function at work, NODE. */
void infer_fn_return(struct typer *t, struct node *node);

/* types_builtins.c */
const struct type *infer_builtin(struct typer *t, struct node *node);
/* Report a word that stands for nothing. */
const struct type *infer_unknown(struct typer *t, const struct node *node);

/* types_join.c: the promotion rules; pure functions. */

/* The type that holds both A and B; NULL: there is none. */
const struct type *promote(struct types *store, const struct type *a,
			   const struct type *b);
/* The type that holds all NUM TYPES, whatever their order; NULL: none. */
const struct type *promote_all(struct types *store,
			       const struct type *const *types, u32 num);
/* As promote, for comparisons: booleans and enums mix with integers. */
const struct type *promote_compare(struct types *store, const struct type *a,
				   const struct type *b);
/* Every value of integer-like FROM is one of TO. */
bool int_fits(const struct type *from, const struct type *to);
/* Literal VALUE (two's complement when NEGATIVE) is a value of TO. */
bool literal_fits(u64 value, bool negative, const struct type *to);
/* May FROM be stored in TO without a cast? */
bool is_assignable(struct types *store, const struct type *from,
		   const struct type *to);
/* Some integer of FROM loses bits or its sign in TO; looks into tuples. */
bool loses_value(const struct type *from, const struct type *to);
/* The integer that a castable aggregation reads as; others unchanged. */
const struct type *type_decay(const struct type *type);
/* Aggregations that cannot be read at all: hist, lhist, stats... */
bool is_unreadable(const struct type *type);
/* Signed, and not just because a literal is. */
bool is_fixed_signed(const struct type *type);
/* "int", "string", ...: the kind alone, as messages about arguments say. */
const char *kind_word(const struct type *type);
/* What LEFT OP RIGHT yields: integers are computed in 64 bits. */
const struct type *arithmetic_result(enum op op, const struct type *left,
				     const struct type *right);
/* Which memory plain integers mean as addresses in probes of TYPE. */
enum addr_space probe_space(const struct probe_type *type);
/* May TYPE decide an `if`? */
bool is_condition(const struct type *type);

#endif
