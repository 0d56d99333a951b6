/*
 * Put the functions that a run needs side by side. Most of LLVM is never
 * run; scattered over 25 MB, the rest costs a page fault and sixteen mapped
 * pages wherever it is touched. This runs the linked program once with a
 * breakpoint on every function and writes a linker script that places those
 * that were hit first, in that order.
 *
 *   order DEFAULT.ld OUT.ld PROGRAM ARGS...
 *
 * Where that can't be done OUT.ld is a copy of DEFAULT.ld, which is as right.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* In front of this line of the default script the list is put. */
static const char before[] = "*(.text.unlikely";
enum { INT3 = 0xcc, PATIENCE_S = 120 };

struct function {
	uint64_t addr;
	const char *name;
	bool hit;
};

struct program {
	const uint8_t *file;
	const Elf64_Phdr *text;
	struct function *functions; /* by address */
	size_t num;
};

/* The whole of the file PATH; NULL when it can't be read. */
static void *map_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *map;

	if (fd < 0 || fstat(fd, &st))
		return NULL;
	*size = (size_t)st.st_size;
	map = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

static int by_address(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

static void find_text(struct program *program)
{
	const Elf64_Ehdr *head = (const void *)program->file;
	const Elf64_Phdr *ph = (const void *)(program->file + head->e_phoff);

	for (int i = 0; i < head->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD && ph[i].p_flags & PF_X)
			program->text = &ph[i];
}

static void add_functions(struct program *program, const Elf64_Sym *syms,
			  size_t num, const char *names)
{
	uint64_t start = program->text->p_vaddr;

	program->functions = calloc(num, sizeof(*program->functions));
	for (size_t i = 0; program->functions && i < num; i++)
		if (ELF64_ST_TYPE(syms[i].st_info) == STT_FUNC &&
		    syms[i].st_size && syms[i].st_value >= start &&
		    syms[i].st_value - start < program->text->p_filesz)
			program->functions[program->num++] = (struct function){
				.addr = syms[i].st_value,
				.name = names + syms[i].st_name,
			};
	qsort(program->functions, program->num, sizeof(struct function),
	      by_address);
}

/* PATH's text segment and functions; false when it has none. */
static bool read_program(struct program *program, const char *path)
{
	const Elf64_Ehdr *head;
	const Elf64_Shdr *sections;
	size_t size;

	*program = (struct program){ .file = map_file(path, &size) };
	head = (const void *)program->file;
	/* A fixed address: what the file says is where it runs. */
	if (!head || size < sizeof(*head) || head->e_machine != EM_X86_64 ||
	    head->e_type != ET_EXEC)
		return false;
	find_text(program);
	sections = (const void *)(program->file + head->e_shoff);
	for (int i = 0; program->text && i < head->e_shnum; i++) {
		const Elf64_Shdr *s = &sections[i];

		if (s->sh_type == SHT_SYMTAB)
			add_functions(
				program,
				(const void *)(program->file + s->sh_offset),
				s->sh_size / sizeof(Elf64_Sym),
				(const char *)program->file +
					sections[s->sh_link].sh_offset);
	}
	return program->num > 0;
}

/* A breakpoint on every function, in one write. */
static bool plant(const struct program *program, int mem)
{
	const Elf64_Phdr *text = program->text;
	uint8_t *copy = malloc(text->p_filesz);
	bool ok;

	if (!copy)
		return false;
	memcpy(copy, program->file + text->p_offset, text->p_filesz);
	for (size_t i = 0; i < program->num; i++)
		copy[program->functions[i].addr - text->p_vaddr] = INT3;
	ok = pwrite(mem, copy, text->p_filesz, (off_t)text->p_vaddr) ==
	     (ssize_t)text->p_filesz;
	free(copy);
	return ok;
}

/* Note a hit at ADDR and take the breakpoint away; false: none of ours. */
static bool note_hit(struct program *program, int mem, uint64_t addr, FILE *out)
{
	const Elf64_Phdr *text = program->text;
	struct function key = { .addr = addr };
	struct function *at = bsearch(&key, program->functions, program->num,
				      sizeof(key), by_address);
	struct function *end = program->functions + program->num;

	if (!at || at->hit)
		return false;
	while (at > program->functions && at[-1].addr == addr)
		at--;
	for (; at < end && at->addr == addr; at++) {
		at->hit = true;
		fprintf(out, "*(.text.%s)\n", at->name);
	}
	return pwrite(mem,
		      program->file + text->p_offset + (addr - text->p_vaddr),
		      1, (off_t)addr) == 1;
}

static bool step(struct program *program, pid_t pid, int mem, FILE *out)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs))
		return false;
	regs.rip--;
	return note_hit(program, mem, regs.rip, out) &&
	       !ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

/* Let PID, stopped at its start, run to its end. */
static bool follow(struct program *program, pid_t pid, FILE *out)
{
	char path[64];
	int status, mem, sig = 0;
	bool ok;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	mem = open(path, O_RDWR | O_CLOEXEC);
	ok = mem >= 0 && plant(program, mem);
	while (ok && !ptrace(PTRACE_CONT, pid, NULL, sig)) {
		if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
			break;
		sig = WSTOPSIG(status);
		if (sig != SIGTRAP)
			continue;
		sig = 0;
		ok = step(program, pid, mem, out);
	}
	ok = ok && WIFEXITED(status) && !WEXITSTATUS(status);
	if (!ok)
		kill(pid, SIGKILL);
	return ok;
}

static bool trace(struct program *program, char **argv, FILE *out)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		alarm(PATIENCE_S);
		if (!ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
		return false;
	return follow(program, pid, out);
}

int main(int argc, char **argv)
{
	struct program program;
	char *list = NULL;
	size_t size, list_size;
	const char *script, *place;
	FILE *memory, *out;

	if (argc < 4)
		return 2;
	script = map_file(argv[1], &size);
	out = fopen(argv[2], "w");
	memory = open_memstream(&list, &list_size);
	if (!script || !out || !memory)
		return 1;
	place = memmem(script, size, before, sizeof(before) - 1);
	if (!place || !read_program(&program, argv[3]) ||
	    !trace(&program, argv + 3, memory)) {
		fprintf(stderr, "functions are left in their order\n");
		return fwrite(script, 1, size, out) != size || fclose(out);
	}
	fclose(memory);
	fwrite(script, 1, (size_t)(place - script), out);
	fwrite(list, 1, list_size, out);
	fwrite(place, 1, size - (size_t)(place - script), out);
	free(list);
	return fclose(out) != 0;
}
