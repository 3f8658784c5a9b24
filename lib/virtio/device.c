/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio devices: binding to drivers, reset, configuration space, and what happens to a broken one. */
#include <uk/arch/cpu.h>
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/virtio.h>

#include "virtqueue.h"

UK_TABLE_DECLARE(virtio_driver);

/* Each read is an exit to the host: long enough for a real one, and an end for a hostile one. */
enum { RESET_READS = 100000, CONFIG_READS = 100 };

static void add_status(struct uk_virtio_device *dev, uint8_t bits)
{
	dev->ops->set_status(dev, dev->ops->get_status(dev) | bits);
}

int uk_virtio_break(struct uk_virtio_device *dev, const char *reason)
{
	if (dev->broken)
		return -EIO;
	dev->broken = true;
	/* 2.1.1: FAILED tells the host that the driver has given up. */
	add_status(dev, UK_VIRTIO_FAILED);
	if (dev->driver && dev->driver->broken)
		dev->driver->broken(dev, reason);
	else
		uk_error("virtio: %s: %s", dev->name, reason);
	return -EIO;
}

static int wait_for_reset(struct uk_virtio_device *dev)
{
	for (int i = 0; i < RESET_READS; i++) {
		if (dev->ops->get_status(dev) == 0)
			return 0;
		ukarch_pause();
	}
	return uk_virtio_break(dev, "reset does not end");
}

int uk_virtio_reset(struct uk_virtio_device *dev)
{
	dev->ops->set_status(dev, 0);
	if (dev->interrupts) {
		dev->ops->interrupts_stop(dev);
		dev->interrupts = false;
	}
	dev->features = 0;
	return wait_for_reset(dev);
}

int uk_virtio_interrupts_start(struct uk_virtio_device *dev, unsigned int queues)
{
	int error = dev->ops->interrupts_start(dev, queues);

	dev->interrupts = error == 0;
	return error;
}

void uk_virtio_ready(struct uk_virtio_device *dev)
{
	add_status(dev, UK_VIRTIO_DRIVER_OK);
}

static void read_fields(struct uk_virtio_device *dev, uint32_t offset, uint8_t *data,
			unsigned int width, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		uint32_t value = dev->ops->config_read(dev, offset + i * width, width);

		for (unsigned int byte = 0; byte < width; byte++)
			*data++ = (uint8_t)(value >> (8 * byte));
	}
}

int uk_virtio_config_read(struct uk_virtio_device *dev, uint32_t offset, void *data,
			  unsigned int width, unsigned int count)
{
	uint32_t size = dev->ops->config_size(dev);

	if (dev->broken)
		return -EIO;
	if (width * count > size || offset > size - width * count)
		return -EINVAL;
	for (int i = 0; i < CONFIG_READS; i++) {
		uint32_t before = dev->ops->config_generation(dev);

		read_fields(dev, offset, data, width, count);
		if (dev->ops->config_generation(dev) == before)
			return 0;
	}
	return uk_virtio_break(dev, "configuration never settles");
}

static const struct uk_virtio_driver *find_driver(const struct uk_virtio_device *dev)
{
	uk_table_for_each (slot, virtio_driver) {
		const struct uk_virtio_driver *driver = *slot;

		if (driver->type == dev->type)
			return driver;
	}
	return NULL;
}

static int probe(struct uk_virtio_device *dev)
{
	int error = uk_virtio_reset(dev);

	if (error)
		return error;
	add_status(dev, UK_VIRTIO_ACKNOWLEDGE);
	add_status(dev, UK_VIRTIO_DRIVER_FOUND);
	return dev->driver->probe(dev);
}

int uk_virtio_register(struct uk_virtio_device *dev)
{
	int error;

	dev->driver = find_driver(dev);
	if (dev->driver == NULL)
		return -ENODEV;
	error = probe(dev);
	if (error) {
		add_status(dev, UK_VIRTIO_FAILED);
		dev->driver = NULL;
	}
	return error;
}

void uk_virtio_unregister(struct uk_virtio_device *dev)
{
	if (dev->driver)
		dev->driver->remove(dev);
	dev->driver = NULL;
}

void uk_virtio_queue_interrupt(struct uk_virtio_device *dev, unsigned int index)
{
	struct uk_virtqueue *queue = index < UK_VIRTIO_QUEUES_MAX ? dev->queues[index] : NULL;

	if (queue && !dev->broken)
		queue->notified(dev, index);
}

void uk_virtio_all_queues_interrupt(struct uk_virtio_device *dev)
{
	for (unsigned int i = 0; i < UK_VIRTIO_QUEUES_MAX; i++)
		uk_virtio_queue_interrupt(dev, i);
}

void uk_virtio_config_interrupt(struct uk_virtio_device *dev)
{
	if (dev->broken)
		return;
	/* 2.1.2: set when only a reset helps; we do not guess what state it lost. */
	if (dev->ops->get_status(dev) & UK_VIRTIO_NEEDS_RESET)
		uk_virtio_break(dev, "device needs a reset");
	else if (dev->driver && dev->driver->config_changed)
		dev->driver->config_changed(dev);
}
