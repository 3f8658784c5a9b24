/* SPDX-License-Identifier: BSD-3-Clause */
/* Base address registers (PCI Local Bus 3.0, 6.2.5): sizing and mapping. */
#include <uk/errno.h>
#include <uk/pci.h>
#include <uk/plat/memory.h>

#include "bar.h"

enum { BAR_IO = 1, BAR_TYPE = 6, BAR_64BIT = 4, BAR_FLAGS = 0xf };

static void change_command(const struct uk_pci_device *dev, unsigned int set, unsigned int clear)
{
	unsigned int command = uk_pci_read16(dev, UK_PCI_COMMAND);

	uk_pci_write16(dev, UK_PCI_COMMAND, (uint16_t)((command & ~clear) | set));
}

void uk_pci_enable(struct uk_pci_device *dev)
{
	change_command(dev, UK_PCI_COMMAND_MEMORY | UK_PCI_COMMAND_MASTER, 0);
}

void uk_pci_disable(struct uk_pci_device *dev)
{
	change_command(dev, 0, UK_PCI_COMMAND_MEMORY | UK_PCI_COMMAND_MASTER);
}

/* Which bits of a register can be written. */
static uint32_t probe_bits(const struct uk_pci_device *dev, unsigned int offset)
{
	uint32_t value = uk_pci_read32(dev, offset);
	uint32_t bits;

	uk_pci_write32(dev, offset, UINT32_MAX);
	bits = uk_pci_read32(dev, offset);
	uk_pci_write32(dev, offset, value);
	return bits;
}

static void measure(const struct uk_pci_device *dev, unsigned int offset, struct uk_pci_bar *bar)
{
	uint16_t command = uk_pci_read16(dev, UK_PCI_COMMAND);
	uint64_t bits;

	bar->phys = uk_pci_read32(dev, offset) & ~(uint32_t)BAR_FLAGS;
	/* Not decoding while the register holds all ones: it would answer at another's address. */
	uk_pci_write16(dev, UK_PCI_COMMAND,
		       command & (uint16_t) ~(UK_PCI_COMMAND_IO | UK_PCI_COMMAND_MEMORY));
	bits = probe_bits(dev, offset) & ~(uint32_t)BAR_FLAGS;
	if (bar->wide) {
		bar->phys |= (uint64_t)uk_pci_read32(dev, offset + 4) << 32;
		bits |= (uint64_t)probe_bits(dev, offset + 4) << 32;
	}
	uk_pci_write16(dev, UK_PCI_COMMAND, command);
	bar->size = bits & -bits;
}

int pci_bar_find(struct uk_pci_device *dev, unsigned int index, struct uk_pci_bar **out)
{
	unsigned int offset = UK_PCI_BAR0 + index * 4;
	struct uk_pci_bar *bar;
	uint32_t low;

	if (index >= UK_PCI_BARS)
		return -EINVAL;
	bar = &dev->bars[index];
	*out = bar;
	if (bar->size != 0)
		return 0;
	low = uk_pci_read32(dev, offset);
	bar->wide = (low & BAR_TYPE) == BAR_64BIT;
	if ((low & BAR_IO) || (bar->wide && index == UK_PCI_BARS - 1))
		return -EINVAL;
	measure(dev, offset, bar);
	return 0;
}

void pci_bar_place(struct uk_pci_device *dev, unsigned int index, uint64_t phys)
{
	unsigned int offset = UK_PCI_BAR0 + index * 4;

	uk_pci_write32(dev, offset, (uint32_t)phys);
	if (dev->bars[index].wide)
		uk_pci_write32(dev, offset + 4, (uint32_t)(phys >> 32));
	dev->bars[index].phys = phys;
}

/* A BAR that is not there has size 0 and holds nothing. */
static int check_range(const struct uk_pci_bar *bar, uint64_t offset, size_t size)
{
	if (size == 0 || size > bar->size || offset > bar->size - size)
		return -EINVAL;
	if (bar->phys == 0)
		return -ENXIO;
	return bar->phys > UINT64_MAX - bar->size ? -EINVAL : 0;
}

int uk_pci_map(struct uk_pci_device *dev, unsigned int bar, uint64_t offset, size_t size,
	       void **out)
{
	struct uk_pci_bar *found;
	int error = pci_bar_find(dev, bar, &found);

	if (error == 0)
		error = check_range(found, offset, size);
	if (error)
		return error;
	*out = ukplat_map_device(found->phys + offset, size);
	return *out ? 0 : -ENOMEM;
}
