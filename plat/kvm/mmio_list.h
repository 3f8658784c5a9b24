/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of virtio MMIO windows. */
#ifndef UK_KVM_MMIO_LIST_H
#define UK_KVM_MMIO_LIST_H

#include <uk/plat/mmio.h>

enum { MMIO_DEVICES_MAX = 64 };

struct mmio_list {
	struct ukplat_mmio_device devices[MMIO_DEVICES_MAX];
	size_t count;
};

/* Put a window where it belongs: see mmio_list.c. False when the list is full. Context: boot. */
bool mmio_list_insert(struct mmio_list *list, const struct ukplat_mmio_device *device);

#endif
