/*
 * The table of output formats, and writing: output that can't be written
 * ends the script, so the reason is kept from where it is known.
 */
#include "output/sink.h"

#include <errno.h>
#include <string.h>

static void note_failure(struct sink *sink)
{
	if (!sink->error)
		sink->error = errno ? errno : EIO;
}

void sink_write(struct sink *sink, const char *text, size_t len)
{
	errno = 0;
	/* glibc's fwrite() is content when only the buffer took it. */
	if (fwrite(text, 1, len, sink->out) != len || ferror(sink->out))
		note_failure(sink);
}

int sink_flush(struct sink *sink)
{
	errno = 0;
	if (fflush(sink->out))
		note_failure(sink);
	return sink->error;
}

const struct sink_ops *sink_find(const char *name)
{
#define SINK(NAME, OPS)           \
	if (!strcmp(name, #NAME)) \
		return &OPS;
#include "output/sink.def"
#undef SINK
	return NULL;
}
