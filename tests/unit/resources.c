/* Programs, maps and call sites of the plan. */
#include "passes.h"

TestSuite(resources, .init = setup, .fini = teardown);

static const struct plan *plan_of(const char *script)
{
	run(script, pass_resources);
	cr_assert_eq(ctx.diags.nerr, 0, "%s: %s", script, message(0));
	return ctx.plan;
}

static const struct site *find_site(const struct plan *plan,
				    enum event_kind kind)
{
	for (u32 i = 0; i < plan->nsites; i++) {
		if (plan->sites[i].kind == kind)
			return &plan->sites[i];
	}
	cr_assert_fail("no site of kind %d", kind);
	return NULL;
}

Test(resources, programs)
{
	const struct plan *plan;

	ctx.env.pid = 42;
	plan = plan_of("begin { print(1) } kprobe:vfs_read { print(1) } "
		       "tracepoint:a:b { print(args.len) } "
		       "uretprobe:/bin/x:f { print(elapsed) }");
	cr_assert_eq(plan->nprogs, 4);
	cr_expect_eq(plan->nprobes, 4);
	cr_expect_str_eq(plan->progs[0].name, "begin_1");
	cr_expect_str_eq(plan->progs[0].section, "raw_tp");
	cr_expect_eq(plan->progs[0].pid_filter, 0);
	cr_expect_str_eq(plan->progs[1].name, "kprobe_vfs_read_2");
	cr_expect_str_eq(plan->progs[1].section, "kprobe");
	cr_expect_eq(plan->progs[1].pid_filter, 42);
	cr_expect_eq(plan->progs[1].space, AS_KERNEL);
	cr_expect_eq(plan->progs[2].result, 1);
	cr_expect_not_null(plan->progs[2].args);
	cr_expect_str_eq(plan->progs[3].name, "uretprobe__bin_x_f_4");
	cr_expect_str_eq(plan->progs[3].section, "uretprobe");
	cr_expect_eq(plan->progs[3].space, AS_USER);
	cr_expect(plan->needs_start);
	cr_expect_eq(plan->ncpus, 4);
}

Test(resources, how_a_program_learns_its_point)
{
	cr_expect_eq(plan_of("kprobe:a { print(probe) }")->progs[0].source,
		     POINT_SINGLE);
	cr_expect_eq(plan_of("kprobe:a,kprobe:b { print(1) }")->progs[0].source,
		     POINT_COOKIE);
	cr_expect_eq(
		plan_of("kprobe:a,kprobe:b { print(probe) }")->progs[0].source,
		POINT_PATCH);
	features.present = 1U << FEAT_attach_cookie;
	cr_expect_eq(
		plan_of("kprobe:a,kprobe:b { print(probe) }")->progs[0].source,
		POINT_COOKIE);
}

Test(resources, maps)
{
	const struct plan *plan =
		plan_of("let @d = lruhash(7);\n"
			"begin { @x = 1; @c = count(); @k[pid, comm] = 1; "
			"@h[1] = hist(1); @d[1] = comm }");

	cr_assert_eq(plan->nmaps, 5);
	for (u32 i = 0; i < plan->nmaps; i++) {
		const struct plan_map *map = &plan->maps[i];

		switch (map->name[1]) {
		case 'x':
			cr_expect_str_eq(map->kernel_name, "AT_x");
			cr_expect_eq(map->kind, MAP_ARRAY);
			cr_expect(map->is_scalar);
			cr_expect_eq(map->key_size, 4);
			cr_expect_eq(map->value_size, 16);
			cr_expect_eq(map->set_offset, 8);
			cr_expect_eq(map->max_entries, 1);
			break;
		case 'c':
			cr_expect_eq(map->kind, MAP_PERCPU_ARRAY);
			break;
		case 'k':
			cr_expect_eq(map->kind, MAP_HASH);
			cr_expect_eq(map->key_size, 20);
			cr_expect_eq(map->value_size, 8);
			cr_expect_eq(map->max_entries, 4096);
			break;
		case 'h':
			cr_expect_eq(map->kind, MAP_PERCPU_HASH);
			cr_expect_eq(map->value_size,
				     8 * type_buckets(map->value));
			break;
		case 'd':
			cr_expect_eq(map->kind, MAP_LRU_HASH);
			cr_expect_eq(map->value_size, 16);
			cr_expect_eq(map->max_entries, 7);
			break;
		default:
			cr_assert_fail("a map %s", map->name);
		}
	}
}

Test(resources, sites_know_their_place_and_payload)
{
	const struct plan *plan = plan_of(
		"begin { @x = 1;\n  printf(\"%d %s\\n\", (uint64)1, comm); "
		"print(@x); print(comm); time(); join(1, \",\"); }");
	const struct site *site = find_site(plan, EV_printf);

	cr_expect_str_eq(site->place.where, "test:2:3-37");
	cr_expect_eq(site->place.line, 2);
	cr_expect_str_eq(site->format, "%d %s\n");
	cr_assert_eq(site->record->nfields, 2);
	cr_expect_eq(site->record->fields[0].offset, 8);
	cr_expect_eq(site->record->fields[1].offset, 16);
	cr_expect_eq(site->record->size, 32);
	cr_expect_eq(find_site(plan, EV_print_map)->map, 0);
	cr_expect_eq(find_site(plan, EV_print_value)->record->nfields, 1);
	cr_expect_str_eq(find_site(plan, EV_time)->format, "%H:%M:%S\n");
	cr_expect_str_eq(find_site(plan, EV_join)->format, ",");
	cr_expect(plan->needs_ringbuf);
	cr_expect_not(plan->needs_usyms);
	cr_expect(plan_of("begin { @s[ustack, 1] = 1 }")->needs_usyms);
}

static bool check_site(struct node **slot, void *arg)
{
	const struct node *node = *slot;
	u32 *num = arg;

	if (node->site) {
		cr_expect_leq(node->site, ctx.plan->nsites);
		*num += 1;
	}
	if (node->kind == N_MAP_SET || node->kind == N_DEREF)
		cr_expect_neq(node->site, 0);
	return true;
}

Test(resources, every_node_that_may_fail_has_a_site)
{
	struct program *prog = run("kprobe:f { @x[*arg0] = arg1 / arg2; "
				   "unroll(3) { print(1) } }",
				   pass_resources);
	u32 num = 0;
	struct node_visitor visitor = { .pre = check_site, .arg = &num };

	program_walk(prog, &visitor);
	cr_expect_eq(num, ctx.plan->nsites);
	cr_expect_eq(num, 6);
}

Test(resources, the_plan_outlives_the_tree)
{
	const struct plan *plan =
		plan_of("kprobe:f { @x = comm; printf(\"hello\\n\"); "
			"print(strftime(\"%H\", 1)) }");
	const struct site *site = find_site(plan, EV_printf);

	arena_free(ctx.arena);
	cr_expect_str_eq(site->format, "hello\n");
	cr_expect_str_eq(site->place.file, "test");
	cr_expect_str_eq(plan->maps[0].name, "@x");
	cr_expect_str_eq(plan->progs[0].name, "kprobe_f_1");
	cr_assert_eq(plan->nstrings, 1);
	cr_expect_str_eq(plan->strings[0], "%H");
	ctx.arena = arena_new();
}
