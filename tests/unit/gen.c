/*
 * Code generation: what the programs of small scripts must contain, and that
 * everything the language has becomes an object.
 */
#include "passes.h"

#include "llvm/gen.h"

#include <elf.h>

TestSuite(gen, .init = setup, .fini = teardown);

static const char *text_of(const char *script)
{
	struct program *prog = run(script, pass_resources);
	const char *text;

	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	text = gen_text(&ctx, prog, ctx.arena);
	cr_assert_not_null(text, "%s: %s", script, message(0));
	return text;
}

static struct object object_of(const char *script)
{
	struct gen_options options = { .verify = true };
	struct program *prog = run(script, pass_resources);
	struct object object;

	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	cr_assert_eq(gen_object(&ctx, prog, &options, &object), 0, "%s: %s",
		     script, message(0));
	return object;
}

static bool has_section(const struct object *object, const char *name)
{
	const char *bytes = object->bytes;
	const Elf64_Ehdr *head = object->bytes;
	const Elf64_Shdr *sections = (const void *)(bytes + head->e_shoff);
	const char *names = bytes + sections[head->e_shstrndx].sh_offset;

	for (u32 i = 0; i < head->e_shnum; i++)
		if (!strcmp(names + sections[i].sh_name, name))
			return true;
	return false;
}

static u32 occurrences(const char *text, const char *what)
{
	u32 num = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		num++;
	return num;
}

Test(gen, every_construct_becomes_an_object)
{
	static const char *const scripts[] = {
		"begin { }",
		"begin { exit(); printf(\"never\"); }",
		"begin { return; @a = 1; }",
		"begin { @a = 1; @a++; --@a; print(@a); @b[1, \"x\"] = @a; }",
		"begin { @a = count(); @b[comm] = sum(-5); @c = min(3); }",
		"begin { @a = hist(9, 3); @b[1] = lhist(5, 0, 10, 2); }",
		"begin { @a = avg(1); @b[pid] = stats(2); @c = max(7); }",
		"begin { @a[1] = 2; delete(@a, 1); clear(@a); zero(@a); }",
		"begin { $x = 1; while ($x < 5) { $x++; if ($x == 3) { break; "
		"} "
		"continue; } }",
		"begin { $s = \"abc\"; $t = ($s, 1, (2, $s)); print($t.2.1); }",
		"begin { $t = (1, 2); $t = ($t.1, $t.0); print($t); }",
		"begin { print(1 == 2 || pid > 3 && comm != \"x\"); }",
		"begin { print(5 / pid); print(pid % 7); print(1 << pid); }",
		"begin { print(comm == \"a rather long literal to compare it "
		"with, longer than what is unrolled\"); }",
		"begin { $a = pid == 1 ? \"yes\" : \"nope\"; print($a); }",
		"begin { print(strncmp(comm, \"ab\", 2)); }",
		"begin { time(\"%H\"); print(strftime(\"%Y\", nsecs)); }",
		"begin { print(kstack(3)); print(ustack); @[kstack] = 1; }",
		"begin { print(usym(5)); print(ksym(5)); print(username); }",
		"begin { print(ntop(5)); print(bswap((uint16)5)); join(0); }",
		"begin { print(buf(5, 8)); print(str(7, pid)); "
		"print(*(int8*)3); }",
		"begin { @a[1] = 1; print(len(@a)); print(has_key(@a, 2)); }",
		"begin { print((uint8[4])(uint32)7); print((int8)pid); }",
		"begin { @s = \"abc\"; @t = @s; print(@t == @s); }",
		"begin, end { print(probe); print(probetype); print(elapsed); "
		"}",
		"kprobe:f { print(arg0); print(reg(\"sp\")); print(func); }",
		"kretprobe:f { print(retval); }",
		"tracepoint:a:b { print(args.len); print(args.comm); "
		"print(str(args.path)); print(args); @[args.comm] = args.pid; "
		"}",
		"rawtracepoint:a { print(arg1); }",
		"profile:hz:9 { @[ustack(2), comm, cpu] = count(); }",
	};

	features.present = UINT32_MAX;
	for (size_t i = 0; i < countof(scripts); i++) {
		struct object object = object_of(scripts[i]);

		cr_expect_eq(memcmp(object.bytes, ELFMAG, SELFMAG), 0);
		cr_expect(has_section(&object, "license"));
		cr_expect(has_section(&object, ".BTF"));
		object_free(&object);
		cr_expect_null(object.bytes);
	}
}

Test(gen, integers_are_added_in_place)
{
	const char *text = text_of("begin { @x[1] += 3; }");

	cr_expect_eq(occurrences(text, "atomicrmw add"), 2, "%s", text);
	/* map_update_elem(..., BPF_NOEXIST) */
	cr_expect_not_null(strstr(text, "(i64 2 to ptr)"));
	cr_expect_not_null(strstr(text, "i64 1)"));
}

Test(gen, event_wakes_the_reader_only_when_it_must)
{
	const char *text = text_of("begin { printf(\"x\"); }");

	cr_expect_eq(occurrences(text, "%ringbuf_query"), 4, "%s", text);
	text = text_of("begin { exit(); }");
	cr_expect_eq(occurrences(text, "%ringbuf_query"), 0, "%s", text);
	cr_expect_not_null(strstr(text, "i64 2)"));
}

Test(gen, large_objects_are_not_on_the_stack)
{
	const char *text;

	text = text_of("kprobe:f { @[str(arg0)] = 1; $s = str(arg1); "
		       "print($s); }");
	cr_expect_null(strstr(text, "alloca [1024"), "%s", text);
	cr_expect_not_null(strstr(text, "@scratch_kprobe"), "%s", text);
	text = text_of("begin { @[comm] = count(); }");
	cr_expect_null(strstr(text, "@scratch"), "%s", text);
}

Test(gen, stack_slots_are_used_again)
{
	struct strbuf script = { 0 };
	const char *text;

	strbuf_add(&script, "begin { ");
	for (int i = 0; i < 50; i++)
		strbuf_printf(&script, "@a[comm, %d] = %d; ", i, i);
	strbuf_add(&script, "}");
	text = text_of(strbuf_text(&script));
	cr_expect_eq(occurrences(text, "alloca"), 2, "%s", text);
	strbuf_fini(&script);
}

Test(gen, many_live_values_fit)
{
	struct strbuf script = { 0 };
	struct object object;

	strbuf_add(&script, "begin { ");
	for (int i = 0; i < 90; i++)
		strbuf_printf(&script, "$v%d = nsecs; ", i);
	strbuf_add(&script, "printf(\"");
	for (int i = 0; i < 90; i++)
		strbuf_add(&script, "%d ");
	strbuf_add(&script, "\"");
	for (int i = 0; i < 90; i++)
		strbuf_printf(&script, ", $v%d + $v%d", i, 89 - i);
	strbuf_add(&script, "); }");
	object = object_of(strbuf_text(&script));
	object_free(&object);
	strbuf_fini(&script);
}

Test(gen, runtime_errors_follow_the_warning_level)
{
	const char *script = "begin { @a[1] = 1; print(1 / pid); }";

	ctx.env.warn_level = 0;
	cr_expect_eq(occurrences(text_of(script), "(i64 131 to ptr)"), 1);
	ctx.env.warn_level = 1;
	cr_expect_eq(occurrences(text_of(script), "(i64 131 to ptr)"), 3);
}

Test(gen, pids_are_translated_outside_of_the_first_namespace)
{
	ctx.env.pidns_is_init = true;
	cr_expect_null(strstr(text_of("begin { print(pid); }"), "(i64 120"));
	ctx.env.pidns_is_init = false;
	cr_expect_not_null(
		strstr(text_of("begin { print(pid); }"), "(i64 120 "));
}

Test(gen, aggregates_are_merged_only_where_the_kernel_can)
{
	const char *script = "begin { @a = count(); print((uint64)@a + 1); }";
	struct program *prog = run(script, pass_resources);

	cr_assert_eq(ctx.diags.nerr, 0, "%s", message(0));
	cr_expect_null(gen_text(&ctx, prog, ctx.arena));
	cr_expect(has_message("Missing required kernel feature: "
			      "map_lookup_percpu_elem"));
	features.present = 1U << FEAT_lookup_percpu_elem;
	cr_expect_not_null(strstr(text_of(script), "(i64 195 to ptr)"));
}

Test(gen, short_literals_are_compared_without_a_loop)
{
	cr_expect_null(
		strstr(text_of("begin { print(comm == \"bash\"); }"), "phi"));
	cr_expect_not_null(
		strstr(text_of("begin { $a = str(1, 99); $b = str(2, 99); "
			       "print($a == $b); }"),
		       "phi"));
}

Test(gen, maps_and_ring_buffer_are_described)
{
	struct object object = object_of("begin { @x = 1; print(1); }");

	cr_expect(has_section(&object, ".maps"));
	cr_expect(has_section(&object, PLAN_LOST_SECTION));
	cr_expect(has_section(&object, "raw_tp"));
	object_free(&object);
}
