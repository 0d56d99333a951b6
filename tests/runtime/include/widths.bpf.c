/* Every width of integers, and addresses, on their way to C and back. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

typedef unsigned int number;

enum level { LOW = 1, HIGH };

signed char s8(signed char a)
{
	return a;
}

unsigned char u8(unsigned char a)
{
	return a;
}

short s16(short a)
{
	return a;
}

unsigned short u16(unsigned short a)
{
	return a;
}

int s32(int a)
{
	return a;
}

unsigned int u32(unsigned int a)
{
	return a;
}

long s64(long a)
{
	return a;
}

unsigned long u64(unsigned long a)
{
	return a;
}

_Bool truth(_Bool a)
{
	return a;
}

number next(number a)
{
	return a + 1;
}

enum level raise(enum level a)
{
	return a == LOW ? HIGH : LOW;
}

long five(signed char a, unsigned short b, int c, long d, unsigned int e)
{
	return a + b + c + d + e;
}

int seven(void)
{
	return 7;
}

void nothing(int a)
{
}

void *same(void *p)
{
	return p;
}

int third(int a[4])
{
	return a[2];
}

int letters(const char *text)
{
	int n = 0;

	while (n < 16 && text[n])
		n++;
	return n;
}

long put(void *map, long key, long value)
{
	return bpf_map_update_elem(map, &key, &value, BPF_ANY);
}

long drop(void *map, long key)
{
	return bpf_map_delete_elem(map, &key);
}
