/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of the start info: nothing in it is believed. */
#include <uk/bits.h>
#include <uk/string.h>

#include <common/start_info.h>

/* The widest physical address of the architecture. */
#define PHYS_END UK_BIT(52)

static bool range_sane(uint64_t phys, uint64_t size)
{
	return phys < PHYS_END && size <= PHYS_END - phys;
}

static const void *table_read(phys_reader *read, uint64_t phys, uint64_t count, size_t size,
			      struct start_info_range *range)
{
	*range = (struct start_info_range){ phys, count * size };
	if (phys == 0 || phys % 4 != 0 || !range_sane(phys, range->size))
		return NULL;
	return read(phys, range->size);
}

static const char *parse_memory_map(const struct pvh_start_info *info, phys_reader *read,
				    struct start_info_facts *facts)
{
	/* The caller may have another source. */
	if (info->version < 1)
		return NULL;
	if (info->memory_map_entries == 0)
		return "start info without a memory map";
	if (info->memory_map_entries > START_INFO_MEMORY_MAX)
		return "start info with too many memory map entries";
	facts->memory_count = info->memory_map_entries;
	facts->memory = table_read(read, info->memory_map, facts->memory_count,
				   sizeof(*facts->memory), &facts->memory_map);
	if (!facts->memory)
		return "start info with a memory map out of reach";
	for (size_t i = 0; i < facts->memory_count; i++)
		if (!range_sane(facts->memory[i].phys, facts->memory[i].size))
			return "start info with a memory range that wraps around";
	return NULL;
}

/* Page by page, since what follows the line need not be readable. */
static const char *parse_command_line(const struct pvh_start_info *info, phys_reader *read,
				      struct start_info_facts *facts)
{
	uint64_t phys = info->command_line;
	size_t length = 0;

	if (phys == 0)
		return NULL;
	while (length < START_INFO_LINE_MAX) {
		uint64_t at = phys + length;
		size_t part = UK_PAGE_SIZE - at % UK_PAGE_SIZE;
		const char *text = range_sane(at, part) ? read(at, part) : NULL;
		const char *end;

		if (!text)
			return "start info with a command line out of reach";
		if (length == 0)
			facts->command_line = text;
		end = memchr(text, '\0', part);
		length += end ? (size_t)(end - text) : part;
		if (!end)
			continue;
		facts->command_line_length = length;
		facts->command_line_range = (struct start_info_range){ phys, length + 1 };
		return NULL;
	}
	return "start info with an endless command line";
}

/* The first module is the initrd; others have no use here. */
static const char *parse_modules(const struct pvh_start_info *info, phys_reader *read,
				 struct start_info_facts *facts)
{
	const struct start_info_module *module;

	if (info->module_count == 0)
		return NULL;
	if (info->module_count > START_INFO_MODULES_MAX)
		return "start info with too many modules";
	module = table_read(read, info->modules, info->module_count, sizeof(*module),
			    &facts->modules);
	if (!module)
		return "start info with a module list out of reach";
	if (!range_sane(module->phys, module->size))
		return "start info with an initrd that wraps around";
	facts->initrd = (struct start_info_range){ module->phys, module->size };
	return NULL;
}

const char *ukplat_start_info_parse(uint64_t phys, phys_reader *read,
				    struct start_info_facts *facts)
{
	const size_t size_0 = offsetof(struct pvh_start_info, memory_map);
	const struct pvh_start_info *shared;
	struct pvh_start_info info = { 0 };
	const char *error;

	*facts = (struct start_info_facts){ 0 };
	shared = table_read(read, phys, 1, size_0, &facts->self);
	if (!shared || shared->magic != START_INFO_MAGIC)
		return "no start info";
	if (shared->version >= 1)
		shared = table_read(read, phys, 1, sizeof(info), &facts->self);
	if (!shared)
		return "start info out of reach";
	memcpy(&info, shared, facts->self.size);
	error = parse_memory_map(&info, read, facts);
	if (!error)
		error = parse_command_line(&info, read, facts);
	if (!error)
		error = parse_modules(&info, read, facts);
	facts->rsdp = info.rsdp;
	return error;
}
