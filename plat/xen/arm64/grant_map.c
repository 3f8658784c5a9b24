/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages of other domains, in the region for grants. Xen itself keeps us from writing to what we may only read. */
#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_grant.h>

#include "../grant.h"
#include "grant_region.h"

enum { WORD_BITS = 32 };

/* Those in use. Events masked. */
static uint32_t used[GRANT_REGION_MOST / WORD_BITS];

/* Return: 0 when all are in use. */
static unsigned int take_page(void)
{
	unsigned int end = grant_region_pages(), page = 0;
	bool enabled = ukplat_irq_save();

	for (unsigned int i = GRANT_REGION_FOREIGN / WORD_BITS; i < end / WORD_BITS && !page; i++)
		if (~used[i]) {
			unsigned int bit = uk_lowest_bit(~used[i]);

			used[i] |= 1U << bit;
			page = i * WORD_BITS + bit;
		}
	ukplat_irq_restore(enabled);
	return page;
}

static void give_back(unsigned int page)
{
	bool enabled = ukplat_irq_save();

	used[page / WORD_BITS] &= ~(1U << page % WORD_BITS);
	ukplat_irq_restore(enabled);
}

int ukplat_xen_grant_map(uint16_t domain, unsigned int reference, bool writable,
			 struct ukplat_xen_grant_mapping *mapping)
{
	unsigned int page = take_page();
	struct gnttab_map_grant_ref op = {
		.host_addr = grant_region_phys(page),
		.flags = GNTMAP_host_map | (writable ? 0 : GNTMAP_readonly),
		.ref = reference,
		.dom = domain,
	};

	if (!page)
		return grant_region_pages() ? -ENOSPC : -ENODEV;
	if (xen_grant_op(GNTTABOP_map_grant_ref, &op) || op.status != GNTST_okay) {
		give_back(page);
		return op.status == GNTST_no_space ? -ENOSPC : -EINVAL;
	}
	*mapping = (struct ukplat_xen_grant_mapping){ grant_region_page(page), op.handle };
	return 0;
}

void ukplat_xen_grant_unmap(struct ukplat_xen_grant_mapping *mapping)
{
	unsigned int page =
		(unsigned int)(((uintptr_t)mapping->page - (uintptr_t)grant_region_page(0)) >>
			       UK_PAGE_SHIFT);
	struct gnttab_unmap_grant_ref op = {
		.host_addr = grant_region_phys(page),
		.handle = mapping->handle,
	};

	/* A page that stays mapped keeps its place. */
	if (xen_grant_op(GNTTABOP_unmap_grant_ref, &op) == 0 && op.status == GNTST_okay)
		give_back(page);
	mapping->page = NULL;
}
