/* What is made of the verifier's log. */
#include "attach/refused.h"

#include <criterion/criterion.h>

Test(refused, the_last_instruction_counts)
{
	cr_expect_eq(refused_insn("0: (b7) r0 = 1\n"
				  "; $x = 1 @ stdin:3\n"
				  "17: (85) call bpf_x#3   ; R0=1\n"
				  "R1 type=scalar expected=fp\n"
				  "processed 12 insns (limit 1000000)\n"),
		     17);
}

Test(refused, states_and_text_are_no_instructions)
{
	cr_expect_eq(refused_insn("12: R1=ctx() R10=fp0\n"
				  "from 3 to 9: R0=1\n"
				  "99 problems\n"
				  "func#0 @0\n"),
		     -1);
}

Test(refused, empty_and_cut_logs)
{
	cr_expect_eq(refused_insn(""), -1);
	cr_expect_eq(refused_insn(NULL), -1);
	cr_expect_eq(refused_insn("\n\n5: (95) exit"), 5);
	cr_expect_eq(refused_insn("5: (95"), 5);
	cr_expect_eq(refused_insn("5: "), -1);
}
