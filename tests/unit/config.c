/* Configuration keys, their texts and the environment. */
#include <criterion/criterion.h>

#include "config.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct config cfg;

static void setup(void)
{
	arena = arena_new();
	config_init(&cfg);
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(config, .init = setup, .fini = teardown);

static const char *set(const char *key, const char *text)
{
	return config_set(&cfg, arena, key, text, NULL);
}

Test(config, defaults)
{
	cr_assert_eq(cfg.max_strlen, 1024);
	cr_assert_eq(cfg.max_map_keys, 4096);
	cr_assert(cfg.print_maps_on_exit);
	cr_assert_str_eq(cfg.license, "GPL");
	cr_assert_str_eq(cfg.str_trunc_trailer, "..");
	cr_assert_eq(cfg.missing_probes, MISSING_ERROR);
	cr_assert_eq(cfg.stack_mode, STACK_BPFTRACE);
}

Test(config, keys_in_any_case_and_with_prefix)
{
	cr_assert_null(set("max_strlen", "64"));
	cr_assert_eq(cfg.max_strlen, 64);
	cr_assert_null(set("MAX_STRLEN", "0x20"));
	cr_assert_eq(cfg.max_strlen, 32);
	cr_assert_null(set("BPFTRACE_Max_Strlen", "1_000"));
	cr_assert_eq(cfg.max_strlen, 1000);
}

Test(config, numbers)
{
	cr_assert_str_eq(set("max_probes", "many"),
			 "max_probes: expecting a number, got many");
	cr_assert_str_eq(set("max_probes", "-1"),
			 "max_probes: expecting a number, got -1");
	cr_assert_str_eq(set("max_probes", ""),
			 "max_probes: expecting a number, got ");
	cr_assert_eq(cfg.max_probes, 1024);
}

Test(config, booleans)
{
	static const char *const words[] = { "false", "0", "off", "No" };

	for (size_t i = 0; i < countof(words); i++) {
		cfg.cpp_demangle = true;
		cr_assert_null(set("cpp_demangle", words[i]));
		cr_assert(!cfg.cpp_demangle, "%s", words[i]);
	}
	cr_assert_null(set("cpp_demangle", "YES"));
	cr_assert(cfg.cpp_demangle);
	cr_assert_str_eq(set("cpp_demangle", "2"),
			 "cpp_demangle: Invalid bool value: valid values are "
			 "true, false, 1 or 0.");
}

Test(config, enumerations)
{
	cr_assert_null(set("stack_mode", "build_id"));
	cr_assert_eq(cfg.stack_mode, STACK_BUILD_ID);
	cr_assert_str_eq(set("stack_mode", "build"),
			 "Invalid value for stack_mode: valid values are "
			 "bpftrace, raw, perf, and build_id.");
	cr_assert_null(set("missing_probes", "warn"));
	cr_assert_eq(cfg.missing_probes, MISSING_WARN);
	cr_assert_str_eq(set("missing_probes", ""),
			 "Invalid value for missing_probes: valid values are "
			 "ignore, warn, and error.");
	cr_assert_null(set("cache_user_symbols", "0"));
	cr_assert_eq(cfg.cache_user_symbols, SYMCACHE_NONE);
	cr_assert_null(set("unstable_typeinfo", "true"));
	cr_assert_eq(cfg.unstable_typeinfo, UNSTABLE_ENABLE);
	cr_assert_str_eq(set("unstable_tseries", "maybe"),
			 "Invalid value for unstable config: valid values "
			 "are enable, warn, and error.");
}

Test(config, license)
{
	const char *error;

	cr_assert_null(set("license", "Dual BSD/GPL"));
	cr_assert_str_eq(cfg.license, "Dual BSD/GPL");
	error = set("license", "MIT");
	cr_assert_not_null(strstr(
		error, "Invalid value for license. Found: MIT. Valid values: "
		       "Dual MIT/GPL, Dual BSD/GPL, Dual MPL/GPL, GPL and "
		       "additional rights, GPL v2, GPL. Read more"));
	cr_assert_str_eq(cfg.license, "Dual BSD/GPL");
}

Test(config, unknown_keys)
{
	char longest[200];

	memset(longest, 'k', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	cr_assert_str_eq(set("bad_config", "1"),
			 "bad_config: not a known configuration option");
	cr_assert_str_eq(set("kernel_source", "/x"),
			 "kernel_source: can only be set as an environment "
			 "variable");
	cr_assert_not_null(set(longest, "1"));
	cr_assert_not_null(set("", "1"));
}

Test(config, old_keys)
{
	const char *warning = NULL;

	cr_assert_null(config_set(&cfg, arena, "strlen", "70", &warning));
	cr_assert_str_eq(warning,
			 "strlen has been renamed, please use max_strlen");
	cr_assert_eq(cfg.max_strlen, 70);
	cr_assert_null(
		config_set(&cfg, arena, "symbol_source", "dwarf", &warning));
	cr_assert_str_eq(warning,
			 "symbol_source is deprecated and has no effect");
	cr_assert_null(config_set(&cfg, arena, "max_probes", "7", &warning));
	cr_assert_null(warning);
}

Test(config, environment)
{
	const char *key = NULL;

	setenv("BPFTRACE_MAX_STRLEN", "99", 1);
	setenv("BPFTRACE_STR_TRUNC_TRAILER", "", 1);
	setenv("BPFTRACE_MAP_KEYS_MAX", "5", 1);
	cr_assert_null(config_from_env(&cfg, arena, &key));
	cr_assert_eq(cfg.max_strlen, 99);
	cr_assert_str_eq(cfg.str_trunc_trailer, "");
	cr_assert_eq(cfg.max_map_keys, 4096, "old names don't count");
	cr_assert(config_in_env("max_strlen"));
	cr_assert(config_in_env("strlen"), "new name of a renamed key");
	cr_assert(!config_in_env("max_probes"));
	cr_assert(!config_in_env("nonsense"));
	setenv("BPFTRACE_MISSING_PROBES", "x", 1);
	cr_assert_not_null(config_from_env(&cfg, arena, &key));
	cr_assert_str_eq(key, "BPFTRACE_MISSING_PROBES");
}
