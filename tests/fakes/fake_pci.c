/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI configuration space and device mappings for host tests. */
#include <assert.h>
#include <string.h>

#include <uk/plat/memory.h>

#include "fake_pci.h"

enum { SPACE = 256, SLOTS = FAKE_PCI_BUSES * 256, BAR0 = 0x10, BAR_END = 0x28, COMMAND = 4 };

static uint8_t spaces[SLOTS][SPACE];
static uint32_t masks[SLOTS][6];
static struct {
	uint64_t phys;
	uint8_t *memory;
	size_t size;
} regions[FAKE_PCI_REGIONS];

bool fake_pci_everywhere;
bool fake_pci_decoded_while_sizing;
uint64_t fake_pci_mapped_end;

static unsigned int slot_of(uint8_t bus, uint8_t device, uint8_t function)
{
	return fake_pci_everywhere ? 0 : bus * 256U + device * 8U + function;
}

void fake_pci_reset(void)
{
	memset(spaces, 0xff, sizeof(spaces));
	memset(masks, 0, sizeof(masks));
	memset(regions, 0, sizeof(regions));
	fake_pci_everywhere = false;
	fake_pci_decoded_while_sizing = false;
	fake_pci_mapped_end = 0;
}

uint8_t *fake_pci_space(uint8_t bus, uint8_t device, uint8_t function)
{
	return spaces[slot_of(bus, device, function)];
}

uint8_t *fake_pci_add(uint8_t bus, uint8_t device, uint8_t function, uint16_t vendor, uint16_t id)
{
	uint8_t *space = fake_pci_space(bus, device, function);

	memset(space, 0, SPACE);
	fake_pci_set16(space, 0, vendor);
	fake_pci_set16(space, 2, id);
	return space;
}

void fake_pci_set16(uint8_t *space, unsigned int offset, uint16_t value)
{
	memcpy(space + offset, &value, sizeof(value));
}

void fake_pci_set32(uint8_t *space, unsigned int offset, uint32_t value)
{
	memcpy(space + offset, &value, sizeof(value));
}

void fake_pci_bar_mask(uint8_t bus, uint8_t device, uint8_t function, unsigned int bar,
		       uint32_t mask)
{
	masks[slot_of(bus, device, function)][bar] = mask;
}

void fake_pci_memory(uint64_t phys, void *memory, size_t size)
{
	for (unsigned int i = 0; i < FAKE_PCI_REGIONS; i++) {
		if (regions[i].memory)
			continue;
		regions[i].phys = phys;
		regions[i].memory = memory;
		regions[i].size = size;
		return;
	}
	assert(!"too many regions");
}

void *ukplat_map_device(uint64_t phys, size_t size)
{
	for (unsigned int i = 0; i < FAKE_PCI_REGIONS; i++) {
		if (phys < regions[i].phys || phys - regions[i].phys + size > regions[i].size)
			continue;
		fake_pci_mapped_end = phys + size;
		return regions[i].memory + (phys - regions[i].phys);
	}
	return NULL;
}

bool ukplat_pci_present(void)
{
	return true;
}

uint32_t ukplat_pci_read(struct ukplat_pci_address address, unsigned int offset, unsigned int width)
{
	uint32_t value = 0;

	assert(offset % width == 0 && offset + width <= SPACE);
	if (address.bus >= FAKE_PCI_BUSES && !fake_pci_everywhere)
		return UINT32_MAX >> (32 - 8 * width);
	memcpy(&value, spaces[slot_of(address.bus, address.device, address.function)] + offset,
	       width);
	return value;
}

void ukplat_pci_write(struct ukplat_pci_address address, unsigned int offset, unsigned int width,
		      uint32_t value)
{
	unsigned int slot = slot_of(address.bus, address.device, address.function);
	uint32_t flags, mask;

	assert(offset % width == 0 && offset + width <= SPACE);
	if (offset >= BAR0 && offset < BAR_END) {
		mask = masks[slot][(offset - BAR0) / 4];
		memcpy(&flags, spaces[slot] + offset, 4);
		if (value == UINT32_MAX)
			fake_pci_decoded_while_sizing |= (spaces[slot][COMMAND] & 2) != 0;
		value = (value & mask) | (flags & 0xf & ~mask);
	}
	memcpy(spaces[slot] + offset, &value, width);
}
