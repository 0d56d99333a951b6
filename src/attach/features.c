/*
 * What the running kernel can do, each fact found out by trying it: versions
 * lie (distributions backport and switch off), attempts do not.
 */
#include "attach/features.h"

#include "attach/link.h"
#include "btf/btf.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_SIZE = 8192 };

/* Helpers by number: newer than the headers we may be built with. */
enum {
	HELPER_send_signal = 109,
	HELPER_skb_output = 111,
	HELPER_jiffies64 = 118,
	HELPER_d_path = 147,
	HELPER_get_func_ip = 173,
	HELPER_get_attach_cookie = 174,
	HELPER_loop = 181,
	HELPER_map_lookup_percpu_elem = 195,
	HELPER_ktime_get_tai_ns = 208,
};

/*
 * Load a program of TYPE that calls HELPER with rubbish; the verifier's log
 * tells whether it knows the helper (ANYWHERE) and lets this type call it.
 */
static bool has_helper(u32 type, s32 helper, bool anywhere)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = helper },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	char log[LOG_SIZE];
	const struct trial trial = {
		.type = type,
		.insns = insns,
		.ninsns = countof(insns),
		.log = log,
		.log_size = sizeof(log),
	};
	int fd = trial_load(&trial);

	if (fd >= 0) {
		close(fd);
		return true;
	}
	if (!log[0] || strstr(log, "invalid func"))
		return false;
	return anywhere || (!strstr(log, "unknown func") &&
			    !strstr(log, "cannot use helper"));
}

static bool has_kprobe_helper(s32 helper)
{
	return has_helper(BPF_PROG_TYPE_KPROBE, helper, false);
}

/*
 * Would the kernel create a link of type ATTACH? ARG holds a pointer that
 * can't be read: whoever gets as far as reading it knows the type.
 */
static bool has_link(u32 attach, const void *arg, size_t size)
{
	int prog = trial_load_empty(BPF_PROG_TYPE_KPROBE, attach);
	int fd;

	if (prog < 0)
		return false;
	fd = link_create(prog, 0, attach, arg, size);
	close(prog);
	if (fd >= 0)
		close(fd);
	return fd >= 0 || fd == -EFAULT;
}

static bool has_kprobe_multi(u32 attach)
{
	const struct {
		u32 flags, num;
		u64 syms, addrs, cookies;
	} arg = { .num = 1, .addrs = 1 };

	return has_link(attach, &arg, sizeof(arg));
}

static bool has_uprobe_multi(void)
{
	const struct {
		u64 path, offsets, refs, cookies;
		u32 num, flags, pid, pad;
	} arg = { .path = 1, .offsets = 1, .num = 1 };

	return has_link(ATTACH_UPROBE_MULTI, &arg, sizeof(arg));
}

/*
 * A tracing program whose target (BTF id 1, some type) is no function: a
 * kernel that has ATTACH gets as far as saying so.
 */
static bool has_tracing(u32 attach)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	char log[LOG_SIZE];
	const struct trial trial = {
		.type = BPF_PROG_TYPE_TRACING,
		.attach = attach,
		.btf_id = 1,
		.insns = insns,
		.ninsns = countof(insns),
		.log = log,
		.log_size = sizeof(log),
	};
	int fd = trial_load(&trial);

	if (fd >= 0) {
		close(fd);
		return true;
	}
	return strstr(log, "is not a function");
}

/* May a program of a perf event use a hash that is not preallocated? */
static bool has_no_prealloc(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_NO_PREALLOC);
	int map = bpf_map_create(BPF_MAP_TYPE_PERCPU_HASH, "awl_trial", 4, 8, 1,
				 &opts);
	const struct bpf_insn insns[] = {
		{ .code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = 10, .off = -4 },
		{ .code = BPF_LD | BPF_DW | BPF_IMM,
		  .dst_reg = 1,
		  .src_reg = BPF_PSEUDO_MAP_FD,
		  .imm = map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X,
		  .dst_reg = 2,
		  .src_reg = 10 },
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K,
		  .dst_reg = 2,
		  .imm = -4 },
		{ .code = BPF_JMP | BPF_CALL, .imm = 1 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	const struct trial trial = {
		.type = BPF_PROG_TYPE_PERF_EVENT,
		.insns = insns,
		.ninsns = countof(insns),
	};
	int fd;

	if (map < 0)
		return false;
	fd = trial_load(&trial);
	close(map);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Kernels with module BTF tell whether a BTF object is the kernel's. */
static bool has_module_btf(void)
{
	struct bpf_btf_info info = { 0 };
	u32 len = sizeof(info);
	u32 id = 0;
	bool ok;
	int fd;

	if (bpf_btf_get_next_id(0, &id))
		return false;
	fd = bpf_btf_get_fd_by_id(id);
	if (fd < 0)
		return false;
	ok = !bpf_obj_get_info_by_fd(fd, &info, &len) && info.kernel_btf;
	close(fd);
	return ok;
}

/* Does the kernel let programs call its function NAME? BTF has no others. */
static bool has_kfunc(const char *name)
{
	struct types *types = types_new();
	struct kernel_btf *btf = kernel_btf_open(types);
	int fd;
	bool found = btf && kernel_btf_func_id(btf, "vmlinux", name, &fd) > 0;

	kernel_btf_close(btf);
	types_free(types);
	return found;
}

bool features_probe(enum feature feature, void *arg)
{
	(void)arg;
	switch (feature) {
	case FEAT_dpath:
		return has_helper(BPF_PROG_TYPE_KPROBE, HELPER_d_path, true);
	case FEAT_get_tai_ns:
		return has_kprobe_helper(HELPER_ktime_get_tai_ns);
	case FEAT_get_func_ip:
		return has_kprobe_helper(HELPER_get_func_ip);
	case FEAT_lookup_percpu_elem:
		return has_kprobe_helper(HELPER_map_lookup_percpu_elem);
	case FEAT_loop:
		return has_kprobe_helper(HELPER_loop);
	case FEAT_attach_cookie:
		return has_kprobe_helper(HELPER_get_attach_cookie);
	case FEAT_raw_cookie:
		return has_helper(BPF_PROG_TYPE_RAW_TRACEPOINT,
				  HELPER_get_attach_cookie, false);
	case FEAT_send_signal:
		return has_kprobe_helper(HELPER_send_signal);
	case FEAT_jiffies64:
		return has_kprobe_helper(HELPER_jiffies64);
	case FEAT_skboutput:
		return has_helper(BPF_PROG_TYPE_KPROBE, HELPER_skb_output,
				  true);
	case FEAT_task_from_pid:
		return has_kfunc("bpf_task_from_pid") &&
		       has_kfunc("bpf_task_release");
	case FEAT_btf:
		return kernel_btf_available();
	case FEAT_module_btf:
		return has_module_btf();
	case FEAT_no_prealloc:
		return has_no_prealloc();
	case FEAT_kprobe:
		return perf_pmu_type("kprobe", NULL) >= 0;
	case FEAT_kprobe_multi:
		return has_kprobe_multi(ATTACH_KPROBE_MULTI);
	case FEAT_kprobe_session:
		return has_kprobe_multi(ATTACH_KPROBE_SESSION);
	case FEAT_uprobe_multi:
		return has_uprobe_multi();
	case FEAT_fentry:
		return has_tracing(BPF_TRACE_FENTRY);
	case FEAT_iter:
		return has_tracing(BPF_TRACE_ITER);
	case FEATURES:
		break;
	}
	return false;
}

/* The most instructions that the verifier looks at. */
static u32 instruction_limit(void)
{
	enum { OLD_LIMIT = 4096, NEW_LIMIT = 1000000 };
	struct bpf_insn *insns = calloc(OLD_LIMIT + 2, sizeof(*insns));
	struct trial trial = {
		.type = BPF_PROG_TYPE_KPROBE,
		.insns = insns,
		.ninsns = OLD_LIMIT + 2,
	};
	int fd;

	if (!insns)
		return OLD_LIMIT;
	for (u32 i = 0; i <= OLD_LIMIT; i++)
		insns[i].code = BPF_ALU64 | BPF_MOV | BPF_K;
	insns[OLD_LIMIT + 1].code = BPF_JMP | BPF_EXIT;
	fd = trial_load(&trial);
	free(insns);
	if (fd < 0)
		return OLD_LIMIT;
	close(fd);
	return NEW_LIMIT;
}

enum section { HELPERS, KERNEL, PROBES };

static const struct {
	enum section section;
	const char *text;
} rows[] = {
#define FEATURE(NAME, SECTION, TEXT, SINCE) [FEAT_##NAME] = { SECTION, TEXT },
#include "features.def"
#undef FEATURE
};

enum { COLUMN = 33 };

/* Write TEXT into the next of two columns. */
static void print_cell(FILE *out, u32 *num, const char *name, const char *value)
{
	int len = (int)(strlen(name) + strlen(value) + 2);

	if (*num % 2 == 0)
		fprintf(out, "  %s: %s", name, value);
	else
		fprintf(out, "%s: %s\n", name, value);
	if (*num % 2 == 0)
		fprintf(out, "%*s", len < COLUMN ? COLUMN - len : 1, "");
	*num += 1;
}

static void print_section(struct features *features, FILE *out,
			  enum section section, const char *title)
{
	u32 num = 0;
	char limit[16];

	fprintf(out, "\n%s\n", title);
	if (section == KERNEL) {
		snprintf(limit, sizeof(limit), "%u", instruction_limit());
		print_cell(out, &num, "Instruction limit", limit);
	}
	for (u32 i = 0; i < FEATURES; i++)
		if (rows[i].section == section)
			print_cell(out, &num, rows[i].text,
				   feature_has(features, (enum feature)i)
					   ? "yes"
					   : "no");
	if (num % 2)
		fputc('\n', out);
}

void features_print(struct features *features, FILE *out)
{
	print_section(features, out, HELPERS, "Kernel helpers");
	print_section(features, out, KERNEL, "Kernel features");
	print_section(features, out, PROBES, "Probe types");
}
