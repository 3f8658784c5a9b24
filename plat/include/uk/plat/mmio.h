/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices that the machine lists by address (virtio MMIO); platforms that do set PLAT_HAS_MMIO_DEVICES. */
#ifndef UK_PLAT_MMIO_H
#define UK_PLAT_MMIO_H

#include <uk/base.h>

struct ukplat_mmio_device {
	uint64_t phys;
	size_t size; /* bytes */
	unsigned int irq;
};

/* The @index-th virtio MMIO window, or NULL past the last. Context: any, after boot. */
UK_API const struct ukplat_mmio_device *ukplat_mmio_device(size_t index);

#endif
