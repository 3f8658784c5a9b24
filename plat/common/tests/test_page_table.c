/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of a made-up format with three levels, in memory that stands for a machine's first GiBs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/bits.h>
#include <uk/errno.h>

#include <common/boot.h>
#include <common/paging.h>

/* In place of an architecture's page_format.h. */
#define UK_COMMON_PAGE_FORMAT_H

enum {
	UKARCH_PTES = 512,
	UKARCH_PAGE_SHIFT_2M = 21,
	UKARCH_PAGE_SHIFT_1G = 30,
	PAGE_ROOT_LEVEL = 2,
	UKPLAT_DEVICE_SLOTS = 4,
	VALID = 1,
	TABLE = 2,
	WRITE = 4,
	EXEC = 8,
	DEVICE = 16,
	MACHINE_PAGES = 1024,
};

#define UKARCH_PTE_ADDRESS UINT64_C(0x0000fffffffff000)
#define PAGE_ENTRY_TABLE   (VALID | TABLE)
#define PAGE_ENTRY_MEMORY  (VALID | WRITE)
#define PAGE_ENTRY_DEVICE  (VALID | WRITE | DEVICE)

/* The machine: its first pages exist, for tables and as memory; the direct map is where they are. */
static _Alignas(1 << 21) uint8_t machine[MACHINE_PAGES * 4096];
#define UKPLAT_DIRECT_BASE ((uint64_t)(uintptr_t)machine)
#define UKPLAT_DIRECT_SIZE (UINT64_C(1) << 33)
#define UKPLAT_IMAGE_BASE  UINT64_C(0xffffffff80000000)
#define UKPLAT_IMAGE_VIRT  UKPLAT_IMAGE_BASE
#define UKPLAT_DEVICE_BASE (UKPLAT_IMAGE_BASE + (UINT64_C(2) << 21))

static uint64_t direct_gibs[UKARCH_PTES], image_table[UKARCH_PTES];
#define PAGE_ROOT   direct_gibs
#define PAGE_DIRECT direct_gibs
#define PAGE_IMAGE  image_table

static bool has_gib, ours;
static unsigned int flushes, replaced, executable;

/* Virtual addresses of the direct map have the indices of the physical ones. */
static inline unsigned int ukarch_pte_index(uint64_t address, unsigned int level)
{
	if (address >= UKPLAT_DIRECT_BASE)
		address -= UKPLAT_DIRECT_BASE;
	return (address >> (12 + 9 * level)) % UKARCH_PTES;
}

static inline void ukarch_tlb_flush_page(const void *address)
{
	(void)address;
	flushes++;
}

static bool page_is_valid(uint64_t entry)
{
	return entry & VALID;
}

static bool page_is_table(uint64_t entry)
{
	return entry & TABLE;
}

static uint64_t page_smaller(uint64_t entry, unsigned int level)
{
	(void)level;
	return entry;
}

static uint64_t page_flags(unsigned int protection)
{
	return (protection ? VALID : 0) | (protection & UKPLAT_PROT_WRITE ? WRITE : 0) |
	       (protection & UKPLAT_PROT_EXEC ? EXEC : 0);
}

static void page_enter(uint64_t *entry, uint64_t value)
{
	assert_false(*entry & VALID);
	*entry = value;
}

static void page_entered(void)
{
}

static void page_replace(uint64_t *entry, uint64_t value, uint64_t at)
{
	(void)at;
	assert_true(*entry & VALID);
	*entry = value;
	replaced++;
}

static void page_executable(void *at, size_t size)
{
	(void)at;
	executable += (unsigned int)size;
}

static bool page_tables_are_ours(void)
{
	return ours;
}

static bool page_has_gib(void)
{
	return has_gib;
}

static uint64_t page_phys_end(void)
{
	return UK_BIT(40);
}

static void page_table_begin(void)
{
}

#include "../page_table.h"

static int page_set(void *address, uint64_t flags)
{
	return page_table_set(address, flags);
}

uint64_t ukplat_image_phys;
static unsigned int early_pages_left, early_pages_given;

static void *next_page(size_t count)
{
	assert_int_equal(count, 1);
	if (early_pages_left == 0)
		return NULL;
	early_pages_left--;
	return machine + 4096 * (size_t)(16 + early_pages_given++);
}

#define ukplat_early_pages next_page
#include "../page_table.c"

enum { MIB = 1 << 20 };
#define GIB (UINT64_C(1) << 30)

static int setup(void **state)
{
	(void)state;
	memset(machine, 0, sizeof(machine));
	memset(direct_gibs, 0, sizeof(direct_gibs));
	memset(image_table, 0, sizeof(image_table));
	memset(&ukplat_boot_data, 0, sizeof(ukplat_boot_data));
	spare_table = spare_tables_end = 0;
	early_pages_left = 16;
	early_pages_given = flushes = replaced = executable = 0;
	has_gib = false;
	ours = true;
	return 0;
}

static void add_memory(uint64_t phys, uint64_t size)
{
	ukplat_region_add(phys, size, UKPLAT_REGION_FREE);
}

static void finish(void)
{
	ukplat_regions_finish();
	ukplat_direct_map_init();
}

static uint64_t *table_of(uint64_t gib)
{
	return (uint64_t *)(machine + (direct_gibs[gib] & UKARCH_PTE_ADDRESS));
}

static void maps_memory_in_large_pages(void **state)
{
	(void)state;
	add_memory(0, 5 * MIB);
	finish();
	assert_true(page_is_table(direct_gibs[0]));
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(table_of(0)[i], (uint64_t)i * 2 * MIB | PAGE_ENTRY_MEMORY);
	assert_int_equal(table_of(0)[3], 0);
	assert_int_equal(early_pages_given, 1);
}

static void maps_whole_gibs_where_the_cpu_can(void **state)
{
	(void)state;
	has_gib = true;
	add_memory(GIB / 2, 2 * GIB);
	finish();
	assert_true(page_is_table(direct_gibs[0]));
	assert_int_equal(direct_gibs[1], GIB | PAGE_ENTRY_MEMORY);
	assert_true(page_is_table(direct_gibs[2]));
	assert_int_equal(early_pages_given, 2);
	/* Asked for again, by somebody who wants to read: it is there. */
	assert_non_null(ukplat_map_phys(GIB + 5, 10));
	assert_int_equal(early_pages_given, 2);
}

static void gives_up_memory_that_it_cannot_map(void **state)
{
	size_t reserved = 0;

	(void)state;
	early_pages_left = 1;
	add_memory(0, 4 * MIB);
	add_memory(GIB, 4 * MIB);
	add_memory(UKPLAT_DIRECT_SIZE - MIB, 4 * MIB);
	finish();
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++)
		if (ukplat_boot_data.regions[i].type == UKPLAT_REGION_RESERVED)
			reserved++;
	assert_int_equal(reserved, 2);
}

static void reads_only_what_the_direct_map_reaches(void **state)
{
	(void)state;
	assert_ptr_equal(ukplat_map_phys(0x1234, 4), machine + 0x1234);
	assert_null(ukplat_map_phys(UKPLAT_DIRECT_SIZE, 1));
	assert_null(ukplat_map_phys(0x1000, UINT64_MAX));
	assert_null(ukplat_phys_to_virt(UKPLAT_DIRECT_SIZE));
	assert_int_equal(ukplat_virt_to_phys(machine + 77), 77);
	ukplat_image_phys = 0x80000;
	assert_int_equal(ukplat_virt_to_phys((void *)(UKPLAT_IMAGE_BASE + 1)), 0x80001);
	ukplat_image_phys = 0;
}

static void protects_single_pages_of_large_ones(void **state)
{
	char *page = (char *)machine + 0x5000;
	uint64_t *small;

	(void)state;
	add_memory(0, 4 * MIB);
	finish();
	assert_int_equal(ukplat_protect(page, 2 * 4096, UKPLAT_PROT_READ), 0);
	assert_int_equal(replaced, 1);
	assert_int_equal(flushes, 2);
	assert_true(page_is_table(table_of(0)[0]));
	small = (uint64_t *)(machine + (table_of(0)[0] & UKARCH_PTE_ADDRESS));
	for (unsigned int i = 0; i < UKARCH_PTES; i++)
		assert_int_equal(small[i],
				 i * UINT64_C(4096) | VALID | (i == 5 || i == 6 ? 0 : WRITE));
	/* The next large page is as it was. */
	assert_int_equal(table_of(0)[1], 2 * MIB | PAGE_ENTRY_MEMORY);
	assert_int_equal(ukplat_protect(page, 4096, UKPLAT_PROT_NONE), 0);
	assert_false(page_is_valid(small[5]));
	assert_int_equal(small[5] & UKARCH_PTE_ADDRESS, 0x5000);
	assert_int_equal(executable, 0);
	assert_int_equal(ukplat_protect(page, 4096, UKPLAT_PROT_READ | UKPLAT_PROT_EXEC), 0);
	assert_int_equal(small[5], 0x5000 | VALID | EXEC);
	assert_int_equal(executable, 4096);
	assert_int_equal(replaced, 1);
}

static void splits_a_gib_twice(void **state)
{
	(void)state;
	has_gib = true;
	add_memory(0, 2 * GIB);
	finish();
	/* The spare tables' memory is at the end; here it is where there is any. */
	spare_table = 64 * 4096;
	spare_tables_end = 66 * 4096;
	assert_int_equal(ukplat_protect(machine, 4096, UKPLAT_PROT_READ), 0);
	assert_int_equal(replaced, 2);
	/* Both tables are used up. */
	assert_int_equal(ukplat_protect(machine + 2 * MIB, 4096, UKPLAT_PROT_READ), -ENOMEM);
}

static void refuses_what_is_not_there_or_makes_no_sense(void **state)
{
	(void)state;
	add_memory(0, 2 * MIB);
	finish();
	assert_int_equal(ukplat_protect(machine + 2 * MIB, 4096, UKPLAT_PROT_READ), -EINVAL);
	assert_int_equal(ukplat_protect(machine + 1, 4096, UKPLAT_PROT_READ), -EINVAL);
	assert_int_equal(ukplat_protect(machine, 100, UKPLAT_PROT_READ), -EINVAL);
	assert_int_equal(ukplat_protect(machine, 4096, UKPLAT_PROT_WRITE | UKPLAT_PROT_EXEC),
			 -EINVAL);
	assert_int_equal(replaced, 0);
}

static void maps_devices_once_each(void **state)
{
	char *first = ukplat_map_device(GIB + 0x100, 4096), *second;

	(void)state;
	assert_ptr_equal(first, (char *)UKPLAT_DEVICE_BASE + 0x100);
	assert_ptr_equal(ukplat_map_device(GIB + 0x200, 8), first + 0x100);
	/* Across a boundary: two slots, the first of which is another mapping of the same. */
	second = ukplat_map_device(GIB + 2 * MIB - 1, 2);
	assert_ptr_equal(second, (char *)UKPLAT_DEVICE_BASE + 2 * MIB - 1);
	assert_int_equal(image_table[DEVICE_INDEX + 1], (GIB + 2 * MIB) | PAGE_ENTRY_DEVICE);
	assert_int_equal(image_table[DEVICE_INDEX + 2], 0);
	assert_ptr_equal(ukplat_map_device(2 * GIB, 8 * MIB), NULL);
	assert_non_null(ukplat_map_device(2 * GIB, 4 * MIB));
	assert_null(ukplat_map_device(3 * GIB, 1));
	assert_non_null(ukplat_map_device(GIB, 1));
}

static void maps_no_memory_and_no_nonsense_as_a_device(void **state)
{
	(void)state;
	add_memory(GIB, 4096);
	ukplat_regions_finish();
	assert_null(ukplat_map_device(GIB + 2 * MIB - 4096, 1));
	assert_null(ukplat_map_device(2 * GIB, 0));
	assert_null(ukplat_map_device(UK_BIT(40), 1));
	assert_null(ukplat_map_device(UK_BIT(40) - 1, 2));
	assert_null(ukplat_map_device(0, UINT64_MAX));
	ours = false;
	assert_null(ukplat_map_device(2 * GIB, 1));
	assert_int_equal(image_table[DEVICE_INDEX], 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(maps_memory_in_large_pages),
		TEST(maps_whole_gibs_where_the_cpu_can),
		TEST(gives_up_memory_that_it_cannot_map),
		TEST(reads_only_what_the_direct_map_reaches),
		TEST(protects_single_pages_of_large_ones),
		TEST(splits_a_gib_twice),
		TEST(refuses_what_is_not_there_or_makes_no_sense),
		TEST(maps_devices_once_each),
		TEST(maps_no_memory_and_no_nonsense_as_a_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
