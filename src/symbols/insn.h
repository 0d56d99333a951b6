/*
 * How long machine instructions are: a breakpoint may only be set on the first
 * byte of one.
 */
#ifndef AWL_INSN_H
#define AWL_INSN_H

#include "base/base.h"

/*
 * The length of the x86-64 instruction that starts at CODE, of which LEN bytes
 * are readable; 0 when there is none.
 */
u32 insn_length_x86(const u8 *code, size_t len);

#endif
