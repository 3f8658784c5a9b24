/* SPDX-License-Identifier: BSD-3-Clause */
/* The atomic instructions of Armv8.1 (FEAT_LSE), which not every CPU has. */
#ifndef UK_ISA_ATOMICS_H
#define UK_ISA_ATOMICS_H

#include <uk/base.h>

/* ID_AA64ISAR0_EL1.Atomic: 0 is none, 2 and above FEAT_LSE. */
enum { UKARCH_ISAR0_ATOMIC_SHIFT = 20, UKARCH_ISAR0_ATOMIC = 0xf, UKARCH_ISAR0_ATOMIC_LSE = 2 };

/* Whether this CPU has them. Context: a guest, any. */
static inline bool ukarch_cpu_has_lse(void)
{
	uint64_t isar0;

	__asm__("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
	return (isar0 >> UKARCH_ISAR0_ATOMIC_SHIFT & UKARCH_ISAR0_ATOMIC) >=
	       UKARCH_ISAR0_ATOMIC_LSE;
}

/**
 * ukarch_atomics_init() - choose the instructions that atomic operations use from now on.
 * @lse: every CPU has FEAT_LSE. Before this call, and with false, they are load- and store-exclusive loops.
 *
 * Both kinds work on the same memory at the same time. Context: boot.
 */
UK_API void ukarch_atomics_init(bool lse);

#endif
