/*
 * Reads "id N" from stdin and prints kind and name of type N in the kernel's
 * BTF.
 */
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>

/* What follows the header of TYPE. */
static size_t tail_size(const struct btf_type *type)
{
	size_t num = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_DATASEC:
	case BTF_KIND_ENUM64:
		return 12 * num;
	case BTF_KIND_ENUM:
	case BTF_KIND_FUNC_PROTO:
		return 8 * num;
	default:
		return 0;
	}
}

int main(void)
{
	static char bytes[64 << 20];
	FILE *file = fopen("/sys/kernel/btf/vmlinux", "r");
	const struct btf_header *head = (const void *)bytes;
	const struct btf_type *type;
	const char *at;
	int id;

	if (scanf("id %d", &id) != 1 || !file ||
	    fread(bytes, 1, sizeof(bytes), file) < sizeof(*head))
		return 1;
	at = bytes + head->hdr_len + head->type_off;
	for (type = (const void *)at; id > 1; id--) {
		at += sizeof(*type) + tail_size(type);
		type = (const void *)at;
	}
	printf("%u %s\n", BTF_INFO_KIND(type->info),
	       bytes + head->hdr_len + head->str_off + type->name_off);
	return 0;
}
