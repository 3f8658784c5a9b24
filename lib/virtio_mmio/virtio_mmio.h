/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio device in a memory-mapped window. Sections are those of virtio 1.2. */
#ifndef VIRTIO_MMIO_PRIVATE_H
#define VIRTIO_MMIO_PRIVATE_H

#include <uk/arch/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/mmio.h>
#include <uk/virtio.h>

/* 4.2.2 MMIO device register layout, and 4.2.4 for those marked legacy. */
enum virtio_mmio_register {
	MMIO_MAGIC = 0x000,
	MMIO_VERSION = 0x004,
	MMIO_DEVICE_ID = 0x008,
	MMIO_DEVICE_FEATURES = 0x010,
	MMIO_DEVICE_FEATURES_SELECT = 0x014,
	MMIO_DRIVER_FEATURES = 0x020,
	MMIO_DRIVER_FEATURES_SELECT = 0x024,
	MMIO_GUEST_PAGE_SIZE = 0x028, /* legacy */
	MMIO_QUEUE_SELECT = 0x030,
	MMIO_QUEUE_SIZE_MAX = 0x034,
	MMIO_QUEUE_SIZE = 0x038,
	MMIO_QUEUE_ALIGN = 0x03c, /* legacy */
	MMIO_QUEUE_PFN = 0x040,	  /* legacy */
	MMIO_QUEUE_READY = 0x044,
	MMIO_QUEUE_NOTIFY = 0x050,
	MMIO_INTERRUPT_STATUS = 0x060,
	MMIO_INTERRUPT_ACK = 0x064,
	MMIO_STATUS = 0x070,
	MMIO_QUEUE_DESCRIPTORS = 0x080,
	MMIO_QUEUE_AVAILABLE = 0x090,
	MMIO_QUEUE_USED = 0x0a0,
	MMIO_CONFIG_GENERATION = 0x0fc,
	MMIO_CONFIG = 0x100,
};

/* 4.2.2: "virt", and the versions. */
enum { MMIO_MAGIC_VALUE = 0x74726976, MMIO_VERSION_LEGACY = 1, MMIO_VERSION_1 = 2 };

struct virtio_mmio {
	struct uk_virtio_device dev;

	/* Constant after probe. */
	uint8_t *registers;
	uint32_t config_size;
	unsigned int irq;

	struct ukplat_irq_action action;
};

static inline struct virtio_mmio *virtio_mmio_of(struct uk_virtio_device *dev)
{
	return uk_container_of(dev, struct virtio_mmio, dev);
}

static inline uint32_t virtio_mmio_read(struct uk_virtio_device *dev, unsigned int offset)
{
	return ukarch_mmio_read32(virtio_mmio_of(dev)->registers + offset);
}

static inline void virtio_mmio_write(struct uk_virtio_device *dev, unsigned int offset,
				     uint32_t value)
{
	ukarch_mmio_write32(virtio_mmio_of(dev)->registers + offset, value);
}

extern const struct uk_virtio_transport_ops virtio_mmio_ops;

uint32_t virtio_mmio_queue_size(struct uk_virtio_device *dev, unsigned int index);
int virtio_mmio_queue_start(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout);

#endif
