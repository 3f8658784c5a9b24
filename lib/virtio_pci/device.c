/* SPDX-License-Identifier: BSD-3-Clause */
/* Transport operations on the common configuration structure, and the PCI driver that finds devices. */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/print.h>

#include "virtio_pci.h"

/* 4.1.2: ids 0x1000 to 0x103f are transitional, from 0x1040 on the type is part of the id. */
enum {
	VENDOR_VIRTIO = 0x1af4,
	TRANSITIONAL_MIN = 0x1000,
	MODERN_MIN = 0x1040,
	MODERN_MAX = 0x107f,
};

static uint8_t get_status(struct uk_virtio_device *dev)
{
	return ukarch_mmio_read8(&virtio_pci_of(dev)->common->device_status);
}

static void set_status(struct uk_virtio_device *dev, uint8_t status)
{
	ukarch_mmio_write8(&virtio_pci_of(dev)->common->device_status, status);
}

static uint64_t get_features(struct uk_virtio_device *dev)
{
	struct virtio_pci_common *common = virtio_pci_of(dev)->common;
	uint64_t features;

	ukarch_mmio_write32(&common->device_feature_select, 0);
	features = ukarch_mmio_read32(&common->device_feature);
	ukarch_mmio_write32(&common->device_feature_select, 1);
	return features | (uint64_t)ukarch_mmio_read32(&common->device_feature) << 32;
}

static void set_features(struct uk_virtio_device *dev, uint64_t features)
{
	struct virtio_pci_common *common = virtio_pci_of(dev)->common;

	ukarch_mmio_write32(&common->driver_feature_select, 0);
	ukarch_mmio_write32(&common->driver_feature, (uint32_t)features);
	ukarch_mmio_write32(&common->driver_feature_select, 1);
	ukarch_mmio_write32(&common->driver_feature, (uint32_t)(features >> 32));
}

static uint32_t config_generation(struct uk_virtio_device *dev)
{
	return ukarch_mmio_read8(&virtio_pci_of(dev)->common->config_generation);
}

static uint32_t config_size(struct uk_virtio_device *dev)
{
	return virtio_pci_of(dev)->config_size;
}

static uint32_t config_read(struct uk_virtio_device *dev, uint32_t offset, unsigned int width)
{
	const uint8_t *field = virtio_pci_of(dev)->config + offset;

	if (width == 1)
		return ukarch_mmio_read8(field);
	return width == 2 ? ukarch_mmio_read16(field) : ukarch_mmio_read32(field);
}

static uint32_t queue_size(struct uk_virtio_device *dev, unsigned int index)
{
	struct virtio_pci_common *common = virtio_pci_of(dev)->common;

	if (index >= ukarch_mmio_read16(&common->num_queues))
		return 0;
	ukarch_mmio_write16(&common->queue_select, (uint16_t)index);
	return ukarch_mmio_read16(&common->queue_size);
}

/* 4.1.4.4: where queue @index's notifications go, or NULL when that is outside of the structure. */
static uint8_t *doorbell(const struct virtio_pci *virtio)
{
	uint64_t offset = ukarch_mmio_read16(&virtio->common->queue_notify_off);

	offset *= virtio->notify_multiplier;
	if (offset > virtio->notify_size - sizeof(uint16_t) || offset % sizeof(uint16_t) != 0)
		return NULL;
	return virtio->notify + offset;
}

static int set_vector(struct virtio_pci *virtio, unsigned int index)
{
	uint16_t vector = virtio_pci_queue_vector(virtio, index);

	ukarch_mmio_write16(&virtio->common->queue_msix_vector, vector);
	if (ukarch_mmio_read16(&virtio->common->queue_msix_vector) == vector)
		return 0;
	return uk_virtio_break(&virtio->dev, "device does not take an interrupt vector");
}

static void set_address(uint32_t *low, uint32_t *high, uint64_t address)
{
	ukarch_mmio_write32(low, (uint32_t)address);
	ukarch_mmio_write32(high, (uint32_t)(address >> 32));
}

/* 4.1.5.1.3 */
static int queue_start(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout)
{
	struct virtio_pci *virtio = virtio_pci_of(dev);
	struct virtio_pci_common *common = virtio->common;
	uint8_t *address;
	int error;

	ukarch_mmio_write16(&common->queue_select, (uint16_t)layout->index);
	ukarch_mmio_write16(&common->queue_size, (uint16_t)layout->size);
	address = doorbell(virtio);
	if (address == NULL)
		return uk_virtio_break(dev, "notification address is out of range");
	virtio->doorbells[layout->index] = address;
	error = set_vector(virtio, layout->index);
	if (error)
		return error;
	set_address(&common->queue_desc_low, &common->queue_desc_high, layout->descriptors);
	set_address(&common->queue_driver_low, &common->queue_driver_high, layout->available);
	set_address(&common->queue_device_low, &common->queue_device_high, layout->used);
	ukarch_mmio_write16(&common->queue_enable, 1);
	return 0;
}

static void notify(struct uk_virtio_device *dev, unsigned int index)
{
	ukarch_mmio_write16(virtio_pci_of(dev)->doorbells[index], (uint16_t)index);
}

static const struct uk_virtio_transport_ops pci_ops = {
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.config_generation = config_generation,
	.config_size = config_size,
	.config_read = config_read,
	.queue_size = queue_size,
	.queue_start = queue_start,
	.notify = notify,
	.interrupts_start = virtio_pci_interrupts_start,
	.interrupts_stop = virtio_pci_interrupts_stop,
};

static uint32_t type_of(const struct uk_pci_device *pci)
{
	return pci->device >= MODERN_MIN ? pci->device - MODERN_MIN : pci->subsystem;
}

static int start(struct virtio_pci *virtio)
{
	int error;

	uk_pci_enable(virtio->pci);
	error = virtio_pci_map(virtio);
	if (error == 0)
		error = uk_virtio_register(&virtio->dev);
	if (error)
		uk_pci_disable(virtio->pci);
	return error;
}

static int pci_probe(struct uk_pci_device *pci)
{
	struct virtio_pci *virtio = uk_zalloc(sizeof(*virtio));
	int error;

	if (virtio == NULL)
		return -ENOMEM;
	virtio->pci = pci;
	virtio->dev.ops = &pci_ops;
	virtio->dev.type = type_of(pci);
	uk_snprintf(virtio->dev.name, sizeof(virtio->dev.name), "virtio-pci %s", pci->name);
	error = start(virtio);
	if (error) {
		uk_free(virtio);
		return error;
	}
	pci->driver_data = virtio;
	return 0;
}

static void pci_remove(struct uk_pci_device *pci)
{
	struct virtio_pci *virtio = pci->driver_data;

	uk_virtio_unregister(&virtio->dev);
	uk_pci_disable(pci);
	uk_free(virtio);
}

static const struct uk_pci_driver virtio_pci_driver = {
	.name = "virtio-pci",
	.vendor = VENDOR_VIRTIO,
	.device_min = TRANSITIONAL_MIN,
	.device_max = MODERN_MAX,
	.probe = pci_probe,
	.remove = pci_remove,
};
UK_PCI_DRIVER(virtio_pci_driver);
