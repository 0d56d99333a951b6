/*
 * Types of aggregations: their bounds are literals and part of the type.
 */
#include "ast/registry.h"
#include "passes/types.h"

#include <string.h>

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

const struct type *type_fn_aggregate(struct typer *t, struct node *call)
{
	enum function_id id = call->call.row->id;
	const struct type *type;

	if (id == FN_count)
		return type_aggregate(T_COUNT, false);
	type = call_arg_type(t, call->call.args);
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
