/*
 * Text of stacks.
 */
#include "output/stacks.h"
#include "symbols/ksyms.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

int stacks_test_target(int n);
int stacks_test_target(int n)
{
	return n * 3 + 1;
}

struct kernel_stack {
	u64 num;
	u64 frames[4];
};

struct user_stack {
	u64 num;
	u32 pid, prog;
	u64 frames[4];
};

struct build_id_stack {
	u64 num;
	u32 pid, prog;
	struct {
		s32 status;
		u8 id[20];
		u64 place;
	} frames[3];
};

static void check(enum type_kind kind, enum stack_mode mode, u32 limit,
		  const void *bytes, u32 indent, const char *expected)
{
	const struct type type = { .kind = kind, .mode = mode, .count = limit };
	struct stacks *stacks = stacks_new(true, true);
	struct arena *arena = arena_new();
	const char *text =
		indent ? stacks_text_indent(stacks, arena, &type, bytes, indent)
		       : stacks_text(stacks, arena, &type, bytes);

	cr_assert_str_eq(text, expected);
	arena_free(arena);
	stacks_free(stacks);
}

Test(stacks, unknown_addresses_are_hexadecimal)
{
	struct kernel_stack stack = { 4, { 0x10, 0x20, 0, 0 } };

	check(T_KSTACK, STACK_BPFTRACE, 4, &stack, 0,
	      "\n        0x10\n        0x20\n");
	check(T_KSTACK, STACK_BPFTRACE, 4, &stack, 4, "\n    0x10\n    0x20\n");
	check(T_KSTACK, STACK_RAW, 4, &stack, 0, "\n10\n20\n");
	check(T_KSTACK, STACK_PERF, 4, &stack, 0,
	      "\n\t10 0x10 ([unknown])\n\t20 0x20 ([unknown])\n");
}

Test(stacks, an_absurd_count_is_cut_to_the_limit)
{
	struct kernel_stack stack = { UINT64_MAX, { 1, 2, 3, 4 } };

	check(T_KSTACK, STACK_RAW, 2, &stack, 0, "\n1\n2\n");
	stack.num = 1;
	check(T_KSTACK, STACK_RAW, 4, &stack, 0, "\n1\n");
	stack.num = 0;
	check(T_KSTACK, STACK_BPFTRACE, 4, &stack, 0, "");
}

Test(stacks, kernel_functions_have_names)
{
	u64 addr = ksyms_address("vfs_read");
	struct kernel_stack stack = { 1, { addr + 5 } };

	if (!addr)
		cr_skip("no addresses");
	check(T_KSTACK, STACK_BPFTRACE, 4, &stack, 0, "\n        vfs_read+5\n");
}

Test(stacks, user_functions_have_names_in_their_process)
{
	struct user_stack stack = {
		.num = 1,
		.pid = (u32)getpid(),
		.frames = { (u64)(uintptr_t)stacks_test_target + 1 },
	};

	check(T_USTACK, STACK_BPFTRACE, 4, &stack, 0,
	      "\n        stacks_test_target+1\n");
	stack.pid = 0x7ffffff0;
	stack.frames[0] = 0x1234;
	check(T_USTACK, STACK_BPFTRACE, 4, &stack, 0, "\n        0x1234\n");
}

Test(stacks, build_ids_are_shown_as_they_are)
{
	struct build_id_stack stack = { .num = 3 };

	stack.frames[0].status = 1;
	memset(stack.frames[0].id, 0xab, 20);
	stack.frames[0].place = 0x123;
	stack.frames[1].status = 2;
	stack.frames[1].place = 0x7f00;
	check(T_USTACK, STACK_BUILD_ID, 3, &stack, 0,
	      "\nabababababababababababababababababababab 0x123\n7f00\n");
}

Test(stacks, single_addresses)
{
	struct stacks *stacks = stacks_new(true, true);
	struct arena *arena = arena_new();
	u64 addr = (u64)(uintptr_t)stacks_test_target;

	cr_assert_str_eq(stacks_ksym(stacks, arena, 0x12), "0x12");
	cr_assert_str_eq(stacks_usym(stacks, arena, 1 << 30, 0x12), "0x12");
	cr_assert_str_eq(stacks_usym(stacks, arena, (u32)getpid(), addr),
			 "stacks_test_target");
	arena_free(arena);
	stacks_free(stacks);
}
