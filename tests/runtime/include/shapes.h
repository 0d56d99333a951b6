/* What testprogs/shapes.c and scripts that include this agree on. */
#ifndef SHAPES_H
#define SHAPES_H

#define SHAPE_LIMIT (4 + 3) /* seven */
#define SHAPE_MASK 0xf0
#define SHAPE_ALIAS SHAPE_LIMIT
#define SHAPE_NAME "shape"
#define SHAPE_CALL(x) (x)

typedef unsigned int shape_id;

enum shape_kind {
	SHAPE_POINT,
	SHAPE_LINE = 5,
	SHAPE_LOST = -1,
};

struct shape_place {
	short x, y;
};

typedef struct {
	int width;
	char unit[4];
} shape_pen;

struct shape {
	shape_id id;
	enum shape_kind kind;
	char name[8];
	struct shape_place places[2];
	unsigned low : 3, high : 5;
	int offset : 6;
	union {
		long both;
		struct {
			int first, second;
		};
	};
	shape_pen pen;
	struct shape *next;
	int (*draw)(int);
	unsigned char bytes[6];
	int grid[2][3];
	_Bool visible;
};

#endif
