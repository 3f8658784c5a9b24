/* SPDX-License-Identifier: BSD-3-Clause */
/* What the platform knows at entry: command line, memory, initrd; and the one call it makes upward. */
#ifndef UK_PLAT_BOOT_H
#define UK_PLAT_BOOT_H

#include <uk/base.h>

enum { UKPLAT_COMMAND_LINE_MAX = 2048, UKPLAT_REGIONS_MAX = 64 };

enum ukplat_region_type {
	UKPLAT_REGION_FREE,
	UKPLAT_REGION_RESERVED,
	UKPLAT_REGION_IMAGE,
	UKPLAT_REGION_INITRD,
	UKPLAT_REGION_BOOT, /* start info, command line, device tree as the loader left them */
};

struct ukplat_region {
	uint64_t phys; /* page-aligned for free regions */
	uint64_t size; /* bytes */
	enum ukplat_region_type type;
};

struct ukplat_boot_info {
	/* NUL-terminated copy; too long a line is an error at entry, never cut silently. */
	char command_line[UKPLAT_COMMAND_LINE_MAX];
	/* Sorted, without overlap: free memory gave way, other types that overlapped became reserved. */
	struct ukplat_region regions[UKPLAT_REGIONS_MAX];
	size_t region_count;
	const void *initrd; /* NULL when there is none */
	size_t initrd_size;
	const void *device_tree; /* NULL when there is none */
};

/* Filled before uk_boot(), constant afterwards. Context: any. */
UK_API const struct ukplat_boot_info *ukplat_boot_info(void);

/**
 * uk_boot() - the layer above takes over; lib/boot defines it.
 *
 * Called once, on the boot CPU's boot stack, events masked, with a console, a clock, early pages and
 * exceptions working. It is the only direct call upward.
 */
UK_API _Noreturn void uk_boot(void);

#endif
