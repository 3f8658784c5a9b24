/* SPDX-License-Identifier: BSD-3-Clause */
/* Transport operations on the registers of an MMIO window. */
#include <uk/errno.h>
#include <uk/print.h>

#include "virtio_mmio.h"

/* 4.2.2: InterruptStatus. */
enum { INTERRUPT_QUEUE = 1, INTERRUPT_CONFIG = 2 };

static uint8_t get_status(struct uk_virtio_device *dev)
{
	/* The upper bits are zero in every sane device; any that is not counts as not reset. */
	uint32_t status = virtio_mmio_read(dev, MMIO_STATUS);

	return status > UINT8_MAX ? UK_VIRTIO_FAILED : (uint8_t)status;
}

static void set_status(struct uk_virtio_device *dev, uint8_t status)
{
	virtio_mmio_write(dev, MMIO_STATUS, status);
}

static uint64_t get_features(struct uk_virtio_device *dev)
{
	uint64_t features;

	virtio_mmio_write(dev, MMIO_DEVICE_FEATURES_SELECT, 0);
	features = virtio_mmio_read(dev, MMIO_DEVICE_FEATURES);
	if (dev->legacy)
		return features;
	virtio_mmio_write(dev, MMIO_DEVICE_FEATURES_SELECT, 1);
	return features | (uint64_t)virtio_mmio_read(dev, MMIO_DEVICE_FEATURES) << 32;
}

static void set_features(struct uk_virtio_device *dev, uint64_t features)
{
	virtio_mmio_write(dev, MMIO_DRIVER_FEATURES_SELECT, 0);
	virtio_mmio_write(dev, MMIO_DRIVER_FEATURES, (uint32_t)features);
	if (dev->legacy)
		return;
	virtio_mmio_write(dev, MMIO_DRIVER_FEATURES_SELECT, 1);
	virtio_mmio_write(dev, MMIO_DRIVER_FEATURES, (uint32_t)(features >> 32));
}

static uint32_t config_generation(struct uk_virtio_device *dev)
{
	return dev->legacy ? 0 : virtio_mmio_read(dev, MMIO_CONFIG_GENERATION);
}

static uint32_t config_size(struct uk_virtio_device *dev)
{
	return virtio_mmio_of(dev)->config_size;
}

static uint32_t config_read(struct uk_virtio_device *dev, uint32_t offset, unsigned int width)
{
	const uint8_t *field = virtio_mmio_of(dev)->registers + MMIO_CONFIG + offset;

	if (width == 1)
		return ukarch_mmio_read8(field);
	return width == 2 ? ukarch_mmio_read16(field) : ukarch_mmio_read32(field);
}

static void notify(struct uk_virtio_device *dev, unsigned int index)
{
	virtio_mmio_write(dev, MMIO_QUEUE_NOTIFY, index);
}

static bool raised(void *arg)
{
	struct virtio_mmio *virtio = arg;
	struct uk_virtio_device *dev = &virtio->dev;
	uint32_t status = virtio_mmio_read(dev, MMIO_INTERRUPT_STATUS);

	if (status == 0)
		return false;
	/* Before looking at the queues: what the device does from here on raises it again. */
	virtio_mmio_write(dev, MMIO_INTERRUPT_ACK, status);
	if (status & INTERRUPT_CONFIG)
		uk_virtio_config_interrupt(dev);
	if (status & INTERRUPT_QUEUE)
		uk_virtio_all_queues_interrupt(dev);
	return true;
}

static int interrupts_start(struct uk_virtio_device *dev, unsigned int queues)
{
	struct virtio_mmio *virtio = virtio_mmio_of(dev);

	(void)queues;
	virtio->action = (struct ukplat_irq_action){ .handler = raised, .arg = virtio };
	return ukplat_irq_register(virtio->irq, &virtio->action);
}

static void interrupts_stop(struct uk_virtio_device *dev)
{
	ukplat_irq_unregister(virtio_mmio_of(dev)->irq, &virtio_mmio_of(dev)->action);
}

const struct uk_virtio_transport_ops virtio_mmio_ops = {
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.config_generation = config_generation,
	.config_size = config_size,
	.config_read = config_read,
	.queue_size = virtio_mmio_queue_size,
	.queue_start = virtio_mmio_queue_start,
	.notify = notify,
	.interrupts_start = interrupts_start,
	.interrupts_stop = interrupts_stop,
};
