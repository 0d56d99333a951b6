/*
 * Fuzz target: the whole front end, from text to plan.
 */
#include "front.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct front front;

	front_init(&front, size & 1);
	(void)front_compile(&front, (const char *)data, size);
	front_fini(&front);
	return 0;
}
