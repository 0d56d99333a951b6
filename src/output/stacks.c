/*
 * Text of stacks and single addresses. The kernel gives numbers; the names
 * come from src/symbols, opened when the first address is printed.
 */
#include "output/stacks.h"

#include "base/str.h"
#include "symbols/ksyms.h"
#include "symbols/maps.h"
#include "symbols/usyms.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	PRINT_INDENT = 8, /* before the frames of a printed stack */
	BUILD_ID_LEN = 20,
};

struct stacks {
	struct ksyms *ksyms;
	struct usyms *usyms;
	bool debug_info; /* file and line, where the symbols know them */
};

/* The kernel's struct bpf_stack_build_id. */
struct build_id_frame {
	s32 status;
	u8 id[BUILD_ID_LEN];
	u64 place; /* file offset, or the address when there is no id */
};

enum { BUILD_ID_EMPTY, BUILD_ID_VALID, BUILD_ID_IP }; /* its status */

/* A stack taken apart. */
struct frames {
	bool is_user;
	u32 pid;
	u64 num;
	size_t size; /* bytes of a frame */
	const u8 *bytes;
};

struct stacks *stacks_new(bool demangle, bool debug_info)
{
	struct stacks *stacks = calloc(1, sizeof(*stacks));

	if (!stacks)
		BUG("out of memory");
	stacks->ksyms = ksyms_new();
	stacks->usyms = usyms_new(demangle);
	stacks->debug_info = debug_info;
	return stacks;
}

void stacks_free(struct stacks *stacks)
{
	if (!stacks)
		return;
	ksyms_free(stacks->ksyms);
	usyms_free(stacks->usyms);
	free(stacks);
}

int stacks_follow(struct stacks *stacks, u32 pid)
{
	return maps_follow(usyms_maps(stacks->usyms), pid);
}

void stacks_update(struct stacks *stacks)
{
	maps_update(usyms_maps(stacks->usyms));
}

void stacks_snapshot(struct stacks *stacks, u32 pid)
{
	maps_snapshot(usyms_maps(stacks->usyms), pid);
}

/* Take the bytes of a stack apart; the count in them is not trusted. */
static struct frames frames_read(const struct type *type, const u8 *bytes)
{
	struct frames frames = { .is_user = type->kind == T_USTACK };

	frames.size = type->mode == STACK_BUILD_ID
			      ? sizeof(struct build_id_frame)
			      : sizeof(u64);
	memcpy(&frames.num, bytes, sizeof(frames.num));
	bytes += sizeof(frames.num);
	if (frames.is_user) {
		memcpy(&frames.pid, bytes, sizeof(frames.pid));
		bytes += 2 * sizeof(u32); /* pid, prog */
	}
	frames.num = u64_min(frames.num, type->count);
	frames.bytes = bytes;
	return frames;
}

static u64 frame_addr(const struct frames *frames, u64 idx)
{
	u64 addr;

	memcpy(&addr, frames->bytes + idx * frames->size, sizeof(addr));
	return addr;
}

/* Name ADDR of the kernel or of process PID. */
static bool frame_find(struct stacks *stacks, struct arena *arena,
		       const struct frames *frames, u64 addr, struct frame *out)
{
	if (frames->is_user)
		return usyms_find(stacks->usyms, arena, frames->pid, addr, out);
	*out = (struct frame){ 0 };
	out->symbol =
		ksyms_find(stacks->ksyms, addr, &out->offset, &out->module);
	return out->symbol;
}

/* "symbol+offset", and the source line when it is known. */
static void name_add(const struct stacks *stacks, struct strbuf *out,
		     const struct frame *frame)
{
	strbuf_printf(out, "%s+%" PRIu64, frame->symbol, frame->offset);
	if (stacks->debug_info && frame->file)
		strbuf_printf(out, "@%s:%u", frame->file, frame->line);
}

static void perf_frame_add(const struct stacks *stacks, struct strbuf *out,
			   const struct frame *frame, u64 addr)
{
	strbuf_printf(out, "\t%" PRIx64 " ", addr);
	if (frame->symbol)
		name_add(stacks, out, frame);
	else
		strbuf_printf(out, "0x%" PRIx64, addr);
	if (frame->module)
		strbuf_printf(out, " (%s)", frame->module);
	else if (!frame->symbol)
		strbuf_add(out, " ([unknown])");
}

static void build_id_add(struct strbuf *out, const u8 *bytes)
{
	struct build_id_frame frame;

	memcpy(&frame, bytes, sizeof(frame));
	if (frame.status != BUILD_ID_VALID) {
		strbuf_printf(out, "%" PRIx64, frame.place);
		return;
	}
	for (u32 i = 0; i < BUILD_ID_LEN; i++)
		strbuf_printf(out, "%02x", frame.id[i]);
	strbuf_printf(out, " 0x%" PRIx64, frame.place);
}

static void frame_add(struct stacks *stacks, struct arena *arena,
		      struct strbuf *out, const struct frames *frames,
		      enum stack_mode mode, u64 addr, u32 indent)
{
	struct frame frame;

	if (mode == STACK_RAW) {
		strbuf_printf(out, "%" PRIx64, addr);
		return;
	}
	frame_find(stacks, arena, frames, addr, &frame);
	if (mode == STACK_PERF) {
		perf_frame_add(stacks, out, &frame, addr);
		return;
	}
	strbuf_pad(out, ' ', indent);
	if (frame.symbol)
		name_add(stacks, out, &frame);
	else
		strbuf_printf(out, "0x%" PRIx64, addr);
}

/* Is frame IDX nothing but the unused end of the buffer? */
static bool frame_is_empty(const struct frames *frames, enum stack_mode mode,
			   u64 idx)
{
	struct build_id_frame frame;

	if (mode != STACK_BUILD_ID)
		return !frame_addr(frames, idx);
	memcpy(&frame, frames->bytes + idx * frames->size, sizeof(frame));
	return frame.status == BUILD_ID_EMPTY;
}

const char *stacks_text_indent(struct stacks *stacks, struct arena *arena,
			       const struct type *type, const void *bytes,
			       u32 indent)
{
	struct frames frames = frames_read(type, bytes);
	struct strbuf out = { 0 };
	const char *text;

	while (frames.num &&
	       frame_is_empty(&frames, type->mode, frames.num - 1))
		frames.num--;
	if (!frames.num)
		return "";
	strbuf_addch(&out, '\n');
	for (u64 i = 0; i < frames.num; i++) {
		if (type->mode == STACK_BUILD_ID)
			build_id_add(&out, frames.bytes + i * frames.size);
		else
			frame_add(stacks, arena, &out, &frames, type->mode,
				  frame_addr(&frames, i), indent);
		strbuf_addch(&out, '\n');
	}
	text = arena_strndup(arena, out.str, out.len);
	strbuf_fini(&out);
	return text;
}

const char *stacks_text(struct stacks *stacks, struct arena *arena,
			const struct type *type, const void *bytes)
{
	return stacks_text_indent(stacks, arena, type, bytes, PRINT_INDENT);
}

const char *stacks_ksym(struct stacks *stacks, struct arena *arena, u64 addr)
{
	const char *name = ksyms_find(stacks->ksyms, addr, NULL, NULL);

	return name ? name : arena_printf(arena, "0x%" PRIx64, addr);
}

const char *stacks_usym(struct stacks *stacks, struct arena *arena, u32 pid,
			u64 addr)
{
	struct frame frame;

	if (usyms_find(stacks->usyms, arena, pid, addr, &frame))
		return frame.symbol;
	return arena_printf(arena, "0x%" PRIx64, addr);
}
