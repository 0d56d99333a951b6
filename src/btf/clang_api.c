/*
 * Opening libclang.
 */
#include "btf/clang_api.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum { NEWEST = 24, OLDEST = 14 };

static void *open_library(void)
{
	char name[64];
	void *library;

	for (int version = NEWEST; version >= OLDEST; version--) {
		for (int form = 0; form < 3; form++) {
			static const char *const forms[] = {
				"libclang-%d.so.1",
				"libclang.so.%d",
				"/usr/lib/llvm-%d/lib/libclang.so.1",
			};
			const char *mark = strchr(forms[form], '%');

			snprintf(name, sizeof(name), "%.*s%d%s",
				 (int)(mark - forms[form]), forms[form],
				 version, mark + 2);
			library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
			if (library)
				return library;
		}
	}
	library = dlopen("libclang.so.1", RTLD_LAZY | RTLD_LOCAL);
	return library ? library : dlopen("libclang.so", RTLD_LAZY);
}

bool clang_api_open(struct clang_api *api)
{
	void *symbol;

	api->library = open_library();
	if (!api->library)
		return false;
		/* What dlsym() returns is a function; C has no cast that says
		 * so. */
#define FN(RESULT, NAME, PARAMS)                      \
	symbol = dlsym(api->library, "clang_" #NAME); \
	if (!symbol)                                  \
		return false;                         \
	memcpy(&api->NAME, &symbol, sizeof(symbol));
	CLANG_FUNCTIONS(FN)
#undef FN
	return true;
}
