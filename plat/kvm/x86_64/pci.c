/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI configuration space by configuration mechanism 1 (PCI Local Bus 3.0, 3.2.2.3.2). */
#include <uk/isa/port.h>
#include <uk/plat/irq.h>
#include <uk/plat/pci.h>

enum {
	CONFIG_ADDRESS = 0xcf8,
	CONFIG_DATA = 0xcfc,
	CONFIG_SIZE = 256,
};

#define CONFIG_ENABLE (UINT32_C(1) << 31)

static void select(struct ukplat_pci_address address, unsigned int offset)
{
	ukarch_port_write32(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t)address.bus << 16 |
						    (address.device & 31U) << 11 |
						    (address.function & 7U) << 8 | (offset & ~3U));
}

/* The address register keeps what was written to it where there is a host bridge. */
bool ukplat_pci_present(void)
{
	bool enabled = ukplat_irq_save();
	bool present;

	ukarch_port_write32(CONFIG_ADDRESS, CONFIG_ENABLE);
	present = ukarch_port_read32(CONFIG_ADDRESS) == CONFIG_ENABLE;
	ukplat_irq_restore(enabled);
	return present;
}

uint32_t ukplat_pci_read(struct ukplat_pci_address address, unsigned int offset, unsigned int width)
{
	uint16_t port = (uint16_t)(CONFIG_DATA + offset % 4);
	bool enabled;
	uint32_t value;

	if (offset >= CONFIG_SIZE)
		return UINT32_MAX;
	enabled = ukplat_irq_save();
	select(address, offset);
	if (width == 1)
		value = ukarch_port_read8(port);
	else if (width == 2)
		value = ukarch_port_read16(port);
	else
		value = ukarch_port_read32(CONFIG_DATA);
	ukplat_irq_restore(enabled);
	return value;
}

void ukplat_pci_write(struct ukplat_pci_address address, unsigned int offset, unsigned int width,
		      uint32_t value)
{
	uint16_t port = (uint16_t)(CONFIG_DATA + offset % 4);
	bool enabled;

	if (offset >= CONFIG_SIZE)
		return;
	enabled = ukplat_irq_save();
	select(address, offset);
	if (width == 1)
		ukarch_port_write8(port, (uint8_t)value);
	else if (width == 2)
		ukarch_port_write16(port, (uint16_t)value);
	else
		ukarch_port_write32(CONFIG_DATA, value);
	ukplat_irq_restore(enabled);
}
