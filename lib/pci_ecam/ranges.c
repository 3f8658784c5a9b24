/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses for BARs, by the ranges of a bridge (IEEE 1275 PCI binding, 2.2.1.1). */
#include "ecam.h"

/* The first cell of a PCI address. */
enum { SPACE_SHIFT = 24, SPACE = 3, SPACE_MEMORY_32 = 2, SPACE_MEMORY_64 = 3 };
#define PREFETCHABLE (UINT32_C(1) << 30)

static bool is_memory(uint32_t flags)
{
	uint32_t space = flags >> SPACE_SHIFT & SPACE;

	return (space == SPACE_MEMORY_32 || space == SPACE_MEMORY_64) && !(flags & PREFETCHABLE);
}

/* Address 0 is what a BAR without one has. */
static void add_window(struct uk_pci_host *host, uint64_t phys, uint64_t size)
{
	if (phys == 0 || size == 0 || size > UINT64_MAX - phys ||
	    host->window_count == UK_PCI_WINDOWS_MAX)
		return;
	host->windows[host->window_count].phys = phys;
	host->windows[host->window_count].size = size;
	host->window_count++;
}

void ecam_read_ranges(struct ecam_bridge *bridge)
{
	unsigned int parent_cells = bridge->node.address_cells;
	unsigned int width = ECAM_ADDRESS_CELLS + parent_cells + ECAM_SIZE_CELLS;
	struct uk_devicetree_property ranges;
	const uint32_t *cells;

	if (!uk_devicetree_property(&bridge->node, "ranges", &ranges))
		return;
	cells = ranges.cells;
	for (size_t left = ranges.size / 4; left >= width; left -= width, cells += width) {
		uint32_t flags = (uint32_t)uk_devicetree_number(cells, 1);
		uint64_t bus = uk_devicetree_number(cells + 1, 2);
		uint64_t phys = uk_devicetree_number(cells + ECAM_ADDRESS_CELLS, parent_cells);
		uint64_t size =
			uk_devicetree_number(cells + width - ECAM_SIZE_CELLS, ECAM_SIZE_CELLS);

		if (is_memory(flags) && bus == phys)
			add_window(&bridge->host, phys, size);
	}
}
