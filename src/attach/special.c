/*
 * Probes that we run ourselves: begin and end. Their programs are raw
 * tracepoint programs that the kernel runs once when asked; the session does
 * that, nothing is attached.
 */
#include "attach/resolve.h"

#include <string.h>

static bool special_resolve(struct probe_request *req, struct points *out)
{
	if (req->parts.nitems > 1 ||
	    (req->parts.nitems && req->parts.items[0][0] &&
	     strcmp(req->parts.items[0], "*") != 0))
		return point_error(req,
				   "begin/end probes should not have a target");
	point_add(req, out,
		  (struct point){
			  .name = req->parts.type->name,
			  .via = VIA_TEST_RUN,
			  .context = CTX_NONE,
		  });
	return true;
}

static const struct type *special_args(struct probe_request *req,
				       const struct point *point)
{
	point_error(req, "%s probes have no arguments", point->name);
	return NULL;
}

static const struct type *special_retval(struct probe_request *req,
					 const struct point *point)
{
	(void)req;
	(void)point;
	return NULL;
}

static int special_list(struct probe_request *req, struct probe_list *out,
			bool verbose)
{
	(void)req;
	(void)out;
	(void)verbose;
	return 0;
}

static int special_attach(struct session *session, u32 prog, u32 idx)
{
	(void)session;
	BUG("attaching special probe %u of program %u", idx, prog);
}

const struct probe_ops special_ops = {
	.resolve = special_resolve,
	.args = special_args,
	.retval = special_retval,
	.list = special_list,
	.attach = special_attach,
};
