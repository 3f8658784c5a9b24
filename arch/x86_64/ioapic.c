/* SPDX-License-Identifier: BSD-3-Clause */
/* The I/O APIC (Intel 82093AA data sheet, section 3). */
#include <uk/arch/cpu.h>
#include <uk/isa/apic.h>

enum {
	IOAPICS_MAX = 2,

	SELECT = 0x00,
	WINDOW = 0x10,

	VERSION = 1,
	VERSION_MIN = 0x10,
	VERSION_MAX = 0x2f,
	REDIRECTION = 0x10, /* two registers a line */

	LEVEL = 1 << 15,
	MASKED = 1 << 16,
};

static struct ioapic {
	volatile uint8_t *registers;
	unsigned int first; /* number of its first line */
} ioapics[IOAPICS_MAX];

static unsigned int ioapic_count, line_count;

static uint32_t ioapic_read(const struct ioapic *ioapic, unsigned int reg)
{
	ukarch_mmio_write32(ioapic->registers + SELECT, reg);
	return ukarch_mmio_read32(ioapic->registers + WINDOW);
}

static void ioapic_write(const struct ioapic *ioapic, unsigned int reg, uint32_t value)
{
	ukarch_mmio_write32(ioapic->registers + SELECT, reg);
	ukarch_mmio_write32(ioapic->registers + WINDOW, value);
}

unsigned int ukarch_ioapic_add(volatile void *registers)
{
	struct ioapic ioapic = { registers, line_count };
	uint32_t version;
	unsigned int lines;

	if (!registers || ioapic_count == IOAPICS_MAX)
		return 0;
	version = ioapic_read(&ioapic, VERSION);
	/* Zero or all ones: nothing answers. Its lines are masked by reset. */
	if ((version & 0xff) < VERSION_MIN || (version & 0xff) > VERSION_MAX)
		return 0;
	lines = (version >> 16 & 0xff) + 1;
	ioapics[ioapic_count++] = ioapic;
	line_count += lines;
	return lines;
}

static void write_line(unsigned int line, uint32_t high, uint32_t low)
{
	const struct ioapic *ioapic = &ioapics[ioapic_count - 1];

	while (line < ioapic->first)
		ioapic--;
	line -= ioapic->first;
	ioapic_write(ioapic, REDIRECTION + 2 * line + 1, high);
	ioapic_write(ioapic, REDIRECTION + 2 * line, low);
}

void ukarch_ioapic_route(unsigned int line, unsigned int vector, bool level)
{
	write_line(line, ukarch_apic_id() << 24, vector | (level ? LEVEL : 0));
}

void ukarch_ioapic_mask(unsigned int line)
{
	write_line(line, 0, MASKED);
}
