/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of a PV guest's start info; no part of it is in use behind what it names. */
#include <uk/bits.h>
#include <uk/isa/page.h>

#include "pv_layout.h"

enum { ENTRIES = UKARCH_PTES };

/* The map that a guest starts with ends where devices would be: half a GiB is more than any builder uses. */
#define MAP_SIZE (UKPLAT_DEVICE_BASE - UKPLAT_IMAGE_VIRT)

static bool in_memory(const struct pv_range *range, uint64_t pages)
{
	uint64_t limit = uk_min(pages << UK_PAGE_SHIFT, (uint64_t)MAP_SIZE);
	uint64_t offset = range->start - UKPLAT_IMAGE_VIRT;

	return range->start >= UKPLAT_IMAGE_VIRT && offset < limit && range->size <= limit - offset;
}

static uint64_t first_page(const struct pv_range *range)
{
	return (range->start - UKPLAT_IMAGE_VIRT) >> UK_PAGE_SHIFT;
}

static uint64_t end_page(const struct pv_range *range)
{
	return (range->start - UKPLAT_IMAGE_VIRT + range->size + UK_PAGE_SIZE - 1) >> UK_PAGE_SHIFT;
}

/* Whether a part of pages [@first, @end) is named by one of the @count first ranges. */
static bool overlaps(const struct pv_range *ranges, int count, uint64_t first, uint64_t end)
{
	for (int i = 0; i < count; i++)
		if (ranges[i].size && first < end_page(&ranges[i]) && first_page(&ranges[i]) < end)
			return true;
	return false;
}

static const char *check_ranges(const struct pv_start *start, struct pv_layout *layout)
{
	const struct pv_range *ranges = start->ranges;

	for (int i = 0; i < PV_RANGES; i++) {
		if (ranges[i].size == 0)
			continue;
		if (!in_memory(&ranges[i], start->pages))
			return "start info with something out of reach";
		if (overlaps(ranges, i, first_page(&ranges[i]), end_page(&ranges[i])))
			return "start info with ranges that overlap";
		layout->free = uk_max(layout->free, end_page(&ranges[i]));
	}
	return NULL;
}

static const char *check_ring(const struct pv_start *start, uint64_t page, struct pv_layout *layout)
{
	if (page == 0)
		return NULL;
	if (page >= uk_min(start->pages, (uint64_t)MAP_SIZE >> UK_PAGE_SHIFT))
		return "start info with a ring out of reach";
	if (overlaps(start->ranges, PV_RANGES, page, page + 1))
		return "start info with ranges that overlap";
	layout->free = uk_max(layout->free, page + 1);
	return NULL;
}

const char *pv_layout(const struct pv_start *start, struct pv_layout *layout)
{
	const char *error;

	*layout = (struct pv_layout){ 0 };
	if (start->pages == 0 || start->pages > (UKPLAT_DIRECT_SIZE - PV_PHYS) >> UK_PAGE_SHIFT)
		return "start info with an absurd amount of memory";
	error = check_ranges(start, layout);
	if (!error)
		error = check_ring(start, start->console, layout);
	if (!error)
		error = check_ring(start, start->store, layout);
	if (error)
		return error;
	if (start->console && start->console == start->store)
		return "start info with ranges that overlap";
	if (start->ranges[PV_P2M].size < start->pages * sizeof(uint64_t))
		return "start info without a list of frames";
	if (start->ranges[PV_TABLES].size < UK_PAGE_SIZE ||
	    start->ranges[PV_TABLES].start % UK_PAGE_SIZE ||
	    start->ranges[PV_P2M].start % sizeof(uint64_t))
		return "start info with tables that are not aligned";
	return layout->free < start->pages ? NULL : "too little memory";
}

static const uint64_t *below(const struct pv_start *start, pv_table_reader *read,
			     const uint64_t *table, unsigned int index)
{
	return table && table[index] & UKARCH_PTE_PRESENT ? read(start, table[index]) : NULL;
}

const char *pv_tables_find(const struct pv_start *start, pv_table_reader *read,
			   struct pv_tables *tables)
{
	const uint64_t *root = (const uint64_t *)start->ranges[PV_TABLES].start, *last;
	unsigned int first = ukarch_pte_index(UKPLAT_IMAGE_VIRT, 1), end = first;
	unsigned int entries = ENTRIES;

	tables->root = root;
	tables->level_3 = below(start, read, root, ukarch_pte_index(UKPLAT_IMAGE_VIRT, 3));
	tables->level_2 =
		below(start, read, tables->level_3, ukarch_pte_index(UKPLAT_IMAGE_VIRT, 2));
	while (tables->level_2 && end < ENTRIES && tables->level_2[end] & UKARCH_PTE_PRESENT)
		end++;
	last = end > first ? below(start, read, tables->level_2, end - 1) : NULL;
	if (!last)
		return "start info with page tables out of reach";
	while (entries > 0 && !(last[entries - 1] & UKARCH_PTE_PRESENT))
		entries--;
	/* Of the first table, what lies before the image does not count. */
	tables->mapped = (uint64_t)(end - 1) * ENTRIES + entries;
	tables->mapped -= uk_min(tables->mapped, (uint64_t)PV_FIRST_PAGE);
	return NULL;
}

const char *pv_layout_mapped(uint64_t pages, uint64_t mapped, struct pv_layout *layout)
{
	uint64_t first_chunk, chunks = 0, directories = 0;

	layout->mapped = uk_min(mapped, pages);
	if (layout->free > layout->mapped)
		return "start info with something out of reach";
	first_chunk = (layout->mapped + PV_FIRST_PAGE + ENTRIES - 1) / ENTRIES;
	layout->next_chunk = first_chunk * ENTRIES - PV_FIRST_PAGE;
	if (layout->next_chunk < pages) {
		uint64_t last_chunk = (pages + PV_FIRST_PAGE - 1) / ENTRIES;

		chunks = last_chunk - first_chunk + 1;
		/* That of the first GiB is the builder's. */
		directories = last_chunk / ENTRIES;
	}
	layout->tables = pages - chunks - directories;
	return layout->free < layout->tables ? NULL : "too little memory";
}
