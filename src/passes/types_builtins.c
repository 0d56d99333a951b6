/*
 * Types of the words that stand for a value, where they depend on the probe
 * or on the kernel's types.
 */
#include "ast/registry.h"
#include "btf/btf.h"
#include "btf/cdefs.h"
#include "passes/names_hint.h"
#include "passes/types.h"

#include <string.h>

/* A pointer to the struct NAME, or OTHERWISE without such a struct. */
static const struct type *struct_ptr(struct typer *t, const char *name,
				     enum addr_space space,
				     const struct type *otherwise)
{
	struct ctx *ctx = t->ctx;
	const struct type *type = NULL;

	if (ctx->cdefs)
		type = cdefs_type(ctx->cdefs, name);
	if (!type && ctx->btf && ctx->env.has_btf)
		type = kernel_btf_type(ctx->btf, name);
	return type ? type_ptr(ctx->types, type, space) : otherwise;
}

static const struct type *context_type(struct typer *t)
{
	const char *name = NULL;

	if (t->point && t->point->context == CTX_REGS)
		name = "struct pt_regs";
	else if (t->point && t->point->context == CTX_PERF)
		name = "struct bpf_perf_event_data";
	if (!name)
		return type_error(); /* `check` says why */
	return struct_ptr(t, name, AS_CTX,
			  type_ptr(t->ctx->types, type_void(), AS_CTX));
}

/* A string that holds the name of any point of this probe. */
static const struct type *probe_name_type(struct typer *t)
{
	size_t len = 0;

	for (u32 i = 0; i < t->npoints; i++)
		len = u64_max(len, strlen(t->point[i].name));
	return type_string(t->ctx->types, (u32)len + 1);
}

static const struct type *probe_kind_type(struct typer *t)
{
	const char *name = "";

	if (t->ptype)
		name = t->ptype->flags & PF_SPECIAL ? "special"
						    : t->ptype->name;
	return type_string(t->ctx->types, (u32)strlen(name) + 1);
}

static const struct type *default_stack(struct typer *t, struct node *node,
					bool user)
{
	enum stack_mode mode = (enum stack_mode)t->ctx->config.stack_mode;

	if (!user && mode == STACK_BUILD_ID) {
		types_warn(t, node->span,
			   "'build_id' stack mode can only be used for "
			   "ustack. Falling back to 'raw' mode.");
		mode = STACK_RAW;
	}
	return type_stack(t->ctx->types, user, mode, STACK_DEFAULT_LIMIT);
}

static const struct type *retval_type(struct typer *t)
{
	const struct type *type = t->probe->probe.retval_type;

	return type ? complete_type(t, type) : type_int(8, false);
}

/* What depends on the probe that fired, or on its context. */
static bool is_of_probe(const struct builtin *row)
{
	switch (row->id) {
	case BI_args:
	case BI_arg:
	case BI_retval:
	case BI_ctx:
	case BI_func:
	case BI_probe:
	case BI_probetype:
	case BI_kstack:
	case BI_ustack:
	case BI_usermode:
		return true;
	default:
		return false;
	}
}

const struct type *infer_builtin(struct typer *t, struct node *node)
{
	const struct builtin *row = node->builtin.row;

	if (t->fn && is_of_probe(row))
		return types_error(
			t, node->span, "Builtin %s not supported outside probe",
			row->id == BI_arg ? arena_printf(t->ctx->arena, "arg%u",
							 node->builtin.arg)
					  : row->name);
	switch (row->id) {
	case BI_args:
		/* Without one, `fields` or `check` says why. */
		return t->probe->probe.args_type ? t->probe->probe.args_type
						 : type_error();
	case BI_retval:
		return retval_type(t);
	case BI_ctx:
		return context_type(t);
	case BI_curtask:
		return struct_ptr(t, "struct task_struct", AS_KERNEL,
				  type_int(8, false));
	case BI_func:
		return type_simple(t->ptype && (t->ptype->flags & PF_USER)
					   ? T_USYM
					   : T_KSYM);
	case BI_probe:
		return probe_name_type(t);
	case BI_probetype:
		return probe_kind_type(t);
	case BI_kstack:
		return default_stack(t, node, false);
	case BI_ustack:
		return default_stack(t, node, true);
	default:
		return type_spelled(t, row->type);
	}
}

const struct type *infer_unknown(struct typer *t, const struct node *node)
{
	const char *name = node->ident.name;
	struct diag *diag;

	if (!t->report)
		return type_error();
	diag = diag_error(&t->ctx->diags, node->span,
			  "Unknown identifier: '%s'", name);
	if (program_fn(t->prog, name))
		diag_hint(&t->ctx->diags, diag,
			  "Functions are called with parentheses: %s(...).",
			  name);
	else
		names_hint(&t->ctx->diags, t->prog, diag, name);
	return type_error();
}
