/*
 * What kind of BPF program serves a point, and what such a program may call.
 */
#include "attach/progtype.h"

#include "attach/link.h"
#include "attach/probe.h"
#include "btf/btf.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

enum { LOG_SIZE = 8192 };

u32 point_prog_type(const struct point *point)
{
	switch (point->context) {
	case CTX_REGS:
		return BPF_PROG_TYPE_KPROBE;
	case CTX_PERF:
		return BPF_PROG_TYPE_PERF_EVENT;
	case CTX_TRACEPOINT:
		return BPF_PROG_TYPE_TRACEPOINT;
	case CTX_SYSCALL:
		return point->via == VIA_PERF ? BPF_PROG_TYPE_TRACEPOINT
					      : BPF_PROG_TYPE_RAW_TRACEPOINT;
	case CTX_NONE:
	case CTX_RAW:
		return BPF_PROG_TYPE_RAW_TRACEPOINT;
	case CTX_BTF:
	case CTX_ITER:
		return BPF_PROG_TYPE_TRACING;
	}
	BUG("context %d", point->context);
}

u32 point_attach_type(const struct probe_type *type, const struct point *point)
{
	if (point->context == CTX_BTF) {
		if (point->via == VIA_RAW)
			return BPF_TRACE_RAW_TP;
		return type->flags & PF_RETURN ? BPF_TRACE_FEXIT
					       : BPF_TRACE_FENTRY;
	}
	if (point->via == VIA_MULTI)
		return type->flags & PF_USER ? ATTACH_UPROBE_MULTI
					     : ATTACH_KPROBE_MULTI;
	return 0;
}

s32 point_btf_id(struct kernel_btf *btf, const struct point *point, int *fd)
{
	*fd = 0;
	if (!btf)
		return -ENOENT;
	if (point->via == VIA_RAW)
		return kernel_btf_rawtp_id(btf, point->func, fd);
	return kernel_btf_func_id(btf, point->target, point->func, fd);
}

s32 kfunc_id(struct kernel_btf *btf, enum kfunc kfunc)
{
	static const char *const names[KFUNCS] = {
#define KFUNC(NAME, RESULT, ARGS, SINCE) [KFUNC_##NAME] = "bpf_" #NAME,
#include "kfuncs.def"
#undef KFUNC
	};
	int fd;

	return btf ? kernel_btf_func_id(btf, "vmlinux", names[kfunc], &fd)
		   : -ENOENT;
}

/* Does LOG say that the function itself is out of reach, arguments aside? */
static bool is_refusal(const char *log)
{
	if (strstr(log, "must be sleepable"))
		return true;
	return strstr(log, "calling kernel function") &&
	       strstr(log, "is not allowed");
}

/*
 * The verifier looks at permission before it looks at arguments: a program
 * that passes rubbish is told which of the two is wrong.
 */
bool probe_may_call(struct ctx *ctx, const struct probe_type *type,
		    const struct point *point, const char *name)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 1, .imm = 1 },
		{ .code = BPF_JMP | BPF_CALL,
		  .src_reg = BPF_PSEUDO_KFUNC_CALL },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	char log[LOG_SIZE];
	struct trial trial = {
		.type = point_prog_type(point),
		.attach = point_attach_type(type, point),
		.insns = insns,
		.ninsns = countof(insns),
		.log = log,
		.log_size = sizeof(log),
	};
	int module = 0;
	s32 id = -ENOENT;
	int fd;

	if (ctx->btf && ctx->env.has_btf)
		id = kernel_btf_func_id(ctx->btf, "vmlinux", name, &module);
	if (id < 0)
		return false;
	insns[1].imm = id;
	if (point->context == CTX_BTF) {
		id = point_btf_id(ctx->btf, point, &module);
		if (id < 0)
			return false;
		trial.btf_id = (u32)id;
		trial.btf_obj_fd = (u32)module;
	}
	fd = trial_load(&trial);
	if (fd >= 0)
		close(fd);
	return fd >= 0 || !is_refusal(log);
}
