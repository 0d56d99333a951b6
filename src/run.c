/*
 * From options to an exit status. Compilation and tracing meet here and
 * nowhere else: the compile arena is gone before the first event is read.
 */
#include "run.h"

#include "attach/probe.h"
#include "attach/session.h"
#include "attach/target.h"
#include "base/diag.h"
#include "base/log.h"
#include "base/sys.h"
#include "cli.h"
#include "compile.h"
#include "output/event.h"
#include "output/pcap.h"
#include "output/stacks.h"
#include "rights.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Everything of one run, from options to the end. */
struct run {
	const struct options *opt;
	struct compilation comp;
	struct target *target;
	struct session *session;
	struct output *output;
	struct sink sink;
	struct stacks *stacks;
	bool in_batches; /* written when no event is left to read */
};

/* Written by the signal handler only. */
static volatile sig_atomic_t stop_signals;
static int stop_fd = -1;

static void on_signal(int sig)
{
	u64 one = 1;

	(void)sig;
	stop_signals = stop_signals + 1;
	if (stop_fd >= 0 && write(stop_fd, &one, sizeof(one)) < 0)
		return; /* the counter is full: the reader is awake */
}

/*
 * From now on SIGINT, SIGTERM and SIGHUP end the script in order. The second
 * one kills, as if we had never asked.
 */
static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = on_signal,
				 .sa_flags = SA_RESETHAND };

	stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	for (u32 i = 0; i < countof(signals); i++)
		(void)sigaction(signals[i], &act, NULL);
	/* A closed stdout shows as a failing write, not as a death. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* and so does a file's size limit */
}

static enum record_next on_record(void *arg, const void *bytes, size_t size)
{
	struct run *run = arg;

	/* What the process mapped before this event names its addresses. */
	if (run->comp.ctx.plan->needs_usyms)
		stacks_update(run->stacks);
	return event_dispatch(run->output, bytes, size) ? RECORD_MORE
							: RECORD_STOP;
}

/*
 * People at a terminal see each line at once. Others get whole lines too, but
 * with one write for all events that were there at a time.
 */
static void set_buffering(struct run *run, FILE *out)
{
	static char buffer[64 << 10];
	int mode = run->opt->buffering;

	run->in_batches = mode < 0 && !isatty(fileno(out));
	if (mode < 0)
		mode = run->in_batches ? _IOFBF : _IOLBF;
	if (setvbuf(out, run->in_batches ? buffer : NULL, mode,
		    run->in_batches ? sizeof(buffer) : 0))
		log_warn("Can't set the output's buffering");
}

/* Open -o and prepare the sink; an exit status. */
static int open_output(struct run *run)
{
	const struct options *opt = run->opt;
	const struct sink_ops *ops = sink_find(opt->format);
	FILE *out = stdout;

	if (!ops) {
		log_error("Invalid output format \"%s\"\nValid formats: "
			  "'text', 'json'",
			  opt->format);
		return STATUS_ERROR;
	}
	if (opt->output) {
		out = fopen(opt->output, "we");
		if (!out) {
			log_error("Failed to open output file: \"%s\": %s",
				  opt->output, strerror(errno));
			return STATUS_ERROR;
		}
	}
	set_buffering(run, out);
	run->sink = (struct sink){ .ops = ops,
				   .out = out,
				   .quiet = opt->quiet,
				   .color = log_options()->color,
				   .no_warnings = !log_options()->warnings };
	return STATUS_OK;
}

/* The part of the output that needs the plan. */
static void start_output(struct run *run)
{
	const struct config *cfg = &run->comp.ctx.config;

	run->stacks = stacks_new(cfg->cpp_demangle, cfg->show_debug_info);
	run->output = output_new(run->comp.ctx.plan, cfg, run->comp.ctx.types,
				 &run->sink);
	run->output->dec.stacks = run->stacks;
	run->output->warn_level = run->opt->warn_level;
	run->output->map_fds = session_map_fds(run->session);
}

/* Bytes of the statement, or of the call within one, that TEXT begins with. */
static u32 code_length(const char *text)
{
	u32 depth = 0, len = 0;

	for (; text[len] && !strchr(";{}\n", text[len]); len++) {
		if (!depth && strchr("),", text[len]))
			break;
		if (text[len] == '(')
			depth++;
		if (text[len] == ')')
			depth--;
	}
	return len;
}

/* The code at LINE and COLUMN of FILE; what is named lives in the plan. */
static struct place find_place(void *arg, const char *file, u32 line,
			       u32 column)
{
	struct ctx *ctx = arg;
	struct diag_place place;
	struct place found = { 0 };

	for (u32 i = 0; i < ctx->sources.len; i++) {
		struct source *src = ctx->sources.items[i];
		struct span span;
		const char *text;
		u32 len;

		if (!src->text || strcmp(src->name, file))
			continue;
		text = source_line(src, line, &len);
		if (!text || column < 1 || column > len)
			continue;
		span.pos = src->base + (u32)(text - src->text) + column - 1;
		span.len = code_length(text + column - 1);
		place = diag_place(ctx->plan->arena, &ctx->sources, span);
		found = (struct place){ .file = file,
					.line = place.line,
					.column = place.column,
					.where = place.where,
					.text = place.text,
					.mark = place.mark };
	}
	return found;
}

/* Load and attach; an exit status. */
static int attach(struct run *run)
{
	const struct options *opt = run->opt;
	struct object_bytes object = { run->comp.object.bytes,
				       run->comp.object.size };
	u32 target = run->target ? target_pid(run->target) : 0;
	struct session_options options = {
		.cfg = &run->comp.ctx.config,
		.features = &run->comp.features,
		.btf = run->comp.ctx.btf,
		.pid = target,
		.verbose = opt->verbose || opt->debug & DEBUG_VERIFIER,
		.unsafe = opt->unsafe,
		.debug_libbpf = opt->debug & DEBUG_LIBBPF,
		.find_place = find_place,
		.place_arg = &run->comp.ctx,
	};
	u32 attached = 0;

	if (session_open(&run->session, run->comp.ctx.plan, &object, &options))
		return STATUS_FAILED;
	/* Nobody asks for places in the script any more. */
	compilation_drop_tree(&run->comp);
	object_free(&run->comp.object);
	start_output(run);
	if (run->comp.ctx.plan->needs_usyms &&
	    stacks_follow(run->stacks, target))
		log_verbose("Processes that end early keep no symbols.");
	if (!opt->dry_run &&
	    pcaps_open(&run->output->pcaps, run->comp.ctx.plan))
		return STATUS_ERROR;
	if (session_begin(run->session) ||
	    session_attach(run->session, &attached))
		return STATUS_FAILED;
	if (opt->dry_run)
		return STATUS_OK;
	run->sink.ops->attached(&run->sink, attached);
	sys_notify("READY=1");
	if (getenv("__BPFTRACE_NOTIFY_PROBES_ATTACHED")) {
		puts("__BPFTRACE_NOTIFY_PROBES_ATTACHED");
		if (fflush(stdout) && run->sink.out == stdout)
			run->sink.error = errno;
	}
	return STATUS_OK;
}

/* Does anything beside begin and end wait for an event? */
static bool waits_for_events(const struct plan *plan)
{
	for (u32 i = 0; i < plan->nprogs; i++)
		if (!(plan->progs[i].type->flags & PF_SPECIAL))
			return true;
	return false;
}

static void report_lost(struct run *run, u64 *total)
{
	u64 lost = session_lost(run->session);

	if (!lost)
		return;
	*total += lost;
	run->sink.ops->lost(&run->sink, lost);
}

/*
 * Read events until exit(), a signal, the target's end, or an error, be it
 * of the output.
 */
static int poll_events(struct run *run, u64 *lost)
{
	enum { TIMEOUT_MS = 100 };
	bool released = false;

	while (!run->output->exited && !stop_signals) {
		int err =
			session_poll(run->session, TIMEOUT_MS, on_record, run);

		/* Not for scripts that end at once: it takes its time. */
		if (!released && !run->output->exited)
			gen_release();
		released = true;
		stacks_update(run->stacks);
		report_lost(run, lost);
		if (run->in_batches)
			(void)sink_flush(&run->sink);
		(void)pcaps_flush(run->output->pcaps); /* noted there */
		if (run->sink.error)
			return 0;
		if (err < 0 && err != -EINTR) {
			log_error("Failed to read events: %s", strerror(-err));
			return err;
		}
		if (run->target && target_ended(run->target, NULL))
			break;
	}
	return 0;
}

/* The output can't be written: a reader that left knows that itself. */
static int report_output(const struct run *run)
{
	if (run->sink.error != EPIPE)
		log_error("Failed to write the output: %s",
			  strerror(run->sink.error));
	return STATUS_ERROR;
}

/* Stop events, run the end probes, print the maps. */
static int finish(struct run *run, u64 *lost)
{
	int err;

	sys_notify("STOPPING=1");
	session_disable(run->session);
	if (run->target)
		target_terminate(run->target);
	if (run->output->exited)
		session_discard(run->session);
	else
		(void)session_drain(run->session, on_record, run);
	err = session_end(run->session);
	run->output->exited = false;
	(void)session_drain(run->session, on_record, run);
	report_lost(run, lost);
	stacks_update(run->stacks);
	run->sink.ops->finish(&run->sink);
	output_maps(run->output);
	if (*lost)
		log_warn("Total lost event count: %llu",
			 (unsigned long long)*lost);
	if (!pcaps_flush(run->output->pcaps))
		run->output->failed = true;
	if (sink_flush(&run->sink))
		return report_output(run);
	if (err)
		return STATUS_FAILED;
	if (run->output->failed && !run->output->exit_code)
		return STATUS_ERROR;
	return run->output->exit_code;
}

/* The life of an attached script; an exit status. */
static int trace(struct run *run)
{
	u64 lost = 0;
	int err = 0;
	int status;

	if (stop_fd >= 0)
		(void)session_watch(run->session, stop_fd);
	if (run->target) {
		if (target_fd(run->target) >= 0)
			(void)session_watch(run->session,
					    target_fd(run->target));
		if (target_start(run->target))
			return STATUS_FAILED;
	}
	if (waits_for_events(run->comp.ctx.plan))
		err = poll_events(run, &lost);
	else
		(void)session_drain(run->session, on_record, run);
	if (run->sink.error)
		return report_output(run);
	status = finish(run, &lost);
	return err ? STATUS_FAILED : status;
}

/* -c and -p; an exit status. */
static int open_target(struct run *run)
{
	const struct options *opt = run->opt;

	if (opt->cmd) {
		run->target = target_spawn(types_arena(run->comp.ctx.types),
					   opt->cmd);
		if (!run->target)
			return STATUS_ERROR;
		run->comp.ctx.env.cpid = target_pid(run->target);
	} else if (opt->pid) {
		run->target = target_open(opt->pid);
		if (!run->target)
			return STATUS_ERROR;
	}
	return STATUS_OK;
}

/* Write SIZE bytes to PATH; an exit status. */
static int write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");
	bool ok = file && fwrite(bytes, 1, size, file) == size;

	if (file && fclose(file))
		ok = false;
	if (ok)
		return STATUS_OK;
	log_error("Failed to write \"%s\": %s", path, strerror(errno));
	return STATUS_ERROR;
}

static int run_compiled(struct run *run)
{
	const struct options *opt = run->opt;
	int status;

	if (!run->comp.ctx.plan->nprogs) {
		if (!opt->quiet)
			puts("No probes to attach");
		return STATUS_ERROR;
	}
	if (opt->emit_elf)
		return write_file(opt->emit_elf, run->comp.object.bytes,
				  run->comp.object.size);
	if (opt->codegen_only)
		return STATUS_OK;
	catch_signals();
	status = attach(run);
	if (status != STATUS_OK || opt->dry_run)
		return status;
	return trace(run);
}

static void run_fini(struct run *run)
{
	session_close(run->session, true);
	output_free(run->output);
	stacks_free(run->stacks);
	target_close(run->target);
	strbuf_fini(&run->sink.buf);
	compilation_fini(&run->comp);
}

int run_script(const struct options *opt)
{
	struct run run = { .opt = opt };
	int status;

	status = compilation_init(&run.comp, opt);
	if (status == STATUS_OK)
		status = open_output(&run);
	if (status == STATUS_OK && !opt->codegen_only && !rights_check())
		status = STATUS_ERROR;
	if (status == STATUS_OK)
		status = open_target(&run);
	if (status == STATUS_OK)
		status = compilation_run(&run.comp);
	if (status == STATUS_OK)
		status = run_compiled(&run);
	run_fini(&run);
	return status;
}
