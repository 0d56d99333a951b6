/*
 * Call sites: every node that sends an event or may fail at run time gets a
 * number, its place in the script as text, and the layout of its payload.
 */
#include "passes/resources.h"

#include "ast/registry.h"

#include <string.h>

/* Room for the text of a call that complains by itself. */
enum { COMPLAINT_BYTES = 72 };

/* Longer lines are shown in part: each site has a copy. */
enum { LONG_LINE = 1000, SHOWN_BEFORE = 80, SHOWN = 240 };

/* SPAN of one line, in SRC, as far as it is near. */
static struct place near_place(struct resources *r, struct source *src,
			       struct span span)
{
	struct arena *arena = r->plan->arena;
	struct place place = { .file = arena_strdup(arena, src->name) };
	u32 len, start, end, shown;
	const char *line;
	char *text, *mark;

	source_place(src, span.pos, &place.line, &place.column);
	line = source_line(src, place.line, &len);
	start = place.column - 1;
	end = (u32)u64_min(start + (span.len ? span.len : 1), len);
	place.where = arena_printf(arena, "%s:%u:%u-%u", place.file, place.line,
				   place.column, end + 1);
	len -= start > SHOWN_BEFORE ? start - SHOWN_BEFORE : 0;
	line += start > SHOWN_BEFORE ? start - SHOWN_BEFORE : 0;
	end -= start > SHOWN_BEFORE ? start - SHOWN_BEFORE : 0;
	start = (u32)u64_min(start, SHOWN_BEFORE);
	shown = (u32)u64_min(len, SHOWN);
	end = (u32)u64_min(end, shown);
	text = arena_strndup(arena, line, shown);
	for (char *ch = text; *ch; ch++)
		*ch = *ch == '\t' ? ' ' : *ch;
	mark = arena_strndup(arena, line, end);
	memset(mark, ' ', start);
	memset(mark + start, '~', end - start);
	place.text = text;
	place.mark = mark;
	return place;
}

/* The source of SPAN when it has long lines, else NULL. */
static struct source *long_source(struct resources *r, struct span *span)
{
	struct source *src;
	u32 line, column, len;

	*span = sources_origin(&r->ctx->sources, *span, NULL);
	src = sources_find(&r->ctx->sources, span->pos);
	if (!src || !src->text || src->len < LONG_LINE)
		return NULL;
	source_place(src, span->pos, &line, &column);
	source_line(src, line, &len);
	return len < LONG_LINE ? NULL : src;
}

struct place resources_place(struct resources *r, struct span span)
{
	struct arena *arena = r->plan->arena;
	struct span origin = span;
	struct source *src = long_source(r, &origin);
	struct diag_place place;
	struct place copy;

	if (src)
		return near_place(r, src, origin);
	place = diag_place(arena, &r->ctx->sources, span);
	copy = (struct place){ .line = place.line, .column = place.column };
	if (place.file)
		copy.file = arena_strdup(arena, place.file);
	copy.where = place.where;
	copy.text = place.text;
	copy.mark = place.mark;
	return copy;
}

/* The macro calls that SITE's place was expanded for. */
static void copy_parents(struct resources *r, struct site *site,
			 struct span span)
{
	VEC(struct place) chain = { 0 };

	for (;;) {
		(void)sources_origin(&r->ctx->sources, span, &span);
		if (!span.pos)
			break;
		vec_push(r->plan->arena, &chain, resources_place(r, span));
	}
	site->parents = chain.items;
	site->nparents = chain.len;
}

/* Does printing TYPE ask for symbols of user programs? */
static bool has_usyms(struct resources *r, const struct type *type)
{
	const struct layout *layout;

	if (type->kind == T_USTACK || type->kind == T_USYM)
		return true;
	if (type->kind != T_TUPLE && type->kind != T_RECORD)
		return false;
	layout = type_layout(r->ctx->types, type);
	for (u32 i = 0; i < layout->nfields; i++) {
		if (has_usyms(r, layout->fields[i].type))
			return true;
	}
	return false;
}

void resources_note_type(struct resources *r, const struct type *type)
{
	if (has_usyms(r, type))
		r->plan->needs_usyms = true;
}

/* The payload made of the values of LIST. */
static const struct record *make_record(struct resources *r,
					enum event_kind kind, struct node *list)
{
	u32 num = node_count(list), i = 0;
	const struct type **types =
		ARENA_ARRAY(r->ctx->arena, const struct type *, num + 1);

	for (struct node *node = list; node; node = node->next) {
		const struct type *type = type_of(r->ctx->typing, node);

		type_complete(r->ctx->types, type);
		resources_note_type(r, type);
		types[i++] = type;
	}
	return record_layout(r->plan->arena, kind, types, num);
}

static void set_format(struct resources *r, struct site *site, const char *text,
		       u32 len)
{
	site->format = arena_strndup(r->plan->arena, text, len);
	site->format_len = len;
}

/* The text of literal NODE, or OTHERWISE without one. */
static void set_literal(struct resources *r, struct site *site,
			const struct node *node, const char *otherwise)
{
	if (node)
		set_format(r, site, node->str.text, node->str.len);
	else
		set_format(r, site, otherwise, (u32)strlen(otherwise));
}

static void describe_format(struct resources *r, struct site *site,
			    struct node *call, enum event_kind kind)
{
	struct node *first = call->call.args;

	site->kind = kind;
	set_literal(r, site, first, "");
	site->record = make_record(r, kind, first->next);
}

static void describe_map(struct site *site, const struct node *call,
			 enum event_kind kind)
{
	site->kind = kind;
	site->map = call->call.args->map.sym->idx;
}

static void describe_print(struct resources *r, struct site *site,
			   struct node *call)
{
	struct node *arg = call->call.args;
	const struct node *next = arg->next;

	if (arg->kind == N_MAP && arg->map.whole) {
		describe_map(site, call, EV_print_map);
		return;
	}
	if (next)
		BUG("resources: print() of a value with %u arguments",
		    node_count(arg));
	site->kind = EV_print_value;
	site->record = make_record(r, EV_print_value, arg);
}

/* What went wrong with the call: a text and a number, as by errorf(). */
static void describe_complaint(struct resources *r, struct site *site)
{
	const struct type *types[] = {
		type_string(r->ctx->types, COMPLAINT_BYTES),
		type_int(8, true),
	};

	site->kind = EV_errorf;
	set_format(r, site, "%s%lld", 6);
	site->record =
		record_layout(r->plan->arena, EV_errorf, types, countof(types));
}

/* comm(pid) of a process that is not there. */
static void describe_no_process(struct resources *r, struct site *site)
{
	static const char text[] = "No such process (pid=%d)";
	const struct type *type = type_int(4, true);

	site->kind = EV_warnf;
	set_format(r, site, text, sizeof(text) - 1);
	site->record = record_layout(r->plan->arena, EV_warnf, &type, 1);
}

static void describe_call(struct resources *r, struct site *site,
			  struct node *call)
{
	struct node *args = call->call.args;

	switch (call->call.row->id) {
	case FN_printf:
		describe_format(r, site, call, EV_printf);
		break;
	case FN_errorf:
		describe_format(r, site, call, EV_errorf);
		break;
	case FN_warnf:
		describe_format(r, site, call, EV_warnf);
		break;
	case FN_cat:
		describe_format(r, site, call, EV_cat);
		break;
	case FN_system:
		describe_format(r, site, call, EV_system);
		break;
	case FN_print:
		describe_print(r, site, call);
		break;
	case FN_clear:
		describe_map(site, call, EV_clear);
		break;
	case FN_zero:
		describe_map(site, call, EV_zero);
		break;
	case FN_signal:
	case FN_signal_thread:
		describe_complaint(r, site);
		break;
	case FN_comm:
		describe_no_process(r, site);
		break;
	case FN_skboutput:
		site->kind = EV_skboutput;
		set_literal(r, site, args, "");
		r->plan->needs_packets = true;
		break;
	case FN_exit:
		site->kind = EV_exit;
		break;
	case FN_time:
		site->kind = EV_time;
		set_literal(r, site, args, "%H:%M:%S\n");
		break;
	case FN_join:
		site->kind = EV_join;
		set_literal(r, site, args->next, " ");
		break;
	case FN_delete:
		site->map = args->map.sym->idx;
		break;
	default:
		break;
	}
}

static bool call_wants_site(const struct node *node)
{
	return node->call.row->flags & (FN_ASYNC | FN_CAN_FAIL);
}

static bool wants_site(const struct node *node)
{
	switch (node->kind) {
	case N_CALL:
		return call_wants_site(node);
	case N_BINARY:
		return node->binary.op == OP_DIV || node->binary.op == OP_MOD;
	case N_BUILTIN:
		return node->builtin.row->id == BI_cpid;
	case N_MAP:
		return !node->map.whole;
	case N_FOR:
		return node->loop.cond->kind == N_RANGE;
	case N_MAP_SET:
	case N_MAP_ADD:
	case N_MAP_AGG:
	case N_INDEX:
	case N_FIELD:
	case N_DEREF:
		return true;
	case N_NONE:
	case N_PROBE:
	case N_POINT:
	case N_MACRO:
	case N_FN:
	case N_PARAM:
	case N_MAPDECL:
	case N_IMPORT:
	case N_SETTING:
	case N_BLOCK:
	case N_EXPR:
	case N_DISCARD:
	case N_LET:
	case N_ASSIGN:
	case N_WHILE:
	case N_UNROLL:
	case N_BREAK:
	case N_CONTINUE:
	case N_RETURN:
	case N_INT:
	case N_BOOL:
	case N_STR:
	case N_IDENT:
	case N_VAR:
	case N_POSPARAM:
	case N_NPARAMS:
	case N_UNARY:
	case N_INCDEC:
	case N_ADDROF:
	case N_IF:
	case N_TERNARY:
	case N_COMPTIME:
	case N_TUPLE:
	case N_RECORD:
	case N_NAMED:
	case N_CAST:
	case N_SIZEOF:
	case N_OFFSETOF:
	case N_TYPEOF:
	case N_TYPEINFO:
	case N_TYPENAME:
	case N_RANGE:
	case N_KINDS:
		return false;
	}
	return false;
}

/* strftime's format goes to plan.strings, once. */
static void add_string(struct resources *r, const struct node *literal)
{
	vec_for (i, &r->strings) {
		if (strcmp(r->strings.items[i], literal->str.text) == 0)
			return;
	}
	vec_push(r->ctx->arena, &r->strings,
		 arena_strdup(r->plan->arena, literal->str.text));
}

static bool add_site(struct node **slot, void *arg)
{
	struct resources *r = arg;
	struct node *node = *slot;
	struct site site = { .kind = EV_KINDS };

	if (node->kind == N_CALL && node->call.row->id == FN_strftime)
		add_string(r, node->call.args);
	if (node->kind == N_CALL && node->call.row->id == FN_cgroup_path &&
	    node->call.args->next)
		add_string(r, node->call.args->next);
	if (!wants_site(node))
		return true;
	site.place = resources_place(r, node->span);
	copy_parents(r, &site, node->span);
	if (node->kind == N_CALL)
		describe_call(r, &site, node);
	if (node->kind == N_MAP)
		site.map = node->map.sym->idx;
	if (node->kind == N_MAP_SET || node->kind == N_MAP_ADD ||
	    node->kind == N_MAP_AGG)
		site.map = node->mapop.sym->idx;
	vec_push(r->ctx->arena, &r->sites, site);
	node->site = r->sites.len;
	return true;
}

/* Packets come by another way: exit() tells which of them were in time. */
static void add_exit_times(struct resources *r)
{
	const struct type *time = type_int(8, false);

	if (!r->plan->needs_packets)
		return;
	vec_for (i, &r->sites)
		if (r->sites.items[i].kind == EV_exit)
			r->sites.items[i].record = record_layout(
				r->plan->arena, EV_exit, &time, 1);
}

static void copy_sites(struct resources *r)
{
	struct plan *plan = r->plan;

	plan->nsites = r->sites.len;
	plan->sites = ARENA_ARRAY(plan->arena, struct site, plan->nsites + 1);
	if (plan->nsites)
		memcpy(plan->sites, r->sites.items,
		       sizeof(*plan->sites) * plan->nsites);
	plan->nstrings = r->strings.len;
	plan->strings =
		ARENA_ARRAY(plan->arena, const char *, plan->nstrings + 1);
	for (u32 i = 0; i < plan->nstrings; i++)
		plan->strings[i] = r->strings.items[i];
	/* Code generation adds the ring when a place that may fail wants it. */
	for (u32 i = 0; i < plan->nsites; i++)
		plan->needs_ringbuf |= plan->sites[i].kind != EV_KINDS;
}

/* May a probe of TYPE fire millions of times a second? */
static bool is_busy(const struct probe_type *type)
{
	return !(type->flags & PF_SPECIAL) && type->id != PROBE_interval;
}

/* Is an event of KIND sent each time, not once or when something fails? */
static bool prints(enum event_kind kind)
{
	return kind != EV_KINDS && kind != EV_exit;
}

void resources_add_sites(struct resources *r)
{
	struct node_visitor visitor = { .pre = add_site, .arg = r };

	for (struct node *fn = r->prog->fns; fn; fn = fn->next)
		node_walk(&fn->fn.body, &visitor);
	for (struct node *probe = r->prog->probes; probe; probe = probe->next) {
		u32 before = r->sites.len;

		node_walk(&probe->probe.body, &visitor);
		if (is_busy(r->plan->progs[probe->probe.prog].type))
			for (u32 i = before; i < r->sites.len; i++)
				r->plan->many_events |=
					prints(r->sites.items[i].kind);
	}
	add_exit_times(r);
	copy_sites(r);
}
