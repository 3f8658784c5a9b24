/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU contract: what every instruction set gives, inline. uk/isa/cpu.h of arch/<arch> implements it. */
#ifndef UK_ARCH_CPU_H
#define UK_ARCH_CPU_H

#include <uk/base.h>

/* Tells the CPU that the caller spins. Context: any. */
static inline void ukarch_pause(void);

/* A free-running counter of constant rate (TSC, CNTVCT_EL0). Context: any. */
static inline uint64_t ukarch_cycles(void);

/*
 * Barriers for memory that a device or another domain shares with us. Between threads and CPUs of the
 * image use <stdatomic.h>. Each use names its other half in a comment.
 *   ukarch_mb()   earlier loads and stores before later ones
 *   ukarch_rmb()  earlier loads before later loads
 *   ukarch_wmb()  earlier stores before later stores
 */
static inline void ukarch_mb(void);
static inline void ukarch_rmb(void);
static inline void ukarch_wmb(void);

/* Start of this CPU's struct ukplat_cpu (see uk/plat/cpu.h), from the per-CPU base register. */
static inline void *ukarch_cpu_base(void);

/*
 * Device registers: one access of exactly the given width, ordered with other device accesses of
 * this CPU and, for a write, after earlier stores to memory.
 */
static inline uint8_t ukarch_mmio_read8(const volatile void *address);
static inline uint16_t ukarch_mmio_read16(const volatile void *address);
static inline uint32_t ukarch_mmio_read32(const volatile void *address);
static inline void ukarch_mmio_write8(volatile void *address, uint8_t value);
static inline void ukarch_mmio_write16(volatile void *address, uint16_t value);
static inline void ukarch_mmio_write32(volatile void *address, uint32_t value);

#include <uk/isa/cpu.h>

#endif
