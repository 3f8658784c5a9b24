/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio device on PCI: its registers and its interrupts. Sections are those of virtio 1.2. */
#ifndef VIRTIO_PCI_PRIVATE_H
#define VIRTIO_PCI_PRIVATE_H

#include <uk/pci.h>
#include <uk/plat/irq.h>
#include <uk/virtio.h>

/* 4.1.4.3 Common configuration structure layout. */
struct virtio_pci_common {
	uint32_t device_feature_select;
	uint32_t device_feature;
	uint32_t driver_feature_select;
	uint32_t driver_feature;
	uint16_t config_msix_vector;
	uint16_t num_queues;
	uint8_t device_status;
	uint8_t config_generation;
	uint16_t queue_select;
	uint16_t queue_size;
	uint16_t queue_msix_vector;
	uint16_t queue_enable;
	uint16_t queue_notify_off;
	uint32_t queue_desc_low;
	uint32_t queue_desc_high;
	uint32_t queue_driver_low;
	uint32_t queue_driver_high;
	uint32_t queue_device_low;
	uint32_t queue_device_high;
};

_Static_assert(sizeof(struct virtio_pci_common) == 56, "4.1.4.3, up to queue_device");
_Static_assert(offsetof(struct virtio_pci_common, device_status) == 20, "4.1.4.3");
_Static_assert(offsetof(struct virtio_pci_common, queue_select) == 22, "4.1.4.3");
_Static_assert(offsetof(struct virtio_pci_common, queue_desc_low) == 32, "4.1.4.3");

/* 4.1.5.1.2: "not mapped to a vector", and what reads back when the device could not. */
enum { VIRTIO_PCI_NO_VECTOR = 0xffff };

/* One for each queue and one for configuration. */
enum { VIRTIO_PCI_VECTORS = UK_VIRTIO_QUEUES_MAX + 1 };

enum virtio_pci_interrupts {
	VIRTIO_PCI_LINE,
	VIRTIO_PCI_SHARED,   /* vector 0 for everything */
	VIRTIO_PCI_PER_QUEUE /* vector 0 for configuration, 1 + n for queue n */
};

struct virtio_pci_vector {
	struct ukplat_irq_action action;
	struct virtio_pci *virtio;
	unsigned int number;
	unsigned int irq;
};

struct virtio_pci {
	struct uk_virtio_device dev;

	/* Constant after probe. */
	struct uk_pci_device *pci;
	struct virtio_pci_common *common;
	uint8_t *notify;
	uint32_t notify_size;
	uint32_t notify_multiplier;
	uint8_t *isr;
	uint8_t *config;
	uint32_t config_size;

	/* Constant while interrupts are on. */
	enum virtio_pci_interrupts interrupts;
	struct virtio_pci_vector vectors[VIRTIO_PCI_VECTORS];
	unsigned int vector_count;

	/* Where to write for queue n; set by queue_start(). */
	uint8_t *doorbells[UK_VIRTIO_QUEUES_MAX];
};

static inline struct virtio_pci *virtio_pci_of(struct uk_virtio_device *dev)
{
	return uk_container_of(dev, struct virtio_pci, dev);
}

/* Map the structures that capabilities name. 0, or -errno after one line. */
int virtio_pci_map(struct virtio_pci *virtio);

int virtio_pci_interrupts_start(struct uk_virtio_device *dev, unsigned int queues);
void virtio_pci_interrupts_stop(struct uk_virtio_device *dev);

/* The vector that queue @index raises, or VIRTIO_PCI_NO_VECTOR. */
uint16_t virtio_pci_queue_vector(const struct virtio_pci *virtio, unsigned int index);

#endif
