/*
 * What programs report when something fails at run time: a helper that
 * refused, a division by zero, an event that found no room. A script has such
 * places by the dozen and hardly ever gets there, so the code is made once
 * and called, as soon as there are more than a few of them. The functions are
 * global ones, which the verifier looks at for themselves: it drops what it
 * knows of a place that many calls lead to, and old kernels would then follow
 * both ways of each call to the end of the program.
 */
#include "llvm/gen_internal.h"

enum { FEW_SITES = 4 };

/* Is a function worth its price? Not where the stack is short already. */
static bool is_shared(const struct gen *g)
{
	return g->plan->nsites > FEW_SITES && g->depth == 1;
}

/* The parts of a report: EV_helper_error or EV_runtime_error. */
struct report {
	LLVMValueRef kind, site;
	LLVMValueRef first, second; /* the two words after the head */
};

/* Both kinds of records look the same. */
static void send_report(struct gen *g, const struct report *report)
{
	const struct event_desc *desc = &event_descs[EV_helper_error];
	struct event event;

	gen_event_start(g, &event, desc, report->kind, report->site,
			desc->size);
	gen_event_field(g, &event, "helper", report->first);
	gen_event_field(g, &event, "retcode", report->second);
	gen_event_submit(g, &event);
}

static LLVMValueRef report_function(struct gen *g)
{
	static const struct debuginfo_param params[] = {
		{ .name = "kind" },
		{ .name = "site" },
		{ .name = "first" },
		{ .name = "second" },
	};
	const struct callee callee = {
		.name = "report",
		.params = params,
		.num = countof(params),
		.is_global = true,
	};
	const struct frame frame = {
		.prog = gen_no_program(g, callee.name),
	};
	struct caller caller = gen_callee_begin(g, &callee, &frame);
	const struct report report = {
		.kind = LLVMGetParam(g->f.fn, 0),
		.site = LLVMGetParam(g->f.fn, 1),
		.first = LLVMGetParam(g->f.fn, 2),
		.second = LLVMGetParam(g->f.fn, 3),
	};

	send_report(g, &report);
	LLVMBuildRet(g->b, gen_const(g, 0));
	return gen_callee_end(g, &caller);
}

static void add_report(struct gen *g, const struct report *report)
{
	LLVMValueRef args[] = { report->kind, report->site, report->first,
				report->second };

	if (!is_shared(g)) {
		send_report(g, report);
		return;
	}
	if (!g->report_fn)
		g->report_fn = report_function(g);
	LLVMBuildCall2(g->b, LLVMGlobalGetValueType(g->report_fn), g->report_fn,
		       args, countof(args), "");
}

void gen_helper_error(struct gen *g, const struct node *node, enum helper which,
		      LLVMValueRef result)
{
	if (!node->site || !g->ctx->env.warn_level)
		return;
	add_report(g, &(struct report){
			      .kind = gen_const(g, EV_helper_error),
			      .site = gen_const(g, node->site - 1),
			      .first = gen_const(g, helper_number(which)),
			      .second = result,
		      });
}

void gen_runtime_error(struct gen *g, const struct node *node,
		       enum runtime_error error)
{
	if (!node->site || !g->ctx->env.warn_level)
		return;
	add_report(g, &(struct report){
			      .kind = gen_const(g, EV_runtime_error),
			      .site = gen_const(g, node->site - 1),
			      .first = gen_const(g, error),
			      .second = gen_const(g, 0),
		      });
}

static LLVMValueRef lost_function(struct gen *g)
{
	const struct callee callee = { .name = "lost", .is_global = true };
	const struct frame frame = {
		.prog = gen_no_program(g, callee.name),
	};
	struct caller caller = gen_callee_begin(g, &callee, &frame);

	gen_count_lost(g);
	LLVMBuildRet(g->b, gen_const(g, 0));
	return gen_callee_end(g, &caller);
}

void gen_event_lost(struct gen *g)
{
	if (!is_shared(g)) {
		gen_count_lost(g);
		return;
	}
	if (!g->lost_fn)
		g->lost_fn = lost_function(g);
	LLVMBuildCall2(g->b, LLVMGlobalGetValueType(g->lost_fn), g->lost_fn,
		       NULL, 0, "");
}
