/*
 * Questions of the script that are answered while it is compiled: what the
 * configuration says, what type something has.
 */
#ifndef AWL_PASSES_QUERIES_H
#define AWL_PASSES_QUERIES_H

#include "ast/ast.h"
#include "ctx.h"

/* The value of `config`: a record of literals, one for each key. */
struct node *query_config(struct ctx *ctx, struct program *prog,
			  struct span span);
/* The type of typeinfo() of TYPE. */
const struct type *query_typeinfo_type(struct ctx *ctx,
				       const struct type *type);
/* The value of typeinfo() of TYPE. */
struct node *query_typeinfo(struct ctx *ctx, struct program *prog,
			    const struct type *type, struct span span);
/* Where member PATH ("a.b") of TYPE, or of what it points to, lies. */
bool query_offset(struct ctx *ctx, const struct type *type, const char *path,
		  u64 *offset);
/*
 * The member NAME of the literal record BASE, to take the place of the
 * access; NULL: BASE is none, or has no such member.
 */
struct node *query_member(const struct node *base, const char *name);

#endif
