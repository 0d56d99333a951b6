/*
 * One blob of BTF as it lies in memory: the kernel's own, or a module's that
 * continues it. Nothing here trusts the bytes: every type that can be asked
 * for lies wholly inside the blob, every name ends inside it.
 */
#ifndef AWL_BTF_RAW_H
#define AWL_BTF_RAW_H

#include "base/base.h"

#include <linux/btf.h>

struct type;

/* Names that are looked up one by one before a table of names is made. */
enum { BTF_SCANS_BEFORE_TABLE = 12 };

struct btf_blob {
	const char *module; /* "vmlinux" or the module's name */
	const u8 *data;     /* the whole blob */
	size_t size;
	bool is_mapped;        /* how DATA goes back: munmap or free */
	struct btf_blob *base; /* what a module's BTF continues, or NULL */
	u32 first_id;          /* id of its first type */
	u32 ntypes;
	const u8 *types;
	const char *strs; /* ends with a NUL */
	u32 strs_len;
	u32 strs_start; /* offset of strs[0]: after the base's strings */
	u32 *offsets;   /* into TYPES, by id - first_id */
	u32 *table;     /* ids by hash of name, 0: free; or NULL */
	u32 table_size; /* a power of two */
	u32 nscans;     /* names looked up without the table */
	const struct type **memo; /* finished types by id - first_id */
	int fd; /* of a module, for attaching; -1: not asked */
};

/* A bit for each kind, for btf_blob_find(). */
#define BTF_KIND_BIT(KIND) (1U << BTF_KIND_##KIND)

/*
 * Index the SIZE bytes at DATA, which continue BASE (or NULL). Returns NULL
 * with errno EINVAL when they are no BTF of this machine; of damaged BTF the
 * types before the damage remain. DATA stays the caller's when this fails.
 */
struct btf_blob *btf_blob_new(const char *module, const void *data, size_t size,
			      struct btf_blob *base);
/* Free BLOB and its data; NULL is fine. */
void btf_blob_free(struct btf_blob *blob);
/* Read or map the raw BTF in the file PATH. NULL with errno. */
struct btf_blob *btf_blob_open(const char *module, const char *path,
			       struct btf_blob *base);

/* The type ID of BLOB or its base; NULL for void and what does not exist. */
const struct btf_type *btf_blob_type(const struct btf_blob *blob, u32 id);
/* The blob that ID lives in. */
struct btf_blob *btf_blob_home(struct btf_blob *blob, u32 id);
/* The string at OFFSET; "" when there is none. */
const char *btf_blob_str(const struct btf_blob *blob, u32 offset);
/* First id of BLOB itself with NAME and one of KINDS; 0: none. */
u32 btf_blob_find(struct btf_blob *blob, const char *name, u32 kinds);

/* First enum of BLOB with an enumerator NAME, its index in *IDX; 0: none. */
u32 btf_blob_find_enumerator(const struct btf_blob *blob, const char *name,
			     u32 *idx);
/* Name and value of enumerator IDX of TYPE, an ENUM or ENUM64. */
const char *btf_blob_enumerator(const struct btf_blob *blob,
				const struct btf_type *type, u32 idx,
				s64 *value);

/*
 * ID without const, volatile, restrict, typedefs and type tags; 0: void. The
 * tag "user" sets *IS_USER, another one *TAG; both may be NULL.
 */
u32 btf_blob_strip(const struct btf_blob *blob, u32 id, bool *is_user,
		   const char **tag);

static inline u32 btf_kind_of(const struct btf_type *type)
{
	return BTF_INFO_KIND(type->info);
}

static inline u32 btf_vlen_of(const struct btf_type *type)
{
	return BTF_INFO_VLEN(type->info);
}

static inline bool btf_kflag_of(const struct btf_type *type)
{
	return BTF_INFO_KFLAG(type->info);
}

/* What follows a type, as the array that its kind has there. */
static inline const void *btf_tail_of(const struct btf_type *type)
{
	return type + 1;
}

static inline u32 btf_int_of(const struct btf_type *type)
{
	return *(const u32 *)btf_tail_of(type);
}

#endif
