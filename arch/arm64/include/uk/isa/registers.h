/* SPDX-License-Identifier: BSD-3-Clause */
/* The exception frame of Arm64, as the entry code stores it. */
#ifndef UK_ISA_REGISTERS_H
#define UK_ISA_REGISTERS_H

#define UKARCH_REGISTERS_SP	  248
#define UKARCH_REGISTERS_PC	  256
#define UKARCH_REGISTERS_SYNDROME 272
#define UKARCH_REGISTERS_SIZE	  288

#ifndef __ASSEMBLY__
#include <uk/arch/registers.h>

struct ukarch_registers {
	uint64_t x[31];
	uint64_t sp;
	uint64_t pc;
	uint64_t pstate;
	uint64_t syndrome; /* ESR_EL1 */
	uint64_t address;  /* FAR_EL1 */
};

_Static_assert(offsetof(struct ukarch_registers, sp) == UKARCH_REGISTERS_SP, "known to entry code");
_Static_assert(offsetof(struct ukarch_registers, pc) == UKARCH_REGISTERS_PC, "known to entry code");
_Static_assert(offsetof(struct ukarch_registers, syndrome) == UKARCH_REGISTERS_SYNDROME,
	       "known to entry code");
_Static_assert(sizeof(struct ukarch_registers) == UKARCH_REGISTERS_SIZE, "known to entry code");

#endif

#endif
