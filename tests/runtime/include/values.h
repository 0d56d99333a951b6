/*
 * Data of every kind of C: read by testprogs/values.c and by scripts that
 * take this text for their preamble.
 */
enum tiny { T_A = 1, T_B = 200 } __attribute__((packed));
enum wide { W_A = 1, W_B = 0x100000000 };
enum neg { N_A = -5, N_B = 7 };

struct bits {
	unsigned a : 1, b : 2, c : 3;
	int d : 4;
	unsigned e : 7;
	unsigned long f : 33;
	long g : 17;
	unsigned char h : 5;
	short i : 9;
	unsigned j : 31;
	long k : 64;
	_Bool l : 1;
	enum neg m : 8;
};

struct packed_bits {
	char x;
	unsigned long a : 40;
	unsigned b : 30;
	short c : 11;
} __attribute__((packed));

struct packed {
	char a;
	long b;
	short c;
	int d;
} __attribute__((packed));

union uni {
	int i;
	unsigned char bytes[8];
	struct {
		short lo, hi;
	} half;
	long l;
};

struct node {
	int v;
	struct node *next;
	struct node **pp;
};

struct anon {
	int before;
	union {
		int ua;
		unsigned char ub[4];
	};
	struct {
		short sx;
		union {
			short sy;
			signed char sz[2];
		};
	};
	int after;
};

struct all {
	signed char sc;
	unsigned char uc;
	char c;
	_Bool t, f;
	short s;
	unsigned short us;
	int i;
	unsigned u;
	long l;
	unsigned long ul;
	enum tiny tiny;
	enum wide wide;
	enum neg neg;
	int a1[3];
	short a2[2][3];
	unsigned char a3[2][2][2];
	struct node an[2];
	char *names[3];
	char str[8];
	signed char sc8[4];
	unsigned char u8[4];
	struct bits bits;
	struct packed_bits pb;
	struct packed pk;
	union uni uni;
	struct anon anon;
	struct node *np;
	struct node **npp;
	int (*fn)(int);
	void *vp;
	const char *cp;
	int *ip;
	int (*arrp)[3];
	struct packed pks[2];
	union uni unis[2];
	_Bool bools[3];
	struct node *nodes[2];
	enum neg enums[2];
};

struct list {
	int n;
	struct {
		int a;
		short b;
	} items[];
};
