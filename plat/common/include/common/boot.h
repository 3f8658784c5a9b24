/* SPDX-License-Identifier: BSD-3-Clause */
/* Boot information while a platform fills it in: memory regions and the command line. */
#ifndef UK_COMMON_BOOT_H
#define UK_COMMON_BOOT_H

#include <uk/plat/boot.h>

/* What ukplat_boot_info() returns; written before uk_boot() alone. */
UK_API extern struct ukplat_boot_info ukplat_boot_data;

/**
 * ukplat_region_add() - lay a range over the region list.
 * @phys: first byte; need not be aligned.
 * @size: bytes; 0 is ignored, and what would wrap round is cut.
 * @type: free memory gives way to any other type; two others that overlap become reserved.
 *
 * Context: boot, before uk_boot(). Return: 0, or -ENOSPC, and then the list is as before.
 */
UK_API int ukplat_region_add(uint64_t phys, uint64_t size, enum ukplat_region_type type);

/* Cut free regions to whole pages; after the last ukplat_region_add(). Context: boot. */
UK_API void ukplat_regions_finish(void);

/**
 * ukplat_command_line_set() - copy the loader's command line.
 * @line: NUL-terminated within @max bytes, or NULL for an empty one.
 * @max:  bytes that may be read.
 *
 * Context: boot. Return: 0, or -E2BIG when it does not fit or does not end.
 */
UK_API int ukplat_command_line_set(const char *line, size_t max);

/**
 * ukplat_command_line_add() - append one word, quoted so that uk_cmdline_parse() gives it back.
 * @word: NUL-terminated.
 *
 * Context: boot. Return: 0, or -E2BIG, and then the line is as before.
 */
UK_API int ukplat_command_line_add(const char *word);

/* Map memory from @phys on, at most @size bytes. Return: how many are mapped, whole pages; 0 when none can be. */
typedef uint64_t ukplat_memory_mapper(uint64_t phys, uint64_t size);

/* Asked before memory is handed out; NULL where all of it is mapped at boot. Context: boot. */
UK_API extern ukplat_memory_mapper *ukplat_memory_reach;

/* The platform's: where it maps memory of a free region, or NULL if it cannot. Context: boot. */
UK_API void *ukplat_phys_to_virt(uint64_t phys);

#endif
