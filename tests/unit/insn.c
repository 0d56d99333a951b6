/* Lengths of x86-64 instructions. */
#include "symbols/insn.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sample {
	u32 len;
	u8 code[16];
};

Test(insn, lengths)
{
	static const struct sample samples[] = {
		{ 1, { 0x55 } },                   /* push %rbp */
		{ 3, { 0x48, 0x89, 0xe5 } },       /* mov %rsp,%rbp */
		{ 4, { 0xf3, 0x0f, 0x1e, 0xfa } }, /* endbr64 */
		{ 5, { 0xe8, 1, 2, 3, 4 } },       /* call */
		{ 6, { 0x0f, 0x84, 1, 2, 3, 4 } }, /* je */
		{ 10, { 0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8 } }, /* movabs */
		{ 5, { 0xb8, 1, 2, 3, 4 } },                    /* mov */
		{ 4, { 0x66, 0xb8, 1, 2 } },             /* mov, 16 bits */
		{ 9, { 0xa1, 1, 2, 3, 4, 5, 6, 7, 8 } }, /* mov moffs */
		{ 7, { 0x48, 0x8b, 0x05, 1, 2, 3, 4 } }, /* 4(%rip) */
		{ 5, { 0x48, 0x89, 0x7c, 0x24, 8 } },    /* 8(%rsp) */
		{ 8, { 0x48, 0x8b, 0x04, 0x25, 1, 2, 3, 4 } }, /* absolute */
		{ 7, { 0x8b, 0x84, 0x24, 1, 2, 3, 4 } },    /* disp32(%rsp) */
		{ 3, { 0xf6, 0xc1, 1 } },                   /* test $1,%cl */
		{ 2, { 0xf6, 0xd1 } },                      /* not %cl */
		{ 6, { 0xf7, 0xc1, 1, 2, 3, 4 } },          /* test, 32 */
		{ 2, { 0xf7, 0xd9 } },                      /* neg */
		{ 4, { 0xc8, 1, 2, 3 } },                   /* enter */
		{ 3, { 0xc5, 0xf8, 0x77 } },                /* vzeroupper */
		{ 6, { 0xc4, 0xe3, 0x7d, 0x39, 0xc1, 1 } }, /* vextracti128 */
		{ 7,
		  { 0x62, 0xf1, 0xfe, 0x28, 0x6f, 0x46, 1 } }, /* vmovdqu64 */
		{ 2, { 0x8f, 0x00 } },                         /* pop (%rax) */
		{ 6, { 0x66, 0x0f, 0x3a, 0x0f, 0xc1, 8 } },    /* palignr */
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		cr_expect_eq(insn_length_x86(samples[i].code, 16),
			     samples[i].len, "sample %zu", i);
}

Test(insn, no_instruction)
{
	static const u8 bad[] = { 0x06, 0, 0, 0 };
	u8 prefixes[32];

	memset(prefixes, 0x66, sizeof(prefixes));
	cr_expect_eq(insn_length_x86(bad, sizeof(bad)), 0);
	cr_expect_eq(insn_length_x86(prefixes, sizeof(prefixes)), 0);
	cr_expect_eq(insn_length_x86(bad, 0), 0);
}

Test(insn, cut)
{
	static const u8 code[] = { 0xc4, 0xe3, 0x7d, 0x39, 0x84, 0x24,
				   1,    2,    3,    4,    5 };

	for (size_t len = 0; len < sizeof(code); len++)
		cr_expect_eq(insn_length_x86(code, len), 0, "%zu", len);
	cr_expect_eq(insn_length_x86(code, sizeof(code)), sizeof(code));
}

Test(insn, any_bytes)
{
	u32 seed = 1;
	u8 code[16];

	for (u32 i = 0; i < 100000; i++) {
		for (size_t j = 0; j < sizeof(code); j++) {
			seed = seed * 1103515245 + 12345;
			code[j] = (u8)(seed >> 16);
		}
		cr_expect_leq(insn_length_x86(code, i % 17), i % 17);
	}
}

/* The bytes of "  401000:<tab>48 83 c4 08    <tab>add ..."; their number. */
static u32 read_bytes(const char *line, u8 *code, u32 size)
{
	const char *at = strchr(line, '\t');
	u32 len = 0;
	char *end;

	for (; at && len < size; at = end) {
		while (*at == '\t')
			at++;
		code[len] = (u8)strtoul(at, &end, 16);
		if (end != at + 2)
			break;
		len++;
		end += *end == ' ';
		if (*end == ' ' || *end == '\t')
			break;
	}
	return len;
}

Test(insn, agrees_with_objdump)
{
	char line[1024], command[128];
	u8 code[24];
	u32 num = 0, len;
	FILE *pipe;

	snprintf(command, sizeof(command),
		 "objdump -d -j .text --insn-width=16 /proc/%d/exe 2>/dev/null",
		 (int)getpid());
	pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	while (fgets(line, sizeof(line), pipe)) {
		len = read_bytes(line, code, sizeof(code));
		/* objdump joins fwait and what follows. */
		if (!len || code[0] == 0x9b || strstr(line, "(bad)"))
			continue;
		num++;
		cr_assert_eq(insn_length_x86(code, len), len, "%s", line);
	}
	if (pclose(pipe))
		cr_skip_test("no objdump");
	cr_assert_gt(num, 100);
}
