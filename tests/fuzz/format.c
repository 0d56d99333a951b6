/*
 * Fuzz target: printf formats. The text up to the first NUL is parsed; what
 * parses is checked against every kind of type and applied to values made of
 * the rest.
 */
#include "output/apply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

enum { ARGS_MAX = 16 };

/* One value made of the bytes that are left. */
static struct value make_value(const u8 **bytes, size_t *size)
{
	static const enum value_kind kinds[] = {
		V_INT, V_BOOL, V_ENUM, V_PTR, V_STRING, V_BUFFER, V_NONE,
	};
	struct value value = { 0 };
	u8 head = 0;

	if (*size) {
		head = *(*bytes)++;
		(*size)--;
	}
	value.kind = kinds[(head & 15) % countof(kinds)];
	value.is_signed = head & 16;
	value.len = u64_min(*size, (size_t)head >> 4);
	memcpy(&value.num, *bytes, u64_min(*size, sizeof(value.num)));
	if (value.kind == V_STRING || value.kind == V_BUFFER || head & 32)
		value.text = (const char *)*bytes;
	*bytes += value.len;
	*size -= value.len;
	return value;
}

static void check(struct arena *arena, const struct format *format)
{
	struct types *types = types_new();
	const struct type *all[] = {
		type_int(1, true),
		type_int(8, false),
		type_simple(T_BOOL),
		type_string(types, 16),
		type_buffer(types, 16),
		type_simple(T_INET),
		type_ptr(types, type_int(1, true), AS_USER),
		type_stack(types, true, STACK_RAW, 3),
	};

	for (u32 i = 0; i < format->nargs; i++)
		for (u32 j = 0; j < countof(all); j++)
			(void)format_check(arena, format, i, types, all[j]);
	types_free(types);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct arena *arena = arena_new();
	size_t len = size ? strnlen((const char *)bytes, size) : 0;
	const char *error = NULL;
	const struct format *format =
		format_parse(arena, (const char *)bytes, len, &error);

	if (!format != (error != NULL))
		abort();
	len += len < size;
	bytes += len;
	size -= len;
	if (format && format->nargs <= ARGS_MAX) {
		struct value values[ARGS_MAX];
		struct strbuf out = { 0 };

		check(arena, format);
		for (u32 i = 0; i < format->nargs; i++)
			values[i] = make_value(&bytes, &size);
		format_apply(format, values, format->nargs, &out);
		strbuf_fini(&out);
	}
	arena_free(arena);
	return 0;
}
