/* SPDX-License-Identifier: BSD-3-Clause */
/* The region of addresses that Xen gives for grants: frames of the table, then pages of other domains. */
#include <uk/bits.h>

#include <common/image_start.h>
#include <common/paging.h>

#include <xen/memory.h>

#include "../grant.h"
#include "grant_region.h"

/* NULL where there is none. */
static const char *region;
static unsigned int region_pages;

/*
 * Mapped as all memory is, in blocks: Normal, write-back, inner shareable, as arch-arm.h wants it of what is shared. Where
 * Xen has put nothing yet no access is made, and a speculative one has no effect.
 */
void grant_region_init(void)
{
	const struct ukplat_tree_range *range = &ukplat_boot_tree.xen.registers;

	region_pages = grant_region_check(range, ukplat_boot_info());
	if (region_pages)
		region = ukplat_map_phys(range->phys, (uint64_t)region_pages << UK_PAGE_SHIFT);
}

unsigned int grant_region_pages(void)
{
	return region ? region_pages : 0;
}

void *grant_region_page(unsigned int page)
{
	return (void *)(uintptr_t)(region + (size_t)page * UK_PAGE_SIZE);
}

uint64_t grant_region_phys(unsigned int page)
{
	return ukplat_boot_tree.xen.registers.phys + (uint64_t)page * UK_PAGE_SIZE;
}

unsigned int xen_grant_frames_max(void)
{
	return region ? GRANT_REGION_STATUS : 0;
}

/* A guest's addresses have 40 bits. */
bool xen_frames_are_wide(void)
{
	return false;
}

void *xen_grant_frame(unsigned int index, bool status)
{
	unsigned int page = (status ? GRANT_REGION_STATUS : 0) + index;
	struct xen_add_to_physmap op = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_grant_table,
		.idx = index | (status ? XENMAPIDX_grant_table_status : 0),
		.gpfn = grant_region_phys(page) >> UK_PAGE_SHIFT,
	};

	if (!region || page >= (status ? GRANT_REGION_FOREIGN : GRANT_REGION_STATUS) ||
	    xen_memory_op(XENMEM_add_to_physmap, &op))
		return NULL;
	return grant_region_page(page);
}
