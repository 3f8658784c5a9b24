/* SPDX-License-Identifier: BSD-3-Clause */
/* A configuration space of plain bytes, with BARs that can be sized, and memory behind them. */
#ifndef FAKE_PCI_H
#define FAKE_PCI_H

#include <uk/plat/pci.h>

enum { FAKE_PCI_BUSES = 4, FAKE_PCI_REGIONS = 8 };

/* An empty machine. */
void fake_pci_reset(void);

/* Every address answers with the bytes of this one function. */
extern bool fake_pci_everywhere;

/* Configuration space of a function: 256 bytes to read and set. */
uint8_t *fake_pci_space(uint8_t bus, uint8_t device, uint8_t function);

/* A function with vendor and device, and nothing else. */
uint8_t *fake_pci_add(uint8_t bus, uint8_t device, uint8_t function, uint16_t vendor, uint16_t id);

/* Set 2 or 4 bytes. */
void fake_pci_set16(uint8_t *space, unsigned int offset, uint16_t value);
void fake_pci_set32(uint8_t *space, unsigned int offset, uint32_t value);

/* Which bits of a register stay set when all ones are written: a BAR of @size is ~(size - 1). */
void fake_pci_bar_mask(uint8_t bus, uint8_t device, uint8_t function, unsigned int bar,
		       uint32_t mask);

/* What ukplat_map_device() finds at @phys. */
void fake_pci_memory(uint64_t phys, void *memory, size_t size);

/* Highest address that was mapped, one past. */
extern uint64_t fake_pci_mapped_end;

/* Whether a BAR was all ones while memory decoding was on. */
extern bool fake_pci_decoded_while_sizing;

#endif
