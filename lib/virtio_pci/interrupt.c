/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of a virtio device on PCI: a vector for each queue, one for all, or the line. */
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/print.h>

#include "virtio_pci.h"

/* 4.1.4.5 ISR status; reading it clears it and lowers the line. */
enum { ISR_QUEUE = 1, ISR_CONFIG = 2 };

static bool line_raised(void *arg)
{
	struct virtio_pci_vector *vector = arg;
	struct uk_virtio_device *dev = &vector->virtio->dev;
	uint8_t isr = ukarch_mmio_read8(vector->virtio->isr);

	if (isr & ISR_CONFIG)
		uk_virtio_config_interrupt(dev);
	if (isr & ISR_QUEUE)
		uk_virtio_all_queues_interrupt(dev);
	return isr != 0;
}

static bool shared_raised(void *arg)
{
	struct virtio_pci_vector *vector = arg;

	uk_virtio_config_interrupt(&vector->virtio->dev);
	uk_virtio_all_queues_interrupt(&vector->virtio->dev);
	return true;
}

static bool vector_raised(void *arg)
{
	struct virtio_pci_vector *vector = arg;

	if (vector->number == 0)
		uk_virtio_config_interrupt(&vector->virtio->dev);
	else
		uk_virtio_queue_interrupt(&vector->virtio->dev, vector->number - 1);
	return true;
}

static int add_vector(struct virtio_pci *virtio, unsigned int irq, ukplat_irq_handler *handler)
{
	struct virtio_pci_vector *vector = &virtio->vectors[virtio->vector_count];
	int error;

	vector->virtio = virtio;
	vector->number = virtio->vector_count;
	vector->irq = irq;
	vector->action = (struct ukplat_irq_action){ .handler = handler, .arg = vector };
	error = ukplat_irq_register(irq, &vector->action);
	if (error == 0)
		virtio->vector_count++;
	return error;
}

static int start_line(struct virtio_pci *virtio)
{
	int irq = uk_pci_line_irq(virtio->pci);

	virtio->interrupts = VIRTIO_PCI_LINE;
	if (irq < 0) {
		uk_error("virtio: %s: neither MSI-X nor a line interrupt", virtio->dev.name);
		return irq;
	}
	return add_vector(virtio, (unsigned int)irq, line_raised);
}

static int start_vectors(struct virtio_pci *virtio, unsigned int given, unsigned int queues)
{
	bool per_queue = given > queues;
	unsigned int count = per_queue ? queues + 1 : 1;
	int error = 0;

	virtio->interrupts = per_queue ? VIRTIO_PCI_PER_QUEUE : VIRTIO_PCI_SHARED;
	for (unsigned int i = 0; i < count && error == 0; i++)
		error = add_vector(virtio, uk_pci_vector_irq(virtio->pci, i),
				   per_queue ? vector_raised : shared_raised);
	if (error)
		return error;
	ukarch_mmio_write16(&virtio->common->config_msix_vector, 0);
	/* 4.1.5.1.2.2: a device that lacks resources answers NO_VECTOR. */
	if (ukarch_mmio_read16(&virtio->common->config_msix_vector) == 0)
		return 0;
	return uk_virtio_break(&virtio->dev, "device does not take an interrupt vector");
}

uint16_t virtio_pci_queue_vector(const struct virtio_pci *virtio, unsigned int index)
{
	if (virtio->interrupts == VIRTIO_PCI_LINE)
		return VIRTIO_PCI_NO_VECTOR;
	return virtio->interrupts == VIRTIO_PCI_SHARED ? 0 : (uint16_t)(index + 1);
}

int virtio_pci_interrupts_start(struct uk_virtio_device *dev, unsigned int queues)
{
	struct virtio_pci *virtio = virtio_pci_of(dev);
	int given = uk_pci_msix_start(virtio->pci, queues + 1);
	int error;

	error = given > 0 ? start_vectors(virtio, (unsigned int)given, queues) : start_line(virtio);
	if (error)
		virtio_pci_interrupts_stop(dev);
	return error;
}

void virtio_pci_interrupts_stop(struct uk_virtio_device *dev)
{
	struct virtio_pci *virtio = virtio_pci_of(dev);

	while (virtio->vector_count > 0) {
		struct virtio_pci_vector *vector = &virtio->vectors[--virtio->vector_count];

		ukplat_irq_unregister(vector->irq, &vector->action);
	}
	uk_pci_msix_stop(virtio->pci);
}
