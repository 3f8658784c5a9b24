/* SPDX-License-Identifier: BSD-3-Clause */
/* The Generic Interrupt Controller, version 2 (Arm IHI 0048, "Programmers' Model"). */
#include <uk/arch/cpu.h>
#include <uk/plat/memory.h>

#include "gic.h"

enum {
	GICD_TARGET = 0x800,
	GICD_SIZE = 0x1000,
	GICC_CONTROL = 0x00,
	GICC_PRIORITY_MASK = 0x04,
	GICC_ACKNOWLEDGE = 0x0c,
	GICC_END = 0x10,
	GICC_SIZE = 0x1000,
	INTERRUPT_ID = 0x3ff,
	ON = 1,
};

static volatile uint8_t *distributor, *cpu_interface;
static uint8_t this_cpu;

/* Bit of an interrupt in a set of registers with one bit each. */
static void set_bit(unsigned int registers, unsigned int interrupt)
{
	ukarch_mmio_write32(distributor + registers + interrupt / 32 * 4, 1U << interrupt % 32);
}

static bool init(const struct ukplat_tree *tree)
{
	distributor = ukplat_map_device(tree->gic_distributor.phys, GICD_SIZE);
	cpu_interface = ukplat_map_device(tree->gic_cpu.phys, GICC_SIZE);
	if (!distributor || !cpu_interface)
		return false;
	/* The targets of a private interrupt are whoever reads them (GICD_ITARGETSR0). */
	this_cpu = ukarch_mmio_read8(distributor + GICD_TARGET);
	ukarch_mmio_write32(distributor + GICD_CONTROL, ON);
	ukarch_mmio_write32(cpu_interface + GICC_PRIORITY_MASK, GIC_PRIORITY_MASK);
	ukarch_mmio_write32(cpu_interface + GICC_CONTROL, ON);
	return true;
}

static void enable(unsigned int interrupt)
{
	ukarch_mmio_write8(distributor + GICD_PRIORITY + interrupt, GIC_PRIORITY);
	if (interrupt >= GIC_PRIVATE && this_cpu)
		ukarch_mmio_write8(distributor + GICD_TARGET + interrupt, this_cpu);
	set_bit(GICD_ENABLE, interrupt);
}

static void disable(unsigned int interrupt)
{
	set_bit(GICD_DISABLE, interrupt);
}

static unsigned int acknowledge(void)
{
	return ukarch_mmio_read32(cpu_interface + GICC_ACKNOWLEDGE) & INTERRUPT_ID;
}

static void end(unsigned int interrupt)
{
	ukarch_mmio_write32(cpu_interface + GICC_END, interrupt);
}

const struct gic gic_v2 = { init, enable, disable, acknowledge, end };
