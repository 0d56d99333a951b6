/*
 * Mappings of processes and the names found through them.
 */
#include "symbols/maps.h"
#include "symbols/usyms.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

int maps_test_target(int n);
int maps_test_target(int n)
{
	return n * 3 + 1;
}

static u64 target_addr(void)
{
	return (u64)(uintptr_t)maps_test_target;
}

Test(maps, our_own_function_has_a_file_and_a_name)
{
	struct usyms *syms = usyms_new(true);
	struct arena *arena = arena_new();
	u32 pid = (u32)getpid();
	const struct mapping *map;
	struct frame frame;
	char exe[PATH_MAX] = "";

	cr_assert_gt(readlink("/proc/self/exe", exe, sizeof(exe) - 1), 0);
	map = maps_find(usyms_maps(syms), pid, target_addr());
	cr_assert_not_null(map);
	cr_assert_str_eq(map->name, exe);
	cr_assert(usyms_find(syms, arena, pid, target_addr() + 2, &frame));
	cr_assert_str_eq(frame.symbol, "maps_test_target");
	cr_assert_eq(frame.offset, 2);
	cr_assert_str_eq(frame.module, exe);
	cr_assert(!usyms_find(syms, arena, pid, 0x10, &frame));
	cr_assert_null(frame.symbol);
	arena_free(arena);
	usyms_free(syms);
}

Test(maps, a_shared_library_and_the_vdso_have_names)
{
	struct usyms *syms = usyms_new(true);
	struct arena *arena = arena_new();
	/* The plain address may be that of a jump in our own file. */
	u64 getenv_addr = (u64)(uintptr_t)dlsym(RTLD_DEFAULT, "getenv");
	u64 vdso = getauxval(AT_SYSINFO_EHDR);
	u32 pid = (u32)getpid(), found = 0;
	struct frame frame;

	cr_assert(usyms_find(syms, arena, pid, getenv_addr, &frame));
	cr_assert_not_null(strstr(frame.symbol, "getenv"));
	for (u64 at = 0; vdso && at < 0x1000; at += 16)
		found += usyms_find(syms, arena, pid, vdso + at, &frame);
	if (vdso)
		cr_assert_gt(found, 0);
	arena_free(arena);
	usyms_free(syms);
}

Test(maps, an_unknown_process_has_nothing)
{
	struct maps *maps = maps_new();

	cr_assert_null(maps_find(maps, 0x7ffffff0, 0x400000));
	cr_assert_null(maps_find(maps, 0x7ffffff0, 0x400000));
	maps_update(maps);
	maps_free(maps);
	maps_free(NULL);
}

/* A child that waits until its input is closed. */
static pid_t child_start(int *input)
{
	int ends[2];
	char byte;
	pid_t pid;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) > 0);
	}
	close(ends[0]);
	*input = ends[1];
	return pid;
}

Test(maps, a_snapshot_outlives_the_process)
{
	struct maps *maps = maps_new();
	int input;
	pid_t pid = child_start(&input);

	maps_snapshot(maps, (u32)pid);
	close(input);
	waitpid(pid, NULL, 0);
	cr_assert_not_null(maps_find(maps, (u32)pid, target_addr()));
	maps_snapshot(maps, (u32)pid);
	cr_assert_not_null(maps_find(maps, (u32)pid, target_addr()));
	maps_free(maps);
}

/* Follow PID, or skip the test where that isn't allowed. */
static void follow(struct maps *maps, u32 pid)
{
	int fd = maps_follow(maps, pid);

	if (fd == -EACCES || fd == -EPERM || fd == -ENOSYS)
		cr_skip("no perf events here");
	cr_assert_geq(fd, 0, "error %d", fd);
}

Test(maps, a_followed_child_is_known_after_its_end)
{
	struct maps *maps = maps_new();
	int input;
	pid_t pid;

	follow(maps, 0);
	maps_update(maps);
	pid = child_start(&input);
	close(input);
	waitpid(pid, NULL, 0);
	maps_update(maps);
	cr_assert_not_null(maps_find(maps, (u32)pid, target_addr()));
	maps_free(maps);
}

Test(maps, exec_replaces_the_mappings)
{
	struct maps *maps = maps_new();
	pid_t pid;

	follow(maps, (u32)getpid());
	maps_update(maps);
	pid = fork();
	if (!pid) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	maps_update(maps);
	cr_assert_not_null(maps_find(maps, (u32)getpid(), target_addr()));
	cr_assert_null(maps_find(maps, (u32)pid, target_addr()));
	maps_free(maps);
}

Test(maps, a_library_loaded_later_is_known_at_once)
{
	struct maps *maps = maps_new();
	void *lib, *sym;

	follow(maps, (u32)getpid());
	lib = dlopen("libbz2.so.1.0", RTLD_NOW);
	if (!lib)
		lib = dlopen("liblzma.so.5", RTLD_NOW);
	if (!lib)
		cr_skip("no library to load");
	sym = dlsym(lib, "lzma_version_number");
	if (!sym)
		sym = dlsym(lib, "BZ2_bzlibVersion");
	maps_update(maps);
	cr_assert_not_null(maps_find(maps, (u32)getpid(), (u64)(uintptr_t)sym));
	maps_free(maps);
}
