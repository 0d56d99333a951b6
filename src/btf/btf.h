/*
 * Kernel and module BTF as struct type, by name, on demand. Opening parses
 * nothing more than it must; a script without kernel types never opens it.
 */
#ifndef AWL_BTF_H
#define AWL_BTF_H

#include "btf/type.h"

struct kernel_btf;

/*
 * Open the running kernel's BTF (or the file of BPFTRACE_BTF when set).
 * Returns NULL with errno. Modules are opened when a lookup names them.
 */
struct kernel_btf *kernel_btf_open(struct types *store);
void kernel_btf_close(struct kernel_btf *btf);

/* "struct file", "union x", "enum y" or a typedef's name; NULL: unknown. */
const struct type *kernel_btf_type(struct kernel_btf *btf, const char *name);
/* The id of struct, union or enum TYPE; 0: it is none of the kernel's. */
u32 kernel_btf_type_id(struct kernel_btf *btf, const struct type *type);
/* Enumerator NAME of any enum: its value and (may be NULL) its type. */
bool kernel_btf_enumerator(struct kernel_btf *btf, const char *name, s64 *value,
			   const struct type **type);

/* A kernel function's prototype. */
struct func_proto {
	const struct field *args; /* offset = 8 * slot */
	u32 nargs;
	u32 nslots;             /* 8-byte argument slots used */
	const struct type *ret; /* NULL: void */
	const char *ret_spelling;
	const char *module; /* "vmlinux" or the module's name */
};

/*
 * Prototype of FUNC; MODULE NULL means any. Returns 0, -ENOENT, or -E2BIG
 * when more than one module has it.
 */
int kernel_btf_func(struct kernel_btf *btf, const char *module,
		    const char *func, struct func_proto *proto);
/* Prototype of raw tracepoint EVENT, its first void * dropped. */
int kernel_btf_rawtp(struct kernel_btf *btf, const char *event,
		     struct func_proto *proto);
/*
 * Call FN for every function with a name of its own in the ELF file PATH,
 * an object for BPF, until it returns false. Types of the prototypes live as
 * long as BTF. Returns 0 or -errno.
 */
int kernel_btf_object(struct kernel_btf *btf, const char *path,
		      bool (*fn)(const char *name,
				 const struct func_proto *proto, void *arg),
		      void *arg);
/* Call FN for every function (kind FUNC) until it returns false. */
void kernel_btf_each_func(struct kernel_btf *btf,
			  bool (*fn)(const char *module, const char *func,
				     void *arg),
			  void *arg);
/* The same for every bpf_iter__X (name without the prefix). */
void kernel_btf_each_iter(struct kernel_btf *btf,
			  bool (*fn)(const char *name, void *arg), void *arg);
/* The same for named structs, unions and enums, with their keyword. */
void kernel_btf_each_type(struct kernel_btf *btf,
			  bool (*fn)(const char *name, void *arg), void *arg);

/*
 * BTF id for attaching to FUNC of MODULE (fentry, fexit), or to typedef
 * btf_trace_EVENT. Negative errno when there is none. *OBJ_FD gets the
 * module's BTF fd, 0 for vmlinux; owned by BTF.
 */
s32 kernel_btf_func_id(struct kernel_btf *btf, const char *module,
		       const char *func, int *obj_fd);
s32 kernel_btf_rawtp_id(struct kernel_btf *btf, const char *event, int *obj_fd);

/* Type of the kernel's per-CPU variable NAME; NULL: there is none. */
const struct type *kernel_btf_variable(struct kernel_btf *btf,
				       const char *name);

/* Text of a definition as `-lv 'struct x'` prints it, in ARENA. */
const char *kernel_btf_definition(struct kernel_btf *btf, struct arena *arena,
				  const char *name);
/* Does the kernel have BTF at all? Opens nothing but the file of
 * BPFTRACE_BTF, and warns when there is none in it. */
bool kernel_btf_available(void);

#endif
