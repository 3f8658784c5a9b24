/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of a PV guest's start info, on good and on hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/isa/page.h>

#include <common/layout_x86_64.h>

#include "x86_64/pv_layout.h"

enum { PAGES = 4096, IMAGE_PAGES = 64, FIRST = 256 };

static uint64_t virt(uint64_t page)
{
	return UKPLAT_IMAGE_VIRT + (page << UK_PAGE_SHIFT);
}

static uint64_t bytes(uint64_t pages)
{
	return pages << UK_PAGE_SHIFT;
}

/* As xl builds it: image, list of frames, start info, rings, tables, stack. */
static struct pv_start good(void)
{
	uint64_t next = FIRST + IMAGE_PAGES;

	return (struct pv_start){
		.pages = PAGES,
		.ranges = {
			[PV_IMAGE] = { virt(FIRST), bytes(IMAGE_PAGES) },
			[PV_P2M] = { virt(next), PAGES * 8 },
			[PV_START_INFO] = { virt(next + 8), bytes(1) },
			[PV_TABLES] = { virt(next + 11), bytes(6) },
			[PV_STACK] = { virt(next + 17), bytes(1) },
		},
		.store = next + 9,
		.console = next + 10,
	};
}

static void finds_what_is_free_behind_everything(void **state)
{
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.free, FIRST + IMAGE_PAGES + 18);

	/* Half a page of initrd behind the rest takes the whole page, and so does a ring. */
	start.ranges[PV_MODULE] = (struct pv_range){ virt(1000), 2048 };
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.free, 1001);
	start.console = 1500;
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.free, 1501);
}

/* A chunk begins at a multiple of 2 MiB of the direct map, where memory does not begin. */
static void keeps_tables_for_what_is_not_mapped(void **state)
{
	const uint64_t chunk = 512 - PV_FIRST_PAGE % 512;
	struct pv_layout layout = { .free = 100 };

	(void)state;
	/* All is mapped: none. */
	assert_null(pv_layout_mapped(chunk, chunk, &layout));
	assert_int_equal(layout.mapped, chunk);
	assert_int_equal(layout.tables, chunk);
	assert_null(pv_layout_mapped(chunk - 1, chunk, &layout));
	assert_int_equal(layout.mapped, chunk - 1);
	assert_int_equal(layout.tables, chunk - 1);

	/* Three chunks and a page of a fourth. */
	assert_null(pv_layout_mapped(chunk + 3 * 512 + 1, chunk, &layout));
	assert_int_equal(layout.next_chunk, chunk);
	assert_int_equal(layout.tables, chunk + 3 * 512 + 1 - 4);

	/* The builder's last table is half full. */
	assert_null(pv_layout_mapped(chunk + 1024, chunk + 100, &layout));
	assert_int_equal(layout.mapped, chunk + 100);
	assert_int_equal(layout.next_chunk, chunk + 512);
	assert_int_equal(layout.tables, chunk + 1024 - 1);
}

static void keeps_directories_for_large_memory(void **state)
{
	const uint64_t gib = 512 * 512, chunk = 512 - PV_FIRST_PAGE % 512;
	struct pv_layout layout = { .free = 100 };

	(void)state;
	/* As many pages as the first GiB of the direct map has, and one more, and another GiB. */
	assert_null(pv_layout_mapped(gib - PV_FIRST_PAGE, chunk, &layout));
	assert_int_equal(layout.tables, gib - PV_FIRST_PAGE - 511 + PV_FIRST_PAGE / 512);
	assert_null(pv_layout_mapped(gib - PV_FIRST_PAGE + 1, chunk, &layout));
	assert_int_equal(layout.tables, gib - PV_FIRST_PAGE + 1 - 513 + PV_FIRST_PAGE / 512);
	assert_null(pv_layout_mapped(2 * gib - PV_FIRST_PAGE + 1, chunk, &layout));
	assert_int_equal(layout.tables, 2 * gib - PV_FIRST_PAGE + 1 - 1026 + PV_FIRST_PAGE / 512);
}

static void refuses_what_the_builder_did_not_map(void **state)
{
	struct pv_layout layout = { .free = 100 };

	(void)state;
	assert_string_equal(pv_layout_mapped(PAGES, 99, &layout),
			    "start info with something out of reach");
	assert_string_equal(pv_layout_mapped(PAGES, 0, &layout),
			    "start info with something out of reach");
	assert_null(pv_layout_mapped(PAGES, 100, &layout));
}

static void refuses_what_overlaps(void **state)
{
	struct pv_start start;
	struct pv_layout layout;

	(void)state;
	for (int which = 0; which < PV_RANGES; which++)
		for (int other = 0; other < PV_RANGES; other++) {
			start = good();
			start.ranges[PV_MODULE] = (struct pv_range){ virt(1000), 2048 };
			if (which == other || which == PV_P2M)
				continue;
			start.ranges[which].start = start.ranges[other].start;
			assert_string_equal(pv_layout(&start, &layout),
					    "start info with ranges that overlap");
		}
	start = good();
	start.console = FIRST;
	assert_string_equal(pv_layout(&start, &layout), "start info with ranges that overlap");
	start = good();
	start.store = FIRST + IMAGE_PAGES + 18 - 1;
	assert_string_equal(pv_layout(&start, &layout), "start info with ranges that overlap");
	start = good();
	start.store = start.console;
	assert_string_equal(pv_layout(&start, &layout), "start info with ranges that overlap");
}

static void refuses_absurd_memory(void **state)
{
	static const uint64_t sizes[] = { 0, UINT64_C(1) << 27 | 1, UINT64_MAX };
	struct pv_layout layout;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct pv_start start = good();

		start.pages = sizes[i];
		assert_string_equal(pv_layout(&start, &layout),
				    "start info with an absurd amount of memory");
	}
}

static void refuses_ranges_out_of_memory(void **state)
{
	static const struct pv_range bad[] = {
		{ 0x1000, 4096 },
		{ UKPLAT_IMAGE_VIRT - 1, 4096 },
		{ UKPLAT_IMAGE_VIRT + ((uint64_t)PAGES << 12), 1 },
		{ UKPLAT_IMAGE_VIRT + ((uint64_t)PAGES << 12) - 1, 2 },
		{ UKPLAT_IMAGE_VIRT, UINT64_MAX },
		{ UINT64_MAX, 1 },
	};
	struct pv_layout layout;

	(void)state;
	for (int which = 0; which < PV_RANGES; which++)
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			struct pv_start start = good();

			start.ranges[which] = bad[i];
			assert_string_equal(pv_layout(&start, &layout),
					    "start info with something out of reach");
		}
}

static void refuses_rings_out_of_memory(void **state)
{
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	start.console = PAGES;
	assert_string_equal(pv_layout(&start, &layout), "start info with a ring out of reach");
	start = good();
	start.store = UINT64_MAX;
	assert_string_equal(pv_layout(&start, &layout), "start info with a ring out of reach");
}

static void refuses_a_short_list_of_frames(void **state)
{
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	start.ranges[PV_P2M].size--;
	assert_string_equal(pv_layout(&start, &layout), "start info without a list of frames");
}

static void refuses_too_little_memory(void **state)
{
	const uint64_t chunk = 1024 - PV_FIRST_PAGE % 512;
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	/* One page must be left. */
	start.pages = FIRST + IMAGE_PAGES + 18;
	assert_string_equal(pv_layout(&start, &layout), "too little memory");
	start.pages++;
	assert_null(pv_layout(&start, &layout));
	/* And then a table must be left for it. */
	layout.free = chunk;
	assert_string_equal(pv_layout_mapped(chunk + 1, chunk, &layout), "too little memory");
	layout.free--;
	assert_null(pv_layout_mapped(chunk + 1, chunk, &layout));
}

/* The builder's tables, as many as the list of good() has room for. */
static _Alignas(4096) uint64_t root[512], level_3[512], level_2[512], level_1[2][512];

/* An entry is the address of a table, but for what lies in none. */
static const uint64_t *read_table(const struct pv_start *start, uint64_t entry)
{
	uint64_t address = entry & ~UINT64_C(0xfff);
	const uint64_t *tables[] = { root, level_3, level_2, level_1[0], level_1[1] };

	(void)start;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (address == (uintptr_t)tables[i])
			return tables[i];
	return NULL;
}

static unsigned int index_of_image(unsigned int level)
{
	return ukarch_pte_index(UKPLAT_IMAGE_VIRT, level);
}

static int make_tables(void **state)
{
	static struct pv_start start;

	start = good();
	start.ranges[PV_TABLES].start = (uintptr_t)root;
	root[index_of_image(3)] = (uintptr_t)level_3 | 1;
	level_3[index_of_image(2)] = (uintptr_t)level_2 | 1;
	for (unsigned int i = 0; i < 512; i++)
		level_2[i] = i - index_of_image(1) < 2
				     ? (uintptr_t)level_1[i - index_of_image(1)] | 1
				     : 0;
	for (unsigned int i = 0; i < 512; i++)
		level_1[0][i] = level_1[1][i] = i << 12 | 1;
	*state = &start;
	return 0;
}

static void sees_what_is_mapped(void **state)
{
	const uint64_t all = (index_of_image(1) + 2) * 512 - PV_FIRST_PAGE;
	struct pv_tables tables;

	assert_null(pv_tables_find(*state, read_table, &tables));
	assert_ptr_equal(tables.root, root);
	assert_ptr_equal(tables.level_3, level_3);
	assert_ptr_equal(tables.level_2, level_2);
	assert_int_equal(tables.mapped, all);
	/* The last table is not full. */
	for (unsigned int i = 100; i < 512; i++)
		level_1[1][i] = 0;
	assert_null(pv_tables_find(*state, read_table, &tables));
	assert_int_equal(tables.mapped, all - 412);
	/* It is empty, and so is the one before. */
	for (unsigned int i = 0; i < 512; i++)
		level_1[1][i] = level_1[0][i] = 0;
	assert_null(pv_tables_find(*state, read_table, &tables));
	assert_int_equal(tables.mapped, all - 512);
	level_2[index_of_image(1) + 1] = 0;
	assert_null(pv_tables_find(*state, read_table, &tables));
	assert_int_equal(tables.mapped, 0);
}

static void refuses_tables_that_are_not_there(void **state)
{
	uint64_t *const entries[] = { &root[index_of_image(3)], &level_3[index_of_image(2)],
				      &level_2[index_of_image(1) + 1] };
	static const uint64_t bad[] = { 1, 0x1001, UINT64_MAX };
	struct pv_tables tables;

	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 3; j++) {
			make_tables(state);
			*entries[i] = bad[j];
			assert_string_equal(pv_tables_find(*state, read_table, &tables),
					    "start info with page tables out of reach");
		}
	make_tables(state);
	root[index_of_image(3)] &= ~UINT64_C(1);
	assert_string_equal(pv_tables_find(*state, read_table, &tables),
			    "start info with page tables out of reach");
	make_tables(state);
	level_2[index_of_image(1)] = 0;
	assert_string_equal(pv_tables_find(*state, read_table, &tables),
			    "start info with page tables out of reach");
}

/* A table that points to itself on every level: the walk ends, and what comes of it is within bounds. */
static void cyclic_tables_end(void **state)
{
	struct pv_start *start = *state;
	struct pv_tables tables;

	for (unsigned int i = 0; i < 512; i++)
		root[i] = (uintptr_t)root | 1;
	assert_null(pv_tables_find(start, read_table, &tables));
	assert_int_equal(tables.mapped, 512 * 512 - PV_FIRST_PAGE);
	for (unsigned int i = 0; i < 512; i++)
		root[i] = 0;
}

static void refuses_tables_that_are_not_aligned(void **state)
{
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	start.ranges[PV_TABLES].start += 8;
	start.ranges[PV_TABLES].size -= 8;
	assert_string_equal(pv_layout(&start, &layout),
			    "start info with tables that are not aligned");
	start = good();
	start.ranges[PV_TABLES].size = 4095;
	assert_string_equal(pv_layout(&start, &layout),
			    "start info with tables that are not aligned");
	start = good();
	start.ranges[PV_P2M].start += 4;
	start.ranges[PV_P2M].size -= 8;
	start.pages--;
	assert_string_equal(pv_layout(&start, &layout),
			    "start info with tables that are not aligned");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_free_behind_everything),
		cmocka_unit_test(keeps_tables_for_what_is_not_mapped),
		cmocka_unit_test(keeps_directories_for_large_memory),
		cmocka_unit_test(refuses_what_the_builder_did_not_map),
		cmocka_unit_test(refuses_what_overlaps),
		cmocka_unit_test(refuses_absurd_memory),
		cmocka_unit_test(refuses_ranges_out_of_memory),
		cmocka_unit_test(refuses_rings_out_of_memory),
		cmocka_unit_test(refuses_a_short_list_of_frames),
		cmocka_unit_test(refuses_too_little_memory),
		cmocka_unit_test(refuses_tables_that_are_not_aligned),
		cmocka_unit_test_setup(sees_what_is_mapped, make_tables),
		cmocka_unit_test_setup(refuses_tables_that_are_not_there, make_tables),
		cmocka_unit_test_setup(cyclic_tables_end, make_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
