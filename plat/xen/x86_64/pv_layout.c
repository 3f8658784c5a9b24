/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of a PV guest's start info; no part of it is in use behind what it names. */
#include <uk/bits.h>

#include <common/layout_x86_64.h>

#include "pv_layout.h"

enum { ENTRIES = 512 };

/* The map that a guest starts with ends where devices would be: a GiB is more than any builder uses. */
#define MAP_PAGES (UINT64_C(0x20000000) >> UK_PAGE_SHIFT)

static uint64_t divide_up(uint64_t a, uint64_t b)
{
	return (a + b - 1) / b;
}

/* One past the last page of @range; 0 when it is not in memory. */
static uint64_t range_end(const struct pv_range *range, uint64_t pages)
{
	uint64_t limit = uk_min(pages, MAP_PAGES) << UK_PAGE_SHIFT;
	uint64_t offset = range->start - UKPLAT_IMAGE_BASE;

	if (range->start < UKPLAT_IMAGE_BASE || offset >= limit || range->size > limit - offset)
		return 0;
	return divide_up(offset + range->size, UK_PAGE_SIZE);
}

const char *pv_layout(const struct pv_start *start, struct pv_layout *layout)
{
	uint64_t end = uk_max(start->console, start->store) + 1;

	if (start->pages == 0 || start->pages > UKPLAT_DIRECT_SIZE >> UK_PAGE_SHIFT)
		return "start info with an absurd amount of memory";
	if (start->console >= start->pages || start->store >= start->pages)
		return "start info with a ring out of reach";
	for (int i = 0; i < PV_RANGES; i++) {
		uint64_t range = range_end(&start->ranges[i], start->pages);

		if (range == 0 && start->ranges[i].size)
			return "start info with something out of reach";
		end = uk_max(end, range);
	}
	if (start->ranges[PV_P2M].size < start->pages * sizeof(uint64_t))
		return "start info without a list of frames";
	layout->tables = end;
	layout->level_1 = divide_up(start->pages, ENTRIES);
	layout->level_2 = divide_up(layout->level_1, ENTRIES);
	layout->tables_end = end + layout->level_1 + layout->level_2 + 1;
	return layout->tables_end < start->pages ? NULL : "too little memory";
}
