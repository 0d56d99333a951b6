/*
 * Types of calls that read memory or tell where it is: texts, buffers,
 * addresses.
 */
#include "ast/registry.h"
#include "attach/probe.h"
#include "passes/types.h"

#include <ctype.h>
#include <string.h>

static u32 string_limit(const struct typer *t)
{
	return (u32)u64_min(t->ctx->config.max_strlen, UINT32_MAX);
}

/* The literal length of str(p, LEN) as the size of the result. */
static const struct type *literal_length(struct typer *t, struct node *call,
					 struct node *len, u64 limit)
{
	u64 size = len->int_.value + 1;

	if (len->int_.negative && call->call.args->kind == N_STR)
		return type_error(); /* reported when it was folded */
	if (len->int_.negative)
		return types_error(t, call->span,
				   "strcannot use negative length (%lld)",
				   (long long)len->int_.value);
	if (size > limit || size == 0) {
		types_warn(t, call->span,
			   "length param (%llu) is too long and will be "
			   "shortened to %u bytes (see BPFTRACE_MAX_STRLEN)",
			   (unsigned long long)len->int_.value,
			   string_limit(t));
		size = limit;
	}
	return type_string(t->ctx->types, (u32)size);
}

const struct type *type_fn_str(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args;
	const struct type *type = call_arg_type(t, arg);
	u64 limit = string_limit(t);
	bool is_bounded = type && type->count &&
			  (type->kind == T_STRING || type->kind == T_ARRAY);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind == T_STRING)
		limit = u64_min(limit, type->count);
	else if (type->kind == T_ARRAY && type->base->size == 1)
		limit = is_bounded ? u64_min(limit, type->count + 1) : limit;
	else if (type->kind != T_INT && type->kind != T_PTR)
		return type_error();
	if (!arg->next || arg->next->kind != N_INT)
		return type_string(t->ctx->types, (u32)limit);
	if (!is_bounded)
		return literal_length(t, call, arg->next, limit);
	if (arg->next->int_.value + 1 < limit || arg->next->int_.negative)
		return literal_length(t, call, arg->next, limit);
	return type_string(t->ctx->types, (u32)limit);
}

/* Bytes of memory that TYPE itself says, 0: it does not. */
static u32 known_size(const struct type *type)
{
	if (type->kind == T_ARRAY || type->kind == T_STRING)
		return type->size;
	return 0;
}

const struct type *type_fn_buf(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args, *len = arg->next;
	const struct type *type = call_arg_type(t, arg);
	u64 limit = u64_max(string_limit(t), 5) - 4, size = limit;

	if (!type || type->kind == T_ERROR)
		return type;
	if (t->ctx->config.max_strlen > UINT32_MAX)
		return types_error(
			t, call->span,
			"BPFTRACE_MAX_STRLEN too large to use on buffer "
			"(%llu > %u)",
			(unsigned long long)t->ctx->config.max_strlen,
			UINT32_MAX);
	if (type->kind != T_INT && type->kind != T_PTR &&
	    type->kind != T_ARRAY && !known_size(type))
		return type_error();
	if (!len && !known_size(type)) /* also of `char rest[]` */
		return types_error(t, call->span,
				   "buf() expects a length argument for "
				   "non-array type %s",
				   type_name(t->ctx->types, type));
	if (known_size(type))
		size = u64_min(size, known_size(type));
	if (len && len->kind == N_INT && len->int_.negative)
		return types_error(t, call->span,
				   "buf cannot use negative length (%lld)",
				   (long long)len->int_.value);
	if (len && len->kind == N_INT)
		size = u64_min(size, len->int_.value);
	return type_buffer(t->ctx->types, (u32)u64_max(size, 1));
}

/* An address of SPACE: pointers keep what they point to. */
static const struct type *address_type(struct typer *t, struct node *call,
				       enum addr_space space)
{
	const struct type *type = call_arg_type(t, call->call.args);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind == T_PTR)
		return type_ptr(t->ctx->types, type->base, space);
	if (type->kind == T_INT)
		return type_ptr(t->ctx->types, type_void(), space);
	return type_error();
}

const struct type *type_fn_kptr(struct typer *t, struct node *call)
{
	return address_type(t, call, AS_KERNEL);
}

const struct type *type_fn_uptr(struct typer *t, struct node *call)
{
	return address_type(t, call, AS_USER);
}

const struct type *type_fn_bswap(struct typer *t, struct node *call)
{
	const struct type *type = call_arg_type(t, call->call.args);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind != T_INT)
		return type_error();
	return type_int(type->size, false);
}

/* path(p, [size]): a string of that size, or the largest. */
const struct type *type_fn_path(struct typer *t, struct node *call)
{
	const struct node *size = call->call.args->next;
	u64 limit = string_limit(t);

	if (size && size->kind == N_INT && !size->int_.negative)
		limit = u64_min(limit, u64_max(size->int_.value, 1));
	return type_string(t->ctx->types, (u32)limit);
}

static bool is_symbol_name(const char *name)
{
	const char *end = name;

	while (isalnum((unsigned char)*end) || (*end && strchr("./_-", *end)))
		end++;
	return *name && !*end;
}

/* A pointer to an integer as large as the symbol. */
const struct type *type_fn_uaddr(struct typer *t, struct node *call)
{
	const struct type *type = type_of(t->ctx->typing, call);
	const struct node *arg = call->call.args;
	struct user_symbol sym;
	u32 size = 8;

	if (arg->kind != N_STR || !t->point || (type && !t->report))
		return type ? type : type_error();
	if (t->ptype && !(t->ptype->caps & CAP_USER))
		return type_error(); /* `check` refuses the call */
	if (!is_symbol_name(arg->str.text))
		return types_error(t, call->span,
				   "uaddr() expects a string that is a valid "
				   "symbol name (%s provided)",
				   arg->str.text);
	for (u32 i = 0; i < t->npoints; i++) {
		if (user_symbol(&t->point[i], arg->str.text, &sym))
			return types_error(
				t, call->span,
				"Could not resolve symbol: %s:%s",
				t->point[i].target ? t->point[i].target : "",
				arg->str.text);
		if (sym.size == 1 || sym.size == 2 || sym.size == 4)
			size = (u32)sym.size;
	}
	return type_ptr(t->ctx->types, type_int(size, false), AS_USER);
}
