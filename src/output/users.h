/*
 * Numbers of users -> their names, remembered.
 */
#ifndef AWL_USERS_H
#define AWL_USERS_H

#include "base/base.h"

struct users;

struct users *users_new(void);
void users_free(struct users *users);
/* The name of UID, or "" when there is none; valid as long as USERS. */
const char *users_name(struct users *users, u32 uid);

#endif
