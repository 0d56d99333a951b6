/*
 * The functions that are written in the language itself: the text of
 * prelude.bt, put into the binary when it is built.
 */
#ifndef AWL_PRELUDE_H
#define AWL_PRELUDE_H

extern const char prelude_text[];

#endif
