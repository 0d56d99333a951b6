/*
 * Inside the pass `lower`: its state and the functions that its files share.
 */
#ifndef AWL_PASSES_LOWER_H
#define AWL_PASSES_LOWER_H

#include "ast/ast.h"
#include "ast/typing.h"
#include "attach/probe.h"
#include "ctx.h"

struct lowerer {
	struct ctx *ctx;
	struct program *prog;
	struct node *probe;    /* the one at work; NULL in a fn */
	u32 *nvars;            /* variables of the probe or fn at work */
	struct node *fn;       /* the one at work, or NULL */
	struct node *points;   /* of the probe at work, or NULL */
	enum addr_space space; /* of addresses in plain integers */
};

/* lower.c */
void lower_statement(struct lowerer *l, struct node **slot);
/* Lower the statements of a block whose value nobody wants. */
void lower_block(struct lowerer *l, struct node *node);
/* Lower the statements before the value; the value is the caller's. */
void lower_block_statements(struct lowerer *l, struct node *node);

/* lower_expr.c */
void lower_expr(struct lowerer *l, struct node **slot);
/* Lower a BINARY node whose operands are core nodes already. */
void lower_binary_core(struct lowerer *l, struct node *node);

/* lower_cast.c: conversions made explicit. */

/* Make *SLOT, a core node, exactly TO; the conversion must be a legal one. */
void coerce(struct lowerer *l, struct node **slot, const struct type *to);
/* To int64 or uint64, by the sign of what is there. */
void coerce_word(struct lowerer *l, struct node **slot);
void lower_cast(struct lowerer *l, struct node **slot);

/* lower_while.c: turn `while` loops in *BODY, core nodes, into `for`, where
 * the verifier would see no end of them. */
void lower_whiles(struct lowerer *l, struct node **body);

/* lower_maps.c */
void lower_map_read(struct lowerer *l, struct node *node);
void lower_map_key(struct lowerer *l, struct node **slot,
		   const struct map_sym *sym);
/* `@m = v` and `@m op= v` at *SLOT become a statement of core nodes. */
void lower_map_assign(struct lowerer *l, struct node **slot);
/* ++ and -- of variables and maps; RESULT: the value is wanted. */
void lower_incdec(struct lowerer *l, struct node **slot, bool result);

/* lower_make.c: nodes that lower makes. */

/* The type of NODE without flexibility; it is recorded as such. */
const struct type *settled(struct lowerer *l, struct node *node);
/* Put NODE where *SLOT is, in its list. */
void put(struct node **slot, struct node *node);
struct node *make(struct lowerer *l, enum node_kind kind,
		  const struct type *type, struct span span);
struct node *make_int(struct lowerer *l, s64 value, const struct type *type,
		      struct span span);
struct node *make_expr(struct lowerer *l, struct node *value);
struct node *make_binary(struct lowerer *l, enum op op, struct node *lhs,
			 struct node *rhs, const struct type *type);
struct node *make_var(struct lowerer *l, struct var_sym *sym, struct span span);
/* `let $new = VALUE`; the symbol is in let.var. */
struct node *make_let(struct lowerer *l, struct node *value);
/* A statement block of the list STMTS; VALUE may be NULL. */
struct node *make_block(struct lowerer *l, struct node *stmts,
			struct node *value, struct span span);
/* A copy of NODE with the types of the original. */
struct node *copy(struct lowerer *l, const struct node *node);

#endif
