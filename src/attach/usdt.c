/*
 * usdt: static probes of user programs, usdt:target:[provider:]name. They can
 * be listed; attaching them is not supported yet, probe.c refuses it by name.
 */
#include "attach/binary.h"
#include "attach/match.h"
#include "attach/resolve.h"
#include "symbols/elf.h"
#include "symbols/notes.h"

#include <errno.h>

struct listing {
	struct probe_request *req;
	struct probe_list *out;
	const char *path;
	const char *provider;
	const char *name;
};

static bool list_note(const struct usdt_note *note, void *arg)
{
	struct listing *listing = arg;

	if (match_glob(listing->provider, note->provider) &&
	    match_glob(listing->name, note->name))
		probe_list_add(listing->req, listing->out, "%s:%s:%s",
			       listing->path, note->provider, note->name);
	return true;
}

static int usdt_list(struct probe_request *req, struct probe_list *out,
		     bool verbose)
{
	u32 num = req->parts.nitems;
	struct listing listing = {
		.req = req,
		.out = out,
		.provider = num == 3 ? req->parts.items[1] : "*",
		.name = num > 1 ? req->parts.items[num - 1] : "*",
	};
	struct binaries files = { 0 };

	(void)verbose;
	binary_find(req->ctx->arena, req->parts.items[0], point_pid(req),
		    &files);
	if (!files.len) {
		point_error(req,
			    "usdt target file '%s' does not exist or is not "
			    "executable",
			    req->parts.items[0]);
		return -ENOENT;
	}
	vec_for (i, &files) {
		struct elf_file *file = elf_open(files.items[i].path);

		listing.path = files.items[i].name;
		if (file)
			usdt_each(file, list_note, &listing);
		elf_close(file);
	}
	return 0;
}

const struct probe_ops usdt_ops = {
	.list = usdt_list,
};
