/*
 * What `check` asks of functions that act on the process or the kernel, and
 * what `lower` needs to know of their arguments.
 */
#ifndef AWL_PASSES_CHECK_KERNEL_H
#define AWL_PASSES_CHECK_KERNEL_H

#include "ast/registry.h"
#include "passes/check.h"

/* Number of the signal NAME ("SIGKILL", "kill"); 0: there is none. */
u32 signal_number(const char *name);
void check_signal(struct checker *c, struct node *node);
void check_comm(struct checker *c, struct node *node);
void check_path(struct checker *c, struct node *node);
void check_skboutput(struct checker *c, struct node *node);
void check_socket_cookie(struct checker *c, struct node *node);
void check_debugf(struct checker *c, struct node *node);
void check_write_user(struct checker *c, struct node *node);
/* The text of a probe that may not call ID; NULL: the usual one. */
const char *forbidden_text(enum function_id id);
/* The text of a function that needs --unsafe; NULL: the usual one. */
const char *unsafe_text(enum function_id id);

#endif
