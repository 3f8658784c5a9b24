/* SPDX-License-Identifier: BSD-3-Clause */
/* The order of virtio MMIO windows. */
#include "mmio_list.h"

/*
 * QEMU gives its first -device the last window and lists windows in an order of its own: sorted from
 * the highest address down, they stand as on QEMU's command line.
 */
bool mmio_list_insert(struct mmio_list *list, const struct ukplat_mmio_device *device)
{
	size_t at = list->count;

	if (at == MMIO_DEVICES_MAX)
		return false;
	list->count++;
	for (; at > 0 && list->devices[at - 1].phys < device->phys; at--)
		list->devices[at] = list->devices[at - 1];
	list->devices[at] = *device;
	return true;
}
