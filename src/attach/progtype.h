/*
 * What kind of BPF program serves a point.
 */
#ifndef AWL_PROGTYPE_H
#define AWL_PROGTYPE_H

#include "plan.h"

struct kernel_btf;

/* The kernel's enum bpf_prog_type and enum bpf_attach_type (0: none). */
u32 point_prog_type(const struct point *point);
u32 point_attach_type(const struct probe_type *type, const struct point *point);
/*
 * BTF id of what a program of CTX_BTF is loaded for; -errno: unknown. *FD
 * gets the module's BTF, 0 for the kernel's own.
 */
s32 point_btf_id(struct kernel_btf *btf, const struct point *point, int *fd);
/* BTF id of KFUNC, -errno without one. */
s32 kfunc_id(struct kernel_btf *btf, enum kfunc kfunc);

#endif
