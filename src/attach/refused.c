/*
 * What the kernel's refusal of a program means to the author of the script.
 * The verifier tells of instructions; the lines that they came from are in
 * the object's BTF, and the reason is one of a few sentences of its log.
 */
#include "attach/refused.h"

#include "base/diag.h"
#include "base/log.h"
#include "base/str.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAPS_LIMIT = 64 };

/* A reason to refuse, found by what the log says. */
struct reason {
	const char *marks[4]; /* any of them; NULL: no more */
	const char *text;
	const char *hint;
};

static const struct reason reasons[] = {
	{ { "_or_null'", "or_null_", "invalid mem access 'map_value_or_null" },
	  "result needs to be null-checked before accessing fields",
	  "Put the access into `if (...) { }`." },
	{ { "expected=ptr_", "expected=trusted_ptr_" },
	  "The kernel takes only a pointer here that comes right from the "
	  "probe's arguments",
	  "Pass an argument of the probe itself, such as args.skb." },
	{ { "combined stack size of", "Stack limit", "stack size" },
	  "Stack size is too large. Trying moving some scratch variables into "
	  "maps or try setting a lower on_stack_limit",
	  "config = { on_stack_limit=0 } keeps the most." },
	{ { "infinite loop detected", "back-edge from insn" },
	  "The kernel sees no end of this loop",
	  "Let a number in a variable decide when it ends, or loop over a "
	  "range, e.g. `for $i : 0..10 { ... }`" },
	{ { "due to 16-bit range" },
	  "The code of a probe is too long for the jumps in it",
	  "Split it up into several probes for the same event." },
	{ { "jumps is too complex" },
	  "This loop runs too often for the kernel, which follows every "
	  "iteration before it starts a program",
	  "Let it end sooner, or loop over a range, e.g. `for $i : 0..10 { "
	  "... }`" },
	{ { "is too large. Processed" },
	  "The kernel gave up here: it follows at most 1,000,000 instructions "
	  "of a program, each iteration of a loop included",
	  "Split the probe up into several for the same event, use shorter "
	  "loops, or loop over ranges: `for $i : 0..10 { ... }`" },
};

s64 refused_insn(const char *log)
{
	s64 insn = -1;

	while (log && *log) {
		char *end;
		unsigned long number = strtoul(log, &end, 10);

		if (end > log && !strncmp(end, ": (", 3))
			insn = (s64)number;
		log = strchr(log, '\n');
		if (log)
			log++;
	}
	return insn;
}

/* Where the script's part of instruction INSN is; all NULL: nobody knows. */
static struct place place_of(const struct refusal *r, s64 insn)
{
	const struct bpf_line_info *found = NULL;
	const struct btf *btf = r->object ? bpf_object__btf(r->object) : NULL;
	const char *file = NULL;

	for (size_t i = 0; i < r->nlines; i++) {
		if ((s64)r->lines[i].insn_off > insn)
			break;
		/* Line 0: code of ours that belongs to no statement. */
		if (BPF_LINE_INFO_LINE_NUM(r->lines[i].line_col))
			found = &r->lines[i];
	}
	if (found && btf)
		file = btf__str_by_offset(btf, found->file_name_off);
	/* LLVM puts the folder that we gave in front of relative names. */
	if (file && !strncmp(file, "./", 2))
		file += 2;
	if (file && !strncmp(file, PLAN_NO_TEXT, strlen(PLAN_NO_TEXT)))
		file += strlen(PLAN_NO_TEXT);
	if (!found || !file || !r->options->find_place)
		return r->prog->place;
	return r->options->find_place(r->options->place_arg, file,
				      BPF_LINE_INFO_LINE_NUM(found->line_col),
				      BPF_LINE_INFO_LINE_COL(found->line_col));
}

static void complain(const struct place *place, const char *text,
		     const char *hint)
{
	diag_print(stderr, SEV_ERROR, log_options()->color, place->where, text,
		   place->mark ? place->text : NULL, place->mark);
	if (hint)
		log_hint("%s", hint);
}

/* What is behind the last MARK of LOG before END (NULL: anywhere), or NULL. */
static const char *behind_last(const char *log, const char *mark,
			       const char *end)
{
	const char *found = NULL, *at = log;

	while ((at = strstr(at, mark)) && (!end || at < end)) {
		at += strlen(mark);
		found = at;
	}
	return found;
}

/*
 * The name of the helper that LOG says may not be called: "unknown func
 * bpf_x#1", "program of this type cannot use helper bpf_x#1", or "24: (85)
 * call bpf_x#1" and then "helper call is not allowed in probe".
 */
static const char *refused_helper(const char *log)
{
	const char *end = strstr(log, "helper call is not allowed in probe");
	const char *name = behind_last(log, "unknown func ", NULL);

	if (!name)
		name = behind_last(log, "cannot use helper ", NULL);
	if (!name && end)
		name = behind_last(log, ") call ", end);
	return name;
}

static bool explain_helper(const struct refusal *r, const struct place *place)
{
	const char *name = refused_helper(r->log);
	struct strbuf text = { 0 };

	if (!name)
		return false;
	strbuf_printf(&text, "helper %.*s not allowed in probe %s",
		      (int)strcspn(name, "# \n"), name,
		      r->prog->points[0].name);
	complain(place, strbuf_text(&text),
		 "Use another kind of probe, or a newer kernel.");
	strbuf_fini(&text);
	return true;
}

static bool is_new(const struct refusal *r, size_t insn)
{
	for (size_t i = 0; i < insn; i++)
		if (r->insns[i].code == r->insns[insn].code &&
		    r->insns[i].src_reg == r->insns[insn].src_reg &&
		    r->insns[i].imm == r->insns[insn].imm)
			return false;
	return true;
}

/* Maps in the program, and the instruction with the first one too many. */
static u32 count_maps(const struct refusal *r, s64 *excess)
{
	u32 num = 0;

	for (size_t i = 0; i + 1 < r->ninsns; i++) {
		const struct bpf_insn *insn = &r->insns[i];

		if (insn->code != (BPF_LD | BPF_DW | BPF_IMM))
			continue;
		if ((insn->src_reg == BPF_PSEUDO_MAP_FD ||
		     insn->src_reg == BPF_PSEUDO_MAP_VALUE) &&
		    is_new(r, i) && ++num == MAPS_LIMIT + 1)
			*excess = (s64)i;
		i++;
	}
	return num;
}

static bool explain_maps(const struct refusal *r)
{
	s64 excess = -1;
	u32 num;
	struct strbuf text = { 0 };
	struct place place;

	if (!strstr(r->log, "maps per program has reached the limit") &&
	    r->err != -E2BIG)
		return false;
	num = count_maps(r, &excess);
	if (excess < 0)
		return false;
	place = place_of(r, excess);
	strbuf_printf(&text,
		      "%s uses more maps than the kernel lets one program "
		      "have (%d).",
		      r->prog->points[0].name, MAPS_LIMIT);
	complain(&place, strbuf_text(&text), NULL);
	log_hint("It uses %u, some of them for events and variables. Keep "
		 "several values in one map under different keys, or split "
		 "the probe up into several for the same event.",
		 num);
	strbuf_fini(&text);
	return true;
}

/* The sentence of LOG that tells why, without its newline. */
static const char *last_words(const char *log, int *len)
{
	const char *best = NULL;

	while (log && *log) {
		size_t all = strcspn(log, "\n");
		size_t digits = strspn(log, "0123456789");

		if (all && *log != ';' && strncmp(log, "processed ", 10) &&
		    strncmp(log, "verification time", 17) &&
		    strncmp(log, "stack depth", 11) &&
		    strncmp(log, "arg#", 4) &&
		    strncmp(log, "reg type unsupported", 20) &&
		    !(digits && !strncmp(log + digits, ": ", 2))) {
			best = log;
			*len = (int)all;
		}
		log += all;
		log += *log == '\n';
	}
	return best;
}

/* Nothing that we know: the verifier's own words, at the script's line. */
static void explain_other(const struct place *place, const char *log)
{
	struct strbuf text = { 0 };
	int len = 0;
	const char *words = last_words(log, &len);

	if (!words)
		return;
	strbuf_printf(&text, "The kernel refuses the code for this: %.*s", len,
		      words);
	complain(place, strbuf_text(&text),
		 "Try to say it in smaller steps, with a variable for each.");
	strbuf_fini(&text);
}

void refused_explain(const struct refusal *r)
{
	s64 insn = refused_insn(r->log);
	struct place place;

	if (explain_maps(r) || !r->log[0])
		return;
	place = place_of(r, insn);
	if (explain_helper(r, &place))
		return;
	for (u32 i = 0; i < countof(reasons); i++)
		for (u32 j = 0; j < countof(reasons[i].marks); j++) {
			const char *mark = reasons[i].marks[j];

			if (!mark || !strstr(r->log, mark))
				continue;
			complain(&place, reasons[i].text, reasons[i].hint);
			return;
		}
	/* Its log was full before it came to the point: only loops do that. */
	if (r->err == -ENOSPC) {
		complain(&place, reasons[countof(reasons) - 1].text,
			 reasons[countof(reasons) - 1].hint);
		return;
	}
	/* Otherwise it is libbpf that speaks: of maps, of descriptors. */
	if (insn >= 0 && !strstr(r->log, "is referenced but wasn't created"))
		explain_other(&place, r->log);
}

/* Try to make MAP, alone: 0 or -errno. */
static int try_map(const struct bpf_map *map)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		    .map_flags = bpf_map__map_flags(map));
	int fd = bpf_map_create(
		bpf_map__type(map), NULL, bpf_map__key_size(map),
		bpf_map__value_size(map), bpf_map__max_entries(map), &opts);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

bool refused_map(const struct plan *plan, const struct bpf_object *object)
{
	for (u32 i = 0; i < plan->nmaps; i++) {
		const struct plan_map *map = &plan->maps[i];
		const struct bpf_map *made =
			bpf_object__find_map_by_name(object, map->kernel_name);
		int err = made ? try_map(made) : 0;

		if (!err)
			continue;
		log_error("Failed to create map %s for %u keys of %u bytes "
			  "and values of %u bytes: %s",
			  map->name, map->max_entries, map->key_size,
			  map->value_size, strerror(-err));
		if (err == -E2BIG || err == -ENOMEM)
			log_hint(
				"That is too many keys: lower max_map_keys, or "
				"the number in the declaration of %s.",
				map->name);
		return true;
	}
	return false;
}
