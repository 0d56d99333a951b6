/* Memory of the script, seen from C. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

long get(void *map, long key)
{
	long *value = bpf_map_lookup_elem(map, &key);

	return value ? *value : -1;
}

int first(const char *text)
{
	return text[0];
}
