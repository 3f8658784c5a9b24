/* SPDX-License-Identifier: BSD-3-Clause */
/* The start of a guest on Arm64: an Image, and a device tree that says what the machine has. */
#ifndef UK_COMMON_IMAGE_START_H
#define UK_COMMON_IMAGE_START_H

#include <uk/arch/registers.h>

#include <common/device_tree.h>

/* What the loader's device tree says; constant after boot. */
UK_API extern struct ukplat_tree ukplat_boot_tree;

/**
 * ukplat_image_enter() - the platform's first C function; it defines it.
 * @tree:       physical address of the device tree, as the loader gave it.
 * @image_phys: physical address of the image.
 *
 * Called at EL1 at the link address, interrupts masked, on the boot stack (SP_EL0); of memory, the image and
 * the 2 MiB around the entry code are mapped.
 */
UK_API _Noreturn void ukplat_image_enter(uint64_t tree, uint64_t image_phys);

/**
 * ukplat_image_init() - this CPU's base, exceptions, and the device tree into ukplat_boot_tree.
 * @tree:       as given to ukplat_image_enter().
 * @image_phys: likewise.
 * @exception:  ends with a crash report: ukplat_exception(), or what calls it.
 *
 * What the tree says before an error in it is there even then: the console, above all.
 *
 * Context: boot. Return: NULL, or a line that says what is wrong.
 */
UK_API const char *ukplat_image_init(uint64_t tree, uint64_t image_phys,
				     void (*exception)(const struct ukarch_registers *registers));

/**
 * ukplat_image_boot_info() - fill in the boot information from ukplat_boot_tree, and map all memory.
 *
 * Context: boot, after ukplat_image_init() without an error.
 * Return: NULL, or a line that says what is wrong.
 */
UK_API const char *ukplat_image_boot_info(void);

#endif
