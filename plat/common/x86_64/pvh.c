/* SPDX-License-Identifier: BSD-3-Clause */
/* Boot information of a PVH guest. */
#include <common/boot.h>
#include <common/paging.h>
#include <common/pvh.h>
#include <common/start_info.h>

enum { LOW_PAGE = 4096 };

extern const char ukplat_image_start[], ukplat_image_end[];

static const char *add_range(const struct start_info_range *range, enum ukplat_region_type type)
{
	if (ukplat_region_add(range->phys, range->size, type) < 0)
		return "the memory map has too many ranges";
	return NULL;
}

static const char *check_image(const struct start_info_range *image)
{
	const struct ukplat_boot_info *info = &ukplat_boot_data;

	for (size_t i = 0; i < info->region_count; i++)
		if (info->regions[i].type == UKPLAT_REGION_FREE &&
		    info->regions[i].phys <= image->phys &&
		    info->regions[i].phys + info->regions[i].size >= image->phys + image->size)
			return NULL;
	return "too little memory: the image does not fit";
}

static const char *add_memory(const struct start_info_facts *facts)
{
	const char *error = NULL;

	if (facts->memory_count == 0)
		return "start info of version 0: it has no memory map";
	for (size_t i = 0; i < facts->memory_count && !error; i++) {
		const struct start_info_memory *memory = &facts->memory[i];
		const struct start_info_range range = { memory->phys, memory->size };

		error = add_range(&range, memory->type == START_INFO_MEMORY_RAM
						  ? UKPLAT_REGION_FREE
						  : UKPLAT_REGION_RESERVED);
	}
	return error;
}

static const char *fill_regions(const struct start_info_facts *facts)
{
	const struct start_info_range image = { ukplat_image_phys,
						(uint64_t)(ukplat_image_end - ukplat_image_start) };
	/* Interrupt vectors and data of the firmware; and nothing of ours ever is at address 0. */
	const struct start_info_range low = { 0, LOW_PAGE };
	const char *error = add_memory(facts);

	if (!error)
		error = check_image(&image);
	if (!error)
		error = add_range(&image, UKPLAT_REGION_IMAGE);
	if (!error)
		error = add_range(&low, UKPLAT_REGION_RESERVED);
	if (!error)
		error = add_range(&facts->initrd, UKPLAT_REGION_INITRD);
	ukplat_regions_finish();
	return error;
}

static const char *fill_initrd(const struct start_info_range *initrd)
{
	struct ukplat_boot_info *info = &ukplat_boot_data;

	if (initrd->size == 0)
		return NULL;
	info->initrd = ukplat_map_phys(initrd->phys, initrd->size);
	info->initrd_size = initrd->size;
	return info->initrd ? NULL : "the initrd is out of reach";
}

static void ask_for_map(ukplat_memory_map *map, struct start_info_facts *facts)
{
	static struct start_info_memory memory[START_INFO_MEMORY_MAX];

	facts->memory_count = map(memory, START_INFO_MEMORY_MAX);
	facts->memory = memory;
}

const char *ukplat_pvh_boot_info(uint64_t start_info, uint64_t image_phys, ukplat_memory_map *map,
				 uint64_t *rsdp)
{
	struct start_info_facts facts;
	const char *error;

	ukplat_image_phys = image_phys;
	error = ukplat_start_info_parse(start_info, ukplat_map_phys, &facts);
	if (!error && facts.memory_count == 0 && map)
		ask_for_map(map, &facts);
	if (!error &&
	    ukplat_command_line_set(facts.command_line, facts.command_line_length + 1) < 0)
		error = "the command line is too long";
	if (!error)
		error = fill_regions(&facts);
	if (error)
		return error;
	*rsdp = facts.rsdp;
	ukplat_direct_map_init();
	return fill_initrd(&facts.initrd);
}
