/* SPDX-License-Identifier: BSD-3-Clause */
/* The region of addresses for grants, in pages. */
#ifndef UK_XEN_GRANT_REGION_H
#define UK_XEN_GRANT_REGION_H

#include <uk/plat/boot.h>

#include <common/device_tree.h>

enum {
	/* From 0 on the table, then version 2's status words, then pages of others. */
	GRANT_REGION_STATUS = 256,
	GRANT_REGION_FOREIGN = 288,
	GRANT_REGION_LEAST = GRANT_REGION_FOREIGN,
	/* What Xen's tools give: 16 MiB. */
	GRANT_REGION_MOST = 4096,
};

/**
 * grant_region_check() - look at what the device tree says.
 * @range: nothing in it is believed.
 * @info:  what memory there is.
 *
 * Return: how many pages of it can be used; 0 when it is too small, or lies in memory.
 */
unsigned int grant_region_check(const struct ukplat_tree_range *range,
				const struct ukplat_boot_info *info);

/* Map it. Context: boot, when there is memory for tables. */
void grant_region_init(void);

/* How many pages it has; 0 when there is none. Context: any. */
unsigned int grant_region_pages(void);

/* Where a page of it is mapped, and its physical address. Context: any. */
void *grant_region_page(unsigned int page);
uint64_t grant_region_phys(unsigned int page);

#endif
