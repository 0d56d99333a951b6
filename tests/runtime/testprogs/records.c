/* Records of all kinds in memory: visit() gets the first of them. */
#include "../include/records.h"

#include <stddef.h>

static int act_now(int x)
{
	return x + 1;
}

static struct point ring[3] = { { 1, -1 }, { 2, -2 }, { 3, -3 } };
static int rows[2][3] = { { 10, 20, 30 }, { -40, -50, -60 } };
static struct record second = {
	.tag = 'b',
	.title = "the second",
	.name = { "longest7", "x" },
	.kind = SOFT,
};
static struct record first = {
	.tag = 'a',
	.first = 5,
	.second = -123456789012345,
	.name = { "one", "two" },
	.title = "the first",
	.next = &second,
	.corners = { { { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { -7, -8 } } },
	.ring = { &ring[0], &ring[1], &ring[2] },
	.row = rows,
	.amount.parts = { 0xabc, -3, 21, "end" },
	.act = act_now,
	.yes = 1,
	.kind = HARD,
	.tight = { 0x81, 0x2123456789abcdef, -5 },
	.lens = { 7, 8, 65535 },
};

__attribute__((noinline)) int visit(struct record *record)
{
	return record->tag;
}

static struct {
	int num;
	char rest[8];
} text = { 1, "hello" };

__attribute__((noinline)) int tell(const void *what)
{
	return what != NULL;
}

static volatile char seen;

int main(void)
{
	/* Text that nobody touched is not in memory yet. */
	seen = first.title[0] + second.title[0];
	tell(&text);
	return visit(&first) == 'a' ? first.act(-1) : 1;
}
