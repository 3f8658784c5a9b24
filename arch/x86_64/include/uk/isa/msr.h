/* SPDX-License-Identifier: BSD-3-Clause */
/* Model-specific registers and control registers (Intel SDM volume 4; AMD APM volume 2, appendix A). */
#ifndef UK_ISA_MSR_H
#define UK_ISA_MSR_H

#ifndef __ASSEMBLY__
#include <uk/base.h>
#endif

#define UKARCH_MSR_APIC_BASE 0x1b
#define UKARCH_MSR_X2APIC    0x800
#define UKARCH_MSR_EFER	     0xc0000080
#define UKARCH_MSR_FS_BASE   0xc0000100
#define UKARCH_MSR_GS_BASE   0xc0000101

/* Intel SDM volume 3, 2.2.1 and 2.5. */
#define UKARCH_EFER_LME	      (1 << 8)
#define UKARCH_EFER_NXE	      (1 << 11)
#define UKARCH_CR0_PE	      (1 << 0)
#define UKARCH_CR0_MP	      (1 << 1)
#define UKARCH_CR0_ET	      (1 << 4)
#define UKARCH_CR0_NE	      (1 << 5)
#define UKARCH_CR0_WP	      (1 << 16)
#define UKARCH_CR0_PG	      (1 << 31)
#define UKARCH_CR4_PAE	      (1 << 5)
#define UKARCH_CR4_OSFXSR     (1 << 9)
#define UKARCH_CR4_OSXMMEXCPT (1 << 10)
#define UKARCH_CR4_OSXSAVE    (1 << 18)

#ifndef __ASSEMBLY__

/* Registers as they are, unchecked: one that does not exist faults. Context: any, in ring 0. */
static inline uint64_t ukarch_msr_read(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void ukarch_msr_write(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

static inline uint64_t ukarch_cr2(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr2, %0" : "=r"(value));
	return value;
}

static inline uint64_t ukarch_cr4(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value));
	return value;
}

static inline void ukarch_cr4_set(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr4" : : "r"(value) : "memory");
}

/* Extended control register 0: which state XSAVE handles (Intel SDM volume 1, 13.3). */
static inline void ukarch_xcr0_set(uint64_t value)
{
	__asm__ volatile("xsetbv" : : "c"(0), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

#endif

#endif
