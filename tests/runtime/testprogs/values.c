/*
 * A program with data of every kind of C: look() gets a pointer to all of it.
 */
#include "../include/values.h"

#include <stdint.h>

int plus(int x)
{
	return x + 1;
}

static char zero[] = "zero", one[] = "one", two[] = "two";
static char pointed[] = "pointed";
static int number = -77;
static int three[3] = { 31, 32, 33 };
static struct node n3 = { 33, 0, 0 };
static struct node n2 = { 22, &n3, 0 };
static struct node *n2p = &n2;
static struct node n1 = { 11, &n2, &n2p };

struct all all = {
	.sc = -5,
	.uc = 250,
	.c = -6,
	.t = 1,
	.f = 0,
	.s = -300,
	.us = 65000,
	.i = -70000,
	.u = 4000000000u,
	.l = -5000000000,
	.ul = 18000000000000000000u,
	.tiny = T_B,
	.wide = W_B,
	.neg = N_A,
	.a1 = { -1, 2, -3 },
	.a2 = { { 1, -2, 3 }, { -4, 5, -6 } },
	.a3 = { { { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 248 } } },
	.an = { { 1, &n2, &n2p }, { 2, &n3, 0 } },
	.names = { zero, one, two },
	.str = "string",
	.sc8 = { -1, -2, 3, 4 },
	.u8 = { 255, 254, 3, 4 },
	.bits = { 1, 2, 5, -8, 100, 0x1ffffffff, -65536, 17, -256, 0x7fffffff,
		  -9, 1, N_A },
	.pb = { 'x', 0xabcdef0123, 0x3fffffff, -1024 },
	.pk = { -1, -2, -3, -4 },
	.uni = { .l = 0x1122334455667788 },
	.anon = { 1, { .ua = 0x04030201 }, { -7, { .sy = 0x4241 } }, 99 },
	.np = &n1,
	.npp = &n2p,
	.fn = plus,
	.vp = &number,
	.cp = pointed,
	.ip = &number,
	.arrp = &three,
	.pks = { { 1, 2, 3, 4 }, { 5, 6, 7, -8 } },
	.unis = { { .i = 1 }, { .half = { 2, -3 } } },
	.bools = { 1, 0, 1 },
	.nodes = { &n1, &n2 },
	.enums = { N_B, N_A },
};

static int list[] = { 3, 1, -2, 3, 4, 5, -6 };

__attribute__((noinline)) int walk(struct list *l)
{
	return l->n;
}

__attribute__((noinline)) int look(struct all *a, signed char sc,
				   unsigned char uc, short s, _Bool b,
				   enum neg e)
{
	return a->i + sc + uc + s + b + (int)e;
}

/* Everything lies in memory that was touched before look() is called. */
int main(void)
{
	int sum = zero[0] + one[0] + two[0] + pointed[0] + plus(number);

	sum += walk((struct list *)list);
	return look(&all, -3, 253, -301, 1, N_A) + sum == 12345;
}
