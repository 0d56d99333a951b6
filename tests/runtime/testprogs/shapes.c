/*
 * A program with data of every kind: structs, bit fields, arrays, globals of
 * different sizes. `shapes N` calls draw() N times.
 */
#include "../include/shapes.h"

#include <stdint.h>
#include <stdlib.h>

uint8_t one_byte = 5;
uint16_t two_bytes = 600;
uint32_t four_bytes = 70000;
uint64_t eight_bytes = 1234567890123;

static struct shape other = { .id = 8, .kind = SHAPE_POINT, .name = "other" };

struct shape one = {
	.id = 7,
	.kind = SHAPE_LINE,
	.name = "first",
	.places = { { 1, -2 }, { 3, 4 } },
	.low = 5,
	.high = 17,
	.offset = -3,
	.first = 11,
	.second = 22,
	.pen = { 9, "mm" },
	.next = &other,
	.bytes = { 1, 2, 3, 4, 5, 6 },
	.grid = { { 1, 2, 3 }, { 4, 5, 6 } },
	.visible = 1,
};

__attribute__((noinline)) int draw(const struct shape *shape, uint64_t num)
{
	four_bytes++;
	return (int)(shape->id + num);
}

int main(int argc, char **argv)
{
	int num = argc > 1 ? atoi(argv[1]) : 1;

	for (int i = 0; i < num; i++)
		draw(&one, 0x1122334455667788 + (uint64_t)i);
	return 0;
}
