/*
 * From object to loaded programs. libbpf creates the maps, relocates and
 * loads; we step in right before each program is loaded, where its final
 * instructions can be seen. There the program gets its type and attach
 * target, and copies for further points are loaded by ourselves: so nothing
 * is loaded twice, and libbpf never parses the kernel's BTF (14 ms) to find
 * a target that we know already.
 */
#include "attach/progtype.h"
#include "attach/refused.h"
#include "attach/session_impl.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "base/vec.h"
#include "btf/btf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	LD_IMM64 = BPF_LD | BPF_DW | BPF_IMM,
};

/* What the callback needs; lives as long as the load. */
struct loading {
	struct session *session;
	struct hash progs; /* name -> index + 1 */
	s64 current;       /* index of the program being loaded, -1: none */
	char *log;         /* of the verifier, shared by all programs */
	size_t log_size;
	/* Places of the instructions of the program being loaded. */
	VEC(struct bpf_line_info) lines;
};

static int print_quiet(enum libbpf_print_level level, const char *fmt,
		       va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

PRINTF_LIKE(2, 0)
static int print_debug(enum libbpf_print_level level, const char *fmt,
		       va_list args)
{
	static const char *const names[] = {
		[LIBBPF_WARN] = "WARN",
		[LIBBPF_INFO] = "INFO",
		[LIBBPF_DEBUG] = "DEBUG",
	};

	if ((size_t)level < countof(names))
		printf("[%s] ", names[level]);
	return vprintf(fmt, args);
}

bool session_loads_copies(const struct plan_prog *prog)
{
	if (prog->npoints < 2)
		return false;
	return prog->source == POINT_PATCH || prog->context == CTX_BTF;
}

static enum bpf_prog_type prog_type(const struct plan_prog *prog)
{
	if (prog->npoints)
		return (enum bpf_prog_type)point_prog_type(&prog->points[0]);
	return BPF_PROG_TYPE_RAW_TRACEPOINT;
}

static enum bpf_attach_type attach_type(const struct plan_prog *prog)
{
	return (enum bpf_attach_type)(
		prog->npoints ? point_attach_type(prog->type, &prog->points[0])
			      : 0);
}

/* Put in the ids of the kernel's functions that INSNS calls. */
static int patch_kfuncs(struct session *s, struct bpf_insn *insns, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		u32 kfunc = (u32)insns[i].imm - PLAN_KFUNC_MAGIC;
		s32 id;

		if (insns[i].code != (BPF_JMP | BPF_CALL) || insns[i].src_reg ||
		    kfunc >= KFUNCS)
			continue;
		id = kfunc_id(s->options.btf, (enum kfunc)kfunc);
		if (id < 0)
			return id;
		insns[i].src_reg = BPF_PSEUDO_KFUNC_CALL;
		insns[i].imm = id;
	}
	return 0;
}

/* Replace the magic number in INSNS by IDX. */
static void patch_point(struct bpf_insn *insns, size_t num, u32 idx)
{
	for (size_t i = 0; i + 1 < num; i++) {
		if (insns[i].code != LD_IMM64)
			continue;
		if (!insns[i].src_reg &&
		    (u32)insns[i].imm == (u32)PLAN_POINT_MAGIC &&
		    (u32)insns[i + 1].imm == (u32)(PLAN_POINT_MAGIC >> 32)) {
			insns[i].imm = (s32)idx;
			insns[i + 1].imm = 0;
		}
		i++;
	}
}

/* Set the attach target of POINT in OPTS. */
static int set_target(struct session *s, const struct point *point,
		      struct bpf_prog_load_opts *opts)
{
	int fd;
	s32 id = point_btf_id(s->options.btf, point, &fd);

	if (id < 0)
		return id;
	opts->attach_btf_id = (u32)id;
	opts->attach_btf_obj_fd = (u32)fd;
	return 0;
}

static int load_copy(struct loading *ld, const struct plan_prog *prog,
		     const struct bpf_insn *insns, size_t num,
		     struct bpf_prog_load_opts *opts)
{
	const char *license = ld->session->options.cfg->license;
	int fd;

	opts->log_level = 0;
	opts->log_buf = NULL;
	opts->log_size = 0;
	fd = bpf_prog_load(prog_type(prog), prog->name, license, insns, num,
			   opts);
	if (fd >= 0)
		return fd;
	opts->log_level = 1;
	opts->log_buf = ld->log;
	opts->log_size = (u32)ld->log_size;
	fd = bpf_prog_load(prog_type(prog), prog->name, license, insns, num,
			   opts);
	return fd < 0 ? -errno : fd;
}

/* Load the programs of all points but the first, which libbpf loads. */
static int load_copies(struct loading *ld, u32 idx, const struct bpf_insn *code,
		       size_t num, const struct bpf_prog_load_opts *opts)
{
	struct session *s = ld->session;
	const struct plan_prog *prog = &s->plan->progs[idx];
	struct bpf_insn *copy = calloc(num, sizeof(*copy));
	int err = 0;

	if (!copy)
		return -ENOMEM;
	for (u32 i = 1; i < prog->npoints && !err; i++) {
		struct bpf_prog_load_opts mine = *opts;

		memcpy(copy, code, num * sizeof(*copy));
		patch_point(copy, num, i);
		if (prog->context == CTX_BTF)
			err = set_target(s, &prog->points[i], &mine);
		if (!err)
			err = load_copy(ld, prog, copy, num, &mine);
		if (err >= 0) {
			s->loaded[idx].fds[i] = err;
			err = 0;
		}
	}
	free(copy);
	return err;
}

/* libbpf forgets them as soon as loading has failed. */
static void keep_lines(struct loading *ld,
		       const struct bpf_prog_load_opts *opts)
{
	const char *at = opts->line_info;

	ld->lines.len = 0;
	if (opts->line_info_rec_size < sizeof(struct bpf_line_info))
		return;
	for (u32 i = 0; at && i < opts->line_info_cnt; i++) {
		struct bpf_line_info line;

		memcpy(&line, at + (size_t)i * opts->line_info_rec_size,
		       sizeof(line));
		vec_push(ld->session->arena, &ld->lines, line);
	}
}

/* libbpf is about to load PROG: its instructions are final. */
static int on_load(struct bpf_program *prog, struct bpf_prog_load_opts *opts,
		   long cookie)
{
	struct loading *ld = (struct loading *)cookie;
	void *found = hash_find(&ld->progs, bpf_program__name(prog));
	const struct plan_prog *plan;
	struct bpf_insn *copy;
	size_t num = bpf_program__insn_cnt(prog);
	int err = 0;
	u32 idx;

	if (!found)
		return -ENOENT;
	idx = (u32)(uintptr_t)found - 1;
	plan = &ld->session->plan->progs[idx];
	ld->current = idx;
	keep_lines(ld, opts);
	bpf_program__set_log_buf(prog, ld->log, ld->log_size);
	bpf_program__set_type(prog, prog_type(plan));
	opts->expected_attach_type = attach_type(plan);
	copy = calloc(num, sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	memcpy(copy, bpf_program__insns(prog), num * sizeof(*copy));
	err = patch_kfuncs(ld->session, copy, num);
	if (!err && session_loads_copies(plan)) {
		ld->session->loaded[idx].owned = true;
		err = load_copies(ld, idx, copy, num, opts);
	}
	if (!err && plan->context == CTX_BTF)
		err = set_target(ld->session, &plan->points[0], opts);
	if (!err && plan->source == POINT_PATCH)
		patch_point(copy, num, 0);
	if (!err)
		err = bpf_program__set_insns(prog, copy, num);
	free(copy);
	return err;
}

/* Be asked before programs of every section that the plan uses are loaded. */
static u32 register_handlers(struct loading *ld, int *ids)
{
	const struct plan *plan = ld->session->plan;
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = (long)ld,
		    .prog_prepare_load_fn = on_load);
	u32 num = 0;

	for (u32 i = 0; i < plan->nprogs; i++) {
		const char *section = plan->progs[i].section;
		bool seen = false;
		const char *pattern;
		int id;

		for (u32 j = 0; j < i && !seen; j++)
			seen = !strcmp(plan->progs[j].section, section);
		if (seen)
			continue;
		pattern = arena_printf(ld->session->arena, "%s+", section);
		id = libbpf_register_prog_handler(
			pattern, BPF_PROG_TYPE_RAW_TRACEPOINT,
			(enum bpf_attach_type)0, &opts);
		if (id >= 0)
			ids[num++] = id;
	}
	return num;
}

static int find_progs(struct session *s)
{
	for (u32 i = 0; i < s->plan->nprogs; i++) {
		struct bpf_program *prog = bpf_object__find_program_by_name(
			s->object, s->plan->progs[i].name);

		if (!prog) {
			log_error("The object has no program %s",
				  s->plan->progs[i].name);
			return -ENOENT;
		}
		s->loaded[i].fds[0] = bpf_program__fd(prog);
	}
	return 0;
}

/* Enough descriptors for every point, and memory on old kernels. */
static void raise_limits(const struct plan *plan)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	u64 want = 50 + plan->nmaps + 3ULL * plan->nprobes;
	struct rlimit files;

	/* Not everybody may; kernels since 5.11 don't count it anyway. */
	(void)setrlimit(RLIMIT_MEMLOCK, &all);
	for (u32 i = 0; i < plan->nprogs; i++)
		if (plan->progs[i].context == CTX_PERF)
			want += 2ULL * plan->ncpus;
	if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= want)
		return;
	files.rlim_cur = want;
	if (files.rlim_max < want)
		files.rlim_max = want;
	if (setrlimit(RLIMIT_NOFILE, &files)) {
		getrlimit(RLIMIT_NOFILE, &files);
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
}

static void explain(const struct loading *ld, const struct plan_prog *plan,
		    int err)
{
	const struct session *s = ld->session;
	const struct bpf_program *prog =
		bpf_object__find_program_by_name(s->object, plan->name);
	const struct refusal refusal = {
		.options = &s->options,
		.object = s->object,
		.prog = plan,
		.log = ld->log,
		.err = err,
		.insns = prog ? bpf_program__insns(prog) : NULL,
		.ninsns = prog ? bpf_program__insn_cnt(prog) : 0,
		.lines = ld->lines.items,
		.nlines = ld->lines.len,
	};

	refused_explain(&refusal);
}

static void report_failure(struct loading *ld, int err)
{
	struct session *s = ld->session;
	const struct plan_prog *prog;

	if (ld->current < 0 && refused_map(s->plan, s->object))
		return;
	if (ld->current < 0) {
		log_error("Failed to load the script's maps and programs: %s",
			  strerror(-err));
		log_hint("Try using the \"-d libbpf\" option to see the full "
			 "loading log.");
		return;
	}
	prog = &s->plan->progs[ld->current];
	explain(ld, prog, err);
	if (!s->options.verbose) {
		log_error("Error loading BPF program for %s. Error code: %d "
			  "(%s). Use -v for full kernel error log.",
			  prog->name, err, strerror(-err));
	} else {
		log_error("Error loading BPF program for %s. Error code: %d "
			  "(%s).\nKernel error log:\n%s",
			  prog->name, err, strerror(-err), ld->log);
		if (strlen(ld->log) + 1 >= ld->log_size)
			log_warn("Kernel log seems to be trimmed. This may be "
				 "due to the buffer being too small; try "
				 "increasing the BPFTRACE_LOG_SIZE environment "
				 "variable beyond the current value of %zu "
				 "bytes",
				 ld->log_size);
	}
	if (err == -EPERM && prog->context == CTX_BTF && !ld->log[0])
		log_hint("this system does not let fentry and fexit programs "
			 "be loaded; try kprobe or kretprobe.");
}

static int loading_init(struct loading *ld, struct session *s)
{
	const struct plan *plan = s->plan;

	*ld = (struct loading){ .session = s, .current = -1 };
	hash_init(&ld->progs, s->arena);
	s->loaded = ARENA_ARRAY(s->arena, struct loaded, plan->nprogs);
	s->map_fds = ARENA_ARRAY(s->arena, int, plan->nmaps + 1);
	for (u32 i = 0; i < plan->nprogs; i++) {
		const struct plan_prog *prog = &plan->progs[i];
		u32 num = session_loads_copies(prog) ? prog->npoints : 1;

		hash_set(&ld->progs, prog->name, (void *)(uintptr_t)(i + 1));
		s->loaded[i].nfds = num;
		s->loaded[i].fds = ARENA_ARRAY(s->arena, int, num);
		memset(s->loaded[i].fds, -1, num * sizeof(int));
	}
	ld->log_size = s->options.cfg->log_size;
	if (ld->log_size < 4096)
		ld->log_size = 4096;
	if (ld->log_size > UINT32_MAX >> 2)
		ld->log_size = UINT32_MAX >> 2;
	/* Its pages are there only when something is written. */
	ld->log = mmap(NULL, ld->log_size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ld->log != MAP_FAILED)
		return 0;
	log_error("No memory for the kernel's log of %zu bytes; set "
		  "BPFTRACE_LOG_SIZE to less.",
		  ld->log_size);
	return -ENOMEM;
}

int session_load(struct session *s, const struct object_bytes *object)
{
	struct loading ld;
	int *ids;
	u32 nids;
	int err;

	raise_limits(s->plan);
	libbpf_set_print(s->options.debug_libbpf ? print_debug : print_quiet);
	err = loading_init(&ld, s);
	if (err)
		return err;
	ids = ARENA_ARRAY(s->arena, int, s->plan->nprogs + 1);
	nids = register_handlers(&ld, ids);
	s->object = bpf_object__open_mem(object->bytes, object->size, NULL);
	if (!s->object) {
		err = -errno;
		log_error("The compiled program can't be read: %s",
			  strerror(errno));
		goto out;
	}
	session_set_up_maps(s);
	err = bpf_object__load(s->object);
	if (err) {
		report_failure(&ld, err);
		goto out;
	}
	err = find_progs(s);
	if (!err)
		err = session_find_maps(s);
	if (!err)
		err = packets_open(s);
out:
	for (u32 i = 0; i < nids; i++)
		libbpf_unregister_prog_handler(ids[i]);
	munmap(ld.log, ld.log_size);
	return err;
}
