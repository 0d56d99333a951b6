/*
 * How libclang is called: folders of kernel headers, definitions they need,
 * and a few headers of the compiler itself.
 */
#include "base/sys.h"
#include "btf/headers_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUILTIN_DIR "/awl/include"

static const char stddef_text[] =
	"#ifndef _AWL_STDDEF_H\n#define _AWL_STDDEF_H\n"
	"typedef __SIZE_TYPE__ size_t;\ntypedef __PTRDIFF_TYPE__ ptrdiff_t;\n"
	"typedef __WCHAR_TYPE__ wchar_t;\n#undef NULL\n"
	"#define NULL ((void *)0)\n#undef offsetof\n"
	"#define offsetof(t, m) __builtin_offsetof(t, m)\n#endif\n";
static const char stdarg_text[] =
	"#ifndef _AWL_STDARG_H\n#define _AWL_STDARG_H\n"
	"typedef __builtin_va_list va_list;\n"
	"typedef __builtin_va_list __gnuc_va_list;\n#endif\n";
static const char stdbool_text[] =
	"#ifndef _AWL_STDBOOL_H\n#define _AWL_STDBOOL_H\n#define bool _Bool\n"
	"#define true 1\n#define false 0\n#endif\n";
static const char stdint_text[] =
	"#ifndef _AWL_STDINT_H\n#define _AWL_STDINT_H\n"
	"typedef __INT8_TYPE__ int8_t;\ntypedef __UINT8_TYPE__ uint8_t;\n"
	"typedef __INT16_TYPE__ int16_t;\ntypedef __UINT16_TYPE__ uint16_t;\n"
	"typedef __INT32_TYPE__ int32_t;\ntypedef __UINT32_TYPE__ uint32_t;\n"
	"typedef __INT64_TYPE__ int64_t;\ntypedef __UINT64_TYPE__ uint64_t;\n"
	"typedef __INTPTR_TYPE__ intptr_t;\n"
	"typedef __UINTPTR_TYPE__ uintptr_t;\n#endif\n";
static const char limits_text[] =
	"#ifndef _AWL_LIMITS_H\n#define _AWL_LIMITS_H\n#define CHAR_BIT 8\n"
	"#define SCHAR_MAX 127\n#define SCHAR_MIN (-128)\n"
	"#define UCHAR_MAX 255\n#define CHAR_MAX 127\n#define CHAR_MIN (-128)\n"
	"#define SHRT_MAX 32767\n#define SHRT_MIN (-32768)\n"
	"#define USHRT_MAX 65535\n"
	"#define INT_MAX 2147483647\n#define INT_MIN (-INT_MAX - 1)\n"
	"#define UINT_MAX 4294967295U\n"
	"#define LONG_MAX 9223372036854775807L\n"
	"#define LONG_MIN (-LONG_MAX - 1L)\n"
	"#define ULONG_MAX 18446744073709551615UL\n"
	"#define LLONG_MAX LONG_MAX\n#define LLONG_MIN LONG_MIN\n"
	"#define ULLONG_MAX ULONG_MAX\n#endif\n";

const struct clang_file headers_builtin[] = {
	{ BUILTIN_DIR "/stddef.h", stddef_text, sizeof(stddef_text) - 1 },
	{ BUILTIN_DIR "/stdarg.h", stdarg_text, sizeof(stdarg_text) - 1 },
	{ BUILTIN_DIR "/stdbool.h", stdbool_text, sizeof(stdbool_text) - 1 },
	{ BUILTIN_DIR "/stdint.h", stdint_text, sizeof(stdint_text) - 1 },
	{ BUILTIN_DIR "/limits.h", limits_text, sizeof(limits_text) - 1 },
};
const u32 headers_nbuiltin = countof(headers_builtin);

static void add(struct arena *arena, struct clang_args *args, const char *arg)
{
	vec_push(arena, &args->list, arg);
}

static void add_folder(struct arena *arena, struct clang_args *args,
		       const char *root, const char *folder)
{
	add(arena, args, arena_printf(arena, "-I%s/%s", root, folder));
}

/* The folder of the kernel that kbuild calls $(srctree)/arch/$(SRCARCH). */
static const char *kernel_arch(void)
{
	const char *arch = getenv("ARCH");
	const char *machine = sys_machine();

	if (arch && *arch)
		return strcmp(arch, "x86_64") ? arch : "x86";
	if (!strcmp(machine, "x86_64"))
		return "x86";
	return !strcmp(machine, "aarch64") ? "arm64" : machine;
}

static bool has_headers(struct arena *arena, const char *root)
{
	const char *path =
		arena_printf(arena, "%s/include/linux/kconfig.h", root);

	return access(path, R_OK) == 0;
}

/* Where the running kernel's sources and what is built of them lie. */
static bool kernel_folders(struct arena *arena, const char **source,
			   const char **build)
{
	const char *release = sys_kernel_release();

	*source = getenv("BPFTRACE_KERNEL_SOURCE");
	if (*source && **source) {
		*build = getenv("BPFTRACE_KERNEL_BUILD");
		if (!*build || !**build)
			*build = *source;
		return has_headers(arena, *source);
	}
	*build = arena_printf(arena, "/lib/modules/%s/build", release);
	*source = arena_printf(arena, "/lib/modules/%s/source", release);
	if (!has_headers(arena, *source))
		*source = *build;
	return has_headers(arena, *source);
}

/* As kbuild would call the compiler, enough to read declarations. */
static void kernel_args(struct arena *arena, struct clang_args *args)
{
	static const char *const defines[] = {
		"-D__KERNEL__",
		"-D__BPF_TRACING__",
		"-D__HAVE_BUILTIN_BSWAP16__",
		"-D__HAVE_BUILTIN_BSWAP32__",
		"-D__HAVE_BUILTIN_BSWAP64__",
		"-DCC_USING_FENTRY",
		"-DKBUILD_MODNAME=\"awl\"",
		"-DKBUILD_MODFILE=\"awl\"",
	};
	const char *source, *build, *arch = kernel_arch();
	const char *own, *generated;

	if (!kernel_folders(arena, &source, &build))
		return;
	vec_push(arena, &args->roots, source);
	vec_push(arena, &args->roots, build);
	own = arena_printf(arena, "arch/%s/include", arch);
	generated = arena_printf(arena, "%s/generated", own);
	add_folder(arena, args, source, own);
	add_folder(arena, args, build, generated);
	add_folder(arena, args, source, "include");
	if (strcmp(source, build))
		add_folder(arena, args, build, "include");
	add_folder(arena, args, source, arena_printf(arena, "%s/uapi", own));
	add_folder(arena, args, build,
		   arena_printf(arena, "%s/uapi", generated));
	add_folder(arena, args, source, "include/uapi");
	add_folder(arena, args, build, "include/generated/uapi");
	add(arena, args, "-include");
	add(arena, args,
	    arena_printf(arena, "%s/include/linux/kconfig.h", source));
	for (u32 i = 0; i < countof(defines); i++)
		add(arena, args, defines[i]);
}

void headers_args(struct arena *arena, const struct header_search *search,
		  struct clang_args *args)
{
	add(arena, args, "-xc");
	add(arena, args, "-std=gnu11");
	add(arena, args, "-w");
	add(arena, args, "-fno-builtin");
	add(arena, args, "-ferror-limit=0");
	if (search->have_btf)
		add(arena, args, "-DBPFTRACE_HAVE_BTF");
	for (u32 i = 0; i < search->ndirs; i++)
		add(arena, args, arena_printf(arena, "-I%s", search->dirs[i]));
	kernel_args(arena, args);
	add(arena, args, "-idirafter" BUILTIN_DIR);
	add(arena, args, "-include");
	add(arena, args, HEADERS_STANDINS);
	for (u32 i = 0; i < search->nfiles; i++) {
		add(arena, args, "-include");
		add(arena, args, search->files[i]);
	}
}
