/* SPDX-License-Identifier: BSD-3-Clause */
/* Early pages, and handing the rest of free memory over. */
#include <uk/string.h>
#include <uk/plat/memory.h>
#include <uk/plat/spinlock.h>

#include <common/boot.h>

/* Protects what follows. */
static struct uk_spinlock lock = UK_SPINLOCK_INIT;

/* Bytes taken from the start of each region. */
static uint64_t taken[UKPLAT_REGIONS_MAX];

/* The region that ukplat_memory_take() looks at next; early pages end when it has been called. */
static size_t next_region;
static bool handed_over;

ukplat_memory_mapper *ukplat_memory_reach;

static uint64_t left(size_t i)
{
	const struct ukplat_region *region = &ukplat_boot_data.regions[i];

	return region->type == UKPLAT_REGION_FREE ? region->size - taken[i] : 0;
}

/* How much of @size bytes is mapped, then. */
static uint64_t map(uint64_t phys, uint64_t size)
{
	return ukplat_memory_reach ? ukplat_memory_reach(phys, size) : size;
}

/* The next bytes of region @i, at least @least and at most *@size, or NULL when they cannot be mapped. */
static void *take(size_t i, uint64_t least, uint64_t *size)
{
	uint64_t start = ukplat_boot_data.regions[i].phys + taken[i], mapped = 0, more = 1;

	while (mapped < least && more) {
		more = map(start + mapped, *size - mapped);
		mapped += more;
	}
	if (mapped < least || !ukplat_phys_to_virt(start))
		return NULL;
	*size = mapped;
	taken[i] += mapped;
	return ukplat_phys_to_virt(start);
}

void *ukplat_early_pages(size_t count)
{
	uint64_t size = (uint64_t)count << UK_PAGE_SHIFT;

	if (handed_over || size >> UK_PAGE_SHIFT != count)
		return NULL;
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++) {
		void *memory = left(i) >= size ? take(i, size, &size) : NULL;

		if (memory)
			return memset(memory, 0, size);
	}
	return NULL;
}

/* Under the lock. */
static bool take_next(struct ukplat_memory *memory)
{
	for (; next_region < ukplat_boot_data.region_count; next_region++) {
		uint64_t size = left(next_region);

		memory->start = size ? take(next_region, UK_PAGE_SIZE, &size) : NULL;
		memory->size = size;
		if (memory->start)
			return true;
	}
	return false;
}

bool ukplat_memory_take(struct ukplat_memory *memory)
{
	bool enabled = uk_spin_lock(&lock);
	bool taken_some;

	handed_over = true;
	taken_some = take_next(memory);
	uk_spin_unlock(&lock, enabled);
	return taken_some;
}

size_t ukplat_memory_left(void)
{
	bool enabled = uk_spin_lock(&lock);
	uint64_t sum = 0;

	for (size_t i = next_region; i < ukplat_boot_data.region_count; i++)
		sum += left(i);
	uk_spin_unlock(&lock, enabled);
	return sum;
}
