/* What the suite imports_c calls. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct pair {
	int first;
	long second;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} kept SEC(".maps");

long total;
static const int table[] = { 5, 7, 11, 13 };

int add(int a, int b)
{
	return a + b;
}

unsigned char low_byte(unsigned char value)
{
	return value + 1;
}

signed char negate(signed char value)
{
	return -value;
}

_Bool is_odd(long value)
{
	return value & 1;
}

int set(int cond, int *out)
{
	if (!out)
		return -1;
	*out = cond ? 42 : 7;
	return 0;
}

__attribute__((noinline)) int fill(struct pair *pair)
{
	if (!pair)
		return 1;
	pair->first = -3;
	pair->second = 1L << 40;
	return 0;
}

void gather(long value)
{
	total += value;
}

long gathered(void)
{
	return total;
}

long keep(long value)
{
	int key = 0;
	long *slot = bpf_map_lookup_elem(&kept, &key);

	if (!slot)
		return -1;
	*slot += value;
	return *slot;
}

int element(unsigned int idx)
{
	return idx < 4 ? table[idx] : 0;
}

unsigned long who(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

static int hidden(int a)
{
	return a;
}

int use_hidden(int a)
{
	return hidden(a);
}

SEC("kprobe/nothing") int entry(void *ctx)
{
	return ctx ? 9 : 8;
}
