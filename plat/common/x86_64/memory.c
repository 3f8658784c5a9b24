/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables: the direct map, protection of pages, device registers. */
#include <uk/errno.h>
#include <uk/isa/cpuid.h>
#include <uk/isa/page.h>
#include <uk/plat/memory.h>

#include <common/boot.h>
#include <common/layout_x86_64.h>
#include <common/paging.h>

enum {
	CPUID_80000001_EDX_1G = 1 << 26,
	DEVICE_INDEX = (UKPLAT_DEVICE_BASE - UKPLAT_IMAGE_BASE) >> UKARCH_PAGE_SHIFT_2M,
	ROOT_DIRECT = 273,
	SPARE_TABLES_MAX = 512,
	PHYS_WIDTH_MIN = 36,
	PHYS_WIDTH_MAX = 52,
};

#define SIZE_2M UK_BIT(UKARCH_PAGE_SHIFT_2M)
#define SIZE_1G UK_BIT(UKARCH_PAGE_SHIFT_1G)

#define PTE_DATA  (UKARCH_PTE_PRESENT | UKARCH_PTE_WRITE | UKARCH_PTE_NX)
#define PTE_TABLE (UKARCH_PTE_PRESENT | UKARCH_PTE_WRITE)

/* Of entry.S; the entry code has filled in the image and, in the direct map, 0 to its end. */
extern uint64_t ukplat_pml4[UKARCH_PTES], ukplat_pd_direct[UKARCH_PTES];

uint64_t ukplat_image_phys = UKPLAT_IMAGE_PHYS;

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

/* The directory of one GiB of the direct map; NULL when there is no page for it. */
static uint64_t *directory(unsigned int gib)
{
	uint64_t entry = ukplat_pdpt_direct[gib];
	void *table;

	if (entry & UKARCH_PTE_PRESENT)
		return direct(entry & UKARCH_PTE_ADDRESS);
	table = ukplat_early_pages(1);
	if (table)
		ukplat_pdpt_direct[gib] = ukplat_virt_to_phys(table) | PTE_TABLE;
	return table;
}

static bool map_gib(unsigned int gib, uint64_t start, uint64_t end, bool whole)
{
	uint64_t *table;

	if (ukplat_pdpt_direct[gib] & UKARCH_PTE_LARGE)
		return true;
	if (whole && !(ukplat_pdpt_direct[gib] & UKARCH_PTE_PRESENT)) {
		ukplat_pdpt_direct[gib] = start | PTE_DATA | UKARCH_PTE_LARGE;
		return true;
	}
	table = directory(gib);
	if (!table)
		return false;
	for (uint64_t at = UK_ALIGN_DOWN(start, SIZE_2M); at < end; at += SIZE_2M) {
		uint64_t *entry = &table[ukarch_pte_index(at, 1)];

		if (!(*entry & UKARCH_PTE_PRESENT))
			*entry = at | PTE_DATA | UKARCH_PTE_LARGE;
	}
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

		if (!map_gib(start >> UKARCH_PAGE_SHIFT_1G, start, uk_min(next, end), whole))
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

/* The entry code shared the direct map with its identity map, which had to be executable. */
static void forbid_execution(void)
{
	for (unsigned int i = 0; i < UKARCH_PTES && ukplat_pd_direct[i]; i++)
		ukplat_pd_direct[i] |= UKARCH_PTE_NX;
	ukplat_pml4[ROOT_DIRECT] &= ~UKARCH_PTE_NX;
}

/* Memory out of reach of the direct map, or of tables for it, is given up. */
void ukplat_direct_map_init(void)
{
	struct ukplat_boot_info *info = &ukplat_boot_data;
	bool huge = ukarch_cpuid(0x80000001, 0).edx & CPUID_80000001_EDX_1G;

	forbid_execution();
	keep_spare_tables();
	for (size_t i = 0; i < info->region_count; i++) {
		struct ukplat_region *region = &info->regions[i];

		if (region->type == UKPLAT_REGION_FREE &&
		    !direct_map(region->phys, region->phys + region->size, huge))
			region->type = UKPLAT_REGION_RESERVED;
	}
}

/* Replace a large page by a table of smaller ones that do the same. @level: of the large page. */
static uint64_t *split(uint64_t *entry, unsigned int level)
{
	uint64_t step = UK_BIT(UK_PAGE_SHIFT + 9 * (level - 1));
	uint64_t flags = level == 1 ? *entry & ~(uint64_t)UKARCH_PTE_LARGE : *entry;
	uint64_t *table;

	if (spare_table == spare_tables_end)
		return NULL;
	table = direct(spare_table);
	for (unsigned int i = 0; i < UKARCH_PTES; i++)
		table[i] = flags + i * step;
	*entry = spare_table | PTE_TABLE;
	spare_table += UK_PAGE_SIZE;
	return table;
}

/* The 4 KiB entry of a mapped address; NULL with *@error where there is none. */
static uint64_t *entry_of(uint64_t virt, int *error)
{
	uint64_t *table = ukplat_pml4;

	for (unsigned int level = 3; level > 0; level--) {
		uint64_t *entry = &table[ukarch_pte_index(virt, level)];

		*error = -EINVAL;
		if (!(*entry & UKARCH_PTE_PRESENT))
			return NULL;
		*error = -ENOMEM;
		if (level < 3 && *entry & UKARCH_PTE_LARGE)
			table = split(entry, level);
		else
			table = direct(*entry & UKARCH_PTE_ADDRESS);
		if (!table)
			return NULL;
	}
	return &table[ukarch_pte_index(virt, 0)];
}

static int set_page(void *address, uint64_t flags)
{
	int error = 0;
	uint64_t *entry = entry_of((uintptr_t)address, &error);

	if (!entry)
		return error;
	*entry = (*entry & UKARCH_PTE_ADDRESS) | flags;
	ukarch_tlb_flush_page(address);
	return 0;
}

ukplat_page_setter *ukplat_page_set = set_page;

int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	uint64_t flags = 0;
	int error = 0;

	if ((uintptr_t)address % UK_PAGE_SIZE || size % UK_PAGE_SIZE ||
	    (protection & UKPLAT_PROT_WRITE && protection & UKPLAT_PROT_EXEC))
		return -EINVAL;
	if (protection)
		flags |= UKARCH_PTE_PRESENT;
	if (protection & UKPLAT_PROT_WRITE)
		flags |= UKARCH_PTE_WRITE;
	if (!(protection & UKPLAT_PROT_EXEC))
		flags |= UKARCH_PTE_NX;
	for (size_t at = 0; at < size && !error; at += UK_PAGE_SIZE)
		error = ukplat_page_set((char *)address + at, flags);
	return error;
}

/* Whether a 2 MiB page holds memory: then it must not be mapped uncached. */
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
	const uint64_t *slots = &ukplat_pd_image[DEVICE_INDEX];
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

/* One past the last physical address of this CPU: Intel SDM volume 2, CPUID leaf 80000008H. */
static uint64_t phys_end(void)
{
	unsigned int width = ukarch_cpuid(0x80000008, 0).eax & 0xff;

	return UK_BIT(width >= PHYS_WIDTH_MIN && width <= PHYS_WIDTH_MAX ? width : PHYS_WIDTH_MIN);
}

void *ukplat_map_device(uint64_t phys, size_t size)
{
	uint64_t phys_limit = phys_end();
	uint64_t base = UK_ALIGN_DOWN(phys, SIZE_2M), offset = phys - base;
	uint64_t *slots = &ukplat_pd_image[DEVICE_INDEX];
	unsigned int first, count;

	if (ukplat_page_set != set_page || size == 0 ||
	    size > UKPLAT_DEVICE_SLOTS * SIZE_2M - offset || phys >= phys_limit ||
	    size > phys_limit - phys)
		return NULL;
	count = (unsigned int)((offset + size + SIZE_2M - 1) >> UKARCH_PAGE_SHIFT_2M);
	first = find_slots(base, count);
	if (first + count > UKPLAT_DEVICE_SLOTS)
		return NULL;
	for (unsigned int i = 0; i < count; i++) {
		if (holds_memory(base + i * SIZE_2M))
			return NULL;
		slots[first + i] =
			(base + i * SIZE_2M) | PTE_DATA | UKARCH_PTE_LARGE | UKARCH_PTE_UNCACHED;
	}
	return (void *)(UKPLAT_DEVICE_BASE + first * SIZE_2M + offset);
}
