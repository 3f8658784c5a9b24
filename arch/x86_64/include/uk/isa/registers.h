/* SPDX-License-Identifier: BSD-3-Clause */
/* The exception frame of x86-64: what the entry code pushes, then what the CPU pushed. */
#ifndef UK_ISA_REGISTERS_H
#define UK_ISA_REGISTERS_H

#include <uk/arch/registers.h>

/* Intel SDM volume 3, 6.14.2: the CPU pushes from ss down to rip, and for some vectors an error code. */
struct ukarch_registers {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector;
	uint64_t error;
	uint64_t rip, cs, rflags, rsp, ss;
};

_Static_assert(offsetof(struct ukarch_registers, vector) == 120, "known to vectors.S");
_Static_assert(sizeof(struct ukarch_registers) == 176, "known to vectors.S");

#endif
