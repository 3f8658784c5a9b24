/* SPDX-License-Identifier: BSD-3-Clause */
/* What a device tree's interrupts are to this machine; platforms with a tree set PLAT_HAS_DEVICE_TREE. */
#ifndef UK_PLAT_DEVICE_TREE_H
#define UK_PLAT_DEVICE_TREE_H

#include <uk/base.h>

/**
 * ukplat_tree_interrupt() - the number of an interrupt of the machine's controller.
 * @cells: its interrupt specifier, as it stands in the tree, big endian.
 * @count: cells.
 *
 * Context: any. Return: a number for ukplat_irq_register(), or -EINVAL where the specifier means nothing.
 */
UK_API int ukplat_tree_interrupt(const uint32_t *cells, size_t count);

#endif
