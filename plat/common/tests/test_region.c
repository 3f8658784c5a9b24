/* SPDX-License-Identifier: BSD-3-Clause */
/* Region lists: rules of overlap, and random lists against a map of one byte a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/plat/memory.h>

#include <common/boot.h>

#define info (&ukplat_boot_data)

#define FREE	 UKPLAT_REGION_FREE
#define RESERVED UKPLAT_REGION_RESERVED
#define IMAGE	 UKPLAT_REGION_IMAGE
#define INITRD	 UKPLAT_REGION_INITRD

void *ukplat_phys_to_virt(uint64_t phys)
{
	return (void *)(uintptr_t)phys;
}

static int empty(void **state)
{
	(void)state;
	info->region_count = 0;
	return 0;
}

static void expect(const struct ukplat_region *regions, size_t count)
{
	assert_int_equal(info->region_count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(info->regions[i].phys, regions[i].phys);
		assert_int_equal(info->regions[i].size, regions[i].size);
		assert_int_equal(info->regions[i].type, regions[i].type);
	}
}

#define EXPECT(...)                                                       \
	do {                                                              \
		const struct ukplat_region expected[] = { __VA_ARGS__ };  \
		expect(expected, sizeof(expected) / sizeof(expected[0])); \
	} while (0)

static void sorts(void **state)
{
	(void)state;
	ukplat_region_add(0x9000, 0x1000, RESERVED);
	ukplat_region_add(0x1000, 0x1000, FREE);
	ukplat_region_add(0x5000, 0x1000, FREE);
	EXPECT({ 0x1000, 0x1000, FREE }, { 0x5000, 0x1000, FREE }, { 0x9000, 0x1000, RESERVED });
}

static void joins_what_touches(void **state)
{
	(void)state;
	ukplat_region_add(0x1000, 0x1000, FREE);
	ukplat_region_add(0x3000, 0x1000, FREE);
	ukplat_region_add(0x2000, 0x1000, FREE);
	EXPECT({ 0x1000, 0x3000, FREE });
}

static void free_gives_way(void **state)
{
	(void)state;
	ukplat_region_add(0, 0x10000, FREE);
	ukplat_region_add(0x4000, 0x1000, IMAGE);
	EXPECT({ 0, 0x4000, FREE }, { 0x4000, 0x1000, IMAGE }, { 0x5000, 0xb000, FREE });
	ukplat_region_add(0x3000, 0x3000, FREE);
	EXPECT({ 0, 0x4000, FREE }, { 0x4000, 0x1000, IMAGE }, { 0x5000, 0xb000, FREE });
}

static void others_become_reserved_where_they_overlap(void **state)
{
	(void)state;
	ukplat_region_add(0x1000, 0x3000, IMAGE);
	ukplat_region_add(0x2000, 0x4000, INITRD);
	EXPECT({ 0x1000, 0x1000, IMAGE }, { 0x2000, 0x2000, RESERVED }, { 0x4000, 0x2000, INITRD });
}

static void the_end_of_the_address_space_is_no_start(void **state)
{
	(void)state;
	assert_int_equal(ukplat_region_add(UINT64_MAX - 0xfff, UINT64_MAX, RESERVED), 0);
	assert_int_equal(ukplat_region_add(0x1000, 0, FREE), 0);
	EXPECT({ UINT64_MAX - 0xfff, 0xfff, RESERVED });
}

static void a_full_list_stays_as_it_is(void **state)
{
	struct ukplat_region before[UKPLAT_REGIONS_MAX];

	(void)state;
	for (uint64_t i = 0; i < UKPLAT_REGIONS_MAX; i++)
		assert_int_equal(ukplat_region_add(i * 0x2000, 0x1000, RESERVED), 0);
	memcpy(before, info->regions, sizeof(before));
	assert_int_equal(ukplat_region_add(0x1000000, 0x1000, FREE), -ENOSPC);
	assert_int_equal(ukplat_region_add(0x100, 0x100, FREE), 0);
	assert_int_equal(ukplat_region_add(0x100, 0x100, IMAGE), 0);
	expect(before, UKPLAT_REGIONS_MAX);
}

static void finish_cuts_free_memory_to_pages(void **state)
{
	(void)state;
	ukplat_region_add(0x1001, 0x3000, FREE);
	ukplat_region_add(0x5010, 0x100, FREE);
	ukplat_region_add(0x7010, 0x100, RESERVED);
	ukplat_region_add(UINT64_MAX - 0x800, 0x700, FREE);
	ukplat_regions_finish();
	EXPECT({ 0x2000, 0x2000, FREE }, { 0x7010, 0x100, RESERVED });
}

/* What each unit of a small address space must be, kept beside the list. */
enum { UNITS = 64, NOTHING = 255, ROUNDS = 2000 };

static uint8_t model[UNITS];

static void model_add(size_t start, size_t len, uint8_t type)
{
	for (size_t i = start; i < start + len && i < UNITS; i++) {
		if (model[i] == NOTHING || model[i] == FREE)
			model[i] = type;
		else if (model[i] != type && type != FREE)
			model[i] = RESERVED;
	}
}

static void compare_with_model(void)
{
	uint8_t seen[UNITS];
	uint64_t end = 0;

	memset(seen, NOTHING, sizeof(seen));
	for (size_t i = 0; i < info->region_count; i++) {
		const struct ukplat_region *region = &info->regions[i];

		assert_true(region->size > 0 && region->phys >= end);
		end = region->phys + region->size;
		assert_true(end <= UNITS);
		memset(seen + region->phys, (int)region->type, region->size);
	}
	assert_memory_equal(seen, model, UNITS);
}

static void random_lists_follow_the_rules(void **state)
{
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		empty(state);
		memset(model, NOTHING, sizeof(model));
		for (int i = rand() % 20; i > 0; i--) {
			size_t start = (size_t)rand() % UNITS;
			size_t len = (size_t)rand() % (UNITS - start + 1);
			enum ukplat_region_type type = (enum ukplat_region_type)(rand() % 5);

			assert_int_equal(ukplat_region_add(start, len, type), 0);
			model_add(start, len, (uint8_t)type);
			compare_with_model();
		}
	}
}

/* A platform that maps memory two pages at a time, and what lies behind unmappable not at all. */
static uint64_t unmappable = UINT64_MAX;

static uint64_t map_two_pages(uint64_t phys, uint64_t size)
{
	return phys >= unmappable ? 0 : uk_min(size, (uint64_t)(2 * UK_PAGE_SIZE));
}

/* One process runs this once: early pages end for good. */
static void early_pages_then_the_rest(void **state)
{
	char *memory = aligned_alloc(UK_PAGE_SIZE, 8 * UK_PAGE_SIZE);
	struct ukplat_memory rest;
	char *pages;

	(void)state;
	memset(memory, 0xff, 8 * UK_PAGE_SIZE);
	ukplat_region_add((uintptr_t)memory, UK_PAGE_SIZE, FREE);
	ukplat_region_add((uintptr_t)memory + UK_PAGE_SIZE, UK_PAGE_SIZE, RESERVED);
	ukplat_region_add((uintptr_t)memory + 2 * UK_PAGE_SIZE, 6 * UK_PAGE_SIZE, FREE);

	assert_null(ukplat_early_pages(7));
	assert_null(ukplat_early_pages(SIZE_MAX));
	ukplat_memory_reach = map_two_pages;
	unmappable = 0;
	assert_null(ukplat_early_pages(2));
	unmappable = UINT64_MAX;
	assert_null(ukplat_early_pages(7));
	pages = ukplat_early_pages(2);
	ukplat_memory_reach = NULL;
	assert_ptr_equal(pages, memory + 2 * UK_PAGE_SIZE);
	for (size_t i = 0; i < 2 * UK_PAGE_SIZE; i++)
		assert_int_equal(pages[i], 0);

	assert_true(ukplat_memory_take(&rest));
	assert_ptr_equal(rest.start, memory);
	assert_int_equal(rest.size, UK_PAGE_SIZE);
	assert_null(ukplat_early_pages(1));
	assert_int_equal(ukplat_memory_left(), 4 * UK_PAGE_SIZE);
	ukplat_memory_reach = map_two_pages;
	unmappable = (uintptr_t)memory + 6 * UK_PAGE_SIZE;
	assert_true(ukplat_memory_take(&rest));
	assert_ptr_equal(rest.start, memory + 4 * UK_PAGE_SIZE);
	assert_int_equal(rest.size, 2 * UK_PAGE_SIZE);
	assert_int_equal(ukplat_memory_left(), 2 * UK_PAGE_SIZE);
	assert_false(ukplat_memory_take(&rest));
	assert_int_equal(ukplat_memory_left(), 0);
	assert_false(ukplat_memory_take(&rest));
	ukplat_memory_reach = NULL;
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sorts, empty),
		cmocka_unit_test_setup(joins_what_touches, empty),
		cmocka_unit_test_setup(free_gives_way, empty),
		cmocka_unit_test_setup(others_become_reserved_where_they_overlap, empty),
		cmocka_unit_test_setup(the_end_of_the_address_space_is_no_start, empty),
		cmocka_unit_test_setup(a_full_list_stays_as_it_is, empty),
		cmocka_unit_test_setup(finish_cuts_free_memory_to_pages, empty),
		cmocka_unit_test_setup(random_lists_follow_the_rules, empty),
		cmocka_unit_test_setup(early_pages_then_the_rest, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
