/*
 * The table of output formats.
 */
#include "output/sink.h"

#include <string.h>

const struct sink_ops *sink_find(const char *name)
{
#define SINK(NAME, OPS)           \
	if (!strcmp(name, #NAME)) \
		return &OPS;
#include "output/sink.def"
#undef SINK
	return NULL;
}
