/* SPDX-License-Identifier: BSD-3-Clause */
/* The Generic Interrupt Controller, version 3 (Arm IHI 0069, "Programmers' Model"). */
#include <uk/arch/cpu.h>
#include <uk/plat/memory.h>

#include "gic.h"

enum {
	/* Affinity routing, groups 1 and 1A; without two security states the latter is group 0. */
	GICD_CONTROL_ON = 0x13,
	GICD_BUSY = 1U << 31,
	GICD_ROUTE = 0x6000,
	GICD_SIZE = 0x10000,

	GICR_TYPE_LOW = 0x08,
	GICR_TYPE_HIGH = 0x0c,
	GICR_WAKER = 0x14,
	GICR_TYPE_LAST = 1 << 4,
	GICR_TYPE_VIRTUAL = 1 << 1, /* has two more frames */
	GICR_WAKER_SLEEP = 1 << 1,
	GICR_WAKER_ASLEEP = 1 << 2,
	/* A redistributor has a frame of its own and one for private interrupts. */
	GICR_FRAME = 0x10000,
	GICR_MAX = 512,

	LOOKS = 100000,
};

static volatile uint8_t *distributor, *private_interrupts;

static uint64_t affinity(void)
{
	uint64_t mpidr;

	__asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
	return mpidr & UINT64_C(0xff00ffffff);
}

/* The redistributor of this CPU: they lie one behind the other, each says whose it is. */
static volatile uint8_t *find_redistributor(const struct ukplat_tree_range *range)
{
	uint64_t own = affinity(), offset = 0;
	uint32_t packed = (uint32_t)(own >> 32 << 24 | (own & 0xffffff));

	for (int i = 0; i < GICR_MAX && range->size - offset >= 2 * GICR_FRAME; i++) {
		volatile uint8_t *frame = ukplat_map_device(range->phys + offset, 2 * GICR_FRAME);
		uint32_t type = frame ? ukarch_mmio_read32(frame + GICR_TYPE_LOW) : GICR_TYPE_LAST;

		if (frame && ukarch_mmio_read32(frame + GICR_TYPE_HIGH) == packed)
			return frame;
		if (type & GICR_TYPE_LAST)
			return NULL;
		offset += (type & GICR_TYPE_VIRTUAL ? 4 : 2) * (uint64_t)GICR_FRAME;
		if (offset > range->size)
			return NULL;
	}
	return NULL;
}

static void wait_clear(volatile uint8_t *reg, uint32_t bit)
{
	for (int i = 0; i < LOOKS && ukarch_mmio_read32(reg) & bit; i++)
		ukarch_pause();
}

static void enable_cpu_interface(void)
{
	/* ICC_SRE_EL1, ICC_PMR_EL1, ICC_CTLR_EL1 (one write ends an interrupt), ICC_IGRPEN1_EL1. */
	__asm__ volatile("mrs x9, s3_0_c12_c12_5\n\t"
			 "orr x9, x9, #1\n\t"
			 "msr s3_0_c12_c12_5, x9\n\t"
			 "isb\n\t"
			 "msr s3_0_c4_c6_0, %0\n\t"
			 "msr s3_0_c12_c12_4, xzr\n\t"
			 "msr s3_0_c12_c12_7, %1\n\t"
			 "isb" ::"r"((uint64_t)GIC_PRIORITY_MASK),
			 "r"((uint64_t)1)
			 : "x9", "memory");
}

static bool init(const struct ukplat_tree *tree)
{
	volatile uint8_t *redistributor;

	distributor = ukplat_map_device(tree->gic_distributor.phys, GICD_SIZE);
	redistributor = find_redistributor(&tree->gic_cpu);
	if (!distributor || !redistributor)
		return false;
	private_interrupts = redistributor + GICR_FRAME;
	ukarch_mmio_write32(distributor + GICD_CONTROL, GICD_CONTROL_ON);
	wait_clear(distributor + GICD_CONTROL, GICD_BUSY);
	ukarch_mmio_write32(redistributor + GICR_WAKER,
			    ukarch_mmio_read32(redistributor + GICR_WAKER) &
				    ~(uint32_t)GICR_WAKER_SLEEP);
	wait_clear(redistributor + GICR_WAKER, GICR_WAKER_ASLEEP);
	/* Group 1: what arrives as an ordinary interrupt. */
	ukarch_mmio_write32(private_interrupts + GICD_GROUP, UINT32_MAX);
	enable_cpu_interface();
	return true;
}

static volatile uint8_t *frame_of(unsigned int interrupt)
{
	return interrupt < GIC_PRIVATE ? private_interrupts : distributor;
}

static void route_here(unsigned int interrupt)
{
	volatile uint8_t *group = distributor + GICD_GROUP + interrupt / 32 * 4;
	volatile uint8_t *route = distributor + GICD_ROUTE + interrupt * 8;
	uint64_t own = affinity();

	ukarch_mmio_write32(group, ukarch_mmio_read32(group) | 1U << interrupt % 32);
	ukarch_mmio_write32(route, (uint32_t)own);
	ukarch_mmio_write32(route + 4, (uint32_t)(own >> 32));
}

static void enable(unsigned int interrupt)
{
	volatile uint8_t *frame = frame_of(interrupt);

	if (interrupt >= GIC_PRIVATE)
		route_here(interrupt);
	ukarch_mmio_write8(frame + GICD_PRIORITY + interrupt, GIC_PRIORITY);
	ukarch_mmio_write32(frame + GICD_ENABLE + interrupt / 32 * 4, 1U << interrupt % 32);
}

/* When this returns the interrupt does not come any more. */
static void disable(unsigned int interrupt)
{
	volatile uint8_t *frame = frame_of(interrupt);

	ukarch_mmio_write32(frame + GICD_DISABLE + interrupt / 32 * 4, 1U << interrupt % 32);
	if (interrupt >= GIC_PRIVATE)
		wait_clear(distributor + GICD_CONTROL, GICD_BUSY);
}

/* ICC_IAR1_EL1. DSB: the interrupt is taken before its device is looked at. */
static unsigned int acknowledge(void)
{
	uint64_t interrupt;

	__asm__ volatile("mrs %0, s3_0_c12_c12_0; dsb sy" : "=r"(interrupt)::"memory");
	return (unsigned int)interrupt;
}

/* ICC_EOIR1_EL1 */
static void end(unsigned int interrupt)
{
	__asm__ volatile("msr s3_0_c12_c12_1, %0; isb" ::"r"((uint64_t)interrupt) : "memory");
}

const struct gic gic_v3 = { init, enable, disable, acknowledge, end };
