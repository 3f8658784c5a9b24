/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the region for grants that the device tree names can be one. */
#include <uk/bits.h>

#include "grant_region.h"

static bool overlaps(const struct ukplat_tree_range *range, const struct ukplat_region *region)
{
	return region->phys < range->phys + range->size &&
	       range->phys < region->phys + region->size;
}

unsigned int grant_region_check(const struct ukplat_tree_range *range,
				const struct ukplat_boot_info *info)
{
	uint64_t pages = uk_min(range->size >> UK_PAGE_SHIFT, (uint64_t)GRANT_REGION_MOST);

	if (range->phys == 0 || range->phys % UK_PAGE_SIZE || pages < GRANT_REGION_LEAST ||
	    range->phys > UINT64_MAX - range->size)
		return 0;
	for (size_t i = 0; i < info->region_count; i++)
		if (overlaps(range, &info->regions[i]))
			return 0;
	return (unsigned int)pages;
}
