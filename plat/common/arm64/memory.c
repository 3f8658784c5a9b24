/* SPDX-License-Identifier: BSD-3-Clause */
/* Translation tables: the direct map, protection of pages, device registers. */
#include <uk/errno.h>
#include <uk/isa/page.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>

#include <common/boot.h>
#include <common/layout_arm64.h>
#include <common/paging.h>

enum {
	WINDOW_INDEX = (UKPLAT_TABLE_WINDOW - UKPLAT_IMAGE_BASE) >> UKARCH_PAGE_SHIFT_2M,
	DEVICE_INDEX = (UKPLAT_DEVICE_BASE - UKPLAT_IMAGE_BASE) >> UKARCH_PAGE_SHIFT_2M,
	SPARE_TABLES_MAX = 512,
};

#define SIZE_2M UK_BIT(UKARCH_PAGE_SHIFT_2M)
#define SIZE_1G UK_BIT(UKARCH_PAGE_SHIFT_1G)

#define PTE_NORMAL (UKARCH_PTE_NORMAL | UKARCH_PTE_SHARED | UKARCH_PTE_ACCESSED | UKARCH_PTE_UXN)
#define PTE_DATA   (UKARCH_PTE_BLOCK | PTE_NORMAL | UKARCH_PTE_NX)
#define PTE_DEVICE (UKARCH_PTE_BLOCK | UKARCH_PTE_DEVICE | UKARCH_PTE_ACCESSED | UKARCH_PTE_NX)

/* Of entry.S, which has filled in the image, and the 2 MiB blocks of it in the direct map. */
extern uint64_t ukplat_table_root[UKARCH_PTES], ukplat_table_image[UKARCH_PTES];

uint64_t ukplat_image_phys;

/* Memory kept back for tables that split blocks, as physical addresses; not touched until used. */
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

	if (virt < UKPLAT_IMAGE_BASE)
		return virt - UKPLAT_DIRECT_BASE;
	return virt - UKPLAT_IMAGE_BASE + ukplat_image_phys;
}

static bool is_table(uint64_t entry)
{
	return (entry & UKARCH_PTE_TABLE) == UKARCH_PTE_TABLE;
}

/* The table of one GiB of the direct map; NULL when there is no page for it. */
static uint64_t *directory(unsigned int gib)
{
	uint64_t entry = ukplat_table_root[gib];
	void *table;

	if (is_table(entry))
		return direct(entry & UKARCH_PTE_ADDRESS);
	table = ukplat_early_pages(1);
	if (table)
		ukarch_pte_set(&ukplat_table_root[gib],
			       ukplat_virt_to_phys(table) | UKARCH_PTE_TABLE);
	return table;
}

static bool map_gib(unsigned int gib, uint64_t start, uint64_t end, bool whole)
{
	uint64_t entry = ukplat_table_root[gib];
	uint64_t *table;

	if (entry && !is_table(entry))
		return true;
	if (whole && !entry) {
		ukarch_pte_set(&ukplat_table_root[gib], start | PTE_DATA);
		return true;
	}
	table = directory(gib);
	if (!table)
		return false;
	for (uint64_t at = UK_ALIGN_DOWN(start, SIZE_2M); at < end; at += SIZE_2M) {
		uint64_t *block = &table[ukarch_pte_index(at, 1)];

		if (!*block)
			*block = at | PTE_DATA;
	}
	/* As in ukarch_pte_set(), once for all. */
	__asm__ volatile("dsb ishst; isb" ::: "memory");
	return true;
}

/* Map [@start, @end) in whole 2 MiB blocks, 1 GiB where @huge allows. */
static bool direct_map(uint64_t start, uint64_t end, bool huge)
{
	if (end > UKPLAT_DIRECT_SIZE)
		return false;
	while (start < end) {
		uint64_t next = UK_ALIGN_DOWN(start, SIZE_1G) + SIZE_1G;
		bool whole = huge && start % SIZE_1G == 0 && next <= end;

		if (!map_gib((unsigned int)(start >> UKARCH_PAGE_SHIFT_1G), start,
			     uk_min(next, end), whole))
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

	keep_spare_tables();
	for (size_t i = 0; i < info->region_count; i++) {
		struct ukplat_region *region = &info->regions[i];

		if (region->type == UKPLAT_REGION_FREE &&
		    !direct_map(region->phys, region->phys + region->size, true))
			region->type = UKPLAT_REGION_RESERVED;
	}
}

/*
 * The table that holds the entry may itself lie in the block that is taken away, so it is written
 * through a window of its own.
 */
static void replace(uint64_t *entry, uint64_t value, uint64_t virt)
{
	uint64_t phys = ukplat_virt_to_phys(entry);
	uint64_t *window = &ukplat_table_image[WINDOW_INDEX];
	bool enabled = ukplat_irq_save();

	ukarch_pte_set(window, UK_ALIGN_DOWN(phys, SIZE_2M) | PTE_DATA);
	ukarch_pte_replace((uint64_t *)(UKPLAT_TABLE_WINDOW + phys % SIZE_2M), value, virt);
	*window = 0;
	ukarch_tlb_flush_page((void *)UKPLAT_TABLE_WINDOW);
	ukplat_irq_restore(enabled);
}

/* Replace a block by a table of smaller ones that do the same. @level: of the block. */
static uint64_t *split(uint64_t *entry, unsigned int level, uint64_t virt)
{
	uint64_t step = UK_BIT(UK_PAGE_SHIFT + 9 * (level - 1));
	uint64_t flags = level == 1 ? *entry | UKARCH_PTE_PAGE : *entry;
	uint64_t *table;

	if (spare_table == spare_tables_end)
		return NULL;
	table = direct(spare_table);
	for (unsigned int i = 0; i < UKARCH_PTES; i++)
		table[i] = flags + i * step;
	replace(entry, spare_table | UKARCH_PTE_TABLE, virt);
	spare_table += UK_PAGE_SIZE;
	return table;
}

/* The 4 KiB entry of a mapped address; NULL with *@error where there is none. */
static uint64_t *entry_of(uint64_t virt, int *error)
{
	uint64_t *table = ukplat_table_root;

	for (unsigned int level = UKARCH_ROOT_LEVEL; level > 0; level--) {
		uint64_t *entry = &table[ukarch_pte_index(virt, level)];

		*error = -EINVAL;
		if (!(*entry & UKARCH_PTE_VALID))
			return NULL;
		*error = -ENOMEM;
		table = is_table(*entry) ? direct(*entry & UKARCH_PTE_ADDRESS)
					 : split(entry, level, virt);
		if (!table)
			return NULL;
	}
	return &table[ukarch_pte_index(virt, 0)];
}

static uint64_t flags_of(unsigned int protection)
{
	uint64_t flags = PTE_NORMAL;

	if (protection)
		flags |= UKARCH_PTE_PAGE;
	if (!(protection & UKPLAT_PROT_WRITE))
		flags |= UKARCH_PTE_READONLY;
	if (!(protection & UKPLAT_PROT_EXEC))
		flags |= UKARCH_PTE_NX;
	return flags;
}

/*
 * What becomes executable was written as data: it is cleaned to the point of unification, where
 * instructions are fetched from, and old instructions there are forgotten (Arm ARM, B2.4.4).
 */
static void synchronise_instructions(void *address, size_t size)
{
	__builtin___clear_cache((char *)address, (char *)address + size);
}

/* The same address with other rights, or none: no break before make (Arm ARM, D8.14.1). */
int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	int error = 0;

	if ((uintptr_t)address % UK_PAGE_SIZE || size % UK_PAGE_SIZE ||
	    (protection & UKPLAT_PROT_WRITE && protection & UKPLAT_PROT_EXEC))
		return -EINVAL;
	for (size_t at = 0; at < size; at += UK_PAGE_SIZE) {
		uint64_t *entry = entry_of((uintptr_t)address + at, &error);

		if (!entry)
			return error;
		*entry = (*entry & UKARCH_PTE_ADDRESS) | flags_of(protection);
		ukarch_tlb_flush_page((char *)address + at);
	}
	if (protection & UKPLAT_PROT_EXEC)
		synchronise_instructions(address, size);
	return 0;
}

/* Whether a 2 MiB block holds memory: then it must not be mapped as a device. */
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

/* The slot run that maps @count blocks from @phys, or the free ones behind all used. */
static unsigned int find_slots(uint64_t phys, unsigned int count)
{
	const uint64_t *slots = &ukplat_table_image[DEVICE_INDEX];
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

/* One past the last physical address of this CPU (Arm ARM, ID_AA64MMFR0_EL1.PARange). */
static uint64_t phys_end(void)
{
	static const uint8_t widths[] = { 32, 36, 40, 42, 44, 48 };
	uint64_t range;

	__asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(range));
	range &= 15;
	return UK_BIT(widths[uk_min(range, (uint64_t)UK_ARRAY_SIZE(widths) - 1)]);
}

void *ukplat_map_device(uint64_t phys, size_t size)
{
	uint64_t base = UK_ALIGN_DOWN(phys, SIZE_2M), offset = phys - base, limit = phys_end();
	uint64_t *slots = &ukplat_table_image[DEVICE_INDEX];
	unsigned int first, count;

	if (size == 0 || size > UKPLAT_DEVICE_SLOTS * SIZE_2M - offset || phys >= limit ||
	    size > limit - phys)
		return NULL;
	count = (unsigned int)((offset + size + SIZE_2M - 1) >> UKARCH_PAGE_SHIFT_2M);
	first = find_slots(base, count);
	if (first + count > UKPLAT_DEVICE_SLOTS)
		return NULL;
	for (unsigned int i = 0; i < count; i++) {
		if (holds_memory(base + i * SIZE_2M))
			return NULL;
		if (!slots[first + i])
			ukarch_pte_set(&slots[first + i], (base + i * SIZE_2M) | PTE_DEVICE);
	}
	return (void *)(UKPLAT_DEVICE_BASE + first * SIZE_2M + offset);
}
