/*
 * Types of calls: one hook for each word in the typing column of
 * functions.def. Wrong numbers and kinds of arguments give the poisoned type
 * silently; `check` reports them for all functions alike.
 */
#include "ast/registry.h"
#include "attach/probe.h"
#include "base/str.h"
#include "format.h"
#include "passes/names_hint.h"
#include "passes/types.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

/* Per-CPU values have at most 32 KB; an interval takes 24 bytes. */

typedef const struct type *(*call_hook_fn)(struct typer *t, struct node *call);

#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC)        \
	static const struct type *type_fn_##TYPING(struct typer *t, \
						   struct node *call);
#include "ast/functions.def"

static const call_hook_fn hooks[FN_COUNT] = {
#define FUNC(NAME, SIGNATURE, FLAGS, CAPS, TYPING, GEN, DOC) \
	[FN_##NAME] = type_fn_##TYPING,
#include "ast/functions.def"
};

static const char *spell(struct typer *t, const struct type *type)
{
	return type_name(t->ctx->types, type);
}

/* The type that an earlier infer() found for argument NODE. */
static const struct type *arg_type(struct typer *t, struct node *node)
{
	return type_decay(type_of(t->ctx->typing, node));
}

static const struct type *type_fn_none(struct typer *t, struct node *call)
{
	struct signature sig;

	function_signature(call->call.row, &sig);
	return type_spelled(t, sig.ret);
}

/* print(@m) of a whole map, print(@m[k]) of a value. */
static const struct type *type_fn_print(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args;
	const struct type *type = type_of(t->ctx->typing, arg);

	if (arg->kind == N_MAP && arg->map.whole)
		return type_void();
	if (!type)
		return NULL;
	if (is_unreadable(type) && arg->kind == N_MAP)
		return types_error(t, call->span,
				   "Map type %s cannot print the value of "
				   "individual keys. You must print the whole "
				   "map.",
				   spell(t, type));
	return type_void();
}

/* delete(@m), delete(@m, key), delete(@m[key]); has_key(@m, key). */
static const struct type *type_fn_map_key(struct typer *t, struct node *call)
{
	struct node *map = call->call.args;
	enum map_shape shape;

	if (map->kind != N_MAP || !map->map.whole)
		return type_bool();
	shape = t->maps[map->map.sym->idx].shape;
	if (map->next && shape == SHAPE_SCALAR)
		return types_error(t, call->span,
				   "call to %s() expects a map with explicit "
				   "keys (non-scalar map)",
				   call->call.name);
	if (!map->next && shape == SHAPE_KEYED)
		return types_error(t, call->span,
				   "call to %s() with a single argument "
				   "expects a map without explicit keys "
				   "(scalar map)",
				   call->call.name);
	if (map->next)
		assign_key(t, map->next, map->map.sym, map->next);
	return type_bool();
}

static const struct type *type_fn_str_concat(struct typer *t, struct node *call)
{
	(void)call;
	return type_string(t->ctx->types, (u32)t->ctx->config.max_strlen);
}

static const struct type *type_fn_pton(struct typer *t, struct node *call)
{
	const struct node *arg = call->call.args;
	u8 bytes[16];
	u32 size;

	if (arg->kind != N_STR)
		return type_error();
	size = strchr(arg->str.text, ':') ? 16 : 4;
	if (inet_pton(size == 4 ? AF_INET : AF_INET6, arg->str.text, bytes) !=
	    1)
		return types_error(t, call->span,
				   "pton() expects a valid IPv4/IPv6 address, "
				   "got %s",
				   arg->str.text);
	return type_array(t->ctx->types, type_int(1, false), size);
}

/* Append literal NODE as directive ITEM wants it. */
static void put_literal(struct strbuf *out, const struct directive *item,
			const struct node *node)
{
	if (node->kind == N_STR)
		strbuf_add(out, node->str.text);
	else if (node->kind == N_BOOL && item->spec == SPEC_STRING)
		strbuf_add(out, node->bool_.value ? "true" : "false");
	else if (node->kind == N_BOOL)
		strbuf_printf(out, "%d", node->bool_.value);
	else if (item->conv == 'x' || item->conv == 'X' || item->conv == 'p')
		strbuf_printf(out, "%llx",
			      (unsigned long long)node->int_.value);
	else if (item->conv == 'u')
		strbuf_printf(out, "%llu",
			      (unsigned long long)node->int_.value);
	else if (item->conv == 'c')
		strbuf_addch(out, (char)node->int_.value);
	else
		strbuf_printf(out, "%lld", (long long)node->int_.value);
}

/* The text of fail(), whose arguments are all literals. */
static const char *fail_text(struct typer *t, const struct format *format,
			     const struct node *arg)
{
	struct strbuf out = { 0 };
	const char *text;

	for (u32 i = 0; i < format->nitems; i++) {
		const struct directive *item = &format->items[i];

		if (item->spec == SPEC_TEXT) {
			strbuf_addn(&out, item->text, item->len);
		} else if (arg) {
			put_literal(&out, item, arg);
			arg = arg->next;
		}
	}
	text = arena_strdup(t->ctx->arena, strbuf_text(&out));
	strbuf_fini(&out);
	return text;
}

/* Whoever types it has reached it. */
static const struct type *type_fn_fail(struct typer *t, struct node *call)
{
	const struct node *first = call->call.args;
	const struct format *format;
	const char *error = NULL;

	for (const struct node *arg = first; arg; arg = arg->next)
		if (arg->kind != N_STR && arg->kind != N_INT &&
		    arg->kind != N_BOOL)
			return types_error(t, arg->span,
					   "fail() arguments need to be "
					   "literals");
	if (first->kind != N_STR)
		return type_error();
	format = format_parse(t->ctx->arena, first->str.text, first->str.len,
			      &error);
	if (format)
		error = format_check_number(t->ctx->arena, format,
					    node_count(first) - 1);
	if (error)
		return types_error(t, call->span, "%s", error);
	return types_error(t, call->span, "%s",
			   fail_text(t, format, first->next));
}

static const struct type *type_fn_len(struct typer *t, struct node *call)
{
	(void)t;
	(void)call;
	return type_int(8, true);
}

static const struct type *hist_type(struct typer *t, struct node *call)
{
	struct node *bits = call->call.args->next;

	if (!bits)
		return type_hist(t->ctx->types, 0);
	if (bits->kind != N_INT)
		return type_error();
	if (bits->int_.negative || bits->int_.value > 5)
		return types_error(t, bits->span,
				   "hist: bits %lld must be 0..5",
				   (long long)bits->int_.value);
	return type_hist(t->ctx->types, (u32)bits->int_.value);
}

/* A literal of lhist() as a signed number. */
static bool lhist_bound(struct typer *t, struct node *node, const char *what,
			s64 *value)
{
	if (node->kind != N_INT)
		return false;
	*value = (s64)node->int_.value;
	if (*value >= 0)
		return true;
	types_error(t, node->span,
		    "lhist: invalid %s value (must be non-negative literal)",
		    what);
	return false;
}

static const struct type *lhist_type(struct typer *t, struct node *call)
{
	struct node *first = call->call.args->next;
	s64 min = 0, max = 0, step = 0;
	u64 buckets;

	if (!lhist_bound(t, first, "min", &min) ||
	    !lhist_bound(t, first->next, "max", &max) ||
	    !lhist_bound(t, first->next->next, "step", &step))
		return type_error();
	if (step < 1)
		return types_error(t, call->span,
				   "lhist() step must be >= 1 (%lld provided)",
				   (long long)step);
	if (min > max)
		return types_error(t, call->span,
				   "lhist() min must be less than max "
				   "(provided min %lld and max %lld)",
				   (long long)min, (long long)max);
	buckets = (u64)(max - min) / (u64)step;
	if (buckets > 1000)
		return types_error(t, call->span,
				   "lhist() too many buckets, must be <= 1000 "
				   "(would need %llu)",
				   (unsigned long long)buckets);
	if (step > max - min)
		return types_error(t, call->span,
				   "lhist() step is too large for the given "
				   "range (provided step %lld for range %lld)",
				   (long long)step, (long long)(max - min));
	return type_lhist(t->ctx->types, min, max, step);
}

/* A positive literal of tseries(); false after a message. */
static bool tseries_bound(struct typer *t, struct node *call,
			  const struct node *node, const char *what)
{
	if (node->kind != N_INT)
		return false;
	if (!node->int_.negative && node->int_.value)
		return true;
	types_error(t, call->span, "tseries() %s must be >= 1 (%lld provided)",
		    what, (long long)node->int_.value);
	return false;
}

static bool tseries_function(struct typer *t, struct node *node,
			     enum series_function *function)
{
	static const char *const names[] = {
		[SERIES_AVG] = "avg",
		[SERIES_MAX] = "max",
		[SERIES_MIN] = "min",
		[SERIES_SUM] = "sum",
	};

	*function = SERIES_NEWEST;
	if (!node || node->kind != N_STR)
		return !node;
	for (u32 i = SERIES_AVG; i < countof(names); i++) {
		if (strcmp(names[i], node->str.text) == 0) {
			*function = (enum series_function)i;
			return true;
		}
	}
	types_error(t, node->span,
		    "tseries() expects one of the following aggregation "
		    "functions: avg, max, min, sum (\"%s\" provided)",
		    node->str.text);
	return false;
}

static const struct type *tseries_type(struct typer *t, struct node *call,
				       bool is_signed)
{
	struct node *interval = call->call.args->next, *num = interval->next;
	enum series_function function;

	if (t->ctx->config.unstable_tseries == UNSTABLE_ERROR)
		return types_error(t, call->span,
				   "tseries feature is not enabled by "
				   "default. To enable this unstable feature, "
				   "set the config flag to enable. "
				   "unstable_tseries=enable");
	if (t->ctx->config.unstable_tseries == UNSTABLE_WARN)
		types_warn(t, call->span,
			   "Script is using an unstable feature: tseries. To "
			   "prevent this warning you must explicitly enable "
			   "the unstable feature in the config e.g. "
			   "unstable_tseries=enable");
	if (!tseries_bound(t, call, interval, "interval_ns") ||
	    !tseries_bound(t, call, num, "num_intervals") ||
	    !tseries_function(t, num->next, &function))
		return type_error();
	if (num->int_.value >= 1000000)
		return types_error(t, call->span,
				   "tseries() num_intervals must be < 1000000 "
				   "(%llu provided)",
				   (unsigned long long)num->int_.value);
	return type_tseries(t->ctx->types, (s64)interval->int_.value,
			    (s64)num->int_.value, function, is_signed);
}

static enum type_kind aggregate_kind(enum function_id id)
{
	switch (id) {
	case FN_sum:
		return T_SUM;
	case FN_avg:
		return T_AVG;
	case FN_min:
		return T_MIN;
	case FN_max:
		return T_MAX;
	case FN_stats:
		return T_STATS;
	default:
		return T_COUNT;
	}
}

static const struct type *type_fn_aggregate(struct typer *t, struct node *call)
{
	enum function_id id = call->call.row->id;
	const struct type *type;

	if (id == FN_count)
		return type_aggregate(T_COUNT, false);
	type = arg_type(t, call->call.args);
	if (!type || type->kind == T_ERROR)
		return type;
	if (!type_is_int(type))
		return type_error();
	if (id == FN_hist)
		return hist_type(t, call);
	if (id == FN_lhist)
		return lhist_type(t, call);
	if (id == FN_tseries)
		return tseries_type(t, call, type->is_signed);
	return type_aggregate(aggregate_kind(id),
			      type->is_signed && type->kind != T_BOOL);
}

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

static const struct type *type_fn_str(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args;
	const struct type *type = arg_type(t, arg);
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

static const struct type *type_fn_buf(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args, *len = arg->next;
	const struct type *type = arg_type(t, arg);
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
				   spell(t, type));
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
	const struct type *type = arg_type(t, call->call.args);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind == T_PTR)
		return type_ptr(t->ctx->types, type->base, space);
	if (type->kind == T_INT)
		return type_ptr(t->ctx->types, type_void(), space);
	return type_error();
}

static const struct type *type_fn_kptr(struct typer *t, struct node *call)
{
	return address_type(t, call, AS_KERNEL);
}

static const struct type *type_fn_uptr(struct typer *t, struct node *call)
{
	return address_type(t, call, AS_USER);
}

static const struct type *type_fn_bswap(struct typer *t, struct node *call)
{
	const struct type *type = arg_type(t, call->call.args);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind != T_INT)
		return type_error();
	return type_int(type->size, false);
}

/* path(p, [size]): a string of that size, or the largest. */
static const struct type *type_fn_path(struct typer *t, struct node *call)
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
static const struct type *type_fn_uaddr(struct typer *t, struct node *call)
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

static bool stack_mode_of(const char *name, enum stack_mode *mode)
{
	enum mode found = mode_find(MODE_STACK, name);

	if (found == MODE_NONE)
		return false;
	*mode = (enum stack_mode)(found - MODE_STACK_bpftrace);
	return true;
}

/* The mode of kstack(MODE, ...), or that of the configuration. */
static bool call_stack_mode(struct typer *t, struct node *call, bool user,
			    enum stack_mode *mode)
{
	struct node *arg = call->call.args;
	const char *func = call->call.name;

	*mode = (enum stack_mode)t->ctx->config.stack_mode;
	if (arg && arg->kind == N_IDENT &&
	    !stack_mode_of(arg->ident.name, mode)) {
		types_error(t, arg->span, "%s: invalid stack mode: %s", func,
			    arg->ident.name);
		return false;
	}
	if (arg && arg->kind == N_IDENT && !user && *mode == STACK_BUILD_ID) {
		types_error(t, arg->span,
			    "'build_id' stack mode can only be used for "
			    "ustack");
		return false;
	}
	if (!user && *mode == STACK_BUILD_ID)
		*mode = STACK_RAW;
	return true;
}

/* The limit of kstack(LIMIT) or kstack(MODE, LIMIT). */
static bool call_stack_limit(struct typer *t, struct node *call, u32 *limit)
{
	struct node *arg = call->call.args;
	const char *func = call->call.name;

	*limit = STACK_DEFAULT_LIMIT;
	if (arg && arg->next && arg->kind != N_IDENT) {
		types_error(t, arg->span,
			    "Expected stack mode as first argument");
		return false;
	}
	if (arg && arg->kind == N_IDENT)
		arg = arg->next;
	if (!arg)
		return true;
	if (arg->kind != N_INT || arg->int_.negative) {
		types_error(t, call->span, "%s: invalid limit value", func);
		return false;
	}
	if (arg->int_.value > 1024) {
		types_error(t, call->span,
			    "%s([int limit]): limit shouldn't exceed 1024, "
			    "%llu given",
			    func, (unsigned long long)arg->int_.value);
		return false;
	}
	*limit = (u32)arg->int_.value;
	return true;
}

static const struct type *type_fn_stack(struct typer *t, struct node *call)
{
	bool user = call->call.row->id == FN_ustack;
	enum stack_mode mode;
	u32 limit;

	if (!call_stack_mode(t, call, user, &mode) ||
	    !call_stack_limit(t, call, &limit))
		return type_error();
	return type_stack(t->ctx->types, user, mode, limit);
}

/* The mode of GROUP that NODE names; MODE_NONE: none. */
static enum mode mode_of(enum mode_group group, const struct node *node)
{
	return node->kind == N_IDENT ? mode_find(group, node->ident.name)
				     : MODE_NONE;
}

static const char *word_of(const struct node *node)
{
	return node->kind == N_IDENT ? node->ident.name
				     : node_kind_name(node->kind);
}

static const struct type *type_fn_clock(struct typer *t, struct node *call)
{
	struct node *mode = call->call.args;

	if (!mode)
		return type_int(8, false);
	if (!mode_of(MODE_CLOCK, mode))
		return types_error(t, mode->span, "Invalid timestamp mode: %s",
				   word_of(mode));
	if (t->report && mode_of(MODE_CLOCK, mode) == MODE_CLOCK_tai &&
	    !feature_has(t->ctx->features, FEAT_get_tai_ns))
		return types_error(t, call->span,
				   "Kernel does not support tai timestamp, "
				   "please try sw_tai");
	return type_int(8, false);
}

static const struct type *type_fn_pidns(struct typer *t, struct node *call)
{
	struct node *mode = call->call.args;

	if (mode && mode->kind != N_IDENT)
		return types_error(t, mode->span,
				   "%s() only supports curr_ns and init as "
				   "the argument",
				   call->call.name);
	if (mode && !mode_of(MODE_PIDNS, mode))
		return types_error(t, mode->span,
				   "Invalid PID namespace mode: %s (expects: "
				   "curr_ns or init)",
				   word_of(mode));
	return type_int(4, false);
}

static const struct type *type_fn_ntop(struct typer *t, struct node *call)
{
	struct node *arg = call->call.args;
	const struct type *type = arg_type(t, arg->next ? arg->next : arg);

	if (!type || type->kind == T_ERROR)
		return type;
	if (type->kind != T_INT && type->kind != T_ARRAY &&
	    type->kind != T_STRING)
		return types_error(t, call->span,
				   "ntop() expects an integer or array "
				   "argument, got %s",
				   spell(t, type));
	if (type->kind != T_INT && type->size != 4 && type->size != 16)
		return types_error(t, call->span,
				   "ntop() argument must be 4 or 16 bytes in "
				   "size");
	return type_simple(T_INET);
}

/* Does CALL have as many arguments as its row asks? */
static bool has_right_arity(const struct node *call)
{
	struct signature sig;
	u32 num = node_count(call->call.args);

	function_signature(call->call.row, &sig);
	return num >= sig.min_args && num <= sig.max_args;
}

static const struct type *unknown_call(struct typer *t, struct node *node)
{
	struct diags *diags = &t->ctx->diags;
	const char *name = node->call.name;

	if (t->report)
		names_hint(diags, t->prog,
			   diag_error(diags, node->span,
				      "Unknown function: '%s'", name),
			   name);
	return type_error();
}

const struct type *infer_call(struct typer *t, struct node *node)
{
	const struct function *row = node->call.row;
	bool poisoned = false;

	for (struct node *arg = node->call.args; arg; arg = arg->next) {
		const struct type *type = type_none();

		if (arg->kind == N_IDENT ? arg->ident.is_unknown
					 : arg->kind != N_TYPENAME)
			type = infer(t, arg);
		if (type && type->kind == T_ERROR)
			poisoned = true;
	}
	if (!row)
		return unknown_call(t, node);
	if (node->call.fn)
		return poisoned ? type_error() : infer_fn_call(t, node);
	if (t->fn &&
	    (row->id == FN_kstack || row->id == FN_ustack || row->id == FN_reg))
		return types_error(t, node->span,
				   "Builtin %s not supported outside probe",
				   row->name);
	if (row->flags & FN_LATER)
		return types_error(t, node->span, "%s() is not supported yet",
				   row->name);
	if (poisoned || !has_right_arity(node))
		return type_error();
	if (type_is_query(node))
		types_asked(t, &node->call.args);
	return hooks[row->id](t, node);
}
