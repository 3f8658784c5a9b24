/* SPDX-License-Identifier: BSD-3-Clause */
/* Handing queues to a device in an MMIO window, by address or, legacy, by page number. */
#include <uk/errno.h>

#include "virtio_mmio.h"

enum { LEGACY_PAGE_SHIFT = 12 };

uint32_t virtio_mmio_queue_size(struct uk_virtio_device *dev, unsigned int index)
{
	virtio_mmio_write(dev, MMIO_QUEUE_SELECT, index);
	return virtio_mmio_read(dev, MMIO_QUEUE_SIZE_MAX);
}

static void write_address(struct uk_virtio_device *dev, unsigned int offset, uint64_t address)
{
	virtio_mmio_write(dev, offset, (uint32_t)address);
	virtio_mmio_write(dev, offset + 4, (uint32_t)(address >> 32));
}

/* 4.2.3.2 */
static int start_modern(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout)
{
	if (virtio_mmio_read(dev, MMIO_QUEUE_READY) != 0)
		return uk_virtio_break(dev, "a queue is in use after a reset");
	virtio_mmio_write(dev, MMIO_QUEUE_SIZE, layout->size);
	write_address(dev, MMIO_QUEUE_DESCRIPTORS, layout->descriptors);
	write_address(dev, MMIO_QUEUE_AVAILABLE, layout->available);
	write_address(dev, MMIO_QUEUE_USED, layout->used);
	virtio_mmio_write(dev, MMIO_QUEUE_READY, 1);
	return 0;
}

/* 4.2.4 */
static int start_legacy(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout)
{
	uint64_t page = layout->descriptors >> LEGACY_PAGE_SHIFT;

	if (virtio_mmio_read(dev, MMIO_QUEUE_PFN) != 0)
		return uk_virtio_break(dev, "a queue is in use after a reset");
	if (page > UINT32_MAX)
		return -ENOMEM;
	virtio_mmio_write(dev, MMIO_GUEST_PAGE_SIZE, 1U << LEGACY_PAGE_SHIFT);
	virtio_mmio_write(dev, MMIO_QUEUE_SIZE, layout->size);
	virtio_mmio_write(dev, MMIO_QUEUE_ALIGN, 1U << LEGACY_PAGE_SHIFT);
	virtio_mmio_write(dev, MMIO_QUEUE_PFN, (uint32_t)page);
	return 0;
}

int virtio_mmio_queue_start(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout)
{
	virtio_mmio_write(dev, MMIO_QUEUE_SELECT, layout->index);
	return dev->legacy ? start_legacy(dev, layout) : start_modern(dev, layout);
}
