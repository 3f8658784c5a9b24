/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer entry: any ranges laid over the region list, beside a model of some of its bytes. */
#include <stdlib.h>
#include <string.h>

#include <uk/errno.h>

#include <common/boot.h>

enum { NOTHING = UINT8_MAX, PROBES = 64 };

/* A range: 18 bytes of input. */
struct step {
	uint64_t phys, size;
	uint8_t type, shift;
} UK_PACKED;

static const enum ukplat_region_type types[] = { UKPLAT_REGION_FREE, UKPLAT_REGION_RESERVED,
						 UKPLAT_REGION_IMAGE, UKPLAT_REGION_INITRD };
static uint64_t probes[PROBES];
static uint8_t model[PROBES];
static size_t probe_count;

static void require(bool condition)
{
	if (!condition)
		abort();
}

static uint8_t type_at(uint64_t phys)
{
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++) {
		const struct ukplat_region *region = &ukplat_boot_data.regions[i];

		if (phys >= region->phys && phys - region->phys < region->size)
			return (uint8_t)region->type;
	}
	return NOTHING;
}

static uint8_t combined(uint8_t old, uint8_t type)
{
	if (old == NOTHING || old == UKPLAT_REGION_FREE || old == type)
		return type;
	return type == UKPLAT_REGION_FREE ? old : UKPLAT_REGION_RESERVED;
}

/* Sorted, apart, none empty, none past the end of addresses; and each probe as the model has it. */
static void check(void)
{
	uint64_t before = 0;

	require(ukplat_boot_data.region_count <= UKPLAT_REGIONS_MAX);
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++) {
		const struct ukplat_region *region = &ukplat_boot_data.regions[i];

		require(region->size > 0 && region->phys >= before);
		require(region->size <= UINT64_MAX - region->phys);
		before = region->phys + region->size;
	}
	for (size_t i = 0; i < probe_count; i++)
		require(type_at(probes[i]) == model[i]);
}

static void add_probe(uint64_t phys)
{
	if (probe_count == PROBES)
		return;
	probes[probe_count] = phys;
	model[probe_count++] = type_at(phys);
}

static void lay(const struct step *step)
{
	/* Small numbers meet more often than large ones. */
	uint64_t phys = step->phys >> step->shift % 64, size = step->size >> step->shift % 64;
	enum ukplat_region_type type = types[step->type % UK_ARRAY_SIZE(types)];
	uint64_t end = size > UINT64_MAX - phys ? UINT64_MAX : phys + size;

	add_probe(phys);
	add_probe(end);
	add_probe(phys + size / 2);
	if (ukplat_region_add(phys, size, type) == 0)
		for (size_t i = 0; i < probe_count; i++)
			if (probes[i] >= phys && probes[i] < end)
				model[i] = combined(model[i], (uint8_t)type);
	check();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct step step;

	ukplat_boot_data.region_count = 0;
	probe_count = 0;
	for (; size >= sizeof(step); data += sizeof(step), size -= sizeof(step)) {
		memcpy(&step, data, sizeof(step));
		lay(&step);
	}
	/* Free memory is now whole pages. */
	ukplat_regions_finish();
	for (size_t i = 0; i < ukplat_boot_data.region_count; i++)
		if (ukplat_boot_data.regions[i].type == UKPLAT_REGION_FREE)
			require((ukplat_boot_data.regions[i].phys |
				 ukplat_boot_data.regions[i].size) %
					UK_PAGE_SIZE ==
				0);
	return 0;
}
