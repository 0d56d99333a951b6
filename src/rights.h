/*
 * May this process trace, and can this kernel be traced?
 */
#ifndef AWL_RIGHTS_H
#define AWL_RIGHTS_H

#include <stdbool.h>

/* False after a sentence about what is missing and what to do. */
bool rights_check(void);

#endif
