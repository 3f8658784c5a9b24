/* SPDX-License-Identifier: BSD-3-Clause */
/* The exception vectors of a guest that runs at EL1. */
#ifndef UK_ISA_VECTORS_H
#define UK_ISA_VECTORS_H

#include <uk/isa/registers.h>

#ifndef __ASSEMBLY__

struct ukarch_vector_handlers {
	/* An exception, with its frame. Never returns: nothing in the image expects to take one. */
	void (*exception)(const struct ukarch_registers *registers);
	/* An interrupt, interrupts masked. */
	void (*interrupt)(void);
};

/**
 * ukarch_vectors_init() - load the vector table.
 * @handlers:    called by the entry stubs; stays.
 * @fault_stack: top of a stack for exceptions, aligned to 16.
 *
 * All code of the image runs on SP_EL0 (EL1t): an exception finds SP_EL1, the fault stack, so that a
 * stack overflow can be reported. An interrupt goes on on the interrupted stack.
 *
 * Context: boot CPU, interrupts off, on SP_EL0.
 */
UK_API void ukarch_vectors_init(const struct ukarch_vector_handlers *handlers, void *fault_stack);

/* Exception classes (Arm ARM, ESR_EL1.EC) and fields of the syndrome. */
enum {
	UKARCH_EC_SHIFT = 26,
	UKARCH_EC_UNKNOWN = 0x00,
	UKARCH_EC_FP_TRAP = 0x07,
	UKARCH_EC_ILLEGAL_STATE = 0x0e,
	UKARCH_EC_SVC = 0x15,
	UKARCH_EC_SYSTEM_REGISTER = 0x18,
	UKARCH_EC_INSTRUCTION_ABORT = 0x21,
	UKARCH_EC_PC_ALIGNMENT = 0x22,
	UKARCH_EC_DATA_ABORT = 0x25,
	UKARCH_EC_SP_ALIGNMENT = 0x26,
	UKARCH_EC_FP_ERROR = 0x2c,
	UKARCH_EC_SERROR = 0x2f,
	UKARCH_EC_BREAKPOINT = 0x3c,

	UKARCH_ISS_WRITE = 1 << 6,
	UKARCH_ISS_FAULT_STATUS = 0x3f,
	UKARCH_FAULT_EXTERNAL = 0x10,
	UKARCH_FAULT_ALIGNMENT = 0x21,
};

static inline unsigned int ukarch_exception_class(const struct ukarch_registers *registers)
{
	return registers->syndrome >> UKARCH_EC_SHIFT & 0x3f;
}

#endif

#endif
