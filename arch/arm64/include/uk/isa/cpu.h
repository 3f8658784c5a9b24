/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU contract on Arm64. */
#ifndef UK_ISA_CPU_H
#define UK_ISA_CPU_H

#include <uk/base.h>

static inline void ukarch_pause(void)
{
	__asm__ volatile("yield" ::: "memory");
}

/* ISB: without it the counter may be read before what stands earlier has run (Arm ARM, CNTVCT_EL0). */
static inline uint64_t ukarch_cycles(void)
{
	uint64_t count;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(count)::"memory");
	return count;
}

/*
 * The other side is a device model or a domain on another CPU of the same inner shareable domain, whose
 * memory is ours, cacheable: DMB ISH orders what both see (Arm ARM, "Data Memory Barrier"). Device registers may be
 * outside of that domain; their accessors below have barriers of their own.
 */
static inline void ukarch_mb(void)
{
	__asm__ volatile("dmb ish" ::: "memory");
}

static inline void ukarch_rmb(void)
{
	__asm__ volatile("dmb ishld" ::: "memory");
}

static inline void ukarch_wmb(void)
{
	__asm__ volatile("dmb ishst" ::: "memory");
}

/* Of a process, whose registers have no room for it: a process has one CPU. */
UK_API extern void *ukarch_process_cpu;

static inline void *ukarch_cpu_base(void)
{
	void *base;

	if (!IS_ENABLED(CONFIG_ARCH_PRIVILEGED))
		return ukarch_process_cpu;
	__asm__ volatile("mrs %0, tpidr_el1" : "=r"(base));
	return base;
}

/*
 * Device memory keeps the order of accesses to one device by itself (nGnRE). Against memory it needs
 * barriers: a read completes before what follows it looks at memory (DMB OSHLD; its other half is the
 * device's write to memory before it shows the status that was read), and a write comes after earlier
 * stores to memory (DMB OSHST; its other half is the device's read after it saw the write).
 * One base register and no writeback, so that a hypervisor can decode the access (Arm ARM, ESR_EL2.ISS of a
 * data abort: ISV).
 */
#define UKARCH_MMIO_READ(width, type, instruction)                               \
	static inline type ukarch_mmio_read##width(const volatile void *address) \
	{                                                                        \
		uint32_t value;                                                  \
                                                                                 \
		__asm__ volatile(instruction " %w0, [%1]\n\tdmb oshld"           \
				 : "=r"(value)                                   \
				 : "r"(address)                                  \
				 : "memory");                                    \
		return (type)value;                                              \
	}

#define UKARCH_MMIO_WRITE(width, type, instruction)                                     \
	static inline void ukarch_mmio_write##width(volatile void *address, type value) \
	{                                                                               \
		__asm__ volatile("dmb oshst\n\t" instruction " %w0, [%1]"               \
				 :                                                      \
				 : "rZ"((uint32_t)value), "r"(address)                  \
				 : "memory");                                           \
	}

UKARCH_MMIO_READ(8, uint8_t, "ldrb")
UKARCH_MMIO_READ(16, uint16_t, "ldrh")
UKARCH_MMIO_READ(32, uint32_t, "ldr")
UKARCH_MMIO_WRITE(8, uint8_t, "strb")
UKARCH_MMIO_WRITE(16, uint16_t, "strh")
UKARCH_MMIO_WRITE(32, uint32_t, "str")

#undef UKARCH_MMIO_READ
#undef UKARCH_MMIO_WRITE

#endif
