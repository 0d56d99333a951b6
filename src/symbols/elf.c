/*
 * Symbol tables of ELF files.
 *
 * Opening reads headers only. A search for a name runs over the tables as
 * they are in the file; the first search for an address makes an index sorted
 * by address. Everything that comes out of the file is checked before it is
 * used: a damaged file has fewer symbols, nothing worse.
 *
 * Distributions strip their programs and put the full table into a file of
 * its own, found by the build id. It is read when the tables of the program
 * itself are not enough.
 */
#include "symbols/elf.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "symbols/insn.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the files with the stripped tables are. */
static const char debug_dir[] = "/usr/lib/debug";

/* A loaded part of the file. */
struct segment {
	u64 offset, addr, size;
	bool is_executable;
};

/* A symbol table and its strings. */
struct table {
	Elf_Data *data;
	u32 len; /* symbols */
	const char *names;
	size_t names_len;
};

/* What the index keeps of a symbol. */
struct entry {
	u64 addr, size;
	u64 reach; /* the largest end of this and all entries before it */
	const char *name;
	u8 kind; /* STT_* */
	u8 bind; /* STB_* */
};

struct index {
	struct entry *items; /* by address, one entry a place */
	u32 len, cap;
};

struct elf_file {
	Elf *elf;
	struct arena *arena;
	u16 kind; /* ET_* */
	VEC(struct segment) segments;
	struct table tables[2]; /* .symtab, .dynsym */
	u32 ntables;
	bool is_full;       /* there is a .symtab */
	bool is_debug_read; /* and it was looked for elsewhere */
	Elf *debug;         /* the file that it came from, or NULL */
	bool is_indexed;
	struct index funcs;
	bool is_id_read;
	const char *build_id;
};

static bool segments_read(struct elf_file *file)
{
	size_t num;

	if (elf_getphdrnum(file->elf, &num))
		return false;
	for (size_t i = 0; i < num && i < INT32_MAX; i++) {
		GElf_Phdr header;

		if (!gelf_getphdr(file->elf, (int)i, &header))
			return false;
		if (header.p_type != PT_LOAD)
			continue;
		vec_push(file->arena, &file->segments,
			 (struct segment){
				 .offset = header.p_offset,
				 .addr = header.p_vaddr,
				 .size = header.p_filesz,
				 .is_executable = header.p_flags & PF_X,
			 });
	}
	return true;
}

/* Make OUT of SECTION of ELF; false when it is broken. */
static bool table_make(struct table *out, Elf *elf, Elf_Scn *section,
		       const GElf_Shdr *header)
{
	Elf_Scn *strings = elf_getscn(elf, header->sh_link);
	Elf_Data *names = strings ? elf_getdata(strings, NULL) : NULL;
	Elf_Data *data = elf_getdata(section, NULL);
	size_t size = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);

	if (!data || !data->d_buf || data->d_type != ELF_T_SYM || !names ||
	    !names->d_buf || !size)
		return false;
	out->data = data;
	out->len = (u32)u64_min(data->d_size / size, INT32_MAX);
	out->names = names->d_buf;
	out->names_len = names->d_size;
	return true;
}

/* Find the table of KIND (SHT_*) in ELF. */
static bool table_find(struct table *out, Elf *elf, GElf_Word kind)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == kind)
			return table_make(out, elf, section, &header);
	return false;
}

/* Find the tables, the full one first. */
static void tables_read(struct elf_file *file)
{
	file->is_full = table_find(file->tables, file->elf, SHT_SYMTAB);
	file->ntables += file->is_full;
	file->ntables +=
		table_find(&file->tables[file->ntables], file->elf, SHT_DYNSYM);
}

/* Take over ELF, which may be NULL. NULL with errno when it is unusable. */
static struct elf_file *file_new(Elf *elf)
{
	struct elf_file *file = NULL;
	struct arena *arena;
	GElf_Ehdr header;

	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header) ||
	    (header.e_type != ET_EXEC && header.e_type != ET_DYN))
		goto out;
	arena = arena_new();
	file = ARENA_OBJ(arena, struct elf_file);
	file->arena = arena;
	file->elf = elf;
	file->kind = header.e_type;
	if (segments_read(file)) {
		tables_read(file);
		return file;
	}
	arena_free(arena);
out:
	elf_end(elf);
	errno = ENOEXEC;
	return NULL;
}

/* Map the file at PATH. NULL with errno. */
static Elf *file_map(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	/* Many files may be open: keep the mapping, not the descriptor. */
	if (elf && elf_cntl(elf, ELF_C_FDREAD)) {
		elf_end(elf);
		elf = NULL;
	}
	close(fd);
	if (!elf)
		errno = ENOEXEC;
	return elf;
}

struct elf_file *elf_open(const char *path)
{
	Elf *elf = file_map(path);

	return elf ? file_new(elf) : NULL;
}

struct elf_file *elf_open_memory(const void *image, size_t size)
{
	char *bytes;

	elf_version(EV_CURRENT);
	/* libelf takes a char *, but only reads. */
	memcpy(&bytes, &image, sizeof(bytes));
	return file_new(elf_memory(bytes, size));
}

void elf_close(struct elf_file *file)
{
	if (!file)
		return;
	elf_end(file->elf);
	elf_end(file->debug);
	free(file->funcs.items);
	arena_free(file->arena);
}

u64 elf_offset_to_addr(struct elf_file *file, u64 offset)
{
	u64 found = UINT64_MAX;

	vec_for (i, &file->segments) {
		const struct segment *part = &file->segments.items[i];

		if (offset < part->offset ||
		    offset - part->offset >= part->size)
			continue;
		found = part->addr + (offset - part->offset);
		if (part->is_executable)
			break;
	}
	return found;
}

u64 elf_addr_to_offset(struct elf_file *file, u64 addr)
{
	vec_for (i, &file->segments) {
		const struct segment *part = &file->segments.items[i];

		if (addr >= part->addr && addr - part->addr < part->size)
			return part->offset + (addr - part->addr);
	}
	return UINT64_MAX;
}

bool elf_is_relocatable(const struct elf_file *file)
{
	return file->kind == ET_DYN;
}

static bool is_func_kind(u32 kind)
{
	return kind == STT_FUNC || kind == STT_GNU_IFUNC;
}

/* Read defined symbol IDX of TABLE that has a name; false for any other. */
static bool symbol_read(const struct table *table, u32 idx, GElf_Sym *sym,
			const char **name)
{
	u32 kind;

	if (!gelf_getsym(table->data, (int)idx, sym))
		return false;
	kind = GELF_ST_TYPE(sym->st_info);
	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx == SHN_ABS ||
	    (!is_func_kind(kind) && kind != STT_OBJECT))
		return false;
	if (sym->st_name >= table->names_len)
		return false;
	*name = table->names + sym->st_name;
	return **name && memchr(*name, '\0', table->names_len - sym->st_name);
}

static void symbol_fill(struct elf_file *file, struct elf_symbol *out,
			const char *name, u64 addr, u64 size, u32 kind)
{
	*out = (struct elf_symbol){
		.name = name,
		.addr = addr,
		.size = size,
		.file_offset = elf_addr_to_offset(file, addr),
		.is_func = is_func_kind(kind),
		.is_ifunc = kind == STT_GNU_IFUNC,
	};
}

/*
 * How well symbol NAME of KIND answers a search for WANTED: 0 not at all.
 * Some tables append a version: "f@@V1" is what a plain "f" means.
 */
static u32 name_score(const char *name, const char *wanted, size_t len,
		      u32 kind)
{
	u32 score;

	if (strncmp(name, wanted, len))
		return 0;
	if (!name[len])
		score = 3;
	else if (str_starts(name + len, "@@"))
		score = 2;
	else if (name[len] == '@')
		score = 1;
	else
		return 0;
	return is_func_kind(kind) ? score + 3 : score;
}

bool elf_read_debug(struct elf_file *file, const char *dir)
{
	const char *id = elf_build_id(file);
	struct table full;

	file->is_debug_read = true;
	if (file->is_full || file->is_indexed || !id || strlen(id) < 3)
		return false;
	file->debug = file_map(arena_printf(
		file->arena, "%s/.build-id/%.2s/%s.debug", dir, id, id + 2));
	if (!file->debug || !table_find(&full, file->debug, SHT_SYMTAB))
		return false;
	file->tables[1] = file->tables[0];
	file->tables[0] = full;
	file->ntables++;
	file->is_full = true;
	return true;
}

/* Look for the full table in its usual place, once. */
static bool debug_read(struct elf_file *file)
{
	return !file->is_debug_read && elf_read_debug(file, debug_dir);
}

static bool tables_search(struct elf_file *file, const char *name,
			  struct elf_symbol *out)
{
	size_t len = strlen(name);
	u32 best = 0;

	for (u32 i = 0; i < file->ntables; i++) {
		for (u32 j = 1; j < file->tables[i].len && best < 6; j++) {
			const char *text;
			GElf_Sym sym;
			u32 kind, score;

			if (!symbol_read(&file->tables[i], j, &sym, &text))
				continue;
			kind = GELF_ST_TYPE(sym.st_info);
			score = name_score(text, name, len, kind);
			if (score <= best)
				continue;
			best = score;
			symbol_fill(file, out, text, sym.st_value, sym.st_size,
				    kind);
		}
	}
	return best > 0;
}

bool elf_find(struct elf_file *file, const char *name, struct elf_symbol *out)
{
	return tables_search(file, name, out) ||
	       (debug_read(file) && tables_search(file, name, out));
}

static void index_push(struct index *index, const struct entry *entry)
{
	if (index->len == index->cap) {
		index->cap = index->cap ? index->cap * 2 : 1024;
		index->items = realloc(index->items,
				       index->cap * sizeof(*index->items));
		if (!index->items)
			BUG("out of memory (%u symbols)", index->cap);
	}
	index->items[index->len++] = *entry;
}

static u32 underscores(const char *name)
{
	return (u32)strspn(name, "_");
}

/* By address; of several for one place the name a reader expects is first. */
static int entry_compare(const void *left, const void *right)
{
	static const u8 ranks[] = {
		[STB_LOCAL] = 2,
		[STB_GLOBAL] = 0,
		[STB_WEAK] = 1,
	};
	const struct entry *a = left, *b = right;
	u32 rank_a = a->bind < countof(ranks) ? ranks[a->bind] : 0;
	u32 rank_b = b->bind < countof(ranks) ? ranks[b->bind] : 0;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	if (!a->size != !b->size)
		return a->size ? -1 : 1;
	if (rank_a != rank_b)
		return rank_a < rank_b ? -1 : 1;
	if (underscores(a->name) != underscores(b->name))
		return underscores(a->name) < underscores(b->name) ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Sort, keep one name a place, and note how far entries reach. */
static void index_finish(struct index *index)
{
	u32 len = 0;
	u64 reach = 0;

	if (!index->len)
		return;
	qsort(index->items, index->len, sizeof(*index->items), entry_compare);
	for (u32 i = 0; i < index->len; i++) {
		struct entry *entry = &index->items[i];

		if (len && index->items[len - 1].addr == entry->addr)
			continue;
		if (entry->size > UINT64_MAX - entry->addr)
			entry->size = UINT64_MAX - entry->addr;
		reach = u64_max(reach, entry->addr + entry->size);
		entry->reach = reach;
		index->items[len++] = *entry;
	}
	index->len = len;
}

static void index_make(struct elf_file *file)
{
	debug_read(file);
	file->is_indexed = true;
	for (u32 i = 0; i < file->ntables; i++) {
		for (u32 j = 1; j < file->tables[i].len; j++) {
			struct entry entry = { 0 };
			GElf_Sym sym;

			if (!symbol_read(&file->tables[i], j, &sym,
					 &entry.name) ||
			    !is_func_kind(GELF_ST_TYPE(sym.st_info)))
				continue;
			entry.addr = sym.st_value;
			entry.size = sym.st_size;
			entry.kind = GELF_ST_TYPE(sym.st_info);
			entry.bind = GELF_ST_BIND(sym.st_info);
			index_push(&file->funcs, &entry);
		}
	}
	index_finish(&file->funcs);
}

/* The innermost entry that contains ADDR. */
static const struct entry *index_find(const struct index *index, u64 addr)
{
	u32 low = 0, high = index->len;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (index->items[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	/* Without a size (assembly) a symbol goes on to the next one. */
	if (low && !index->items[low - 1].size &&
	    index->items[low - 1].reach <= addr)
		return &index->items[low - 1];
	for (; low && index->items[low - 1].reach > addr; low--) {
		const struct entry *entry = &index->items[low - 1];

		if (addr - entry->addr < entry->size || entry->addr == addr)
			return entry;
	}
	return NULL;
}

bool elf_find_addr(struct elf_file *file, u64 addr, struct elf_symbol *out)
{
	const struct entry *entry;

	if (!file->is_indexed)
		index_make(file);
	entry = index_find(&file->funcs, addr);
	if (!entry)
		return false;
	symbol_fill(file, out, entry->name, entry->addr, entry->size,
		    entry->kind);
	return true;
}

bool elf_find_offset(struct elf_file *file, u64 offset, struct elf_symbol *out)
{
	u64 addr = elf_offset_to_addr(file, offset);

	return addr != UINT64_MAX && elf_find_addr(file, addr, out);
}

static int name_compare(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* The names of all functions of TABLE, sorted, in ARENA; NUM of them. */
static const char **names_sorted(struct arena *arena, const struct table *table,
				 u32 *num)
{
	const char **names = ARENA_ARRAY(arena, const char *, table->len + 1);

	*num = 0;
	for (u32 i = 1; i < table->len; i++) {
		GElf_Sym sym;

		if (symbol_read(table, i, &sym, &names[*num]) &&
		    is_func_kind(GELF_ST_TYPE(sym.st_info)))
			(*num)++;
	}
	qsort(names, *num, sizeof(*names), name_compare);
	return names;
}

void elf_each_func(struct elf_file *file,
		   bool (*fn)(const struct elf_symbol *sym, void *arg),
		   void *arg)
{
	struct arena *arena = arena_new();
	const char **seen = NULL;
	bool goes_on = true;
	u32 num = 0;

	debug_read(file);
	for (u32 i = 0; i < file->ntables && goes_on; i++) {
		/* .dynsym mostly repeats what .symtab has. */
		if (i)
			seen = names_sorted(arena, &file->tables[0], &num);
		for (u32 j = 1; j < file->tables[i].len && goes_on; j++) {
			struct elf_symbol out;
			const char *name;
			GElf_Sym sym;

			if (!symbol_read(&file->tables[i], j, &sym, &name) ||
			    !is_func_kind(GELF_ST_TYPE(sym.st_info)))
				continue;
			if (num && bsearch(&name, seen, num, sizeof(*seen),
					   name_compare))
				continue;
			symbol_fill(file, &out, name, sym.st_value, sym.st_size,
				    GELF_ST_TYPE(sym.st_info));
			goes_on = fn(&out, arg);
		}
	}
	arena_free(arena);
}

static bool is_x86_64(struct elf_file *file)
{
	GElf_Ehdr header;

	return gelf_getehdr(file->elf, &header) &&
	       header.e_machine == EM_X86_64;
}

bool elf_is_boundary(struct elf_file *file, const struct elf_symbol *sym,
		     u64 offset)
{
	u64 at = 0, wanted = offset - sym->file_offset;
	Elf_Data *data;

	if (offset == sym->file_offset)
		return true;
	if (offset < sym->file_offset || wanted >= sym->size)
		return false;
	if (!is_x86_64(file))
		return true;
	data = elf_getdata_rawchunk(file->elf, (int64_t)sym->file_offset,
				    sym->size, ELF_T_BYTE);
	if (!data || !data->d_buf)
		return false;
	while (at < wanted) {
		u32 len = insn_length_x86((const u8 *)data->d_buf + at,
					  data->d_size - at);

		if (!len)
			return false;
		at += len;
	}
	return at == wanted;
}

/* The build id among the notes in DATA, as hex text. */
static const char *notes_search(struct arena *arena, Elf_Data *data)
{
	size_t at = 0, name, desc, len;
	GElf_Nhdr note;

	while ((len = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		const u8 *bytes = data->d_buf;
		char *text;

		at = len;
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
		    memcmp(bytes + name, "GNU", 4) || note.n_descsz > 64)
			continue;
		text = arena_alloc(arena, note.n_descsz * 2 + 1);
		for (u32 i = 0; i < note.n_descsz; i++) {
			static const char digits[] = "0123456789abcdef";

			text[i * 2] = digits[bytes[desc + i] >> 4];
			text[i * 2 + 1] = digits[bytes[desc + i] & 15];
		}
		return text;
	}
	return NULL;
}

static const char *build_id_read(struct elf_file *file)
{
	const char *found = NULL;
	size_t num;

	if (elf_getphdrnum(file->elf, &num))
		return NULL;
	for (size_t i = 0; i < num && i < INT32_MAX && !found; i++) {
		GElf_Phdr header;
		Elf_Data *data;

		if (!gelf_getphdr(file->elf, (int)i, &header) ||
		    header.p_type != PT_NOTE)
			continue;
		data = elf_getdata_rawchunk(
			file->elf, (int64_t)header.p_offset, header.p_filesz,
			header.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
		if (data && data->d_buf)
			found = notes_search(file->arena, data);
	}
	return found;
}

const char *elf_build_id(struct elf_file *file)
{
	if (!file->is_id_read) {
		file->is_id_read = true;
		file->build_id = build_id_read(file);
	}
	return file->build_id;
}

/* The notes of one section; false: FN wants no more. */
static bool each_note(Elf_Data *data, const char *owner, u32 type,
		      bool (*fn)(const void *desc, size_t size, void *arg),
		      void *arg)
{
	size_t at = 0, next, name, desc;
	const char *bytes = data->d_buf;
	GElf_Nhdr note;

	while ((next = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		at = next;
		if (note.n_type != type || note.n_namesz != strlen(owner) + 1 ||
		    memcmp(bytes + name, owner, note.n_namesz) != 0)
			continue;
		if (!fn(bytes + desc, note.n_descsz, arg))
			return false;
	}
	return true;
}

void elf_each_note(struct elf_file *file, const char *owner, u32 type,
		   bool (*fn)(const void *desc, size_t size, void *arg),
		   void *arg)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(file->elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != SHT_NOTE)
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_buf &&
		    !each_note(data, owner, type, fn, arg))
			return;
	}
}
