/*
 * The system calls that attach programs. See link.h.
 */
#include "attach/link.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The part of BPF_LINK_CREATE's argument that is the same for all. */
struct link_attr {
	u32 prog;
	u32 target;
	u32 attach;
	u32 flags;
	union {
		u8 bytes[64];
		struct {
			u64 cookie;
		} perf;
		struct {
			u32 btf_id;
			u32 pad;
			u64 cookie;
		} tracing;
		struct {
			u32 flags;
			u32 num;
			u64 syms;
			u64 addrs;
			u64 cookies;
		} kprobe;
		struct {
			u64 path;
			u64 offsets;
			u64 refs;
			u64 cookies;
			u32 num;
			u32 flags;
			u32 pid;
			u32 pad;
		} uprobe;
	};
};

struct raw_attr {
	u64 name;
	u32 prog;
	u32 pad;
	u64 cookie;
};

enum { MULTI_RETURN = 1 };

static int bpf_call(int cmd, void *attr, size_t size)
{
	long res = syscall(__NR_bpf, cmd, attr, size);

	return res < 0 ? -errno : (int)res;
}

static u64 user_ptr(const void *ptr)
{
	return (u64)(uintptr_t)ptr;
}

int link_create(int prog, u32 target, u32 attach, const void *arg, size_t size)
{
	struct link_attr attr = {
		.prog = (u32)prog,
		.target = target,
		.attach = attach,
	};

	if (size > sizeof(attr.bytes))
		BUG("link argument of %zu bytes", size);
	if (size)
		memcpy(attr.bytes, arg, size);
	return bpf_call(BPF_LINK_CREATE, &attr,
			offsetof(struct link_attr, bytes) + size);
}

int link_raw_tracepoint(int prog, const char *name, const u64 *cookie)
{
	struct raw_attr attr = {
		.name = user_ptr(name),
		.prog = (u32)prog,
		.cookie = cookie ? *cookie : 0,
	};
	int fd;

	fd = bpf_call(BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
	if (fd == -E2BIG && attr.cookie) {
		attr.cookie = 0; /* an old kernel: nobody can read it */
		fd = bpf_call(BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
	}
	return fd;
}

int link_tracing(int prog, bool is_return, const u64 *cookie)
{
	struct link_attr attr = { 0 };
	int fd;

	if (cookie && *cookie) {
		attr.tracing.cookie = *cookie;
		fd = link_create(prog, 0,
				 is_return ? BPF_TRACE_FEXIT : BPF_TRACE_FENTRY,
				 attr.bytes, sizeof(attr.tracing));
		if (fd >= 0)
			return fd;
	}
	return link_raw_tracepoint(prog, NULL, NULL);
}

int link_perf_event(int prog, int perf, const u64 *cookie, int *link)
{
	*link = -1;
	if (cookie) {
		int fd = link_create(prog, (u32)perf, BPF_PERF_EVENT, cookie,
				     sizeof(*cookie));

		if (fd >= 0) {
			*link = fd;
			return 0;
		}
	}
	if (ioctl(perf, PERF_EVENT_IOC_SET_BPF, prog) < 0)
		return -errno;
	return 0;
}

int link_kprobe_multi(int prog, bool is_return, const char *const *syms,
		      const u64 *cookies, u32 num)
{
	struct link_attr attr = { 0 };

	attr.kprobe.flags = is_return ? MULTI_RETURN : 0;
	attr.kprobe.num = num;
	attr.kprobe.syms = user_ptr(syms);
	attr.kprobe.cookies = user_ptr(cookies);
	return link_create(prog, 0, ATTACH_KPROBE_MULTI, attr.bytes,
			   sizeof(attr.kprobe));
}

int link_uprobe_multi(int prog, const struct uprobe_multi *multi)
{
	struct link_attr attr = { 0 };

	attr.uprobe.path = user_ptr(multi->path);
	attr.uprobe.offsets = user_ptr(multi->offsets);
	attr.uprobe.cookies = user_ptr(multi->cookies);
	attr.uprobe.num = multi->num;
	attr.uprobe.pid = multi->pid;
	attr.uprobe.flags = multi->is_return ? MULTI_RETURN : 0;
	return link_create(prog, 0, ATTACH_UPROBE_MULTI, attr.bytes,
			   sizeof(attr.uprobe));
}

const char *link_error(int err)
{
	enum { KERNEL_ENOTSUPP = 524 }; /* unknown to libc */

	return err == -KERNEL_ENOTSUPP ? "Not supported by the kernel"
				       : strerror(-err);
}

int perf_open(const struct perf_event_attr *attr, s32 pid, s32 cpu)
{
	long fd = syscall(__NR_perf_event_open, attr, pid, cpu, -1,
			  PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

static ssize_t read_small(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;
	int err;

	if (fd < 0)
		return -errno;
	len = read(fd, buf, size - 1);
	err = len < 0 ? -errno : 0;
	close(fd);
	if (err)
		return err;
	buf[len] = '\0';
	return len;
}

s64 read_number(const char *path)
{
	char buf[64];
	ssize_t len = read_small(path, buf, sizeof(buf));
	char *end;
	long long num;

	if (len < 0)
		return len;
	num = strtoll(buf, &end, 10);
	if (end == buf || num < 0)
		return -EINVAL;
	return num;
}

int perf_pmu_type(const char *name, u64 *retprobe)
{
	char path[128];
	char buf[64];
	s64 type;

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type",
		 name);
	type = read_number(path);
	if (type < 0 || !retprobe)
		return (int)type;
	snprintf(path, sizeof(path),
		 "/sys/bus/event_source/devices/%s/format/retprobe", name);
	*retprobe = 1;
	if (read_small(path, buf, sizeof(buf)) > 0 &&
	    !strncmp(buf, "config:", 7))
		*retprobe = 1ULL << (atoi(buf + 7) & 63);
	return (int)type;
}

int trial_load(const struct trial *trial)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts,
		    .expected_attach_type = (enum bpf_attach_type)trial->attach,
		    .attach_btf_id = trial->btf_id,
		    .attach_btf_obj_fd = trial->btf_obj_fd);
	int fd;

	if (trial->log) {
		trial->log[0] = '\0';
		opts.log_buf = trial->log;
		opts.log_size = trial->log_size;
		opts.log_level = 1;
	}
	fd = bpf_prog_load((enum bpf_prog_type)trial->type, "awl_trial", "GPL",
			   trial->insns, trial->ninsns, &opts);
	return fd < 0 ? -errno : fd;
}

int trial_load_empty(u32 type, u32 attach)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	const struct trial trial = {
		.type = type,
		.attach = attach,
		.insns = insns,
		.ninsns = countof(insns),
	};

	return trial_load(&trial);
}

int trial_load_raw(void)
{
	/* Reads the last argument that any tracepoint may have. */
	const struct bpf_insn insns[] = {
		{ .code = BPF_LDX | BPF_MEM | BPF_DW,
		  .dst_reg = 0,
		  .src_reg = 1,
		  .off = 88 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	const struct trial trial = {
		.type = BPF_PROG_TYPE_RAW_TRACEPOINT,
		.insns = insns,
		.ninsns = countof(insns),
	};

	return trial_load(&trial);
}

/*
 * The kernel looks the name up first (-ENOENT) and then refuses the program,
 * which reads more arguments than there are. A program that it took would
 * have to be detached again, and the next one would wait for that.
 */
bool trial_raw_exists(int prog, const char *name)
{
	int fd = link_raw_tracepoint(prog, name, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0 || fd == -EINVAL;
}
