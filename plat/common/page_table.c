/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of a guest: the direct map, protection of pages, device registers. */
#include <uk/errno.h>
#include <uk/plat/memory.h>

#include <common/boot.h>
#include <common/paging.h>

#include "page_format.h"

enum {
	DEVICE_INDEX = (UKPLAT_DEVICE_BASE - UKPLAT_IMAGE_BASE) >> UKARCH_PAGE_SHIFT_2M,
	SPARE_TABLES_MAX = 512,
};

#define SIZE_2M UK_BIT(UKARCH_PAGE_SHIFT_2M)
#define SIZE_1G UK_BIT(UKARCH_PAGE_SHIFT_1G)

/* Memory kept back for tables that split large pages, as physical addresses; not touched until used. */
static uint64_t spare_table, spare_tables_end;

/* Of memory that the direct map reaches. */
static void *direct(uint64_t phys)
{
	return (void *)(UKPLAT_DIRECT_BASE + phys);
}

void *ukplat_phys_to_virt(uint64_t phys)
{
	return phys < UKPLAT_DIRECT_SIZE ? direct(phys) : NULL;
}

uint64_t ukplat_virt_to_phys(const void *address)
{
	uint64_t virt = (uintptr_t)address;

	if (virt < UKPLAT_IMAGE_VIRT)
		return virt - UKPLAT_DIRECT_BASE;
	return virt - UKPLAT_IMAGE_VIRT + ukplat_image_phys;
}

/* The table of one GiB of the direct map; NULL when there is no page for it. */
static uint64_t *directory(uint64_t gib)
{
	uint64_t entry = PAGE_DIRECT[gib];
	void *table;

	if (page_is_valid(entry))
		return direct(entry & UKARCH_PTE_ADDRESS);
	table = ukplat_early_pages(1);
	if (table)
		page_enter(&PAGE_DIRECT[gib], ukplat_virt_to_phys(table) | PAGE_ENTRY_TABLE);
	return table;
}

static bool map_gib(uint64_t start, uint64_t end, bool whole)
{
	uint64_t gib = start >> UKARCH_PAGE_SHIFT_1G;
	uint64_t entry = PAGE_DIRECT[gib];
	uint64_t *table;

	if (page_is_valid(entry) && !page_is_table(entry))
		return true;
	if (whole && !page_is_valid(entry)) {
		page_enter(&PAGE_DIRECT[gib], start | PAGE_ENTRY_MEMORY);
		return true;
	}
	table = directory(gib);
	if (!table)
		return false;
	table += ukarch_pte_index(start, 1);
	for (uint64_t at = UK_ALIGN_DOWN(start, SIZE_2M); at < end; at += SIZE_2M, table++)
		if (!page_is_valid(*table))
			*table = at | PAGE_ENTRY_MEMORY;
	page_entered();
	return true;
}

/* Map [@start, @end) in whole 2 MiB pages, 1 GiB where @huge allows. */
static bool direct_map(uint64_t start, uint64_t end, bool huge)
{
	if (end > UKPLAT_DIRECT_SIZE)
		return false;
	while (start < end) {
		uint64_t next = UK_ALIGN_DOWN(start, SIZE_1G) + SIZE_1G;
		bool whole = huge && start % SIZE_1G == 0 && next <= end;

		if (!map_gib(start, uk_min(next, end), whole))
			return false;
		start = next;
	}
	return true;
}

const void *ukplat_map_phys(uint64_t phys, uint64_t size)
{
	if (phys >= UKPLAT_DIRECT_SIZE || size > UKPLAT_DIRECT_SIZE - phys)
		return NULL;
	return direct_map(phys, phys + size, false) ? direct(phys) : NULL;
}

/* One table for each 2 MiB of free memory splits them all; from the end of the largest region. */
static void keep_spare_tables(void)
{
	const struct ukplat_boot_info *info = &ukplat_boot_data;
	const struct ukplat_region *largest = NULL;
	uint64_t total = 0, size;

	for (size_t i = 0; i < info->region_count; i++) {
		const struct ukplat_region *region = &info->regions[i];

		if (region->type != UKPLAT_REGION_FREE)
			continue;
		total += region->size;
		if (!largest || region->size > largest->size)
			largest = region;
	}
	size = uk_min((total >> UKARCH_PAGE_SHIFT_2M) + 1, (uint64_t)SPARE_TABLES_MAX)
	       << UK_PAGE_SHIFT;
	if (!largest || size >= largest->size)
		return;
	spare_table = largest->phys + largest->size - size;
	spare_tables_end = spare_table + size;
	if (ukplat_region_add(spare_table, size, UKPLAT_REGION_BOOT) < 0)
		spare_tables_end = spare_table;
}

/* Memory out of reach of the direct map, or of tables for it, is given up. */
void ukplat_direct_map_init(void)
{
	struct ukplat_boot_info *info = &ukplat_boot_data;
	bool huge = page_has_gib();

	page_table_begin();
	keep_spare_tables();
	for (size_t i = 0; i < info->region_count; i++) {
		struct ukplat_region *region = &info->regions[i];

		if (region->type == UKPLAT_REGION_FREE &&
		    !direct_map(region->phys, region->phys + region->size, huge))
			region->type = UKPLAT_REGION_RESERVED;
	}
}

/* Replace a large page, which maps @virt, by a table of smaller ones that do the same. @level: of the large page. */
static uint64_t *split(uint64_t *entry, unsigned int level, uint64_t virt)
{
	uint64_t step = UK_BIT(UK_PAGE_SHIFT + 9 * (level - 1));
	uint64_t first = page_smaller(*entry, level);
	uint64_t *table;

	if (spare_table == spare_tables_end)
		return NULL;
	table = direct(spare_table);
	for (unsigned int i = 0; i < UKARCH_PTES; i++)
		table[i] = first + i * step;
	page_replace(entry, spare_table | PAGE_ENTRY_TABLE, virt);
	spare_table += UK_PAGE_SIZE;
	return table;
}

/* The 4 KiB entry of a mapped address; NULL with *@error where there is none. */
static uint64_t *entry_of(uint64_t virt, int *error)
{
	uint64_t *table = PAGE_ROOT;

	for (unsigned int level = PAGE_ROOT_LEVEL; level > 0; level--) {
		uint64_t *entry = &table[ukarch_pte_index(virt, level)];

		*error = -EINVAL;
		if (!page_is_valid(*entry))
			return NULL;
		*error = -ENOMEM;
		table = page_is_table(*entry) ? direct(*entry & UKARCH_PTE_ADDRESS)
					      : split(entry, level, virt);
		if (!table)
			return NULL;
	}
	return &table[ukarch_pte_index(virt, 0)];
}

int page_table_set(void *address, uint64_t flags)
{
	int error = 0;
	uint64_t *entry = entry_of((uintptr_t)address, &error);

	if (!entry)
		return error;
	*entry = (*entry & UKARCH_PTE_ADDRESS) | flags;
	ukarch_tlb_flush_page(address);
	return 0;
}

int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	int error = 0;

	if ((uintptr_t)address % UK_PAGE_SIZE || size % UK_PAGE_SIZE ||
	    (protection & UKPLAT_PROT_WRITE && protection & UKPLAT_PROT_EXEC))
		return -EINVAL;
	for (size_t at = 0; at < size && !error; at += UK_PAGE_SIZE)
		error = page_set((char *)address + at, page_flags(protection));
	if (!error && protection & UKPLAT_PROT_EXEC)
		page_executable(address, size);
	return error;
}

/* Whether a 2 MiB page holds memory: then it must not be mapped as a device. */
static bool holds_memory(uint64_t phys)
{
	const struct ukplat_boot_info *info = &ukplat_boot_data;

	for (size_t i = 0; i < info->region_count; i++) {
		const struct ukplat_region *region = &info->regions[i];

		if (region->type != UKPLAT_REGION_RESERVED && region->phys < phys + SIZE_2M &&
		    phys < region->phys + region->size)
			return true;
	}
	return false;
}

/* The slot run that maps @count pages from @phys, or the free ones behind all used. */
static unsigned int find_slots(uint64_t phys, unsigned int count)
{
	const uint64_t *slots = &PAGE_IMAGE[DEVICE_INDEX];
	unsigned int first = 0, run = 0;

	for (unsigned int i = 0; i < UKPLAT_DEVICE_SLOTS && slots[i]; i++) {
		if ((slots[i] & UKARCH_PTE_ADDRESS) != phys + run * SIZE_2M) {
			run = 0;
			first = i + 1;
			if ((slots[i] & UKARCH_PTE_ADDRESS) != phys)
				continue;
			first = i;
		}
		if (++run == count)
			break;
	}
	return first;
}

void *ukplat_map_device(uint64_t phys, size_t size)
{
	uint64_t base = UK_ALIGN_DOWN(phys, SIZE_2M), offset = phys - base, end = page_phys_end();
	uint64_t *slots = &PAGE_IMAGE[DEVICE_INDEX];
	unsigned int first, count;

	if (!page_tables_are_ours() || size == 0 || size > UKPLAT_DEVICE_SLOTS * SIZE_2M - offset ||
	    phys >= end || size > end - phys)
		return NULL;
	count = (unsigned int)((offset + size + SIZE_2M - 1) >> UKARCH_PAGE_SHIFT_2M);
	first = find_slots(base, count);
	if (first + count > UKPLAT_DEVICE_SLOTS)
		return NULL;
	for (unsigned int i = 0; i < count; i++) {
		if (holds_memory(base + i * SIZE_2M))
			return NULL;
		if (!slots[first + i])
			page_enter(&slots[first + i], (base + i * SIZE_2M) | PAGE_ENTRY_DEVICE);
	}
	return (void *)(UKPLAT_DEVICE_BASE + first * SIZE_2M + offset);
}
