/* SPDX-License-Identifier: BSD-3-Clause */
/* The I/O APIC (Intel 82093AA data sheet, section 3). */
#include <uk/arch/cpu.h>
#include <uk/isa/apic.h>

enum {
	SELECT = 0x00,
	WINDOW = 0x10,

	VERSION = 1,
	REDIRECTION = 0x10, /* two registers a line */

	LEVEL = 1 << 15,
	MASKED = 1 << 16,
};

static volatile uint8_t *ioapic;

static uint32_t ioapic_read(unsigned int reg)
{
	ukarch_mmio_write32(ioapic + SELECT, reg);
	return ukarch_mmio_read32(ioapic + WINDOW);
}

static void ioapic_write(unsigned int reg, uint32_t value)
{
	ukarch_mmio_write32(ioapic + SELECT, reg);
	ukarch_mmio_write32(ioapic + WINDOW, value);
}

unsigned int ukarch_ioapic_init(volatile void *registers)
{
	uint32_t version;

	ioapic = registers;
	version = ioapic_read(VERSION);
	/* All ones: nothing answers. The lines are masked by reset, and no firmware unmasks them. */
	return version == UINT32_MAX ? 0 : (version >> 16 & 0xff) + 1;
}

void ukarch_ioapic_route(unsigned int line, unsigned int vector, bool level)
{
	ioapic_write(REDIRECTION + 2 * line + 1, ukarch_apic_id() << 24);
	ioapic_write(REDIRECTION + 2 * line, vector | (level ? LEVEL : 0));
}

void ukarch_ioapic_mask(unsigned int line)
{
	ioapic_write(REDIRECTION + 2 * line, MASKED);
}
