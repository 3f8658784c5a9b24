/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of a PV guest's start info, on good and on hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <common/layout_x86_64.h>

#include "x86_64/pv_layout.h"

enum { PAGES = 4096, IMAGE_PAGES = 64, FIRST = 256 };

static uint64_t virt(uint64_t page)
{
	return UKPLAT_IMAGE_BASE + (page << UK_PAGE_SHIFT);
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

static void finds_room_behind_everything(void **state)
{
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.tables, FIRST + IMAGE_PAGES + 18);
	assert_int_equal(layout.level_1, 8);
	assert_int_equal(layout.level_2, 1);
	assert_int_equal(layout.tables_end, layout.tables + 10);

	/* Half a page of initrd behind the rest takes the whole page, and so does a ring. */
	start.ranges[PV_MODULE] = (struct pv_range){ virt(1000), 2048 };
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.tables, 1001);
	start.console = 1500;
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.tables, 1501);
}

static void counts_tables_of_large_memory(void **state)
{
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	start.pages = 512 * 512 + 1;
	start.ranges[PV_P2M].size = start.pages * 8;
	assert_null(pv_layout(&start, &layout));
	assert_int_equal(layout.level_1, 513);
	assert_int_equal(layout.level_2, 2);
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
		{ UKPLAT_IMAGE_BASE - 1, 4096 },
		{ UKPLAT_IMAGE_BASE + ((uint64_t)PAGES << 12), 1 },
		{ UKPLAT_IMAGE_BASE + ((uint64_t)PAGES << 12) - 1, 2 },
		{ UKPLAT_IMAGE_BASE, UINT64_MAX },
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
	struct pv_start start = good();
	struct pv_layout layout;

	(void)state;
	/* The tables take four pages, and one must be left. */
	start.pages = FIRST + IMAGE_PAGES + 18 + 3;
	assert_string_equal(pv_layout(&start, &layout), "too little memory");
	start.pages++;
	assert_null(pv_layout(&start, &layout));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_room_behind_everything),
		cmocka_unit_test(counts_tables_of_large_memory),
		cmocka_unit_test(refuses_absurd_memory),
		cmocka_unit_test(refuses_ranges_out_of_memory),
		cmocka_unit_test(refuses_rings_out_of_memory),
		cmocka_unit_test(refuses_a_short_list_of_frames),
		cmocka_unit_test(refuses_too_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
