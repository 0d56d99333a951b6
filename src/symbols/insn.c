/*
 * The lengths of x86-64 instructions: prefixes, an opcode out of one of the
 * maps, the operand byte (ModRM) with what follows it, and constants. Only
 * what decides about the length is looked at.
 */
#include "symbols/insn.h"

enum { MAX_LENGTH = 15 };

/* What the operands of an opcode add. */
enum form {
	BAD = 0,
	NONE = 1 << 0,
	MODRM = 1 << 1,
	IMM8 = 1 << 2,
	IMM16 = 1 << 3,
	IMMZ = 1 << 4,    /* 4 bytes, 2 with the operand size prefix */
	IMMV = 1 << 5,    /* the same, 8 with REX.W */
	ADDRESS = 1 << 6, /* 8 bytes, 4 with the address size prefix */
	REL32 = 1 << 7,
	GROUP3 = 1 << 8, /* test has a constant, its group's others have not */
};

struct insn {
	const u8 *code;
	size_t len; /* readable */
	size_t at;
	bool is_over; /* ran out of bytes */
	bool is_data16, is_addr32, is_repne, is_wide;
};

static u8 insn_byte(struct insn *insn)
{
	if (insn->at >= insn->len || insn->at >= MAX_LENGTH) {
		insn->is_over = true;
		return 0;
	}
	return insn->code[insn->at++];
}

/* The byte behind the prefixes, which are noted. */
static u8 insn_prefixes(struct insn *insn)
{
	for (;;) {
		u8 byte = insn_byte(insn);

		switch (byte) {
		case 0x66:
			insn->is_data16 = true;
			break;
		case 0x67:
			insn->is_addr32 = true;
			break;
		case 0xf2:
			insn->is_repne = true;
			break;
		case 0xf3:
		case 0xf0:
		case 0x26:
		case 0x2e:
		case 0x36:
		case 0x3e:
		case 0x64:
		case 0x65:
			break;
		default:
			if ((byte & 0xf0) != 0x40)
				return byte;
			insn->is_wide = byte & 8;
			return insn_byte(insn);
		}
		if (insn->is_over)
			return 0;
	}
}

/* 00 to 3f: eight operations, alike but for what 64-bit mode took away. */
static unsigned arithmetic_form(u8 op)
{
	switch (op & 7) {
	case 4:
		return IMM8;
	case 5:
		return IMMZ;
	case 6:
	case 7:
		return BAD;
	default:
		return MODRM;
	}
}

static unsigned group_form(u8 op)
{
	switch (op) {
	case 0x80:
	case 0x83:
	case 0xc0:
	case 0xc1:
	case 0xc6:
		return MODRM | IMM8;
	case 0x81:
	case 0xc7:
		return MODRM | IMMZ;
	case 0x82:
		return BAD;
	default:
		return MODRM;
	}
}

/* 90 to bf */
static unsigned move_form(u8 op)
{
	if (op == 0x9a)
		return BAD;
	if (op >= 0xa0 && op <= 0xa3)
		return ADDRESS;
	if (op == 0xa8)
		return IMM8;
	if (op == 0xa9)
		return IMMZ;
	if (op < 0xb0)
		return NONE;
	return op < 0xb8 ? IMM8 : IMMV;
}

/* c2 to ff, without groups */
static unsigned control_form(u8 op)
{
	switch (op) {
	case 0xc2:
	case 0xca:
		return IMM16;
	case 0xc8:
		return IMM16 | IMM8;
	case 0xcd:
	case 0xeb:
		return IMM8;
	case 0xe8:
	case 0xe9:
		return REL32;
	case 0xf6:
		return MODRM | IMM8 | GROUP3;
	case 0xf7:
		return MODRM | IMMZ | GROUP3;
	case 0xfe:
	case 0xff:
		return MODRM;
	case 0xce:
	case 0xd4:
	case 0xd5:
	case 0xd6:
	case 0xea:
		return BAD;
	default:
		if (op >= 0xd0 && op <= 0xdf)
			return op == 0xd7 ? NONE : MODRM;
		return op >= 0xe0 && op <= 0xe7 ? IMM8 : NONE;
	}
}

static unsigned first_map(u8 op)
{
	if (op < 0x40)
		return arithmetic_form(op);
	if (op < 0x50)
		return BAD; /* a second REX */
	if (op < 0x60)
		return NONE;
	switch (op) {
	case 0x63:
		return MODRM;
	case 0x68:
		return IMMZ;
	case 0x69:
		return MODRM | IMMZ;
	case 0x6a:
		return IMM8;
	case 0x6b:
		return MODRM | IMM8;
	default:
		break;
	}
	if (op < 0x70)
		return op >= 0x6c ? NONE : BAD;
	if (op < 0x80)
		return IMM8;
	if (op < 0x90 || op == 0xc0 || op == 0xc1 || op == 0xc6 || op == 0xc7)
		return group_form(op);
	return op < 0xc0 ? move_form(op) : control_form(op);
}

/* Does an opcode of the map behind 0f have a constant? */
static bool has_constant(u8 op)
{
	return (op >= 0x70 && op <= 0x73) || op == 0xa4 || op == 0xac ||
	       op == 0xba || op == 0xc2 || (op >= 0xc4 && op <= 0xc6) ||
	       op == 0x0f;
}

static unsigned second_map(const struct insn *insn, u8 op)
{
	if (op >= 0x80 && op <= 0x8f)
		return REL32;
	if ((op >= 0x30 && op <= 0x37) || (op >= 0xc8 && op <= 0xcf) ||
	    (op >= 0xa0 && op <= 0xa2) || (op >= 0xa8 && op <= 0xaa))
		return op == 0x36 ? BAD : NONE;
	switch (op) {
	case 0x05:
	case 0x06:
	case 0x07:
	case 0x08:
	case 0x09:
	case 0x0b:
	case 0x0e:
	case 0x77:
		return NONE;
	case 0x04:
	case 0x0a:
	case 0x0c:
	case 0x24:
	case 0x25:
	case 0x26:
	case 0x27:
		return BAD;
	case 0x78: /* extrq, insertq: two bytes, as many as one word */
		return insn->is_data16 || insn->is_repne ? MODRM | IMM16
							 : MODRM;
	default:
		return has_constant(op) ? MODRM | IMM8 : MODRM;
	}
}

static unsigned legacy_form(struct insn *insn, u8 op)
{
	if (op != 0x0f)
		return first_map(op);
	op = insn_byte(insn);
	if (op == 0x38)
		return insn_byte(insn), MODRM;
	if (op == 0x3a)
		return insn_byte(insn), MODRM | IMM8;
	return second_map(insn, op);
}

/* Behind a VEX or EVEX prefix that names MAP. */
static unsigned vector_form(struct insn *insn, unsigned map, bool is_evex)
{
	u8 op = insn_byte(insn);

	insn->is_data16 = false;
	switch (map) {
	case 1:
		if (op == 0x77 && !is_evex)
			return NONE;
		return has_constant(op) ? MODRM | IMM8 : MODRM;
	case 3:
	case 8: /* XOP */
		return MODRM | IMM8;
	case 10:
		return MODRM | IMMZ;
	case 2:
	case 5:
	case 6:
	case 9:
		return MODRM;
	default:
		return BAD;
	}
}

/* Is the byte behind 8f the start of an XOP prefix, not an operand of pop? */
static bool is_xop(const struct insn *insn)
{
	return insn->at < insn->len && (insn->code[insn->at] & 0x1f) >= 8;
}

static unsigned insn_form(struct insn *insn)
{
	u8 op = insn_prefixes(insn);
	unsigned map;

	if (op == 0xc5) {
		insn_byte(insn);
		return vector_form(insn, 1, false);
	}
	if (op == 0xc4 || (op == 0x8f && is_xop(insn))) {
		map = insn_byte(insn) & 0x1f;
		insn_byte(insn);
		return vector_form(insn, map, false);
	}
	if (op == 0x62) {
		map = insn_byte(insn) & 7;
		insn_byte(insn);
		insn_byte(insn);
		return vector_form(insn, map, true);
	}
	return legacy_form(insn, op);
}

/* The operand byte and its address; returns the byte. */
static u8 insn_modrm(struct insn *insn)
{
	u8 modrm = insn_byte(insn);
	unsigned mod = modrm >> 6, base = modrm & 7;

	if (mod == 3)
		return modrm;
	if (base == 4)
		base = insn_byte(insn) & 7; /* SIB */
	if (mod == 1)
		insn->at += 1;
	else if (mod == 2 || base == 5)
		insn->at += 4;
	return modrm;
}

u32 insn_length_x86(const u8 *code, size_t len)
{
	struct insn insn = { .code = code, .len = len };
	unsigned form = insn_form(&insn);

	if (insn.is_over || form == BAD)
		return 0;
	if ((form & MODRM) && (insn_modrm(&insn) >> 3 & 7) > 1 &&
	    (form & GROUP3))
		form &= ~(unsigned)(IMM8 | IMMZ);
	if (form & IMM8)
		insn.at += 1;
	if (form & IMM16)
		insn.at += 2;
	if (form & REL32)
		insn.at += 4;
	if (form & ADDRESS)
		insn.at += insn.is_addr32 ? 4 : 8;
	if ((form & IMMV) && insn.is_wide)
		insn.at += 8;
	else if (form & (IMMZ | IMMV))
		insn.at += insn.is_data16 && !insn.is_wide ? 2 : 4;
	if (insn.is_over || insn.at > len || insn.at > MAX_LENGTH)
		return 0;
	return (u32)insn.at;
}
