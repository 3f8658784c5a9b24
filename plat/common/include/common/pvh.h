/* SPDX-License-Identifier: BSD-3-Clause */
/* The start of a PVH guest on x86-64. */
#ifndef UK_COMMON_PVH_H
#define UK_COMMON_PVH_H

#include <common/start_info.h>

/**
 * ukplat_pvh_start() - the platform's first C function; it defines it.
 * @start_info: physical address of the start info.
 * @image_phys: physical address of the image.
 *
 * Called in long mode at the link address, interrupts off, on the boot stack; of memory, the 2 MiB pages that
 * the image is in are mapped.
 */
UK_API _Noreturn void ukplat_pvh_start(uint32_t start_info, uint32_t image_phys);

/* Fills in at most @max ranges. Context: boot. Return: how many, 0 when they cannot be had. */
typedef size_t ukplat_memory_map(struct start_info_memory *map, size_t max);

/**
 * ukplat_pvh_boot_info() - fill in the boot information, and map all memory.
 * @start_info: as the loader gave it.
 * @image_phys: where the image lies.
 * @map:        asked for the memory map when the start info has none (version 0), or NULL.
 * @rsdp:       receives the address of the ACPI tables' root, or 0.
 *
 * All that the loader left is copied, so that its memory is free afterwards, but for the initrd.
 *
 * Context: boot. Return: NULL, or a line that says what is wrong.
 */
UK_API const char *ukplat_pvh_boot_info(uint64_t start_info, uint64_t image_phys,
					ukplat_memory_map *map, uint64_t *rsdp);

#endif
