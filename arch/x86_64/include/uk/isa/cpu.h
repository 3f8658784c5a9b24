/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU contract on x86-64. */
#ifndef UK_ISA_CPU_H
#define UK_ISA_CPU_H

#include <uk/base.h>

static inline void ukarch_pause(void)
{
	__asm__ volatile("pause" ::: "memory");
}

static inline uint64_t ukarch_cycles(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* Orders write-back memory like MFENCE and is cheaper (Intel SDM volume 3, 8.2.2). */
static inline void ukarch_mb(void)
{
	__asm__ volatile("lock; addl $0, (%%rsp)" ::: "memory", "cc");
}

/* Loads are not reordered with loads, nor stores with stores: only the compiler has to be held. */
static inline void ukarch_rmb(void)
{
	__asm__ volatile("" ::: "memory");
}

static inline void ukarch_wmb(void)
{
	__asm__ volatile("" ::: "memory");
}

static inline void *ukarch_cpu_base(void)
{
	void *base;

	/* The first word of struct ukplat_cpu points to itself: RDGSBASE may not be there. */
	__asm__ volatile("movq %%gs:0, %0" : "=r"(base));
	return base;
}

static inline uint8_t ukarch_mmio_read8(const volatile void *address)
{
	uint8_t value;

	__asm__ volatile("movb %1, %0"
			 : "=q"(value)
			 : "m"(*(const volatile uint8_t *)address)
			 : "memory");
	return value;
}

static inline uint16_t ukarch_mmio_read16(const volatile void *address)
{
	uint16_t value;

	__asm__ volatile("movw %1, %0"
			 : "=r"(value)
			 : "m"(*(const volatile uint16_t *)address)
			 : "memory");
	return value;
}

static inline uint32_t ukarch_mmio_read32(const volatile void *address)
{
	uint32_t value;

	__asm__ volatile("movl %1, %0"
			 : "=r"(value)
			 : "m"(*(const volatile uint32_t *)address)
			 : "memory");
	return value;
}

static inline void ukarch_mmio_write8(volatile void *address, uint8_t value)
{
	__asm__ volatile("movb %1, %0"
			 : "=m"(*(volatile uint8_t *)address)
			 : "qi"(value)
			 : "memory");
}

static inline void ukarch_mmio_write16(volatile void *address, uint16_t value)
{
	__asm__ volatile("movw %1, %0"
			 : "=m"(*(volatile uint16_t *)address)
			 : "ri"(value)
			 : "memory");
}

static inline void ukarch_mmio_write32(volatile void *address, uint32_t value)
{
	__asm__ volatile("movl %1, %0"
			 : "=m"(*(volatile uint32_t *)address)
			 : "ri"(value)
			 : "memory");
}

#endif
