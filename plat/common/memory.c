/* SPDX-License-Identifier: BSD-3-Clause */
/* Early pages, and handing the rest of free memory over. */
#include <uk/string.h>
#include <uk/plat/memory.h>

#include <common/boot.h>

/* Bytes taken from the start of each region. */
static uint64_t taken[UKPLAT_REGIONS_MAX];

/* The region that ukplat_memory_take() looks at next; early pages end when it has been called. */
static size_t next_region;
static bool handed_over;

static uint64_t left(size_t i)
{
	const struct ukplat_region *region = &ukplat_boot_data.regions[i];

	return region->type == UKPLAT_REGION_FREE ? region->size - taken[i] : 0;
}

/* The next @size bytes of region @i, or NULL when they cannot be mapped. */
static void *take(size_t i, uint64_t size)
{
	void *memory = ukplat_phys_to_virt(ukplat_boot_data.regions[i].phys + taken[i]);

	if (memory)
		taken[i] += size;
	return memory;
}

void *ukplat_early_pages(size_t count)
{
	uint64_t size = (uint64_t)count << UK_PAGE_SHIFT;

	if (handed_over || size >> UK_PAGE_SHIFT != count)
		return NULL;
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++) {
		void *memory = left(i) >= size ? take(i, size) : NULL;

		if (memory)
			return memset(memory, 0, size);
	}
	return NULL;
}

bool ukplat_memory_take(struct ukplat_memory *memory)
{
	handed_over = true;
	for (; next_region < ukplat_boot_data.region_count; next_region++) {
		memory->size = left(next_region);
		memory->start = memory->size ? take(next_region, memory->size) : NULL;
		if (memory->start)
			return true;
	}
	return false;
}
