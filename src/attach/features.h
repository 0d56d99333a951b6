/*
 * Kernel features, each found out by trying.
 */
#ifndef AWL_FEATURES_H
#define AWL_FEATURES_H

#include "ctx.h"

#include <stdio.h>

/* Try FEATURE on the running kernel; the hook of struct features. */
bool features_probe(enum feature feature, void *arg);
/* The sections of --info that depend on the kernel. */
void features_print(struct features *features, FILE *out);

#endif
