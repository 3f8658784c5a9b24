/* SPDX-License-Identifier: BSD-3-Clause */
/* The capability list of a PCI function (PCI Local Bus 3.0, 6.7). */
#include <uk/bits.h>
#include <uk/pci.h>

enum { STATUS_CAPABILITIES = 1U << 4, FIRST_CAPABILITY = 0x40 };

static unsigned int list_head(const struct uk_pci_device *dev)
{
	if (!(uk_pci_read16(dev, UK_PCI_STATUS) & STATUS_CAPABILITIES))
		return 0;
	return uk_pci_read8(dev, UK_PCI_CAPABILITIES);
}

unsigned int uk_pci_next_capability(const struct uk_pci_device *dev, struct uk_pci_walk *walk,
				    uint8_t id)
{
	unsigned int offset = walk->offset ? uk_pci_read8(dev, walk->offset + 1) : list_head(dev);

	for (;;) {
		/* 6.7: the two low bits are reserved and must be masked. */
		offset &= ~3U;
		if (offset < FIRST_CAPABILITY || (walk->seen & UK_BIT(offset / 4)))
			return 0;
		walk->seen |= UK_BIT(offset / 4);
		if (uk_pci_read8(dev, offset) == id) {
			walk->offset = offset;
			return offset;
		}
		offset = uk_pci_read8(dev, offset + 1);
	}
}
