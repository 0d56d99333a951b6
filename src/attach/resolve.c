/*
 * Shared helpers for reading attach points. See resolve.h.
 */
#include "attach/resolve.h"

#include "base/str.h"
#include "btf/btf.h"

#include <stdio.h>
#include <string.h>

struct arena *point_arena(struct probe_request *req)
{
	return req->ctx->plan->arena;
}

void point_add(struct probe_request *req, struct points *out,
	       struct point point)
{
	point.span = req->parts.span;
	vec_push(point_arena(req), out, point);
}

bool point_error(struct probe_request *req, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	diag_error(&req->ctx->diags, req->parts.span, "%s", text);
	return false;
}

bool point_count_error(struct probe_request *req, const char *want)
{
	return point_error(req, "%s probe type requires %s arguments, found %u",
			   req->parts.type->name, want, req->parts.nitems);
}

const char *point_part(const struct probe_request *req, u32 idx,
		       const char *missing)
{
	return idx < req->parts.nitems ? req->parts.items[idx] : missing;
}

u32 point_pid(const struct probe_request *req)
{
	const struct environment *env = &req->ctx->env;

	return env->pid ? env->pid : env->cpid;
}

void probe_list_add(struct probe_request *req, struct probe_list *out,
		    const char *fmt, ...)
{
	struct strbuf buf = { 0 };
	va_list args;

	strbuf_printf(&buf, "%s:", req->parts.type->name);
	va_start(args, fmt);
	strbuf_vprintf(&buf, fmt, args);
	va_end(args);
	vec_push(out->arena, &out->lines,
		 arena_strdup(out->arena, strbuf_text(&buf)));
	strbuf_fini(&buf);
}

const struct type *proto_struct(struct types *store, const char *name,
				const struct func_proto *proto, bool retval)
{
	struct arena *arena = types_arena(store);
	struct field *fields =
		ARENA_ARRAY(arena, struct field, proto->nargs + 1);
	u32 num = proto->nargs;
	u32 size = proto->nslots * 8;

	for (u32 i = 0; i < num; i++)
		fields[i] = proto->args[i];
	if (retval) {
		fields[num++] = (struct field){
			.name = "$retval",
			.type = proto->ret ? proto->ret : type_int(8, false),
			.offset = size,
			.spelling = proto->ret_spelling,
		};
		size += 8;
	}
	return type_struct(store, name, false, size, 8, fields, num);
}

static void add_line(struct strbuf *buf, const char *spelling, const char *name)
{
	strbuf_printf(buf, "\n    %s %s", spelling ? spelling : "void", name);
}

const char *proto_lines(struct arena *arena, const struct func_proto *proto,
			bool retval)
{
	struct strbuf buf = { 0 };
	const char *text;

	for (u32 i = 0; i < proto->nargs; i++)
		add_line(&buf, proto->args[i].spelling,
			 proto->args[i].name ? proto->args[i].name : "");
	if (retval && proto->ret)
		add_line(&buf, proto->ret_spelling, "retval");
	text = arena_strdup(arena, strbuf_text(&buf));
	strbuf_fini(&buf);
	return text;
}
