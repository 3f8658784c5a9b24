/* SPDX-License-Identifier: BSD-3-Clause */
/* The region list: sorted, without overlap, whatever the loader says. */
#include <uk/errno.h>
#include <uk/string.h>

#include <common/boot.h>

/* The list under construction. */
struct region_list {
	struct ukplat_region *regions;
	size_t count;
	bool full;
};

static uint64_t end_of(const struct ukplat_region *region)
{
	return region->phys + region->size;
}

/* Append [@start, @end), joined to the last region when that touches it and is of the same type. */
static void append(struct region_list *list, uint64_t start, uint64_t end,
		   enum ukplat_region_type type)
{
	struct ukplat_region *last = list->count ? &list->regions[list->count - 1] : NULL;

	if (start >= end)
		return;
	if (last && end_of(last) == start && last->type == type)
		last->size += end - start;
	else if (list->count == UKPLAT_REGIONS_MAX)
		list->full = true;
	else
		list->regions[list->count++] = (struct ukplat_region){ start, end - start, type };
}

static enum ukplat_region_type combine(enum ukplat_region_type a, enum ukplat_region_type b)
{
	if (a == b || b == UKPLAT_REGION_FREE)
		return a;
	return a == UKPLAT_REGION_FREE ? b : UKPLAT_REGION_RESERVED;
}

/* @old, and what of [*@start, @end) lies below its end; *@start moves up to what is left. */
static void lay_over(struct region_list *list, const struct ukplat_region *old, uint64_t *start,
		     uint64_t end, enum ukplat_region_type type)
{
	uint64_t low = uk_max(*start, old->phys), high = uk_min(end, end_of(old));

	append(list, *start, uk_min(end, old->phys), type);
	if (low >= high) {
		append(list, old->phys, end_of(old), old->type);
	} else {
		append(list, old->phys, low, old->type);
		append(list, low, high, combine(old->type, type));
		append(list, high, end_of(old), old->type);
	}
	*start = uk_max(*start, uk_min(end, end_of(old)));
}

int ukplat_region_add(uint64_t phys, uint64_t size, enum ukplat_region_type type)
{
	struct ukplat_region scratch[UKPLAT_REGIONS_MAX];
	struct region_list list = { scratch, 0, false };
	uint64_t end = size > UINT64_MAX - phys ? UINT64_MAX : phys + size;

	if (size == 0)
		return 0;
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++)
		lay_over(&list, &ukplat_boot_data.regions[i], &phys, end, type);
	append(&list, phys, end, type);
	if (list.full)
		return -ENOSPC;

	memcpy(ukplat_boot_data.regions, scratch, list.count * sizeof(scratch[0]));
	ukplat_boot_data.region_count = list.count;
	return 0;
}

/* False when no whole page is left. */
static bool cut_to_pages(struct ukplat_region *region)
{
	uint64_t end = UK_ALIGN_DOWN(end_of(region), UK_PAGE_SIZE);
	uint64_t start = UK_ALIGN_UP(region->phys, UK_PAGE_SIZE);

	if (start < region->phys || start >= end)
		return false;
	region->phys = start;
	region->size = end - start;
	return true;
}

void ukplat_regions_finish(void)
{
	size_t kept = 0;

	for (size_t i = 0; i < ukplat_boot_data.region_count; i++) {
		struct ukplat_region region = ukplat_boot_data.regions[i];

		if (region.type != UKPLAT_REGION_FREE || cut_to_pages(&region))
			ukplat_boot_data.regions[kept++] = region;
	}
	ukplat_boot_data.region_count = kept;
}
