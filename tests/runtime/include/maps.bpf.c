/* Memory of the script, seen from C. */
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

long get(void *map, long key)
{
	long *value = bpf_map_lookup_elem(map, &key);

	return value ? *value : -1;
}

int first(const char *text)
{
	return text[0];
}
