/*
 * Reading raw BTF. The kernel's is 5 MB with 130000 types, so nothing is
 * copied or parsed beforehand: the file is mapped where the kernel allows
 * it, one walk notes where each type starts, names are found by a scan. Only
 * a script that asks for many names pays for a table of them.
 */
#include "btf/btf_raw.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Modifiers and typedefs one behind the other; damaged ones without end. */
enum { MAX_CHAIN = 64 };

static void *alloc_or_abort(size_t num, size_t size)
{
	void *mem = calloc(num ? num : 1, size);

	if (!mem)
		BUG("out of memory");
	return mem;
}

/* Bytes behind the head of a type of KIND, or -1 for an unknown kind. */
static s64 tail_size(u32 kind, u32 vlen)
{
	switch (kind) {
	case BTF_KIND_INT:
		return sizeof(u32);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return (s64)sizeof(struct btf_member) * vlen;
	case BTF_KIND_ENUM:
		return (s64)sizeof(struct btf_enum) * vlen;
	case BTF_KIND_ENUM64:
		return (s64)sizeof(struct btf_enum64) * vlen;
	case BTF_KIND_FUNC_PROTO:
		return (s64)sizeof(struct btf_param) * vlen;
	case BTF_KIND_VAR:
		return sizeof(struct btf_var);
	case BTF_KIND_DATASEC:
		return (s64)sizeof(struct btf_var_secinfo) * vlen;
	case BTF_KIND_DECL_TAG:
		return sizeof(struct btf_decl_tag);
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	}
	return -1;
}

/* Note where each type starts, up to the first that does not fit. */
static void index_types(struct btf_blob *blob, u32 len)
{
	u32 pos = 0;

	blob->offsets =
		alloc_or_abort(len / sizeof(struct btf_type), sizeof(u32));
	while (len - pos >= sizeof(struct btf_type)) {
		const struct btf_type *type = (const void *)(blob->types + pos);
		s64 tail = tail_size(btf_kind_of(type), btf_vlen_of(type));
		s64 room = (s64)len - pos - (s64)sizeof(*type);

		if (tail < 0 || tail > room)
			return;
		blob->offsets[blob->ntypes++] = pos;
		pos += (u32)(sizeof(*type) + (size_t)tail);
	}
}

/* Check the header and find the two sections. */
static bool find_sections(struct btf_blob *blob, u32 *types_len)
{
	struct btf_header head;
	u64 room;

	if (blob->size < sizeof(head))
		return false;
	memcpy(&head, blob->data, sizeof(head));
	if (head.magic != BTF_MAGIC || head.version != BTF_VERSION ||
	    head.hdr_len < sizeof(head) || head.hdr_len > blob->size)
		return false;
	room = blob->size - head.hdr_len;
	if ((u64)head.type_off + head.type_len > room ||
	    (u64)head.str_off + head.str_len > room || !head.str_len ||
	    (head.hdr_len + head.type_off) % sizeof(u32))
		return false;
	blob->types = blob->data + head.hdr_len + head.type_off;
	blob->strs = (const char *)blob->data + head.hdr_len + head.str_off;
	blob->strs_len = head.str_len;
	*types_len = head.type_len;
	return blob->strs[head.str_len - 1] == '\0';
}

struct btf_blob *btf_blob_new(const char *module, const void *data, size_t size,
			      struct btf_blob *base)
{
	struct btf_blob *blob = alloc_or_abort(1, sizeof(*blob));
	u32 types_len = 0;

	blob->data = data;
	blob->size = size;
	blob->base = base;
	blob->fd = -1;
	if (!find_sections(blob, &types_len)) {
		free(blob);
		errno = EINVAL;
		return NULL;
	}
	blob->module = strdup(module);
	if (!blob->module)
		BUG("out of memory");
	blob->first_id = base ? base->first_id + base->ntypes : 1;
	blob->strs_start = base ? base->strs_start + base->strs_len : 0;
	index_types(blob, types_len);
	blob->memo = alloc_or_abort(blob->ntypes, sizeof(*blob->memo));
	return blob;
}

void btf_blob_free(struct btf_blob *blob)
{
	if (!blob)
		return;
	if (blob->is_mapped)
		munmap((void *)(uintptr_t)blob->data, blob->size);
	else
		free((void *)(uintptr_t)blob->data);
	if (blob->fd >= 0)
		close(blob->fd);
	free((void *)(uintptr_t)blob->module);
	free(blob->offsets);
	free(blob->table);
	free(blob->memo);
	free(blob);
}

/* Read all that FD has; *SIZE is the size expected, then the real one. */
static void *read_all(int fd, size_t *size)
{
	size_t cap = *size + 1, len = 0;
	u8 *buf = alloc_or_abort(cap, 1);
	ssize_t got;

	while ((got = read(fd, buf + len, cap - len)) > 0) {
		len += (size_t)got;
		if (len < cap)
			continue;
		cap *= 2;
		buf = realloc(buf, cap);
		if (!buf)
			BUG("out of memory");
	}
	if (got < 0) {
		int err = errno;

		free(buf);
		errno = err;
		return NULL;
	}
	*size = len;
	return buf;
}

struct btf_blob *btf_blob_open(const char *module, const char *path,
			       struct btf_blob *base)
{
	struct btf_blob *blob = NULL;
	bool is_mapped = true;
	struct stat info;
	size_t size;
	void *data;
	/* A pipe would let us wait for a writer, a device read for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return NULL;
	if (fstat(fd, &info) || !S_ISREG(info.st_mode)) {
		close(fd);
		errno = ENOTSUP;
		return NULL;
	}
	size = info.st_size < 0 ? 0 : (size_t)info.st_size;
	data = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0)
		    : MAP_FAILED;
	if (data == MAP_FAILED) { /* BTF can be mapped since Linux 6.16 */
		is_mapped = false;
		data = read_all(fd, &size);
	}
	if (data)
		blob = btf_blob_new(module, data, size, base);
	if (blob)
		blob->is_mapped = is_mapped;
	else if (data && is_mapped)
		munmap(data, size);
	else
		free(data);
	close(fd);
	return blob;
}

const struct btf_type *btf_blob_type(const struct btf_blob *blob, u32 id)
{
	while (blob && id < blob->first_id)
		blob = blob->base;
	if (!blob || id - blob->first_id >= blob->ntypes)
		return NULL;
	return (const void *)(blob->types + blob->offsets[id - blob->first_id]);
}

struct btf_blob *btf_blob_home(struct btf_blob *blob, u32 id)
{
	while (blob->base && id < blob->first_id)
		blob = blob->base;
	return blob;
}

const char *btf_blob_str(const struct btf_blob *blob, u32 offset)
{
	while (blob->base && offset < blob->strs_start)
		blob = blob->base;
	offset -= blob->strs_start;
	return offset < blob->strs_len ? blob->strs + offset : "";
}

static bool is_kind(const struct btf_type *type, u32 kinds)
{
	return kinds >> btf_kind_of(type) & 1;
}

static u64 name_hash(const char *name)
{
	return hash_bytes(name, strlen(name));
}

/* Index every type that has a name. */
static void make_table(struct btf_blob *blob)
{
	u32 size = 64;

	while (size < blob->ntypes * 2)
		size *= 2;
	blob->table = alloc_or_abort(size, sizeof(u32));
	blob->table_size = size;
	for (u32 i = 0; i < blob->ntypes; i++) {
		u32 id = blob->first_id + i;
		const struct btf_type *type = btf_blob_type(blob, id);
		u64 slot;

		if (!type->name_off)
			continue;
		slot = name_hash(btf_blob_str(blob, type->name_off));
		while (blob->table[slot & (size - 1)])
			slot++;
		blob->table[slot & (size - 1)] = id;
	}
}

static u32 find_in_table(struct btf_blob *blob, const char *name, u32 kinds)
{
	u64 slot = name_hash(name);

	for (;; slot++) {
		u32 id = blob->table[slot & (blob->table_size - 1)];
		const struct btf_type *type;

		if (!id)
			return 0;
		type = btf_blob_type(blob, id);
		if (is_kind(type, kinds) &&
		    !strcmp(btf_blob_str(blob, type->name_off), name))
			return id;
	}
}

static u32 find_by_offset(const struct btf_blob *blob, u32 offset, u32 kinds)
{
	for (u32 i = 0; i < blob->ntypes; i++) {
		const struct btf_type *type =
			(const void *)(blob->types + blob->offsets[i]);

		if (type->name_off == offset && is_kind(type, kinds))
			return blob->first_id + i;
	}
	return 0;
}

/* Where NAME starts in the strings of HOME, each time from *AT on. */
static bool next_string(const struct btf_blob *home, const char *name, u32 *at)
{
	size_t len = strlen(name) + 1;

	while (*at < home->strs_len) {
		const char *start = home->strs + *at;
		const char *hit =
			memmem(start, home->strs_len - *at, name, len);

		if (!hit)
			return false;
		*at = (u32)(hit - home->strs) + 1;
		if (hit == home->strs || hit[-1] == '\0')
			return true;
	}
	return false;
}

u32 btf_blob_find(struct btf_blob *blob, const char *name, u32 kinds)
{
	if (!*name)
		return 0;
	if (!blob->table && blob->nscans++ >= BTF_SCANS_BEFORE_TABLE)
		make_table(blob);
	if (blob->table)
		return find_in_table(blob, name, kinds);
	for (struct btf_blob *home = blob; home; home = home->base) {
		u32 at = 0;

		while (next_string(home, name, &at)) {
			u32 id = find_by_offset(blob, home->strs_start + at - 1,
						kinds);

			if (id)
				return id;
		}
	}
	return 0;
}

const char *btf_blob_enumerator(const struct btf_blob *blob,
				const struct btf_type *type, u32 idx,
				s64 *value)
{
	const struct btf_enum64 *wide;
	const struct btf_enum *item;

	if (btf_kind_of(type) == BTF_KIND_ENUM64) {
		wide = btf_tail_of(type);
		wide += idx;
		*value = (s64)((u64)wide->val_hi32 << 32 | wide->val_lo32);
		return btf_blob_str(blob, wide->name_off);
	}
	item = btf_tail_of(type);
	item += idx;
	*value = btf_kflag_of(type) ? item->val : (s64)(u32)item->val;
	return btf_blob_str(blob, item->name_off);
}

u32 btf_blob_find_enumerator(const struct btf_blob *blob, const char *name,
			     u32 *idx)
{
	const u32 kinds = BTF_KIND_BIT(ENUM) | BTF_KIND_BIT(ENUM64);
	s64 value;

	for (u32 i = 0; i < blob->ntypes; i++) {
		const struct btf_type *type =
			(const void *)(blob->types + blob->offsets[i]);

		if (!is_kind(type, kinds))
			continue;
		for (u32 k = 0; k < btf_vlen_of(type); k++) {
			if (strcmp(btf_blob_enumerator(blob, type, k, &value),
				   name) != 0)
				continue;
			*idx = k;
			return blob->first_id + i;
		}
	}
	return 0;
}

u32 btf_blob_strip(const struct btf_blob *blob, u32 id, bool *is_user,
		   const char **tag)
{
	for (u32 i = 0; i < MAX_CHAIN; i++) {
		const struct btf_type *type = btf_blob_type(blob, id);
		const char *name;

		if (!type)
			return 0;
		switch (btf_kind_of(type)) {
		case BTF_KIND_TYPE_TAG:
			name = btf_blob_str(blob, type->name_off);
			if (!strcmp(name, "user")) {
				if (is_user)
					*is_user = true;
			} else if (tag) {
				*tag = name;
			}
			break;
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPEDEF:
			break;
		default:
			return id;
		}
		id = type->type;
	}
	return 0;
}
