/*
 * What does not trace: listing probes (-l) and --info.
 */
#include "ast/ast.h"
#include "attach/features.h"
#include "attach/probe.h"
#include "base/log.h"
#include "cli.h"
#include "compile.h"
#include "rights.h"
#include "run.h"
#include "version.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The points of one probe, special ones left out. */
static void list_probe(const struct node *probe)
{
	for (const struct node *pt = probe->probe.points; pt; pt = pt->next) {
		if (pt->point.type->flags & PF_SPECIAL)
			continue;
		for (u32 i = 0; i < pt->point.nitems; i++)
			puts(pt->point.items[i].name);
	}
}

/* The expanded probes of a script, in order. */
static enum status list_script(struct compilation *comp)
{
	struct program *prog = compilation_tree(comp, "probes");

	if (!prog)
		return STATUS_ERROR;
	for (const struct node *p = prog->probes; p; p = p->next)
		list_probe(p);
	return STATUS_OK;
}

static enum status list_pattern(struct compilation *comp)
{
	struct probe_list list = { .arena = comp->ctx.arena };
	int num = probe_list(&comp->ctx, comp->opt->pattern, comp->opt->verbose,
			     &list);

	compilation_render(comp);
	vec_for (i, &list.lines)
		puts(list.lines.items[i]);
	return num < 0 || comp->ctx.diags.nerr ? STATUS_ERROR : STATUS_OK;
}

/* "foo.bt" that is not there is more likely a slip than a pattern. */
static void warn_missing_file(const char *pattern)
{
	size_t len = pattern ? strlen(pattern) : 0;

	if (len > 3 && !strcmp(pattern + len - 3, ".bt"))
		log_warn("It appears that '%s' is a filename but the file "
			 "does not exist. Treating '%s' as a search pattern.",
			 pattern, pattern);
}

int run_list(const struct options *opt)
{
	struct options script = *opt;
	struct compilation comp;
	enum status status;

	if (opt->pattern && !opt->text && !access(opt->pattern, F_OK))
		script.file = opt->pattern;
	else
		warn_missing_file(opt->pattern);
	status = compilation_init(&comp, &script);
	if (status == STATUS_OK && !rights_check())
		status = STATUS_ERROR;
	if (status == STATUS_OK)
		status = script.text || script.file ? list_script(&comp)
						    : list_pattern(&comp);
	compilation_fini(&comp);
	return status;
}

int run_info(void)
{
	struct features features = { .probe = features_probe };
	struct utsname name;

	if (!rights_check())
		return STATUS_ERROR;
	if (uname(&name))
		BUG("uname: %s", strerror(errno));
	printf("System\n  OS: %s %s %s\n  Arch: %s\n\n", name.sysname,
	       name.release, name.version, name.machine);
	printf("Build\n  version: v%s (awl %s)\n  LLVM: %s\n"
	       "  bfd: no\n  libdw (DWARF support): no\n"
	       "  libsystemd (systemd notify support): yes\n"
	       "  blazesym (advanced symbolization): no\n"
	       "  dwunwind (DWARF stack unwinding): no\n",
	       LANGUAGE_VERSION, AWL_VERSION, gen_llvm_version());
	features_print(&features, stdout);
	return STATUS_OK;
}
