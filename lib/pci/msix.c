/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of a PCI function: MSI-X (PCI Local Bus 3.0, 6.8.2), and the line. */
#include <uk/arch/cpu.h>
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/pci.h>
#include <uk/plat/irq.h>

/* 6.8.2.3 and 6.8.2.4: the capability. */
enum {
	MSIX_CONTROL = 2,
	MSIX_TABLE = 4,
	CONTROL_SIZE = 0x7ff,
	CONTROL_MASK_ALL = 1U << 14,
	CONTROL_ENABLE = 1U << 15,
	TABLE_BAR = 7,
};

/* 6.8.2.6: an entry of the table. */
enum { ENTRY_ADDRESS = 0, ENTRY_ADDRESS_HIGH = 4, ENTRY_DATA = 8, ENTRY_CONTROL = 12, ENTRY = 16 };

static void write_entry(uint8_t *entry, const struct ukplat_msi *message)
{
	ukarch_mmio_write32(entry + ENTRY_ADDRESS, (uint32_t)message->address);
	ukarch_mmio_write32(entry + ENTRY_ADDRESS_HIGH, (uint32_t)(message->address >> 32));
	ukarch_mmio_write32(entry + ENTRY_DATA, message->data);
	ukarch_mmio_write32(entry + ENTRY_CONTROL, 0);
}

/* Numbers stay allocated when MSI-X stops, and their entries keep the message. */
static int allocate(struct uk_pci_device *dev, uint8_t *table, unsigned int wanted)
{
	struct ukplat_msi message;

	while (dev->vectors_allocated < wanted) {
		int irq = ukplat_irq_allocate_msi(&message);

		if (irq < 0)
			return dev->vectors_allocated ? 0 : irq;
		write_entry(table + dev->vectors_allocated * ENTRY, &message);
		dev->vectors[dev->vectors_allocated++] = irq;
	}
	return 0;
}

static int map_table(struct uk_pci_device *dev, unsigned int capability, unsigned int vectors,
		     uint8_t **table)
{
	uint32_t where = uk_pci_read32(dev, capability + MSIX_TABLE);
	void *mapped;
	int error = uk_pci_map(dev, where & TABLE_BAR, where & ~(uint32_t)TABLE_BAR,
			       (size_t)vectors * ENTRY, &mapped);

	*table = mapped;
	return error;
}

int uk_pci_msix_start(struct uk_pci_device *dev, unsigned int wanted)
{
	struct uk_pci_walk walk = { 0 };
	unsigned int capability = uk_pci_next_capability(dev, &walk, UK_PCI_CAPABILITY_MSIX);
	unsigned int control;
	uint8_t *table;
	int error;

	UK_ASSERT(wanted >= 1 && wanted <= UK_PCI_VECTORS_MAX);
	if (capability == 0)
		return -ENOTSUP;
	control = uk_pci_read16(dev, capability + MSIX_CONTROL);
	wanted = uk_min(wanted, (control & CONTROL_SIZE) + 1);
	error = map_table(dev, capability, wanted, &table);
	if (error == 0)
		error = allocate(dev, table, wanted);
	if (error)
		return error;
	uk_pci_write16(dev, UK_PCI_COMMAND,
		       uk_pci_read16(dev, UK_PCI_COMMAND) | UK_PCI_COMMAND_NO_INTX);
	control = (control & ~(unsigned int)CONTROL_MASK_ALL) | CONTROL_ENABLE;
	uk_pci_write16(dev, capability + MSIX_CONTROL, (uint16_t)control);
	dev->msix_capability = capability;
	return (int)uk_min(wanted, dev->vectors_allocated);
}

void uk_pci_msix_stop(struct uk_pci_device *dev)
{
	unsigned int control, command;

	if (dev->msix_capability == 0)
		return;
	control = uk_pci_read16(dev, dev->msix_capability + MSIX_CONTROL);
	uk_pci_write16(dev, dev->msix_capability + MSIX_CONTROL,
		       (uint16_t)(control & ~(unsigned int)CONTROL_ENABLE));
	command = uk_pci_read16(dev, UK_PCI_COMMAND);
	uk_pci_write16(dev, UK_PCI_COMMAND,
		       (uint16_t)(command & ~(unsigned int)UK_PCI_COMMAND_NO_INTX));
	dev->msix_capability = 0;
}

int uk_pci_line_irq(const struct uk_pci_device *dev)
{
	uint8_t pin = uk_pci_read8(dev, UK_PCI_INTERRUPT_PIN);
	uint8_t line;

	/* 6.2.4: pin 0 uses no interrupt, those above 4 are reserved. */
	if (pin == 0 || pin > 4)
		return -ENODEV;
	if (dev->host->line)
		return dev->host->line(dev->host, dev->address, pin);
	line = uk_pci_read8(dev, UK_PCI_INTERRUPT_LINE);
	/* 255 is "unknown or no connection". */
	return line == 0 || line == 0xff ? -ENODEV : line;
}
