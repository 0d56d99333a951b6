/*
 * Memory that LLVM takes: asked for in one piece before it starts, because a
 * page fault costs more than the page, and given back when the code is made.
 */
#include "llvm/gen_internal.h"

#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */
#endif

enum {
	HEAP_START = 1280 << 10, /* what the smallest script takes */
	HEAP_STEP = 512 << 10,
	HEAP_LARGE = 8 << 20, /* larger pieces are mappings of their own */
};

static uintptr_t page_start(uintptr_t addr)
{
	return addr & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
}

/* Put pages under the whole pages of START up to END. */
static void populate(uintptr_t start, uintptr_t end)
{
	start = page_start(start);
	end = page_start(end);
	if (end > start)
		(void)madvise((void *)start, end - start, MADV_POPULATE_WRITE);
}

#ifndef AWL_CHECKED
/* From the linker: where the variables are that start as zero. */
extern char __bss_start, _end;

/*
 * Before anything else: LLVM's hundreds of options are about to be written,
 * a few on each page.
 */
__attribute__((constructor(101))) static void prepare_variables(void)
{
	populate((uintptr_t)&__bss_start, (uintptr_t)&_end);
}
#endif

/*
 * Hints only: where the kernel or the C library knows better, pages come one
 * by one as they are touched.
 */
void footprint_prepare(void)
{
	char *heap;

	mallopt(M_TOP_PAD, HEAP_STEP);
	mallopt(M_TRIM_THRESHOLD, HEAP_LARGE);
	mallopt(M_MMAP_THRESHOLD, HEAP_LARGE);
	heap = malloc(HEAP_START);
	if (!heap)
		return;
	populate((uintptr_t)heap, (uintptr_t)heap + HEAP_START);
	free(heap);
}

/*
 * Pages of code come back from the file when they are run again. Writable
 * segments are left alone: among them is what the loader has relocated.
 */
static int release_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + ph->p_vaddr;
		uintptr_t end = page_start(start + ph->p_memsz);

		if (ph->p_type != PT_LOAD || (ph->p_flags & PF_W))
			continue;
		start = page_start(start + (uintptr_t)sysconf(_SC_PAGESIZE) -
				   1);
		/* A hint only: nothing depends on its success. */
		if (end > start)
			(void)madvise((void *)start, end - start,
				      MADV_DONTNEED);
	}
	return 0;
}

void gen_release(void)
{
	malloc_trim(0);
	dl_iterate_phdr(release_object, NULL);
}
