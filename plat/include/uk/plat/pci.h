/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI configuration space; platforms that have it set PLAT_HAS_PCI. */
#ifndef UK_PLAT_PCI_H
#define UK_PLAT_PCI_H

#include <uk/base.h>

struct ukplat_pci_address {
	uint8_t bus;
	uint8_t device;
	uint8_t function;
};

/**
 * ukplat_pci_read() - read configuration space.
 * @address: the function.
 * @offset:  bytes from its start, a multiple of @width, below 256 (4096 with ECAM).
 * @width:   1, 2 or 4.
 *
 * Context: any. Return: the value; all ones where nothing answers.
 */
UK_API uint32_t ukplat_pci_read(struct ukplat_pci_address address, unsigned int offset,
				unsigned int width);
UK_API void ukplat_pci_write(struct ukplat_pci_address address, unsigned int offset,
			     unsigned int width, uint32_t value);

/* Whether the machine has a PCI host bridge at all. Context: any. */
UK_API bool ukplat_pci_present(void);

#endif
