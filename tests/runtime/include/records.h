/* What testprogs/records.c has in memory, for scripts that include it. */
struct point {
	short x, y;
} __attribute__((packed));

union amount {
	long whole;
	struct {
		unsigned low : 12;
		int middle : 15;
		unsigned high : 5;
		char rest[4];
	} parts;
};

typedef int (*action)(int);

enum kind { SOFT = -2, HARD = 7 };

struct record {
	char tag;
	unsigned long first : 3;
	long second : 60;
	char name[2][8];
	const char *title;
	struct record *next;
	struct point corners[2][2];
	struct point *ring[3];
	int (*row)[3];
	union amount amount;
	action act;
	_Bool yes, no;
	enum kind kind;
	struct {
		unsigned char flags;
		unsigned long wide : 62;
		int last : 4;
	} __attribute__((packed)) tight;
	unsigned short lens[];
};
