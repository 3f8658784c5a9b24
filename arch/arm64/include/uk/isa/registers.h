/* SPDX-License-Identifier: BSD-3-Clause */
/* The exception frame of Arm64, as the entry code stores it. */
#ifndef UK_ISA_REGISTERS_H
#define UK_ISA_REGISTERS_H

#define UKARCH_REGISTERS_SP	  248
#define UKARCH_REGISTERS_PC	  256
#define UKARCH_REGISTERS_SYNDROME 272
#define UKARCH_REGISTERS_SIZE	  288

#ifdef __ASSEMBLY__

/* Store what entry code has not used yet into a struct ukarch_registers at sp. */
	.macro	ukarch_store_x2_to_x29
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	.endm

#else
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
