/*
 * Checks of single functions that act on the process or the kernel.
 */
#include "passes/check_kernel.h"

#include "passes/types.h"

#include <string.h>
#include <strings.h>

u32 signal_number(const char *name)
{
	static const char *const names[] = {
		"",     "HUP",  "INT",    "QUIT", "ILL",    "TRAP",
		"ABRT", "BUS",  "FPE",    "KILL", "USR1",   "SEGV",
		"USR2", "PIPE", "ALRM",   "TERM", "STKFLT", "CHLD",
		"CONT", "STOP", "TSTP",   "TTIN", "TTOU",   "URG",
		"XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
	};

	if (strncasecmp(name, "SIG", 3) == 0)
		name += 3;
	for (u32 i = 1; i < countof(names); i++) {
		if (strcasecmp(names[i], name) == 0)
			return i;
	}
	return 0;
}

static const struct type *arg_type(struct checker *c, const struct node *node)
{
	return type_decay(type_of(c->ctx->typing, node));
}

static const char *spell(struct checker *c, const struct type *type)
{
	return type_name(c->ctx->types, type);
}

void check_signal(struct checker *c, struct node *node)
{
	const struct node *arg = node->call.args;
	const struct type *type = arg_type(c, arg);

	if (arg->kind == N_STR) {
		if (!signal_number(arg->str.text))
			check_error(c, node->span,
				    "Invalid string for signal: %s",
				    arg->str.text);
	} else if (type->kind == T_STRING) {
		check_error(c, arg->span,
			    "%s() expects a string literal (string provided)",
			    node->call.name);
	} else if (!type_is_int(type)) {
		check_error(c, arg->span,
			    "%s() only supports int or string arguments (%s "
			    "provided)",
			    node->call.name, kind_word(type));
	}
}

void check_comm(struct checker *c, struct node *node)
{
	const struct type *type = arg_type(c, node->call.args);

	if (!type_is_int(type))
		check_error(c, node->call.args->span,
			    "Only integer supported for comm()'s pid");
	else if (!feature_has(c->ctx->features, FEAT_task_from_pid))
		diag_warn(&c->ctx->diags, node->span,
			  "comm(PID) needs Linux 6.2 or newer: it will be "
			  "\"[unknown]\".");
	else if (!probe_may_call(c->ctx, c->ptype, c->point,
				 "bpf_task_from_pid"))
		check_error(c, node->span,
			    "Syntax comm(PID) is not supported in this probe "
			    "type yet. Type: %s",
			    c->ptype->flags & PF_SPECIAL ? "special"
							 : c->ptype->name);
}

void check_path(struct checker *c, struct node *node)
{
	const struct node *arg = node->call.args, *size = arg->next;
	const struct type *type = arg_type(c, arg);

	if (type->kind != T_PTR && type->kind != T_STRUCT)
		check_error(c, node->span,
			    "path() only supports pointer or C type argument "
			    "(%s provided)",
			    kind_word(type));
	else if (size && (size->kind != N_INT || size->int_.negative))
		check_error(c, node->span,
			    "path: invalid size value, need non-negative "
			    "literal");
	else if (!feature_has(c->ctx->features, FEAT_dpath))
		check_error(c, node->span,
			    "BPF_FUNC_d_path not available for your kernel "
			    "version");
}

/* Is NODE a pointer to the struct NAME? */
static bool points_to(struct checker *c, const struct node *node,
		      const char *name)
{
	const struct type *type = arg_type(c, node);

	return type->kind == T_PTR && type->base->kind == T_STRUCT &&
	       type->base->name && !strcmp(type->base->name, name);
}

void check_socket_cookie(struct checker *c, struct node *node)
{
	const struct node *sock = node->call.args;

	if (!points_to(c, sock, "struct sock"))
		check_error(c, node->span,
			    "socket_cookie() only supports 'struct sock *' as "
			    "the argument (%s provided)",
			    spell(c, arg_type(c, sock)));
}

void check_skboutput(struct checker *c, struct node *node)
{
	const struct node *packet = node->call.args->next;

	if (!points_to(c, packet, "struct sk_buff"))
		check_error(c, packet->span,
			    "skboutput() only supports 'struct sk_buff *' as "
			    "the second argument (%s provided)",
			    spell(c, arg_type(c, packet)));
	else if (!feature_has(c->ctx->features, FEAT_skboutput))
		check_error(c, node->span,
			    "BPF_FUNC_skb_output not available for your "
			    "kernel version");
}

/* bpf_trace_printk() knows few directives. */
static bool is_debug_directive(const char *text, size_t len)
{
	static const char *const known[] = {
		"d", "u", "x", "p", "s", "ld", "lu", "lx", "lld", "llu", "llx",
	};

	for (size_t i = 0; i < countof(known); i++) {
		if (strlen(known[i]) == len && !strncmp(known[i], text, len))
			return true;
	}
	return false;
}

void check_debugf(struct checker *c, struct node *node)
{
	const char *text = node->call.args->str.text;
	u32 num = 0;

	for (text = strchr(text, '%'); text; text = strchr(text, '%')) {
		size_t len;

		text++;
		if (*text == '%') {
			text++;
			continue;
		}
		len = strspn(text, "-+ #0123456789.*hljztL");
		len += text[len] != '\0';
		if (!is_debug_directive(text, len)) {
			check_error(c, node->span,
				    "Invalid format specifier for `debugf`: "
				    "%%%.*s",
				    (int)len, text);
			return;
		}
		num++;
	}
	if (num > 3)
		check_error(c, node->span,
			    "cannot use more than 3 conversion specifiers");
	else
		diag_warn(&c->ctx->diags, node->span,
			  "The debugf() builtin is not recommended for "
			  "production use. For more information see "
			  "bpf_trace_printk in bpf-helpers(7).");
}

void check_write_user(struct checker *c, struct node *node)
{
	struct node *dst = node->call.args, *src = dst->next;
	const struct type *to = arg_type(c, dst), *from = arg_type(c, src);

	if (to->kind != T_PTR && to->kind != T_INT)
		check_error(c, dst->span,
			    "write_user() only supports int or pointer "
			    "arguments (%s provided)",
			    kind_word(to));
	if (src->next->int_.negative || src->next->int_.value == 0 ||
	    src->next->int_.value > c->ctx->config.max_strlen)
		check_error(c, src->next->span,
			    "write_user() expects a length between 1 and %llu",
			    (unsigned long long)c->ctx->config.max_strlen);
	else if (from->kind != T_PTR && from->kind != T_INT &&
		 from->size < src->next->int_.value)
		check_error(c, node->span,
			    "write_user() length is larger than its source "
			    "(%u bytes)",
			    from->size);
}

const char *forbidden_text(enum function_id id)
{
	if (id == FN_override)
		return "override() can only be used inside kprobes";
	if (id == FN_path)
		return "The path function can only be used with 'fentry', "
		       "'fexit', 'iter' probes";
	return NULL;
}

const char *unsafe_text(enum function_id id)
{
	if (id == FN_override)
		return "override() is unsafe. To use you need the --unsafe "
		       "flag";
	return NULL;
}
