/*
 * Runs a fuzz target over the files of its command line, where no fuzzing
 * engine drives it: seeds and findings become a regression test.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	size_t size;
	long end;

	if (!file || fseek(file, 0, SEEK_END)) {
		perror(path);
		return 1;
	}
	end = ftell(file);
	rewind(file);
	bytes = malloc(end > 0 ? (size_t)end : 1);
	size = fread(bytes, 1, (size_t)end, file);
	(void)LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	return failed;
}
